// Values of a sparse grid, changed and visited by all cores.
#include <openvdb/openvdb.h>
#include <openvdb/tools/Count.h>
#include <openvdb/tools/ValueTransformer.h>
#include <openvdb/tree/LeafManager.h>

#include <atomic>

using openvdb::FloatGrid;
using Leaves = openvdb::tree::LeafManager<FloatGrid::TreeType>;

// Each value is changed by the task that visits it.
void scale(FloatGrid &Grid, float By) {
  openvdb::tools::foreach (
      Grid.beginValueOn(),
      [By](const FloatGrid::ValueOnIter &It) { It.setValue(*It * By); });
}

// Racy: all tasks add to one number.
double sumRacy(FloatGrid &Grid) {
  double Sum = 0;
  openvdb::tools::foreach (
      Grid.beginValueOn(),
      [&](const FloatGrid::ValueOnIter &It) { Sum += *It; });
  return Sum;
}

// One leaf for each task.
void scaleLeaves(FloatGrid &Grid, float By) {
  Leaves Manager(Grid.tree());
  Manager.foreach ([By](FloatGrid::TreeType::LeafNodeType &Leaf, size_t) {
    for (auto It = Leaf.beginValueOn(); It; ++It)
      It.setValue(*It * By);
  });
}

// Racy: a counter of its own would do.
size_t countLeavesRacy(FloatGrid &Grid) {
  size_t Count = 0;
  Leaves Manager(Grid.tree());
  Manager.foreach ([&](FloatGrid::TreeType::LeafNodeType &Leaf, size_t) {
    Count += Leaf.onVoxelCount();
  });
  return Count;
}

size_t countLeaves(FloatGrid &Grid) {
  std::atomic<size_t> Count = 0;
  Leaves Manager(Grid.tree());
  Manager.foreach ([&](FloatGrid::TreeType::LeafNodeType &Leaf, size_t) {
    Count += Leaf.onVoxelCount();
  });
  return Count;
}

struct Adder {
  double Sum = 0;
  void operator()(const FloatGrid::ValueOnCIter &It) { Sum += *It; }
  void join(const Adder &Other) { Sum += Other.Sum; }
};

// Each thread has an adder of its own.
double sum(const FloatGrid &Grid) {
  Adder Op;
  openvdb::tools::accumulate(Grid.cbeginValueOn(), Op);
  return Op.Sum;
}

struct LeafAdder {
  double Sum = 0;
  LeafAdder() = default;
  LeafAdder(const LeafAdder &, tbb::split) {}
  void operator()(Leaves::LeafRange &Range) {
    for (auto Leaf = Range.begin(); Leaf; ++Leaf)
      for (auto It = Leaf->cbeginValueOn(); It; ++It)
        Sum += *It;
  }
  void operator()(const FloatGrid::TreeType::LeafNodeType &Leaf, size_t) {
    for (auto It = Leaf.cbeginValueOn(); It; ++It)
      Sum += *It;
  }
  void join(const LeafAdder &Other) { Sum += Other.Sum; }
};

double sumLeaves(FloatGrid &Grid) {
  Leaves Manager(Grid.tree());
  LeafAdder Op;
  Manager.reduce(Op);
  return Op.Sum;
}

openvdb::Index64 voxels(const FloatGrid &Grid) {
  return openvdb::tools::countActiveVoxels(Grid.tree());
}

int main() {
  openvdb::initialize();
  FloatGrid::Ptr Grid = FloatGrid::create(0);
  Grid->fill(openvdb::CoordBBox(openvdb::Coord(0), openvdb::Coord(99)), 1);
  scale(*Grid, 2);
  scaleLeaves(*Grid, 2);
  return sumRacy(*Grid) + countLeavesRacy(*Grid) + countLeaves(*Grid) +
             sum(*Grid) + sumLeaves(*Grid) + voxels(*Grid) >
         0;
}
