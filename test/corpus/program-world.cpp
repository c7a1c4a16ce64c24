// A small program: a world of entities with systems that run in parallel, an event
// bus, and a resource manager that loads in the background.
#include "family.h"
#include <aether/aether.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <ranges>
#include <span>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

struct Transform {
  float X = 0, Y = 0;
};
struct Velocity {
  float Dx = 1, Dy = 0;
};
struct Health {
  int Points = 10;
  int Target = -1;
};

struct Hit {
  int Entity;
  int Damage;
};

class World {
public:
  explicit World(int n) : Transforms(n), Velocities(n), Healths(n) {
    for (int i = 0; i < n; ++i)
      Healths[i].Target = (i * 5 + 1) % n;
  }
  int size() const { return static_cast<int>(Transforms.size()); }

  void move(float dt) {
    aether::par_for_each(std::views::iota(0, size()), [this, dt](int e) { // safe
      Transform &t = Transforms[e];
      const Velocity &v = Velocities[e];
      t.X += v.Dx * dt;
      t.Y += v.Dy * dt;
    });
  }

  // Damage is written into the target of each entity.
  void fight_directly() {
    aether::par_for_each(std::views::iota(0, size()), [this](int e) { // unsafe: overlapping-elements
      int target = Healths[e].Target;
      if (target >= 0)
        Healths[target].Points -= 1;
    });
  }

  // Damage is collected by each thread, and applied afterwards.
  void fight_collected() {
    constexpr int workers = 4;
    std::array<std::vector<Hit>, workers> hits;
    aether::par_for_each(std::views::iota(0, workers), [&](int w) { // safe
      for (int e = w; e < size(); e += workers)
        if (int target = Healths[e].Target; target >= 0)
          hits[w].push_back({target, 1});
    });
    for (const auto &list : hits)
      for (const Hit &hit : list)
        Healths[hit.Entity].Points -= hit.Damage;
  }

  void fight_queue() {
    aether::par_for_each(std::views::iota(0, size()), [this](int e) { // unsafe: shared-container
      if (int target = Healths[e].Target; target >= 0)
        Pending.push_back({target, 1});
    });
  }

  void fight_locked_queue() {
    aether::par_for_each(std::views::iota(0, size()), [this](int e) { // safe
      if (int target = Healths[e].Target; target >= 0) {
        std::lock_guard lock(PendingLock);
        Pending.push_back({target, 1});
      }
    });
  }

  // Systems that touch different components run beside each other.
  void update() {
    aether::par_invoke([this] { drift(); }, [this] { heal(); }); // safe
  }
  void update_wrong() {
    aether::par_invoke([this] { drift(); }, [this] { bounce(); }); // unsafe: overlapping-elements
  }

private:
  void drift() {
    for (std::size_t e = 0; e < Transforms.size(); ++e)
      Transforms[e].X += Velocities[e].Dx;
  }
  void heal() {
    for (Health &h : Healths)
      h.Points = std::min(h.Points + 1, 10);
  }
  void bounce() {
    for (std::size_t e = 0; e < Transforms.size(); ++e)
      if (Transforms[e].X > 5)
        Velocities[e].Dx = -Velocities[e].Dx;
  }
  std::vector<Transform> Transforms;
  std::vector<Velocity> Velocities;
  std::vector<Health> Healths;
  std::vector<Hit> Pending;
  std::mutex PendingLock;
};

void repaired_move() { World(300).move(0.1f); }
void racy_fight() { World(300).fight_directly(); }
void repaired_fight() { World(300).fight_collected(); }
void racy_fight_queue() { World(300).fight_queue(); }
void repaired_fight_queue() { World(300).fight_locked_queue(); }
void repaired_update() { World(300).update(); }
void racy_update() { World(300).update_wrong(); }

// Resources by name; loading takes place outside of the lock.
class Resources {
public:
  using Data = std::shared_ptr<const std::string>;
  std::shared_future<Data> load(const std::string &name) {
    std::lock_guard lock(M);
    auto it = Loading.find(name);
    if (it == Loading.end())
      it = Loading.emplace(name, std::async(std::launch::async, &Resources::read, name).share()).first; // safe
    return it->second;
  }

private:
  static Data read(std::string name) { return std::make_shared<const std::string>("data of " + name); }
  std::mutex M;
  std::unordered_map<std::string, std::shared_future<Data>> Loading;
};

void repaired_resources() {
  Resources resources;
  std::vector<std::size_t> sizes(30);
  aether::par_for_each(std::views::iota(0, 30), [&](int i) { // safe (today: unknown)
    sizes[i] = resources.load("r" + std::to_string(i % 5)).get()->size();
  });
}

// A bus whose handlers are called by the systems.
class Bus {
public:
  void on(std::string event, std::function<void(int)> handler) {
    Handlers[std::move(event)].push_back(std::move(handler));
  }
  void emit(const std::string &event, int argument) const {
    if (auto it = Handlers.find(event); it != Handlers.end())
      for (const auto &handler : it->second)
        handler(argument);
  }

private:
  std::unordered_map<std::string, std::vector<std::function<void(int)>>> Handlers;
};

void racy_bus() {
  Bus bus;
  std::vector<int> scores;
  bus.on("hit", [&scores](int points) { scores.push_back(points); });
  aether::par_for_each(std::views::iota(0, 100), [&bus](int i) { bus.emit("hit", i); }); // unsafe: shared-container
}

void repaired_bus() {
  Bus bus;
  std::vector<int> scores;
  std::mutex m;
  bus.on("hit", [&scores, &m](int points) {
    std::lock_guard lock(m);
    scores.push_back(points);
  });
  aether::par_for_each(std::views::iota(0, 100), [&bus](int i) { bus.emit("hit", i); }); // safe
}

// The renderer draws one frame while the next is simulated: two buffers.
class Renderer {
public:
  void frames(int n) {
    std::vector<float> buffers[2] = {std::vector<float>(64), std::vector<float>(64)};
    for (int f = 0; f < n; ++f) {
      std::vector<float> &drawn = buffers[f % 2], &made = buffers[(f + 1) % 2];
      std::thread drawing([this, &drawn] { // safe
        for (float v : drawn)
          Drawn += v;
      });
      std::fill(made.begin(), made.end(), static_cast<float>(f));
      drawing.join();
    }
  }
  void frames_wrong(int n) {
    std::vector<float> buffer(64);
    for (int f = 0; f < n; ++f) {
      std::thread drawing([this, &buffer] { // unsafe: overlapping-elements
        for (float v : buffer)
          Drawn += v;
      });
      std::fill(buffer.begin(), buffer.end(), static_cast<float>(f));
      drawing.join();
    }
  }

private:
  double Drawn = 0;
};

void repaired_renderer() { Renderer().frames(4); }
void racy_renderer() { Renderer().frames_wrong(4); }

FAMILY({"repaired_move", repaired_move}, {"racy_fight", racy_fight}, {"repaired_fight", repaired_fight},
       {"racy_fight_queue", racy_fight_queue}, {"repaired_fight_queue", repaired_fight_queue},
       {"repaired_update", repaired_update}, {"racy_update", racy_update},
       {"repaired_resources", repaired_resources}, {"racy_bus", racy_bus}, {"repaired_bus", repaired_bus},
       {"repaired_renderer", repaired_renderer}, {"racy_renderer", racy_renderer})
