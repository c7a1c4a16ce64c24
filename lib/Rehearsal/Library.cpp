//===- Library.cpp - What stands for functions of the libraries -----------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Machine.h"

#include "llvm/ADT/StringMap.h"

using namespace llvm;
using namespace aether::analysis::rehearsal;

Machine::Handler Machine::handlerOf(const Function &F) {
  using M = Machine;
  const StringRef Name = F.getName();
  if (Name.starts_with("_ZNKSt10_Sp_atomic") &&
      Name.ends_with("13_Atomic_count6unlockESt12memory_order"))
    return &M::unlockSharedPointer;
  // A program may have functions of these names of its own.
  if (!F.isDeclaration() && !Name.starts_with("_ZSt") &&
      !Name.starts_with("_ZNS") && !Name.starts_with("_ZN6aether6detail"))
    return nullptr;
  static const StringMap<Handler> Handlers = {
      // POSIX threads
      {"pthread_create", &M::createThread},
      {"pthread_join", &M::joinThread},
      {"pthread_detach", &M::detachThread},
      {"pthread_exit", &M::exitThread},
      {"pthread_self", &M::thisThread},
      {"pthread_yield", &M::yield},
      {"sched_yield", &M::yield},
      {"pthread_attr_init", &M::nothing},
      {"pthread_attr_destroy", &M::nothing},
      {"pthread_attr_setstacksize", &M::nothing},
      {"pthread_attr_setscope", &M::nothing},
      {"pthread_attr_setinheritsched", &M::nothing},
      {"pthread_attr_setschedpolicy", &M::nothing},
      {"pthread_setname_np", &M::nothing},
      {"pthread_setconcurrency", &M::nothing},
      {"pthread_mutex_init", &M::initMutex},
      {"pthread_mutex_destroy", &M::endLock},
      {"pthread_mutex_lock", &M::lock},
      {"pthread_mutex_trylock", &M::tryLock},
      {"pthread_mutex_timedlock", &M::lock},
      {"pthread_mutex_clocklock", &M::lock},
      {"pthread_mutex_unlock", &M::unlock},
      {"pthread_mutexattr_init", &M::nothing},
      {"pthread_mutexattr_destroy", &M::nothing},
      {"pthread_mutexattr_settype", &M::setMutexKind},
      {"pthread_mutexattr_setprotocol", &M::nothing},
      {"pthread_spin_init", &M::initLock},
      {"pthread_spin_destroy", &M::endLock},
      {"pthread_spin_lock", &M::lock},
      {"pthread_spin_trylock", &M::tryLock},
      {"pthread_spin_unlock", &M::unlock},
      {"pthread_rwlock_init", &M::initLock},
      {"pthread_rwlock_destroy", &M::endLock},
      {"pthread_rwlock_rdlock", &M::lockShared},
      {"pthread_rwlock_wrlock", &M::lockExclusive},
      {"pthread_rwlock_tryrdlock", &M::tryLockShared},
      {"pthread_rwlock_trywrlock", &M::tryLockExclusive},
      {"pthread_rwlock_timedrdlock", &M::lockShared},
      {"pthread_rwlock_timedwrlock", &M::lockExclusive},
      {"pthread_rwlock_unlock", &M::unlockEither},
      {"pthread_cond_init", &M::initLock},
      {"pthread_cond_destroy", &M::nothing},
      {"pthread_cond_wait", &M::wait},
      {"pthread_cond_timedwait", &M::waitUntil},
      {"pthread_cond_clockwait", &M::waitOnClock},
      {"pthread_cond_signal", &M::signalOne},
      {"pthread_cond_broadcast", &M::signalAll},
      {"pthread_condattr_init", &M::nothing},
      {"pthread_condattr_destroy", &M::nothing},
      {"pthread_condattr_setclock", &M::nothing},
      {"pthread_barrier_init", &M::initBarrier},
      {"pthread_barrier_destroy", &M::endLock},
      {"pthread_barrier_wait", &M::waitBarrier},
      {"pthread_once", &M::once},
      {"pthread_key_create", &M::createKey},
      {"pthread_key_delete", &M::nothing},
      {"pthread_getspecific", &M::getKey},
      {"pthread_setspecific", &M::setKey},
      {"sem_init", &M::initSemaphore},
      {"sem_destroy", &M::endLock},
      {"sem_wait", &M::waitSemaphore},
      {"sem_trywait", &M::trySemaphore},
      {"sem_timedwait", &M::waitSemaphore},
      {"sem_clockwait", &M::waitSemaphore},
      {"sem_post", &M::postSemaphore},
      {"sem_getvalue", &M::valueOfSemaphore},
      {"syscall", &M::futex},
      // C11 threads
      {"thrd_create", &M::createThreadC11},
      {"thrd_join", &M::joinThreadC11},
      {"thrd_detach", &M::detachThread},
      {"thrd_exit", &M::exitThread},
      {"thrd_current", &M::thisThread},
      {"thrd_yield", &M::yield},
      {"thrd_sleep", &M::sleepTimespec},
      {"mtx_init", &M::initMutexC11},
      {"mtx_destroy", &M::endLock},
      {"mtx_lock", &M::lock},
      {"mtx_timedlock", &M::lock},
      {"mtx_trylock", &M::tryLockC11},
      {"mtx_unlock", &M::unlock},
      {"cnd_init", &M::initLock},
      {"cnd_destroy", &M::nothing},
      {"cnd_wait", &M::wait},
      {"cnd_timedwait", &M::waitUntilC11},
      {"cnd_signal", &M::signalOne},
      {"cnd_broadcast", &M::signalAll},
      {"call_once", &M::once},
      {"tss_create", &M::createKey},
      {"tss_delete", &M::nothing},
      {"tss_get", &M::getKey},
      {"tss_set", &M::setKey},
      // libstdc++, as far as it is not in headers
      {"_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_"
       "deleteIS1_EEPFvvE",
       &M::startStdThread},
      {"_ZNSt6thread4joinEv", &M::joinStdThread},
      {"_ZNSt6thread6detachEv", &M::detachStdThread},
      {"_ZNSt6thread20hardware_concurrencyEv", &M::four},
      {"_ZNSt6thread6_StateD2Ev", &M::nothing},
      {"_ZNSt18condition_variableC1Ev", &M::nothing},
      {"_ZNSt18condition_variableD1Ev", &M::nothing},
      {"_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE",
       &M::waitStd},
      {"_ZNSt18condition_variable10notify_oneEv", &M::signalOne},
      {"_ZNSt18condition_variable10notify_allEv", &M::signalAll},
      {"_ZNSt28__atomic_futex_unsigned_base19_M_futex_wait_untilEPjjbNSt6chrono"
       "8durationIlSt5ratioILl1ELl1EEEENS2_IlS3_ILl1ELl1000000000EEEE",
       &M::waitFutexWord},
      {"_ZNSt28__atomic_futex_unsigned_base26_M_futex_wait_until_steadyEPjjb"
       "NSt6chrono8durationIlSt5ratioILl1ELl1EEEENS2_IlS3_ILl1ELl1000000000"
       "EEEE",
       &M::waitFutexWord},
      {"_ZNSt28__atomic_futex_unsigned_base19_M_futex_notify_allEPj",
       &M::wakeFutexWord},
      {"_ZNSt13__future_base12_Result_baseC2Ev", &M::nothing},
      {"_ZNSt13__future_base12_Result_baseD2Ev", &M::nothing},
      {"_ZNSt15__exception_ptr13exception_ptr9_M_addrefEv", &M::nothing},
      {"_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv", &M::nothing},
      {"_ZSt17current_exceptionv", &M::currentException},
      {"_ZSt17rethrow_exceptionNSt15__exception_ptr13exception_ptrE",
       &M::rethrowPointer},
      {"_ZNSt8ios_base4InitC1Ev", &M::nothing},
      {"_ZNSt8ios_base4InitD1Ev", &M::nothing},
      {"_ZNSt6chrono3_V212steady_clock3nowEv", &M::clock},
      {"_ZNSt6chrono3_V212system_clock3nowEv", &M::clock},
      {"__cxa_guard_acquire", &M::enterGuard},
      {"__cxa_guard_release", &M::leaveGuard},
      {"__cxa_guard_abort", &M::abortGuard},
      {"__cxa_atexit", &M::atExit},
      {"__cxa_thread_atexit", &M::atThreadEnd},
      {"__cxa_allocate_exception", &M::allocateException},
      {"__cxa_free_exception", &M::freeException},
      {"__cxa_throw", &M::throwException},
      {"__cxa_begin_catch", &M::beginCatch},
      {"__cxa_end_catch", &M::endCatch},
      {"__cxa_rethrow", &M::rethrow},
      {"__dynamic_cast", &M::castDown},
      // Aether's own
      {"_ZN6aether6detail3runERKNS0_4WorkERKNS_10ParOptionsERKNS_8CallSiteE",
       &M::runWork},
      {"_ZN6aether6detail9run_shortERNS0_4WorkEjRNS0_10ExperienceE",
       &M::nothing},
      {"_ZN6aether6detail9run_rangeEmNS0_9RangeTaskERKNS0_11RangeLimitsE",
       &M::runRange},
      {"_ZN6aether6detail6attachEv", &M::nothing},
      {"_ZN6aether6detail19fork_join_elsewhereENS0_6BranchES1_",
       &M::runBranches},
      // Memory and text
      {"malloc", &M::allocate},
      {"calloc", &M::allocateCleared},
      {"realloc", &M::reallocate},
      {"aligned_alloc", &M::allocateAligned},
      {"memalign", &M::allocateAligned},
      {"posix_memalign", &M::allocateTo},
      {"free", &M::deallocate},
      {"_Znwm", &M::allocate},
      {"_Znam", &M::allocate},
      {"_ZnwmSt11align_val_t", &M::allocate},
      {"_ZnamSt11align_val_t", &M::allocate},
      {"_ZnwmRKSt9nothrow_t", &M::allocate},
      {"_ZnamRKSt9nothrow_t", &M::allocate},
      {"_ZdaPvSt11align_val_t", &M::deallocate},
      {"_ZdlPv", &M::deallocate},
      {"_ZdaPv", &M::deallocate},
      {"_ZdlPvm", &M::deallocate},
      {"_ZdaPvm", &M::deallocate},
      {"_ZdlPvSt11align_val_t", &M::deallocate},
      {"_ZdlPvmSt11align_val_t", &M::deallocate},
      {"memcpy", &M::copyBytes},
      {"memmove", &M::copyBytes},
      {"memset", &M::setBytes},
      {"memcmp", &M::compareBytes},
      {"strlen", &M::lengthOfText},
      {"strcmp", &M::compareText},
      {"strcpy", &M::copyText},
      {"atoi", &M::numberOfText},
      {"atol", &M::numberOfText},
      // The program and its surroundings
      {"atexit", &M::atExitC},
      {"exit", &M::exitProgram},
      {"_exit", &M::endProgram},
      {"abort", &M::endProgram},
      {"__assert_fail", &M::endProgram},
      {"_ZSt9terminatev", &M::endProgram},
      {"printf", &M::print},
      {"fprintf", &M::print},
      {"vprintf", &M::print},
      {"vfprintf", &M::print},
      {"puts", &M::print},
      {"putchar", &M::print},
      {"fputs", &M::print},
      {"fputc", &M::print},
      {"putc", &M::print},
      {"perror", &M::print},
      {"fflush", &M::nothing},
      {"setbuf", &M::nothing},
      {"setvbuf", &M::nothing},
      {"srand", &M::nothing},
      {"srandom", &M::nothing},
      {"rand", &M::number},
      {"random", &M::number},
      {"rand_r", &M::number},
      {"time", &M::seconds},
      {"clock", &M::clockOfProgram},
      {"gettimeofday", &M::dayTo},
      {"clock_gettime", &M::clockTo},
      {"timespec_get", &M::clockToC11},
      {"getenv", &M::nothing},
      {"setlocale", &M::nothing},
      {"getpid", &M::one},
      {"gettid", &M::thisThread},
      {"sysconf", &M::four},
      {"get_nprocs", &M::four},
      {"sched_getcpu", &M::nothing},
      {"usleep", &M::sleepMicroseconds},
      {"sleep", &M::sleepSeconds},
      {"nanosleep", &M::sleepTimespec},
      {"clock_nanosleep", &M::sleepOnClock},
      {"abs", &M::absolute},
      {"labs", &M::absolute},
      {"llabs", &M::absolute},
      {"sqrt", &M::realFunction},
      {"fabs", &M::realFunction},
      {"floor", &M::realFunction},
      {"ceil", &M::realFunction},
      {"sin", &M::realFunction},
      {"cos", &M::realFunction},
      {"tan", &M::realFunction},
      {"atan", &M::realFunction},
      {"exp", &M::realFunction},
      {"log", &M::realFunction},
      {"log2", &M::realFunction},
      {"log10", &M::realFunction},
  };
  if (const auto It = Handlers.find(Name); It != Handlers.end())
    return It->second;
  if (Name.starts_with("__kmpc_") || Name.starts_with("omp_"))
    return openMPHandlerOf(Name);
  // What is written to a stream: the operators of std::ostream and its like.
  for (const char *Prefix : {"_ZStls", "_ZNSols", "_ZSt4endl", "_ZSt5flush",
                             "_ZNSo3put", "_ZNSo5flush", "_ZNSo5write"})
    if (Name.starts_with(Prefix) && !Name.contains("basic_ostringstream"))
      return &M::printTo;
  if (!Name.starts_with("_ZNSt"))
    return nullptr;
  // The constructors and destructors of the library's exceptions.
  StringRef Rest = Name.drop_front(5);
  unsigned Length = 0;
  if (!Rest.consumeInteger(10, Length) && Rest.size() > Length + 2) {
    const StringRef Class = Rest.take_front(Length),
                    What = Rest.substr(Length, 2);
    static const StringMap<bool> Exceptions = {
        {"exception", true},        {"logic_error", true},
        {"runtime_error", true},    {"out_of_range", true},
        {"invalid_argument", true}, {"domain_error", true},
        {"length_error", true},     {"range_error", true},
        {"overflow_error", true},   {"underflow_error", true},
        {"bad_alloc", true}};
    if (Exceptions.contains(Class) &&
        (What == "C1" || What == "C2" || What == "D1" || What == "D2"))
      return &M::nothing;
  }
  return nullptr;
}
