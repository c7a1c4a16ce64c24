// Functions that are called through tables, and pointers that nobody changes.
#include <pthread.h>

static int bare, locked;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void count(void) { bare++; } // race
static void count_locked(void) {
  pthread_mutex_lock(&m);
  locked++;
  pthread_mutex_unlock(&m);
}
static void say(void) {}

struct command {
  const char *name;
  void (*run)(void);
};
static void (*const both[2])(void) = {count, count_locked};
static void (*chosen)(void) = count_locked; // by nobody else
static void (*changed)(void) = count_locked;
static struct command plain[] = {{"a", count_locked}, {"b", say}, {0, 0}};
static const struct command fixed[] = {{"a", count}, {"b", count_locked}};
static struct command edited[] = {{"a", count_locked}, {"b", say}};
static struct command handed[] = {{"a", count_locked}, {"b", say}};
extern void edit(struct command *);

static void *first(void *p) { return both[0](), p; }
static void *second(void *p) { return both[1](), p; }
static void *by_pointer(void *p) { return chosen(), p; }
static void *by_changed(void *p) { return changed(), p; }
static void *by_name(void *p) { return plain[0].run(), p; }
static void *of_fixed(void *p) { return fixed[1].run(), p; }
static void *of_fixed_first(void *p) { return fixed[0].run(), p; }
static void *all(void *p) {
  for (int i = 0; plain[i].name; i++)
    plain[i].run();
  return p;
}
static void *all_of_fixed(void *p) {
  for (int i = 0; i < 2; i++)
    fixed[i].run();
  return p;
}
static void *all_edited(void *p) { return edited[0].run(), p; }
static void *all_handed(void *p) { return handed[0].run(), p; }

void constant_tables(void) {
  pthread_t t, u;
  pthread_create(&t, 0, first, 0); // unsafe: global-mutation
  pthread_create(&u, 0, first, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, second, 0); // safe
  pthread_create(&u, 0, second, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, of_fixed, 0); // safe
  pthread_create(&u, 0, of_fixed, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, of_fixed_first, 0); // unsafe: global-mutation
  pthread_create(&u, 0, of_fixed_first, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, all_of_fixed, 0); // unsafe: global-mutation
  pthread_create(&u, 0, all_of_fixed, 0); // unsafe: global-mutation
  pthread_join(t, 0), pthread_join(u, 0);
}

void only_read(void) {
  pthread_t t, u;
  pthread_create(&t, 0, by_pointer, 0); // safe
  pthread_create(&u, 0, by_pointer, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, by_name, 0); // safe
  pthread_create(&u, 0, by_name, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, all, 0); // safe
  pthread_create(&u, 0, all, 0); // safe
  pthread_join(t, 0), pthread_join(u, 0);
}

// Somebody puts others there.
void written_elsewhere(int which) {
  if (which)
    changed = count;
  edited[0].run = count;
  edit(handed);
}

void not_only_read(void) {
  pthread_t t, u;
  pthread_create(&t, 0, by_changed, 0); // unknown: could not be resolved
  pthread_create(&u, 0, by_changed, 0); // unknown: could not be resolved
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, all_edited, 0); // unknown: could not be resolved
  pthread_create(&u, 0, all_edited, 0); // unknown: could not be resolved
  pthread_join(t, 0), pthread_join(u, 0);
  pthread_create(&t, 0, all_handed, 0); // unknown: could not be resolved
  pthread_create(&u, 0, all_handed, 0); // unknown: could not be resolved
  pthread_join(t, 0), pthread_join(u, 0);
}

// Declared again, and changed by the earlier declaration.
static void (*declared_twice)(void);
void change_what_is_declared_twice(void) { declared_twice = count; }
static void (*declared_twice)(void) = say;
static void *by_declared_twice(void *p) { return declared_twice(), p; }
void redeclared(void) {
  pthread_t t, u;
  pthread_create(&t, 0, by_declared_twice, 0); // unknown: could not be resolved
  pthread_create(&u, 0, by_declared_twice, 0); // unknown: could not be resolved
  pthread_join(t, 0), pthread_join(u, 0);
}
