#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Counts the functions and files that one operation crosses, compiled without optimisation: `./dev wait-path`.

Each function counts once, however often it is entered, and so does each file; those of the compiler's own headers are
not traced. A reader who follows the operation opens these files. The programs of tests/wait_path say what an operation is.
"""
import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "wait-path"  # the compiler's paths begin there


def entered(program, operation):
    """The addresses of the functions, once each, in the order of their first entry."""
    run = subprocess.run([program, operation], capture_output=True, text=True, check=True)
    return list(dict.fromkeys(run.stdout.split()))


def places(program, addresses):
    """(function, file) of each address."""
    command = ["addr2line", "-f", "-C", "-e", program, *addresses]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    return [(name, file_of(place)) for name, place in zip(lines[::2], lines[1::2])]


def file_of(place):
    path = (BUILD / place.rsplit(":", 1)[0]).resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def count(program, operation, lists):
    crossed = [each for each in places(program, entered(program, operation)) if not each[1].startswith("tests/")]
    files = list(dict.fromkeys(file for _, file in crossed))
    print(f"{operation:12} {len(set(crossed)):4} functions in {len(files):3} files")
    if lists:
        for file in files:
            print(f"    {file}")
            for name in dict.fromkeys(name for name, its_file in crossed if its_file == file):
                print(f"        {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("operation", nargs="*", help="pop, pop_in_turn, acquire, join; default: all")
    parser.add_argument("--list", action="store_true", help="name them")
    how = parser.parse_args()
    for operation in how.operation or ("pop", "pop_in_turn", "acquire", "join"):
        count(how.program, operation, how.list)


if __name__ == "__main__":
    sys.exit(main())
