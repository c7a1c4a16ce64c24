#[=======================================================================[
Brings the analyser's verdicts into a program while it is built:

  aether_enable_vetoes(<target> [STRICT | REQUIRE_PROOF] [MODELS <file>...])

Before a C++ source of <target> is compiled, `aether check` judges its parallel
calls and writes a veto table, which the compiler then reads: a call found unsafe
runs sequentially.

  STRICT         an unsafe call is a compile error that names the finding
  REQUIRE_PROOF  so is a call of which nothing is known
  MODELS         further model files, as for `aether check --models`

Call it in the directory in which <target> is made; sources may be added to the
target afterwards. Each table belongs to one source and is made again only when
this source, a header it includes, its flags, a model or the analyser changes,
or `aether profile --db aether.vdb` found out something new about calls.
A table that would say the same is left as it is, so nothing is compiled anew.
Needs a Makefile or Ninja generator.

Switches:
  AETHER_VETOES      cache variable; OFF makes the function do nothing, for
                     machines without the analyser
  AETHER_VETOES      property of a source file; OFF leaves this file out
  AETHER_EXECUTABLE  cache variable; the analyser, if it is not found by itself
#]=======================================================================]

include_guard(GLOBAL)

# Functions run under the policies that were in force where they were defined.
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

option(AETHER_VETOES "Judge parallel calls while building" ON)

# Sets <out> to the command of the analyser and <out>_DEPENDS to what makes it.
function(_aether_find_analyser out)
  if(TARGET aether)
    get_target_property(type aether TYPE)
    if(type STREQUAL "EXECUTABLE")
      set(${out} "$<TARGET_FILE:aether>" PARENT_SCOPE)
      set(${out}_DEPENDS aether PARENT_SCOPE)
      return()
    endif()
  endif()
  # Installed beside this file: PREFIX/lib/cmake/Aether, PREFIX/bin.
  find_program(AETHER_EXECUTABLE aether
    HINTS ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../bin
          ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../../../bin
    DOC "The analyser of Aether")
  if(NOT AETHER_EXECUTABLE)
    message(FATAL_ERROR "aether_enable_vetoes: the analyser `aether` was not "
            "found; set AETHER_EXECUTABLE to its path, or AETHER_VETOES to OFF "
            "to build without verdicts")
  endif()
  set(${out} "${AETHER_EXECUTABLE}" PARENT_SCOPE)
  set(${out}_DEPENDS "${AETHER_EXECUTABLE}" PARENT_SCOPE)
endfunction()

# Sets <out> to the absolute path of the source that a target calls <source>.
function(_aether_source_path out source)
  cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
             NORMALIZE OUTPUT_VARIABLE path)
  if(NOT EXISTS "${path}")
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}
               NORMALIZE OUTPUT_VARIABLE built)
    get_source_file_property(generated "${built}" GENERATED)
    if(generated OR EXISTS "${built}")
      set(path "${built}")
    endif()
  endif()
  set(${out} "${path}" PARENT_SCOPE)
endfunction()

# Sets <out> to whether <path> is compiled as C++.
function(_aether_is_cxx out path)
  set(${out} FALSE PARENT_SCOPE)
  get_source_file_property(header "${path}" HEADER_FILE_ONLY)
  if(header)
    return()
  endif()
  get_source_file_property(language "${path}" LANGUAGE)
  if(NOT language)
    cmake_path(GET path EXTENSION LAST_ONLY extension)
    string(REGEX REPLACE "^\\." "" extension "${extension}")
    if(extension IN_LIST CMAKE_CXX_SOURCE_FILE_EXTENSIONS)
      set(language CXX)
    endif()
  endif()
  if(language STREQUAL "CXX")
    set(${out} TRUE PARENT_SCOPE)
  endif()
endfunction()

# The rule for the table of the source <path>. Appends the table to <out>.
function(_aether_add_table out target path models generated)
  # The analyser names the file in the same way.
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/aether-vetoes)
  cmake_path(GET path FILENAME name)
  string(SHA256 hash "${path}")
  string(SUBSTRING "${hash}" 0 16 hash)
  set(table "${folder}/${name}-${hash}.inc")

  # Another target of this directory may have the same source: with vetoes, then
  # it uses this table, or without.
  get_property(known DIRECTORY PROPERTY AETHER_VETO_TABLES)
  if(table IN_LIST known)
    get_property(owner DIRECTORY PROPERTY "AETHER_VETO_OWNER_${hash}")
    if(CMAKE_GENERATOR MATCHES "Makefiles")
      add_dependencies(${target} ${owner}_aether_vetoes)
    endif()
    return()
  endif()
  set_property(DIRECTORY APPEND PROPERTY AETHER_VETO_TABLES "${table}")
  set_property(DIRECTORY PROPERTY "AETHER_VETO_OWNER_${hash}" ${target})
  set_property(SOURCE "${path}" APPEND PROPERTY COMPILE_DEFINITIONS
    "$<$<BOOL:$<TARGET_PROPERTY:AETHER_VETOES>>:AETHER_VETO_TABLE=\"${table}\">")
  # What is analysed is the file by itself, so it is compiled by itself.
  set_property(SOURCE "${path}" PROPERTY SKIP_UNITY_BUILD_INCLUSION ON)

  set(touch)
  if(CMAKE_GENERATOR MATCHES "Makefiles")
    # make runs a rule again until its output is newer than what it depends on.
    # The object is compiled anew in any case then.
    set(touch COMMAND ${CMAKE_COMMAND} -E touch "${table}")
    # Written only when it changes, unlike the compile database.
    set(flags "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/flags.make")
  else()
    set(flags "${CMAKE_BINARY_DIR}/compile_commands.json")
    set_property(SOURCE "${path}" APPEND PROPERTY OBJECT_DEPENDS "${table}")
  endif()
  _aether_find_analyser(analyser)
  set(model_flags ${models})
  list(TRANSFORM model_flags PREPEND "--models=")
  # Written by `aether profile --db`, whose results the tables take up.
  set(profile "${CMAKE_BINARY_DIR}/aether.vdb.profile")
  if(NOT EXISTS "${profile}")
    file(TOUCH "${profile}")
  endif()
  cmake_path(RELATIVE_PATH path BASE_DIRECTORY ${CMAKE_SOURCE_DIR}
             OUTPUT_VARIABLE shown)
  add_custom_command(OUTPUT "${table}"
    COMMAND "${analyser}" check -p "${CMAKE_BINARY_DIR}" --quiet --exit-zero
            --jobs=1 "--db=${CMAKE_BINARY_DIR}/aether.vdb"
            "--emit-tables=${folder}" "--depfile=${table}.d"
            ${model_flags} "${path}"
    ${touch}
    DEPENDS "${path}" ${analyser_DEPENDS} ${models} ${generated} "${flags}"
            "${profile}"
    DEPFILE "${table}.d"
    COMMENT "Judging the parallel calls of ${shown}"
    VERBATIM)
  set(${out} ${${out}} "${table}" PARENT_SCOPE)
endfunction()

# Runs at the end of the directory, when all sources are known.
function(_aether_add_tables target models)
  get_target_property(sources ${target} SOURCES)
  set(paths)
  set(generated)
  foreach(source IN LISTS sources)
    if(source MATCHES "\\$<")
      if(NOT source MATCHES "^\\$<TARGET_OBJECTS:")
        message(WARNING "aether_enable_vetoes(${target}): not analysed, being a "
                "generator expression: ${source}")
      endif()
      continue()
    endif()
    _aether_source_path(path "${source}")
    _aether_is_cxx(is_cxx "${path}")
    if(is_cxx)
      get_property(has SOURCE "${path}" PROPERTY AETHER_VETOES SET)
      get_property(wanted SOURCE "${path}" PROPERTY AETHER_VETOES)
      if(wanted OR NOT has)
        list(APPEND paths "${path}")
      endif()
    else()
      # A header that is made while building must be there for the analyser.
      get_source_file_property(is_generated "${path}" GENERATED)
      if(is_generated)
        list(APPEND generated "${path}")
      endif()
    endif()
  endforeach()
  list(REMOVE_DUPLICATES paths)
  set(tables)
  foreach(path IN LISTS paths)
    _aether_add_table(tables ${target} "${path}" "${models}" "${generated}")
  endforeach()

  # With Ninja each object waits for its own table. With make the rules of a file
  # are in each target that needs it, and two targets would run them at once;
  # hence a target of its own for the tables.
  if(CMAKE_GENERATOR MATCHES "Makefiles" AND tables)
    add_custom_target(${target}_aether_vetoes DEPENDS ${tables})
    # What makes headers for the sources.
    get_target_property(before ${target} MANUALLY_ADDED_DEPENDENCIES)
    get_target_property(libraries ${target} LINK_LIBRARIES)
    foreach(dependency IN LISTS before libraries)
      if(TARGET ${dependency})
        add_dependencies(${target}_aether_vetoes ${dependency})
      endif()
    endforeach()
    add_dependencies(${target} ${target}_aether_vetoes)
  endif()
endfunction()

function(aether_enable_vetoes target)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "STRICT;REQUIRE_PROOF" "" "MODELS")
  set(me "aether_enable_vetoes(${target})")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${me}: unknown argument ${ARG_UNPARSED_ARGUMENTS}; "
            "expected STRICT, REQUIRE_PROOF or MODELS <file>...")
  endif()
  if(NOT TARGET ${target})
    message(FATAL_ERROR "${me}: there is no such target")
  endif()
  get_target_property(aliased ${target} ALIASED_TARGET)
  get_target_property(imported ${target} IMPORTED)
  get_target_property(type ${target} TYPE)
  if(aliased OR imported OR NOT type MATCHES
     "^(EXECUTABLE|STATIC_LIBRARY|SHARED_LIBRARY|MODULE_LIBRARY|OBJECT_LIBRARY)$")
    message(FATAL_ERROR "${me}: not a target that compiles sources")
  endif()
  get_target_property(directory ${target} BINARY_DIR)
  if(NOT directory STREQUAL CMAKE_CURRENT_BINARY_DIR)
    message(FATAL_ERROR "${me}: call it in the directory that makes the target")
  endif()
  if(NOT AETHER_VETOES)
    return()
  endif()
  if(NOT CMAKE_GENERATOR MATCHES "Makefiles|Ninja")
    message(FATAL_ERROR "${me}: the generator ${CMAKE_GENERATOR} writes no "
            "compile database; use Ninja or Unix Makefiles")
  endif()
  get_target_property(done ${target} AETHER_VETOES)
  if(done)
    message(FATAL_ERROR "${me}: called twice for this target")
  endif()
  _aether_find_analyser(analyser) # complain here, not at the end

  set(models)
  foreach(model IN LISTS ARG_MODELS)
    cmake_path(ABSOLUTE_PATH model BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
               NORMALIZE)
    list(APPEND models "${model}")
  endforeach()

  set_target_properties(${target} PROPERTIES
    AETHER_VETOES ON EXPORT_COMPILE_COMMANDS ON)
  if(ARG_STRICT)
    target_compile_definitions(${target} PRIVATE AETHER_VETO_STRICT)
  endif()
  if(ARG_REQUIRE_PROOF)
    target_compile_definitions(${target} PRIVATE AETHER_VETO_REQUIRE_PROOF)
  endif()
  # Deferred arguments are evaluated late; bracket arguments are not at all.
  cmake_language(EVAL CODE "cmake_language(DEFER CALL _aether_add_tables
    [==[${target}]==] [==[${models}]==])")
endfunction()

cmake_policy(POP)
