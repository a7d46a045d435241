# SPDX-License-Identifier: BSL-1.0
"""Old against new: the same benchmarks of two builds of weft, run in turn, and what each row and each group lost or gained."""

import math
import statistics

from harness.table import number

NEW, OLD = "weft", "weft_old"
HEADER = ("benchmark", "w", "unit", "old", "new", "new / old", "rounds' spread")


def is_better_when_greater(unit):
    """Rates grow, all else shrinks."""
    return unit.endswith("/s")


def ratios(bench, unit, samples):
    """New over old of each round, so that above 1 is always worse; empty when one of the two has no figure."""
    new = samples.values.get((bench.name, bench.workers, NEW), [])
    old = samples.values.get((bench.name, bench.workers, OLD), [])
    pairs = [(after, before) for after, before in zip(new, old) if after > 0 and before > 0]
    return [before / after if is_better_when_greater(unit) else after / before for after, before in pairs]


def row(bench, samples):
    """The cells of one benchmark and its ratio: median over median, which one disturbed round does not move."""
    unit = samples.units.get((bench.name, bench.workers), "")
    rounds = ratios(bench, unit, samples)
    if not rounds:
        return None
    new = statistics.median(samples.values[bench.name, bench.workers, NEW])
    old = statistics.median(samples.values[bench.name, bench.workers, OLD])
    ratio = old / new if is_better_when_greater(unit) else new / old
    cells = (bench.name, str(bench.workers), unit, number(old), number(new), f"{ratio:.3f}",
             f"{min(rounds):.2f}..{max(rounds):.2f}")
    return cells, ratio


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(value) for value in values))


def verdict(group, found):
    """One sentence for a group: its mean and its worst row."""
    worst, bench = max((ratio, f"{cells[0]} w{cells[1]}") for cells, ratio in found)
    mean = geometric_mean([ratio for _, ratio in found])
    return f"{group}: geometric mean {mean:.3f}, worst row {bench} {worst:.3f}, {len(found)} rows"


def text(benches, samples):
    """The table, then one sentence a group. Below 1 the new build is faster."""
    lines, sentences = [HEADER], []
    for group in dict.fromkeys(bench.group for bench in benches):
        found = [made for bench in benches if bench.group == group and (made := row(bench, samples))]
        if found:
            lines += [cells for cells, _ in found]
            sentences.append(verdict(group, found))
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    return "\n".join(table + sentences)
