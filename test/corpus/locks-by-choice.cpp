// Locks that are taken where a pointer leads to a mutex: the caller says whether
// it does.
#include "family.h"
#include <mutex>
#include <thread>
#include <vector>

namespace {

void add(std::vector<int> &To, std::mutex *M, int Value) {
  if (M) {
    std::lock_guard<std::mutex> Guard(*M);
    To.push_back(Value);
  } else {
    To.push_back(Value);
  }
}

class Adder {
public:
  Adder(std::vector<int> *To, std::mutex *M) : To(To), M(M) {}
  void operator()(int Value) const { add(*To, M, Value); }

private:
  std::vector<int> *To;
  std::mutex *M;
};

void fixed_made_with_new() {
  std::vector<int> Out;
  std::mutex *M = new std::mutex;
  std::thread A([&] { add(Out, M, 1); }); // safe
  std::thread B([&] { add(Out, M, 2); }); // safe
  A.join();
  B.join();
  delete M;
}

void fixed_member_made_with_new() {
  std::vector<int> Out;
  std::mutex *M = new std::mutex;
  std::thread A(Adder(&Out, M), 1); // safe
  std::thread B(Adder(&Out, M), 2); // safe
  A.join();
  B.join();
  delete M;
}

void lookalike_in_a_variable() {
  std::vector<int> Out;
  std::mutex M;
  std::thread A(Adder(&Out, &M), 1); // safe
  std::thread B(Adder(&Out, &M), 2); // safe
  A.join();
  B.join();
}

void racy_none() {
  std::vector<int> Out;
  std::thread A(Adder(&Out, nullptr), 1); // unsafe: shared-container
  std::thread B(Adder(&Out, nullptr), 2); // unsafe: shared-container
  A.join();
  B.join();
}

void racy_one_without() {
  std::vector<int> Out;
  std::mutex *M = new std::mutex;
  std::thread A(Adder(&Out, M), 1);       // unsafe: shared-container
  std::thread B(Adder(&Out, nullptr), 2); // unsafe: shared-container
  A.join();
  B.join();
  delete M;
}

void racy_each_its_own() {
  std::vector<int> Out;
  std::mutex *M = new std::mutex, *N = new std::mutex;
  std::thread A(Adder(&Out, M), 1); // unsafe: wrong-lock
  std::thread B(Adder(&Out, N), 2); // unsafe: wrong-lock
  A.join();
  B.join();
  delete M;
  delete N;
}

// Whether a pointer leads to an object of a derived class is seen when it is
// asked.
struct Base {
  virtual ~Base() = default;
};
struct Locked : Base {
  std::mutex M;
};
struct Unlocked : Base {};
int Touched;
void touch(Base *B) {
  auto *L = dynamic_cast<Locked *>(B);
  if (L)
    L->M.lock();
  ++Touched;
  if (L)
    L->M.unlock();
}
void racy_of_another_class() {
  Unlocked U;
  std::thread A([&] { touch(&U); }); // unsafe: global-mutation
  touch(&U);
  A.join();
}
void racy_where_it_is_another() {
  Unlocked U;
  Base *B = &U;
  std::thread A([=] { // unsafe: global-mutation
    if (!dynamic_cast<Locked *>(B))
      ++Touched; // race
  });
  ++Touched;
  A.join();
}
void fixed_where_it_is_that() {
  Locked L;
  Base *B = &L;
  auto Add = [=] {
    if (auto *D = dynamic_cast<Locked *>(B)) {
      std::lock_guard<std::mutex> Guard(D->M);
      ++Touched;
    }
  };
  std::thread A(Add), C(Add); // safe
  A.join();
  C.join();
}

} // namespace

FAMILY({"racy_of_another_class", racy_of_another_class},
       {"racy_where_it_is_another", racy_where_it_is_another},
       {"fixed_where_it_is_that", fixed_where_it_is_that},
       {"fixed_made_with_new", fixed_made_with_new},
       {"fixed_member_made_with_new", fixed_member_made_with_new},
       {"lookalike_in_a_variable", lookalike_in_a_variable},
       {"racy_none", racy_none}, {"racy_one_without", racy_one_without},
       {"racy_each_its_own", racy_each_its_own})
