// What a team or a thread has for itself, and its rounds change that run at
// once: by the threads that it leads, or in any order (OpenMP 5.2, 10.3, 11.7).
int in[1000], out[1000];

void of_a_team(void) {
#pragma omp teams // unsafe: captured-mutation (today: unknown)
  {
    int s = 0;
#pragma omp distribute parallel for
    for (int i = 0; i < 1000; i++)
      s += in[i];
  }
}

void of_a_team_repaired(void) {
#pragma omp teams
  {
    int s = 3, k;
#pragma omp distribute parallel for reduction(+ : s) private(k) // safe
    for (int i = 0; i < 1000; i++) {
      k = in[i];
      s += k;
    }
  }
}

void of_a_team_only_read(void) {
#pragma omp teams
  {
    int s = 3;
#pragma omp distribute parallel for // safe
    for (int i = 0; i < 1000; i++)
      out[i] = s + in[i];
  }
}

void given_to_a_team(void) {
  int s = 0;
#pragma omp teams firstprivate(s) // unsafe: captured-mutation (today: unknown)
  {
#pragma omp distribute parallel for
    for (int i = 0; i < 1000; i++)
      s = i;
  }
}

void in_any_order(void) {
#pragma omp parallel // unsafe: captured-mutation (today: unknown)
  {
    int s = 0;
#pragma omp for order(concurrent)
    for (int i = 0; i < 1000; i++)
      s += in[i];
  }
}

void in_turn(void) {
#pragma omp parallel
  {
    int s = 0;
#pragma omp for // safe
    for (int i = 0; i < 1000; i++)
      s += in[i];
  }
}

int main(void) {
  of_a_team_repaired();
  of_a_team_only_read();
  of_a_team();
  given_to_a_team();
  in_any_order();
  in_turn();
  return out[3];
}
