//===- Inputs.h - What a summary was computed from --------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A translation unit reads hundreds of files, and most units of a project read
/// the same ones. Table `names` holds each path once; a unit has a blob of
/// numbers into it, which is read in some microseconds.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_VETODATABASE_INPUTS_H
#define AETHER_LIB_VETODATABASE_INPUTS_H

#include "Sqlite.h"

#include "aether-analysis/FileStamps.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <optional>
#include <vector>

namespace aether::analysis {

/// Table `names`, read as needed and kept.
class NameTable {
public:
  explicit NameTable(Connection &C) : C(C) {}
  /// The number of \p Name, which is added to the table if new. Only inside a
  /// transaction that writes.
  std::int64_t number(llvm::StringRef Name);
  /// The name of number \p Id; nothing if there is none.
  std::optional<llvm::StringRef> name(std::int64_t Id);
  /// After a transaction failed, which may have taken numbers back.
  void forget();

private:
  void readNew();
  Connection &C;
  llvm::StringMap<std::int64_t> Ids;
  llvm::DenseMap<std::int64_t, llvm::StringRef> Names; ///< keys of Ids
  std::int64_t Last = 0; ///< all up to this one were read
};

struct Input {
  SourceFile File;
  /// As the file was when its content was that of File.ContentHash; nothing if
  /// that is not known for sure, or the file was changed only just before.
  std::optional<FileStamp> Stamp;
};

/// What \p Unit read, each file once per name, with stamps from \p Files.
std::vector<Input> inputsOf(const UnitUpdate &Unit, FileStamps &Files);

std::string encodeInputs(const std::vector<Input> &Inputs, NameTable &Names);
/// The inverse; nothing if \p Bytes are damaged.
std::optional<std::vector<Input>> decodeInputs(llvm::StringRef Bytes,
                                               NameTable &Names);

/// A hash of \p Unit and the contents of \p Inputs.
std::uint64_t contentKey(const UnitKey &Unit, const std::vector<Input> &Inputs);

/// Whether each of \p Inputs has the content it had.
bool areUnchanged(const std::vector<Input> &Inputs, FileStamps &Files);

} // namespace aether::analysis

#endif // AETHER_LIB_VETODATABASE_INPUTS_H
