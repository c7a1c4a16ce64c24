// Version 1 of the JSON format, key by key; other tools rely on it.
//
// RUN: not %aether check --format=json %s -- %aether_flags | FileCheck %s
// RUN: not %aether check --format=json %s -- %aether_flags | %python -m json.tool

#include <aether/aether.h>
#include <vector>

void count(std::vector<int> &Items) {
  int Total = 0;
  aether::par_for_each(Items, [&](int &X) {
    Total += X;
  });
}

// CHECK:      {
// CHECK-NEXT:   "version": 1,
// CHECK-NEXT:   "call_sites": [
// CHECK-NEXT:     {
// CHECK-NEXT:       "file": "/{{.*}}json.cpp",
// CHECK-NEXT:       "line": [[#CALL:]],
// CHECK-NEXT:       "column": 3,
// CHECK-NEXT:       "callee": "aether::par_for_each",
// CHECK-NEXT:       "verdict": "unsafe",
// CHECK-NEXT:       "reasons": [],
// CHECK-NEXT:       "assumptions": []
// CHECK-NEXT:     }
// CHECK-NEXT:   ],
// CHECK-NEXT:   "findings": [
// CHECK-NEXT:     {
// CHECK-NEXT:       "check": "aether-unsafe-parallel",
// CHECK-NEXT:       "pattern": "captured-mutation",
// CHECK-NEXT:       "message": "{{.+}}",
// CHECK-NEXT:       "file": "/{{.*}}json.cpp",
// CHECK-NEXT:       "line": [[#CALL+1]],
// CHECK-NEXT:       "column": {{[0-9]+}},
// CHECK-NEXT:       "fingerprint": "{{.+}}",
// CHECK-NEXT:       "call_site": {
// CHECK-NEXT:         "file": "/{{.*}}json.cpp",
// CHECK-NEXT:         "line": [[#CALL]],
// CHECK-NEXT:         "column": 3
// CHECK-NEXT:       },
// CHECK-NEXT:       "accesses": [
// CHECK-NEXT:         {
// CHECK-NEXT:           "kind": "write",
// CHECK-NEXT:           "variable": "Total",
// CHECK-NEXT:           "file": "/{{.*}}json.cpp",
// CHECK-NEXT:           "line": [[#CALL+1]],
// CHECK-NEXT:           "column": {{[0-9]+}},
// CHECK-NEXT:           "chain": [
// CHECK:              ]
// CHECK-NEXT:         },
// CHECK-NEXT:         {
// CHECK-NEXT:           "kind": "{{read|write}}",
// CHECK-NEXT:           "variable": "Total",
// CHECK:        "errors": [],
// CHECK-NEXT:   "summary": {
// CHECK-NEXT:     "translation_units": 1,
// CHECK-NEXT:     "parallel_calls": 1,
// CHECK-NEXT:     "safe": 0,
// CHECK-NEXT:     "unsafe": 1,
// CHECK-NEXT:     "unknown": 0,
// CHECK-NEXT:     "seconds": {{[0-9]+\.[0-9]+}}
// CHECK-NEXT:   }
// CHECK-NEXT: }
