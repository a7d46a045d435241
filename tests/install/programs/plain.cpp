// SPDX-License-Identifier: BSL-1.0
// Fibers and a generator: what crosses between users' code and the library, exceptions included.
#include <weft/channel.hpp>
#include <weft/generator.hpp>
#include <weft/run.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>
#include <weft/version.hpp>

#include <array>
#include <cstdio>

namespace {

// Large enough to fill a fiber's record to the last byte: a record of another layout would show.
long sum_of(long value) {
    std::array<long, 12> numbers{};
    numbers.fill(value);
    auto sum = weft::spawn({.name = "child"}, [numbers] {
        weft::this_fiber::yield();
        long all = 0;
        for (const long each : numbers) all += each;
        return all;
    });
    weft::this_fiber::yield();
    return sum.join();
}

// One is thrown by compiled code, the other by a template in this program.
bool catches_the_librarys_exceptions() {
    int caught = 0;
    weft::generator<int>* itself = nullptr;
    weft::generator<int> numbers([&](auto& yield) {
        try {
            static_cast<void>(itself->next());
        } catch (const weft::generator_error&) {
            yield(1);
        }
    });
    itself = &numbers;
    for (const int each : numbers) caught += each;
    weft::channel<int> closed(1);
    closed.close();
    try {
        closed.push(1);
    } catch (const weft::channel_closed&) {
        ++caught;
    }
    return caught == 2;
}

} // namespace

int main() {
    static_assert(WEFT_VERSION == WEFT_VERSION_MAJOR * 10000 + WEFT_VERSION_MINOR * 100 + WEFT_VERSION_PATCH);
    int wrong = 0;
    weft::run({.workers = 2}, [&] {
        for (long i = 0; i < 100; ++i) wrong += sum_of(i) != 12 * i ? 1 : 0;
        wrong += catches_the_librarys_exceptions() ? 0 : 1;
    });
    std::printf("weft %s: %d wrong\n", WEFT_VERSION_STRING, wrong);
    return wrong;
}
