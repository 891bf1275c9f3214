// The log's lines: growth, the filter's and the search's progress, and what of them is in memory.
#include "app/models/log_rows.h"

#include <algorithm>

namespace glovebox::models {

namespace {

/// Read before rows appear, so that whoever follows sees no empty ones: more than a screen.
constexpr std::size_t kReadAhead = 200;
/// Rows around the ones that a view asks for.
constexpr int kAround = 100;

} // namespace

void LogRows::setDesk(bridge::LogDesk *desk)
{
    m_desk = desk;
    m_volume.setDesk(desk);
    reset();
    look();
}

void LogRows::setWatching(bool watching)
{
    if (watching == m_timer.isActive())
        return;
    if (watching)
        m_timer.start();
    else
        m_timer.stop();
    if (watching && m_desk)
        m_listing = m_desk->list([this](Result<std::vector<LogEntry>> logs) {
            if (logs)
                m_logs = *std::move(logs);
            Q_EMIT logsChanged();
        });
    if (watching) {
        look();
        pump(); // what was not counted while nobody looked
    }
    Q_EMIT watchingChanged();
}

void LogRows::choose(const LogName &name)
{
    if (name == m_name)
        return;
    m_name = name;
    reset();
    m_following = true;
    look();
    Q_EMIT logsChanged();
    Q_EMIT followingChanged();
}

void LogRows::reset()
{
    for (Call *call : {&m_looking, &m_searching, &m_growing, &m_fetching})
        call->cancel();
    m_lookOpen = m_searchOpen = m_growOpen = m_fetchOpen = false;
    beginResetModel(); // another log
    m_extent = {};
    m_cache.clear();
    m_cacheBytes = 0;
    m_shown.clear();
    m_context.clear();
    m_filteredFrom = m_filteredTo = m_extent.end;
    m_newSincePause = 0;
    endResetModel();
    m_volume.reset(m_name);
    setProblem({});
    begunAnew(true);
    Q_EMIT countsChanged();
}

void LogRows::setProblem(const QString &problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    Q_EMIT problemChanged();
}

void LogRows::look()
{
    if (!m_desk || m_lookOpen || m_growOpen)
        return;
    m_lookOpen = true;
    m_looking = m_desk->look(m_name, [this](Result<LogExtent> extent) {
        m_lookOpen = false;
        setProblem(extent ? QString() : QString::fromStdString(describe(extent.error())));
        if (extent && *extent != m_extent)
            take(*extent);
    });
}

void LogRows::take(const LogExtent &extent)
{
    // It was taken away and begun anew: its lines are others than the ones that are shown.
    const bool isAnother = extent.end < m_extent.end || extent.first >= m_extent.end;
    if (isAnother && m_extent.count() > 0)
        reset();
    if (m_extent.count() == 0) {
        m_extent = {extent.first, extent.first};
        m_filteredFrom = m_filteredTo = extent.end; // backwards from the end: what is new is what one looks for
        dropped(extent.end);
    }
    dropBefore(extent.first);
    if (filters()) {
        m_extent = extent;
        Q_EMIT countsChanged();
        return pump();
    }
    std::vector<LogNumber> tail;
    for (auto number = std::max(m_extent.end, extent.end - static_cast<LogNumber>(kReadAhead)); number < extent.end;
         ++number)
        tail.push_back(number);
    grow(std::move(tail), extent);
}

/// Reads the newest of `numbers`, then appends all of them.
void LogRows::grow(std::vector<LogNumber> numbers, const LogExtent &extent)
{
    if (numbers.empty())
        return append(numbers, extent);
    const auto ahead = std::min(numbers.size(), kReadAhead);
    m_growOpen = true;
    m_growing = m_desk->read(m_name, {numbers.end() - static_cast<std::ptrdiff_t>(ahead), numbers.end()},
                             [this, numbers, extent](Result<std::vector<StoredLine>> lines) {
                                 m_growOpen = false;
                                 if (lines && m_following)
                                     keep(*std::move(lines), extent.end);
                                 append(numbers, extent);
                             });
}

/// Rows at the end: what passes the filter, or without one all up to the extent's end.
void LogRows::append(const std::vector<LogNumber> &numbers, LogExtent extent)
{
    const int before = count();
    const auto more = filters() ? static_cast<LogNumber>(numbers.size()) : extent.end - m_extent.end;
    if (more > 0) {
        beginInsertRows({}, before, before + static_cast<int>(more) - 1);
        if (filters())
            m_shown.insert(m_shown.end(), numbers.begin(), numbers.end());
        else
            m_extent.end = extent.end;
        endInsertRows();
        if (!m_following)
            m_newSincePause += more;
        rowsMoved();
    }
    Q_EMIT countsChanged();
    pump();
}

void LogRows::prepend(const std::vector<LogNumber> &numbers)
{
    if (numbers.empty())
        return;
    beginInsertRows({}, 0, static_cast<int>(numbers.size()) - 1);
    m_shown.insert(m_shown.begin(), numbers.begin(), numbers.end());
    endInsertRows();
    rowsMoved();
}

/// The oldest were deleted from the disk.
void LogRows::dropBefore(LogNumber first)
{
    if (first <= m_extent.first)
        return;
    const auto rows = filters() ? std::ranges::lower_bound(m_shown, first) - m_shown.begin()
                                : std::min(first, m_extent.end) - m_extent.first;
    if (rows > 0)
        beginRemoveRows({}, 0, static_cast<int>(rows) - 1);
    if (filters())
        m_shown.erase(m_shown.begin(), m_shown.begin() + rows);
    m_extent.first = std::min(first, m_extent.end);
    if (rows > 0)
        endRemoveRows();
    m_filteredFrom = std::max(m_filteredFrom, first);
    m_context.erase(m_context.begin(), m_context.lower_bound(first));
    while (!m_cache.empty() && m_cache.begin()->first < first)
        letGo(m_cache.begin());
    dropped(first);
}

void LogRows::refilter(const std::function<void()> &change)
{
    stopSearch();
    m_growing.cancel();
    m_growOpen = false;
    beginResetModel(); // the reader asked for another list
    change();
    m_shown.clear();
    m_context.clear();
    m_filteredFrom = m_filteredTo = m_extent.end;
    endResetModel();
    begunAnew(false);
    Q_EMIT filterChanged();
    Q_EMIT countsChanged();
}

bool LogRows::filterBusy() const
{
    return filters() && (m_filteredTo < m_extent.end || m_filteredFrom > m_extent.first);
}

void LogRows::search(LogNumber from, LogNumber to, const LogFind &find,
                     std::function<void(std::vector<LogNumber>)> then, std::function<void(const QString &)> otherwise)
{
    m_searchOpen = true;
    m_searching = m_desk->search(
        m_name, from, to, {m_filter, find},
        [this, then = std::move(then), otherwise = std::move(otherwise)](Result<std::vector<LogNumber>> numbers) {
            m_searchOpen = false;
            if (numbers)
                return then(*std::move(numbers));
            otherwise(QString::fromStdString(numbers.error().detail));
        });
}

/// A piece of the filter is done once more.
void LogRows::stopSearch()
{
    m_volume.stop();
    m_searching.cancel();
    m_searchOpen = false;
}

/// One piece after the other: what is new first, then backwards; the filter before the search, which is about what it
/// shows, and what nobody waits for last.
void LogRows::pump()
{
    if (!m_desk || m_searchOpen || m_growOpen)
        return;
    came();
    constexpr auto piece = bridge::LogDesk::kPiece;
    const auto failed = [this](const QString &text) {
        setProblem(text);
    };
    if (filters() && m_filteredTo < m_extent.end) {
        const auto to = std::min(m_filteredTo + piece, m_extent.end);
        const auto then = [this, to](std::vector<LogNumber> numbers) {
            m_filteredTo = to;
            grow(std::move(numbers), m_extent);
        };
        return search(m_filteredTo, to, {}, then, failed);
    }
    if (filters() && m_filteredFrom > m_extent.first) {
        const auto from = std::max(m_filteredFrom - piece, m_extent.first);
        const auto then = [this, from](const std::vector<LogNumber> &numbers) {
            m_filteredFrom = from;
            prepend(numbers);
            Q_EMIT countsChanged();
            pump();
        };
        return search(from, m_filteredFrom, {}, then, failed);
    }
    if (searchOn())
        return;
    m_searchOpen = watching() && m_volume.pump(m_extent, [this] {
        m_searchOpen = false;
        pump();
    });
}

void LogRows::want(int row) const
{
    m_wantedFrom = m_wantedFrom < 0 ? row : std::min(m_wantedFrom, row);
    m_wantedTo = std::max(m_wantedTo, row);
    if (!m_fetchSoon.isActive() && !m_fetchOpen)
        m_fetchSoon.start();
}

void LogRows::fetch()
{
    if (!m_desk || m_fetchOpen || m_wantedFrom < 0)
        return;
    const int to = std::min(std::exchange(m_wantedTo, -1) + kAround, count() - 1);
    // Whoever dragged the bar past everything wants what is at its end.
    const int from = std::max({std::exchange(m_wantedFrom, -1) - kAround, 0, to - static_cast<int>(kCacheMax) / 4});
    std::vector<LogNumber> numbers;
    for (int row = from; row <= to; ++row)
        if (const auto number = numberOf(row); !m_cache.contains(number))
            numbers.push_back(number);
    if (numbers.empty())
        return;
    m_fetchOpen = true;
    const auto near = numbers[numbers.size() / 2];
    m_fetching = m_desk->read(m_name, std::move(numbers), [this, near](Result<std::vector<StoredLine>> lines) {
        m_fetchOpen = false;
        if (!lines)
            return setProblem(QString::fromStdString(describe(lines.error())));
        if (lines->empty())
            return;
        const auto first = lines->front().number;
        const auto last = lines->back().number;
        keep(*std::move(lines), near);
        const int top = rowOfNumber(first);
        const int bottom = rowOfNumber(last);
        if (top >= 0 && bottom >= top)
            Q_EMIT dataChanged(index(top), index(bottom));
        if (m_wantedFrom >= 0)
            m_fetchSoon.start();
    });
}

/// Of too many, the ones farthest from `near` are let go of.
void LogRows::keep(std::vector<StoredLine> lines, LogNumber near)
{
    for (auto &line : lines) {
        const auto number = line.number;
        if (const auto there = m_cache.find(number); there != m_cache.end())
            letGo(there);
        m_cacheBytes += line.line.message.size();
        m_cache.insert_or_assign(number, Kept{std::move(line), {}});
    }
    while (m_cache.size() > kCacheMax || (m_cacheBytes > kCacheBytesMax && m_cache.size() > 1)) {
        const bool lowGoes = near - m_cache.begin()->first > m_cache.rbegin()->first - near;
        letGo(lowGoes ? m_cache.begin() : std::prev(m_cache.end()));
    }
}

void LogRows::letGo(std::map<LogNumber, Kept>::iterator line)
{
    m_cacheBytes -= line->second.line.line.message.size();
    m_cache.erase(line);
}

} // namespace glovebox::models
