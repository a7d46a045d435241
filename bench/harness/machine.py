# SPDX-License-Identifier: BSL-1.0
"""The machine a run was made on: what a figure means without it, nobody knows."""

import datetime
import os
import pathlib
import platform
import subprocess


def first_line(*command):
    """The first line a command prints, or an empty string when it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return (done.stdout.splitlines() or [""])[0].strip()


def cpu():
    """The processor's name; a virtual machine may hide the model, so family and model are added."""
    found = {}
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        found.setdefault(name.strip(), value.strip())
    text = found.get("model name", platform.machine())
    if "cpu family" in found:
        text += f" (family {found['cpu family']}, model {found['model']})"
    return text


def packages():
    """Versions of the rivals that come as packages."""
    found = {}
    for package in ("libboost-fiber1.81-dev", "golang-go"):
        version = first_line("dpkg-query", "-W", "-f", "${Version}", package)
        if version:
            found[package] = version
    return found


def cached(build_dir, variable):
    """A value of the build's CMake cache."""
    cache = pathlib.Path(build_dir) / "CMakeCache.txt"
    if not cache.exists():
        return ""
    for line in cache.read_text(encoding="utf-8").splitlines():
        if line.startswith(variable + ":"):
            return line.partition("=")[2]
    return ""


def describe(build_dir):
    """The header line of a results file."""
    compiler = cached(build_dir, "CMAKE_CXX_COMPILER") or "c++"
    return {
        "date": datetime.date.today().isoformat(),
        "cpu": cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30),
        "kernel": platform.release(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", ""),
        "compiler": first_line(compiler, "--version"),
        "flags": cached(build_dir, "CMAKE_CXX_FLAGS_RELEASE"),
        "go": first_line("go", "version"),
        "packages": packages(),
        "commit": first_line("git", "-C", os.path.dirname(__file__), "rev-parse", "--short", "HEAD"),
        "load_average": os.getloadavg()[0],
    }


def sentence(machine):
    """One line for the README."""
    parts = [f"{machine['cores']} x {machine['cpu']}", f"{machine['memory_gib']} GiB", f"Linux {machine['kernel']}",
             machine["system"], machine["compiler"], machine["flags"], machine["go"],
             *(f"{name} {version}" for name, version in machine["packages"].items() if "boost" in name)]
    return ", ".join(part for part in parts if part) + f"; {machine['date']}."
