// SPDX-License-Identifier: BSL-1.0
// Loads the plugins it is given, one beside the other, and calls their check(); also on a thread that is older than
// they are.
#include <cstdio>
#include <dlfcn.h>
#include <future>
#include <thread>

namespace {

int check(void* plugin) {
    using function = int (*)();
    return reinterpret_cast<function>(::dlsym(plugin, "check"))();
}

} // namespace

int main(int count, char** names) {
    std::promise<void*> loaded;
    int failures = 0;
    std::thread older([&, last = loaded.get_future()]() mutable { failures += check(last.get()); });
    void* last = nullptr;
    for (int i = 1; i < count; ++i) {
        last = ::dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (last == nullptr) {
            std::puts(::dlerror());
            std::abort();
        }
        if (check(last) != 0) std::abort();
    }
    loaded.set_value(last);
    older.join();
    return failures;
}
