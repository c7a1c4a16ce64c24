//===- Patterns.cpp - What the patterns are -------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

namespace aether::analysis {

llvm::ArrayRef<PatternText> patternTexts() {
  static constexpr PatternText Texts[] = {
      {Pattern::WrongLock,
       "Both sides hold locks, but none that keeps them apart: another mutex, "
       "one of each task's own, or a shared lock where a write needs an "
       "exclusive one."},
      {Pattern::LostUpdate,
       "An atomic is loaded and stored later; what another task stores in "
       "between is lost."},
      {Pattern::ThreadBoundObject,
       "An object that must stay on one thread, or be used by one at a time, "
       "is used by several tasks."},
      {Pattern::NonReentrantCall,
       "Tasks call a function that keeps hidden state between its calls."},
      {Pattern::OverlappingElements,
       "Tasks write elements that other tasks touch."},
      {Pattern::AliasedItems,
       "Items are pointers or references that may name one object, which "
       "their tasks change."},
      {Pattern::SharedContainer,
       "The structure of a container is changed while other tasks use it."},
      {Pattern::MemberMutation,
       "A member is written through an object that tasks share."},
      {Pattern::GlobalMutation,
       "A global, static member or static local is written by tasks."},
      {Pattern::CapturedMutation,
       "A variable of the enclosing function, captured by reference, is "
       "written by tasks."},
  };
  return Texts;
}

} // namespace aether::analysis
