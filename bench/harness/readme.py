# SPDX-License-Identifier: BSL-1.0
"""Writes the table into README.md, between two markers."""

from harness import machine as machines
from harness import table

BEGIN = "<!-- bench:begin -->"
END = "<!-- bench:end -->"


def replace(text, section):
    """The text with what is between the markers replaced."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md has no lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{section}\n{END}{after}"


def section(machine, rows):
    """What stands between the markers."""
    runs = min((row["runs"] for row in rows), default=0)
    return "\n".join([
        f"Measured on {machines.sentence(machine)}",
        f"Medians of {runs} interleaved rounds, each run in a fresh process; {table.count(rows)}.",
        "",
        table.markdown(rows),
    ])


def rewrite(path, machine, rows):
    """Rewrites the section of the file at `path`."""
    path.write_text(replace(path.read_text(), section(machine, rows)))
