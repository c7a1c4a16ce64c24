//===- SerialArchive.h - The two directions of the serial form --*- C++ -*-===//
//
// Part of Aether, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for licence information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Writer and Reader have the same functions, one per kind of field;
/// SerialFields.h calls them for each structure. The Reader checks each id
/// against the limits that were read before it. After the first failure it
/// yields zeros and empty lists, so that its caller comes to the end quickly.
//===----------------------------------------------------------------------===//

#ifndef AETHER_LIB_SUMMARY_SERIALARCHIVE_H
#define AETHER_LIB_SUMMARY_SERIALARCHIVE_H

#include "aether-analysis/Summary.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Endian.h"

namespace aether::analysis::serial {

/// How many there are of what ids count.
struct Limits {
  std::uint32_t Strings = 0, Files = 0, Globals = 0;           // of the unit
  std::uint32_t Params = 0, Locals = 0, Loops = 0, Blocks = 0; // of a function
  std::uint32_t Places = 0, Ints = 0, Values = 0, Choices = 0;
  llvm::SmallVector<std::uint32_t> Dimensions; ///< of each parallel call
  SourcePos Last; ///< positions are told by their distance from the last one

  void startFunction() {
    Dimensions.clear();
    Last = SourcePos();
  }
  std::uint32_t dimensionsOf(std::uint32_t Call) const {
    return Call < Dimensions.size() ? Dimensions[Call] : 0;
  }
};

struct Writer : Limits {
  static constexpr bool Reading = false;
  std::string Out;

  void number(std::uint64_t X) {
    for (; X >= 0x80; X >>= 7)
      Out.push_back(static_cast<char>(X | 0x80));
    Out.push_back(static_cast<char>(X));
  }
  void signedNumber(std::int64_t X) {
    number((std::uint64_t(X) << 1) ^ std::uint64_t(X >> 63));
  }
  void fixed(std::uint64_t X) {
    char Bytes[8];
    llvm::support::endian::write64le(Bytes, X);
    Out.append(Bytes, sizeof(Bytes));
  }
  void text(const std::string &S) {
    number(S.size());
    Out += S;
  }
  template <typename E> void enumerator(E X, E) {
    Out.push_back(static_cast<char>(X));
  }
  template <typename... Bools> void flags(Bools... X) {
    unsigned Byte = 0, Bit = 0;
    ((Byte |= unsigned(X) << Bit++), ...);
    Out.push_back(static_cast<char>(Byte));
  }
  void id(std::uint32_t X, std::uint32_t) { number(X); }
  void optional(std::uint32_t X, std::uint32_t) {
    number(X == None ? 0 : std::uint64_t(X) + 1);
  }
  void below(std::uint32_t X, std::uint32_t Number) { number(Number - X); }
  void string(StringId X) { number(X); }
  void global(std::uint32_t X) { number(X); }
  void label(std::uint32_t X) { number(X); }
  void position(const SourcePos &P) {
    if (P.Line == 0)
      return number(0);
    const bool NewFile = P.File != Last.File;
    const auto Step = std::int64_t(P.Line) - std::int64_t(Last.Line);
    number(1 +
           ((((std::uint64_t(Step) << 1) ^ std::uint64_t(Step >> 63)) << 1) |
            std::uint64_t(NewFile)));
    if (NewFile)
      number(P.File);
    number(P.Column);
    Last = P;
  }
  template <typename T>
  std::uint32_t size(const std::vector<T> &X, std::size_t) {
    number(X.size());
    return static_cast<std::uint32_t>(X.size());
  }
  template <typename T, typename Fn>
  void list(const std::vector<T> &X, std::size_t MinBytes, Fn Each) {
    size(X, MinBytes);
    for (const T &E : X)
      Each(E);
  }
};

class Reader : public Limits {
public:
  static constexpr bool Reading = true;
  explicit Reader(llvm::StringRef Bytes) : Rest(Bytes) {}

  bool failed() const { return Failure != nullptr; }
  const char *failure() const { return Failure; }
  bool atEnd() const { return Rest.empty(); }
  void fail(const char *Why) {
    if (!Failure)
      Failure = Why;
    Rest = llvm::StringRef();
  }

  std::uint64_t number() {
    std::uint64_t X = 0;
    for (unsigned Shift = 0; Shift < 64; Shift += 7) {
      const std::uint8_t Byte = byte();
      X |= std::uint64_t(Byte & 0x7F) << Shift;
      if (Byte & 0x80)
        continue;
      // One number, one spelling: no idle last byte, nothing beyond 64 bits.
      if ((Byte == 0 && Shift != 0) || (Shift == 63 && Byte > 1))
        break;
      return X;
    }
    fail("a number is malformed");
    return 0;
  }
  std::int64_t signedNumber() {
    const std::uint64_t X = number();
    return static_cast<std::int64_t>((X >> 1) ^ (0 - (X & 1)));
  }
  void signedNumber(std::int64_t &X) { X = signedNumber(); }
  void fixed(std::uint64_t &X) {
    if (Rest.size() < 8)
      return fail("it ends too early");
    X = llvm::support::endian::read64le(Rest.data());
    Rest = Rest.drop_front(8);
  }
  void text(std::string &S) {
    const std::uint64_t Size = number();
    if (Size > Rest.size())
      return fail("a text is longer than what is left");
    S = Rest.take_front(Size).str();
    Rest = Rest.drop_front(Size);
  }
  template <typename E> void enumerator(E &X, E Last) {
    const std::uint8_t Byte = byte();
    if (Byte > static_cast<std::uint8_t>(Last))
      return fail("an enumerator is out of range");
    X = static_cast<E>(Byte);
  }
  template <typename... Bools> void flags(Bools &...X) {
    const unsigned Byte = byte();
    if (Byte >> sizeof...(X))
      return fail("a flag is out of range");
    unsigned Bit = 0;
    ((X = (Byte >> Bit++) & 1), ...);
  }
  void id(std::uint32_t &X, std::uint32_t Limit) {
    const std::uint64_t N = number();
    if (N >= Limit)
      return fail("an id is out of range");
    X = static_cast<std::uint32_t>(N);
  }
  void optional(std::uint32_t &X, std::uint32_t Limit) {
    const std::uint64_t N = number();
    if (N > Limit)
      return fail("an id is out of range");
    X = N == 0 ? None : static_cast<std::uint32_t>(N - 1);
  }
  void below(std::uint32_t &X, std::uint32_t Number) {
    const std::uint64_t Distance = number();
    if (Distance == 0 || Distance > Number)
      return fail("a term precedes its parts");
    X = Number - static_cast<std::uint32_t>(Distance);
  }
  void string(StringId &X) { id(X, Strings); }
  void global(std::uint32_t &X) { id(X, Globals); }
  /// A number that names something without being an index. No function has so
  /// many; a limit keeps tables indexed by it small.
  void label(std::uint32_t &X) { id(X, 1u << 24); }
  void position(SourcePos &P) {
    P = SourcePos();
    const std::uint64_t Code = number();
    if (Code == 0)
      return;
    const std::uint64_t Zigzag = (Code - 1) >> 1;
    const auto Step =
        static_cast<std::int64_t>((Zigzag >> 1) ^ (0 - (Zigzag & 1)));
    // The step has at most 62 bits, so the sum does not overflow.
    const std::int64_t Line = std::int64_t(Last.Line) + Step;
    if (Line < 1 || Line > std::int64_t(~std::uint32_t(0)))
      return fail("a line is out of range");
    P.Line = static_cast<std::uint32_t>(Line);
    P.File = Last.File;
    if ((Code - 1) & 1) {
      id(P.File, Files);
      if (P.File == Last.File)
        return fail("a change of file is none");
    } else if (P.File >= Files) {
      return fail("an id is out of range");
    }
    const std::uint64_t Column = number();
    if (Column > ~std::uint32_t(0))
      return fail("a column is out of range");
    P.Column = static_cast<std::uint32_t>(Column);
    Last = P;
  }
  /// Reads a count of things that take at least \p MinBytes each, and makes
  /// \p X that long.
  template <typename T>
  std::uint32_t size(std::vector<T> &X, std::size_t MinBytes) {
    const std::uint64_t N = number();
    if (N > Rest.size() / MinBytes || N >= None) {
      fail("a count is larger than what is left");
      return 0;
    }
    X.clear();
    X.resize(N);
    return static_cast<std::uint32_t>(N);
  }
  template <typename T, typename Fn>
  void list(std::vector<T> &X, std::size_t MinBytes, Fn Each) {
    size(X, MinBytes);
    for (T &E : X) {
      if (failed())
        return;
      Each(E);
    }
  }

private:
  std::uint8_t byte() {
    if (Rest.empty()) {
      fail("it ends too early");
      return 0;
    }
    const auto Byte = static_cast<std::uint8_t>(Rest.front());
    Rest = Rest.drop_front();
    return Byte;
  }

  llvm::StringRef Rest;
  const char *Failure = nullptr;
};

/// What single fields cannot show: what is wrong with \p Unit, or null if its
/// strings are unique and its terms are acyclic and hash-consed.
const char *inconsistency(const TranslationUnitSummary &Unit);

} // namespace aether::analysis::serial

#endif // AETHER_LIB_SUMMARY_SERIALARCHIVE_H
