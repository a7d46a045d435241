#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The thread's slot is read right however a program is compiled and linked: thread_slot_test.py GENERATED_HEADERS COMPILER...

Compilers that are not installed are left out. Every case is built from the sources, so that link-time optimisation sees both
sides of the slot.
"""
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "thread_slot"
SLOT = ROOT / "lib" / "context" / "switch" / "thread_slot.cpp"
TAG = ROOT / "lib" / "base" / "build_tag.cpp"
SWITCH = [ROOT / "lib" / "context" / "switch" / name for name in ("native_context.cpp", "entry_returned.cpp")]
COMPILERS = []
GENERATED = ""
INTEL = ["-O2 -masm=intel"] if platform.machine() == "x86_64" else []


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(str(part) for part in command)}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class ThreadSlot(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def build(self, compiler, output, sources, *flags):
        built = pathlib.Path(self.folder.name) / output
        run(compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", f"-I{GENERATED}", f"-I{ROOT / 'include'}", f"-I{ROOT / 'lib'}",
            *flags, *sources, TAG, "-o", built, "-pthread", "-ldl")
        return built

    def each(self, *cases):
        for compiler in COMPILERS:
            for flags in cases:
                with self.subTest(compiler=compiler, flags=flags):
                    yield compiler, flags

    def test_it_is_never_stale_after_a_migration(self):
        for compiler, flags in self.each("-O2 -fPIC", "-O3 -flto"):
            run(self.build(compiler, "migration", [HERE / "migration.cpp", SLOT, *SWITCH], *flags.split()))

    def test_every_thread_has_its_own(self):
        for compiler, flags in self.each("-O2 -flto -fvisibility=hidden", "-O2 -DWEFT_CALLED_THREAD_SLOT", *INTEL):
            run(self.build(compiler, "slot", [HERE / "slot.cpp", SLOT], *flags.split()))

    def test_plugins_have_their_own_beside_each_other(self):
        for compiler, flags in self.each("-O2 -flto"):
            hidden = ["-shared", "-fPIC", "-fvisibility=hidden", "-DSLOT_AS_PLUGIN", *flags.split()]
            plugins = [self.build(compiler, name, [HERE / "slot.cpp", SLOT], *hidden) for name in ("a.so", "b.so")]
            run(self.build(compiler, "host", [HERE / "host.cpp"], "-O1"), *plugins)

    def test_a_program_reads_the_slot_of_a_shared_library(self):
        for compiler, flags in self.each("-O2 -flto"):
            shared = self.build(compiler, "libslot.so", [SLOT], "-shared", "-fPIC", *flags.split())
            run(self.build(compiler, "user", [HERE / "slot.cpp", shared], *flags.split(), f"-Wl,-rpath,{shared.parent}"))


if __name__ == "__main__":
    GENERATED = pathlib.Path(sys.argv[1]).resolve()
    found = [each for each in sys.argv[2:] if shutil.which(each)]
    COMPILERS = list({os.path.realpath(shutil.which(each)): each for each in found}.values())  # c++ may be g++
    unittest.main(argv=sys.argv[:1])
