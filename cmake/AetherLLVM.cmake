# Finds LLVM and Clang of the version that the analyser is written for, isl and
# SQLite, and provides
#   aether_llvm   headers of LLVM and its shared library
#   aether_clang  headers of Clang and the shared libclang-cpp, plus aether_llvm
#   aether_isl, SQLite::SQLite3
#   aether_allocator  a faster malloc for programs, where one is installed
# and the function aether_add_library(NAME SOURCES... LINK TARGETS...).

set(AETHER_LLVM_MAJOR 22 CACHE STRING "Major version of LLVM to build against")

# LLVM's version file accepts only an exact major.minor, hence the check here.
find_package(LLVM CONFIG REQUIRED
  PATHS /usr/lib/llvm-${AETHER_LLVM_MAJOR} NO_DEFAULT_PATH)
if(NOT LLVM_VERSION_MAJOR EQUAL AETHER_LLVM_MAJOR)
  message(FATAL_ERROR "Aether is written for LLVM ${AETHER_LLVM_MAJOR}, found "
          "${LLVM_PACKAGE_VERSION} in ${LLVM_DIR}; install llvm-${AETHER_LLVM_MAJOR}-dev")
endif()
find_package(SQLite3 REQUIRED)
find_path(ISL_INCLUDE_DIR isl/ctx.h REQUIRED)
find_library(ISL_LIBRARY isl REQUIRED)
# Debian ships the shared library under its versioned name only.
find_library(CLANG_CPP_LIBRARY REQUIRED
  NAMES clang-cpp libclang-cpp.so.${LLVM_VERSION_MAJOR}.${LLVM_VERSION_MINOR}
  PATHS ${LLVM_LIBRARY_DIR} NO_DEFAULT_PATH)

add_library(aether_isl INTERFACE)
target_include_directories(aether_isl SYSTEM INTERFACE ${ISL_INCLUDE_DIR})
target_link_libraries(aether_isl INTERFACE ${ISL_LIBRARY})

add_library(aether_llvm INTERFACE)
target_include_directories(aether_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
separate_arguments(AETHER_LLVM_DEFINITIONS NATIVE_COMMAND "${LLVM_DEFINITIONS}")
target_compile_definitions(aether_llvm INTERFACE ${AETHER_LLVM_DEFINITIONS})
target_link_libraries(aether_llvm INTERFACE LLVM)
if(NOT LLVM_ENABLE_RTTI)
  target_compile_options(aether_llvm INTERFACE -fno-rtti)
endif()

add_library(aether_clang INTERFACE)
target_link_libraries(aether_clang INTERFACE ${CLANG_CPP_LIBRARY} aether_llvm)

# Solving makes and drops many small vectors. A sanitizer has its own malloc.
add_library(aether_allocator INTERFACE)
find_package(mimalloc QUIET)
if(mimalloc_FOUND AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  target_link_libraries(aether_allocator INTERFACE mimalloc)
endif()

configure_file(${PROJECT_SOURCE_DIR}/include/aether-analysis/Version.h.in
               ${PROJECT_BINARY_DIR}/include/aether-analysis/Version.h @ONLY)

function(aether_add_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_include_directories(${name}
    PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include
    PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE aether_options)
endfunction()
