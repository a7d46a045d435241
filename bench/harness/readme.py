# SPDX-License-Identifier: BSL-1.0
"""Writes the table of some groups into README.md, between two markers that name them."""

from harness import machine as machines
from harness import table


def markers(groups):
    """The lines around the table of these groups."""
    return f"<!-- bench:begin {' '.join(groups)} -->", "<!-- bench:end -->"


def replace(text, groups, section):
    """The text with what is between the groups' markers replaced."""
    begin, end = markers(groups)
    before, found, rest = text.partition(begin)
    _, ends, after = rest.partition(end)
    if not found or not ends:
        raise SystemExit(f"README.md has no lines {begin} and {end}")
    return f"{before}{begin}\n{section}\n{end}{after}"


def section(machine, rows):
    """What stands between the markers."""
    runs = min((row["runs"] for row in rows), default=0)
    return "\n".join([
        f"Measured on {machines.sentence(machine)}",
        f"Medians of {runs} interleaved rounds, each run in a fresh process; {table.count(rows)}.",
        "",
        table.markdown(rows),
    ])


def rewrite(path, groups, machine, rows):
    """Rewrites the groups' section of the file at `path`."""
    path.write_text(replace(path.read_text(), groups, section(machine, rows)))
