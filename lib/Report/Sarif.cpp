//===- Sarif.cpp - The report for code review -----------------------------===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Static Analysis Results Interchange Format 2.1.0, an OASIS standard of 2020;
// the numbers of its sections stand beside what they ask for. A finding has one
// code flow with two thread flows: the way of each task to its access.
//
//===----------------------------------------------------------------------===//

#include "Paths.h"
#include "Patterns.h"
#include "aether-analysis/Report.h"
#include "aether-analysis/Version.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace aether::analysis {
namespace {

constexpr const char *Schema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";
constexpr const char *Check = "aether-unsafe-parallel";
constexpr const char *UnknownRule = "aether-unknown-parallel";

json::Value text(StringRef S) {
  return json::isUTF8(S) ? json::Value(S.str()) : json::Value(json::fixUTF8(S));
}

std::string ruleOf(StringRef Pattern) {
  return (Twine(Check) + "/" + Pattern).str();
}

/// A path as the path of a URI (RFC 3986): all but its unreserved characters
/// and slashes are percent-encoded.
std::string uriPath(StringRef Path) {
  std::string Uri;
  for (unsigned char C : Path)
    if (isAlnum(C) || StringRef("-._~/").contains(C))
      Uri += C;
    else
      Uri += "%" + toHex(ArrayRef<uint8_t>(C));
  return Uri;
}

class Writer {
public:
  Writer(const ReportData &Data, const PageOptions &Options, raw_ostream &OS)
      : Data(Data), Options(Options), J(OS, /*IndentSize=*/2) {}

  void log() {
    J.object([&] {
      J.attribute("$schema", Schema);
      J.attribute("version", "2.1.0");
      J.attributeArray("runs", [&] { J.object([&] { run(); }); });
    });
  }

private:
  void message(StringRef Key, StringRef Text) {
    J.attributeObject(Key, [&] { J.attribute("text", text(Text)); });
  }

  void run() {
    J.attributeObject("tool", [&] {
      J.attributeObject("driver", [&] {
        J.attribute("name", "Aether");
        J.attribute("semanticVersion", AETHER_VERSION);
        J.attributeArray("rules", [&] { rules(); });
      });
    });
    J.attributeArray("invocations", [&] { J.object([&] { invocation(); }); });
    // Without a `uri`: where the sources lie is the reader's business
    // (3.14.14).
    J.attributeObject("originalUriBaseIds", [&] {
      J.attributeObject("SRCROOT", [&] {
        message("description", "The folder that the analysis ran in.");
      });
    });
    J.attribute("columnKind", "unicodeCodePoints");
    J.attributeArray("results", [&] {
      for (const auto &[Number, F] : enumerate(Data.Result.Findings))
        if (News Kind = newsOf(Data, Number); Kind != News::Outside)
          J.object([&] { result(F, Kind); });
      for (const BaselineEntry &E : Data.Stale)
        J.object([&] { absent(E); });
      if (Options.Strict)
        for (const auto &[Number, Site] : enumerate(Data.Result.CallSites))
          if (Site.Result == Verdict::Unknown && isShown(Data, Number))
            J.object([&] { open(Site); });
    });
  }

  void rule(StringRef Id, StringRef Name, StringRef Sentence, StringRef Level) {
    J.object([&] {
      J.attribute("id", Id);
      J.attribute("name", Name);
      message("shortDescription", Sentence);
      J.attributeObject("defaultConfiguration",
                        [&] { J.attribute("level", Level); });
    });
  }

  void rules() {
    for (const PatternText &P : patternTexts()) {
      SmallVector<StringRef, 4> Words;
      StringRef(toString(P.Kind)).split(Words, '-');
      std::string Name; // in Pascal case (3.49.7)
      for (StringRef Word : Words)
        Name += toUpper(Word.front()) + Word.drop_front().str();
      rule(ruleOf(toString(P.Kind)), Name, P.Sentence, "warning");
    }
    rule(UnknownRule, "UnknownParallel",
         "Whether the tasks of a parallel call race could not be decided.",
         "none");
  }

  void invocation() {
    J.attribute("executionSuccessful", Data.Errors.empty());
    J.attributeArray("toolExecutionNotifications", [&] {
      for (const UnitError &E : Data.Errors)
        J.object([&] {
          J.attribute("level", "error");
          message("message", E.Message);
          J.attributeArray("locations", [&] {
            J.object([&] { location({E.File, E.File, 0, 0}); });
          });
        });
    });
  }

  void artifact(StringRef Path) {
    StringRef Shown = displayPath(Path, Options.BaseDir);
    J.attributeObject("artifactLocation", [&] {
      if (sys::path::is_absolute(Shown)) {
        J.attribute("uri", "file://" + uriPath(Shown));
        return;
      }
      J.attribute("uri", uriPath(Shown));
      J.attribute("uriBaseId", "SRCROOT");
    });
  }

  /// Compilers count bytes, the log says that it counts code points.
  unsigned column(const Position &Pos) {
    StringRef Before =
        Lines.line(Pos.File, Pos.Line).take_front(Pos.Column - 1);
    return Pos.Column - count_if(Before, [](char C) {
             return (static_cast<unsigned char>(C) & 0xC0) == 0x80;
           });
  }

  void location(const Position &Pos) {
    J.attributeObject("physicalLocation", [&] {
      artifact(Pos.File);
      if (Pos.Line)
        J.attributeObject("region", [&] {
          J.attribute("startLine", Pos.Line);
          if (Pos.Column)
            J.attribute("startColumn", column(Pos));
        });
    });
  }

  void locationWith(const Position &Pos, StringRef Text) {
    location(Pos);
    message("message", Text);
  }

  void step(const Position &Pos, StringRef Text) {
    if (Pos.Line)
      J.object([&] {
        J.attributeObject("location", [&] { locationWith(Pos, Text); });
      });
  }

  /// The way from the parallel call to \p A.
  void threadFlow(const CallSiteVerdict &Site, const AccessEvidence &A) {
    J.attributeArray("locations", [&] {
      step(Site.Pos, "`" + Site.Callee + "` starts the tasks");
      for (const auto &[Depth, S] : enumerate(A.Chain))
        step(S.Pos, Depth ? "calls `" + S.Function + "`"
                          : "the task `" + S.Function + "`");
      std::string Text = toString(A.Kind) + (" of `" + A.Variable + "`");
      if (!A.Locks.empty())
        Text += " while holding `" + join(A.Locks, "`, `") + "`";
      step(A.Pos, Text);
    });
  }

  void result(const Finding &F, News Kind) {
    const CallSiteVerdict &Site = Data.Result.CallSites[F.CallSite];
    J.attribute("ruleId", ruleOf(toString(F.Kind)));
    J.attribute("level", "warning");
    J.attribute("baselineState", Kind == News::Known ? "unchanged" : "new");
    message("message", F.Message);
    J.attributeArray("locations",
                     [&] { J.object([&] { location(F.First.Pos); }); });
    J.attributeArray("relatedLocations", [&] {
      for (const auto &[Id, N] : enumerate(notesFor(F, Data.Result)))
        J.object([&] {
          J.attribute("id", int64_t(Id));
          locationWith(N.Pos, N.Text);
        });
    });
    J.attributeArray("codeFlows", [&] {
      J.object([&] {
        message("message", "Two tasks and their conflicting accesses.");
        J.attributeArray("threadFlows", [&] {
          J.object([&] {
            J.attribute("id", "one task");
            threadFlow(Site, F.First);
          });
          J.object([&] {
            J.attribute("id", "another task");
            threadFlow(Site, F.Second);
          });
        });
      });
    });
    fingerprint(F.Fingerprint);
    J.attributeArray("suppressions", [&] {
      if (Kind == News::Known)
        suppression();
    });
  }

  void fingerprint(StringRef Print) {
    J.attributeObject("partialFingerprints",
                      [&] { J.attribute("aetherFinding/v1", text(Print)); });
  }

  void suppression() {
    J.object([&] {
      J.attribute("kind", "external");
      J.attribute("justification", "in the baseline");
    });
  }

  /// A finding of the baseline that is no more (3.27.24).
  void absent(const BaselineEntry &E) {
    if (!E.Pattern.empty())
      J.attribute("ruleId", ruleOf(E.Pattern));
    else
      J.attribute("ruleId", Check);
    J.attribute("baselineState", "absent");
    message("message", E.Message);
    J.attributeArray("locations", [&] {
      if (!E.File.empty())
        J.object([&] { location({E.File, E.File, 0, 0}); });
    });
    fingerprint(E.Fingerprint);
  }

  /// What could not be decided is an open result (3.27.9), without a level.
  void open(const CallSiteVerdict &Site) {
    J.attribute("ruleId", UnknownRule);
    J.attribute("kind", "open");
    J.attribute("level", "none");
    std::string Text =
        "whether the tasks of `" + Site.Callee + "` race is unknown";
    if (!Site.Reasons.empty())
      Text += ": " + Site.Reasons.front().Text;
    message("message", Text);
    J.attributeArray("locations",
                     [&] { J.object([&] { location(Site.Pos); }); });
    J.attributeArray("relatedLocations", [&] {
      for (const auto &[Id, R] : enumerate(Site.Reasons))
        if (R.Pos.Line)
          J.object([&] {
            J.attribute("id", int64_t(Id));
            locationWith(R.Pos, R.Text);
          });
    });
  }

  const ReportData &Data;
  const PageOptions &Options;
  json::OStream J;
  SourceLines Lines;
};

} // namespace

void printSarif(const ReportData &Data, const PageOptions &Options,
                raw_ostream &OS) {
  Writer(Data, Options, OS).log();
  OS << '\n';
}

} // namespace aether::analysis
