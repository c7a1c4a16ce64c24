// Level sets: made, filtered, changed in shape.
#include <openvdb/openvdb.h>
#include <openvdb/tools/LevelSetFilter.h>
#include <openvdb/tools/LevelSetSphere.h>
#include <openvdb/tools/MeshToVolume.h>
#include <openvdb/tools/Morphology.h>
#include <openvdb/tools/VolumeToMesh.h>

using openvdb::FloatGrid;

FloatGrid::Ptr sphere() {
  return openvdb::tools::createLevelSetSphere<FloatGrid>(10, openvdb::Vec3f(0),
                                                         0.5);
}

FloatGrid::Ptr fromMesh(const std::vector<openvdb::Vec3s> &Points,
                        const std::vector<openvdb::Vec3I> &Triangles) {
  auto Transform = openvdb::math::Transform::createLinearTransform(0.5);
  return openvdb::tools::meshToLevelSet<FloatGrid>(*Transform, Points,
                                                   Triangles);
}

void smooth(FloatGrid &Grid) {
  openvdb::tools::LevelSetFilter<FloatGrid> Filter(Grid);
  Filter.gaussian(2);
  Filter.offset(0.5);
}

void grow(FloatGrid &Grid) {
  openvdb::tools::dilateActiveValues(Grid.tree(), 2);
}

void mesh(const FloatGrid &Grid, std::vector<openvdb::Vec3s> &Points,
          std::vector<openvdb::Vec4I> &Quads) {
  openvdb::tools::volumeToMesh(Grid, Points, Quads);
}

int main() {
  openvdb::initialize();
  FloatGrid::Ptr Grid = sphere();
  smooth(*Grid);
  grow(*Grid);
  std::vector<openvdb::Vec3s> Points;
  std::vector<openvdb::Vec4I> Quads;
  mesh(*Grid, Points, Quads);
  return fromMesh(Points, {})->activeVoxelCount() == 0;
}
