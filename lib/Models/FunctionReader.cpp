//===- FunctionReader.cpp - One function of a model file --------------*- C++
//-*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionReader.h"

#include "MapReader.h"
#include "StatementParser.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <optional>

using namespace llvm;

namespace aether::analysis::models {
namespace {

constexpr unsigned MaxArguments = 99;

/// Calls \p Do for \p T and all terms inside it.
template <typename Fn> void forEachTerm(ModelTerm &T, Fn Do) {
  Do(T);
  for (ModelTerm &Operand : T.Operands)
    forEachTerm(Operand, Do);
}

template <typename Fn> void forEachTerm(FunctionModel &M, Fn Do) {
  auto Effects = [&](std::vector<ModelEffect> &List) {
    for (ModelEffect &E : List)
      for (ModelTerm &T : E.Operands)
        forEachTerm(T, Do);
  };
  Effects(M.Effects);
  if (!M.IsParallel)
    return;
  forEachTerm(M.Parallel.Handle, Do);
  for (ParallelModel::Dimension &D : M.Parallel.Dimensions) {
    forEachTerm(D.Lo, Do);
    forEachTerm(D.Hi, Do);
  }
  for (ParallelModel::Task &Task : M.Parallel.Tasks) {
    forEachTerm(Task.Callable, Do);
    for (ModelTerm &T : Task.Args)
      forEachTerm(T, Do);
    for (ParallelModel::Binding &B : Task.Bindings)
      forEachTerm(B.Value, Do);
    Effects(Task.Effects);
  }
}

/// Whether \p E is an access and nothing else. What a library does in its tasks
/// besides running callables can be stated by accesses alone; a callable is a
/// task of its own, and all other statements say what the caller does.
bool isAccess(const ModelEffect &E) {
  switch (E.K) {
  case ModelEffect::Kind::Read:
  case ModelEffect::Kind::Write:
  case ModelEffect::Kind::AtomicRead:
  case ModelEffect::Kind::AtomicWrite:
  case ModelEffect::Kind::Take:
  case ModelEffect::Kind::State:
    return true;
  default:
    return false;
  }
}

/// `rest` begins after the last argument that the model names.
void resolveRest(FunctionModel &M) {
  std::int64_t First = 0;
  forEachTerm(M, [&](ModelTerm &T) {
    if (T.K == ModelTerm::Kind::Arg)
      First = std::max(First, T.Value + 1);
  });
  forEachTerm(M, [&](ModelTerm &T) {
    if (T.K == ModelTerm::Kind::Rest)
      T.Value = First;
  });
}

/// The same function with a policy before its arguments.
FunctionModel withPolicy(FunctionModel M) {
  forEachTerm(M, [](ModelTerm &T) {
    if (T.K == ModelTerm::Kind::Arg || T.K == ModelTerm::Kind::Rest)
      ++T.Value;
  });
  if (M.ArgCount >= 0)
    ++M.ArgCount;
  if (M.MinArgs >= 0)
    ++M.MinArgs;
  for (ArgumentTest &Test : M.Where)
    if (!Test.OfThis)
      ++Test.Arg;
  M.Where.insert(M.Where.begin(), {0, false, "sequential-policy", false});
  return M;
}

class FunctionReader {
public:
  explicit FunctionReader(const ModelSource &Source) : Source(Source) {}

  Error read(const YamlNode &Node, std::vector<std::string> &Names,
             std::vector<FunctionModel> &Models);

private:
  Error where(const YamlNode &Node, std::vector<ArgumentTest> &Into);
  Error property(const YamlNode &Node, ArgumentTest &Test);
  Error effects(const YamlNode &Node, bool InTask,
                std::vector<ModelEffect> &Into);
  Error parallel(const YamlNode &Node, ParallelModel &P);
  Error dimension(const YamlNode &Node, ParallelModel::Dimension &D);
  Error task(const YamlNode &Node, ParallelModel::Task &T);
  Error counts(const YamlNode &Node,
               std::vector<std::pair<int, int>> &Into) const;
  Error term(const YamlNode &Node, TermSort Sort, bool InTask,
             ModelTerm &Into) {
    if (!Node.isScalar())
      return Source.mistake(Node.Begin, Node.describe(),
                            "a term, such as `arg0`");
    Expected<ModelTerm> T =
        parseTerm(Source, Node, Sort, TermContext{ArgCount, InTask});
    if (!T)
      return T.takeError();
    Into = std::move(*T);
    return Error::success();
  }

  const ModelSource &Source;
  int ArgCount = -1; ///< of the model being read
};

Error FunctionReader::read(const YamlNode &Node,
                           std::vector<std::string> &Names,
                           std::vector<FunctionModel> &Models) {
  std::vector<std::pair<int, int>> Counts;
  FunctionModel M;
  bool Policy = false;
  const YamlNode *Where = nullptr, *Do = nullptr, *Parallel = nullptr;
  auto Keep = [](const YamlNode *&Into) {
    return [&Into](const YamlNode &N) {
      Into = &N;
      return Error::success();
    };
  };
  MapReader Map(Source, Node, "a function");
  Map.required("name",
               [&](const YamlNode &N) { return readNames(Source, N, Names); });
  Map.optional("args", [&](const YamlNode &N) { return counts(N, Counts); });
  Map.optional("where", Keep(Where));
  Map.optional("do", Keep(Do));
  Map.optional("parallel", Keep(Parallel));
  Map.optional("assume", [&](const YamlNode &N) {
    constexpr StringRef Wanted = "what the entry takes for granted, in words";
    if (!N.isList())
      return readText(Source, N, Wanted, M.Assumptions.emplace_back());
    return forEach(Source, N, Wanted, [&](const YamlNode &Item) {
      return readText(Source, Item, Wanted, M.Assumptions.emplace_back());
    });
  });
  Map.optional("sequential-policy",
               [&](const YamlNode &N) { return readBool(Source, N, Policy); });
  if (Error E = Map.read())
    return E;
  if (!Do && !Parallel)
    return Source.mistake(Node.Begin, "a function without `do` or `parallel`",
                          "at least one of them (`do: []` for no effect)");
  M.File = Source.Name;
  M.Line = Source.lineAndColumn(Node.Begin).first;
  if (Counts.empty())
    Counts.push_back({-1, -1});
  for (auto [Exact, Least] : Counts) {
    FunctionModel Variant = M;
    Variant.ArgCount = ArgCount = Exact;
    Variant.MinArgs = Least;
    if (Where)
      if (Error E = where(*Where, Variant.Where))
        return E;
    if (Do)
      if (Error E = effects(*Do, false, Variant.Effects))
        return E;
    if (Parallel) {
      Variant.IsParallel = true;
      if (Error E = parallel(*Parallel, Variant.Parallel))
        return E;
    }
    resolveRest(Variant);
    if (Policy)
      Models.push_back(withPolicy(Variant));
    Models.push_back(std::move(Variant));
  }
  return Error::success();
}

Error FunctionReader::counts(const YamlNode &Node,
                             std::vector<std::pair<int, int>> &Into) const {
  auto One = [&](const YamlNode &N) -> Error {
    StringRef Text = N.Text;
    bool Least = Text.consume_back("+");
    unsigned Count = 0;
    if (!N.isScalar() || Text.getAsInteger(10, Count) || Count > MaxArguments)
      return Source.mistake(N.Begin, N.describe(),
                            "a number of arguments (`2`, `2+` for two or more, "
                            "or a list of such)");
    Into.push_back(Least ? std::pair(-1, int(Count))
                         : std::pair(int(Count), -1));
    return Error::success();
  };
  return Node.isList() ? forEach(Source, Node, "", One) : One(Node);
}

Error FunctionReader::where(const YamlNode &Node,
                            std::vector<ArgumentTest> &Into) {
  if (!Node.isMap())
    return Source.mistake(Node.Begin, Node.describe(),
                          "a map from arguments to what they must be "
                          "(`arg0: integral`)");
  for (auto &[Key, Value] : Node.Fields) {
    ArgumentTest Test;
    StringRef Name = Key->Text;
    Test.OfThis = Key->isScalar() && Name == "this";
    if (!Test.OfThis &&
        (!Key->isScalar() || !Name.consume_front("arg") ||
         Name.getAsInteger(10, Test.Arg) || Test.Arg > MaxArguments))
      return Source.mistake(Key->Begin, Key->describe(),
                            "an argument (`arg0`, `arg1` ...) or `this`");
    if (!Test.OfThis && ArgCount >= 0 && Test.Arg >= unsigned(ArgCount))
      return Source.mistake(Key->Begin, Key->describe(),
                            "one of the arguments that `args` allows");
    auto One = [&, &Test = Test](const YamlNode &N) -> Error {
      if (Error E = property(N, Test))
        return E;
      Into.push_back(Test);
      return Error::success();
    };
    if (Error E =
            Value->isList() ? forEach(Source, *Value, "", One) : One(*Value))
      return E;
  }
  return Error::success();
}

Error FunctionReader::property(const YamlNode &Node, ArgumentTest &Test) {
  static constexpr StringRef Known[] = {
      "integral",
      "floating",
      "pointer",
      "iterator",
      "linked",
      "callable",
      "binary",
      "range",
      "contiguous",
      "class",
      "same",
      "of-arrays",
      "of-iterators",
      "of-references",
      "parallel-policy",
      "sequential-policy",
      "rvalue",
      "unshared",
      "const",
      "true",
      "false",
      "npos",
      "zero",
      "one",
      "several",
      "deferred",
      "releasing",
      "acquiring",
  };
  StringRef Is = StringRef(Node.Text).trim();
  Test.Negated = Is.consume_front("not ");
  Is = Is.ltrim();
  bool Qualified = Is.contains("::") && !Is.contains(' ');
  bool Number = !Is.empty() && all_of(Is, isDigit);
  if (!Node.isScalar() || (!is_contained(Known, Is) && !Qualified && !Number))
    return Source.mistake(Node.Begin, Node.describe(),
                          oneOf(Known) +
                              ", a number, or a type's qualified name, with "
                              "or without "
                              "`not` before it");
  Test.Is = Is.str();
  return Error::success();
}

Error FunctionReader::effects(const YamlNode &Node, bool InTask,
                              std::vector<ModelEffect> &Into) {
  auto One = [&](const YamlNode &N) -> Error {
    if (!N.isScalar())
      return Source.mistake(N.Begin, N.describe(),
                            "a statement, such as `write this`");
    Expected<ModelEffect> E =
        parseStatement(Source, N, TermContext{ArgCount, InTask});
    if (!E)
      return E.takeError();
    if (InTask && !isAccess(*E))
      return Source.mistake(
          N.Begin, "`" + StringRef(N.Text).trim() + "` inside a task",
          "an access (`read P`, `write P`, `atomic-read P`, `atomic-write P`, "
          "`take P` or `state NAME`); what else a task runs is a task of its "
          "own (`call`), what the caller does stands in the `do` of the "
          "function");
    Into.push_back(std::move(*E));
    return Error::success();
  };
  if (Node.isScalar())
    return One(Node);
  return forEach(Source, Node, "a list of statements", One);
}

Error FunctionReader::parallel(const YamlNode &Node, ParallelModel &P) {
  MapReader Map(Source, Node, "a parallel call");
  Map.optional("dimensions", [&](const YamlNode &N) {
    return forEach(Source, N, "a list of dimensions (`- {from: 0, to: arg0}`)",
                   [&](const YamlNode &Item) {
                     return dimension(Item, P.Dimensions.emplace_back());
                   });
  });
  Map.required("tasks", [&](const YamlNode &N) {
    if (N.isList() && N.Items.empty())
      return Source.mistake(N.Begin, "an empty list", "at least one task");
    return forEach(Source, N, "a list of tasks (`- {call: arg0}`)",
                   [&](const YamlNode &Item) {
                     return task(Item, P.Tasks.emplace_back());
                   });
  });
  Map.optional("blocking", [&](const YamlNode &N) {
    return readBool(Source, N, P.Blocking);
  });
  Map.optional("handle", [&](const YamlNode &N) {
    P.HasHandle = true;
    return term(N, TermSort::Place, false, P.Handle);
  });
  Map.optional("unsequenced", [&](const YamlNode &N) {
    return readBool(Source, N, P.Unsequenced);
  });
  Map.optional("unlisted", [&](const YamlNode &N) {
    return readBool(Source, N, P.Unlisted);
  });
  if (Error E = Map.read())
    return E;
  if (P.Blocking && P.HasHandle)
    return Source.mistake(Node.Begin, "a `handle` for a blocking call",
                          "`blocking: false` with it, or no handle");
  return Error::success();
}

Error FunctionReader::dimension(const YamlNode &Node,
                                ParallelModel::Dimension &D) {
  bool HasFrom = false, HasTo = false;
  MapReader Map(Source, Node, "a dimension");
  Map.optional("blocks", [&](const YamlNode &N) {
    return readBool(Source, N, D.IsBlock);
  });
  Map.optional("from", [&](const YamlNode &N) {
    HasFrom = true;
    return term(N, TermSort::Integer, false, D.Lo);
  });
  Map.optional("to", [&](const YamlNode &N) {
    HasTo = true;
    return term(N, TermSort::Integer, false, D.Hi);
  });
  if (Error E = Map.read())
    return E;
  if (HasFrom != HasTo)
    return Source.mistake(
        Node.Begin, HasFrom ? "`from` without `to`" : "`to` without `from`",
        "both bounds or neither");
  D.HasBounds = HasFrom;
  return Error::success();
}

Error FunctionReader::task(const YamlNode &Node, ParallelModel::Task &T) {
  T.HasCallable = false;
  MapReader Map(Source, Node, "a task");
  Map.optional("call", [&](const YamlNode &N) {
    T.HasCallable = true;
    return term(N, TermSort::Value, true, T.Callable);
  });
  Map.optional("method", [&](const YamlNode &N) {
    return readText(Source, N, "the name of a member function", T.Method);
  });
  Map.optional("with", [&](const YamlNode &N) {
    return forEach(Source, N, "a list of arguments (`[index]`)",
                   [&](const YamlNode &Item) {
                     return term(Item, TermSort::Value, true,
                                 T.Args.emplace_back());
                   });
  });
  Map.optional("fields", [&](const YamlNode &N) -> Error {
    if (!N.isMap())
      return Source.mistake(N.Begin, N.describe(),
                            "a map from fields of the `fresh` argument to "
                            "values (`begin: block_begin`)");
    for (auto &[Key, Value] : N.Fields) {
      ParallelModel::Binding &B = T.Bindings.emplace_back();
      if (Error E = readText(Source, *Key, "the name of a field", B.Field))
        return E;
      if (Error E = term(*Value, TermSort::Value, true, B.Value))
        return E;
    }
    return Error::success();
  });
  Map.optional("copy", [&](const YamlNode &N) {
    static constexpr std::pair<StringRef, bool> Known[] = {{"shared", false},
                                                           {"own", true}};
    return readWord<bool>(Source, N, Known, T.OwnCopy);
  });
  Map.optional("split", [&](const YamlNode &N) {
    return readText(Source, N, "the type of the constructor's second parameter",
                    T.SplitTag);
  });
  Map.optional("join", [&](const YamlNode &N) {
    return forEach(Source, N, "a list of member functions (`[join]`)",
                   [&](const YamlNode &Item) {
                     return readText(Source, Item,
                                     "the name of a member function",
                                     T.JoinedBy.emplace_back());
                   });
  });
  Map.optional("many",
               [&](const YamlNode &N) { return readBool(Source, N, T.Many); });
  Map.optional("sequential", [&](const YamlNode &N) {
    return readBool(Source, N, T.Sequential);
  });
  Map.optional("perhaps", [&](const YamlNode &N) {
    return readBool(Source, N, T.Perhaps);
  });
  Map.optional("each-argument", [&](const YamlNode &N) {
    return readBool(Source, N, T.ForEachArg);
  });
  Map.optional("do",
               [&](const YamlNode &N) { return effects(N, true, T.Effects); });
  if (Error E = Map.read())
    return E;
  if (!T.HasCallable && T.Effects.empty())
    return Source.mistake(Node.Begin, "a task without `call` or `do`",
                          "what the task runs (`call: arg0`)");
  if (!T.Bindings.empty() && none_of(T.Args, [](const ModelTerm &A) {
        return A.K == ModelTerm::Kind::Fresh;
      }))
    return Source.mistake(Node.Begin, "`fields` without a `fresh` argument",
                          "`fresh` among the arguments in `with`");
  if (T.SplitTag.empty() != T.JoinedBy.empty())
    return Source.mistake(Node.Begin, "one of `split` and `join`",
                          "both, or none");
  if (T.ForEachArg && T.Callable.K != ModelTerm::Kind::Arg)
    return Source.mistake(Node.Begin,
                          "`each-argument` without an argument in `call`",
                          "the first of the callables (`call: arg0`)");
  return Error::success();
}

} // namespace

Error readFunction(const ModelSource &Source, const YamlNode &Node,
                   std::vector<std::string> &Names,
                   std::vector<FunctionModel> &Models) {
  return FunctionReader(Source).read(Node, Names, Models);
}

} // namespace aether::analysis::models
