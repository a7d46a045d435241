# SPDX-License-Identifier: BSL-1.0
# cmake -DCOMPILER=... -DWARNINGS=... -DSOURCE=... -DINCLUDE=... -DGENERATED=... -P must_not_compile.cmake

set(compile "${COMPILER}" -std=c++20 ${WARNINGS} -fsyntax-only "-I${INCLUDE}" "-I${GENERATED}")

file(STRINGS "${SOURCE}" wanted REGEX "^// error: " LIMIT_COUNT 1)
string(REPLACE "// error: " "" wanted "${wanted}")
if(NOT wanted)
  message(FATAL_ERROR "${SOURCE} has no line '// error: <regular expression>'")
endif()

execute_process(COMMAND ${compile} "${SOURCE}" RESULT_VARIABLE status ERROR_VARIABLE errors)
if(status STREQUAL "0")
  message(FATAL_ERROR "${SOURCE} compiles; it should not")
endif()
if(NOT errors MATCHES "${wanted}")
  message(FATAL_ERROR "${SOURCE} is refused, but not with '${wanted}':\n${errors}")
endif()

execute_process(COMMAND ${compile} -DWEFT_COMPILES "${SOURCE}" RESULT_VARIABLE status ERROR_VARIABLE errors)
if(NOT status STREQUAL "0")
  message(FATAL_ERROR "${SOURCE} does not compile with -DWEFT_COMPILES either:\n${errors}")
endif()
