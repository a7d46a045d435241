#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The TCP proxy as a process, before the echo server and before nothing."""

import socket
import threading
import unittest

from service import Service, TestCase


def connect(service):
    return socket.create_connection(("127.0.0.1", service.port), timeout=20)


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Proxy(TestCase):
    def test_megabytes_come_back_intact(self):
        with Service("08_echo_server", "0") as echo, Service("23_tcp_proxy", "0", str(echo.port)) as proxy:
            with connect(proxy) as client:
                text = bytes(range(256)) * 40_000
                writer = threading.Thread(target=lambda: (client.sendall(text), client.shutdown(socket.SHUT_WR)))
                writer.start()
                with client.makefile("rb") as answer:
                    self.assertEqual(answer.read() == text, True)
                writer.join()
            self.assert_clean_end(proxy)
            self.assert_clean_end(echo)

    def test_many_connections_at_once(self):
        with Service("08_echo_server", "0") as echo, Service("23_tcp_proxy", "0", str(echo.port)) as proxy:
            clients = [connect(proxy) for _ in range(100)]
            for number, client in enumerate(clients):
                client.sendall(b"%04d" % number)
            for number, client in enumerate(clients):
                self.assertEqual(client.recv(4, socket.MSG_WAITALL), b"%04d" % number)
                client.close()
            self.assert_clean_end(proxy)

    def test_a_target_that_is_not_there_ends_the_connection(self):
        with Service("23_tcp_proxy", "0", str(unused_port())) as proxy:
            with connect(proxy) as client:
                self.assertEqual(client.recv(1), b"")
            self.assert_clean_end(proxy)

    def test_a_target_that_dies_ends_the_connection(self):
        with Service("08_echo_server", "0") as echo, Service("23_tcp_proxy", "0", str(echo.port)) as proxy:
            with connect(proxy) as client:
                client.sendall(b"x")
                self.assertEqual(client.recv(1), b"x")
                echo.process.kill()
                self.assertEqual(client.recv(1), b"")
            self.assert_clean_end(proxy)

    def test_open_connections_do_not_keep_it_from_ending(self):
        with Service("08_echo_server", "0") as echo, Service("23_tcp_proxy", "0", str(echo.port)) as proxy:
            with connect(proxy) as client:
                client.sendall(b"x")
                self.assertEqual(client.recv(1), b"x")
                self.assert_clean_end(proxy)
                self.assertEqual(client.recv(1), b"")


if __name__ == "__main__":
    unittest.main()
