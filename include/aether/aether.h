//===- aether.h - The whole run-time library --------------------*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parallel functions that obey the verdicts of Aether's analyser. See
/// docs/runtime.md.
//===----------------------------------------------------------------------===//

#ifndef AETHER_AETHER_H
#define AETHER_AETHER_H

#include "aether/adaptive_pool_metrics.h"
#include "aether/adaptive_thread_pool.h"
#include "aether/atomic.h"
#include "aether/blocking.h"
#include "aether/call_site.h"
#include "aether/call_site_report.h"
#include "aether/condition_variable.h"
#include "aether/contention.h"
#include "aether/data_parallel.h"
#include "aether/metrics.h"
#include "aether/mutex.h"
#include "aether/options.h"
#include "aether/par_filter.h"
#include "aether/par_find.h"
#include "aether/par_for_each.h"
#include "aether/par_invoke.h"
#include "aether/par_map.h"
#include "aether/par_reduce.h"
#include "aether/par_scan.h"
#include "aether/par_sort.h"
#include "aether/parallel_iterator.h"
#include "aether/progress_bar.h"
#include "aether/regression_analysis.h"
#include "aether/regression_profiler.h"
#include "aether/safe_data_parallel.h"
#include "aether/safe_par_map.h"
#include "aether/safety.h"
#include "aether/saturation_cliff_profiler.h"
#include "aether/scaling.h"
#include "aether/thread_safe_map.h"
#include "aether/thread_safe_vector.h"
#include "aether/thread_times.h"
#include "aether/trace.h"
#include "aether/veto.h"

#endif // AETHER_AETHER_H
