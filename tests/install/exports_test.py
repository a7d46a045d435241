#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""exports_test.py READELF BUILD
What the other libraries, the samples and each public header alone take from libweft.a is not hidden in it.
A shared library would not have it."""
import pathlib
import subprocess
import sys


def symbols(tool, files):
    """Of `readelf -Ws`: name, visibility, whether it is defined, and whether it is local to its object."""
    output = subprocess.run([tool, "-Ws", *files], capture_output=True, text=True, check=True).stdout
    for line in output.splitlines():
        fields = line.split()
        if len(fields) == 8 and fields[0].rstrip(":").isdigit():
            yield fields[7], fields[5], fields[6] != "UND", fields[4] == "LOCAL"


def main():
    tool, build = sys.argv[1], pathlib.Path(sys.argv[2])
    library = build / "libweft.a"
    users = [build / "libweft_asio.a", build / "libweft_testing.a", *build.glob("CMakeFiles/sample_*/**/*.o"),
             *build.glob("CMakeFiles/weft_public_headers_alone.dir/**/*.o")]
    hidden = {name for name, how, is_defined, is_local in symbols(tool, [library])
              if how == "HIDDEN" and is_defined and not is_local}
    wanted = {name for name, _, is_defined, _ in symbols(tool, users) if not is_defined}
    own = {name for name, _, is_defined, _ in symbols(tool, users) if is_defined}
    missing = subprocess.run(["c++filt"], input="\n".join(sorted(hidden & wanted - own)), capture_output=True, text=True, check=True).stdout
    if not wanted or not hidden:
        sys.exit("nothing was read")
    if missing.strip():
        sys.exit("a shared weft would lack these; their declarations must say WEFT_API:\n" + missing)
    print(f"{len(wanted)} wanted, {len(hidden)} hidden, none of them both")


if __name__ == "__main__":
    main()
