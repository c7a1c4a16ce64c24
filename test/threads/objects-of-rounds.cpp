#include <thread>
#include <vector>
struct arg { int id; double x; };
void f5(arg *a) { a->x = a->id; delete a; }
void structs() {
  std::vector<std::thread> t;
  for (int i = 0; i < 4; i++) {
    arg *a = new arg;
    a->id = i;
    t.emplace_back(f5, a); // safe
  }
  for (auto &x : t) x.join();
}
void f3(int *p) { *p = 3; }
void bothWrite() {
  std::vector<std::thread> t;
  for (int i = 0; i < 4; i++) {
    int *a = new int;
    *a = i;
    t.emplace_back(f3, a); // safe
  }
  for (auto &x : t) x.join();
}
void keptOver() {
  std::vector<std::thread> t;
  int *last = nullptr;
  for (int i = 0; i < 4; i++) {
    if (last) *last = 2;
    int *a = new int(i);
    t.emplace_back(f3, a); // unsafe: captured-mutation
    last = a;
  }
  for (auto &x : t) x.join();
}
void byReference() {
  std::vector<std::thread> t;
  for (int i = 0; i < 4; i++) {
    int *a = new int(i);
    t.emplace_back([a] { *a = 4; }); // safe
  }
  for (auto &x : t) x.join();
}
void listed() {
  std::vector<std::thread> t;
  std::vector<int *> all;
  for (int i = 0; i < 4; i++) {
    int *a = new int(i);
    all.push_back(a);
    *all[0] = 1;
    t.emplace_back([a] { *a = 4; }); // unsafe: captured-mutation
  }
  for (auto &x : t) x.join();
}
void writesAfter() {
  std::vector<std::thread> t;
  for (int i = 0; i < 4; i++) {
    int *a = new int(i);
    t.emplace_back([a] { *a = 4; }); // unsafe: captured-mutation
    *a = 5;
  }
  for (auto &x : t) x.join();
}
