# SPDX-License-Identifier: BSL-1.0
# That a build in which switches order nothing finds a race between fibers of one worker, and only that.

if(NOT WEFT_TSAN_NO_SYNC)
  return()
endif()
foreach(name race_on_one_worker ordered_by_a_mutex)
  add_executable(no_sync_${name} "${weft_root}/tests/no_sync/${name}.cpp")
  target_link_libraries(no_sync_${name} PRIVATE weft)
  weft_own(no_sync_${name})
  add_test(NAME no_sync.${name} COMMAND no_sync_${name})
  set_tests_properties(no_sync.${name} PROPERTIES LABELS no_sync TIMEOUT 60)
endforeach()
set_tests_properties(no_sync.race_on_one_worker PROPERTIES PASS_REGULAR_EXPRESSION "ThreadSanitizer: data race")
