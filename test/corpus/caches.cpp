// Caches, memoisation, lazy initialisation, registries, configuration.
#include "family.h"
#include <aether/aether.h>
#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace views = std::views;

class SquareCache {
public:
  long get(int key) {
    {
      std::shared_lock lock(M);
      if (auto it = Values.find(key); it != Values.end())
        return it->second;
    }
    long value = static_cast<long>(key) * key;
    std::unique_lock lock(M);
    return Values.emplace(key, value).first->second;
  }

  // Inserts while others may read.
  long get_wrong(int key) {
    std::shared_lock lock(M);
    auto it = Values.find(key);
    if (it == Values.end())
      it = Values.emplace(key, static_cast<long>(key) * key).first;
    return it->second;
  }

  // Looks outside of the lock.
  long get_unlocked(int key) {
    auto it = Values.find(key);
    if (it != Values.end())
      return it->second;
    std::unique_lock lock(M);
    return Values[key] = static_cast<long>(key) * key;
  }

private:
  std::shared_mutex M;
  std::unordered_map<int, long> Values;
};

void repaired_cache() {
  SquareCache cache;
  aether::par_for_each(views::iota(0, 500), [&](int i) { cache.get(i % 20); }); // safe
}

void racy_cache_shared_insert() {
  SquareCache cache;
  aether::par_for_each(views::iota(0, 500), [&](int i) { cache.get_wrong(i % 20); }); // unsafe: wrong-lock
}

void racy_cache_unlocked_look() {
  SquareCache cache;
  aether::par_for_each(views::iota(0, 500), [&](int i) { cache.get_unlocked(i % 200); }); // unsafe: shared-container
}

// A cache that counts its hits while it holds the lock shared.
class CountingCache {
public:
  std::optional<std::string> find(const std::string &key) const {
    std::shared_lock lock(M);
    auto it = Values.find(key);
    if (it == Values.end()) {
      ++Misses;
      return std::nullopt;
    }
    ++Hits;
    return it->second;
  }
  void insert(const std::string &key, std::string value) {
    std::unique_lock lock(M);
    Values.insert_or_assign(key, std::move(value));
  }

private:
  mutable std::shared_mutex M;
  std::map<std::string, std::string> Values;
  mutable long Hits = 0, Misses = 0;
};

void racy_counting_cache() {
  CountingCache cache;
  cache.insert("a", "1");
  aether::par_for_each(views::iota(0, 500), [&](int) { cache.find("a"); }); // unsafe: wrong-lock
}

class AtomicCountingCache {
public:
  std::optional<std::string> find(const std::string &key) const {
    std::shared_lock lock(M);
    auto it = Values.find(key);
    (it == Values.end() ? Misses : Hits).fetch_add(1, std::memory_order_relaxed);
    return it == Values.end() ? std::nullopt : std::optional(it->second);
  }
  void insert(const std::string &key, std::string value) {
    std::unique_lock lock(M);
    Values.insert_or_assign(key, std::move(value));
  }

private:
  mutable std::shared_mutex M;
  std::map<std::string, std::string> Values;
  mutable std::atomic<long> Hits = 0, Misses = 0;
};

void repaired_counting_cache() {
  AtomicCountingCache cache;
  aether::par_for_each(views::iota(0, 500), [&](int i) { // safe
    std::string key = std::to_string(i % 10);
    if (!cache.find(key))
      cache.insert(key, "value");
  });
}

// Lazy members: without protection, with call_once, with a static.
class Document {
public:
  explicit Document(std::string text) : Text(std::move(text)) {}
  std::size_t words() const {
    if (!Words)
      Words = count();
    return *Words;
  }
  std::size_t words_once() const {
    std::call_once(Counted, [this] { Once = count(); });
    return Once;
  }

private:
  std::size_t count() const {
    std::size_t n = 0;
    for (char c : Text)
      n += c == ' ';
    return n + 1;
  }
  std::string Text;
  mutable std::optional<std::size_t> Words;
  mutable std::once_flag Counted;
  mutable std::size_t Once = 0;
};

void racy_lazy_member() {
  Document document("one two three");
  aether::par_for_each(views::iota(0, 100), [&](int) { document.words(); }); // unsafe: member-mutation
}

void repaired_lazy_member() {
  Document document("one two three");
  aether::par_for_each(views::iota(0, 100), [&](int) { document.words_once(); }); // safe
}

static const std::vector<int> &primes() {
  static const std::vector<int> table = [] {
    std::vector<int> made;
    for (int i = 2; i < 100; ++i) {
      bool prime = true;
      for (int p : made)
        prime = prime && i % p != 0;
      if (prime)
        made.push_back(i);
    }
    return made;
  }();
  return table;
}

void repaired_static_table() {
  std::vector<int> factors(500);
  aether::par_for_each(views::iota(2, 500), [&](int n) { // safe
    int rest = n;
    for (int p : primes())
      while (rest % p == 0) {
        rest /= p;
        ++factors[n];
      }
  });
}

static std::map<std::string, int> &settings() {
  static std::map<std::string, int> all;
  return all;
}

void racy_static_map() {
  aether::par_for_each(views::iota(0, 100), [](int i) { // unsafe: shared-container
    settings()["depth"] = i;
  });
}

void lookalike_static_map_read() {
  settings()["depth"] = 3;
  std::vector<int> depths(100);
  aether::par_for_each(views::iota(0, 100), [&](int i) { // safe
    auto it = settings().find("depth");
    depths[i] = it == settings().end() ? 0 : it->second;
  });
}

// Double-checked creation.
struct Service {
  int Value = 42;
};

class Lazy {
public:
  Service *racy() {
    if (!Plain) {
      std::lock_guard lock(M);
      if (!Plain)
        Plain = std::make_unique<Service>();
    }
    return Plain.get();
  }
  Service *good() {
    Service *seen = Ready.load(std::memory_order_acquire);
    if (!seen) {
      std::lock_guard lock(M);
      seen = Ready.load(std::memory_order_relaxed);
      if (!seen) {
        Owner = std::make_unique<Service>();
        seen = Owner.get();
        Ready.store(seen, std::memory_order_release);
      }
    }
    return seen;
  }

private:
  std::mutex M;
  std::unique_ptr<Service> Plain, Owner;
  std::atomic<Service *> Ready = nullptr;
};

void racy_double_checked() {
  Lazy lazy;
  std::vector<int> out(200);
  aether::par_for_each(views::iota(0, 200), [&](int i) { out[i] = lazy.racy()->Value; }); // unsafe: member-mutation
}

void repaired_double_checked() {
  Lazy lazy;
  std::vector<int> out(200);
  aether::par_for_each(views::iota(0, 200), [&](int i) { out[i] = lazy.good()->Value; }); // safe (today: unknown)
}

// A singleton with a counter; a thread-local one.
class Registry {
public:
  static Registry &instance() {
    static Registry one;
    return one;
  }
  int next_id() { return ++Last; }
  int next_id_atomic() { return ++LastAtomic; }

private:
  int Last = 0;
  std::atomic<int> LastAtomic = 0;
};

void racy_singleton() {
  std::vector<int> ids(200);
  aether::par_for_each(ids, [](int &id) { id = Registry::instance().next_id(); }); // unsafe: member-mutation
}

void repaired_singleton() {
  std::vector<int> ids(200);
  aether::par_for_each(ids, [](int &id) { id = Registry::instance().next_id_atomic(); }); // safe
}

static std::string &scratch() {
  thread_local std::string buffer;
  return buffer;
}

void repaired_thread_local_scratch() {
  std::vector<std::size_t> lengths(200);
  aether::par_for_each(views::iota(0, 200), [&](int i) { // safe
    std::string &buffer = scratch();
    buffer.clear();
    buffer += "item ";
    buffer += std::to_string(i);
    lengths[i] = buffer.size();
  });
}

static std::string &shared_scratch() {
  static std::string buffer;
  return buffer;
}

void racy_shared_scratch() {
  std::vector<std::size_t> lengths(200);
  aether::par_for_each(views::iota(0, 200), [&](int i) { // unsafe: shared-container
    std::string &buffer = shared_scratch();
    buffer = "item ";
    buffer += std::to_string(i);
    lengths[i] = buffer.size();
  });
}

// Memoised recursion.
class Fibonacci {
public:
  long operator()(int n) {
    if (n < 2)
      return n;
    if (auto it = Known.find(n); it != Known.end())
      return it->second;
    long value = (*this)(n - 1) + (*this)(n - 2);
    Known[n] = value;
    return value;
  }

private:
  std::unordered_map<int, long> Known;
};

void racy_memoised() {
  Fibonacci fibonacci;
  std::vector<long> out(60);
  aether::par_for_each(views::iota(0, 60), [&](int i) { out[i] = fibonacci(i); }); // unsafe: shared-container
}

void repaired_memoised() {
  std::vector<long> out(60);
  aether::par_for_each(views::iota(0, 60), [&](int i) { // safe (today: unknown)
    Fibonacci mine;
    out[i] = mine(i);
  });
}

// Configuration that is replaced as a whole.
struct Config {
  std::string Name = "default";
  int Level = 0;
};

class ConfigHolder {
public:
  std::shared_ptr<const Config> get() const {
    std::lock_guard lock(M);
    return Current;
  }
  void set(std::shared_ptr<const Config> next) {
    std::lock_guard lock(M);
    Current = std::move(next);
  }
  const std::shared_ptr<const Config> &peek() const { return Current; }

private:
  mutable std::mutex M;
  std::shared_ptr<const Config> Current = std::make_shared<Config>();
};

void repaired_config() {
  ConfigHolder holder;
  std::thread writer([&] { // safe
    for (int i = 0; i < 20; ++i)
      holder.set(std::make_shared<Config>(Config{"next", i}));
  });
  int level = 0;
  for (int i = 0; i < 20; ++i)
    level += holder.get()->Level;
  writer.join();
}

void racy_config() {
  ConfigHolder holder;
  std::thread writer([&] { // unsafe: member-mutation
    for (int i = 0; i < 20; ++i)
      holder.set(std::make_shared<Config>(Config{"next", i}));
  });
  int level = 0;
  for (int i = 0; i < 20; ++i)
    level += holder.peek()->Level;
  writer.join();
}

FAMILY({"repaired_cache", repaired_cache}, {"racy_cache_shared_insert", racy_cache_shared_insert},
       {"racy_cache_unlocked_look", racy_cache_unlocked_look}, {"racy_counting_cache", racy_counting_cache},
       {"repaired_counting_cache", repaired_counting_cache}, {"racy_lazy_member", racy_lazy_member},
       {"repaired_lazy_member", repaired_lazy_member}, {"repaired_static_table", repaired_static_table},
       {"racy_static_map", racy_static_map}, {"lookalike_static_map_read", lookalike_static_map_read},
       {"racy_double_checked", racy_double_checked}, {"repaired_double_checked", repaired_double_checked},
       {"racy_singleton", racy_singleton}, {"repaired_singleton", repaired_singleton},
       {"repaired_thread_local_scratch", repaired_thread_local_scratch}, {"racy_shared_scratch", racy_shared_scratch},
       {"racy_memoised", racy_memoised}, {"repaired_memoised", repaired_memoised}, {"repaired_config", repaired_config},
       {"racy_config", racy_config})
