# SPDX-License-Identifier: BSL-1.0
# With WEFT_TRACE_WAITS: a program, and the library with it, that tells which functions it enters (tests/wait_path).

if(NOT WEFT_TRACE_WAITS)
  return()
endif()

add_executable(wait_path "${weft_root}/tests/wait_path/waits.cpp")
weft_own(wait_path)
target_link_libraries(wait_path PRIVATE weft::weft)
foreach(target weft wait_path)
  target_compile_options(${target} PRIVATE -O0 -g1 -finstrument-functions -finstrument-functions-exclude-file-list=/usr)
endforeach()
target_link_options(wait_path PRIVATE -no-pie)
