# What is installed besides the runtime, and Debian packages of it all:
#   libaether-dev     component runtime: headers, library, CMake and pkg-config files
#   aether            component cli: the tool, its pages and completions
#   aether-tidy       component tidyloader: what clang-tidy --load names
#   aether-tidy-22    component tidy: the check for clang-tidy 22
#   aether-tidy-19    component tidyolder: the check for clang-tidy 19, where built
#   aether-clangd-22  component clangd: clangd with the check inside, where built
# `cpack -G DEB` in the build folder, or the target `packages`, writes them.

set(AETHER_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Aether)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/AetherVetoes.cmake
  DESTINATION ${AETHER_CMAKE_DIR} COMPONENT cli)
file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/share/man/*.1)
install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT cli)
set(completions ${PROJECT_SOURCE_DIR}/share/completions)
install(FILES ${completions}/aether.bash RENAME aether
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT cli)
install(FILES ${completions}/_aether
  DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT cli)
install(FILES ${completions}/aether.fish
  DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT cli)
# Debian's place for licences.
set(copyrights
  libaether-dev runtime aether cli aether-tidy tidyloader
  aether-tidy-${LLVM_VERSION_MAJOR} tidy aether-tidy-${AETHER_OLDER_LLVM_MAJOR} tidyolder
  aether-clangd-${LLVM_VERSION_MAJOR} clangd)
while(copyrights)
  list(POP_FRONT copyrights package component)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright
    DESTINATION ${CMAKE_INSTALL_DOCDIR}/../${package} COMPONENT ${component})
endwhile()

set(CPACK_PACKAGE_NAME aether)
set(CPACK_PACKAGE_VENDOR "The Aether authors")
set(CPACK_PACKAGE_CONTACT "The Aether authors <aether@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL runtime cli tidyloader tidy)
get_property(older_tidy GLOBAL PROPERTY AETHER_OLDER_TIDY)
if(older_tidy)
  list(APPEND CPACK_COMPONENTS_ALL tidyolder)
endif()
if(TARGET aether-clangd)
  list(APPEND CPACK_COMPONENTS_ALL clangd)
endif()
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE "")

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libaether-dev)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SUGGESTS aether)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
  "Parallel functions for C++20 that obey the verdicts of an analyser
Headers, library, CMake package and pkg-config file.")

set(CPACK_DEBIAN_CLI_PACKAGE_NAME aether)
set(CPACK_DEBIAN_CLI_PACKAGE_SECTION devel)
# The headers that come with the compiler: stddef.h and the like.
set(CPACK_DEBIAN_CLI_PACKAGE_DEPENDS libclang-common-${LLVM_VERSION_MAJOR}-dev)
set(CPACK_DEBIAN_CLI_PACKAGE_RECOMMENDS libaether-dev)
set(CPACK_COMPONENT_CLI_DESCRIPTION
  "Tells which parallel calls of a C++ program may really run in parallel
The command line tool, its manual pages and completions.")

set(loader "aether-tidy (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_TIDYLOADER_PACKAGE_NAME aether-tidy)
set(CPACK_DEBIAN_TIDYLOADER_PACKAGE_SECTION devel)
set(CPACK_COMPONENT_TIDYLOADER_DESCRIPTION
  "Aether's check for clang-tidy: what is given to --load
Opens the plugin of the clang-tidy that it finds itself in.")

foreach(package TIDY TIDYOLDER)
  set(CPACK_DEBIAN_${package}_PACKAGE_SECTION devel)
endforeach()
set(CPACK_DEBIAN_TIDY_PACKAGE_NAME aether-tidy-${LLVM_VERSION_MAJOR})
set(CPACK_DEBIAN_TIDY_PACKAGE_DEPENDS "clang-tidy-${LLVM_VERSION_MAJOR}, ${loader}")
set(CPACK_COMPONENT_TIDY_DESCRIPTION
  "Aether's check for clang-tidy ${LLVM_VERSION_MAJOR}
Warns of parallel tasks that race.")
set(older ${AETHER_OLDER_LLVM_MAJOR})
set(CPACK_DEBIAN_TIDYOLDER_PACKAGE_NAME aether-tidy-${older})
set(CPACK_DEBIAN_TIDYOLDER_PACKAGE_DEPENDS "clang-tidy-${older}, ${loader}")
set(CPACK_COMPONENT_TIDYOLDER_DESCRIPTION
  "Aether's check for clang-tidy ${older}
Warns of parallel tasks that race.")

set(CPACK_DEBIAN_CLANGD_PACKAGE_NAME aether-clangd-${LLVM_VERSION_MAJOR})
set(CPACK_DEBIAN_CLANGD_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_CLANGD_PACKAGE_DEPENDS libclang-common-${LLVM_VERSION_MAJOR}-dev)
set(CPACK_COMPONENT_CLANGD_DESCRIPTION
  "clangd with Aether's check inside
Shows races between parallel tasks while C++ is being typed.")
include(CPack)
