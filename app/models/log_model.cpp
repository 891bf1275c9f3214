#include "app/models/log_model.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <QRegularExpression>

#include <algorithm>
#include <climits>

namespace glovebox::models {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kRanges[]{0ms, 5min, 1h, 24h};

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

LogModel::LogModel(Ticker *ticker, QObject *parent) : QAbstractListModel(parent), m_ticker(ticker)
{
    m_timer.setInterval(kLook);
    connect(&m_timer, &QTimer::timeout, this, &LogModel::look);
    connect(&m_exporting, &LogExport::ended, this, &LogModel::exported);
    m_fetchSoon.setSingleShot(true);
    m_fetchSoon.setInterval(0);
    connect(&m_fetchSoon, &QTimer::timeout, this, &LogModel::fetch);
}

QStringList LogModel::logChoices() const
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

int LogModel::logIndex() const
{
    const auto found = std::ranges::find(m_logs, m_name, &LogEntry::name);
    return found == m_logs.end() ? -1 : static_cast<int>(found - m_logs.begin());
}

void LogModel::setLogIndex(int index)
{
    if (index >= 0 && index < static_cast<int>(m_logs.size()))
        choose(m_logs[static_cast<std::size_t>(index)].name);
}

QStringList LogModel::levelChoices()
{
    return {tr("all"), tr("info and above"), tr("warnings"), tr("errors")};
}

void LogModel::setLevel(int level)
{
    const auto wanted = static_cast<LogLevel>(std::clamp(level, 0, static_cast<int>(LogLevel::Error)));
    if (wanted == m_filter.atLeast)
        return;
    refilter([&] { m_filter.atLeast = wanted; });
}

QStringList LogModel::rangeChoices()
{
    return {tr("all times"), tr("last 5 min"), tr("last hour"), tr("last 24 h")};
}

void LogModel::setRange(int range)
{
    range = std::clamp(range, 0, static_cast<int>(std::size(kRanges)) - 1);
    if (range == m_range)
        return;
    refilter([&] {
        m_range = range;
        m_filter.from.reset();
        if (range > 0)
            m_filter.from = m_ticker->now() - kRanges[range];
    });
}

/// "source:qemu" is about the source alone; other words may stand in either.
void LogModel::setFilterText(const QString &text)
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

void LogModel::clearFilter()
{
    refilter([&] {
        m_filter = {};
        m_filterText.clear();
        m_range = 0;
    });
}

QString LogModel::countText() const
{
    if (!filters())
        return tr("%1 lines").arg(format::count(total()));
    const auto text = tr("%1 of %2").arg(format::count(count()), format::count(total()));
    return filterBusy() ? text + QStringLiteral(" …") : text;
}

QString LogModel::pausedText() const
{
    if (m_following)
        return {};
    return m_newSincePause == 0
               ? tr("Paused at line %1").arg(format::count(m_pausedAt))
               : tr("Paused at line %1 · %2 new").arg(format::count(m_pausedAt), format::count(m_newSincePause));
}

void LogModel::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    m_newSincePause = 0;
    m_pausedAt = following || count() == 0 ? 0 : numberOf(count() - 1);
    Q_EMIT followingChanged();
    Q_EMIT countsChanged();
}

void LogModel::setRaw(bool raw)
{
    if (raw == m_raw)
        return;
    m_raw = raw;
    emitAllRows({TextRole, StyledRole, MatchStartRole, MatchLengthRole});
    Q_EMIT looksChanged();
}

void LogModel::setPalette(const QStringList &palette)
{
    if (palette == m_palette)
        return;
    m_palette = palette;
    emitAllRows({StyledRole});
    Q_EMIT looksChanged();
}

void LogModel::setGround(const QString &ground)
{
    if (ground == m_ground)
        return;
    m_ground = ground;
    emitAllRows({StyledRole});
    Q_EMIT looksChanged();
}

/// A view's rows are an int; a log that has more is shown to that line.
int LogModel::count() const
{
    return filters() ? static_cast<int>(m_shown.size())
                     : static_cast<int>(std::min<LogNumber>(m_extent.count(), INT_MAX / 2));
}

int LogModel::total() const
{
    return static_cast<int>(std::min<LogNumber>(m_extent.count(), INT_MAX));
}

LogNumber LogModel::numberOf(int row) const
{
    return filters() ? m_shown[static_cast<std::size_t>(row)] : m_extent.first + row;
}

int LogModel::rowOfNumber(LogNumber number) const
{
    if (!filters())
        return number >= m_extent.first && number < m_extent.end ? static_cast<int>(number - m_extent.first) : -1;
    const auto spot = std::ranges::lower_bound(m_shown, number);
    return spot == m_shown.end() || *spot != number ? -1 : static_cast<int>(spot - m_shown.begin());
}

const StoredLine *LogModel::lineAt(int row) const
{
    const auto found = m_cache.find(numberOf(row));
    if (found != m_cache.end())
        return &found->second;
    want(row);
    return nullptr;
}

QString LogModel::shown(const StoredLine &line) const
{
    return format::plainText(format::ansiRuns(QString::fromStdString(line.line.message), m_raw));
}

/// In what is shown. Where the message has escapes between the letters, the line is marked and the place is not.
std::pair<qsizetype, qsizetype> LogModel::matchIn(const StoredLine &line) const
{
    if (m_find.text.empty() || !std::ranges::binary_search(m_found, line.number))
        return {-1, 0};
    const auto text = shown(line);
    const auto wanted = QString::fromStdString(m_find.text);
    if (!m_find.isExpression)
        return {text.indexOf(wanted, 0, m_find.matchCase ? Qt::CaseSensitive : Qt::CaseInsensitive), wanted.size()};
    // The line was found by the desk, which bounds how long it tries; this is the same line and expression.
    const QRegularExpression expression(QLatin1String("(*LIMIT_MATCH=200000)") + wanted,
                                        m_find.matchCase ? QRegularExpression::NoPatternOption
                                                         : QRegularExpression::CaseInsensitiveOption);
    const auto match = expression.match(text);
    return {match.hasMatch() ? match.capturedStart() : -1, match.capturedLength()};
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LogNumber number = numberOf(index.row());
    switch (role) {
    case NumberRole:
        return qint64{number};
    case MatchRole:
        return number == m_currentFound ? 2 : std::ranges::binary_search(m_found, number) ? 1 : 0;
    case SelectedRole:
        return isSelected(number);
    default:
        break;
    }
    const auto *entry = lineAt(index.row());
    switch (role) {
    case TimeRole:
        return entry && entry->readable ? format::preciseTime(entry->line.at, m_ticker->zone()) : QString();
    case SourceRole:
        return entry ? format::shownLine(QString::fromStdString(entry->line.source)) : QString();
    case LevelRole:
        return entry ? levelLetter(entry->line.level) : QString();
    case TextRole:
        return entry ? shown(*entry) : QString();
    case StyledRole:
        return entry && !m_raw && entry->line.message.find('\x1b') != std::string::npos
                   ? format::styledText(format::ansiRuns(QString::fromStdString(entry->line.message)), m_palette,
                                        m_ground)
                   : QString();
    case GapRole:
        return entry && entry->lost > 0;
    case MatchStartRole:
        return entry ? matchIn(*entry).first : qsizetype{-1};
    case MatchLengthRole:
        return entry ? matchIn(*entry).second : qsizetype{0};
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
                      {StyledRole, "styled"},
                      {GapRole, "gap"},
                      {MatchRole, "match"},
                      {MatchStartRole, "matchStart"},
                      {MatchLengthRole, "matchLength"},
                      {SelectedRole, "selected"}});
}

} // namespace glovebox::models
