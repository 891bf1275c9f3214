#include "app/models/log_rows.h"

#include "app/format/quantities.h"

#include <algorithm>
#include <climits>

namespace glovebox::models {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kRanges[]{0ms, 5min, 1h, 24h};
/// Behind them: times that were chosen in the chart.
constexpr int kChosenRange = std::size(kRanges);

} // namespace

LogRows::LogRows(Ticker *ticker, QObject *parent) : QAbstractListModel(parent), m_ticker(ticker), m_volume(ticker)
{
    m_timer.setInterval(kLook);
    connect(&m_timer, &QTimer::timeout, this, &LogRows::look);
    m_fetchSoon.setSingleShot(true);
    m_fetchSoon.setInterval(0);
    connect(&m_fetchSoon, &QTimer::timeout, this, &LogRows::fetch);
    connect(ticker, &Ticker::timesChanged, this, &LogRows::filterChanged); // the range's name
}

QStringList LogRows::logChoices() const
{
    QStringList names;
    for (const auto &entry : m_logs) {
        const auto id = QString::fromStdString(entry.name.id);
        switch (entry.name.kind) {
        case LogName::Kind::Engine:
            names += tr("Engine");
            break;
        case LogName::Kind::Sandbox:
            names += tr("Console of %1").arg(id);
            break;
        case LogName::Kind::Session:
            names += tr("Session %1").arg(id);
            break;
        }
    }
    return names;
}

int LogRows::logIndex() const
{
    const auto found = std::ranges::find(m_logs, m_name, &LogEntry::name);
    return found == m_logs.end() ? -1 : static_cast<int>(found - m_logs.begin());
}

void LogRows::setLogIndex(int index)
{
    if (index >= 0 && index < static_cast<int>(m_logs.size()))
        choose(LogName(m_logs[static_cast<std::size_t>(index)].name));
}

QString LogRows::object() const
{
    const auto id = QString::fromStdString(m_name.id);
    return m_name.kind == LogName::Kind::Engine    ? QString()
           : m_name.kind == LogName::Kind::Sandbox ? QStringLiteral("sandbox/") + id
                                                   : QStringLiteral("session/") + id;
}

QStringList LogRows::levelChoices()
{
    return {tr("all levels"), tr("info and above"), tr("warnings"), tr("errors")};
}

void LogRows::setLevel(int level)
{
    const auto wanted = static_cast<LogLevel>(std::clamp(level, 0, static_cast<int>(LogLevel::Error)));
    if (wanted == m_filter.atLeast)
        return;
    refilter([&] { m_filter.atLeast = wanted; });
}

QStringList LogRows::rangeChoices() const
{
    QStringList choices{tr("all times"), tr("last 5 min"), tr("last hour"), tr("last 24 h")};
    if (m_range == kChosenRange && m_filter.from && m_filter.until)
        choices += tr("%1 to %2")
                       .arg(format::shortClockTime(*m_filter.from, m_ticker->zone()),
                            format::shortClockTime(*m_filter.until, m_ticker->zone()));
    return choices;
}

void LogRows::setRange(int range)
{
    range = std::clamp(range, 0, static_cast<int>(rangeChoices().size()) - 1);
    if (range == m_range)
        return;
    refilter([&] {
        m_range = range;
        m_filter.from.reset();
        m_filter.until.reset();
        if (range > 0)
            m_filter.from = m_ticker->now() - kRanges[range];
    });
}

void LogRows::setTimes(int from, int to)
{
    from = std::max(0, from);
    to = std::min(to, m_volume.count());
    if (from >= to)
        return;
    refilter([&] {
        m_range = kChosenRange;
        m_filter.from = m_volume.timeOf(from);
        m_filter.until = m_volume.timeOf(to);
    });
}

/// "source:qemu" is about the source alone; other words may stand in either.
void LogRows::setFilterText(const QString &text)
{
    if (text == m_filterText)
        return;
    refilter([&] {
        m_filterText = text;
        m_filter.words.clear();
        m_filter.source.clear();
        const QLatin1String source("source:");
        for (const QString &word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            if (word.startsWith(source) && word.size() > source.size())
                m_filter.source = word.mid(source.size()).toStdString();
            else
                m_filter.words.push_back(word.toStdString());
        }
    });
}

void LogRows::clearFilter()
{
    refilter([&] {
        m_filter = {};
        m_filterText.clear();
        m_range = 0;
    });
}

QString LogRows::countText() const
{
    if (!filters())
        return tr("%1 lines").arg(format::count(total()));
    const auto passing = static_cast<qint64>(m_shown.size() - m_context.size());
    const auto text = tr("%1 of %2").arg(format::count(passing), format::count(total()));
    return filterBusy() ? text + QStringLiteral(" …") : text;
}

QString LogRows::pausedText() const
{
    if (m_following)
        return {};
    return m_newSincePause == 0
               ? tr("Paused at line %1").arg(format::count(m_pausedAt))
               : tr("Paused at line %1 · %2 new").arg(format::count(m_pausedAt), format::count(m_newSincePause));
}

void LogRows::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    m_newSincePause = 0;
    m_pausedAt = following || count() == 0 ? 0 : numberOf(count() - 1);
    Q_EMIT followingChanged();
    Q_EMIT countsChanged();
}

/// A view's rows are an int; a log that has more is shown to that line.
int LogRows::count() const
{
    return filters() ? static_cast<int>(m_shown.size())
                     : static_cast<int>(std::min<LogNumber>(m_extent.count(), INT_MAX / 2));
}

int LogRows::total() const
{
    return static_cast<int>(std::min<LogNumber>(m_extent.count(), INT_MAX));
}

LogNumber LogRows::numberOf(int row) const
{
    return filters() ? m_shown[static_cast<std::size_t>(row)] : m_extent.first + row;
}

int LogRows::rowOfNumber(LogNumber number) const
{
    const int row = rowNear(number);
    return row >= 0 && numberOf(row) == number ? row : -1;
}

int LogRows::rowNear(LogNumber number) const
{
    if (count() == 0)
        return -1;
    const auto row = filters() ? std::ranges::lower_bound(m_shown, number) - m_shown.begin() : number - m_extent.first;
    return static_cast<int>(std::clamp<std::ptrdiff_t>(row, 0, count() - 1));
}

const LogRows::Kept *LogRows::lineAt(int row) const
{
    const auto found = m_cache.find(numberOf(row));
    if (found != m_cache.end())
        return &found->second;
    want(row);
    return nullptr;
}

void LogRows::forgetTexts()
{
    for (auto &[number, kept] : m_cache)
        kept.text.reset();
}

/// Lines from - to-1, before the row that is the next one shown. Only where it is known what passes: what is not would
/// come once more.
int LogRows::insertContext(int row, LogNumber from, LogNumber to)
{
    std::vector<LogNumber> more;
    for (auto number = std::max(from, m_filteredFrom); number < std::min(to, m_filteredTo); ++number)
        more.push_back(number);
    if (more.empty())
        return 0;
    beginInsertRows({}, row, row + static_cast<int>(more.size()) - 1);
    m_shown.insert(m_shown.begin() + row, more.begin(), more.end());
    m_context.insert(more.begin(), more.end());
    endInsertRows();
    return static_cast<int>(more.size());
}

void LogRows::addContext(int row)
{
    if (!filters() || row < 0 || row >= count())
        return;
    setFollowing(false);
    // What is shown around it already, without a gap, is as if it were the line itself.
    int first = row;
    while (first > 0 && numberOf(first - 1) == numberOf(first) - 1)
        --first;
    int last = row;
    while (last + 1 < count() && numberOf(last + 1) == numberOf(last) + 1)
        ++last;
    const auto above = first > 0 ? numberOf(first - 1) + 1 : LogNumber{1};
    const auto below = last + 1 < count() ? numberOf(last + 1) : m_filteredTo;
    const auto top = numberOf(first);
    const auto bottom = numberOf(last) + 1;
    last += insertContext(first, std::max(above, top - kContext), top);
    insertContext(last + 1, bottom, std::min(below, bottom + kContext));
    rowsMoved();
    Q_EMIT countsChanged();
}

void LogRows::clearContext()
{
    for (int row = count() - 1; row >= 0 && !m_context.empty(); --row) {
        if (!isContext(numberOf(row)))
            continue;
        int first = row;
        while (first > 0 && isContext(numberOf(first - 1)))
            --first;
        beginRemoveRows({}, first, row);
        for (int i = first; i <= row; ++i)
            m_context.erase(numberOf(i));
        m_shown.erase(m_shown.begin() + first, m_shown.begin() + row + 1);
        endRemoveRows();
        row = first;
    }
    rowsMoved();
    Q_EMIT countsChanged();
}

int LogRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

void LogRows::emitAllRows(const QList<int> &roles)
{
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), roles);
}

} // namespace glovebox::models
