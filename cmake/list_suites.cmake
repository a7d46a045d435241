# SPDX-License-Identifier: BSL-1.0
# Run after a GoogleTest program is linked: writes OUT, the add_test() lines of its suites, one each.

execute_process(COMMAND ${EMULATOR} "${PROGRAM}" --gtest_list_tests OUTPUT_VARIABLE listing RESULT_VARIABLE status)
if(NOT status STREQUAL "0")
  message(FATAL_ERROR "${PROGRAM} --gtest_list_tests ended with status ${status}")
endif()

# A suite stands at the margin and ends with a dot ("Workers/Mutex." or "Switch/0.  # TypeParam = ...").
string(REGEX MATCHALL "(^|\n)[A-Za-z_][^ \n]*\\." suites "${listing}")
set(lines "")
foreach(suite IN LISTS suites)
  string(STRIP "${suite}" suite)
  string(REGEX REPLACE "\\.$" "" label "${suite}")
  string(APPEND lines
    "add_test([==[${NAME}.${label}]==] ${EMULATOR} [==[${PROGRAM}]==] [==[--gtest_filter=${suite}*]==])\n"
    "set_tests_properties([==[${NAME}.${label}]==] PROPERTIES LABELS ${LABEL} TIMEOUT ${TIMEOUT}"
    " ENVIRONMENT [==[${ENVIRONMENT}]==])\n")
endforeach()
file(WRITE "${OUT}" "${lines}")
