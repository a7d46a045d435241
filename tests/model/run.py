#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Explores every model for a share of the time and prints a table: what `./dev model` runs.

The depth-first part of each model is exhausted whatever it takes; the rest of the time goes to random and PCT schedules.
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import time

LINE = re.compile(r"\[  model   \] (\S+) (\S+) (\d+) schedules, (\d+) steps, ([\d.]+) s(, exhausted)?")


def tests_of(program):
    listing = subprocess.run([program, "--gtest_list_tests"], capture_output=True, text=True, check=True).stdout
    suite, names = "", []
    for line in listing.splitlines():
        if line.endswith("."):
            suite = line
        elif line.startswith("  "):
            names.append(suite + line.split()[0])
    return names


def explore(program, test, milliseconds):
    """Runs one model; returns its output and whether it passed."""
    environment = dict(os.environ, WEFT_MODEL_MS=str(milliseconds), WEFT_MODEL_WHOLE="1")
    run = subprocess.run([program, "--gtest_filter=" + test], capture_output=True, text=True, env=environment)
    return test, run.stdout + run.stderr, run.returncode == 0


def explore_all(program, tests, milliseconds, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda test: explore(program, test, milliseconds), tests))


def rows_of(results):
    """One row for each model and strategy, the depths of PCT and both kinds of fence added up."""
    rows = {}
    for _, output, _ in results:
        for model, strategy, runs, steps, seconds, exhausted in LINE.findall(output):
            kind = "pct(2-4)" if strategy.startswith("pct") else strategy
            row = rows.setdefault((model, kind), [0, 0, 0.0, True])
            row[0] += int(runs)
            row[1] += int(steps)
            row[2] += float(seconds)
            row[3] = row[3] and bool(exhausted)
    return rows


def print_table(rows):
    width = max(len(model) for model, _ in rows)
    print(f"{'model':{width}}  strategy      schedules  schedules/s  exhausted")
    for (model, strategy), (runs, _, seconds, exhausted) in rows.items():
        rate = f"{runs / seconds:,.0f}" if seconds > 0.001 else "-"
        print(f"{model:{width}}  {strategy:8} {runs:14,} {rate:>12}  {'yes' if exhausted else ''}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=60, help="how long, about; 60 when not said")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="the models whose names contain this")
    options = parser.parse_args()

    begun = time.monotonic()
    tests = [test for test in tests_of(options.program) if options.only in test]
    quick = explore_all(options.program, tests, 1, options.jobs)
    lines = LINE.findall("".join(output for _, output, _ in quick))
    shares = sum(1.0 if strategy == "random" else 1 / 3 if strategy.startswith("pct") else 0 for _, strategy, *_ in lines)
    searched = sum(float(seconds) for *_, seconds, _ in lines)
    left = (options.seconds - (time.monotonic() - begun)) * options.jobs - searched
    share = max(1, int(left * 1000 / max(shares, 1)))
    results = explore_all(options.program, tests, share, options.jobs)

    rows = rows_of(results)
    if rows:
        print_table(rows)
    for test, output, passed in results:
        if not passed:
            print(f"\n{test} FAILED\n{output}")
    total = sum(row[0] for row in rows.values())
    took = time.monotonic() - begun
    failed = sum(not passed for _, _, passed in results)
    print(f"\n{len(tests)} tests, {failed} failed; {total:,} schedules in {took:.0f} s on {options.jobs} cores")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
