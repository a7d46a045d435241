# SPDX-License-Identifier: BSL-1.0
# cmake -DPROGRAM=... -DEXPECTED=... [-DEMULATOR=...] -P compare_output.cmake
# Runs PROGRAM; fails unless it exits with 0 and its stdout is EXPECTED, byte for byte.

execute_process(COMMAND ${EMULATOR} "${PROGRAM}" OUTPUT_VARIABLE actual ERROR_VARIABLE errors RESULT_VARIABLE status)
file(READ "${EXPECTED}" expected)

if(NOT status STREQUAL "0")
  message(FATAL_ERROR "${PROGRAM} ended with status ${status}\n--- stdout\n${actual}\n--- stderr\n${errors}")
endif()
if(NOT actual STREQUAL expected)
  message(FATAL_ERROR "${PROGRAM} does not print ${EXPECTED}\n--- expected\n${expected}\n--- actual\n${actual}\n--- stderr\n${errors}")
endif()
