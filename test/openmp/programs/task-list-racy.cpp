#include <list>
#include <string>
int main() {
  std::list<std::string> names = {"a", "b", "c"};
  std::size_t length = 0;
#pragma omp parallel
#pragma omp single // safe
  for (auto &name : names) {
#pragma omp task shared(length) firstprivate(name) // unsafe: captured-mutation
    length += name.size();
  }
  return (int)length;
}
