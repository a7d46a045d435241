#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Invents mutants at random places of the sources, for `./dev mutants --list FILE`: a statement that is missing, a condition that is
negated, a bound that is off by one, an order that is relaxed. What survives shows a hole in the tests, or a change that nobody can tell from the
original: a reader decides which. A share of a few hundred says how close the tests are."""
import argparse
import json
import pathlib
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# The programs whose tests are nearest to a folder, the nearest first.
JUDGES = (
    ("adapt/", "unit_async_generator"), ("async_", "unit_async_generator"), ("generator", "unit_generator,unit_async_generator"),
    ("asio", "unit_asio"), ("fiber_result", "unit_asio"), ("use_fiber", "unit_asio"),
    ("lib/testing", "unit_testing,unit_explore"), ("lib/explore", "unit_explore,unit_testing"), ("weft/testing", "unit_testing"),
    ("allocation_failures", "unit_allocation_failures"), ("lib/observe", "crash,unit_runtime,unit_testing"),
    ("lib/context", "unit_context,unit_runtime"), ("detail/context", "unit_context,unit_runtime"),
    ("lib/queue", "unit_queue"), ("lib/base", "unit_base,unit_timing"), ("detail/base", "unit_base,unit_timing"),
    ("lib/runtime", "unit_runtime,unit_task"), ("detail/runtime", "unit_runtime,unit_task"), ("detail/task", "unit_task,unit_runtime"),
    ("lib/fiber", "unit_fiber,unit_task,unit_sync"), ("detail/fiber", "unit_fiber,unit_task,unit_sync"), ("lowlevel", "unit_fiber,unit_channel"),
    ("lib/channel", "unit_channel"), ("detail/channel", "unit_channel"), ("queue", "unit_channel"), ("channel", "unit_channel"),
    ("broadcast", "unit_channel"), ("select", "unit_channel"), ("weft/on_", "unit_channel"), ("lib/sync", "unit_sync"), ("detail/sync", "unit_sync"),
)
OTHERS = "unit_sync,unit_task,unit_timing"
LEFT_OUT = re.compile(r"lib/model/|model_hooks|_(asan|tsan|aarch64)\b|order_marks|debug_layout|thread_safety|rooms\.hpp|config\.hpp|weft\.hpp|sanitizers")

# What is looked for in a line, and what stands there instead.
CHANGES = (
    ("missing", re.compile(r"^(\s*)(?!return|using|throw|break|continue|goto|case|default|static_assert|friend|typedef|else|if|for|while)"
                           r"[A-Za-z_][\w.:>\-\[\]()*& ]*(\(.*\)|(?<![=!<>])=(?!=).*|\+\+|--);\s*(//.*)?$"), None),
    ("missing_increment", re.compile(r"^(\s*)(\+\+|--)[\w.>\-]+;\s*(//.*)?$"), None),
    ("negated", re.compile(r"\bif \((?!constexpr)([^;]*)\)(?= [^)]*;?\s*$| \{$| \[\[)"), lambda found: f"if (!({found[1]}))"),
    ("or_for_and", re.compile(r" && "), lambda _: " || "),
    ("and_for_or", re.compile(r" \|\| "), lambda _: " && "),
    ("equal_or_less", re.compile(r"(?<=[\w)\]]) < (?=[\w(])"), lambda _: " <= "),
    ("less", re.compile(r" <= "), lambda _: " < "),
    ("equal_or_greater", re.compile(r"(?<=[\w)\]]) > (?=[\w(])"), lambda _: " >= "),
    ("greater", re.compile(r" >= "), lambda _: " > "),
    ("unequal", re.compile(r" == "), lambda _: " != "),
    ("equal", re.compile(r" != "), lambda _: " == "),
    ("one_less", re.compile(r" \+ 1\b"), lambda _: ""),
    ("one_more", re.compile(r" - 1\b"), lambda _: ""),
    ("false", re.compile(r"\breturn true\b"), lambda _: "return false"),
    ("true", re.compile(r"\breturn false\b"), lambda _: "return true"),
)


def judges_of(file):
    return next((judges for part, judges in JUDGES if part in file), OTHERS)


DECLARATION = re.compile(r"^\s*[\w:<>,*& \[\]]*[\w>*&\]] [*&]?\w+(\[.*\])?\s*(=|\(|;|\{)|= (delete|default);")


def is_code(line):
    text = line.strip()
    return text and not text.startswith(("//", "#", "*", "WEFT_", "template", "static_assert"))


def changes_in(file, text):
    """Every (line number, word, line, changed line) whose line stands once in the file, so that it can be quoted."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if not is_code(line) or text.count(line + "\n") != 1:
            continue
        code = line.split("//")[0].rstrip()
        for word, pattern, change in CHANGES:
            found = pattern.search(code)
            if not found:
                continue
            if change is None:
                if code.count("(") == code.count(")") and code.count("{") == code.count("}") and not DECLARATION.search(code):
                    yield number, word, line + "\n", ""
            else:
                yield number, word, line + "\n", line.replace(found[0], change(found), 1) + "\n"


def candidates():
    for folder in ("lib", "include"):
        for path in sorted((ROOT / folder).rglob("*.[ch]pp")):
            file = str(path.relative_to(ROOT))
            if not LEFT_OUT.search(file):
                for number, word, old, new in changes_in(file, path.read_text()):
                    judges = judges_of(file)
                    mutant = {"name": f"{path.stem}.{number}_{word}", "file": file, "old": old, "new": new, "judge": judges, "tests": "*"}
                    yield mutant | ({"beside": "crash_reports_without_memory"} if "crash" in judges else {})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=60, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="equal seeds choose equally from equal sources")
    parser.add_argument("--below", default="", help="only files whose path contains this")
    how = parser.parse_args()
    found = {each["name"] + each["file"]: each for each in candidates() if how.below in each["file"]}
    chosen = random.Random(how.seed).sample(sorted(found.values(), key=lambda each: (each["file"], each["name"])), min(how.count, len(found)))
    names = [each["name"] for each in chosen]
    for each in chosen:
        if names.count(each["name"]) > 1:
            each["name"] = each["file"].replace("/", "_") + "." + each["name"]
        print("[[mutant]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in each.items()))
    print(f"{len(found)} places, {len(chosen)} chosen", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
