# SPDX-License-Identifier: BSL-1.0
"""Results: one row for each benchmark, number of workers and implementation; as JSON lines in a file."""

import json
import statistics


def summary(values):
    """Median, least and greatest of the rounds."""
    return {"median": round(statistics.median(values), 3), "min": round(min(values), 3), "max": round(max(values), 3)}


def rows(benches, samples, implementations):
    """The measured rows, in the order of the catalogue."""
    made = []
    for bench in benches:
        for implementation in implementations:
            values = samples.values.get((bench.name, bench.workers, implementation))
            if not values:
                continue
            made.append({"group": bench.group, "bench": bench.name, "workers": bench.workers, "impl": implementation,
                         **summary(values), "unit": samples.units[bench.name, bench.workers], "runs": len(values)})
    return made


def derive(kind, rounds):
    """One value a round from the rounds of several benchmarks."""
    if kind == "speedup":
        return [one / two for one, two in zip(*rounds)]
    if kind == "spread":
        return [max(values) / min(values) for values in zip(*rounds)]
    raise ValueError(f"no derived row is called {kind}")


def derived_rows(derived, samples, implementations):
    """The rows that are computed from others: their unit is x."""
    made = []
    for row in derived:
        for implementation in implementations:
            rounds = [samples.values.get((name, workers, implementation)) for name, workers in row.of]
            if not all(rounds):
                continue
            values = derive(row.kind, rounds)
            made.append({"group": row.group, "bench": row.name, "workers": row.workers, "impl": implementation,
                         **summary(values), "unit": "x", "runs": len(values)})
    return made


def write(path, machine, made):
    """A header line with the machine, then one line for each row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps({"machine": machine})] + [json.dumps(row) for row in made]
    path.write_text("\n".join(lines) + "\n")


def read(path):
    """The machine and the rows of a file that write() wrote."""
    machine, made = {}, []
    for line in path.read_text().splitlines():
        row = json.loads(line)
        if "machine" in row:
            machine = row["machine"]
        else:
            made.append(row)
    return machine, made
