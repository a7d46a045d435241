# SPDX-License-Identifier: BSL-1.0
# cmake -DMODE=package|subdirectory -DSOURCE=... -DBUILD=... -DWORK=... -DCOMPILER=... -P run.cmake
# Builds and runs the consumer project in WORK, with the installed package or with the sources.

function(step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status STREQUAL "0")
    message(FATAL_ERROR "${ARGN}\nended with status ${status}\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
if(MODE STREQUAL "package")
  step(${CMAKE_COMMAND} --install "${BUILD}" --prefix "${WORK}/prefix")
  set(where "-DCMAKE_PREFIX_PATH=${WORK}/prefix")
else()
  set(where "-DWEFT_SOURCE=${SOURCE}" -DWEFT_UNITY=ON -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
endif()

step(${CMAKE_COMMAND} -G Ninja -S "${SOURCE}/tests/install/consumer" -B "${WORK}/build" ${where}
  "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Debug)
step(${CMAKE_COMMAND} --build "${WORK}/build")
step("${WORK}/build/consumer")
