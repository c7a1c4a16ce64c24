# Compiles one program in the ways that its comments name:
#
#   // COMPILE: FLAGS              must compile without warnings
#   // REFUSE: FLAGS | TEXT | ...  must not compile; the compiler must say each TEXT
#   // NO-SYMBOL: NAME             no object of the COMPILE lines refers to NAME
#   // HAS-SYMBOL: NAME            each refers to NAME
#
# Where no symbols are asked for, the program is checked only, to save time.
#
# cmake -DCXX=... -DPROGRAM=... -DINCLUDE=... -DWORK=... -DNM=... -P CompileCheck.cmake
get_filename_component(folder ${PROGRAM} DIRECTORY)
get_filename_component(name ${PROGRAM} NAME_WE)
get_filename_component(file ${PROGRAM} NAME)
file(MAKE_DIRECTORY ${WORK})
file(STRINGS ${PROGRAM} lines REGEX "^// [A-Z-]+: ?")

set(output -fsyntax-only)
if("${lines}" MATCHES "SYMBOL:")
  set(output -c -o ${WORK}/${name}.o)
endif()

function(compile flags)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  # From its folder, so that the file has the name that is in the tables.
  execute_process(
    COMMAND ${CXX} -std=c++20 -Wall -Wextra -Werror -I${INCLUDE} -I${folder} ${flags}
            ${output} ${file}
    WORKING_DIRECTORY ${folder}
    RESULT_VARIABLE status ERROR_VARIABLE messages)
  set(status ${status} PARENT_SCOPE)
  set(messages "${messages}" PARENT_SCOPE)
endfunction()

set(passed 0)
foreach(line IN LISTS lines)
  if(line MATCHES "^// COMPILE:(.*)$")
    compile("${CMAKE_MATCH_1}")
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "${file} does not compile with${CMAKE_MATCH_1}:\n${messages}")
    endif()
    set(symbols)
    if(NOT output STREQUAL "-fsyntax-only")
      execute_process(COMMAND ${NM} -C ${WORK}/${name}.o OUTPUT_VARIABLE symbols)
    endif()
    foreach(other IN LISTS lines)
      if(other MATCHES "^// NO-SYMBOL: (.*)$")
        string(FIND "${symbols}" "${CMAKE_MATCH_1}" found)
        if(NOT found EQUAL -1)
          message(FATAL_ERROR "${file} refers to ${CMAKE_MATCH_1}:\n${symbols}")
        endif()
      elseif(other MATCHES "^// HAS-SYMBOL: (.*)$")
        string(FIND "${symbols}" "${CMAKE_MATCH_1}" found)
        if(found EQUAL -1)
          message(FATAL_ERROR "${file} does not refer to ${CMAKE_MATCH_1}:\n${symbols}")
        endif()
      endif()
    endforeach()
  elseif(line MATCHES "^// REFUSE:([^|]*)\\|(.*)$")
    set(flags "${CMAKE_MATCH_1}")
    string(REPLACE "|" ";" texts "${CMAKE_MATCH_2}")
    compile("${flags}")
    if(status EQUAL 0)
      message(FATAL_ERROR "${file} compiles with${flags}")
    endif()
    foreach(text IN LISTS texts)
      string(STRIP "${text}" text)
      string(FIND "${messages}" "${text}" found)
      if(found EQUAL -1)
        message(FATAL_ERROR "${file}, with${flags}: no '${text}' in\n${messages}")
      endif()
    endforeach()
  else()
    continue()
  endif()
  math(EXPR passed "${passed} + 1")
endforeach()
if(passed EQUAL 0)
  message(FATAL_ERROR "${file} says nothing about how it is to be compiled")
endif()
