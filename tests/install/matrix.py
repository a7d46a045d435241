#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""matrix.py static|shared --prefix DIR --work DIR --source DIR
Small programs against an installed weft, as users may compile them: each works, or is refused with a sentence. DIR is moved first."""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent / "programs"
CLANG = "clang++-19"
FIRST = ["-fsyntax-only", "-Wfatal-errors"]  # the sentence must be the first error
WARN = ["-Wall", "-Wextra", "-Wundef", "-Werror"]


class Failed(Exception):
    pass


def run(command, **how):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300, **how)
    return done.returncode, done.stdout + done.stderr


class Package:
    """What was installed, and how to compile against it by hand or by pkg-config."""

    def __init__(self, prefix, work, kind):
        self.prefix, self.work, self.kind = prefix, work, kind
        self.lib = next(path.parent for path in prefix.rglob("libweft.*") if path.suffix in (".a", ".so"))
        self.include = prefix / "include"
        self.environment = dict(os.environ, PKG_CONFIG_PATH=str(self.lib / "pkgconfig"), LD_LIBRARY_PATH=str(self.lib))

    def by_hand(self):
        needs = [] if self.kind == "shared" else ["-lfmt", "-lboost_context"]
        return [f"-I{self.include}"], [f"-L{self.lib}", "-lweft", *needs, "-pthread"]

    def by_pkg_config(self, name):
        status, flags = run(["pkg-config", "--cflags", name], env=self.environment)
        other_status, libs = run(["pkg-config", "--libs", name], env=self.environment)
        if status or other_status:
            raise Failed(flags + libs)
        return flags.split(), libs.split()


def works(package, name, source, compiler, flags, how):
    """Compiles, links and runs."""
    compile_flags, link_flags = how
    program = package.work / name
    command = [compiler, "-std=c++20", *flags, *compile_flags, HERE / source, "-o", program, *link_flags]
    status, output = run(command)
    if status == 0:
        command = [program]
        status, output = run(command, env=package.environment)
    if status != 0:
        raise Failed(f"{' '.join(map(str, command))}\nstatus {status}\n{output}")


def refused(sentence, source, compiler, flags):
    """Does not compile; the first error is the sentence."""
    status, output = run([compiler, *FIRST, "-std=c++20", *flags, HERE / source])
    first = next((line for line in output.splitlines() if "error" in line), "")
    if status == 0 or sentence not in first:
        raise Failed(f"{source} with {' '.join(map(str, flags))}\nwanted: {sentence}\nstatus {status}\n{output}")


def other_build_does_not_link(package, compiler):
    """Headers of one build, library of another."""
    headers = package.work / "other/weft/detail"
    headers.mkdir(parents=True)
    text = (package.include / "weft/detail/build.hpp").read_text()
    tag = next(line.split()[-1] for line in text.splitlines() if line.startswith("#define WEFT_BUILD_TAG"))
    (headers / "build.hpp").write_text(text.replace(tag, tag + "_of_another"))
    compile_flags, link_flags = package.by_hand()
    status, output = run([compiler, "-std=c++20", "-I", headers.parents[1], *compile_flags, HERE / "testing.cpp", "-o",
                          package.work / "other_build", "-lweft_testing", *link_flags])
    if status == 0 or tag + "_of_another" not in output:
        raise Failed(f"status {status}, and not a word of {tag}_of_another\n{output}")


def hygienic(package, source_root):
    """All public headers after macros of all kinds, and in Intel's dialect."""
    headers = sorted(path.relative_to(package.include) for path in (package.include / "weft").rglob("*.hpp")
                     if "detail" not in path.parts)
    source = package.work / "macros.cpp"
    source.write_text((HERE / "macros.cpp").read_text() + "".join(f"#include <{header}>\n" for header in headers))
    status, output = run(["g++", "-std=c++20", "-fsyntax-only", *WARN, f"-I{package.include}",
                          "-DBOOST_ASIO_SEPARATE_COMPILATION", source])
    if status:
        raise Failed(output)


def libcpp(package):
    """The headers with clang's library; only an own build of weft would link."""
    headers = package.work / "libcpp/weft/detail"
    headers.mkdir(parents=True)
    text = (package.include / "weft/detail/build.hpp").read_text().replace("LIBCPP 0", "LIBCPP 1").replace("CLANG 0", "CLANG 1")
    (headers / "build.hpp").write_text(text)
    here = ["-stdlib=libc++", "-I", headers.parents[1], "-I", package.include]
    refused("weft needs std::stop_token", "plain.cpp", CLANG, here)
    status, output = run([CLANG, "-std=c++20", "-fexperimental-library", "-fsyntax-only", *WARN, *here, HERE / "plain.cpp"])
    if status:
        raise Failed(output)


def unloads(package):
    """A plugin that is closed for good leaves no handler that is not there any more."""
    plugin, host = package.work / "plugin.so", package.work / "plugin_host"
    link = ["-Wl,--exclude-libs,ALL", f"-L{package.lib}", "-lweft", "-lfmt", "-lboost_context", "-pthread"]
    for command in (
            ["g++", "-std=c++20", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-static-libstdc++", "-static-libgcc",
             f"-I{package.include}", HERE / "plugin.cpp", "-o", plugin, *link],
            ["g++", "-std=c++20", HERE / "plugin_host.cpp", "-o", host, "-pthread"], [host, plugin]):
        status, output = run(command, env=package.environment)
        if status:
            raise Failed(f"{' '.join(map(str, command))}\nstatus {status}\n{output}")
    if "handler of the host" not in output:
        raise Failed(output)


def exports_weft_alone(package):
    """The shared library exports weft's interface (and what the standard library makes every user of it export), neither its inside nor
    what it stands on; its name has a version, and debuggers find their table."""
    library = package.lib / "libweft.so"
    _, output = run(["nm", "-DC", "--defined-only", library])
    names = [line.split(maxsplit=2)[2] for line in output.splitlines()]
    foreign = [name for name in names if re.match(r"(fmt|boost)::|weft::detail::sched::(worker|switcher)::\w+\(", name)]
    if foreign or "weft_debug_layout" not in names:
        raise Failed(f"{len(foreign)} of {len(names)} are not for users, or the table is missing:\n" + "\n".join(foreign[:20]))
    _, output = run(["readelf", "-d", library])
    if "soname: [libweft.so.0." not in output:
        raise Failed(output)


def static_rows(package, source_root):
    hand, include = package.by_hand(), [f"-I{package.include}"]
    asan, tsan = "built without AddressSanitizer", "built without ThreadSanitizer"
    rows = {
        "by_hand": lambda: works(package, "by_hand", "plain.cpp", "g++", WARN, hand),
        "pkg_config": lambda: works(package, "pkg_config", "plain.cpp", "g++", ["-O2"], package.by_pkg_config("weft")),
        "asio": lambda: works(package, "asio", "asio.cpp", "g++", [], package.by_pkg_config("weft_asio")),
        "testing": lambda: works(package, "testing", "testing.cpp", "g++", [], package.by_pkg_config("weft_testing")),
        "later_standard": lambda: works(package, "later", "plain.cpp", "g++", ["-std=c++23"], hand),
        "no_rtti": lambda: works(package, "no_rtti", "plain.cpp", "g++", ["-fno-rtti"], hand),
        "lto": lambda: works(package, "lto", "plain.cpp", "g++", ["-O2", "-flto"], hand),
        "debug": lambda: works(package, "debug", "plain.cpp", "g++", ["-g", "-D_GLIBCXX_ASSERTIONS"], hand),
        "intel_dialect": lambda: works(package, "intel", "plain.cpp", "g++", ["-O1", "-masm=intel"], hand),
        "undefined": lambda: works(package, "undefined", "plain.cpp", "g++", ["-fsanitize=undefined"], hand),
        "asan": lambda: refused(asan, "plain.cpp", "g++", ["-fsanitize=address", *include]),
        "tsan": lambda: refused(tsan, "plain.cpp", "g++", ["-fsanitize=thread", *include]),
        "earlier_standard": lambda: refused("weft needs C++20", "plain.cpp", "g++", ["-std=c++17", *include]),
        "no_exceptions": lambda: refused("-fno-exceptions", "plain.cpp", "g++", ["-fno-exceptions", *include]),
        "asio_no_rtti": lambda: refused("weft::asio needs RTTI", "asio.cpp", "g++", ["-fno-rtti", *include]),
        "asio_first": lambda: refused("weft's headers before Asio's", "asio_first.cpp", "g++", include),
        "yield_first": lambda: refused("a macro is called yield", "yield_first.cpp", "g++", include),
        "no_build_header": lambda: refused("weft/detail/build.hpp is missing", "plain.cpp", "g++", [f"-I{source_root}/include"]),
        "other_build": lambda: other_build_does_not_link(package, "g++"),
        "hygiene": lambda: hygienic(package, source_root),
        "plugin": lambda: unloads(package),
    }
    if shutil.which(CLANG):
        rows |= {
            "clang": lambda: works(package, "clang", "plain.cpp", CLANG, ["-O1"], hand),
            "clang_intel": lambda: works(package, "clang_intel", "plain.cpp", CLANG, ["-O1", "-masm=intel"], hand),
            "clang_asan": lambda: refused(asan, "plain.cpp", CLANG, ["-fsanitize=address", *include]),
            "clang_asio": lambda: refused("this weft::asio was built by g++", "asio.cpp", CLANG, include),
        }
        if pathlib.Path("/usr/lib/llvm-19/include/c++/v1/version").exists():
            rows["other_library"] = lambda: refused("built with libstdc++", "plain.cpp", CLANG, ["-stdlib=libc++", *include])
            rows["libcpp"] = lambda: libcpp(package)
    return rows


def shared_rows(package, _):
    return {
        "by_hand": lambda: works(package, "by_hand", "plain.cpp", "g++", [], package.by_hand()),
        "asio": lambda: works(package, "asio", "asio.cpp", "g++", [], package.by_pkg_config("weft_asio")),
        "testing": lambda: works(package, "testing", "testing.cpp", "g++", [], package.by_pkg_config("weft_testing")),
        "exports": lambda: exports_weft_alone(package),
    }


def attempt(row):
    try:
        row()
    except (Failed, subprocess.TimeoutExpired) as failure:
        return str(failure)
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["static", "shared"])
    for name in ("prefix", "work", "source"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    moved = options.work / "moved"
    shutil.move(options.prefix, moved)
    package = Package(moved, options.work, options.kind)
    rows = (static_rows if options.kind == "static" else shared_rows)(package, options.source)
    if options.only:
        rows = {name: row for name, row in rows.items() if name in options.only.split(",")}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = dict(zip(rows, pool.map(attempt, rows.values())))
    failed = {name: text for name, text in results.items() if text}
    for name, text in failed.items():
        print(f"--- {name}\n{text}")
    print(f"{len(rows) - len(failed)} of {len(rows)} rows as they should be")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
