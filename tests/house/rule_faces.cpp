// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <map>
#include <regex>

namespace weft::house {
namespace {

constexpr const char* k_excepted_faces = "tests/house/inherited_faces.txt";

/// What one '{' opened.
struct scope {
    bool is_class = false;
    bool is_detail = false; // in a namespace detail, however deep
    std::string name;       // of the class
    std::string access;     // that holds at this place of the class
};

/// True when the base "public detail::a<T>" lets members of a detail class be seen; `implied` is the access without a
/// word.
bool shows_detail(const std::string& base, const std::string& implied) {
    static const std::regex access(R"(\b(public|protected|private)\b)");
    const std::string name = base.substr(0, base.find('<'));
    std::smatch said;
    const std::string how = std::regex_search(name, said, access) ? said.str(1) : implied;
    return how == "public" && name.find("detail::") != std::string::npos;
}

/// "A<B, C>, D" in its two parts.
std::vector<std::string> bases_of(const std::string& list) {
    std::vector<std::string> all{""};
    int depth = 0;
    for (const char each : list) {
        if (each == '<' || each == '(') ++depth;
        if (each == '>' || each == ')') --depth;
        if (each == ',' && depth == 0)
            all.emplace_back();
        else
            all.back() += each;
    }
    return all;
}

/// Reads one header, statement by statement.
class face_reader {
public:
    explicit face_reader(const source_file& header) : header_(header) { scopes_.emplace_back(); }

    /// The classes that show what is detail's, with the lines where they do.
    std::multimap<std::string, std::size_t> run() {
        for (std::size_t index = 0; index < header_.code.size(); ++index) {
            if (header_.code[index].starts_with("#")) continue;
            for (const char each : header_.code[index] + ' ') read(each, index + 1);
        }
        return std::move(found_);
    }

private:
    void read(char each, std::size_t line) {
        if (each != '{' && each != '}' && each != ';') {
            statement_ += each;
            return;
        }
        take_access();
        if (each == '{')
            open(line);
        else if (each == '}' && scopes_.size() > 1)
            scopes_.pop_back();
        else if (each == ';')
            look_at_using(line);
        statement_.clear();
    }

    /// "public: void f()" is a label and a statement.
    void take_access() {
        static const std::regex label(R"(^\s*(public|protected|private):(?!:))");
        for (std::smatch said; std::regex_search(statement_, said, label); statement_ = said.suffix())
            scopes_.back().access = said.str(1);
    }

    void open(std::size_t line) {
        static const std::regex names_detail(R"(\bnamespace\b.*\bdetail\b)");
        static const std::regex head(
            R"((?:^|[\s>)])(class|struct)\s+(?:\[\[.*?\]\]\s*|[A-Z_]+(?:\([^)]*\))?\s+)*(\w+)\s*(?:<[^:]*>)?\s*(?:final\s*)?(?::(?!:)(.*))?$)");
        scope inner{.is_class = false, .is_detail = scopes_.back().is_detail, .name = {}, .access = {}};
        std::smatch said;
        if (std::regex_search(statement_, names_detail)) {
            inner.is_detail = true;
        } else if (std::regex_search(statement_, said, head)) {
            inner.is_class = true;
            inner.name = said.str(2);
            inner.access = said.str(1) == "class" ? "private" : "public";
            look_at_bases(inner, said.str(3), line);
        }
        scopes_.push_back(inner);
    }

    void look_at_bases(const scope& of, const std::string& list, std::size_t line) {
        if (of.is_detail) return;
        for (const std::string& base : bases_of(list))
            if (shows_detail(base, of.access)) found_.emplace(of.name, line);
    }

    void look_at_using(std::size_t line) {
        static const std::regex shown(R"(^\s*using\s+(typename\s+)?(weft::)?detail::[^=]*$)");
        const scope& here = scopes_.back();
        if (here.is_class && !here.is_detail && here.access == "public" && std::regex_search(statement_, shown))
            found_.emplace(here.name, line);
    }

    const source_file& header_;
    std::string statement_;
    std::vector<scope> scopes_;
    std::multimap<std::string, std::size_t> found_;
};

/// Lines "FILE CLASS: reason", by "FILE CLASS".
std::map<std::string, bool> excepted_faces(const source_tree& tree) {
    std::map<std::string, bool> is_used;
    if (const source_file* const data = tree.find(k_excepted_faces))
        for (const std::string& line : data->lines)
            if (line.find(": ") != std::string::npos && line[0] != '#')
                is_used[line.substr(0, line.find(": "))] = false;
    return is_used;
}

} // namespace

findings check_faces(const source_tree& tree) {
    findings all;
    std::map<std::string, bool> excepted = excepted_faces(tree);
    for (const source_file& file : tree.files) {
        if (!file.path.ends_with(".hpp") || !file.is_under("include/weft") || file.is_under("include/weft/detail"))
            continue;
        for (const auto& [name, line] : face_reader(file).run()) {
            const auto known = excepted.find(file.path + " " + name);
            if (known != excepted.end())
                known->second = true;
            else
                all.push_back({file.path, line, name + " has public members from detail: declare them in it"});
        }
    }
    for (const auto& [name, is_used] : excepted)
        if (!is_used) all.push_back({k_excepted_faces, 0, name + " needs this exception no more"});
    return all;
}

} // namespace weft::house
