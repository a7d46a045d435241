// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "layer_table.hpp"
#include "source_tree.hpp"

namespace weft::house {

/// The rules of the house. Each returns what breaks it, in the order of the files; an empty answer is good.

/// Every include of ours obeys cmake/layers.txt; every header has a layer; samples use public headers only.
findings check_layers(const source_tree& tree);
/// A file defines names only in the namespace below weft::detail that cmake/layers.txt gives to its layer.
findings check_rooms(const source_tree& tree);
/// Libraries from outside are included only where cmake/layers.txt says.
findings check_outside(const source_tree& tree);
/// No header includes itself by way of others.
findings check_acyclic(const source_tree& tree);
/// Words kept to named files: tests/house/words.txt.
findings check_words(const source_tree& tree);
/// Unit tests run their fibers through the kit and never on the real clock, but for tests/house/outside_the_kit.txt.
findings check_unit_tests(const source_tree& tree);
/// Public headers take addresses of what may be the user's by std::addressof(): see tests/house/own_addresses.txt.
findings check_addresses(const source_tree& tree);
/// Every file says its licence in its first three lines.
findings check_licence(const source_tree& tree);
/// Every header starts with #pragma once.
findings check_pragma_once(const source_tree& tree);
/// In headers under include/, classes and functions that are no templates say WEFT_API, or a shared library would hide
/// them.
findings check_exports(const source_tree& tree);
/// A class in a public header gets no public members from weft::detail, but for tests/house/inherited_faces.txt.
findings check_faces(const source_tree& tree);
/// No line with a comment is longer than 120 columns: clang-format keeps code to that, and leaves comments as they are.
findings check_comment_columns(const source_tree& tree);
/// Every header under include/ includes config.hpp, directly or not: it refuses what does not fit the build.
findings check_config_reached(const source_tree& tree);
/// The top level holds what the README promises and nothing else.
findings check_top_level(const source_tree& tree);
/// A fenced block after `<!-- from: PATH -->` is that file, word for word (of a .cpp: from its first #include on).
findings check_quotes(const source_tree& tree);
/// The README's program is complete by line 20.
findings check_readme(const source_tree& tree);
/// Links between documents lead to files and folders of the repository.
findings check_links(const source_tree& tree);
/// The README names every header below include/weft/, but for detail/, and links to every document in docs/.
findings check_readme_names_all(const source_tree& tree);
/// A test that a document names as `Suite.Name` exists.
findings check_named_tests(const source_tree& tree);

/// What an exception of std, of Boost.System or of lacking resources says begins with "weft: ".
findings check_messages(const source_tree& tree);

/// The words of every kind of wait in lib/ and include/ stand in tests/support/every_wait.hpp, so that every report is
/// tested with them.
findings check_waits(const source_tree& tree);

} // namespace weft::house
