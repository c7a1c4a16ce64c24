#include <omp.h>
struct account { double money; int uses; omp_nest_lock_t lock; } bank = {100, 0};
static void add(double by) {
  omp_set_nest_lock(&bank.lock);
  bank.money += by;
  omp_unset_nest_lock(&bank.lock);
}
static void transfer(double by) {
  add(by);
  bank.uses++;
  add(-by);
}
int main(void) {
  omp_init_nest_lock(&bank.lock);
#pragma omp parallel for // unsafe: global-mutation
  for (int i = 0; i < 100; i++)
    transfer(i);
  omp_destroy_nest_lock(&bank.lock);
  return bank.uses;
}
