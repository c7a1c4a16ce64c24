// A small program: pages are fetched by several workers, parsed, and indexed.
#include "family.h"
#include <aether/aether.h>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <set>
#include <shared_mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

struct Page {
  int Id = 0;
  std::string Text;
  std::vector<int> Links;
};

// Stands for the network.
class Fetcher {
public:
  virtual ~Fetcher() = default;
  virtual Page fetch(int id) const {
    Page page{id, "page " + std::to_string(id), {}};
    for (int k = 1; k <= 3; ++k)
      if (id * 3 + k < 120)
        page.Links.push_back(id * 3 + k);
    return page;
  }
};

class CountingFetcher : public Fetcher {
public:
  Page fetch(int id) const override {
    ++Fetched;
    return Fetcher::fetch(id);
  }
  long count() const { return Fetched; }

private:
  mutable long Fetched = 0;
};

class Frontier {
public:
  bool add(int id) {
    std::lock_guard lock(M);
    if (!Seen.insert(id).second)
      return false;
    Waiting.push_back(id);
    ++Open;
    Changed.notify_one();
    return true;
  }
  std::optional<int> next() {
    std::unique_lock lock(M);
    Changed.wait(lock, [this] { return !Waiting.empty() || Open == 0; });
    if (Waiting.empty())
      return std::nullopt;
    int id = Waiting.front();
    Waiting.pop_front();
    return id;
  }
  void done() {
    std::lock_guard lock(M);
    if (--Open == 0)
      Changed.notify_all();
  }

private:
  std::mutex M;
  std::condition_variable Changed;
  std::deque<int> Waiting;
  std::unordered_set<int> Seen;
  int Open = 0;
};

class Index {
public:
  void add(const Page &page) {
    std::unique_lock lock(M);
    Words[page.Text].insert(page.Id);
  }
  std::size_t size() const {
    std::shared_lock lock(M);
    return Words.size();
  }
  void add_unlocked(const Page &page) { Words[page.Text].insert(page.Id); }

private:
  mutable std::shared_mutex M;
  std::map<std::string, std::set<int>> Words;
};

class Crawler {
public:
  explicit Crawler(const Fetcher &fetcher) : Source(fetcher) {}

  void run(int workers) {
    Work.add(0);
    std::vector<std::jthread> threads;
    for (int i = 0; i < workers; ++i)
      threads.emplace_back([this] { work(); }); // safe
  }

  void run_plain_index(int workers) {
    Work.add(0);
    std::vector<std::jthread> threads;
    for (int i = 0; i < workers; ++i)
      threads.emplace_back([this] { // unsafe: shared-container
        while (auto id = Work.next()) {
          Page page = Source.fetch(*id);
          Pages.add_unlocked(page);
          for (int link : page.Links)
            Work.add(link);
          Work.done();
        }
      });
  }

  std::size_t size() const { return Pages.size(); }

private:
  void work() {
    while (auto id = Work.next()) {
      Page page = Source.fetch(*id);
      Pages.add(page);
      for (int link : page.Links)
        Work.add(link);
      Work.done();
    }
  }
  const Fetcher &Source;
  Frontier Work;
  Index Pages;
};

void repaired_crawler() {
  Fetcher fetcher;
  Crawler crawler(fetcher);
  crawler.run(3);
}

void racy_crawler_index() {
  Fetcher fetcher;
  Crawler crawler(fetcher);
  crawler.run_plain_index(3);
}

void racy_counting_fetcher() {
  CountingFetcher fetcher;
  std::vector<Page> pages(100);
  aether::par_for_each(std::views::iota(0, 100), [&](int i) { pages[i] = fetcher.fetch(i); }); // unsafe: member-mutation
}

void repaired_plain_fetcher() {
  Fetcher fetcher;
  std::vector<Page> pages(100);
  aether::par_for_each(std::views::iota(0, 100), [&](int i) { pages[i] = fetcher.fetch(i); }); // safe
}

// A batch: fetch in parallel, index in parallel, ask in parallel.
void repaired_batch() {
  Fetcher fetcher;
  Index index;
  std::vector<int> ids(60);
  for (int i = 0; i < 60; ++i)
    ids[i] = i;
  auto pages = aether::par_map(ids, [&fetcher](int id) { return fetcher.fetch(id); }); // safe
  aether::par_for_each(pages, [&index](const Page &page) { index.add(page); });       // safe
  std::atomic<std::size_t> answers = 0;
  aether::par_for_each(ids, [&](int) { answers += index.size(); }); // safe
}

void racy_batch() {
  Fetcher fetcher;
  Index index;
  std::vector<Page> pages(60);
  auto filling = std::async(std::launch::async, [&] { // unsafe: overlapping-elements
    for (std::size_t i = 0; i < pages.size(); ++i)
      pages[i] = fetcher.fetch(static_cast<int>(i));
  });
  for (const Page &page : pages)
    index.add(page);
  filling.wait();
}

FAMILY({"repaired_crawler", repaired_crawler}, {"racy_crawler_index", racy_crawler_index},
       {"racy_counting_fetcher", racy_counting_fetcher}, {"repaired_plain_fetcher", repaired_plain_fetcher},
       {"repaired_batch", repaired_batch}, {"racy_batch", racy_batch})
