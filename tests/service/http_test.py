#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The HTTP service as a process, driven by curl and wrk and by bytes that neither would send."""

import json
import re
import signal
import socket
import subprocess
import time
import unittest

from service import Service, TestCase, is_built_with


def curl(url, *arguments, data=None):
    """Returns (status, header text, body)."""
    command = ["curl", "--silent", "--include", "--max-time", "20", *arguments, url]
    out = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    while out.startswith("HTTP/1.1 100"):
        out = out.split("\r\n\r\n", 1)[1]
    head, _, body = out.partition("\r\n\r\n")
    return int(head.split()[1]), head, body


def wrk(service, path, seconds, connections=64):
    """Returns (requests, what went wrong). A slow machine is no fault: wrk waits for an answer as long as curl does."""
    command = ["wrk", "-t1", "--timeout", "20s", f"-c{connections}", f"-d{seconds}s", service.url + path]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    faults = [line.strip() for line in out.splitlines() if "Socket errors" in line or "Non-2xx" in line]
    return int(re.search(r"(\d+) requests in", out)[1]), faults


def raw(service, request, shut=True):
    """Sends bytes and returns all that comes until the service closes."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as peer:
        peer.sendall(request)
        if shut:
            peer.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while part := peer.recv(65536):
                answer += part
        except ConnectionResetError:
            pass
        return answer.decode()


def statuses(answer):
    return [int(code) for code in re.findall(r"HTTP/1\.[01] (\d{3})", answer)]


class Answers(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service("09_http_service", "--port", "0", "--workers", "2")

    @classmethod
    def tearDownClass(cls):
        cls.service.__exit__()

    def test_hello(self):
        self.assertEqual(curl(self.service.url + "/hello")[::2], (200, "hello\n"))

    def test_head_has_no_body(self):
        status, head, body = curl(self.service.url + "/hello", "--head")
        self.assertEqual((status, body), (200, ""))
        self.assertIn("Content-Length: 6", head)

    def test_sleep_takes_its_time(self):
        before = time.monotonic()
        self.assertEqual(curl(self.service.url + "/sleep?ms=50")[::2], (200, "slept 50 ms\n"))
        self.assertGreaterEqual(time.monotonic() - before, 0.05)

    def test_sleep_refuses_what_is_no_number_of_milliseconds(self):
        for query in ["", "?ms=", "?ms=-1", "?ms=1x", "?ms=10001", "?ms=99999999999999999999", "?sec=1"]:
            self.assertEqual(curl(self.service.url + "/sleep" + query)[0], 400, query)

    def test_reverse_knows_utf8(self):
        for text in ["", "abc", "añb€𝄞", 'quote " and \\ and \n']:
            status, head, body = curl(self.service.url + "/reverse", "--data-binary", "@-",
                                      data=json.dumps({"text": text}, ensure_ascii=False).encode())
            self.assertEqual((status, json.loads(body)), (200, {"reversed": text[::-1]}))
            self.assertIn("Content-Type: application/json", head)

    def test_reverse_refuses_what_is_no_such_json(self):
        for body in [b"", b"{bad", b"[]", b'{"text": 1}', b'{"txt": "a"}', b'{"text": "\xff"}', b'{"text": "a"} x']:
            self.assertEqual(curl(self.service.url + "/reverse", "--data-binary", "@-", data=body)[0], 400, body)

    def test_unknown_paths(self):
        for path in ["/", "/hello/", "/nope?x=1", "/sleepy"]:
            self.assertEqual(curl(self.service.url + path)[0], 404, path)

    def test_wrong_methods_name_the_right_ones(self):
        for path, method, allowed in [("/hello", "DELETE", "GET, HEAD"), ("/sleep", "PUT", "GET, HEAD"),
                                      ("/reverse", "GET", "POST")]:
            status, head, _ = curl(self.service.url + path, "-X", method)
            self.assertEqual(status, 405)
            self.assertIn(f"Allow: {allowed}", head)

    def test_a_body_over_the_limit(self):
        for size in [65537, 3_000_000]:
            status, head, _ = curl(self.service.url + "/reverse", "--data-binary", "@-", data=b"a" * size)
            self.assertEqual(status, 413)
            self.assertIn("Connection: close", head)

    def test_a_chunked_body_over_the_limit(self):
        chunked = ["-H", "Transfer-Encoding: chunked", "--data-binary", "@-"]
        self.assertEqual(curl(self.service.url + "/reverse", *chunked, data=b"a" * 200_000)[0], 413)
        self.assertEqual(curl(self.service.url + "/reverse", *chunked, data=b'{"text": "ab"}')[0], 200)

    def test_a_client_that_expects_100_continue(self):
        status, _, body = curl(self.service.url + "/reverse", "-H", "Expect: 100-continue", "--data-binary", "@-",
                               data=b'{"text": "ab"}')
        self.assertEqual((status, json.loads(body)), (200, {"reversed": "ba"}))

    def test_a_connection_is_used_again(self):
        out = subprocess.run(["curl", "-sv", "-w", "%{num_connects}\n"] + [self.service.url + "/hello"] * 3,
                             capture_output=True, text=True, check=True).stdout
        self.assertEqual(out, "hello\n1\nhello\n0\nhello\n0\n")

    def test_http_1_0_is_closed_unless_it_asks(self):
        self.assertEqual(curl(self.service.url + "/hello", "--http1.0")[0], 200)
        self.assertEqual(statuses(raw(self.service, b"GET /hello HTTP/1.0\r\n\r\n", shut=False)), [200])

    def test_pipelined_requests_are_answered_in_order(self):
        asked = b"".join(b"GET /sleep?ms=%d HTTP/1.1\r\nHost: x\r\n\r\n" % ms for ms in [20, 0, 10, 5])
        answer = raw(self.service, asked)
        self.assertEqual(re.findall(r"slept (\d+) ms", answer), ["20", "0", "10", "5"])

    def test_malformed_requests(self):
        good = b"Host: x\r\n\r\n"
        for request in [b"GARBAGE\r\n\r\n", b"GET  /hello HTTP/1.1\r\n" + good, b"GET /hello HTTP/2.7\r\n" + good,
                        b"GET /hello HTTP/1.1\r\nbroken header\r\n\r\n", b"GET /hello HTTP/1.1\r\n\r\n",
                        b"GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                        b"POST /reverse HTTP/1.1\r\nHost: x\r\nContent-Length: x1\r\n\r\n",
                        b"POST /reverse HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        b"POST /reverse HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                        b"GET /hello HTT"]:
            self.assertEqual(statuses(raw(self.service, request))[:1], [400], request)

    def test_a_header_over_the_limit(self):
        for header in [b"X: " + b"a" * 9000, b"\r\n".join(b"X%d: y" % i for i in range(2000))]:
            self.assertEqual(statuses(raw(self.service, b"GET /hello HTTP/1.1\r\n" + header + b"\r\n\r\n")), [431])

    def test_a_silent_client_disturbs_nobody(self):
        with socket.create_connection(("127.0.0.1", self.service.port)):
            self.assertEqual(curl(self.service.url + "/hello")[0], 200)


class Load(TestCase):
    def test_wrk_sees_no_error(self):
        with Service("09_http_service", "--port", "0", "--workers", "2") as service:
            requests, faults = wrk(service, "/hello", 3)
            self.assertEqual(faults, [])
            self.assertGreater(requests, 0)
            self.assert_clean_end(service)

    def test_a_thousand_sleepers_at_once(self):
        with Service("09_http_service", "--port", "0", "--workers", "1") as service:
            requests, faults = wrk(service, "/sleep?ms=500", 3, connections=900)
            self.assertEqual(faults, [])
            self.assertGreater(requests, 100)  # one after the other they would be 6
            self.assert_clean_end(service)


class Patience(TestCase):
    def test_slow_clients_are_told_so(self):
        with Service("09_http_service", "--port", "0", "--header-ms", "100", "--body-ms", "100", "--idle-ms", "100") as service:
            self.assertEqual(raw(service, b"", shut=False), "")
            self.assertEqual(statuses(raw(service, b"GET /hello HTTP/1.1\r\nHo", shut=False)), [408])
            begun = b"POST /reverse HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n{"
            self.assertEqual(statuses(raw(service, begun, shut=False)), [408])
            self.assert_clean_end(service)

    @unittest.skipIf(is_built_with("__asan_init", "09_http_service"), "UBSan opens descriptors, misreports without")
    def test_too_many_open_files_pass(self):
        with Service("09_http_service", "--port", "0", "--workers", "1", files=40) as service:
            held = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(60)]
            time.sleep(0.3)
            for each in held:
                each.close()
            self.assertEqual(curl(service.url + "/hello")[0], 200)
            status, errors = service.stop()
            self.assertEqual(status, 0)
            self.assertIn("accept: Too many open files", errors)
            self.assertLess(len(errors.splitlines()), 5)


class Drain(TestCase):
    def test_requests_in_flight_are_answered(self):
        for how in [signal.SIGINT, signal.SIGTERM]:
            with Service("09_http_service", "--port", "0", "--workers", "2") as service:
                command = ["curl", "--silent", "--include", service.url + "/sleep?ms=3000"]
                before = service.sockets()
                clients = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(10)]
                service.wait_for_sockets(before + 10)
                time.sleep(0.3)  # then their requests are read
                self.assert_clean_end(service, how)
                for each in clients:
                    out = each.communicate()[0]
                    self.assertEqual(statuses(out), [200])
                    self.assertIn("Connection: close", out)

    def test_idle_connections_are_closed_and_new_ones_refused(self):
        with Service("09_http_service", "--port", "0", "--workers", "2") as service:
            with socket.create_connection(("127.0.0.1", service.port), timeout=10) as idle:
                idle.sendall(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
                self.assertEqual(statuses(idle.recv(4096).decode()), [200])
                service.process.send_signal(signal.SIGINT)
                self.assertEqual(idle.recv(4096), b"")
            self.assertEqual(service.process.wait(10), 0)
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", service.port))

    def test_under_load(self):
        with Service("09_http_service", "--port", "0", "--workers", "2") as service:
            command = ["wrk", "-t1", "-c64", "-d4s", service.url + "/hello"]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as load:
                time.sleep(1)
                before = time.monotonic()
                self.assert_clean_end(service)
                self.assertLess(time.monotonic() - before, 5)
                self.assertNotIn("Non-2xx", load.communicate()[0])


if __name__ == "__main__":
    unittest.main()
