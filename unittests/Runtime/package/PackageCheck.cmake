# Builds and runs the program of this folder against Aether in one of two ways.
#
# cmake -DWAY=install|subproject -DSOURCE=... -DBUILD=... -DGENERATOR=... -DCXX=...
#       -DWORK=... -P PackageCheck.cmake
get_filename_component(folder ${CMAKE_SCRIPT_MODE_FILE} DIRECTORY)
file(REMOVE_RECURSE ${WORK})
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE status
                  OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\nfailed (${status}):\n${text}")
  endif()
endfunction()
if(WAY STREQUAL "install")
  run(${CMAKE_COMMAND} --install ${BUILD} --component runtime --prefix ${WORK}/prefix)
  set(from -DCMAKE_PREFIX_PATH=${WORK}/prefix)
else()
  set(from -DAETHER_SOURCE=${SOURCE})
endif()
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${folder} -B ${WORK}/build ${from}
    -DCMAKE_CXX_COMPILER=${CXX})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/user)
