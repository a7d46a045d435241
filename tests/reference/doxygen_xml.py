# SPDX-License-Identifier: BSL-1.0
"""The classes of the sources, as Doxygen sees them."""
import dataclasses
import pathlib
import subprocess
import tempfile
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Everything, private members and what is documented nowhere too.
WHOLE = """
INPUT = include lib
FILE_PATTERNS = *.hpp *.cpp
EXCLUDE_SYMBOLS =
EXTRACT_ALL = YES
EXTRACT_PRIVATE = YES
EXTRACT_LOCAL_CLASSES = YES
EXTRACT_ANON_NSPACES = YES
EXTRACT_STATIC = YES
INLINE_INHERITED_MEMB = NO
GENERATE_HTML = NO
WARNINGS = NO
"""


@dataclasses.dataclass
class Member:
    name: str
    kind: str  # function, variable, friend, typedef
    signature: str
    line: int
    is_public: bool
    is_static: bool
    is_documented: bool


@dataclasses.dataclass
class Class:
    name: str
    file: str
    line: int
    comment: str
    bases: list  # (name, id or None) of the public ones
    is_public: bool
    members: list
    id: str

    def functions(self):
        return [each for each in self.members if each.kind == "function"]

    def fields(self):
        return [each for each in self.members if each.kind == "variable" and not each.is_static]


def text_of(element):
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def comment_of(element):
    return " ".join(filter(None, (text_of(element.find(part)) for part in ("briefdescription", "detaileddescription"))))


def member_of(element):
    return Member(name=element.findtext("name"), kind=element.get("kind"), signature=element.findtext("argsstring") or "",
                  line=int(element.find("location").get("line")), is_public=element.get("prot") == "public",
                  is_static=element.get("static") == "yes", is_documented=bool(comment_of(element)))


def class_of(element):
    place = element.find("location")
    bases = [(text_of(each), each.get("refid")) for each in element.findall("basecompoundref") if each.get("prot") == "public"]
    return Class(name=element.findtext("compoundname"), file=place.get("file"), line=int(place.get("line")),
                 comment=comment_of(element), bases=bases, is_public=element.get("prot") == "public",
                 members=[member_of(each) for each in element.iter("memberdef")],
                 id=element.get("id"))


def run_doxygen(more, folder, source=ROOT):
    settings = (source / "docs/reference/Doxyfile").read_text() + more + f"OUTPUT_DIRECTORY = {folder}\n"
    subprocess.run(["doxygen", "-"], input=settings, text=True, cwd=source, check=True, stderr=subprocess.DEVNULL)


def compounds(more=WHOLE, source=ROOT):
    """What Doxygen knows. `more` are settings that replace those of docs/reference/Doxyfile."""
    with tempfile.TemporaryDirectory() as folder:
        run_doxygen(more, folder, source)
        return [each for file in pathlib.Path(folder, "xml").glob("*.xml") if file.name != "index.xml"
                for each in xml.parse(file).getroot().iter("compounddef")]


def classes(all_compounds):
    """By id."""
    return {each.get("id"): class_of(each) for each in all_compounds if each.get("kind") in ("class", "struct")}


def names_by_namespace(all_compounds):
    """What each namespace declares itself: classes without their specialisations, functions, variables, types."""
    found = {}
    for each in all_compounds:
        if each.get("kind") != "namespace":
            continue
        inner = {text_of(name).rsplit("::", 1)[-1].split("<")[0].strip() for name in each.findall("innerclass")}
        found[each.findtext("compoundname")] = inner | {member.findtext("name") for member in each.iter("memberdef")}
    return found
