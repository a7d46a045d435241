# SPDX-License-Identifier: BSL-1.0
"""A copy of the tree, built once; a mutant compiles only what reads its file, against that.

The mutated file stands in a folder of its own, which the compiler searches first; the sources of the model library that include it
are compiled as one, the model files one by one, and both are linked before the library that was built of the original. Of the library only
what those models need counts.
"""
import fnmatch
import functools
import json
import pathlib
import re
import shlex
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = "weft_model.dir"


def run(command, **more):
    return subprocess.run([str(each) for each in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)


def expect(done):
    if done.returncode != 0:
        raise SystemExit(f"{shlex.join(done.args)}\n{done.stdout}")
    return done.stdout


class DoesNotBuild(Exception):
    pass


def check(done):
    if done.returncode != 0:
        raise DoesNotBuild(done.stdout)


class Snapshot:
    def __init__(self, folder, jobs):
        self.source = folder / "tree"
        self.build = folder / "build"
        self.copy()
        expect(run(["cmake", "-G", "Ninja", "-S", self.source, "-B", self.build, "-DCMAKE_BUILD_TYPE=Release",
                    "-DCMAKE_CXX_FLAGS_RELEASE=-O1", "-DWEFT_BUILD_SAMPLES=OFF", "-DWEFT_MODEL_UNITY=OFF", "-DWEFT_DEBUG_CHECKS=ON"]))
        expect(run(["ninja", "-C", self.build, "-j", jobs, "model"]))
        self.readers = self.read_dependencies()
        self.commands = self.read_commands()

    def copy(self):
        """Copies what differs, so that a later snapshot builds little, and removes what is gone."""
        listed = expect(run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT)).split("\0")
        names = {name for name in listed if (ROOT / name).is_file()}
        for name in names:
            origin, copy = ROOT / name, self.source / name
            if not copy.exists() or copy.read_bytes() != origin.read_bytes():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(origin, copy)
        for copy in [each for each in self.source.rglob("*") if each.is_file()]:
            if str(copy.relative_to(self.source)) not in names:
                copy.unlink()

    def read_dependencies(self):
        """What each object was made of, as ninja knows it."""
        readers, current = {}, ""
        for line in expect(run(["ninja", "-C", self.build, "-t", "deps"])).splitlines():
            if line.startswith(" "):
                readers[current].add(str((self.build / line.strip()).resolve()))
            elif line:
                current = line.split(":")[0]
                readers[current] = set()
        return readers

    def read_commands(self):
        entries = json.loads((self.build / "compile_commands.json").read_text())
        return {re.search(r" -o (\S+)", each["command"])[1]: each for each in entries}

    def objects_that_read(self, file):
        path = str((self.source / file).resolve())
        return [each for each, made_of in self.readers.items() if path in made_of and each in self.commands]

    def model_objects(self, filter):
        """Those of the model files that define a test which the filter names, and what all of them need."""
        found = []
        for source in sorted((self.source / "tests/model").glob("*.cpp")):
            tests = [".".join(each) for each in re.findall(r"^TEST\((\w+),\s*(\w+)\)", source.read_text(), re.MULTILINE)]
            if source.stem == "model_test" or any(fnmatch.fnmatchcase(test, each) for test in tests for each in filter.split(":")):
                found.append(f"CMakeFiles/model.dir/tests/model/{source.name}.o")
        return tuple(found)

    @functools.lru_cache(maxsize=None)
    def members_for(self, objects):
        """The names of the library's objects that a program of these needs."""
        listing = expect(run(self.link_command(objects, "/dev/null") + ["-Wl,-M"], cwd=self.build))
        return set(re.findall(r"^libweft_model\.a\((\S+\.o)\)", listing, re.MULTILINE))

    def link_command(self, objects, program):
        return ["c++", *objects, "libweft_model.a", "-lgtest_main", "-lgtest", "-lfmt", "-lboost_context", "-pthread", "-o",
                program]

    def build_mutant(self, file, text, filter, folder):
        """The program with the models that the filter names, made with `text` in the place of `file`; and the reason if there is none."""
        overlay = folder / "overlay"
        shutil.rmtree(folder, ignore_errors=True)
        (overlay / file).parent.mkdir(parents=True)
        (overlay / file).write_text(text)
        models = self.model_objects(filter)
        members = self.members_for(models)
        affected = self.objects_that_read(file)
        library = [each for each in affected if LIBRARY in each and pathlib.Path(each).name in members]
        objects = []
        try:
            if library:
                objects.append(self.compile_library(library, file, folder, overlay))
            for each in models:
                objects.append(self.compile(each, self.commands[each]["file"], folder, overlay) if each in affected else each)
            check(run(self.link_command(objects, folder / "model"), cwd=self.build))
        except DoesNotBuild as error:
            return None, str(error)
        return folder / "model", ""

    def compile_library(self, objects, file, folder, overlay):
        sources = [pathlib.Path(self.commands[each]["file"]) for each in objects]
        sources = [overlay / file if each == self.source / file else each for each in sources]
        all_of_them = folder / "library.cpp"
        all_of_them.write_text("".join(f'#include "{each}"\n' for each in sources))
        return self.compile(objects[0], all_of_them, folder, overlay)

    def compile(self, like, source, folder, overlay):
        """As the object `like` was, with the overlay's headers in front of the tree's; returns the object."""
        arguments = shlex.split(self.commands[like]["command"].split(" -o ")[0])
        first = next(i for i, each in enumerate(arguments) if each.startswith("-I"))
        arguments[first:first] = [f"-I{overlay / 'lib'}", f"-I{overlay / 'include'}"]
        made = folder / (pathlib.Path(source).name + ".o")
        check(run([*arguments, "-Wno-error", "-o", made, "-c", source], cwd=self.build))
        return made
