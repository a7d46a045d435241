# SPDX-License-Identifier: BSL-1.0
# gtest.h and the standard headers that most tests include, compiled once for all programs that link weft alone.

file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/gtest_header.cpp" CONTENT "// SPDX-License-Identifier: BSL-1.0\n")
add_library(weft_gtest_header OBJECT "${CMAKE_BINARY_DIR}/gtest_header.cpp")
target_link_libraries(weft_gtest_header PRIVATE weft::weft GTest::gtest)
target_precompile_headers(weft_gtest_header PRIVATE <gtest/gtest.h> <chrono> <functional> <string> <thread> <vector>)
weft_own(weft_gtest_header)
target_compile_options(weft_gtest_header PRIVATE ${WEFT_TEST_OPTIMISATION})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(weft_gtest_header PRIVATE -fpch-preprocess) # ccache asks for it
endif()

# weft_use_gtest_header(<target>): not for a program that links more, since flags that differ make the header invalid.
function(weft_use_gtest_header target)
  get_target_property(libraries ${target} LINK_LIBRARIES)
  if(NOT libraries MATCHES "weft::asio|Boost::json")
    target_precompile_headers(${target} REUSE_FROM weft_gtest_header)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -fpch-preprocess)
    endif()
  endif()
endfunction()
