// SPDX-License-Identifier: BSL-1.0
// What happens to a generator that nobody asks any more: when is its file closed, its lock released, its row put back?
#include "../support/stackless_generator.hpp"

#include <weft/generator.hpp>

#include <cstdio>

struct resource {
    const char* name;
    explicit resource(const char* of) : name(of) { std::printf("  open %s\n", name); }
    resource(const resource&) = delete;
    resource& operator=(const resource&) = delete;
    ~resource() { std::printf("  close %s\n", name); }
};

namespace stackful {

weft::generator<int> rows() {
    return weft::generator<int>([](auto& yield) {
        const resource table("table");
        for (int i = 1;; ++i) {
            const resource row("row");
            yield(i);
        }
    });
}

weft::generator<int> all_rows() {
    return weft::generator<int>([](auto& yield) {
        const resource connection("connection");
        yield.from(rows());
    });
}

} // namespace stackful

namespace stackless {

stackless_generator<int> rows() {
    const resource table("table");
    for (int i = 1;; ++i) {
        const resource row("row");
        co_yield i;
    }
}

stackless_generator<int> all_rows() {
    const resource connection("connection");
    for (const int row : rows()) co_yield row;
}

} // namespace stackless

template <class Rows>
void take_one(const char* title, Rows rows) {
    std::printf("%s\n", title);
    for (const int row : rows) {
        std::printf("  got %d\n", row);
        break;
    }
    std::printf("  left the loop\n");
}

int main() {
    take_one("stackful, by break", stackful::all_rows());
    take_one("stackless, by break", stackless::all_rows());

    std::printf("stackful, by close()\n");
    weft::generator<int> rows = stackful::all_rows();
    std::printf("  got %d\n", *rows.next());
    rows.close();
    std::printf("  closed\n");
    rows.close(); // once more does nothing
}
