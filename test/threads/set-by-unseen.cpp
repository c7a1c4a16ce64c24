// Pointers that a function in another file may have set.
#include <thread>

int *one, *other; // also named there
static int *own, *hidden;
struct Both {
  int *a, *b;
};

void setup();
void fill(int **);
void parse(Both *);
bool chance();

static void counts() { ++*one; }
static void counts_other() { ++*other; }
static void counts_own() { ++*own; }
static void counts_hidden() { ++*hidden; }

int main() {
  setup();
  if (chance()) {
    one = new int(0);
    other = new int(0);
  }
  std::thread a(counts);       // unknown: `one` may be set by a function whose body was not seen
  std::thread b(counts_other); // unknown: `other` may be set by a function whose body was not seen
  a.join();
  b.join();

  fill(&own);
  hidden = new int(0);
  std::thread c(counts_own);    // unknown: `fill`, whose body was not seen, may set it
  std::thread d(counts_hidden); // unknown: `fill`, whose body was not seen, may set it
  c.join();
  d.join();

  Both s;
  s.a = new int(0);
  s.b = new int(0);
  parse(&s);
  std::thread e([&] { ++*s.a; }); // unknown: `parse`, whose body was not seen, may set it
  std::thread f([&] { ++*s.b; }); // unknown: `parse`, whose body was not seen, may set it
  e.join();
  f.join();

  Both t;
  t.a = new int(0);
  t.b = new int(0);
  std::thread g([&] { ++*t.a; }); // safe
  std::thread h([&] { ++*t.b; }); // safe
  g.join();
  h.join();
}
