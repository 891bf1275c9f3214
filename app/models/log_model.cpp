#include "app/models/log_model.h"

#include "app/format/ansi.h"
#include "app/format/foreign_text.h"
#include "app/format/log_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <QRegularExpression>

#include <algorithm>

namespace glovebox::models {

namespace {

/// Marks are looked for when the rows have come to rest for so long.
constexpr std::chrono::milliseconds kMark{200};

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

LogModel::LogModel(Ticker *ticker, QObject *parent) : LogRows(ticker, parent), m_exporting(this)
{
    m_markSoon.setSingleShot(true);
    m_markSoon.setInterval(kMark);
    connect(&m_markSoon, &QTimer::timeout, this, &LogModel::refreshMarks);
    connect(this, &LogRows::countsChanged, &m_markSoon, [this] {
        if (!m_markSoon.isActive())
            m_markSoon.start();
    });
    connect(&m_volume, &LogVolume::changed, this, &LogModel::refreshMarks);
    connect(this, &LogModel::selectionChanged, this, &LogModel::selectedLineChanged);
    for (const auto told : {&LogModel::selectedLineChanged, &LogModel::findChanged})
        connect(this, told, this, [this] { m_places = places(); });
    connect(this, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex &top, const QModelIndex &bottom, const QList<int> &roles) {
                const int row = roles.isEmpty() ? selectedRow() : -1; // lines were read
                if (row >= top.row() && row <= bottom.row())
                    Q_EMIT selectedLineChanged();
            });
    connect(ticker, &Ticker::timesChanged, this, [this] {
        emitAllRows({TimeRole, TimeFullRole});
        Q_EMIT selectedLineChanged();
    });
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_ticker->times() == Ticker::Times::Relative && watching())
            emitAllRows({TimeRole});
    });
}

/// The rows of the selection's two ends and of the current match.
std::array<int, 3> LogModel::places() const
{
    return {selectedRow(), m_selectionAnchor == 0 ? -1 : rowNear(m_selectionAnchor), findRow()};
}

/// They name lines; their rows change with the rows above. Told only then: a log may grow many times a second.
void LogModel::rowsMoved()
{
    const auto before = m_places;
    const auto now = places();
    if (before[0] != now[0] || before[1] != now[1])
        Q_EMIT selectedLineChanged();
    if (before[2] != now[2])
        Q_EMIT findChanged();
}

void LogModel::begunAnew(bool otherLog)
{
    if (otherLog) {
        m_selectionAnchor = m_selectionEnd = m_unfolded = m_goal = 0;
        m_goalTime.reset();
        m_going.cancel();
    }
    restartFind();
    Q_EMIT selectionChanged();
}

void LogModel::dropped(LogNumber first)
{
    m_searchedFrom = std::max(m_searchedFrom, first);
    m_searchedTo = std::max(m_searchedTo, first);
    m_found.erase(m_found.begin(), std::ranges::lower_bound(m_found, first));
    if (m_selectionAnchor != 0 && std::min(m_selectionAnchor, m_selectionEnd) < first)
        clearSelection();
    rowsMoved();
}

void LogModel::setRaw(bool raw)
{
    if (raw == m_raw)
        return;
    m_raw = raw;
    forgetTexts();
    emitAllRows({TextRole, StyledRole, MatchStartRole, MatchLengthRole, DetailRole});
    Q_EMIT looksChanged();
}

void LogModel::setWrap(bool wrap)
{
    if (wrap == m_wrap)
        return;
    m_wrap = wrap;
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

const QString &LogModel::shown(const Kept &kept) const
{
    if (!kept.text)
        kept.text = format::logText(kept.line.line.message, m_raw);
    return *kept.text;
}

QString LogModel::timeText(const StoredLine &line) const
{
    if (!line.readable)
        return {};
    return m_ticker->times() == Ticker::Times::Relative ? format::ago(line.line.at, m_ticker->now())
                                                        : format::preciseTime(line.line.at, m_ticker->zone());
}

/// In what is shown. Where the message has escapes between the letters, the line is marked and the place is not.
std::pair<qsizetype, qsizetype> LogModel::matchIn(const Kept &kept) const
{
    if (m_find.text.empty() || !std::ranges::binary_search(m_found, kept.line.number))
        return {-1, 0};
    const auto &text = shown(kept);
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

QString LogModel::unfoldText(const StoredLine &line) const
{
    const auto &message = line.line.message;
    if (format::looksLikeJson(message))
        return tr("JSON");
    if (message.size() <= format::kLogFoldBytes)
        return {};
    return tr("%1 KB").arg((message.size() + 512) / 1024);
}

QString LogModel::detailOf(const StoredLine &line) const
{
    const auto json = format::laidOutJson(line.line.message);
    return json.isEmpty() ? format::wholeLogText(line.line.message, m_raw) : json;
}

void LogModel::toggleUnfolded(int row)
{
    if (row < 0 || row >= count())
        return;
    const auto number = numberOf(row);
    const auto *kept = lineAt(row);
    if (!kept || unfoldText(kept->line).isEmpty())
        return;
    const auto before = std::exchange(m_unfolded, number == m_unfolded ? 0 : number);
    setFollowing(false);
    for (const auto changed : {before, number})
        if (const int at = rowOfNumber(changed); at >= 0)
            Q_EMIT dataChanged(index(at), index(at), {DetailRole});
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LogNumber number = numberOf(index.row());
    switch (role) {
    case NumberRole:
        return qint64{number};
    case ContextRole:
        return isContext(number);
    case MatchRole:
        return number == m_currentFound ? 2 : std::ranges::binary_search(m_found, number) ? 1 : 0;
    case SelectedRole:
        return isSelected(number);
    default:
        break;
    }
    const auto *kept = lineAt(index.row());
    const auto *entry = kept ? &kept->line : nullptr;
    switch (role) {
    case TimeRole:
        return entry ? timeText(*entry) : QString();
    case TimeFullRole:
        return entry && entry->readable ? format::fullTime(entry->line.at, m_ticker->zone()) : QString();
    case SourceRole:
        return entry ? format::shownLine(QString::fromStdString(entry->line.source)) : QString();
    case LevelRole:
        return entry ? levelLetter(entry->line.level) : QString();
    case TextRole:
        return kept ? shown(*kept) : QString();
    case StyledRole:
        return entry && !m_raw && entry->line.message.find('\x1b') != std::string::npos
                   ? format::styledText(format::ansiRuns(QString::fromStdString(entry->line.message)), m_palette,
                                        m_ground)
                   : QString();
    case GapRole:
        return entry && entry->lost > 0;
    case MatchStartRole:
        return kept ? matchIn(*kept).first : qsizetype{-1};
    case MatchLengthRole:
        return kept ? matchIn(*kept).second : qsizetype{0};
    case UnfoldRole:
        return entry ? unfoldText(*entry) : QString();
    case DetailRole:
        return entry && number == m_unfolded ? detailOf(*entry) : QString();
    default:
        return {};
    }
}

QHash<int, QByteArray> LogModel::roleNames() const
{
    return roleTable({{NumberRole, "number"},
                      {TimeRole, "time"},
                      {TimeFullRole, "timeFull"},
                      {SourceRole, "source"},
                      {LevelRole, "level"},
                      {TextRole, "text"},
                      {StyledRole, "styled"},
                      {GapRole, "gap"},
                      {ContextRole, "context"},
                      {MatchRole, "match"},
                      {MatchStartRole, "matchStart"},
                      {MatchLengthRole, "matchLength"},
                      {SelectedRole, "selected"},
                      {UnfoldRole, "unfold"},
                      {DetailRole, "detail"}});
}

} // namespace glovebox::models
