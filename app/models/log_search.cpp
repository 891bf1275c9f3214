// Finding, selecting, copying and exporting in the log.
#include "app/format/quantities.h"
#include "app/models/log_model.h"

#include <QUrl>

#include <algorithm>

namespace glovebox::models {

namespace {

QString titleOf(const LogName &name)
{
    const auto id = QString::fromStdString(name.id);
    return name.kind == LogName::Kind::Engine    ? QStringLiteral("engine")
           : name.kind == LogName::Kind::Sandbox ? QStringLiteral("console of ") + id
                                                 : QStringLiteral("session ") + id;
}

} // namespace

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
    m_searching.cancel(); // a piece of the filter is done once more
    m_searchOpen = false;
    m_found.clear();
    m_findProblem.clear();
    m_searchedFrom = m_searchedTo = m_extent.end;
    refreshMatches();
    pump();
}

/// What was stood at stays; without it, the newest is what one looks for.
void LogModel::addFound(const std::vector<LogNumber> &numbers, bool older)
{
    const bool hadNone = m_found.empty();
    m_found.insert(older ? m_found.begin() : m_found.end(), numbers.begin(), numbers.end());
    const bool standsThere = std::ranges::binary_search(m_found, m_currentFound);
    if (!standsThere && (hadNone || m_currentFound == 0 || !findBusy()))
        m_currentFound = m_found.empty() ? 0 : m_found.back();
    refreshMatches();
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
        return findBusy() ? tr("searching …") : tr("no match");
    const auto spot = std::ranges::lower_bound(m_found, m_currentFound);
    const auto text = tr("%1 / %2").arg(format::count(spot - m_found.begin() + 1),
                                        format::count(static_cast<qint64>(m_found.size())));
    return findBusy() ? text + QStringLiteral(" …") : text;
}

int LogModel::findRow() const
{
    return m_currentFound == 0 || m_found.empty() ? -1 : rowOfNumber(m_currentFound);
}

bool LogModel::isSelected(LogNumber number) const
{
    return m_selectionAnchor != 0 && number >= std::min(m_selectionAnchor, m_selectionEnd) &&
           number <= std::max(m_selectionAnchor, m_selectionEnd);
}

int LogModel::selectedRow() const
{
    return m_selectionAnchor == 0 ? -1 : rowOfNumber(m_selectionEnd);
}

void LogModel::selectRow(int row, bool extend)
{
    if (row < 0 || row >= count())
        return;
    m_selectionEnd = numberOf(row);
    if (!extend || m_selectionAnchor == 0)
        m_selectionAnchor = m_selectionEnd;
    setFollowing(false);
    emitAllRows({SelectedRole});
    Q_EMIT selectionChanged();
}

void LogModel::moveSelection(int rows, bool extend)
{
    const int from = selectedRow();
    selectRow(std::clamp(from < 0 ? count() - 1 : from + rows, 0, std::max(0, count() - 1)), extend);
}

void LogModel::clearSelection()
{
    if (m_selectionAnchor == 0)
        return;
    m_selectionAnchor = 0;
    m_selectionEnd = 0;
    emitAllRows({SelectedRole});
    Q_EMIT selectionChanged();
}

/// They need not be in memory.
void LogModel::copySelection()
{
    if (!m_desk || !hasSelection())
        return;
    std::vector<LogNumber> numbers;
    const auto last = std::max(m_selectionAnchor, m_selectionEnd);
    const auto end = last + 1;
    for (auto number = std::min(m_selectionAnchor, m_selectionEnd);
         number < end && numbers.size() < bridge::LogDesk::kReadMax; ++number)
        if (rowOfNumber(number) >= 0)
            numbers.push_back(number);
    const bool all = numbers.empty() || numbers.back() == last || rowOfNumber(last) < 0;
    m_copying = m_desk->read(m_name, std::move(numbers), [this, all](Result<std::vector<StoredLine>> lines) {
        if (!lines)
            return setProblem(QString::fromStdString(describe(lines.error())));
        QStringList texts;
        for (const auto &line : *lines) {
            auto copy = line.line;
            copy.message = shown(line).toStdString();
            texts += line.readable ? QString::fromStdString(describe(copy)) : QString::fromStdString(copy.message);
        }
        if (!all)
            texts += tr("… the first %1 of the selected lines; export the rest")
                         .arg(format::count(static_cast<qint64>(texts.size())));
        Q_EMIT copied(texts.join(QLatin1Char('\n')));
    });
}

void LogModel::exportTo(const QUrl &file, bool filtered)
{
    const auto path = file.toLocalFile();
    if (!m_desk || path.isEmpty())
        return;
    const bridge::LogDesk::Export wanted{.file = path.toStdString(),
                                         .asJson = path.endsWith(QLatin1String(".jsonl")),
                                         .title = titleOf(m_name).toStdString()};
    m_exporting.start(*m_desk, m_name, {filtered ? m_filter : LogFilter{}, {}}, wanted);
}

void LogModel::emitAllRows(const QList<int> &roles)
{
    if (count() > 0)
        Q_EMIT dataChanged(index(0), index(count() - 1), roles);
}

} // namespace glovebox::models
