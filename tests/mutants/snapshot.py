# SPDX-License-Identifier: BSL-1.0
"""A copy of the tree, built once; a mutant compiles only what reads its file, against that.

The mutated file stands in a folder of its own, which the compiler searches first; the sources of a library that include it
are compiled as one, the tests' files one by one, and both are linked before the libraries that were built of the original. Of these only
what those tests need counts.
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
    def __init__(self, folder, jobs, mutants):
        self.source = folder / "tree"
        self.build = folder / "build"
        self.copy()
        expect(run(["cmake", "-G", "Ninja", "-S", self.source, "-B", self.build, "-DCMAKE_BUILD_TYPE=Release",
                    "-DCMAKE_CXX_FLAGS_RELEASE=-O1", "-DWEFT_TEST_OPTIMISATION=-O1", "-DWEFT_BUILD_SAMPLES=OFF",
                    "-DWEFT_MODEL_UNITY=OFF", "-DWEFT_DEBUG_CHECKS=ON"]))
        wanted = {each for mutant in mutants for each in mutant.programs()}
        self.programs = {name: Program(name, self) for name, _ in wanted}
        needed = {part for name, filter in wanted for part in self.programs[name].parts_for(filter)}
        expect(run(["ninja", "-C", self.build, "-j", jobs, *sorted(needed)]))
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

    def build_mutant(self, file, text, programs, folder):
        """Makes each of `programs`, or as much of it as the filter beside its name needs, with `text` in the place of `file`; returns why it
        cannot."""
        overlay = folder / "overlay"
        shutil.rmtree(folder, ignore_errors=True)
        (overlay / file).parent.mkdir(parents=True)
        (overlay / file).write_text(text)
        affected = self.objects_that_read(file)
        try:
            for name, filter in programs:
                self.make(self.programs[name], filter, affected, file, folder, overlay)
        except DoesNotBuild as error:
            return str(error)
        return ""

    def make(self, program, filter, affected, file, folder, overlay):
        tests = program.objects_for(filter)
        members = program.members_for(tests)
        objects = []
        for library in program.libraries():
            needed = [each for each in affected if f"/{library}.dir/" in each and (library, pathlib.Path(each).name) in members]
            if needed:
                objects.append(self.compile_library(library, needed, file, folder, overlay))
        for each in tests:
            objects.append(self.compile(each, self.source_of(each, file, overlay), folder, overlay) if each in affected else each)
        check(run(program.link_command(objects, folder / program.name), cwd=self.build))

    def build_original(self, programs, folder):
        """As build_mutant(), without a change."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, filter in programs:
            program = self.programs[name]
            expect(run(program.link_command(program.objects_for(filter), folder / name), cwd=self.build))

    def source_of(self, object, file, overlay):
        source = pathlib.Path(self.commands[object]["file"])
        return overlay / file if source == self.source / file else source

    def compile_library(self, library, objects, file, folder, overlay):
        all_of_them = folder / f"{library}.cpp"
        all_of_them.write_text("".join(f'#include "{self.source_of(each, file, overlay)}"\n' for each in objects))
        return self.compile(objects[0], all_of_them, folder, overlay)

    def compile(self, like, source, folder, overlay):
        """As the object `like` was, with the overlay's headers in front of the tree's; returns the object."""
        arguments = shlex.split(self.commands[like]["command"].split(" -o ")[0])
        first = next(i for i, each in enumerate(arguments) if each.startswith("-I"))
        arguments[first:first] = [f"-I{overlay / 'lib'}", f"-I{overlay / 'include'}"]
        made = folder / (pathlib.Path(source).name + ".o")
        check(run([*arguments, "-Wno-error", "-o", made, "-c", source], cwd=self.build))
        return made


class Program:
    """A test program of the snapshot, as ninja links it."""

    def __init__(self, name, snapshot):
        self.name, self.snapshot = name, snapshot
        last = expect(run(["ninja", "-C", snapshot.build, "-t", "commands", name])).splitlines()[-1]
        link = shlex.split(next(each for each in last.split(" && ") if " -o " in each))
        self.objects = [each for each in link if each.endswith(".o")]
        at = link.index("-o")
        self.front = [each for each in link[:at] if not each.endswith(".o")]
        self.back = link[at + 2:]

    def archives(self):
        return list(dict.fromkeys(each for each in self.back if re.match(r"lib\w+\.a$", each)))

    def libraries(self):
        """The names of the project's own."""
        return [each[3:-2] for each in self.archives()]

    def parts_for(self, filter):
        """What ninja has to build before a mutant is tried: less than the program, which may have many tests."""
        return [*self.objects_for(filter), *self.archives()]

    def objects_for(self, filter):
        """Those of the files that define a test which the filter names, or none at all."""
        return tuple(each for each in self.objects if self.is_needed(re.sub(r"^CMakeFiles/\w+\.dir/|\.o$", "", each), filter))

    def is_needed(self, source, filter):
        defined = re.findall(r"^\w*TEST\w*\((\w+),\s*(\w+)", (self.snapshot.source / source).read_text(), re.MULTILINE)
        names = [name for suite, test in defined for name in (f"{suite}.{test}", f"Modes/{suite}.{test}/mode")]
        return not names or any(fnmatch.fnmatchcase(name, each) for name in names for each in filter.split(":"))

    @functools.lru_cache(maxsize=None)
    def members_for(self, objects):
        """The project's libraries and the objects in them that a program of these needs."""
        listing = expect(run(self.link_command(objects, "/dev/null") + ["-Wl,-M"], cwd=self.snapshot.build))
        return set(re.findall(r"^lib(\w+)\.a\((\S+\.o)\)", listing, re.MULTILINE))

    def link_command(self, objects, program):
        return [*self.front, *objects, "-o", program, *self.back]
