#include "app/models/log_model.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

namespace {

/// Sources are categories and sandboxes; more names than this in a menu help nobody.
constexpr qsizetype kSourcesMax = 64;

QString levelLetter(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return QStringLiteral("D");
    case LogLevel::Info:
        return QStringLiteral("I");
    case LogLevel::Warning:
        return QStringLiteral("W");
    case LogLevel::Error:
        return QStringLiteral("E");
    }
    return QStringLiteral("E");
}

} // namespace

LogModel::LogModel(Ticker *ticker, QObject *parent, std::size_t linesMax)
    : QAbstractListModel(parent), m_ticker(ticker), m_linesMax(linesMax)
{
}

void LogModel::append(const std::vector<LogLine> &lines, std::uint64_t droppedBefore)
{
    if (lines.empty() && droppedBefore == 0)
        return;
    m_dropped += droppedBefore;
    std::vector<Number> shown;
    for (const LogLine &line : lines) {
        m_lines.push_back(line);
        const Number number = m_firstNumber + static_cast<Number>(m_lines.size()) - 1;
        noteSource(line.source);
        if (!passes(line))
            continue;
        shown.push_back(number);
        if (!m_findText.isEmpty() && found(line))
            m_found.push_back(number);
    }
    if (!shown.empty()) {
        beginInsertRows({}, count(), count() + static_cast<int>(shown.size()) - 1);
        m_shown.insert(m_shown.end(), shown.begin(), shown.end());
        endInsertRows();
        if (!m_following)
            m_newSincePause += static_cast<int>(shown.size());
    }
    dropOldest();
    Q_EMIT countsChanged();
    if (!m_findText.isEmpty())
        Q_EMIT findChanged();
}

/// A twentieth at once, so that a full ring does not remove a row for every row that comes.
void LogModel::dropOldest()
{
    const std::size_t max = m_following ? m_linesMax : 2 * m_linesMax;
    if (m_lines.size() <= max)
        return;
    const std::size_t drop = m_lines.size() - max + m_linesMax / 20;
    const Number firstKept = m_firstNumber + static_cast<Number>(drop);
    const auto keep = std::ranges::lower_bound(m_shown, firstKept);
    const int rows = static_cast<int>(keep - m_shown.begin());
    if (rows > 0) {
        beginRemoveRows({}, 0, rows - 1);
        m_shown.erase(m_shown.begin(), keep);
    }
    m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(drop));
    m_firstNumber = firstKept;
    if (rows > 0)
        endRemoveRows();
    m_found.erase(m_found.begin(), std::ranges::lower_bound(m_found, firstKept));
    if (m_selectionAnchor != 0 && std::min(m_selectionAnchor, m_selectionEnd) < firstKept)
        clearSelection();
}

void LogModel::noteSource(const std::string &source)
{
    const QString name = format::shownLine(QString::fromStdString(source));
    const auto spot = std::ranges::lower_bound(m_sources, name);
    if ((spot != m_sources.end() && *spot == name) || m_sources.size() >= kSourcesMax)
        return;
    m_sources.insert(spot, name);
    Q_EMIT sourcesChanged();
}

bool LogModel::passes(const LogLine &line) const
{
    if (line.level < m_level)
        return false;
    if (!m_source.isEmpty() && m_source != QString::fromStdString(line.source))
        return false;
    if (m_filterWords.isEmpty())
        return true;
    const QString text = QString::fromStdString(line.source + ' ' + line.message);
    return std::ranges::all_of(m_filterWords, [&](const QString &word) {
        if (word.size() > 1 && word.startsWith(QLatin1Char('-')))
            return !text.contains(word.mid(1), Qt::CaseInsensitive);
        return text.contains(word, Qt::CaseInsensitive);
    });
}

void LogModel::refilter()
{
    beginResetModel(); // the reader asked for another list
    m_shown.clear();
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        if (passes(m_lines[i]))
            m_shown.push_back(m_firstNumber + static_cast<Number>(i));
    endResetModel();
    search();
    Q_EMIT filterChanged();
    Q_EMIT countsChanged();
    Q_EMIT selectionChanged();
}

void LogModel::setSource(const QString &source)
{
    if (source == m_source)
        return;
    m_source = source;
    refilter();
}

QStringList LogModel::sourceChoices() const
{
    return QStringList{tr("all")} + m_sources;
}

int LogModel::sourceIndex() const
{
    return m_source.isEmpty() ? 0 : static_cast<int>(m_sources.indexOf(m_source)) + 1;
}

void LogModel::setSourceIndex(int index)
{
    setSource(index > 0 && index <= m_sources.size() ? m_sources.at(index - 1) : QString());
}

QStringList LogModel::levelChoices()
{
    return {tr("all"), tr("info and above"), tr("warnings"), tr("errors")};
}

void LogModel::setLevel(int level)
{
    const auto wanted = static_cast<LogLevel>(std::clamp(level, 0, static_cast<int>(LogLevel::Error)));
    if (wanted == m_level)
        return;
    m_level = wanted;
    refilter();
}

void LogModel::setFilterText(const QString &text)
{
    if (text == m_filterText)
        return;
    m_filterText = text;
    m_filterWords = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    refilter();
}

void LogModel::clearFilter()
{
    m_source.clear();
    m_level = LogLevel::Debug;
    m_filterText.clear();
    m_filterWords.clear();
    refilter();
}

QString LogModel::countText() const
{
    return count() == total() ? tr("%1 lines").arg(format::count(total()))
                              : tr("%1 of %2").arg(format::count(count()), format::count(total()));
}

void LogModel::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    m_newSincePause = 0;
    m_pausedAt = following || m_shown.empty() ? 0 : m_shown.back();
    dropOldest();
    Q_EMIT followingChanged();
    Q_EMIT countsChanged();
}

QString LogModel::pausedText() const
{
    if (m_following)
        return {};
    return m_newSincePause == 0
               ? tr("Paused at line %1").arg(format::count(m_pausedAt))
               : tr("Paused at line %1 · %2 new").arg(format::count(m_pausedAt), format::count(m_newSincePause));
}

QString LogModel::droppedText() const
{
    return m_dropped == 0 ? QString()
                          : tr("%1 lines dropped: they came faster than the window takes them")
                                .arg(format::count(static_cast<qint64>(m_dropped)));
}

int LogModel::rowOfNumber(Number number) const
{
    const auto spot = std::ranges::lower_bound(m_shown, number);
    return spot == m_shown.end() || *spot != number ? -1 : static_cast<int>(spot - m_shown.begin());
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Number number = m_shown[static_cast<std::size_t>(index.row())];
    const LogLine &entry = line(number);
    switch (role) {
    case NumberRole:
        return number;
    case TimeRole:
        return format::preciseTime(entry.at, m_ticker->zone());
    case SourceRole:
        return format::shownLine(QString::fromStdString(entry.source));
    case LevelRole:
        return levelLetter(entry.level);
    case TextRole:
        return format::shownLine(QString::fromStdString(entry.message));
    case MatchRole:
        return number == m_currentFound ? 2 : std::ranges::binary_search(m_found, number) ? 1 : 0;
    case MatchStartRole:
        return std::ranges::binary_search(m_found, number) ? format::shownLine(QString::fromStdString(entry.message))
                                                                 .indexOf(m_findText, 0, Qt::CaseInsensitive)
                                                           : qsizetype{-1};
    case SelectedRole:
        return isSelected(number);
    default:
        return {};
    }
}

QHash<int, QByteArray> LogModel::roleNames() const
{
    return roleTable({{NumberRole, "number"},
                      {TimeRole, "time"},
                      {SourceRole, "source"},
                      {LevelRole, "level"},
                      {TextRole, "text"},
                      {MatchRole, "match"},
                      {MatchStartRole, "matchStart"},
                      {SelectedRole, "selected"}});
}

} // namespace glovebox::models
