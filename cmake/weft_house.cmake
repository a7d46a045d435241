# SPDX-License-Identifier: BSL-1.0
# Tests of the repository itself. They say nothing new under a sanitizer or on another processor: once is enough.

if(WEFT_SANITIZE OR CMAKE_CROSSCOMPILING)
  return()
endif()

file(GLOB house_sources CONFIGURE_DEPENDS "${weft_root}/tests/house/*.cpp")
weft_add_test_program(house LABEL house TIMEOUT 60 SOURCES ${house_sources})
if(TARGET house)
  target_compile_definitions(house PRIVATE "WEFT_SOURCE_DIR=\"${weft_root}\"")
  # std::regex is slow to compile, and the rules have little to read.
  set_target_properties(house PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  target_compile_options(house PRIVATE -O0)
endif()

add_test(NAME house.dev COMMAND "${weft_root}/tests/house/dev_test.sh")
add_test(NAME house.bench_harness
  COMMAND python3 -B -m unittest discover -s "${weft_root}/bench/harness" -p "*_test.py")
add_test(NAME house.places_of_mutants COMMAND python3 -B "${weft_root}/tests/mutants/run.py" --places)
set_tests_properties(house.dev house.bench_harness house.places_of_mutants PROPERTIES LABELS house TIMEOUT 60)
find_program(WEFT_DOXYGEN doxygen DOC "reads the sources for tests/reference")
if(WEFT_DOXYGEN)
  add_test(NAME house.reference COMMAND "${weft_root}/tests/reference/reference_test.py")
  set_tests_properties(house.reference PROPERTIES LABELS house TIMEOUT 120)
else()
  message(STATUS "weft: no doxygen, so tests/reference is not run")
endif()
