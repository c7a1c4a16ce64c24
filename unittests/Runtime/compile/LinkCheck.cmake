# Builds the two TUs of odr_*.cpp with one compiler, links them to the library and runs
# them: each must keep its own verdicts.
#
# cmake -DCXX=... -DINCLUDE=... -DLIBRARY=... -DWORK=... -P LinkCheck.cmake
get_filename_component(folder ${CMAKE_SCRIPT_MODE_FILE} DIRECTORY)
file(MAKE_DIRECTORY ${WORK})
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status WORKING_DIRECTORY ${folder}
                  OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\nfailed (${status}):\n${text}")
  endif()
endfunction()
foreach(optimisation -O0 -O2)
  set(compile ${CXX} -std=c++20 ${optimisation} -Wall -Wextra -Werror -I${INCLUDE} -I${folder})
  set(objects)
  foreach(tu a b)
    run(${compile} "-DAETHER_VETO_TABLE=\"odr_${tu}.inc\"" -c odr_${tu}.cpp -o ${WORK}/${tu}.o)
    list(APPEND objects ${WORK}/${tu}.o)
  endforeach()
  run(${compile} ${objects} ${LIBRARY} -pthread -o ${WORK}/odr)
  run(${WORK}/odr)
endforeach()
