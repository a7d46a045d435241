# SPDX-License-Identifier: BSL-1.0
# weft.pc, weft_asio.pc and weft_testing.pc, for those who build without CMake: `g++ -std=c++20 x.cpp $(pkg-config --cflags --libs weft)`.

file(RELATIVE_PATH weft_pc_up "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
string(REGEX REPLACE "/$" "" weft_pc_up "${weft_pc_up}")
foreach(kind lib include)
  string(TOUPPER "CMAKE_INSTALL_${kind}DIR" chosen)
  if(IS_ABSOLUTE "${${chosen}}")
    set(weft_pc_${kind}dir "${${chosen}}")
  else()
    set(weft_pc_${kind}dir "\${prefix}/${${chosen}}")
  endif()
endforeach()

# weft_add_pc(<name> <description> REQUIRES <name>... CFLAGS <flag>... LIBS <flag>...)
function(weft_add_pc weft_pc_name weft_pc_description)
  cmake_parse_arguments(arg "" "" "REQUIRES;CFLAGS;LIBS" ${ARGN})
  string(JOIN ", " weft_pc_requires ${arg_REQUIRES})
  string(JOIN " " weft_pc_cflags ${arg_CFLAGS})
  string(JOIN " " weft_pc_libs ${arg_LIBS})
  configure_file("${weft_root}/packaging/weft.pc.in" "${weft_generated}/../pkgconfig/${weft_pc_name}.pc" @ONLY)
  install(FILES "${weft_generated}/../pkgconfig/${weft_pc_name}.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig"
    COMPONENT weft_development)
endfunction()

# A static library cannot name what it needs, so its .pc does. (There is no shared one beside it that could do without.)
set(weft_pc_needs "")
if(NOT BUILD_SHARED_LIBS)
  set(weft_pc_needs -lfmt -lboost_context)
endif()
weft_add_pc(weft "${PROJECT_DESCRIPTION}"
  CFLAGS -pthread ${weft_user_compile_options} LIBS -lweft ${weft_pc_needs} -pthread ${weft_user_link_options})
weft_add_pc(weft_asio "Boost.Asio on weft's fibers"
  REQUIRES "weft = ${PROJECT_VERSION}" CFLAGS -DBOOST_ASIO_SEPARATE_COMPILATION LIBS -lweft_asio)
weft_add_pc(weft_testing "Tests of programs with weft: schedules explored, time simulated"
  REQUIRES "weft = ${PROJECT_VERSION}" LIBS -lweft_testing)
