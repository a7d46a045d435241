# SPDX-License-Identifier: BSL-1.0
# What a debugger sees. Sanitizers keep stacks of their own, and gdb under an emulator debugs the emulator.

if(WEFT_SANITIZE OR CMAKE_CROSSCOMPILING)
  return()
endif()

weft_add_plain_program(debug_fibers "${weft_root}/tests/debug/fibers.cpp")
target_compile_options(debug_fibers PRIVATE -g -O0) # its locals must be there; the library stays as it is

weft_add_plain_program(debug_waits "${weft_root}/tests/debug/waits.cpp")
add_test(NAME debug.waits COMMAND "${weft_root}/tests/debug/waits_test.py" $<TARGET_FILE:debug_waits>
  "${weft_root}/lib/observe/weft-gdb.py")
set_tests_properties(debug.waits PROPERTIES LABELS debug TIMEOUT 120 SKIP_RETURN_CODE 77)

add_test(NAME debug.gdb COMMAND "${weft_root}/tests/debug/gdb_test.py" $<TARGET_FILE:debug_fibers>
  "${weft_root}/lib/observe/weft-gdb.py")
set_tests_properties(debug.gdb PROPERTIES LABELS debug TIMEOUT 120 SKIP_RETURN_CODE 77)

# A fault within inlined functions, at each level of optimisation and by each compiler: only the file with the fault differs.
add_library(debug_stopped OBJECT "${weft_root}/tests/debug/stopped.cpp")
weft_as_test(debug_stopped)
target_link_libraries(debug_stopped PRIVATE weft::weft)
target_compile_options(debug_stopped PRIVATE -g -O0)
find_program(weft_clang NAMES clang++-19 clang++)
find_program(weft_gcc NAMES g++)
foreach(compiler gcc clang)
  if(NOT weft_${compiler})
    continue()
  endif()
  foreach(level 0 1 2 3)
    set(name debug_inlined_${compiler}_O${level})
    set(source "${weft_root}/tests/debug/stop_inlined.cpp")
    add_custom_command(OUTPUT "${name}.o" DEPENDS "${source}"
      COMMAND "${weft_${compiler}}" -std=c++20 -g -O${level} -fPIE -c "${source}" -o "${name}.o")
    add_executable(${name} $<TARGET_OBJECTS:debug_stopped> "${CMAKE_CURRENT_BINARY_DIR}/${name}.o")
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
    weft_as_test(${name})
    target_link_libraries(${name} PRIVATE weft::weft)
    add_test(NAME debug.inlined_${compiler}_O${level} COMMAND "${weft_root}/tests/debug/inlined_test.py" $<TARGET_FILE:${name}>
      "${weft_root}/lib/observe/weft-gdb.py")
    set_tests_properties(debug.inlined_${compiler}_O${level} PROPERTIES LABELS debug TIMEOUT 120 SKIP_RETURN_CODE 77)
  endforeach()
endforeach()
