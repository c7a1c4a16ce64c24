// A task keeps a pointer to what it has moved on: into a queue, a slot, a
// promise. Who takes it out from there uses it too.
#include "family.h"

#include <algorithm>
#include <deque>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

struct Message {
  std::unique_ptr<int> body;
  int kind = 0;
};

class Mailbox {
  std::mutex m;
  std::deque<std::unique_ptr<int>> q;

public:
  void put(std::unique_ptr<int> one) {
    std::lock_guard guard(m);
    q.push_back(std::move(one));
  }
  std::unique_ptr<int> get() {
    std::lock_guard guard(m);
    if (q.empty())
      return nullptr;
    std::unique_ptr<int> one = std::move(q.front());
    q.pop_front();
    return one;
  }
};

struct Twins {
  std::unique_ptr<int> first = std::make_unique<int>(1), second = std::make_unique<int>(2);
  std::vector<int> numbers = std::vector<int>(4);
  void flip() { first.swap(second); }
  std::vector<int> take() { return std::move(numbers); }
};

static std::mutex m;
static bool which = true;

void racy_pointer_to_what_was_queued() {
  std::deque<std::unique_ptr<int>> q;
  std::thread maker([&] { // unsafe: overlapping-elements
    auto one = std::make_unique<int>(1);
    int *kept = one.get();
    {
      std::lock_guard guard(m);
      q.push_back(std::move(one));
    }
    *kept += 1;
  });
  std::thread taker([&] { // unsafe: captured-mutation
    std::unique_ptr<int> one;
    for (int tries = 0; !one && tries < 100000; ++tries) {
      std::lock_guard guard(m);
      if (!q.empty()) {
        one = std::move(q.front());
        q.pop_front();
      }
    }
    if (one)
      *one += 1;
  });
  maker.join();
  taker.join();
}

void repaired_filled_and_then_queued() {
  std::deque<std::unique_ptr<int>> q;
  std::thread maker([&] { // safe
    auto one = std::make_unique<int>(1);
    int *kept = one.get();
    *kept += 1;
    std::lock_guard guard(m);
    q.push_back(std::move(one));
  });
  std::thread taker([&] { // safe
    std::unique_ptr<int> one;
    {
      std::lock_guard guard(m);
      if (q.empty())
        return;
      one = std::move(q.front());
      q.pop_front();
    }
    *one += 1;
  });
  maker.join();
  taker.join();
}

void racy_pointer_to_what_a_slot_got() {
  std::unique_ptr<int> slot;
  std::thread maker([&] { // unsafe: overlapping-elements
    int *kept = new int(1);
    {
      std::lock_guard guard(m);
      slot.reset(kept);
    }
    *kept += 1;
  });
  std::thread user([&] { // unsafe: captured-mutation
    for (int tries = 0; tries < 1000; ++tries) {
      std::lock_guard guard(m);
      if (slot)
        *slot += 1;
    }
  });
  maker.join();
  user.join();
}

void repaired_slot_used_with_the_lock() {
  std::unique_ptr<int> slot;
  std::thread maker([&] { // safe
    int *kept = new int(1);
    std::lock_guard guard(m);
    slot.reset(kept);
    *kept += 1;
  });
  std::thread user([&] { // safe
    std::lock_guard guard(m);
    if (slot)
      *slot += 1;
  });
  maker.join();
  user.join();
}

void racy_promised() {
  std::promise<std::unique_ptr<int>> promise;
  auto future = promise.get_future();
  std::thread maker([&] { // unsafe: overlapping-elements
    auto one = std::make_unique<int>(1);
    int *kept = one.get();
    promise.set_value(std::move(one));
    *kept += 1;
  });
  std::thread taker([&] { // unsafe: captured-mutation
    auto one = future.get();
    *one += 1;
  });
  maker.join();
  taker.join();
}

void repaired_promised() {
  std::promise<std::unique_ptr<int>> promise;
  auto future = promise.get_future();
  std::thread maker([&] { // safe
    auto one = std::make_unique<int>(1);
    int *kept = one.get();
    *kept += 1;
    promise.set_value(std::move(one));
  });
  std::thread taker([&] { // safe
    auto one = future.get();
    *one += 1;
  });
  maker.join();
  taker.join();
}

void racy_mailbox() {
  Mailbox box;
  std::thread maker([&] { // unsafe: overlapping-elements
    auto one = std::make_unique<int>(1);
    int &kept = *one;
    box.put(std::move(one));
    kept += 1;
  });
  std::thread taker([&] { // unsafe: captured-mutation
    for (int tries = 0; tries < 100000; ++tries)
      if (auto one = box.get()) {
        *one += 1;
        break;
      }
  });
  maker.join();
  taker.join();
}

void racy_member_of_a_message() {
  std::deque<Message> q;
  std::thread maker([&] { // unsafe: overlapping-elements
    Message one;
    one.body = std::make_unique<int>(1);
    int *kept = one.body.get();
    {
      std::lock_guard guard(m);
      q.push_back(std::move(one));
    }
    *kept += 1;
  });
  std::thread taker([&] { // unsafe: captured-mutation
    for (int tries = 0; tries < 100000; ++tries) {
      Message one;
      {
        std::lock_guard guard(m);
        if (q.empty())
          continue;
        one = std::move(q.front());
        q.pop_front();
      }
      *one.body += 1;
      break;
    }
  });
  maker.join();
  taker.join();
}

void racy_elements_of_a_slot() {
  std::vector<int> slot;
  std::thread maker([&] { // unsafe: overlapping-elements
    std::vector<int> own(3);
    int *kept = own.data();
    {
      std::lock_guard guard(m);
      slot.swap(own);
    }
    kept[0] += 1;
  });
  std::thread user([&] { // unsafe: overlapping-elements
    for (int tries = 0; tries < 1000; ++tries) {
      std::lock_guard guard(m);
      if (!slot.empty())
        slot[0] += 1;
    }
  });
  maker.join();
  user.join();
}

void racy_characters() {
  std::string text;
  std::thread maker([&] { // unsafe: overlapping-elements
    std::string own(100, 'x');
    char *kept = own.data();
    {
      std::lock_guard guard(m);
      text = std::move(own);
    }
    kept[0] = 'y';
  });
  std::thread user([&] { // unsafe: overlapping-elements
    for (int tries = 0; tries < 1000; ++tries) {
      std::lock_guard guard(m);
      if (!text.empty())
        text[0] = 'z';
    }
  });
  maker.join();
  user.join();
}

void racy_list_is_cleared() {
  std::list<std::unique_ptr<int>> all;
  std::thread maker([&] { // unsafe: overlapping-elements
    auto one = std::make_unique<int>(1);
    int *kept = one.get();
    {
      std::lock_guard guard(m);
      all.push_back(std::move(one));
    }
    *kept += 1;
  });
  std::thread other([&] { // unsafe: shared-container
    std::lock_guard guard(m);
    all.clear();
  });
  maker.join();
  other.join();
}

void lookalike_each_lists_its_own() {
  std::list<std::unique_ptr<int>> all;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] { // safe
      auto one = std::make_unique<int>(0);
      int *count = one.get();
      {
        std::lock_guard guard(m);
        all.push_back(std::move(one));
      }
      for (int i = 0; i < 100; ++i)
        ++*count;
    });
  for (auto &thread : threads)
    thread.join();
}

void lookalike_each_has_a_slot() {
  std::vector<std::vector<int>> slots(4);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&slots, t] { // safe
      std::vector<int> own(10);
      int *kept = own.data();
      slots[t] = std::move(own);
      kept[0] += 1;
    });
  for (auto &thread : threads)
    thread.join();
}

void racy_two_members_swapped() {
  Twins twins;
  int *kept = twins.first.get();
  twins.flip();
  std::thread t([&] { *twins.second += 1; }); // unsafe: captured-mutation
  *kept += 1;
  t.join();
}

void repaired_taken_after_the_swap() {
  Twins twins;
  twins.flip();
  int *kept = twins.first.get();
  std::thread t([&] { *twins.second += 1; }); // safe
  *kept += 1;
  t.join();
}

void racy_reversed_by_a_task() {
  std::vector<std::vector<int>> rows(2, std::vector<int>(4));
  int *kept = rows[0].data();
  std::thread first([&] { std::reverse(rows.begin(), rows.end()); }); // safe
  first.join();
  std::thread t([&] { rows[1][0] += 1; }); // unsafe: overlapping-elements
  kept[0] += 1;
  t.join();
}

void repaired_taken_after_the_task() {
  std::vector<std::vector<int>> rows(2, std::vector<int>(4));
  std::thread first([&] { std::reverse(rows.begin(), rows.end()); }); // safe
  first.join();
  int *kept = rows[0].data();
  std::thread t([&] { rows[1][0] += 1; }); // safe
  kept[0] += 1;
  t.join();
}

void racy_taken_by_value() {
  Twins twins;
  int *kept = twins.numbers.data();
  std::vector<int> mine = twins.take();
  std::thread t([&] { mine[0] += 1; }); // unsafe: overlapping-elements
  kept[0] += 1;
  t.join();
}

void repaired_copied_by_value() {
  Twins twins;
  int *kept = twins.numbers.data();
  std::vector<int> mine = twins.numbers;
  std::thread t([&] { mine[0] += 1; }); // safe
  kept[0] += 1;
  t.join();
}

void racy_span_from_before() {
  std::vector<int> from(4), to;
  std::span<int> view(from);
  to = std::move(from);
  std::thread t([view] { view[0] = 1; }); // unsafe: overlapping-elements
  to[0] = 2;
  t.join();
}

void repaired_span_from_afterwards() {
  std::vector<int> from(4), to(4);
  std::swap(from, to);
  std::span<int> view(from);
  std::thread t([view] { view[0] = 1; }); // safe
  to[0] = 2;
  t.join();
}

void racy_one_of_two_moved() {
  std::vector<int> one(4), two(4);
  int *kept = one.data();
  std::vector<int> mine = which ? std::move(one) : std::move(two);
  std::thread t([&] { mine[0] += 1; }); // unsafe: overlapping-elements
  kept[0] += 1;
  t.join();
}

void racy_elements_promised() {
  std::promise<std::vector<int>> promise;
  auto future = promise.get_future();
  std::thread maker([&] { // unsafe: overlapping-elements
    std::vector<int> own(4);
    int *kept = own.data();
    promise.set_value(std::move(own));
    kept[0] += 1;
  });
  std::vector<int> mine = future.get();
  mine[0] += 1;
  maker.join();
}

void repaired_elements_promised() {
  std::promise<std::vector<int>> promise;
  auto future = promise.get_future();
  std::thread maker([&] { // safe
    std::vector<int> own(4);
    int *kept = own.data();
    kept[0] += 1;
    promise.set_value(std::move(own));
  });
  std::vector<int> mine = future.get();
  mine[0] += 1;
  maker.join();
}

void racy_array_of_threads_swapped() {
  int x = 0;
  std::thread a[1] = {std::thread([&] { x = 1; })}; // unsafe: captured-mutation
  std::thread b[1] = {std::thread([] {})};          // safe
  std::swap(a, b);
  a[0].join();
  x = 2;
  b[0].join();
}

void racy_used_as_it_comes() {
  std::promise<std::unique_ptr<int>> promise;
  auto future = promise.get_future();
  auto one = std::make_unique<int>(1);
  int *kept = one.get();
  std::thread taker([&] { // unsafe: captured-mutation
    *future.get() += 1;
  });
  promise.set_value(std::move(one));
  *kept += 1;
  taker.join();
}

void repaired_used_before_it_is_promised() {
  std::promise<std::unique_ptr<int>> promise;
  auto future = promise.get_future();
  auto one = std::make_unique<int>(1);
  int *kept = one.get();
  std::thread taker([&] { // safe
    *future.get() += 1;
  });
  *kept += 1;
  promise.set_value(std::move(one));
  taker.join();
}

void lookalike_keeps_another() {
  std::promise<std::unique_ptr<int>> promise;
  auto future = promise.get_future();
  auto one = std::make_unique<int>(1), other = std::make_unique<int>(2);
  int *kept = other.get();
  std::thread taker([&] { // safe
    *future.get() += 1;
  });
  promise.set_value(std::move(one));
  *kept += 1;
  taker.join();
}

void racy_first_character() {
  std::promise<std::string> promise;
  auto future = promise.get_future();
  std::string text(100, 'a');
  char *kept = &text[0];
  std::thread taker([&] { // unsafe: overlapping-elements
    future.get()[0] = 'x';
  });
  promise.set_value(std::move(text));
  *kept = 'c';
  taker.join();
}

void racy_element_of_a_pair() {
  std::promise<std::pair<std::unique_ptr<int>, int>> promise;
  auto future = promise.get_future();
  auto one = std::make_unique<int>(1);
  int *kept = one.get();
  std::thread taker([&] { // unsafe: captured-mutation
    *future.get().first += 1;
  });
  promise.set_value({std::move(one), 3});
  *kept += 1;
  taker.join();
}

FAMILY({"racy_pointer_to_what_was_queued", racy_pointer_to_what_was_queued},
       {"repaired_filled_and_then_queued", repaired_filled_and_then_queued},
       {"racy_pointer_to_what_a_slot_got", racy_pointer_to_what_a_slot_got},
       {"repaired_slot_used_with_the_lock", repaired_slot_used_with_the_lock},
       {"racy_promised", racy_promised}, {"repaired_promised", repaired_promised},
       {"racy_mailbox", racy_mailbox},
       {"racy_member_of_a_message", racy_member_of_a_message},
       {"racy_elements_of_a_slot", racy_elements_of_a_slot},
       {"racy_characters", racy_characters},
       {"racy_list_is_cleared", racy_list_is_cleared},
       {"lookalike_each_lists_its_own", lookalike_each_lists_its_own},
       {"lookalike_each_has_a_slot", lookalike_each_has_a_slot},
       {"racy_two_members_swapped", racy_two_members_swapped},
       {"repaired_taken_after_the_swap", repaired_taken_after_the_swap},
       {"racy_reversed_by_a_task", racy_reversed_by_a_task},
       {"repaired_taken_after_the_task", repaired_taken_after_the_task},
       {"racy_span_from_before", racy_span_from_before},
       {"repaired_span_from_afterwards", repaired_span_from_afterwards},
       {"racy_one_of_two_moved", racy_one_of_two_moved},
       {"racy_elements_promised", racy_elements_promised},
       {"repaired_elements_promised", repaired_elements_promised},
       {"racy_used_as_it_comes", racy_used_as_it_comes},
       {"repaired_used_before_it_is_promised", repaired_used_before_it_is_promised},
       {"lookalike_keeps_another", lookalike_keeps_another},
       {"racy_first_character", racy_first_character},
       {"racy_element_of_a_pair", racy_element_of_a_pair},
       {"racy_array_of_threads_swapped", racy_array_of_threads_swapped},
       {"racy_taken_by_value", racy_taken_by_value},
       {"repaired_copied_by_value", repaired_copied_by_value})
