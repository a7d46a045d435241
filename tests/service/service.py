# SPDX-License-Identifier: BSL-1.0
"""Starts a sample that serves on a port it prints, and ends it."""

import resource
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

PROGRAMS = Path(sys.argv.pop(1) if len(sys.argv) > 1 else "build/test/samples")


class Service:
    """with Service("09_http_service", "--workers", "2") as service: ... service.port ..."""

    def __init__(self, name, *arguments, files=None):
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        self.process = subprocess.Popen([PROGRAMS / name, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, preexec_fn=limit)
        line = self.process.stdout.readline()
        if not line.startswith("listening on 127.0.0.1:"):
            self.process.kill()
            raise RuntimeError(f"{name} printed '{line}', then: {self.process.communicate()[1]}")
        self.port = int(line.rsplit(":", 1)[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def sockets(self):
        """How many sockets the program has open now."""
        count = 0
        for each in Path(f"/proc/{self.process.pid}/fd").iterdir():
            try:
                count += str(each.readlink()).startswith("socket:")
            except FileNotFoundError:
                pass  # closed meanwhile
        return count

    def wait_for_sockets(self, count, within=30):
        """Until so many are open: clients that were started may be slow to come."""
        end = time.monotonic() + within
        while self.sockets() < count:
            if time.monotonic() > end:
                raise RuntimeError(f"{self.sockets()} sockets, not {count}, after {within} s")
            time.sleep(0.01)

    def stop(self, how=signal.SIGINT, within=10):
        """Sends the signal and waits; returns (exit status, stderr)."""
        self.process.send_signal(how)
        errors = self.process.communicate(timeout=within)[1]
        return self.process.returncode, errors


def is_built_with(symbol, name):
    """Whether a sanitizer is in the program: each has a function of its own."""
    return symbol.encode() in (PROGRAMS / name).read_bytes()


class TestCase(unittest.TestCase):
    def assert_clean_end(self, service, how=signal.SIGINT, within=10):
        status, errors = service.stop(how, within)
        self.assertEqual((status, errors), (0, ""))
