# SPDX-License-Identifier: BSL-1.0
"""gdb as the tests run it."""

import os
import subprocess

SKIPPED = 77


def gdb(program, *commands, core=None, guard="", folder=None):
    """What gdb printed after each command."""
    arguments = ["gdb", "-nx", "-batch"]
    for number, command in enumerate(commands):
        arguments += ["-ex", f"echo \\n@{number}\\n", "-ex", command]
    environment = {**os.environ, "DEBUGINFOD_URLS": "", "WEFT_CLOCK": "virtual", "WEFT_GUARD": guard}
    done = subprocess.run([*arguments, program, *([core] if core else [])], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, env=environment, cwd=folder, timeout=60, check=False)
    parts = done.stdout.split("\n@")[1:]
    return {command: part.partition("\n")[2] for command, part in zip(commands, parts)}


def has_gdb():
    try:
        return "yes" in subprocess.run(["gdb", "-nx", "-batch", "-ex", "python print('yes')"], capture_output=True,
                                       text=True, check=False).stdout
    except FileNotFoundError:
        return False
