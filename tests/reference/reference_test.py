#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The generated reference shows each public class whole, and no class of the library has grown past its size."""
import collections
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
import doxygen_xml  # noqa: E402

MOST_FUNCTIONS = 30
MOST_FIELDS = 15
MOST_NAMES = 60

# What a user looks for, by class. The reference of that class must show it as its own.
FACES = {
    "weft::channel": "push try_push push_for push_until pop try_pop pop_for pop_until begin end close",
    "weft::sender": "push try_push push_for push_until",
    "weft::receiver": "pop try_pop pop_for pop_until begin end",
    "weft::subscription": "pop try_pop pop_for pop_until begin end",
    "weft::broadcast": "push try_push push_for push_until subscribe close",
    "weft::queue": "put put_nowait put_for put_until get get_nowait get_for get_until task_done join shutdown size",
    "weft::lifo_queue": "put put_nowait put_for put_until get get_nowait get_for get_until task_done join shutdown size",
    "weft::priority_queue": "put put_nowait put_for put_until get get_nowait get_for get_until task_done join shutdown size",
    "weft::future": "get valid wait wait_for wait_until share",
    "weft::shared_future": "get valid wait wait_for wait_until",
    "weft::fiber": "join detach joinable done id",
    "weft::generator": "next begin end",
    "weft::async_generator": "next begin end prefetch",
    "weft::mutex": "lock try_lock unlock",
    "weft::counting_semaphore": "acquire try_acquire try_acquire_for release",
    "weft::event": "wait wait_for set",
}

SPECIAL = ("=default", "=delete", "= default", "= delete")


def is_public(each):
    return each.is_public and each.name.startswith("weft::") and each.file.startswith("include/weft/") and "detail" not in each.name and "/detail/" not in each.file


def shares_a_comment(member, documented_lines, lines):
    """True when the lines from a documented member down to this one are not parted by an empty one."""
    for line in range(member.line - 1, 0, -1):
        if line in documented_lines:
            return True
        if not lines[line - 1].strip():
            return False
    return False


def needs_no_comment(member, owner):
    short = owner.name.rsplit("::", 1)[-1].split("<")[0]
    return (member.signature.rstrip().endswith(SPECIAL) or member.name.startswith("~") or
            (member.name in (short, "operator=") and f"{short} &&" in member.signature))


def undocumented(each):
    lines = (doxygen_xml.ROOT / each.file).read_text().splitlines()
    documented = {member.line for member in each.members if member.is_documented}
    return [f"{each.file}:{member.line}: {each.name}::{member.name} has no comment" for member in each.functions()
            if member.is_public and not member.is_documented and not needs_no_comment(member, each) and
            not shares_a_comment(member, documented, lines)]


class Reference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        compounds = doxygen_xml.compounds()
        cls.names = doxygen_xml.names_by_namespace(compounds)
        cls.all = doxygen_xml.classes(compounds)
        cls.public = [each for each in cls.all.values() if is_public(each)]

    def test_it_sees_the_public_classes(self):
        self.assertGreater(len(self.public), 50)

    def test_each_class_has_its_face(self):
        named = {each.name: each for each in self.public}
        for name, face in FACES.items():
            own = self.face_of(named[name])
            self.assertEqual(set(face.split()) - own, set(), f"{name} does not declare these itself")

    def face_of(self, each):
        """Its public functions, and those of its public bases that are users' classes, too."""
        own = {member.name for member in each.functions() if member.is_public}
        return own.union(*(self.face_of(self.all[ref]) for _, ref in each.bases if ref in self.all and is_public(self.all[ref])))

    def test_no_face_comes_from_a_base_in_detail(self):
        """As tests/house asks of the text; here a base is found by whatever name it is written."""
        inherited = [f"{each.name} has members of {base}" for each in self.public for base, ref in each.bases
                     if ref in self.all and "::detail::" in self.all[ref].name and
                     any(member.is_public for member in self.all[ref].functions())]
        self.assertEqual(inherited, [])

    def test_each_class_and_function_has_a_comment(self):
        silent = [f"{each.file}:{each.line}: {each.name} has no comment" for each in self.public if not each.comment]
        self.assertEqual(silent + [line for each in self.public for line in undocumented(each)], [])

    def test_a_large_class_says_why(self):
        unexplained = []
        for each in self.all.values():
            for count, most, what in ((len(each.functions()), MOST_FUNCTIONS, "functions"), (len(each.fields()), MOST_FIELDS, "fields")):
                if count > most and f"many {what}" not in each.comment.lower():
                    unexplained.append(f"{each.file}:{each.line}: {each.name} has {count} {what}; its comment does not say why so many")
        self.assertEqual(unexplained, [])


    def test_no_room_is_crowded(self):
        self.assertIn("weft::detail::fibers", self.names)
        crowded = [f"{room} has {len(names)} names" for room, names in self.names.items()
                   if room.startswith("weft::detail::") and "anonymous" not in room and len(names) > MOST_NAMES]
        self.assertEqual(crowded, [])


class Rules(unittest.TestCase):
    """That the rules see what they look for."""

    def test_a_comment_is_shared_down_to_the_next_empty_line(self):
        lines = ["/// Comment.", "void a();", "void b();", "", "void c();"]
        member = collections.namedtuple("member", "line")
        self.assertTrue(shares_a_comment(member(3), {2}, lines))
        self.assertFalse(shares_a_comment(member(5), {2}, lines))

    def test_bases_undocumented_members_and_large_classes_are_seen(self):
        with doxygen_xml.tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder)
            (source / "include/weft").mkdir(parents=True)
            (source / "docs/reference").mkdir(parents=True)
            (source / "docs/reference/Doxyfile").write_text((doxygen_xml.ROOT / "docs/reference/Doxyfile").read_text())
            (source / "include/weft/x.hpp").write_text(
                "namespace weft { namespace detail { class base { public: void pop(); }; }\n"
                "/// A class.\nclass x : public detail::base {\npublic:\n    void silent();\n" +
                "".join(f"    int f{i};\n" for i in range(16)) + "};\n}\n")
            compounds = doxygen_xml.compounds(source=source)
            found = {each.name: each for each in doxygen_xml.classes(compounds).values()}
        x = found["weft::x"]
        self.assertEqual(x.bases, [("weft::detail::base", found["weft::detail::base"].id)])
        self.assertEqual([member.name for member in x.functions()], ["silent"])
        self.assertFalse(x.functions()[0].is_documented)
        self.assertEqual(len(x.fields()), 16)
        self.assertEqual(x.comment, "A class.")
        self.assertEqual(doxygen_xml.names_by_namespace(compounds)["weft::detail"], {"base"})


if __name__ == "__main__":
    unittest.main()
