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

# weft_headers_alone(<target> <folder> <link>...): compiles each header of a folder as a program's only include, twice.
function(weft_headers_alone target folder)
  file(GLOB_RECURSE headers RELATIVE "${weft_root}/${folder}" CONFIGURE_DEPENDS "${weft_root}/${folder}/*.hpp")
  # A body for a sanitizer or for another processor compiles only in the build that chooses it, a body of thread_slot.hpp
  # only where that includes it.
  list(FILTER headers EXCLUDE REGEX "(_(asan|tsan|aarch64)|/thread_slot_[a-z0-9_]+)\\.hpp$")
  set(sources "")
  foreach(HEADER IN LISTS headers)
    string(REPLACE "/" "__" name "${HEADER}")
    configure_file("${weft_root}/cmake/header_alone.cpp.in" "${CMAKE_BINARY_DIR}/headers/${target}/${name}.cpp" @ONLY)
    list(APPEND sources "${CMAKE_BINARY_DIR}/headers/${target}/${name}.cpp")
  endforeach()
  if(sources)
    add_library(${target} OBJECT ${sources})
    weft_own(${target})
    target_compile_options(${target} PRIVATE -O0)
    if(folder STREQUAL "include")
      target_compile_options(${target} PRIVATE -Wundef)
    endif()
    target_link_libraries(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# The public headers see only what a user sees; the private ones see lib/ and Boost.Context as well.
weft_headers_alone(weft_public_headers_alone include weft::weft weft::asio)
weft_headers_alone(weft_private_headers_alone lib weft::weft weft::asio Boost::context fmt::fmt)
if(TARGET weft_private_headers_alone)
  target_include_directories(weft_private_headers_alone PRIVATE "${weft_root}/lib")
endif()
