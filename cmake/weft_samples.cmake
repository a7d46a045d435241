# SPDX-License-Identifier: BSL-1.0
# One program per folder samples/NN_name; with an expected.txt its output is compared under ctest.
# A folder with a CMakeLists.txt of its own builds itself; it may use ${weft_sample_name}.

if(NOT WEFT_BUILD_SAMPLES)
  return()
endif()
enable_testing()
add_custom_target(samples)

# A sample with a thousand runtimes clears gigabytes, for which a sanitizer keeps shadow memory.
if(WEFT_SANITIZE)
  set(weft_sample_patience 300)
else()
  set(weft_sample_patience 60)
endif()

function(weft_add_sample folder name)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  add_executable(sample_${name} ${sources})
  add_dependencies(samples sample_${name})
  weft_own(sample_${name})
  target_compile_options(sample_${name} PRIVATE ${WEFT_TEST_OPTIMISATION})
  weft_link_by_includes(sample_${name} ${sources})
  set_target_properties(sample_${name} PROPERTIES
    OUTPUT_NAME ${name} RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/samples"
    ENABLE_EXPORTS ON) # so that reports can name the functions of a call stack
  if(EXISTS "${folder}/expected.txt")
    add_test(NAME sample.${name} COMMAND ${CMAKE_COMMAND}
      "-DPROGRAM=$<TARGET_FILE:sample_${name}>" "-DEMULATOR=${CMAKE_CROSSCOMPILING_EMULATOR}"
      "-DEXPECTED=${folder}/expected.txt" -P "${weft_root}/cmake/compare_output.cmake")
    set_tests_properties(sample.${name} PROPERTIES LABELS sample TIMEOUT ${weft_sample_patience} ENVIRONMENT WEFT_CLOCK=virtual)
  endif()
endfunction()

file(GLOB weft_sample_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true "${weft_root}/samples/[0-9][0-9]_*")
foreach(folder IN LISTS weft_sample_folders)
  get_filename_component(weft_sample_name "${folder}" NAME)
  if(EXISTS "${folder}/CMakeLists.txt")
    add_subdirectory("${folder}" "${CMAKE_BINARY_DIR}/samples.d/${weft_sample_name}")
  elseif(IS_DIRECTORY "${folder}")
    weft_add_sample("${folder}" ${weft_sample_name})
  endif()
endforeach()
