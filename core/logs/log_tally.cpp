#include "core/logs/log_tally.h"

#include <algorithm>
#include <map>

namespace glovebox::logs {

namespace {

std::int64_t slotOf(WallTime at, std::chrono::milliseconds span)
{
    const auto ms = at.time_since_epoch().count();
    const auto length = span.count();
    return ms / length - (ms % length < 0 ? 1 : 0);
}

} // namespace

Result<LogTally> tally(const LogReader &reader, LogNumber from, LogNumber to, std::chrono::milliseconds span,
                       const StopFlag &stop)
{
    if (span.count() <= 0)
        return fail(ErrorCode::InvalidArgument, "a stretch of time has a length");
    from = std::max(from, to - kPieceMax);
    LogTally counted;
    std::map<std::int64_t, LogSlot> slots;
    LogSlot *last = nullptr; // neighbours are mostly of one slot
    GB_CHECK(reader.visit(from, to, [&](LogNumber number, std::string_view text) {
        const auto line = splitLine(text);
        if (!line)
            return !stop.raised();
        const auto slot = slotOf(line->at, span);
        if (!last || last->slot != slot)
            last = &slots.try_emplace(slot, LogSlot{.slot = slot}).first->second;
        ++last->lines;
        last->warnings += line->level == LogLevel::Warning ? 1 : 0;
        if (line->level == LogLevel::Error) {
            ++last->errors;
            counted.errors.push_back(number);
        }
        return !stop.raised();
    }));
    if (stop.raised())
        return fail(ErrorCode::Cancelled);
    for (const auto &[slot, facts] : slots)
        counted.slots.push_back(facts);
    return counted;
}

Result<LogNumber> lineAt(const LogReader &reader, WallTime at)
{
    const auto extent = reader.extent();
    LogNumber low = extent.first;
    for (LogNumber high = extent.end; low < high;) {
        const auto middle = low + (high - low) / 2;
        // One that does not read has its neighbour's time.
        bool isBefore = true;
        GB_CHECK(reader.visit(middle, high, [&](LogNumber, std::string_view text) {
            const auto line = splitLine(text);
            isBefore = line && line->at < at;
            return !line;
        }));
        if (isBefore)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

} // namespace glovebox::logs
