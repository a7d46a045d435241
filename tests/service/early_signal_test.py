#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""A signal may come as soon as a service has said that it listens."""

import unittest

from service import Service, TestCase, is_built_with


class EarlySignal(TestCase):
    def assert_ends_at_once(self, name, *arguments):
        # ThreadSanitizer keeps a signal that meets a fiber until that fiber calls libc again, which may be never.
        if is_built_with("__tsan_init", name):
            self.skipTest("ThreadSanitizer delays signals")
        for _ in range(20):
            with Service(name, *arguments) as service:
                self.assert_clean_end(service)

    def test_ends_the_echo_server(self):
        self.assert_ends_at_once("08_echo_server", "0")

    def test_ends_the_http_service(self):
        self.assert_ends_at_once("09_http_service", "--port", "0", "--workers", "2")

    def test_ends_the_chat(self):
        self.assert_ends_at_once("22_chat", "0")

    def test_ends_the_proxy(self):
        self.assert_ends_at_once("23_tcp_proxy", "0", "1")


if __name__ == "__main__":
    unittest.main()
