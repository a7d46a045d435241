#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Proves that the tests notice when a fence, an order, a re-check, an epoch or a hand-over is missing.

Each mutant of mutants.toml changes one place of the sources; its judge, the models or another test program, is built with it, and the
tests that its filter names must fail, or not end in their time. A mutant that survives must be listed with the reason: nobody can tell it from
the original, another test finds it, or nothing does yet. Tests that fail without the change as well prove nothing: such a mutant is called
broken. Ends with status 1 otherwise.
"""
import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import queue
import re
import subprocess
import sys
import threading
import time
import tomllib

from snapshot import ROOT, Snapshot

OUTCOMES = ("killed", "equivalent", "elsewhere", "survived", "broken")


@dataclasses.dataclass
class Mutant:
    name: str
    file: str
    old: str
    new: str
    tests: str
    judge: str = "model"  # the program of the tests; or several, of which one must notice: "unit_task,model"
    beside: str = ""  # a program that the tests start, in which the change counts
    equivalent: str = ""  # why nobody can tell it from the original
    elsewhere: str = ""  # why its tests cannot see it, and which does
    unseen: str = ""  # why nothing sees it: these count as survivors
    share: bool = False  # one of the few that --share tries
    milliseconds: int = 0  # exploration that it needs, if more than --milliseconds

    def reason(self):
        return self.equivalent or self.elsewhere or self.unseen

    def judged_by(self, judge):
        """The programs that are made when this judge is asked."""
        return [(judge, self.tests)] + ([(self.beside, "*")] if self.beside else [])

    def programs(self):
        return [each for judge in self.judge.split(",") for each in self.judged_by(judge)]


@dataclasses.dataclass
class Verdict:
    mutant: Mutant
    outcome: str
    detail: str  # the test that failed, or what is wrong
    seconds: float


def read_mutants(path, how):
    with open(path, "rb") as file:
        mutants = [Mutant(**each) for each in tomllib.load(file)["mutant"]]
    names = [each.name for each in mutants]
    twice = {each for each in names if names.count(each) > 1}
    if twice:
        raise SystemExit(f"{path}: two mutants are called {', '.join(sorted(twice))}")
    return [each for each in mutants if re.search(how.only, each.name) and (each.share or not how.share)]


def misplacement(mutant, root):
    """What is wrong with the mutant's place; empty when it is one place, and changed there."""
    path = root / mutant.file
    times = path.read_text().count(mutant.old) if path.is_file() else 0
    if times != 1:
        return f"'old' stands {times} times in {mutant.file}"
    return "changes nothing" if mutant.old == mutant.new else ""


def failed_test(output, status):
    for line in output.splitlines():
        if line.startswith("[  FAILED  ] ") and "." in line:
            return line.split()[3].rstrip(",")
    running = [line.split()[-1] for line in output.splitlines() if line.startswith("[ RUN      ] ")]
    return f"{running[-1] if running else '?'} (status {status})"


def test(program, tests, how, milliseconds=0):
    """What kills the mutant, empty if nothing does; and what is wrong."""
    environment = {"WEFT_MODEL_MS": str(max(how.milliseconds, milliseconds)), "PATH": os.environ["PATH"], "WEFT_TEST_PROGRAMS": str(program.parent)}
    command = [program, f"--gtest_filter={tests}", "--gtest_fail_fast"]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", timeout=how.limit,
                              env=environment)
    except subprocess.TimeoutExpired:
        return f"does not end within {how.limit} s", ""
    if " 0 tests from" in done.stdout:
        return "", f"no test is called {tests}"
    return (failed_test(done.stdout, done.returncode), "") if done.returncode != 0 else ("", "")


class Originals:
    """Whether tests pass without any change; each is tried once."""

    def __init__(self, snapshot, how):
        self.snapshot, self.how, self.killers, self.lock = snapshot, how, {}, threading.Lock()

    def killer(self, mutant, judge):
        key = (judge, mutant.tests, mutant.beside)
        with self.lock:
            if key not in self.killers:
                folder = self.how.work_dir / "original"
                self.snapshot.build_original(mutant.judged_by(judge), folder)
                self.killers[key] = test(folder / judge, mutant.tests, self.how)[0]
            return self.killers[key]


def ask(judge, mutant, snapshot, originals, folder, how):
    if wrong := misplacement(mutant, snapshot.source):
        return "broken", wrong
    text = (snapshot.source / mutant.file).read_text()
    if trouble := snapshot.build_mutant(mutant.file, text.replace(mutant.old, mutant.new), mutant.judged_by(judge), folder):
        reason = next((line for line in trouble.splitlines() if "error" in line), trouble)
        return ("killed", reason) if "static assertion failed" in reason else ("broken", "does not build: " + reason)
    killer, trouble = test(folder / judge, mutant.tests, how, mutant.milliseconds)
    if killer:
        own = originals.killer(mutant, judge)
        return ("broken", f"its tests fail without the change, too: {own}") if own else ("killed", killer)
    if mutant.equivalent or mutant.elsewhere:
        return "equivalent" if mutant.equivalent else "elsewhere", mutant.reason()
    return "survived", trouble or mutant.reason() or "and no reason is given"


def try_mutant(mutant, *more):
    for judge in mutant.judge.split(","):
        outcome, detail = ask(judge, mutant, *more)
        if outcome in ("killed", "broken"):
            break
    return outcome, detail


def try_all(mutants, snapshot, how):
    folders, originals = queue.Queue(), Originals(snapshot, how)
    for n in range(how.jobs):
        folders.put(how.work_dir / f"mutant{n}")

    def handle(mutant):
        folder, started = folders.get(), time.monotonic()
        try:
            outcome, detail = try_mutant(mutant, snapshot, originals, folder, how)
        finally:
            folders.put(folder)
        verdict = Verdict(mutant, outcome, detail, time.monotonic() - started)
        print(f"{outcome:10} {mutant.name:48} {verdict.seconds:5.1f} s  {detail}", flush=True)
        return verdict

    with concurrent.futures.ThreadPoolExecutor(how.jobs) as pool:
        return list(pool.map(handle, mutants))


def report(verdicts, seconds):
    count = {word: sum(each.outcome == word for each in verdicts) for word in OUTCOMES}
    killable = len(verdicts) - count["equivalent"] - count["broken"]
    share = 100 * count["killed"] / killable if killable else 100.0
    print(f"{len(verdicts)} mutants in {seconds:.0f} s: " + ", ".join(f"{count[word]} {word}" for word in OUTCOMES) +
          f"; {share:.0f} % of those that can be told from the original are killed")
    unexplained = [each.mutant.name for each in verdicts if each.outcome == "survived" and not each.mutant.unseen]
    outdated = [each.mutant.name for each in verdicts if each.outcome == "killed" and each.mutant.reason()]
    if unexplained:
        print("survived, and no reason is given: " + ", ".join(unexplained))
    if outdated:
        print("killed, although the list says why not: " + ", ".join(outdated))
    return 1 if unexplained or outdated or count["broken"] or not verdicts else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", type=pathlib.Path, default=pathlib.Path(__file__).parent / "mutants.toml",
                        help="another list of mutants, of invent.py for instance")
    parser.add_argument("--only", default="", help="mutants whose name contains this regular expression")
    parser.add_argument("--share", action="store_true", help="a few quick ones, of each kind of protocol")
    parser.add_argument("--places", action="store_true", help="only see whether each has its place; builds nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants at the same time")
    parser.add_argument("--milliseconds", type=int, default=300, help="random and PCT exploration a model, each; `./dev test` has 300")
    parser.add_argument("--limit", type=int, default=120, help="seconds that a mutant may live")
    parser.add_argument("--work-dir", type=pathlib.Path, default=ROOT / "build/mutants")
    how = parser.parse_args()
    how.work_dir = how.work_dir.resolve()

    started = time.monotonic()
    mutants = read_mutants(how.list, how)
    if how.places:
        return "\n".join(f"{each.name}: {wrong}" for each in mutants if (wrong := misplacement(each, ROOT))) or 0
    snapshot = Snapshot(how.work_dir, how.jobs, mutants)
    print(f"built in {time.monotonic() - started:.0f} s", flush=True)
    return report(try_all(mutants, snapshot, how), time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
