# SPDX-License-Identifier: BSL-1.0
# The benchmarks live in bench/CMakeLists.txt; its target bench_all builds weft's programs and their rivals.

if(WEFT_BUILD_BENCH AND EXISTS "${weft_root}/bench/CMakeLists.txt")
  add_subdirectory("${weft_root}/bench" "${CMAKE_BINARY_DIR}/bench")
endif()
