// Accounts, inventories, loggers, counters of events, observers.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <ranges>
#include <set>
#include <shared_mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace views = std::views;

class Account {
public:
  explicit Account(long balance = 100) : Balance(balance) {}
  void deposit(long amount) {
    std::lock_guard lock(M);
    Balance += amount;
  }
  bool withdraw(long amount) {
    std::lock_guard lock(M);
    if (Balance < amount)
      return false;
    Balance -= amount;
    return true;
  }
  long balance() const {
    std::lock_guard lock(M);
    return Balance;
  }
  long peek() const { return Balance; }
  friend void transfer(Account &from, Account &to, long amount) {
    std::scoped_lock lock(from.M, to.M);
    from.Balance -= amount;
    to.Balance += amount;
  }
  friend void transfer_half_locked(Account &from, Account &to, long amount) {
    std::lock_guard lock(from.M);
    from.Balance -= amount;
    to.Balance += amount;
  }

private:
  mutable std::mutex M;
  long Balance;
};

void repaired_deposits() {
  Account account;
  std::vector<std::thread> tellers;
  for (int i = 0; i < 4; ++i)
    tellers.emplace_back([&account] { // safe
      for (int k = 0; k < 20; ++k) {
        account.deposit(2);
        account.withdraw(1);
      }
    });
  for (auto &t : tellers)
    t.join();
}

void racy_peek() {
  Account account;
  long seen = 0;
  std::thread teller([&account] { // unsafe: member-mutation
    for (int k = 0; k < 20; ++k)
      account.deposit(2);
  });
  for (int k = 0; k < 20; ++k)
    seen += account.peek();
  teller.join();
}

void repaired_transfers() {
  std::vector<Account> accounts(10);
  aether::par_for_each(views::iota(0, 300), [&](int i) { // safe
    std::size_t from = i % 10, to = (i + 3) % 10;
    transfer(accounts[from], accounts[to], i % 7);
  });
}

void racy_transfers() {
  std::vector<Account> accounts(10);
  aether::par_for_each(views::iota(0, 300), [&](int i) { // unsafe: wrong-lock
    transfer_half_locked(accounts[i % 10], accounts[(i + 3) % 10], i % 7);
  });
}

void repaired_two_fixed() {
  Account a, b;
  std::thread forth([&] { transfer(a, b, 10); }); // safe
  std::thread back([&] { transfer(b, a, 5); });   // safe
  forth.join();
  back.join();
}

void racy_two_fixed() {
  Account a, b;
  std::thread forth([&] { // unsafe: wrong-lock
    for (int i = 0; i < 20; ++i)
      transfer_half_locked(a, b, 10);
  });
  std::thread back([&] { // unsafe: wrong-lock
    for (int i = 0; i < 20; ++i)
      transfer_half_locked(b, a, 5);
  });
  forth.join();
  back.join();
}

// A bank that holds its accounts in a map: the map is fixed, or grows.
class Bank {
public:
  void open(const std::string &name) {
    std::unique_lock lock(M);
    Accounts.try_emplace(name);
  }
  void deposit(const std::string &name, long amount) {
    std::shared_lock lock(M);
    if (auto it = Accounts.find(name); it != Accounts.end())
      it->second.deposit(amount);
  }
  long total() const {
    std::shared_lock lock(M);
    long sum = 0;
    for (const auto &[name, account] : Accounts)
      sum += account.balance();
    return sum;
  }
  long total_unlocked() const {
    long sum = 0;
    for (const auto &[name, account] : Accounts)
      sum += account.balance();
    return sum;
  }

private:
  mutable std::shared_mutex M;
  std::map<std::string, Account> Accounts;
};

void repaired_bank() {
  Bank bank;
  std::thread clerk([&] { // safe
    for (int i = 0; i < 20; ++i)
      bank.open("client" + std::to_string(i));
  });
  long sum = 0;
  for (int i = 0; i < 20; ++i) {
    bank.deposit("client" + std::to_string(i), 5);
    sum += bank.total();
  }
  clerk.join();
}

void racy_bank() {
  Bank bank;
  std::thread clerk([&] { // unsafe: shared-container
    for (int i = 0; i < 20; ++i)
      bank.open("client" + std::to_string(i));
  });
  long sum = 0;
  for (int i = 0; i < 20; ++i)
    sum += bank.total_unlocked();
  clerk.join();
}

// Loggers.
class Logger {
public:
  virtual ~Logger() = default;
  virtual void log(std::string_view line) = 0;
};

class MemoryLogger : public Logger {
public:
  void log(std::string_view line) override { Lines.emplace_back(line); }
  std::size_t size() const { return Lines.size(); }

private:
  std::vector<std::string> Lines;
};

class LockedLogger : public Logger {
public:
  void log(std::string_view line) override {
    std::lock_guard lock(M);
    Lines.emplace_back(line);
  }

private:
  std::mutex M;
  std::vector<std::string> Lines;
};

class PrefixLogger : public Logger {
public:
  PrefixLogger(Logger &next, std::string prefix) : Next(next), Prefix(std::move(prefix)) {}
  void log(std::string_view line) override { Next.log(Prefix + std::string(line)); }

private:
  Logger &Next;
  std::string Prefix;
};

void racy_logger() {
  MemoryLogger logger;
  aether::par_for_each(views::iota(0, 200), [&](int i) { logger.log(std::to_string(i)); }); // unsafe: shared-container
}

void repaired_logger() {
  LockedLogger logger;
  aether::par_for_each(views::iota(0, 200), [&](int i) { logger.log(std::to_string(i)); }); // safe
}

void racy_prefixed_logger() {
  MemoryLogger sink;
  PrefixLogger logger(sink, "> ");
  aether::par_for_each(views::iota(0, 200), [&](int i) { logger.log(std::to_string(i)); }); // unsafe: shared-container
}

void repaired_prefixed_logger() {
  LockedLogger sink;
  PrefixLogger logger(sink, "> ");
  aether::par_for_each(views::iota(0, 200), [&](int i) { logger.log(std::to_string(i)); }); // safe (today: unknown)
}

void repaired_logger_pointer() {
  std::unique_ptr<Logger> logger = std::make_unique<LockedLogger>();
  std::thread background([&logger] { logger->log("background"); }); // safe (today: unknown)
  logger->log("foreground");
  background.join();
}

void racy_stream() {
  std::ostringstream out;
  aether::par_for_each(views::iota(0, 200), [&](int i) { out << i << '\n'; }); // unsafe: captured-mutation
}

void repaired_stream() {
  std::ostringstream out;
  std::mutex m;
  aether::par_for_each(views::iota(0, 200), [&](int i) { // safe
    std::ostringstream line;
    line << i << '\n';
    std::lock_guard lock(m);
    out << line.str();
  });
}

// Counters of events by kind.
enum class Event { Open, Close, Read, Write, Count };

struct Statistics {
  std::array<std::atomic<long>, static_cast<std::size_t>(Event::Count)> Counts{};
  void note(Event e) { Counts[static_cast<std::size_t>(e)].fetch_add(1, std::memory_order_relaxed); }
};

struct PlainStatistics {
  std::array<long, static_cast<std::size_t>(Event::Count)> Counts{};
  void note(Event e) { ++Counts[static_cast<std::size_t>(e)]; }
};

void repaired_events() {
  Statistics statistics;
  aether::par_for_each(views::iota(0, 500), [&](int i) { statistics.note(i % 2 ? Event::Read : Event::Write); }); // safe
}

void racy_events() {
  PlainStatistics statistics;
  aether::par_for_each(views::iota(0, 500), [&](int i) { statistics.note(i % 2 ? Event::Read : Event::Write); }); // unsafe: overlapping-elements
}

void racy_events_names() {
  std::map<std::string, int> by_name;
  const std::vector<std::string> names{"open", "close", "read", "write"};
  aether::par_for_each(views::iota(0, 500), [&](int i) { ++by_name[names[i % 4]]; }); // unsafe: shared-container
}

void repaired_events_names() {
  std::map<std::string, std::atomic<int>> by_name;
  const std::vector<std::string> names{"open", "close", "read", "write"};
  for (const auto &name : names)
    by_name[name] = 0;
  aether::par_for_each(views::iota(0, 500), [&](int i) { ++by_name.find(names[i % 4])->second; }); // safe
}

// Observers that are called from several threads.
class Subject {
public:
  using Callback = std::function<void(int)>;
  void subscribe(Callback callback) { Callbacks.push_back(std::move(callback)); }
  void publish(int value) const {
    for (const auto &callback : Callbacks)
      callback(value);
  }

private:
  std::vector<Callback> Callbacks;
};

void racy_observer() {
  Subject subject;
  long sum = 0;
  subject.subscribe([&sum](int value) { sum += value; });
  aether::par_for_each(views::iota(0, 200), [&](int i) { subject.publish(i); }); // unsafe: captured-mutation
}

void repaired_observer() {
  Subject subject;
  std::atomic<long> sum = 0;
  subject.subscribe([&sum](int value) { sum += value; });
  aether::par_for_each(views::iota(0, 200), [&](int i) { subject.publish(i); }); // safe
}

void racy_subscribe_late() {
  Subject subject;
  std::thread publisher([&] { // unsafe: shared-container
    for (int i = 0; i < 50; ++i)
      subject.publish(i);
  });
  subject.subscribe([](int) {});
  publisher.join();
}

FAMILY({"repaired_deposits", repaired_deposits}, {"racy_peek", racy_peek}, {"repaired_transfers", repaired_transfers},
       {"racy_transfers", racy_transfers}, {"repaired_two_fixed", repaired_two_fixed},
       {"racy_two_fixed", racy_two_fixed}, {"repaired_bank", repaired_bank}, {"racy_bank", racy_bank},
       {"racy_logger", racy_logger}, {"repaired_logger", repaired_logger},
       {"racy_prefixed_logger", racy_prefixed_logger}, {"repaired_prefixed_logger", repaired_prefixed_logger},
       {"repaired_logger_pointer", repaired_logger_pointer}, {"racy_stream", racy_stream},
       {"repaired_stream", repaired_stream}, {"repaired_events", repaired_events}, {"racy_events", racy_events},
       {"racy_events_names", racy_events_names}, {"repaired_events_names", repaired_events_names},
       {"racy_observer", racy_observer}, {"repaired_observer", repaired_observer},
       {"racy_subscribe_late", racy_subscribe_late})
