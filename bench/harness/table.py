# SPDX-License-Identifier: BSL-1.0
"""The table: one line for each benchmark and number of workers; rivals beside weft, ratios with their targets."""

from harness import targets

MAIN = ("weft", "weft_fcontext", "boost_fiber", "go")
HEADER = ("benchmark", "w", "unit", *MAIN, "others", "x Boost.Fiber (target)", "x Go (target)", "target")


def number(value):
    """Three figures that matter, no exponent."""
    if value is None:
        return "-"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio_cell(medians, target, rival):
    """`0.123 (0.22)`; the target alone is in parentheses."""
    found = targets.ratio(medians, rival)
    if found is None:
        return "-"
    limit = (target or {}).get("ratios", {}).get(rival)
    return f"{found:.3f}" + (f" ({limit:g})" if limit is not None else "")


def others_cell(medians):
    return ", ".join(f"{name} {number(value)}" for name, value in medians.items() if name not in MAIN)


def limit_text(target):
    """What decides beside the two ratio columns."""
    if target is None:
        return ""
    texts = [f"<= {limit:g} of {rival}" for rival, limit in target.get("ratios", {}).items() if rival not in MAIN]
    texts += [f"<= {target['at_most']:g}"] if "at_most" in target else []
    texts += [f">= {target['at_least']:g}"] if "at_least" in target else []
    return ", ".join(texts)


def line(bench, workers, unit, medians, target):
    """One line's cells. Ratios of a row that is itself a ratio say nothing."""
    show_ratios = unit != "x"
    outcome = " ".join(text for text in (targets.verdict(target, medians), limit_text(target)) if text)
    return (bench, str(workers), unit, *(number(medians.get(name)) for name in MAIN), others_cell(medians),
            ratio_cell(medians, target, "boost_fiber") if show_ratios else "-",
            ratio_cell(medians, target, "go") if show_ratios else "-", outcome)


def lines(rows):
    """All lines, in the order of the rows."""
    known, cells, units = targets.load(), {}, {}
    for row in rows:
        key = row["bench"], row["workers"]
        cells.setdefault(key, {})[row["impl"]] = row["median"]
        units[key] = row["unit"]
    return [line(*key, units[key], medians, known.get(key)) for key, medians in cells.items()]


def text(rows):
    """For a terminal."""
    body = [HEADER, *lines(rows)]
    widths = [max(len(row[column]) for row in body) for column in range(len(HEADER))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in body)


def markdown(rows):
    """For README.md."""
    body = ["| " + " | ".join(row) + " |" for row in (HEADER, *lines(rows))]
    body.insert(1, "|---|---:|---|" + "---:|" * len(MAIN) + "---|---:|---:|---|")
    return "\n".join(body)


def count(rows):
    """How many rows with a target reached it: `12 of 30 targets reached`."""
    verdicts = [cells[-1].split(" ")[0] for cells in lines(rows)]
    reached = verdicts.count("reached")
    return f"{reached} of {reached + verdicts.count('missed')} targets reached"
