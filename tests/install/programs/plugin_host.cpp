// SPDX-License-Identifier: BSL-1.0
// plugin_host PLUGIN: has a handler of SIGSEGV, then loads, runs and closes the plugin again and again. Its handler
// must still be called after that, and no memory may have been lost with a load.
#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

const char* plugin_path = nullptr;

int mappings() {
    std::ifstream maps("/proc/self/maps");
    int count = 0;
    for (std::string line; std::getline(maps, line);) ++count;
    return count;
}

void* load_run_close(void*) {
    void* const plugin = ::dlopen(plugin_path, RTLD_NOW | RTLD_LOCAL);
    if (plugin == nullptr) {
        std::printf("%s\n", ::dlerror());
        std::exit(1);
    }
    using function = int (*)();
    if (reinterpret_cast<function>(::dlsym(plugin, "plugin_run"))() != 5) std::exit(2);
    ::dlclose(plugin);
    return nullptr;
}

void on_fault(int) {
    static constexpr char k_text[] = "handler of the host\n";
    std::_Exit(::write(STDOUT_FILENO, k_text, sizeof k_text - 1) > 0 ? 0 : 3);
}

} // namespace

int main(int, char** arguments) {
    plugin_path = arguments[1];
    std::signal(SIGSEGV, on_fault);
    int before = 0;
    for (int round = 0; round < 30; ++round) {
        pthread_t thread{};
        ::pthread_create(&thread, nullptr, load_run_close, nullptr);
        ::pthread_join(thread, nullptr);
        if (round == 9) before = mappings();
    }
    if (mappings() > before + 5) {
        std::printf("%d mappings after 10 loads, %d after 30\n", before, mappings());
        return 4;
    }
    *static_cast<volatile int*>(nullptr) = 1;
}
