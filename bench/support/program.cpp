// SPDX-License-Identifier: BSL-1.0
#include "support/program.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace bench {

void require(bool holds, const char* sentence) {
    if (!holds) throw wrong_answer(sentence);
}

namespace {

int list(std::span<const entry> table) {
    for (const entry& line : table) std::printf("%s\n", std::string(line.bench).c_str());
    return 0;
}

void print(std::string_view prefix, figure value) {
    std::printf("%s%.3f %s\n", std::string(prefix).c_str(), value.value, std::string(value.unit).c_str());
}

int measure(const entry& line, unsigned workers) {
    try {
        const measurement found = line.run({.workers = workers, .size = line.size});
        print("", found.own);
        for (const auto& other : found.others) print(std::string(other.bench) + " ", other.value);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s: %s\n", std::string(line.bench).c_str(), error.what());
        return 1;
    }
}

int usage(const char* program) {
    std::fprintf(stderr, "usage: %s BENCH WORKERS, or %s list\n", program, program);
    return 2;
}

} // namespace

int run_program(std::span<const entry> table, int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "list") return list(table);
    if (argc != 3) return usage(argv[0]);
    const unsigned long workers = std::strtoul(argv[2], nullptr, 10);
    if (workers == 0 || workers > 1024) return usage(argv[0]);
    for (const entry& line : table)
        if (line.bench == argv[1]) return measure(line, static_cast<unsigned>(workers));
    std::fprintf(stderr, "%s: no benchmark is called %s\n", argv[0], argv[1]);
    return 2;
}

} // namespace bench
