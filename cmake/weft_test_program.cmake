# SPDX-License-Identifier: BSL-1.0
# weft_add_test_program(): a GoogleTest program, and one ctest entry for each of its suites.

set(weft_test_dir "${CMAKE_BINARY_DIR}/tests")
set(weft_tsan_options "halt_on_error=1:second_deadlock_stack=1")
if(WEFT_TSAN_NO_SYNC)
  string(APPEND weft_tsan_options ":suppressions=${weft_root}/tests/no_sync/suppressions.txt")
endif()
set(weft_test_environment
  "ASAN_OPTIONS=detect_stack_use_after_return=1:detect_leaks=1:strict_string_checks=1"
  "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1"
  "TSAN_OPTIONS=${weft_tsan_options}"
  "WEFT_TEST_PROGRAMS=${weft_test_dir}" "WEFT_SAMPLE_PROGRAMS=${CMAKE_BINARY_DIR}/samples")

# Tests may include the library's private headers ("base/...") and the helpers ("support/...").
function(weft_as_test target)
  weft_own(${target})
  target_include_directories(${target} PRIVATE "${weft_root}/lib" "${weft_root}/tests")
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${weft_test_dir}")
  # GCC 12 takes `"text" + std::to_string(i)` for an overlapping or an endless copy (its bug 105651).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
    if(WEFT_TEST_OPTIMISATION STREQUAL "-O1") # and thinks that an empty std::optional's value is read (80635)
      target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
    endif()
  endif()
endfunction()

file(GLOB weft_support_sources CONFIGURE_DEPENDS "${weft_root}/tests/support/*.cpp")
if(weft_support_sources)
  add_library(weft_test_support STATIC ${weft_support_sources})
  weft_as_test(weft_test_support)
  weft_link_by_includes(weft_test_support ${weft_support_sources})
  target_link_libraries(weft_test_support PUBLIC GTest::gtest)
else()
  add_library(weft_test_support INTERFACE)
endif()

# The targets tests_unit, tests_stress, ... build the programs of a label.
foreach(label unit stress crash regression model house)
  add_custom_target(tests_${label})
endforeach()

# weft_add_plain_program(<target> <source>): a program that tests start as a child process.
function(weft_add_plain_program target)
  add_executable(${target} ${ARGN})
  weft_as_test(${target})
  target_compile_options(${target} PRIVATE ${WEFT_TEST_OPTIMISATION})
  weft_link_by_includes(${target} ${ARGN})
endfunction()

# weft_add_test_program(<target> LABEL <label> TIMEOUT <seconds> SOURCES <source>...)
function(weft_add_test_program target)
  cmake_parse_arguments(arg "" "LABEL;TIMEOUT" "SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    return()
  endif()
  add_executable(${target} ${arg_SOURCES})
  weft_as_test(${target})
  if(arg_LABEL STREQUAL "model")
    target_link_libraries(${target} PRIVATE weft_model) # it is the library; the ordinary one must not come along
  elseif(NOT arg_LABEL STREQUAL "house")
    target_compile_options(${target} PRIVATE ${WEFT_TEST_OPTIMISATION})
    weft_link_by_includes(${target} ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE weft_test_support)
    weft_use_gtest_header(${target})
  endif()
  target_link_libraries(${target} PRIVATE GTest::gtest_main)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${WEFT_UNITY})
  add_dependencies(tests_${arg_LABEL} ${target})
  weft_discover_suites(${target} ${arg_LABEL} ${arg_TIMEOUT})
endfunction()

# weft_discover_suites(<target> <label> <seconds>): the program itself lists its suites after it is linked, so none can be forgotten.
# Sanitizers and emulators get five times the time.
function(weft_discover_suites target label timeout)
  if(WEFT_SANITIZE OR CMAKE_CROSSCOMPILING)
    math(EXPR timeout "${timeout} * 5")
  endif()
  # ASan's fake stacks, one for each fiber, take most of the time of such a build: clang's build has them, g++'s and explorations do not.
  set(environment "${weft_test_environment}")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR target MATCHES "^unit_(testing|allocation_failures|async_generator)$")
    string(REPLACE "stack_use_after_return=1" "stack_use_after_return=0" environment "${environment}")
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND target STREQUAL "unit_testing") # its leak check looks for each lost stack in all mappings
    string(REPLACE "detect_leaks=1" "detect_leaks=0" environment "${environment}")
  endif()
  set(list_file "${weft_test_dir}/${target}_suites.cmake")
  add_custom_command(TARGET ${target} POST_BUILD BYPRODUCTS "${list_file}" VERBATIM
    COMMAND ${CMAKE_COMMAND} "-DPROGRAM=$<TARGET_FILE:${target}>" "-DEMULATOR=${CMAKE_CROSSCOMPILING_EMULATOR}"
      -DNAME=${target} -DLABEL=${label} -DTIMEOUT=${timeout} "-DENVIRONMENT=${environment}"
      "-DOUT=${list_file}" -P "${weft_root}/cmake/list_suites.cmake")
  # A program that is not built yet has no list: one failing entry says so.
  file(CONFIGURE OUTPUT "${weft_test_dir}/${target}_include.cmake" @ONLY CONTENT [[
if(EXISTS "@list_file@")
  include("@list_file@")
else()
  add_test("@target@.not_built" "@target@.not_built")
endif()
]])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${weft_test_dir}/${target}_include.cmake")
endfunction()
