//===- Git.cpp - Questions to git -----------------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Git.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace aether::analysis {

Expected<std::string> git(ArrayRef<StringRef> Arguments) {
  ErrorOr<std::string> Program = sys::findProgramByName("git");
  if (!Program)
    return createStringError("this needs git, which is not installed");
  SmallString<128> Out, Err;
  if (std::error_code EC =
          sys::fs::createTemporaryFile("aether-git", "out", Out))
    return createStringError("cannot make a temporary file: " + EC.message());
  FileRemover RemoveOut(Out);
  if (std::error_code EC =
          sys::fs::createTemporaryFile("aether-git", "err", Err))
    return createStringError("cannot make a temporary file: " + EC.message());
  FileRemover RemoveErr(Err);
  SmallVector<StringRef, 16> Words{"git"};
  Words.append(Arguments.begin(), Arguments.end());
  const std::optional<StringRef> Redirects[] = {StringRef(), StringRef(Out),
                                                StringRef(Err)};
  std::string Problem;
  const int Status = sys::ExecuteAndWait(*Program, Words, std::nullopt,
                                         Redirects, 0, 0, &Problem);
  auto Read = [](StringRef Path) {
    auto Buffer = MemoryBuffer::getFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : std::string();
  };
  if (Status == 0)
    return Read(Out);
  if (Problem.empty())
    Problem = StringRef(Read(Err)).trim().split('\n').first.str();
  return createStringError("git says: " + Problem);
}

Expected<std::string> gitLine(ArrayRef<StringRef> Arguments) {
  Expected<std::string> Output = git(Arguments);
  if (Output)
    *Output = StringRef(*Output).rtrim('\n').str();
  return Output;
}

std::vector<std::string> gitNames(StringRef Output) {
  SmallVector<StringRef, 16> Names;
  Output.split(Names, '\0', -1, /*KeepEmpty=*/false);
  return {Names.begin(), Names.end()};
}

} // namespace aether::analysis
