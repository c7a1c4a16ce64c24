//===- HoldOverFork.h - Mutexes that a forked child can use -----*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A forked child has one thread, and finds each mutex as it was. A registry
/// whose mutex another thread may hold just then is held while the process
/// forks. The same goes for the guard of a static local variable that another
/// thread is initialising, which nobody can hold: what a child may need is
/// initialised by a constant, or when the library is loaded.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_RUNTIME_HOLDOVERFORK_H
#define AETHER_LIB_RUNTIME_HOLDOVERFORK_H

#include <mutex>

#if __has_include(<pthread.h>)
#include <pthread.h>
#endif

namespace aether::detail {

/// Has \p the_mutex(), which must not fail, be locked while the process forks,
/// and \p in_child run in the child before it is unlocked. To be called once
/// for each mutex, when the library is loaded; callables are functions or
/// lambdas without captures.
/// \returns whether it will be.
template <class Mutex, class InChild>
bool hold_over_fork(Mutex, InChild) noexcept {
#if __has_include(<pthread.h>)
  return pthread_atfork([] { Mutex()().lock(); }, [] { Mutex()().unlock(); },
                        [] {
                          InChild()();
                          Mutex()().unlock();
                        }) == 0;
#else
  return false;
#endif
}

} // namespace aether::detail

#endif // AETHER_LIB_RUNTIME_HOLDOVERFORK_H
