# SPDX-License-Identifier: BSL-1.0
# What a debugger sees. Sanitizers keep stacks of their own, and gdb under an emulator debugs the emulator.

if(WEFT_SANITIZE OR CMAKE_CROSSCOMPILING)
  return()
endif()

weft_add_plain_program(debug_fibers "${weft_root}/tests/debug/fibers.cpp")
target_compile_options(debug_fibers PRIVATE -g -O0) # its locals must be there; the library stays as it is

add_test(NAME debug.gdb COMMAND "${weft_root}/tests/debug/gdb_test.py" $<TARGET_FILE:debug_fibers>
  "${weft_root}/lib/runtime/weft-gdb.py")
set_tests_properties(debug.gdb PROPERTIES LABELS debug TIMEOUT 120 SKIP_RETURN_CODE 77)
