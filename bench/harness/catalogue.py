# SPDX-License-Identifier: BSL-1.0
"""The benchmarks that exist: benches.json, as objects."""

import json
import pathlib
from dataclasses import dataclass, field

FOLDER = pathlib.Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Bench:
    """One benchmark with one number of workers: one row of the table."""

    group: str
    name: str
    workers: int
    comes_with: str = ""  # measured by the runs of that benchmark
    only: tuple = ()  # implementations, when not all
    needs_gib: dict = field(default_factory=dict, hash=False)

    @property
    def key(self):
        return self.name, self.workers


@dataclass(frozen=True)
class Derived:
    """A row that is computed from others: the speed-up from the first to the second, or the spread of all."""

    group: str
    name: str
    workers: int
    kind: str
    of: tuple

    @property
    def key(self):
        return self.name, self.workers


def load():
    """All benchmarks, and all rows derived from them, in the order of the file."""
    data = json.loads((FOLDER / "benches.json").read_text())
    benches = [
        Bench(row["group"], row["bench"], workers, row.get("comes_with", ""), tuple(row.get("only", ())),
              row.get("needs_gib", {}))
        for row in data["benches"]
        for workers in row["workers"]
    ]
    derived = [
        Derived(row["group"], row["bench"], row["workers"], row["kind"], tuple(tuple(source) for source in row["of"]))
        for row in data["derived"]
    ]
    return benches, derived


def groups():
    """The names of the groups, in order."""
    return list(dict.fromkeys(bench.group for bench in load()[0]))


def select(benches, wanted_groups, wanted_names):
    """The benchmarks of some groups (all when none is named) and names (likewise)."""
    return [
        bench
        for bench in benches
        if (not wanted_groups or bench.group in wanted_groups) and (not wanted_names or bench.name in wanted_names)
    ]
