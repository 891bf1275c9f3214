// Finding in the log, marks along its scroll bar, and going to a line or a time.
#include "app/format/quantities.h"
#include "app/models/log_model.h"

#include <QDateTime>

#include <algorithm>

namespace glovebox::models {

bool LogModel::isSearching() const
{
    return !m_find.text.empty() && m_findProblem.isEmpty() &&
           (m_searchedTo < m_extent.end || m_searchedFrom > m_extent.first);
}

bool LogModel::searchOn()
{
    if (!isSearching())
        return false;
    constexpr auto piece = bridge::LogDesk::kPiece;
    const bool older = m_searchedTo >= m_extent.end;
    const auto from = older ? std::max(m_searchedFrom - piece, m_extent.first) : m_searchedTo;
    const auto to = older ? m_searchedFrom : std::min(m_searchedTo + piece, m_extent.end);
    search(
        from, to, m_find,
        [this, older, from, to](const std::vector<LogNumber> &numbers) {
            (older ? m_searchedFrom : m_searchedTo) = older ? from : to;
            addFound(numbers, older);
            pump();
        },
        [this](const QString &problem) {
            m_findProblem = problem;
            Q_EMIT findChanged();
        });
    return true;
}

void LogModel::setFindText(const QString &text)
{
    if (text == findText())
        return;
    m_find.text = text.toStdString();
    if (!text.isEmpty())
        setFollowing(false); // who looks for something reads
    restartFind();
}

void LogModel::setFindCase(bool matchCase)
{
    if (matchCase == m_find.matchCase)
        return;
    m_find.matchCase = matchCase;
    restartFind();
}

void LogModel::setFindExpression(bool isExpression)
{
    if (isExpression == m_find.isExpression)
        return;
    m_find.isExpression = isExpression;
    restartFind();
}

void LogModel::restartFind()
{
    stopSearch();
    m_found.clear();
    m_findProblem.clear();
    m_searchedFrom = m_searchedTo = m_extent.end;
    m_showFound = true;
    refreshMatches();
    pump();
}

/// What was stood at stays; without it, the newest is what one looks for.
void LogModel::addFound(const std::vector<LogNumber> &numbers, bool older)
{
    const bool hadNone = m_found.empty();
    m_found.insert(older ? m_found.begin() : m_found.end(), numbers.begin(), numbers.end());
    const bool standsThere = std::ranges::binary_search(m_found, m_currentFound);
    if (!standsThere && (hadNone || m_currentFound == 0 || !isSearching()))
        m_currentFound = m_found.empty() ? 0 : m_found.back();
    refreshMatches();
    if (m_showFound && findRow() >= 0) {
        m_showFound = false;
        revealFound();
    }
    if (!isSearching())
        m_showFound = false; // what comes later moves nothing
}

void LogModel::revealFound()
{
    if (const int row = findRow(); row >= 0 && !following())
        Q_EMIT revealRow(row);
}

void LogModel::findNext(int direction)
{
    if (m_found.empty())
        return;
    const auto spot = std::ranges::lower_bound(m_found, m_currentFound);
    const auto size = static_cast<std::ptrdiff_t>(m_found.size());
    const std::ptrdiff_t at = (spot - m_found.begin() + (direction < 0 ? -1 : 1) + size) % size;
    m_currentFound = m_found[static_cast<std::size_t>(at)];
    setFollowing(false);
    refreshMatches();
    revealFound();
}

void LogModel::refreshMatches()
{
    emitAllRows({MatchRole, MatchStartRole, MatchLengthRole});
    Q_EMIT findChanged();
    Q_EMIT countsChanged();
}

QString LogModel::findResult() const
{
    if (m_find.text.empty() || !m_findProblem.isEmpty())
        return {};
    if (m_found.empty())
        return isSearching() ? tr("searching …") : tr("no match");
    const auto spot = std::ranges::lower_bound(m_found, m_currentFound);
    const auto text = tr("%1 / %2").arg(format::count(spot - m_found.begin() + 1),
                                        format::count(static_cast<qint64>(m_found.size())));
    return isSearching() ? text + QStringLiteral(" …") : text;
}

int LogModel::findRow() const
{
    return m_currentFound == 0 || m_found.empty() ? -1 : rowOfNumber(m_currentFound);
}

int LogModel::currentMark() const
{
    const int row = findRow();
    return row < 0 ? -1 : static_cast<int>(qint64{row} * kMarkPlaces / count());
}

/// By place, not by line: there may be a million of them.
QList<int> LogModel::marksOf(const std::deque<LogNumber> &numbers) const
{
    QList<int> marks;
    const qint64 rows = count();
    for (int place = 0; place < kMarkPlaces && rows > 0 && !numbers.empty(); ++place) {
        const auto from = static_cast<int>((place * rows + kMarkPlaces - 1) / kMarkPlaces);
        const auto to = static_cast<int>(((place + 1) * rows + kMarkPlaces - 1) / kMarkPlaces);
        if (from >= to)
            continue;
        const auto first = numberOf(from);
        const auto spot = std::ranges::lower_bound(numbers, first);
        if (spot != numbers.end() && *spot <= numberOf(to - 1))
            marks += place;
    }
    return marks;
}

void LogModel::refreshMarks()
{
    auto found = m_find.text.empty() ? QList<int>() : marksOf(m_found);
    auto errors = marksOf(m_volume.errorLines());
    if (found == m_findMarks && errors == m_errorMarks)
        return;
    m_findMarks = std::move(found);
    m_errorMarks = std::move(errors);
    Q_EMIT marksChanged();
}

/// The next error after the line that is selected, or found; round at the ends.
void LogModel::errorNext(int direction)
{
    const auto &errors = m_volume.errorLines();
    std::deque<LogNumber> shown;
    std::ranges::copy_if(errors, std::back_inserter(shown),
                         [this](LogNumber number) { return rowOfNumber(number) >= 0; });
    if (shown.empty())
        return;
    const auto here = m_selectionEnd != 0 ? m_selectionEnd : direction > 0 ? LogNumber{0} : m_extent.end;
    const auto after = std::ranges::upper_bound(shown, here);
    const auto before = std::ranges::lower_bound(shown, here);
    if (direction > 0)
        select(after == shown.end() ? shown.front() : *after);
    else
        select(before == shown.begin() ? shown.back() : *std::prev(before));
}

void LogModel::select(LogNumber number)
{
    const int row = rowNear(number);
    if (row < 0)
        return;
    selectRow(row, false);
    Q_EMIT showRow(row);
}

void LogModel::goToTime(WallTime at)
{
    m_goalTime = at;
    setFollowing(false);
    pump();
}

/// What was asked for before the log was there, or before the filter had come as far.
void LogModel::came()
{
    if (m_goalTime && m_extent.count() > 0) {
        const auto at = *std::exchange(m_goalTime, std::nullopt);
        m_going = m_desk->lineAt(m_name, at, [this](const Result<LogNumber> &number) {
            if (!number)
                return setProblem(QString::fromStdString(describe(number.error())));
            m_goal = std::clamp<LogNumber>(*number, m_extent.first, std::max(m_extent.first, m_extent.end - 1));
            pump();
            came(); // also while a piece is being read
        });
    }
    if (m_goal != 0 && (!filters() || (m_filteredFrom <= m_goal && m_filteredTo > m_goal)))
        select(std::exchange(m_goal, 0));
}

void LogModel::goToSlot(int slot)
{
    if (slot >= 0 && slot < m_volume.count())
        goToTime(m_volume.timeOf(slot));
}

bool LogModel::goTo(const QString &lineOrTime)
{
    const auto text = lineOrTime.trimmed();
    bool isNumber = false;
    const auto number = QString(text).remove(QLatin1Char(',')).toLongLong(&isNumber);
    if (isNumber) {
        if (number < 1 || m_extent.count() == 0)
            return false;
        m_goal = std::clamp<LogNumber>(number, m_extent.first, m_extent.end - 1);
        came();
        return true;
    }
    const auto zone = m_ticker->zone();
    const auto today = QDateTime::fromMSecsSinceEpoch(m_ticker->now().time_since_epoch().count(), zone).date();
    for (const auto *form : {"HH:mm", "HH:mm:ss", "HH:mm:ss.zzz"})
        if (const auto time = QTime::fromString(text, QLatin1String(form)); time.isValid()) {
            goToTime(WallTime(std::chrono::milliseconds(QDateTime(today, time, zone).toMSecsSinceEpoch())));
            return true;
        }
    for (const auto *form : {"yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"})
        if (auto at = QDateTime::fromString(text, QLatin1String(form)); at.isValid()) {
            at.setTimeZone(zone);
            goToTime(WallTime(std::chrono::milliseconds(at.toMSecsSinceEpoch())));
            return true;
        }
    return false;
}

} // namespace glovebox::models
