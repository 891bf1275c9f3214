// Role: one of the logs on disk as rows, of which only what is looked at is in memory: which log, which lines pass the
// filter, which neighbours of theirs are shown, how it grows. What is found, selected and drawn of it is LogModel's.
// Thread: GUI; the desk answers there.
// Invariants: rows are exactly the lines that pass the filter and the neighbours that were asked for, in order, as far
// as the filter has come; rows of lines that were there do not move when more come. At most kCacheMax lines and
// kCacheBytesMax bytes are held.
#pragma once

#include "app/models/log_volume.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QTimer>

#include <set>

namespace glovebox::models {

class LogRows : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("The part of the log that reads")
    Q_PROPERTY(QStringList logChoices READ logChoices NOTIFY logsChanged)
    Q_PROPERTY(int logIndex READ logIndex WRITE setLogIndex NOTIFY logsChanged)
    Q_PROPERTY(QString object READ object NOTIFY logsChanged)
    Q_PROPERTY(bool watching READ watching WRITE setWatching NOTIFY watchingChanged)
    Q_PROPERTY(QStringList levelChoices READ levelChoices CONSTANT)
    Q_PROPERTY(int level READ level WRITE setLevel NOTIFY filterChanged)
    Q_PROPERTY(QStringList rangeChoices READ rangeChoices NOTIFY filterChanged)
    Q_PROPERTY(int range READ range WRITE setRange NOTIFY filterChanged)
    Q_PROPERTY(double filterFrom READ filterFrom NOTIFY filterChanged)
    Q_PROPERTY(double filterUntil READ filterUntil NOTIFY filterChanged)
    Q_PROPERTY(QString filterText READ filterText WRITE setFilterText NOTIFY filterChanged)
    Q_PROPERTY(bool filtering READ filters NOTIFY filterChanged)
    Q_PROPERTY(QString countText READ countText NOTIFY countsChanged)
    Q_PROPERTY(int count READ count NOTIFY countsChanged)
    Q_PROPERTY(int total READ total NOTIFY countsChanged)
    Q_PROPERTY(bool busy READ busy NOTIFY countsChanged)
    Q_PROPERTY(bool hasContext READ hasContext NOTIFY countsChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    Q_PROPERTY(bool following READ following WRITE setFollowing NOTIFY followingChanged)
    Q_PROPERTY(QString pausedText READ pausedText NOTIFY countsChanged)
    Q_PROPERTY(glovebox::models::LogVolume *volume READ volume CONSTANT)

public:
    static constexpr std::size_t kCacheMax = 4096;
    static constexpr std::size_t kCacheBytesMax = std::size_t{32} * 1024 * 1024;
    static constexpr std::chrono::milliseconds kLook{150};
    /// Neighbours that come with one press, on each side.
    static constexpr LogNumber kContext = 5;

    explicit LogRows(Ticker *ticker, QObject *parent = nullptr);

    /// Without one there are no logs. It outlives this.
    void setDesk(bridge::LogDesk *desk);
    bridge::LogDesk *desk() const { return m_desk; }

    QStringList logChoices() const;
    int logIndex() const;
    void setLogIndex(int index);
    /// Also of one that is not listed yet.
    void choose(const LogName &name);
    const LogName &name() const { return m_name; }
    /// Whose log it is, "session/…" or "sandbox/…"; empty: the engine's.
    QString object() const;
    /// While somebody looks at the page, growth is looked for.
    bool watching() const { return m_timer.isActive(); }
    void setWatching(bool watching);
    static QStringList levelChoices();
    int level() const { return static_cast<int>(m_filter.atLeast); }
    void setLevel(int level);
    QStringList rangeChoices() const;
    int range() const { return m_range; }
    void setRange(int range);
    double filterFrom() const { return m_filter.from ? double(m_filter.from->time_since_epoch().count()) : 0; }
    double filterUntil() const { return m_filter.until ? double(m_filter.until->time_since_epoch().count()) : 0; }
    QString filterText() const { return m_filterText; }
    void setFilterText(const QString &text);
    bool filters() const { return !m_filter.everything(); }
    QString countText() const;
    int count() const;
    int total() const; // of all lines
    /// The filter or the search has not seen all of it yet.
    bool busy() const { return filterBusy() || isSearching() || m_growOpen; }
    bool hasContext() const { return !m_context.empty(); }
    QString problem() const { return m_problem; }
    bool following() const { return m_following; }
    void setFollowing(bool following);
    QString pausedText() const;
    LogVolume *volume() { return &m_volume; }

    /// Looks for growth now.
    Q_INVOKABLE void look();
    Q_INVOKABLE void clearFilter();
    /// Only stretches from - to-1 of the chart.
    Q_INVOKABLE void setTimes(int from, int to);
    /// kContext more neighbours of the row, on both sides, also of what the filter leaves out.
    Q_INVOKABLE void addContext(int row);
    Q_INVOKABLE void clearContext();

    int rowCount(const QModelIndex &parent = {}) const override;

Q_SIGNALS:
    void logsChanged();
    void watchingChanged();
    void filterChanged();
    void countsChanged();
    void problemChanged();
    void followingChanged();

protected:
    /// A line that is in memory, and what is drawn of it, once it was.
    struct Kept {
        StoredLine line;
        mutable std::optional<QString> text;
    };

    virtual bool isSearching() const = 0;
    /// The next piece of a search, when nothing else is to be read; false: none.
    virtual bool searchOn() = 0;
    /// Another log, or other lines of it.
    virtual void begunAnew(bool otherLog) = 0;
    /// The oldest are no more.
    virtual void dropped(LogNumber first) = 0;
    /// Some piece is there.
    virtual void came() = 0;
    /// Rows came or went, and the views know.
    virtual void rowsMoved() = 0;

    bool filterBusy() const;
    LogNumber numberOf(int row) const;
    int rowOfNumber(LogNumber number) const;
    /// Of the line or the next one that is shown; -1: there are no rows.
    int rowNear(LogNumber number) const;
    bool isContext(LogNumber number) const { return m_context.contains(number); }
    const Kept *lineAt(int row) const;
    void search(LogNumber from, LogNumber to, const LogFind &find, std::function<void(std::vector<LogNumber>)> then,
                std::function<void(const QString &)> otherwise);
    void stopSearch();
    void pump();
    void setProblem(const QString &problem);
    void emitAllRows(const QList<int> &roles);
    void forgetTexts();

    Ticker *const m_ticker;
    bridge::LogDesk *m_desk = nullptr;
    LogName m_name;
    LogExtent m_extent;
    LogFilter m_filter;
    LogNumber m_filteredFrom = 1; // from here
    LogNumber m_filteredTo = 1;   // to here, not itself, it is known what passes
    LogVolume m_volume;

private:
    void reset();
    void refilter(const std::function<void()> &change);
    void take(const LogExtent &extent);
    void dropBefore(LogNumber first);
    void append(const std::vector<LogNumber> &numbers, LogExtent extent);
    void prepend(const std::vector<LogNumber> &numbers);
    void grow(std::vector<LogNumber> numbers, const LogExtent &extent);
    int insertContext(int row, LogNumber from, LogNumber to);
    void want(int row) const;
    void fetch();
    void keep(std::vector<StoredLine> lines, LogNumber near);
    void letGo(std::map<LogNumber, Kept>::iterator line);

    QTimer m_timer;
    std::vector<LogEntry> m_logs;
    QString m_problem;
    int m_range = 0;
    QString m_filterText;
    std::deque<LogNumber> m_shown; // with a filter
    std::set<LogNumber> m_context; // of m_shown, what the filter would leave out
    bool m_following = true;
    LogNumber m_pausedAt = 0;
    qint64 m_newSincePause = 0;

    std::map<LogNumber, Kept> m_cache;
    std::size_t m_cacheBytes = 0;
    mutable int m_wantedFrom = -1; // rows that were asked for and are not there
    mutable int m_wantedTo = -1;
    mutable QTimer m_fetchSoon;
    Call m_listing;
    Call m_looking;
    Call m_searching;
    Call m_growing;
    Call m_fetching;
    bool m_lookOpen = false;
    bool m_searchOpen = false;
    bool m_growOpen = false;
    bool m_fetchOpen = false;
};

} // namespace glovebox::models
