#include <vector>
int main() {
  std::vector<int> out;
#pragma omp parallel // safe
  {
    std::vector<int> mine;
#pragma omp for nowait // safe
    for (int i = 0; i < 1000; ++i)
      if (i % 3 == 0)
        mine.push_back(i);
#pragma omp critical // safe
    out.insert(out.end(), mine.begin(), mine.end());
  }
  return out.size();
}
