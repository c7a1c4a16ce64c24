# Writes OUTPUT, a C++ source file that contains the model files FILES:
#   cmake -DOUTPUT=out.cpp "-DFILES=a.yaml;b.yaml" -P EmbedModels.cmake

set(arrays "")
set(table "")
set(number 0)
foreach(file IN LISTS FILES)
  file(READ ${file} bytes HEX)
  string(LENGTH "${bytes}" length)
  math(EXPR length "${length} / 2")
  get_filename_component(name ${file} NAME)
  # 32 bytes a line, as one string literal each: quicker to compile than a list
  # of numbers. The escapes have two digits and cannot run into what follows.
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
  string(REGEX REPLACE "((\\\\x..)(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?)"
         "\"\\1\"\n" bytes "${bytes}")
  string(APPEND arrays "constexpr char File${number}[] =\n${bytes};\n")
  string(APPEND table "    {\"${name}\", {File${number}, ${length}}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE ${OUTPUT} "// Written by EmbedModels.cmake; do not edit.
#include \"Builtin.h\"

namespace {
${arrays}} // namespace

llvm::ArrayRef<aether::analysis::models::BuiltinFile>
aether::analysis::models::builtinFiles() {
  static constexpr BuiltinFile Files[] = {
${table}  };
  return Files;
}
")
