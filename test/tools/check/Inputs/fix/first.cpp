#include "sum.h"

int main() {
  std::vector<int> items(1000, 1);
  return sum(items) == 2000 ? 0 : 1;
}
