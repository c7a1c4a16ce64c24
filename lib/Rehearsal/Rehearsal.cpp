#include "aether-analysis/Rehearsal.h"
namespace aether::analysis {
std::vector<RehearsedRace> rehearse(llvm::Module &, const RehearsalLimits &) {
  return {};
}
} // namespace aether::analysis
