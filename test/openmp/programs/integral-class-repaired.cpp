#include <cmath>
#include <vector>
struct Integral {
  double sum = 0;
  std::vector<double> parts;
  void run(int n) {
    parts.resize(n);
    double total = 0;
#pragma omp parallel for reduction(+ : total) // safe
    for (int i = 0; i < n; ++i) {
      parts[i] = std::sin(i * 1.0 / n) / n;
      total += parts[i];
    }
    sum = total;
  }
};
int main() {
  Integral it;
  it.run(1000);
  return (int)it.sum;
}
