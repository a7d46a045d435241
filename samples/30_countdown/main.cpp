// SPDX-License-Identifier: BSL-1.0
// Two generators, stackful and stackless; asking by hand, and by a loop.
#include "../support/stackless_generator.hpp"

#include <weft/generator.hpp>

#include <cstdio>
#include <optional>

namespace stackful {

weft::generator<int> countdown(int n) {
    return weft::generator<int>([n](auto& yield) {
        for (int i = n; i > 0; --i) yield(i);
    });
}

weft::generator<int> count_up_to(int most) {
    return weft::generator<int>([most](auto& yield) {
        for (int i = 1; i <= most; ++i) yield(i);
    });
}

} // namespace stackful

namespace stackless {

stackless_generator<int> countdown(int n) {
    for (int i = n; i > 0; --i) co_yield i;
}

stackless_generator<int> count_up_to(int most) {
    for (int i = 1; i <= most; ++i) co_yield i;
}

} // namespace stackless

template <class Numbers>
void print_all(const char* title, Numbers numbers) {
    std::printf("%s:", title);
    for (const int number : numbers) std::printf(" %d", number);
    std::printf("\n");
}

int main() {
    print_all("stackful countdown", stackful::countdown(5));
    print_all("stackless countdown", stackless::countdown(5));
    print_all("stackful count up", stackful::count_up_to(3));
    print_all("stackless count up", stackless::count_up_to(3));

    weft::generator<int> numbers = stackful::count_up_to(3);
    while (const std::optional<int> number = numbers.next()) std::printf("next gives %d\n", *number);
    std::printf("exhausted: %s, and stays so: %s\n", numbers.done() ? "yes" : "no", numbers.next() ? "no" : "yes");
}
