// SPDX-License-Identifier: BSL-1.0
#include <weft/asio.hpp>
#include <weft/spawn.hpp>

int answer();

int main() {
    const int again = weft::asio::run([] { return weft::spawn([] { return 42; }).join(); });
    return answer() == 42 && again == 42 ? 0 : 1;
}
