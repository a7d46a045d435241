# SPDX-License-Identifier: BSL-1.0
# Dependencies of a cross build (WEFT_FOREIGN_SOURCES): no library of theirs exists for the target, so they come from
# what Debian ships as source: Boost's headers, fmt as a header-only library, GoogleTest's own sources.

set(weft_have_fcontext OFF) # Boost.Context is a compiled library

# The host's /usr/include as a whole would bring the host's libc; links give the target these folders alone.
set(weft_foreign_include "${CMAKE_BINARY_DIR}/foreign/include")
file(MAKE_DIRECTORY "${weft_foreign_include}")
foreach(folder boost fmt gtest)
  if(NOT EXISTS "/usr/include/${folder}")
    message(FATAL_ERROR "/usr/include/${folder} is missing; ./dev aarch64 installs what is needed")
  endif()
  file(CREATE_LINK "/usr/include/${folder}" "${weft_foreign_include}/${folder}" SYMBOLIC)
endforeach()

foreach(name Boost::headers fmt::fmt GTest::gtest)
  string(REPLACE "::" "_" target "foreign_${name}")
  if(name STREQUAL "GTest::gtest")
    add_library(${target} STATIC /usr/src/googletest/googletest/src/gtest-all.cc)
    target_include_directories(${target} PRIVATE /usr/src/googletest/googletest)
    target_include_directories(${target} SYSTEM PUBLIC "${weft_foreign_include}")
    target_compile_features(${target} PRIVATE cxx_std_20)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} SYSTEM INTERFACE "${weft_foreign_include}")
  endif()
  add_library(${name} ALIAS ${target})
endforeach()
target_compile_definitions(foreign_fmt_fmt INTERFACE FMT_HEADER_ONLY)

add_library(foreign_gtest_main STATIC /usr/src/googletest/googletest/src/gtest_main.cc)
target_link_libraries(foreign_gtest_main PUBLIC GTest::gtest)
add_library(GTest::gtest_main ALIAS foreign_gtest_main)
