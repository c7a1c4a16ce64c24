#include "family.h"
#include <atomic>
#include <tbb/flow_graph.h>
#include <tbb/parallel_pipeline.h>
#include <thread>
#include <tbb/task_group.h>
#include <utility>

void racy_unlimited_counter() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> n(g, tbb::flow::unlimited, [&](int i) {
    ++count; // race
    return i;
  });
  for (int i = 0; i < 100; ++i)
    n.try_put(i); // unsafe: captured-mutation
  g.wait_for_all();
}

void repaired_serial_counter() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> n(g, tbb::flow::serial, [&](int i) {
    ++count;
    return i;
  });
  for (int i = 0; i < 100; ++i)
    n.try_put(i); // safe
  g.wait_for_all();
}

void repaired_atomic_counter() {
  std::atomic<int> count{0};
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> n(g, tbb::flow::unlimited, [&](int i) {
    ++count;
    return i;
  });
  for (int i = 0; i < 100; ++i)
    n.try_put(i); // safe
  g.wait_for_all();
}

void lookalike_own_state() {
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> n(g, tbb::flow::serial, [sum = 0](int i) mutable {
    sum += i;
    return sum;
  });
  n.try_put(1); // safe
  n.try_put(2); // safe
  g.wait_for_all();
}

void lookalike_one_message() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> n(g, tbb::flow::serial, [&](int i) {
    ++count;
    return i;
  });
  n.try_put(1); // safe
  g.wait_for_all();
  ++count;
}

void racy_reads_before_the_wait() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> n(g, tbb::flow::serial, [&](int i) {
    count += i; // race
    return i;
  });
  n.try_put(1); // unsafe: captured-mutation
  int seen = count;
  g.wait_for_all();
  (void)seen;
}

void racy_two_serial_nodes() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> a(g, tbb::flow::serial, [&](int i) {
    ++count; // race
    return i;
  });
  tbb::flow::function_node<int, int> b(g, tbb::flow::serial, [&](int i) {
    --count; // race
    return i;
  });
  a.try_put(1); // unsafe: wrong-lock
  b.try_put(1); // unsafe: wrong-lock
  g.wait_for_all();
}

void lookalike_chain() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> a(g, tbb::flow::serial, [&](int i) { return i + 1; });
  tbb::flow::function_node<int, int> b(g, tbb::flow::serial, [&](int i) {
    count += i;
    return i;
  });
  tbb::flow::make_edge(a, b);
  a.try_put(1); // safe
  a.try_put(1); // safe
  g.wait_for_all();
}

void racy_behind_an_edge() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> a(g, tbb::flow::serial, [&](int i) { return i + 1; });
  tbb::flow::function_node<int, int> b(g, tbb::flow::unlimited, [&](int i) {
    count += i; // race
    return i;
  });
  tbb::flow::make_edge(a, b);
  a.try_put(1); // unsafe: captured-mutation (today: unknown)
  a.try_put(1); // unsafe: captured-mutation (today: unknown)
  g.wait_for_all();
}

void repaired_input_feeds_serial() {
  int n = 0, sum = 0;
  tbb::flow::graph g;
  tbb::flow::input_node<int> in(g, [&](tbb::flow_control &fc) {
    if (n == 100) {
      fc.stop();
      return 0;
    }
    return n++;
  });
  tbb::flow::function_node<int> out(g, tbb::flow::serial, [&](int i) { sum += i; });
  tbb::flow::make_edge(in, out);
  in.activate(); // safe
  g.wait_for_all();
}

void repaired_pipeline() {
  int next = 0;
  long sum = 0;
  tbb::parallel_pipeline( // safe
      4, tbb::make_filter<void, int>(tbb::filter_mode::serial_in_order,
                                     [&](tbb::flow_control &fc) {
                                       if (next == 1000)
                                         fc.stop();
                                       return next++;
                                     }) &
             tbb::make_filter<int, int>(tbb::filter_mode::parallel, [](int i) { return i * i; }) &
             tbb::make_filter<int, void>(tbb::filter_mode::serial_out_of_order, [&](int i) { sum += i; }));
}

void racy_pipeline() {
  int next = 0;
  long sum = 0;
  tbb::parallel_pipeline( // unsafe: captured-mutation
      4, tbb::make_filter<void, int>(tbb::filter_mode::serial_in_order,
                                     [&](tbb::flow_control &fc) {
                                       if (next == 1000)
                                         fc.stop();
                                       return next++;
                                     }) &
             tbb::make_filter<int, void>(tbb::filter_mode::parallel, [&](int i) {
               sum += i; // race
             }));
}

// A serial filter takes turns within one pipeline, not among several.
void racy_filter_in_two_pipelines() {
  int next = 0;
  long sum = 0;
  tbb::filter<void, void> filters =
      tbb::make_filter<void, int>(tbb::filter_mode::serial_in_order,
                                  [&](tbb::flow_control &fc) {
                                    if (next >= 1000)
                                      fc.stop();
                                    return next++;
                                  }) &
      tbb::make_filter<int, void>(tbb::filter_mode::serial_in_order, [&](int i) { sum += i; });
  std::thread other([&] {               // unsafe: captured-mutation (today: unknown)
    tbb::parallel_pipeline(4, filters); // unsafe: captured-mutation (today: unknown)
  });
  tbb::parallel_pipeline(4, filters); // unsafe: captured-mutation (today: unknown)
  other.join();
}

void lookalike_filter_in_two_pipelines() {
  int next = 0;
  long sum = 0;
  auto numbers = tbb::make_filter<void, int>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control &fc) {
    if (next >= 1000)
      fc.stop();
    return next++;
  });
  auto add = tbb::make_filter<int, void>(tbb::filter_mode::serial_in_order, [&](int i) { sum += i; });
  auto filters = numbers & add;
  tbb::parallel_pipeline(4, filters); // safe
  next = 0;
  tbb::parallel_pipeline(4, filters); // safe
}

void racy_deferred_task() {
  int a = 0;
  tbb::task_group g;
  auto later = g.defer([&] { ++a; }); // race
  g.run(std::move(later));            // unsafe: captured-mutation
  ++a;                                // race
  g.wait();
}

void repaired_deferred_task() {
  int a = 0;
  tbb::task_group g;
  auto later = g.defer([&] { ++a; });
  ++a;
  g.run(std::move(later)); // safe
  g.wait();
  ++a;
}

void lookalike_unlimited_but_once() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int> n(g, tbb::flow::unlimited, [&](int i) { count += i; });
  n.try_put(1); // safe (today: unknown)
  g.wait_for_all();
  ++count;
}

// Of which graph the node is stands in another function.
class Counter {
public:
  Counter() : node(g, tbb::flow::serial, [this](int i) { count += i; }) {}
  void run() {
    node.try_put(1); // safe (today: unknown)
    node.try_put(2); // safe (today: unknown)
    g.wait_for_all();
    ++count;
  }

private:
  tbb::flow::graph g;
  int count = 0;
  tbb::flow::function_node<int> node;
};

void repaired_member_graph() {
  Counter c;
  c.run();
}

// What puts messages in order calls a function as well.
void racy_sequencer() {
  int count = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> a(g, tbb::flow::unlimited, [](int i) { return i; });
  tbb::flow::sequencer_node<int> order(g, [&](const int &i) {
    ++count; // race
    return std::size_t(i);
  });
  tbb::flow::make_edge(a, order);
  a.try_put(0); // unsafe: captured-mutation (today: unknown)
  ++count;      // race
  g.wait_for_all();
}

void repaired_broadcast_to_serial() {
  int sum = 0;
  tbb::flow::graph g;
  tbb::flow::broadcast_node<int> all(g);
  tbb::flow::function_node<int> n(g, tbb::flow::serial, [&](int i) { sum += i; });
  tbb::flow::make_edge(all, n);
  all.try_put(1); // safe
  all.try_put(2); // safe
  g.wait_for_all();
  ++sum;
}

// One message: what stands later in the chain runs later.
void repaired_chain_of_two() {
  int sum = 0;
  tbb::flow::graph g;
  tbb::flow::continue_node<tbb::flow::continue_msg> first(g, [&](const tbb::flow::continue_msg &) { sum = 1; });
  tbb::flow::continue_node<tbb::flow::continue_msg> then(g, [&](const tbb::flow::continue_msg &) { ++sum; });
  tbb::flow::make_edge(first, then);
  first.try_put(tbb::flow::continue_msg()); // safe (today: unknown)
  g.wait_for_all();
}

// Both behind one: they run side by side.
void racy_fork() {
  int sum = 0;
  tbb::flow::graph g;
  tbb::flow::broadcast_node<tbb::flow::continue_msg> start(g);
  tbb::flow::continue_node<tbb::flow::continue_msg> left(g, [&](const tbb::flow::continue_msg &) {
    sum += 1; // race
  });
  tbb::flow::continue_node<tbb::flow::continue_msg> right(g, [&](const tbb::flow::continue_msg &) {
    sum += 2; // race
  });
  tbb::flow::make_edge(start, left);
  tbb::flow::make_edge(start, right);
  start.try_put(tbb::flow::continue_msg()); // unsafe: captured-mutation (today: unknown)
  g.wait_for_all();
}

// Each node has its message, and nothing puts them in order.
void racy_messages_to_two() {
  int sum = 0;
  tbb::flow::graph g;
  tbb::flow::function_node<int, int> a(g, tbb::flow::unlimited, [&](int i) {
    sum += i; // race
    return i;
  });
  tbb::flow::function_node<int, int> b(g, tbb::flow::unlimited, [&](int i) {
    sum += 2 * i; // race
    return i;
  });
  a.try_put(1); // unsafe: captured-mutation
  b.try_put(1); // unsafe: captured-mutation
  g.wait_for_all();
}

// With one token there is nothing beside a stage.
void repaired_one_token() {
  int next = 0;
  long sum = 0;
  tbb::parallel_pipeline( // safe
      1, tbb::make_filter<void, int>(tbb::filter_mode::serial_in_order,
                                     [&](tbb::flow_control &fc) {
                                       if (next == 1000)
                                         fc.stop();
                                       return next++;
                                     }) &
             tbb::make_filter<int, void>(tbb::filter_mode::parallel, [&](int i) { sum += i; }));
}

FAMILY({"racy_unlimited_counter", racy_unlimited_counter},
       {"repaired_serial_counter", repaired_serial_counter},
       {"repaired_atomic_counter", repaired_atomic_counter},
       {"lookalike_own_state", lookalike_own_state},
       {"lookalike_one_message", lookalike_one_message},
       {"racy_reads_before_the_wait", racy_reads_before_the_wait},
       {"racy_two_serial_nodes", racy_two_serial_nodes},
       {"lookalike_chain", lookalike_chain},
       {"racy_behind_an_edge", racy_behind_an_edge},
       {"repaired_input_feeds_serial", repaired_input_feeds_serial},
       {"repaired_pipeline", repaired_pipeline},
       {"racy_pipeline", racy_pipeline},
       {"racy_filter_in_two_pipelines", racy_filter_in_two_pipelines},
       {"lookalike_filter_in_two_pipelines", lookalike_filter_in_two_pipelines},
       {"racy_deferred_task", racy_deferred_task},
       {"repaired_deferred_task", repaired_deferred_task},
       {"lookalike_unlimited_but_once", lookalike_unlimited_but_once},
       {"repaired_member_graph", repaired_member_graph},
       {"racy_sequencer", racy_sequencer},
       {"repaired_broadcast_to_serial", repaired_broadcast_to_serial},
       {"repaired_chain_of_two", repaired_chain_of_two},
       {"racy_fork", racy_fork},
       {"racy_messages_to_two", racy_messages_to_two},
       {"repaired_one_token", repaired_one_token})
