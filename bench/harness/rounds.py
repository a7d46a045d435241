# SPDX-License-Identifier: BSL-1.0
"""Runs the rivals of each benchmark in turn, round by round, so that what slows the machine slows all of them."""

import sys
from collections import defaultdict

from harness.programs import Failed


class Samples:
    """What was measured: the values of each (benchmark, workers, implementation), and what failed or was left out."""

    def __init__(self):
        self.values = defaultdict(list)
        self.units = {}
        self.failures = []
        self.left_out = []

    def add(self, figures, workers, implementation):
        for bench, (value, unit) in figures.items():
            self.values[bench, workers, implementation].append(value)
            self.units[bench, workers] = unit


def available_gib():
    """Memory that can be had without swapping."""
    with open("/proc/meminfo", encoding="ascii") as meminfo:
        for line in meminfo:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) / 2**20
    return float("inf")


def rivals(bench, programs, samples):
    """The programs that run a benchmark, here and now."""
    chosen = []
    for program in programs:
        if bench.name not in program.benches or (bench.only and program.implementation not in bench.only):
            continue
        needed = bench.needs_gib.get(program.implementation, 0)
        if needed > available_gib():
            samples.left_out.append(f"{program.implementation} {bench.name}: needs {needed} GiB of free memory")
        else:
            chosen.append(program)
    return chosen


def rotated(items, by):
    """Each round starts with another rival: none is always the one that runs on a cold machine."""
    by %= max(1, len(items))
    return items[by:] + items[:by]


def measure_one(bench, programs, rounds, samples):
    """All rounds of one benchmark; an implementation that fails is not asked again."""
    running = rivals(bench, programs, samples)
    for number in range(rounds):
        for program in rotated(list(running), number):
            try:
                samples.add(program.run(bench.name, bench.workers), bench.workers, program.implementation)
            except Failed as failure:
                samples.failures.append(f"{program.implementation} {bench.name} {bench.workers}: {failure}")
                samples.values.pop((bench.name, bench.workers, program.implementation), None)
                running.remove(program)


def measure(benches, programs, rounds):
    """Measures all benchmarks; progress goes to standard error."""
    samples = Samples()
    own = [bench for bench in benches if not bench.comes_with]
    for number, bench in enumerate(own, 1):
        print(f"[{number}/{len(own)}] {bench.name}, {bench.workers} workers", file=sys.stderr, flush=True)
        measure_one(bench, programs, rounds, samples)
    return samples
