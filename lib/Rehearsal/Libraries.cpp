//===- Libraries.cpp - Parts of libraries that are run --------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Libraries.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/Module.h"

using namespace llvm;

// The bitcode that the build has made of Runtime/.
#define AETHER_EMBED(Name, Path)                                               \
  __asm__(".section .rodata\n"                                                 \
          ".balign 16\n"                                                       \
          ".globl " #Name "Begin\n"                                            \
          ".hidden " #Name "Begin\n"                                           \
          ".globl " #Name "End\n"                                              \
          ".hidden " #Name "End\n" #Name "Begin:\n"                            \
          ".incbin \"" Path "\"\n" #Name "End:\n"                              \
          ".byte 0\n"                                                          \
          ".previous\n");                                                      \
  extern "C" __attribute__((visibility("hidden"))) const char Name##Begin[],   \
      Name##End[];

AETHER_EMBED(aetherRehearsalC, AETHER_REHEARSAL_C)
AETHER_EMBED(aetherRehearsalCxx, AETHER_REHEARSAL_CXX)
AETHER_EMBED(aetherRehearsalAether, AETHER_REHEARSAL_AETHER)

std::vector<std::unique_ptr<Module>>
aether::analysis::rehearsal::loadLibraries(LLVMContext &Context) {
  std::vector<std::unique_ptr<Module>> Out;
  auto Load = [&](const char *Begin, const char *End) {
    const MemoryBufferRef Bytes(StringRef(Begin, End - Begin), "runtime");
    if (auto M = getLazyBitcodeModule(Bytes, Context))
      Out.push_back(std::move(*M));
    else
      consumeError(M.takeError());
  };
  Load(aetherRehearsalCBegin, aetherRehearsalCEnd);
  Load(aetherRehearsalCxxBegin, aetherRehearsalCxxEnd);
  Load(aetherRehearsalAetherBegin, aetherRehearsalAetherEnd);
  return Out;
}
