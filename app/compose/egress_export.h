// Role: what guests tried to reach, from the ledger on disk, as a file for other programs: all that a filter leaves,
// newest first, page by page. Thread: the one that opened the ledger; blocks.
// Invariants: one page is in memory; a file is there whole or not at all, and for its owner alone.
#pragma once

#include "core/base/work_pool.h"
#include "core/domain/history.h"
#include "core/ledger/use_reader.h"

#include <functional>
#include <limits>
#include <string>

namespace glovebox::compose {

enum class EgressShape {
    Csv,       // RFC 4180; no cell begins a formula
    JsonLines, // an object a line, as the local API has it
};

/// Before the first attempt; may be empty.
std::string egressHead(EgressShape shape);
/// With its line end.
std::string egressLine(EgressShape shape, const domain::EgressDecision &decision);

struct EgressPass {
    domain::EgressPage filter; // all of it but `before` and `most`
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::function<bool(const domain::EgressDecision &)> take; // false: no more
    std::function<void(double)> progress{};                   // 0 to 1, after each page; may be empty
    const StopFlag *stop = nullptr;                           // raised: Cancelled
};
/// How many were taken.
Result<std::uint64_t> passEgress(ledger::UseReader &reader, const EgressPass &pass);

struct EgressFileWish {
    std::string file;
    EgressShape shape = EgressShape::Csv;
    bool mayReplace = false; // false: it fails when there is one of its name
};
/// Writes beside it and renames; `pass.take` is not called. Nothing of it is left after Cancelled and other errors.
Result<std::uint64_t> writeEgress(ledger::UseReader &reader, EgressPass pass, const EgressFileWish &wish);

} // namespace glovebox::compose
