#include "core/logs/log_pages.h"

#include <algorithm>

namespace glovebox::logs {

namespace {

/// Lines read at a time: a MiB at the worst.
constexpr std::ptrdiff_t kStep = 16;

std::size_t sizeOf(const std::vector<StoredLine> &lines)
{
    std::size_t bytes = 0;
    for (const auto &line : lines)
        bytes += line.line.message.size();
    return bytes;
}

/// Upwards from page.looked.first; how far it came is page.looked.end.
Result<> goUp(const LogReader &reader, const LineMatcher &matcher, std::size_t most, const StopFlag &stop,
              LogPage &page)
{
    std::vector<LogNumber> numbers;
    auto &at = page.looked.end = page.looked.first;
    const auto last = std::min(page.all.end, at + kPageLook);
    while (at < last && numbers.size() < most) {
        const auto to = std::min(last, at + kPieceMax);
        GB_TRY(found, reader.search(at, to, matcher, stop));
        numbers.insert(numbers.end(), found.begin(), found.end());
        at = to;
    }
    if (numbers.size() > most)
        at = numbers[most];
    numbers.resize(std::min(numbers.size(), most));
    std::size_t bytes = 0;
    for (auto next = numbers.begin(); next != numbers.end();) {
        const auto end = next + std::min(kStep, numbers.end() - next);
        GB_TRY(lines, reader.readThese({next, end}));
        bytes += sizeOf(lines);
        std::ranges::move(lines, std::back_inserter(page.lines));
        next = end;
        if (bytes >= kPageBytesMax.value && next != numbers.end()) {
            at = *next;
            break;
        }
    }
    return {};
}

/// Downwards from page.looked.end; how far it came is page.looked.first.
Result<> goDown(const LogReader &reader, const LineMatcher &matcher, std::size_t most, const StopFlag &stop,
                LogPage &page)
{
    std::vector<LogNumber> numbers; // newest first
    auto &at = page.looked.first = page.looked.end;
    const auto last = std::max(page.all.first, at - kPageLook);
    while (at > last && numbers.size() < most) {
        const auto from = std::max(last, at - kPieceMax);
        GB_TRY(found, reader.search(from, at, matcher, stop));
        numbers.insert(numbers.end(), found.rbegin(), found.rend());
        at = from;
    }
    if (numbers.size() > most)
        at = numbers[most] + 1;
    numbers.resize(std::min(numbers.size(), most));
    std::size_t bytes = 0;
    for (auto next = numbers.begin(); next != numbers.end();) {
        const auto end = next + std::min(kStep, numbers.end() - next);
        GB_TRY(lines, reader.readThese({std::make_reverse_iterator(end), std::make_reverse_iterator(next)}));
        bytes += sizeOf(lines);
        page.lines.insert(page.lines.end(), std::make_move_iterator(lines.rbegin()),
                          std::make_move_iterator(lines.rend()));
        next = end;
        if (bytes >= kPageBytesMax.value && next != numbers.end()) {
            at = *next + 1;
            break;
        }
    }
    std::ranges::reverse(page.lines);
    return {};
}

} // namespace

Result<LogPage> pageOf(LogReader &reader, const LogPageQuery &query, const StopFlag &stop)
{
    GB_TRY(matcher, LineMatcher::make(query.query));
    GB_TRY(all, reader.refresh());
    LogPage page{.lines = {}, .looked = {}, .all = all};
    const auto most = std::min(query.most, kPageLinesMax);
    if (query.after) {
        page.looked.first = std::clamp(*query.after, all.first - 1, all.end - 1) + 1;
        GB_CHECK(goUp(reader, matcher, most, stop, page));
    } else {
        page.looked.end = std::clamp(query.before.value_or(all.end), all.first, all.end);
        GB_CHECK(goDown(reader, matcher, most, stop, page));
    }
    return page;
}

} // namespace glovebox::logs
