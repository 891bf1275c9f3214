// Finding and selecting in the log.
#include "app/format/quantities.h"
#include "app/models/log_model.h"

#include <algorithm>

namespace glovebox::models {

void LogModel::setFindText(const QString &text)
{
    if (text == m_findText)
        return;
    m_findText = text;
    search();
}

bool LogModel::found(const LogLine &line) const
{
    return QString::fromStdString(line.message).contains(m_findText, Qt::CaseInsensitive);
}

void LogModel::search()
{
    m_found.clear();
    if (!m_findText.isEmpty())
        for (const Number number : m_shown)
            if (found(line(number)))
                m_found.push_back(number);
    const bool stays = std::ranges::binary_search(m_found, m_currentFound);
    if (!stays)
        m_currentFound = m_found.empty() ? 0 : m_found.back(); // the newest is what one looks for
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
    emitAllRows({MatchRole, MatchStartRole});
    Q_EMIT findChanged();
}

QString LogModel::findResult() const
{
    if (m_findText.isEmpty())
        return {};
    if (m_found.empty())
        return tr("no match");
    const auto spot = std::ranges::lower_bound(m_found, m_currentFound);
    return tr("%1 / %2").arg(format::count(spot - m_found.begin() + 1),
                             format::count(static_cast<qint64>(m_found.size())));
}

int LogModel::findRow() const
{
    return m_currentFound == 0 ? -1 : rowOfNumber(m_currentFound);
}

bool LogModel::isSelected(Number number) const
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
    m_selectionEnd = m_shown[static_cast<std::size_t>(row)];
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

QString LogModel::selectedText() const
{
    QStringList lines;
    for (const Number number : m_shown) {
        if (!isSelected(number))
            continue;
        const LogLine &entry = line(number);
        lines += QString::fromStdString(describe(entry));
    }
    return lines.join(QLatin1Char('\n'));
}

void LogModel::emitAllRows(const QList<int> &roles)
{
    if (!m_shown.empty())
        Q_EMIT dataChanged(index(0), index(count() - 1), roles);
}

} // namespace glovebox::models
