//===- Vetoed.cpp - A call that the analyser vetoed -----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Compiled with a veto table, Vetoed.inc, as the analyser writes one: which
// calls are vetoed is then known to the compiler.
//
//===----------------------------------------------------------------------===//

#include "Ways.h"

#include "aether/par_for_each.h"

#include <memory>
#include <vector>

namespace {
using Floats = std::vector<float>;

// Not inlined, so that both begin with the same knowledge, which is none.
[[gnu::noinline]] void plain(Floats &items) {
  for (float &x : items)
    x = x * 1.0001f + 1;
}

[[gnu::noinline]] void vetoed(Floats &items) {
#line 100 "Vetoed.cpp"
  aether::par_for_each(items, [](float &x) { x = x * 1.0001f + 1; });
}
} // namespace

void ways::add_vetoed() {
  const auto items = std::make_shared<Floats>(1000, 1.f);
  add("vetoed call", "serial", [=] { plain(*items); });
  add("vetoed call", "aether", [=] { vetoed(*items); });
}
