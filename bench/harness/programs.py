# SPDX-License-Identifier: BSL-1.0
"""The programs: bench_<implementation>, each called as `PROGRAM BENCH WORKERS` for one measured run."""

import os
import pathlib
import subprocess

# Table order; a program that is not built is left out with a line saying so.
IMPLEMENTATIONS = ("weft", "weft_fcontext", "fcontext", "boost_fiber", "boost_fiber_default", "go", "asio_awaitable",
                   "std_thread", "serial", "cpp20_generator", "cpp20_elements_of", "boost_coroutine2", "hand_loop",
                   "iterator_class", "channel_by_hand")

TIME_LIMIT_SECONDS = 300


class Failed(Exception):
    """A run that gave no figure: a wrong answer, a crash, no end."""


def prefer():
    """Called in the new process: the kernel shall prefer it to whatever else the machine is busy with (needs root)."""
    os.setsid()
    with open("/proc/self/autogroup", "w", encoding="ascii") as autogroup:
        autogroup.write("-17")
    os.nice(-15)


class Program:
    """One implementation's program and the benchmarks it knows."""

    def __init__(self, implementation, path, preparation=None):
        self.implementation = implementation
        self.path = path
        self.preparation = preparation
        self.benches = set(subprocess.run([path, "list"], capture_output=True, text=True, check=True).stdout.split())

    def run(self, bench, workers):
        """One run: {benchmark: (value, unit)}. Besides its own figure a run may yield those of other benchmarks."""
        command = [self.path, bench, str(workers)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIME_LIMIT_SECONDS, check=False,
                                  preexec_fn=self.preparation)
        except subprocess.TimeoutExpired:
            raise Failed(f"no end within {TIME_LIMIT_SECONDS} s") from None
        if done.returncode != 0:
            raise Failed(f"status {done.returncode}: {done.stderr.strip() or 'no message'}")
        return parse(bench, done.stdout)


def parse(bench, text):
    """Reads `value unit` and further lines `other_bench value unit`."""
    figures = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 2:
            words.insert(0, bench)
        if len(words) != 3:
            raise Failed(f"unreadable output: {line!r}")
        figures[words[0]] = (float(words[1]), words[2])
    if bench not in figures:
        raise Failed("no figure on standard output")
    return figures


def find(folder, wanted, preparation=None):
    """The programs that are built, in table order, and the implementations that are not."""
    found, missing = [], []
    for implementation in wanted or IMPLEMENTATIONS:
        path = pathlib.Path(folder) / f"bench_{implementation}"
        if path.exists():
            found.append(Program(implementation, str(path), preparation))
        else:
            missing.append(implementation)
    return found, missing
