//===- Messages.cpp - What a finding says ---------------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Messages.h"

using namespace aether::analysis;

const char *aether::analysis::toString(Verdict V) {
  switch (V) {
  case Verdict::Safe:
    return "safe";
  case Verdict::Unknown:
    return "unknown";
  case Verdict::Unsafe:
    return "unsafe";
  }
  return "unknown";
}

const char *aether::analysis::toString(Pattern P) {
  switch (P) {
  case Pattern::WrongLock:
    return "wrong-lock";
  case Pattern::LostUpdate:
    return "lost-update";
  case Pattern::ThreadBoundObject:
    return "thread-bound-object";
  case Pattern::NonReentrantCall:
    return "non-reentrant-call";
  case Pattern::OverlappingElements:
    return "overlapping-elements";
  case Pattern::AliasedItems:
    return "aliased-items";
  case Pattern::SharedContainer:
    return "shared-container";
  case Pattern::MemberMutation:
    return "member-mutation";
  case Pattern::GlobalMutation:
    return "global-mutation";
  case Pattern::CapturedMutation:
    return "captured-mutation";
  }
  return "captured-mutation";
}

const char *aether::analysis::toString(AccessKind K) {
  switch (K) {
  case AccessKind::Read:
    return "read";
  case AccessKind::Write:
    return "write";
  case AccessKind::AtomicRead:
    return "atomic-read";
  case AccessKind::AtomicWrite:
    return "atomic-write";
  }
  return "read";
}

static bool writesInTask(const MessageParts &P) {
  return (!P.First->Parent && isWrite(P.First->Access.Kind)) ||
         (!P.Second->Parent && isWrite(P.Second->Access.Kind));
}

/// "`x` is written by ..." or "... while another reads it".
static std::string whatHappens(const Finding &F, const MessageParts &P) {
  const std::string Tasks = "concurrent tasks of `" + P.Callee + "`";
  const std::string Variable = "`" + P.Variable + "`";
  if (P.First->Parent || P.Second->Parent) {
    const bool ParentWrites =
        (P.First->Parent && isWrite(P.First->Access.Kind)) ||
        (P.Second->Parent && isWrite(P.Second->Access.Kind));
    if (writesInTask(P))
      return Variable + " is written by a task of `" + P.Callee +
             "` while the function that started it " +
             (ParentWrites ? "writes" : "reads") + " it";
    return Variable + " is written while a task of `" + P.Callee + "` reads it";
  }
  if (isWrite(P.Second->Access.Kind))
    return Variable + " is written by " + Tasks;
  return Variable + " is written by a task of `" + P.Callee +
         "` while another reads it";
}

std::string aether::analysis::message(const Finding &F, const MessageParts &P) {
  const std::string Variable = "`" + P.Variable + "`";
  const std::string Tasks = "concurrent tasks of `" + P.Callee + "`";
  switch (F.Kind) {
  case Pattern::WrongLock:
    return whatHappens(F, P) + ", and the locks held do not exclude each other";
  case Pattern::LostUpdate:
    return Variable + " is loaded and stored again by " + Tasks +
           ", so that updates in between are lost";
  case Pattern::ThreadBoundObject:
    return Variable + " must be used by one thread at a time, but " + Tasks +
           " use it";
  case Pattern::NonReentrantCall:
    return Variable + " is not re-entrant, but " + Tasks + " call it";
  case Pattern::OverlappingElements:
    return whatHappens(F, P) + ": different tasks reach the same element";
  case Pattern::AliasedItems:
    return whatHappens(F, P) + ": different items lead to the same object";
  case Pattern::SharedContainer:
    return "the container " + whatHappens(F, P) + " without synchronisation";
  case Pattern::MemberMutation:
    return "the member " + whatHappens(F, P) + " without synchronisation";
  case Pattern::GlobalMutation:
  case Pattern::CapturedMutation:
    return whatHappens(F, P) + " without synchronisation";
  }
  return whatHappens(F, P);
}

std::string aether::analysis::repair(const Finding &F, const MessageParts &P) {
  const std::string Variable = "`" + P.Variable + "`";
  if (P.First->Parent || P.Second->Parent)
    if (F.Kind != Pattern::WrongLock)
      return (F.Kind == Pattern::CapturedMutation && !writesInTask(P)
                  ? "give the task a copy of " + Variable +
                        ", wait for the task before it"
                  : "wait for the task before " + Variable) +
             " is used again, or guard both accesses with one mutex";
  if ((F.Kind == Pattern::CapturedMutation ||
       F.Kind == Pattern::GlobalMutation) &&
      P.Callee.starts_with("omp::"))
    return "give " + Variable +
           " a private or reduction clause, or use it in atomic or critical "
           "constructs only";
  switch (F.Kind) {
  case Pattern::WrongLock:
    return "guard all accesses of " + Variable +
           " with one mutex that all tasks share, held exclusively for writing";
  case Pattern::LostUpdate:
    return "use one read-modify-write operation such as fetch_add, or a "
           "compare_exchange loop";
  case Pattern::ThreadBoundObject:
    return "give each task a " + Variable +
           " of its own, or keep its use on one thread";
  case Pattern::NonReentrantCall:
    return "call a re-entrant function instead of " + Variable +
           ", or call it before the tasks start";
  case Pattern::OverlappingElements:
    return "let each task write only the elements of its own item, or write to "
           "a second array";
  case Pattern::AliasedItems:
    return "make sure that no two items point to the same object, or guard it "
           "with a mutex";
  case Pattern::SharedContainer:
    return "let each task fill a container of its own and join them after, or "
           "guard " +
           Variable + " with one mutex";
  case Pattern::MemberMutation:
    return "make " + Variable +
           " atomic, guard it with one mutex, or return a result from each "
           "task";
  case Pattern::GlobalMutation:
    return "make " + Variable +
           " atomic or thread_local, or guard it with one mutex";
  case Pattern::CapturedMutation:
    return "return a result from each task and reduce, make " + Variable +
           " atomic, or guard it with one mutex";
  }
  return "guard " + Variable + " with one mutex";
}
