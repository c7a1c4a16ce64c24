// Texts, words, maps, lists, sub-vectors, ranges of iterators.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstddef>
#include <deque>
#include <future>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <ranges>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace views = std::views;
using Counts = std::unordered_map<std::string, int>;

static std::vector<std::string> lines() {
  std::vector<std::string> made;
  for (int i = 0; i < 100; ++i)
    made.push_back("the quick brown fox " + std::to_string(i % 7));
  return made;
}

static void count_words(const std::string &line, Counts &counts) {
  std::istringstream in(line);
  for (std::string word; in >> word;)
    ++counts[word];
}

void racy_word_count() {
  auto text = lines();
  Counts counts;
  aether::par_for_each(text, [&](const std::string &line) { count_words(line, counts); }); // unsafe: shared-container
}

void repaired_word_count() {
  auto text = lines();
  Counts counts;
  std::mutex m;
  aether::par_for_each(text, [&](const std::string &line) { // safe
    Counts mine;
    count_words(line, mine);
    std::lock_guard lock(m);
    for (const auto &[word, n] : mine)
      counts[word] += n;
  });
}

void repaired_word_count_map() {
  auto text = lines();
  auto parts = aether::par_map(text, [](const std::string &line) { // safe
    Counts mine;
    count_words(line, mine);
    return mine;
  });
  Counts counts;
  for (const Counts &part : parts)
    for (const auto &[word, n] : part)
      counts[word] += n;
}

void repaired_word_count_futures() {
  auto text = lines();
  auto part = [&text](std::size_t begin, std::size_t end) {
    Counts mine;
    for (std::size_t i = begin; i < end; ++i)
      count_words(text[i], mine);
    return mine;
  };
  auto first = std::async(std::launch::async, part, 0, text.size() / 2);            // safe
  auto second = std::async(std::launch::async, part, text.size() / 2, text.size()); // safe
  Counts all = first.get();
  for (auto &[word, n] : second.get())
    all[word] += n;
}

// Words sorted into shards, each with a lock.
class ShardedSet {
public:
  bool insert(const std::string &word) {
    Shard &shard = Shards[std::hash<std::string>{}(word) % Shards.size()];
    std::lock_guard lock(shard.M);
    return shard.Words.insert(word).second;
  }
  bool insert_wrong(const std::string &word) {
    std::size_t h = std::hash<std::string>{}(word);
    std::lock_guard lock(Shards[h % Shards.size()].M);
    return Shards[(h / 2) % Shards.size()].Words.insert(word).second;
  }

private:
  struct Shard {
    std::mutex M;
    std::unordered_set<std::string> Words;
  };
  std::vector<Shard> Shards = std::vector<Shard>(8);
};

void repaired_shards() {
  auto text = lines();
  ShardedSet set;
  aether::par_for_each(text, [&](const std::string &line) { set.insert(line); }); // safe
}

void racy_shards() {
  ShardedSet set;
  aether::par_for_each(views::iota(0, 500), [&](int i) { set.insert_wrong(std::to_string(i)); }); // unsafe: wrong-lock (today: unknown)
}

// Strings that are built.
void racy_build_string() {
  std::string csv;
  aether::par_for_each(views::iota(0, 200), [&](int i) { csv += std::to_string(i) + ","; }); // unsafe: shared-container
}

void repaired_build_string() {
  std::vector<std::string> cells(200);
  aether::par_for_each(views::iota(0, 200), [&](int i) { cells[i] = std::to_string(i) + ","; }); // safe
  std::string csv = std::accumulate(cells.begin(), cells.end(), std::string());
}

void racy_upper_characters() {
  std::string text(500, 'a');
  bool changed = false;
  aether::par_for_each(text, [&](char &c) { // unsafe: captured-mutation
    char upper = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    changed |= upper != c;
    c = upper;
  });
}

void repaired_upper_characters() {
  std::string text(500, 'a');
  aether::par_for_each(text, [](char &c) { c = static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }); // safe
}

// Elements of maps and lists by pointer or iterator.
void repaired_map_values() {
  std::map<std::string, std::vector<int>> groups{{"a", {1, 2}}, {"b", {3}}, {"c", {}}};
  std::vector<std::thread> threads;
  for (auto &[name, members] : groups)
    threads.emplace_back([&members] { std::sort(members.begin(), members.end()); }); // safe
  for (auto &t : threads)
    t.join();
}

void racy_map_insert() {
  std::map<std::string, std::vector<int>> groups{{"a", {1, 2}}, {"b", {3}}};
  std::vector<std::thread> threads;
  for (const char *name : {"a", "b", "c"})
    threads.emplace_back([&groups, name] { groups[name].push_back(1); }); // unsafe: shared-container
  for (auto &t : threads)
    t.join();
}

void repaired_map_find() {
  std::map<std::string, int> ages{{"ann", 40}, {"bob", 30}};
  std::vector<std::string> names{"ann", "bob", "eve"};
  std::vector<int> found(names.size(), -1);
  aether::par_for_each(views::iota(0u, 3u), [&](unsigned i) { // safe
    if (auto it = ages.find(names[i]); it != ages.end())
      found[i] = it->second;
  });
}

void repaired_list_items() {
  std::list<int> items(20, 1);
  std::vector<std::future<void>> futures;
  for (auto it = items.begin(); it != items.end(); ++it)
    futures.push_back(std::async(std::launch::async, [it] { *it *= 2; })); // safe
  for (auto &f : futures)
    f.get();
}

void racy_list_splice() {
  std::list<int> in(20, 1), out;
  std::thread mover([&] { // unsafe: shared-container
    out.splice(out.end(), in, in.begin());
  });
  std::size_t left = in.size();
  mover.join();
  (void)left;
}

void racy_iterate_and_erase() {
  std::vector<int> v(100, 1);
  std::thread cleaner([&] { std::erase(v, 1); }); // unsafe: shared-container
  long sum = 0;
  for (int x : v)
    sum += x;
  cleaner.join();
}

void repaired_copy_then_erase() {
  std::vector<int> v(100, 1);
  std::thread cleaner([mine = v]() mutable { std::erase(mine, 1); }); // safe
  long sum = 0;
  for (int x : v)
    sum += x;
  cleaner.join();
}

void repaired_move_in() {
  std::vector<int> v(100, 1);
  std::thread owner([v = std::move(v)]() mutable { v.push_back(2); }); // safe
  v = {3};
  owner.join();
}

// Sub-vectors.
void repaired_sub_vectors() {
  std::vector<std::vector<std::string>> parts(4);
  auto text = lines();
  for (std::size_t i = 0; i < text.size(); ++i)
    parts[i % parts.size()].push_back(text[i]);
  aether::par_for_each(parts, [](std::vector<std::string> &part) { // safe
    std::sort(part.begin(), part.end());
    part.erase(std::unique(part.begin(), part.end()), part.end());
  });
}

void racy_sub_vectors() {
  std::vector<std::vector<std::string>> parts(4);
  auto text = lines();
  aether::par_for_each(views::iota(std::size_t{0}, text.size()), [&](std::size_t i) { // unsafe: overlapping-elements (today: unknown)
    parts[i % parts.size()].push_back(text[i]);
  });
}

void repaired_reserve_index() {
  auto text = lines();
  std::vector<std::size_t> lengths;
  lengths.resize(text.size());
  std::vector<std::string_view> firsts(text.size());
  aether::par_for_each(views::iota(std::size_t{0}, text.size()), [&](std::size_t i) { // safe
    lengths[i] = text[i].size();
    firsts[i] = std::string_view(text[i]).substr(0, text[i].find(' '));
  });
}

void racy_reserved_push() {
  auto text = lines();
  std::vector<std::size_t> lengths;
  lengths.reserve(text.size());
  aether::par_for_each(text, [&](const std::string &line) { lengths.push_back(line.size()); }); // unsafe: shared-container
}

void repaired_filter() {
  auto text = lines();
  auto long_lines = aether::par_filter(text, [](const std::string &line) { return line.size() > 21; }); // safe
  (void)long_lines;
}

// Pointers to items: distinct owners, shared owners.
struct Document {
  std::string Body;
  int Views = 0;
};

void repaired_unique_documents() {
  std::vector<std::unique_ptr<Document>> documents;
  for (int i = 0; i < 100; ++i)
    documents.push_back(std::make_unique<Document>());
  aether::par_for_each(documents, [](std::unique_ptr<Document> &d) { // safe
    d->Body = "text";
    ++d->Views;
  });
}

void racy_shared_documents() {
  auto front = std::make_shared<Document>();
  std::vector<std::shared_ptr<Document>> documents(100, front);
  aether::par_for_each(documents, [](std::shared_ptr<Document> &d) { ++d->Views; }); // unsafe: aliased-items
}

void repaired_shared_copies() {
  auto front = std::make_shared<const Document>();
  std::vector<std::shared_ptr<const Document>> seen(100);
  aether::par_for_each(seen, [&](std::shared_ptr<const Document> &d) { d = front; }); // safe
}

void racy_variant() {
  std::variant<int, std::string> last;
  aether::par_for_each(views::iota(0, 100), [&](int i) { // unsafe: captured-mutation
    if (i % 2)
      last = i;
    else
      last = std::to_string(i);
  });
}

void racy_optional() {
  std::optional<std::size_t> first;
  auto text = lines();
  aether::par_for_each(views::iota(std::size_t{0}, text.size()), [&](std::size_t i) { // unsafe: captured-mutation
    if (text[i].ends_with('3') && (!first || i < *first))
      first = i;
  });
}

FAMILY({"racy_word_count", racy_word_count}, {"repaired_word_count", repaired_word_count},
       {"repaired_word_count_map", repaired_word_count_map},
       {"repaired_word_count_futures", repaired_word_count_futures}, {"repaired_shards", repaired_shards},
       {"racy_shards", racy_shards}, {"racy_build_string", racy_build_string},
       {"repaired_build_string", repaired_build_string}, {"racy_upper_characters", racy_upper_characters},
       {"repaired_upper_characters", repaired_upper_characters}, {"repaired_map_values", repaired_map_values},
       {"racy_map_insert", racy_map_insert}, {"repaired_map_find", repaired_map_find},
       {"repaired_list_items", repaired_list_items}, {"racy_list_splice", racy_list_splice},
       {"racy_iterate_and_erase", racy_iterate_and_erase}, {"repaired_copy_then_erase", repaired_copy_then_erase},
       {"repaired_move_in", repaired_move_in}, {"repaired_sub_vectors", repaired_sub_vectors},
       {"racy_sub_vectors", racy_sub_vectors}, {"repaired_reserve_index", repaired_reserve_index},
       {"racy_reserved_push", racy_reserved_push}, {"repaired_filter", repaired_filter},
       {"repaired_unique_documents", repaired_unique_documents}, {"racy_shared_documents", racy_shared_documents},
       {"repaired_shared_copies", repaired_shared_copies}, {"racy_variant", racy_variant},
       {"racy_optional", racy_optional})
