#include "app/models/log_volume.h"

#include "app/format/quantities.h"

#include <algorithm>
#include <limits>

namespace glovebox::models {

using namespace std::chrono_literals;

namespace {

/// Lengths that people count in. Half as many stretches as there may be, so that a log can grow.
constexpr std::chrono::milliseconds kSpans[]{100ms, 500ms, 1s, 5s, 15s, 30s, 60s, 5min,
                                             15min, 30min, 1h, 3h, 6h,  12h, 24h, 168h};

/// A log that grows changes all the time; a chart is looked at more slowly.
constexpr std::chrono::milliseconds kTell{200};

std::chrono::milliseconds spanOf(std::chrono::milliseconds whole)
{
    for (const auto span : kSpans)
        if (whole / span < LogVolume::kSlotsMax / 2)
            return span;
    return std::max<std::chrono::milliseconds>(whole / (LogVolume::kSlotsMax / 2), std::end(kSpans)[-1]);
}

} // namespace

LogVolume::LogVolume(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::timesChanged, this, &LogVolume::changed);
    m_tellSoon.setSingleShot(true);
    m_tellSoon.setInterval(kTell);
    connect(&m_tellSoon, &QTimer::timeout, this, &LogVolume::changed);
}

void LogVolume::reset(const LogName &name)
{
    stop();
    m_name = name;
    m_span = 0ms;
    m_slots.clear();
    m_errors.clear();
    m_from = m_to = m_first = 1;
    Q_EMIT changed();
}

void LogVolume::stop()
{
    m_call.cancel();
}

bool LogVolume::pump(const LogExtent &extent, std::function<void()> then)
{
    if (!m_desk || extent.count() <= 0)
        return false;
    if (m_span > 0ms && extent.first > m_first)
        reset(m_name);
    if (m_span == 0ms) {
        begin(extent, std::move(then));
        return true;
    }
    const bool older = m_to >= extent.end;
    if (older && m_from <= extent.first)
        return false;
    constexpr auto piece = bridge::LogDesk::kPiece;
    const auto from = older ? std::max(m_from - piece, extent.first) : m_to;
    const auto to = older ? m_from : std::min(m_to + piece, extent.end);
    m_call = m_desk->tally(m_name, from, to, m_span,
                           [this, older, from, to, then = std::move(then)](const Result<LogTally> &counted) {
                               (older ? m_from : m_to) = older ? from : to;
                               if (counted)
                                   add(*counted, older);
                               then();
                           });
    return true;
}

/// How long the whole is decides how long its parts are.
void LogVolume::begin(const LogExtent &extent, std::function<void()> then)
{
    m_call = m_desk->read(m_name, {extent.first, std::max(extent.first, extent.end - 1)},
                          [this, extent, then = std::move(then)](const Result<std::vector<StoredLine>> &lines) {
                              const bool both =
                                  lines && !lines->empty() && lines->front().readable && lines->back().readable;
                              const auto whole = both ? lines->back().line.at - lines->front().line.at : 1h;
                              m_span = spanOf(whole < 0ms ? -whole : whole);
                              m_first = extent.first;
                              m_from = m_to = extent.end;
                              then();
                          });
}

void LogVolume::add(const LogTally &counted, bool older)
{
    for (const auto &slot : counted.slots) {
        auto &mine = m_slots.try_emplace(slot.slot, LogSlot{.slot = slot.slot}).first->second;
        mine.lines += slot.lines;
        mine.warnings += slot.warnings;
        mine.errors += slot.errors;
    }
    m_errors.insert(older ? m_errors.begin() : m_errors.end(), counted.errors.begin(), counted.errors.end());
    squeeze();
    if (!m_tellSoon.isActive())
        m_tellSoon.start();
}

/// Twice as long until they are few enough; a clock that jumped by years makes a few long ones.
void LogVolume::squeeze()
{
    while (m_slots.size() > 1 && lastSlot() - firstSlot() >= kSlotsMax &&
           m_span.count() < std::numeric_limits<std::int64_t>::max() / 4) {
        std::map<std::int64_t, LogSlot> half;
        for (const auto &[at, slot] : m_slots) {
            const auto wide = at / 2 - (at % 2 < 0 ? 1 : 0);
            auto &mine = half.try_emplace(wide, LogSlot{.slot = wide}).first->second;
            mine.lines += slot.lines;
            mine.warnings += slot.warnings;
            mine.errors += slot.errors;
        }
        m_slots = std::move(half);
        m_span *= 2;
    }
}

QList<qreal> LogVolume::shares(std::uint32_t LogSlot::*which) const
{
    std::uint32_t most = 1;
    for (const auto &[at, slot] : m_slots)
        most = std::max(most, slot.*which);
    QList<qreal> all(count(), 0);
    for (const auto &[at, slot] : m_slots)
        all[static_cast<qsizetype>(at - firstSlot())] = static_cast<qreal>(slot.*which) / most;
    return all;
}

QList<qreal> LogVolume::lines() const
{
    return shares(&LogSlot::lines);
}

QList<qreal> LogVolume::warnings() const
{
    return shares(&LogSlot::warnings);
}

QList<qreal> LogVolume::errors() const
{
    return shares(&LogSlot::errors);
}

WallTime LogVolume::timeOf(int slot) const
{
    return m_slots.empty() ? WallTime{} : WallTime(m_span * (firstSlot() + slot));
}

QString LogVolume::timeText(WallTime at) const
{
    const auto whole = timeOf(count()) - timeOf(0);
    if (whole > 20h)
        return format::fullTime(at, m_ticker->zone()).left(16);
    return m_span < 1min ? format::clockTime(at, m_ticker->zone()) : format::shortClockTime(at, m_ticker->zone());
}

QString LogVolume::fromText() const
{
    return count() == 0 ? QString() : timeText(timeOf(0));
}

QString LogVolume::toText() const
{
    return count() == 0 ? QString() : timeText(timeOf(count()));
}

QString LogVolume::summary() const
{
    return wordsOf(0, count() - 1);
}

QString LogVolume::wordsOf(int first, int last) const
{
    if (first < 0 || last >= count() || first > last)
        return {};
    LogSlot sum;
    for (auto at = m_slots.lower_bound(firstSlot() + first); at != m_slots.end() && at->first <= firstSlot() + last;
         ++at) {
        sum.lines += at->second.lines;
        sum.warnings += at->second.warnings;
        sum.errors += at->second.errors;
    }
    return tr("%1 to %2: %3 lines, warnings %4, errors %5")
        .arg(timeText(timeOf(first)), timeText(timeOf(last + 1)), format::count(sum.lines), format::count(sum.warnings),
             format::count(sum.errors));
}

int LogVolume::slotOf(double at) const
{
    if (m_slots.empty())
        return -1;
    const auto slot = static_cast<std::int64_t>(at) / m_span.count() - firstSlot();
    return slot >= 0 && slot < count() ? static_cast<int>(slot) : -1;
}

} // namespace glovebox::models
