#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The echo server as a process."""

import signal
import socket
import unittest

from service import Service, TestCase


def receive(peer, length):
    answer = b""
    while len(answer) < length:
        part = peer.recv(65536)
        if not part:
            break
        answer += part
    return answer


class Echo(TestCase):
    def test_many_clients(self):
        with Service("08_echo_server", "0") as service:
            clients = [socket.create_connection(("127.0.0.1", service.port), timeout=20) for _ in range(200)]
            for turn in range(5):
                for number, client in enumerate(clients):
                    client.sendall(b"%d:%d" % (number, turn))
                for number, client in enumerate(clients):
                    expected = b"%d:%d" % (number, turn)
                    self.assertEqual(receive(client, len(expected)), expected)
            for client in clients:
                client.close()
            self.assert_clean_end(service)

    def test_a_half_closed_connection_gets_everything_back(self):
        with Service("08_echo_server", "0") as service:
            with socket.create_connection(("127.0.0.1", service.port), timeout=20) as client:
                text = bytes(range(256)) * 400
                client.sendall(text)
                client.shutdown(socket.SHUT_WR)
                self.assertEqual(receive(client, len(text) + 1), text)
            self.assert_clean_end(service, signal.SIGTERM)

    def test_a_signal_ends_open_connections(self):
        with Service("08_echo_server", "0") as service:
            with socket.create_connection(("127.0.0.1", service.port), timeout=20) as client:
                client.sendall(b"x")
                self.assertEqual(receive(client, 1), b"x")
                self.assert_clean_end(service)
                self.assertEqual(client.recv(1), b"")


if __name__ == "__main__":
    unittest.main()
