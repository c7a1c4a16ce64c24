//===- Schema.h - The tables of aether.vdb ----------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_VETODATABASE_SCHEMA_H
#define AETHER_LIB_VETODATABASE_SCHEMA_H

#include "Sqlite.h"

namespace aether::analysis {

/// Opens the file that \p C names, makes it first if \p Options say so, and
/// checks that it is a veto database of our format.
llvm::Error openDatabase(Connection &C, const OpenOptions &Options);

} // namespace aether::analysis

#endif // AETHER_LIB_VETODATABASE_SCHEMA_H
