# The compiler flags and the few functions every folder's CMakeLists.txt is written with.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Hits across build folders and clones need paths relative to the project (docs/architecture.md, "Building").
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=time_macros ${CCACHE_PROGRAM})
endif()

# Some four hundred programs are linked; lld takes a third of the time of the default linker.
find_program(LLD_PROGRAM ld.lld)
if(LLD_PROGRAM)
  add_link_options(-fuse-ld=lld)
endif()

add_library(glovebox_options INTERFACE)
target_include_directories(glovebox_options INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_compile_options(glovebox_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
                       -Woverloaded-virtual -Wno-missing-field-initializers -fstack-protector-strong)
target_compile_definitions(glovebox_options INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII
                           QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_MESSAGELOGCONTEXT
                           JSON_USE_IMPLICIT_CONVERSIONS=0 GLOVEBOX_VERSION="${PROJECT_VERSION}")
option(GLOVEBOX_WERROR "Warnings are errors" OFF)
if(GLOVEBOX_WERROR)
  target_compile_options(glovebox_options INTERFACE -Werror)
endif()
if(GLOVEBOX_SANITIZER STREQUAL "address")
  target_compile_options(glovebox_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(glovebox_options INTERFACE -fsanitize=address,undefined)
elseif(GLOVEBOX_SANITIZER STREQUAL "thread")
  target_compile_options(glovebox_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(glovebox_options INTERFACE -fsanitize=thread)
endif()

if(GLOVEBOX_FUZZ) # or a fuzzer sees no more than its own few lines, and guesses
  target_compile_options(glovebox_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# moc 6.4 cannot parse libstdc++ 12's <concepts> when a header reaches it first; it needs nothing from it.
set(CMAKE_AUTOMOC_MOC_OPTIONS -D_GLIBCXX_CONCEPTS)

# glovebox_library(<name> SOURCES ... [LINKS ...] [PRIVATE_LINKS ...] [MOC])
# A static library glovebox_<name>. No sources: header-only. MOC: the folder has Q_OBJECT classes.
function(glovebox_library name)
  cmake_parse_arguments(ARG "MOC" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(glovebox_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(glovebox_${name} PUBLIC glovebox_options ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
    set_target_properties(glovebox_${name} PROPERTIES AUTOMOC ${ARG_MOC} AUTOUIC OFF)
  else()
    add_library(glovebox_${name} INTERFACE)
    target_link_libraries(glovebox_${name} INTERFACE glovebox_options ${ARG_LINKS})
  endif()
endfunction()

# glovebox_test(<name> SOURCES ... [LINKS ...] [LABELS ...] [TIMEOUT s] [ENVIRONMENT k=v ...])
# One Qt Test program, run by ctest. Labels: unit (default), vm (boots QEMU), conformance (needs Node), qml, lint.
function(glovebox_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LINKS;LABELS;ENVIRONMENT" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON UNITY_BUILD OFF)
  target_link_libraries(${name} PRIVATE glovebox_options ${ARG_LINKS} Qt6::Test)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_QUICK_BACKEND=software;LC_ALL=C.UTF-8;${ARG_ENVIRONMENT}")
endfunction()
