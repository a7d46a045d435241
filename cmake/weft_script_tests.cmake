# SPDX-License-Identifier: BSL-1.0
# Tests that are scripts: they start built programs, or the compiler, from outside.

file(GLOB scripts CONFIGURE_DEPENDS "${weft_root}/tests/service/*_test.py" "${weft_root}/tests/service/*_test.sh")
foreach(script IN LISTS scripts)
  get_filename_component(name "${script}" NAME_WE)
  string(REGEX REPLACE "_test$" "" name "${name}")
  add_test(NAME service.${name} COMMAND "${script}" "${CMAKE_BINARY_DIR}/samples")
  set_tests_properties(service.${name} PROPERTIES LABELS service TIMEOUT 120 ENVIRONMENT "${weft_test_environment}")
endforeach()
