# SPDX-License-Identifier: BSL-1.0
# bench_micro: single components of the library under Google Benchmark; not part of run.py's table.
file(GLOB micro_sources CONFIGURE_DEPENDS micro/*.cpp)
add_executable(bench_micro ${micro_sources})
target_include_directories(bench_micro PRIVATE ${weft_private})
target_link_libraries(bench_micro PRIVATE weft::weft benchmark::benchmark_main)
weft_own(bench_micro)
add_dependencies(bench_all bench_micro)
