# SPDX-License-Identifier: BSL-1.0
"""Targets: what weft's median must be, as ratios to rivals of the same run (targets.json), and whether it is.

`ratios` and `at_most`/`at_least` decide. `absolute` is the figure those ratios meant on the machine they were set on:
shown, but absolute times do not carry over from one machine to another."""

import json

from harness.catalogue import FOLDER


def load():
    """{(bench, workers): target}"""
    data = json.loads((FOLDER / "targets.json").read_text())
    return {(target["bench"], target["workers"]): target for target in data["targets"]}


def ratio(medians, rival):
    """weft's median over a rival's; None when one of them is missing."""
    ours, theirs = medians.get("weft"), medians.get(rival)
    return ours / theirs if ours is not None and theirs else None


def verdict(target, medians):
    """`reached`, `missed`, or an empty string when there is nothing to compare."""
    ours = medians.get("weft")
    if target is None or ours is None:
        return ""
    checks = []
    for rival, limit in target.get("ratios", {}).items():
        found = ratio(medians, rival)
        if found is not None:
            checks.append(found <= limit)
    if "at_most" in target:
        checks.append(ours <= target["at_most"])
    if "at_least" in target:
        checks.append(ours >= target["at_least"])
    if not checks:
        return ""
    return "reached" if all(checks) else "missed"
