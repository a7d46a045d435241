# SPDX-License-Identifier: BSL-1.0
# Targets that compile each header as a program's only include. The tests build the public ones, `./dev lint` the private ones.

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
    add_library(${target} OBJECT EXCLUDE_FROM_ALL ${sources})
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
if(TARGET weft_public_headers_alone AND WEFT_BUILD_TESTS AND NOT WEFT_SANITIZE AND NOT CMAKE_CROSSCOMPILING)
  set_target_properties(weft_public_headers_alone PROPERTIES EXCLUDE_FROM_ALL OFF)
endif()
