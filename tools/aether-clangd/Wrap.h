//===- Wrap.h - Calls of clangd that come to us first
//-----------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The linker's --wrap=SYMBOL sends the calls of SYMBOL to `__wrap_SYMBOL`, and
/// calls of `__real_SYMBOL` to SYMBOL. It needs no change of clangd's code, and
/// a function that a later clangd no longer has fails to link instead of being
/// passed over in silence.
//===----------------------------------------------------------------------===//

#ifndef AETHER_TOOLS_CLANGD_WRAP_H
#define AETHER_TOOLS_CLANGD_WRAP_H

#define AETHER_WRAPPER(Symbol) __asm__("__wrap_" Symbol)
#define AETHER_WRAPPED(Symbol) __asm__("__real_" Symbol)

#endif // AETHER_TOOLS_CLANGD_WRAP_H
