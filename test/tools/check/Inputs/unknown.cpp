#include <aether/aether.h>
#include <vector>

void mystery(int &);

void apply(std::vector<int> &Items) {
  aether::par_for_each(Items, [](int &X) { mystery(X); });
}
