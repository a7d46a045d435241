#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Proves that the models notice when a fence, an order, a re-check, an epoch or a hand-over is missing.

Each mutant of mutants.toml changes one place of the sources, in a copy of the tree; the model program is built from it and must
fail within its time. A mutant that survives must be listed with the reason: nobody can tell it from the original, another test
finds it, or nothing does yet. Ends with status 1 otherwise.
"""
import argparse
import concurrent.futures
import dataclasses
import pathlib
import queue
import shutil
import subprocess
import sys
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass
class Mutant:
    name: str
    file: str
    old: str
    new: str
    tests: str
    equivalent: str = ""  # why nobody can tell it from the original
    elsewhere: str = ""  # why the models cannot see it, and which test does
    unseen: str = ""  # why nothing sees it: these count as survivors


@dataclasses.dataclass
class Verdict:
    mutant: Mutant
    outcome: str  # killed, survived, equivalent, elsewhere, broken
    killer: str
    seconds: float


def read_mutants(path):
    with open(path, "rb") as file:
        return [Mutant(**each) for each in tomllib.load(file)["mutant"]]


class Tree:
    """A copy of the repository with a build folder of its own."""

    def __init__(self, folder, build_jobs):
        self.source = folder / "tree"
        self.build = folder / "build"
        self.jobs = str(build_jobs)
        self.refresh()
        self.run("cmake", "-G", "Ninja", "-S", self.source, "-B", self.build, "-DCMAKE_BUILD_TYPE=Release",
                 "-DCMAKE_CXX_FLAGS_RELEASE=-O1", "-DWEFT_BUILD_SAMPLES=OFF", "-DWEFT_MODEL_UNITY=OFF", "-DWEFT_DEBUG_CHECKS=ON")
        self.make(check=True)

    def run(self, *command, **more):
        return subprocess.run([str(each) for each in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=more.pop("check", True), **more)

    def refresh(self):
        """Copies what differs, so that a later run builds little."""
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True,
                                stdout=subprocess.PIPE).stdout.decode().split("\0")
        for name in filter(None, listed):
            origin, copy = ROOT / name, self.source / name
            if not origin.is_file():
                continue
            if not copy.exists() or copy.read_bytes() != origin.read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(origin, copy)

    def make(self, check=False):
        return self.run("ninja", "-C", self.build, "-j", self.jobs, "model", check=check)

    def test(self, tests, milliseconds, limit):
        """The name of a test that fails; empty when all pass."""
        try:
            done = self.run(self.build / "tests/model", f"--gtest_filter={tests}", "--gtest_fail_fast", check=False, timeout=limit,
                            env={"WEFT_MODEL_MS": str(milliseconds), "PATH": "/usr/bin:/bin"})
        except subprocess.TimeoutExpired:
            return "", "timeout"
        if done.returncode == 0:
            return "", ""
        failed = [line.split()[3].rstrip(",") for line in done.stdout.splitlines() if line.startswith("[  FAILED  ] ") and "." in line]
        return (failed or [f"status {done.returncode}"])[0], ""

    def try_mutant(self, mutant, milliseconds, limit):
        path = self.source / mutant.file
        text = path.read_text()
        if text.count(mutant.old) != 1:
            return "broken", f"'old' stands {text.count(mutant.old)} times in {mutant.file}"
        try:
            path.write_text(text.replace(mutant.old, mutant.new))
            built = self.make()
            if built.returncode != 0:
                return "broken", "does not build: " + next((l for l in built.stdout.splitlines() if "error" in l), "?")
            killer, trouble = self.test(mutant.tests, milliseconds, limit)
            return ("killed", killer) if killer else ("survived", trouble)
        finally:
            path.write_text(text)


def judge(mutant, outcome):
    if outcome == "survived" and (mutant.equivalent or mutant.elsewhere):
        return "equivalent" if mutant.equivalent else "elsewhere"
    return outcome


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose name contains this")
    parser.add_argument("--jobs", type=int, default=1, help="copies of the tree that work in parallel")
    parser.add_argument("--milliseconds", type=int, default=1000, help="random and PCT exploration a model")
    parser.add_argument("--limit", type=int, default=120, help="seconds that a mutant may live")
    parser.add_argument("--work-dir", type=pathlib.Path, default=ROOT / "build/mutants")
    how = parser.parse_args()

    mutants = [each for each in read_mutants(pathlib.Path(__file__).parent / "mutants.toml") if how.only in each.name]
    trees = queue.Queue()
    with concurrent.futures.ThreadPoolExecutor(how.jobs) as pool:
        for tree in pool.map(lambda n: Tree(how.work_dir / str(n), 1), range(how.jobs)):
            trees.put(tree)

        def handle(mutant):
            tree = trees.get()
            started = time.monotonic()
            try:
                outcome, killer = tree.try_mutant(mutant, how.milliseconds, how.limit)
            finally:
                trees.put(tree)
            verdict = Verdict(mutant, judge(mutant, outcome), killer, time.monotonic() - started)
            print(f"{verdict.outcome:10} {mutant.name:44} {verdict.seconds:5.1f} s  {verdict.killer or mutant.equivalent or mutant.elsewhere or mutant.unseen}", flush=True)
            return verdict

        verdicts = list(pool.map(handle, mutants))
    return report(verdicts)


def report(verdicts):
    count = {word: sum(each.outcome == word for each in verdicts) for word in ("killed", "equivalent", "elsewhere", "survived", "broken")}
    killable = len(verdicts) - count["equivalent"] - count["broken"]
    share = 100 * count["killed"] / killable if killable else 100.0
    print(f"{len(verdicts)} mutants: {count['killed']} killed, {count['equivalent']} equivalent, {count['elsewhere']} elsewhere, "
          f"{count['survived']} survived, {count['broken']} broken; {share:.0f} % of those that can be killed")
    unexplained = any(each.outcome == "survived" and not each.mutant.unseen for each in verdicts)
    return 1 if unexplained or count["broken"] or not verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
