# SPDX-License-Identifier: BSL-1.0
# The tests: which folder becomes which program, with which label and time limit.
#
#   tests/support/*.cpp             library weft_test_support, linked into every program below
#   tests/unit/<layer>/*_test.cpp   program unit_<layer>            label unit
#   tests/stress/*_test.cpp         program stress_<name> each      label stress
#   tests/crash/*_test.cpp          program crash                   label crash
#   tests/crash/programs/*.cpp      program crash_<name> each, run by the crash tests as child processes
#   tests/regression/*_test.cpp     program regression              label regression
#   tests/service/*_test.{py,sh}    scripts that drive the samples  label service
#   tests/thread_slot               a script that compiles it in many ways: label install
#   tests/no_sync/*.cpp             races on one worker, in TSan builds where a switch orders nothing: label no_sync
#   tests/debug                     gdb on a program of its own    label debug
#   tests/compile_fail/*.cpp        must not compile                label compile_fail
#   tests/model/*.cpp               program model, on weft_model     label model
#   tests/house                     the repository itself           label house
#   tests/reference                 its classes, as Doxygen sees them: label house
#   tests/install                   what users install and link      label install

if(NOT WEFT_BUILD_TESTS)
  return()
endif()
enable_testing()

include(weft_gtest_header)
include(weft_test_program)

file(GLOB unit_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true "${weft_root}/tests/unit/*")
if(WEFT_SANITIZE MATCHES "thread") # it has an operator new of its own
  list(REMOVE_ITEM unit_folders "${weft_root}/tests/unit/allocation_failures")
endif()
foreach(layer IN LISTS WEFT_UNITS_TESTED_ELSEWHERE)
  list(REMOVE_ITEM unit_folders "${weft_root}/tests/unit/${layer}")
endforeach()
if(NOT TARGET Boost::fiber OR WEFT_SANITIZE) # no sanitizer knows its fibers
  list(REMOVE_ITEM unit_folders "${weft_root}/tests/unit/sync_oracle" "${weft_root}/tests/unit/channel_oracle")
endif()
foreach(folder IN LISTS unit_folders)
  if(IS_DIRECTORY "${folder}")
    get_filename_component(layer "${folder}" NAME)
    file(GLOB sources CONFIGURE_DEPENDS "${folder}/*_test.cpp")
    weft_add_test_program(unit_${layer} LABEL unit TIMEOUT 120 SOURCES ${sources})
  endif()
endforeach()

foreach(oracle sync channel) # weft's beside Boost.Fiber's
  if(TARGET unit_${oracle}_oracle)
    target_link_libraries(unit_${oracle}_oracle PRIVATE weft::testing Boost::fiber)
  endif()
endforeach()
if(TARGET unit_generator) # plays scenes beside a script
  target_compile_definitions(unit_generator PRIVATE "WEFT_SOURCE_DIR=\"${weft_root}\"")
endif()
if(TARGET unit_allocation_failures)
  target_link_libraries(unit_allocation_failures PRIVATE weft::allocation_failures)
endif()

file(GLOB stress_sources CONFIGURE_DEPENDS "${weft_root}/tests/stress/*_test.cpp")
foreach(source IN LISTS stress_sources)
  get_filename_component(name "${source}" NAME_WE)
  string(REGEX REPLACE "_test$" "" name "${name}")
  weft_add_test_program(stress_${name} LABEL stress TIMEOUT 300 SOURCES "${source}")
endforeach()

file(GLOB crash_programs CONFIGURE_DEPENDS "${weft_root}/tests/crash/programs/*.cpp")
if(WEFT_SANITIZE) # it has an operator new of its own
  list(FILTER crash_programs EXCLUDE REGEX "/reports_without_memory\\.cpp$")
endif()
foreach(source IN LISTS crash_programs)
  get_filename_component(name "${source}" NAME_WE)
  weft_add_plain_program(crash_${name} "${source}")
endforeach()

foreach(folder crash regression)
  file(GLOB sources CONFIGURE_DEPENDS "${weft_root}/tests/${folder}/*_test.cpp")
  if(WEFT_SANITIZE) # its program is left out above
    list(FILTER sources EXCLUDE REGEX "/without_memory_test\\.cpp$")
  endif()
  weft_add_test_program(${folder} LABEL ${folder} TIMEOUT 120 SOURCES ${sources})
endforeach()

if(TARGET weft_model)
  file(GLOB sources CONFIGURE_DEPENDS "${weft_root}/tests/model/*.cpp")
  weft_add_test_program(model LABEL model TIMEOUT 300 SOURCES ${sources})
endif()

include(weft_script_tests)
include(weft_install_tests)
include(weft_debugger_tests)
include(weft_no_sync_tests)
include(weft_house)
