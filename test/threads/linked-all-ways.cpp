// Pointers that may each have come from any other: there are more ways through
// them than anybody can follow, so the analysis has to stop somewhere.
#include <thread>
struct Node {
  Node *Next = nullptr;
  int Value = 0;
};
int pick();

#define EACH(M, A) M(A, 0) M(A, 1) M(A, 2) M(A, 3) M(A, 4) M(A, 5) M(A, 6) \
  M(A, 7) M(A, 8) M(A, 9) M(A, 10) M(A, 11) M(A, 12) M(A, 13)
#define FROM(A, B)                                                             \
  if (pick())                                                                  \
    N##A.Next = N##B.Next;

void linked_all_ways() {
  Node N0, N1, N2, N3, N4, N5, N6, N7, N8, N9, N10, N11, N12, N13;
  EACH(FROM, 0) EACH(FROM, 1) EACH(FROM, 2) EACH(FROM, 3) EACH(FROM, 4)
  EACH(FROM, 5) EACH(FROM, 6) EACH(FROM, 7) EACH(FROM, 8) EACH(FROM, 9)
  EACH(FROM, 10) EACH(FROM, 11) EACH(FROM, 12) EACH(FROM, 13)
  if (pick())
    N0.Next = &N1;
  std::thread t([&] { N0.Next->Next->Value = 1; }); // unknown: one of too many objects
  N1.Value = 2;
  t.join();
}
