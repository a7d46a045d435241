# SPDX-License-Identifier: BSL-1.0
# Tests that are scripts: they start built programs, the compiler or CMake from outside.

# The services that are started are samples.
if(WEFT_BUILD_SAMPLES)
  file(GLOB scripts CONFIGURE_DEPENDS "${weft_root}/tests/service/*_test.py" "${weft_root}/tests/service/*_test.sh")
  foreach(script IN LISTS scripts)
    get_filename_component(name "${script}" NAME_WE)
    string(REGEX REPLACE "_test$" "" name "${name}")
    add_test(NAME service.${name} COMMAND "${script}" "${CMAKE_BINARY_DIR}/samples")
    set_tests_properties(service.${name} PROPERTIES LABELS service TIMEOUT 120 ENVIRONMENT "${weft_test_environment}")
  endforeach()
endif()

# A file of tests/compile_fail must be refused with the message that its line `// error: <regular expression>` names.
# With -DWEFT_COMPILES the same file must be accepted: so the refusal is due to the one line under #ifndef.
# A line `// only: <compiler>` says who can refuse it.
file(GLOB sources CONFIGURE_DEPENDS "${weft_root}/tests/compile_fail/*.cpp")
foreach(source IN LISTS sources)
  get_filename_component(name "${source}" NAME_WE)
  file(STRINGS "${source}" only REGEX "^// only: " LIMIT_COUNT 1)
  if(only AND NOT only STREQUAL "// only: ${CMAKE_CXX_COMPILER_ID}")
    continue()
  endif()
  if(WEFT_SANITIZE AND NOT only) # the plain build has asked
    continue()
  endif()
  add_test(NAME compile_fail.${name} COMMAND ${CMAKE_COMMAND} "-DCOMPILER=${CMAKE_CXX_COMPILER}"
    "-DWARNINGS=${weft_warnings};${weft_sanitizer_flags}" "-DSOURCE=${source}" "-DINCLUDE=${weft_root}/include"
    "-DGENERATED=${weft_generated}" -P "${weft_root}/cmake/must_not_compile.cmake")
  set_tests_properties(compile_fail.${name} PROPERTIES LABELS compile_fail TIMEOUT 60)
endforeach()

if(WEFT_SANITIZE OR CMAKE_CROSSCOMPILING)
  return()
endif()
add_test(NAME thread_slot
  COMMAND "${weft_root}/tests/thread_slot/thread_slot_test.py" "${weft_generated}" "${CMAKE_CXX_COMPILER}" g++ clang++-19)
set_tests_properties(thread_slot PROPERTIES LABELS install TIMEOUT 600)
