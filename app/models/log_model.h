// Role: the log page: one of the logs on disk as rows, of which only what is looked at is in memory; filtered, searched
// over the whole of it, selected by rows, copied and exported.
// Thread: GUI; the desk answers there.
// Invariants: rows are exactly the lines that pass the filter, in order, as far as the filter has come; rows of lines
// that were there do not move when more come. Find positions and the selection name lines, not rows, so that they stay
// on their line. At most kCacheMax lines are held.
#pragma once

#include "app/bridge/log_desk.h"
#include "app/format/ansi.h"
#include "app/models/log_export.h"
#include "app/models/ticker.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QTimer>
#include <QUrl>
#include <QtQml/qqmlregistration.h>

#include <deque>
#include <map>

namespace glovebox::models {

class LogModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QStringList logChoices READ logChoices NOTIFY logsChanged)
    Q_PROPERTY(int logIndex READ logIndex WRITE setLogIndex NOTIFY logsChanged)
    Q_PROPERTY(bool watching READ watching WRITE setWatching NOTIFY watchingChanged)
    Q_PROPERTY(QStringList levelChoices READ levelChoices CONSTANT)
    Q_PROPERTY(int level READ level WRITE setLevel NOTIFY filterChanged)
    Q_PROPERTY(QStringList rangeChoices READ rangeChoices CONSTANT)
    Q_PROPERTY(int range READ range WRITE setRange NOTIFY filterChanged)
    Q_PROPERTY(QString filterText READ filterText WRITE setFilterText NOTIFY filterChanged)
    Q_PROPERTY(QString countText READ countText NOTIFY countsChanged)
    Q_PROPERTY(int count READ count NOTIFY countsChanged)
    Q_PROPERTY(int total READ total NOTIFY countsChanged)
    Q_PROPERTY(bool busy READ busy NOTIFY countsChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)
    Q_PROPERTY(bool following READ following WRITE setFollowing NOTIFY followingChanged)
    Q_PROPERTY(QString pausedText READ pausedText NOTIFY countsChanged)
    Q_PROPERTY(QString findText READ findText WRITE setFindText NOTIFY findChanged)
    Q_PROPERTY(bool findCase READ findCase WRITE setFindCase NOTIFY findChanged)
    Q_PROPERTY(bool findExpression READ findExpression WRITE setFindExpression NOTIFY findChanged)
    Q_PROPERTY(QString findResult READ findResult NOTIFY findChanged)
    Q_PROPERTY(QString findProblem READ findProblem NOTIFY findChanged)
    Q_PROPERTY(int findRow READ findRow NOTIFY findChanged)
    Q_PROPERTY(bool hasSelection READ hasSelection NOTIFY selectionChanged)
    Q_PROPERTY(int selectedRow READ selectedRow NOTIFY selectionChanged)
    Q_PROPERTY(bool raw READ raw WRITE setRaw NOTIFY looksChanged)
    Q_PROPERTY(QStringList palette READ palette WRITE setPalette NOTIFY looksChanged)
    Q_PROPERTY(QString ground READ ground WRITE setGround NOTIFY looksChanged)

public:
    enum Role {
        NumberRole = Qt::UserRole + 1,
        TimeRole,
        SourceRole,
        LevelRole, // "D", "I", "W", "E"
        TextRole,
        StyledRole,      // with the guest's colours; empty: it has none
        GapRole,         // lines are missing here
        MatchRole,       // 0 none, 1 found, 2 the current one
        MatchStartRole,  // where in the text it is found first; -1: nowhere
        MatchLengthRole, // of it
        SelectedRole,
    };

    static constexpr std::size_t kCacheMax = 4096;
    static constexpr std::chrono::milliseconds kLook{150};

    explicit LogModel(Ticker *ticker, QObject *parent = nullptr);

    /// Without one there are no logs. It outlives this.
    void setDesk(bridge::LogDesk *desk);
    void setClient(bridge::EngineClient *client) { m_exporting.setClient(client); } // exports are operations

    QStringList logChoices() const;
    int logIndex() const;
    void setLogIndex(int index);
    /// Also of one that is not listed yet.
    void choose(const LogName &name);
    const LogName &name() const { return m_name; }
    /// While somebody looks at the page, growth is looked for.
    bool watching() const { return m_timer.isActive(); }
    void setWatching(bool watching);
    static QStringList levelChoices();
    int level() const { return static_cast<int>(m_filter.atLeast); }
    void setLevel(int level);
    static QStringList rangeChoices();
    int range() const { return m_range; }
    void setRange(int range);
    QString filterText() const { return m_filterText; }
    void setFilterText(const QString &text);
    QString countText() const;
    int count() const;
    int total() const; // of all lines
    /// The filter or the search has not seen all of it yet.
    bool busy() const { return filterBusy() || findBusy() || m_growOpen; }
    QString problem() const { return m_problem; }
    bool following() const { return m_following; }
    void setFollowing(bool following);
    QString pausedText() const;
    QString findText() const { return QString::fromStdString(m_find.text); }
    void setFindText(const QString &text);
    bool findCase() const { return m_find.matchCase; }
    void setFindCase(bool matchCase);
    bool findExpression() const { return m_find.isExpression; }
    void setFindExpression(bool isExpression);
    QString findResult() const;
    QString findProblem() const { return m_findProblem; }
    int findRow() const;
    bool hasSelection() const { return m_selectionAnchor != 0; }
    int selectedRow() const;
    bool raw() const { return m_raw; }
    void setRaw(bool raw);
    QStringList palette() const { return m_palette; }
    void setPalette(const QStringList &palette);
    QString ground() const { return m_ground; }
    void setGround(const QString &ground);

    /// Looks for growth now.
    Q_INVOKABLE void look();
    Q_INVOKABLE void findNext(int direction);
    Q_INVOKABLE void clearFilter();
    Q_INVOKABLE void selectRow(int row, bool extend);
    Q_INVOKABLE void moveSelection(int rows, bool extend);
    Q_INVOKABLE void clearSelection();
    /// copied() follows.
    Q_INVOKABLE void copySelection();
    /// Into a file of the operator's choice; exported() follows. `filtered`: what the filter shows, otherwise all.
    Q_INVOKABLE void exportTo(const QUrl &file, bool filtered);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void logsChanged();
    void watchingChanged();
    void filterChanged();
    void countsChanged();
    void problemChanged();
    void followingChanged();
    void findChanged();
    void selectionChanged();
    void looksChanged();
    /// Lines with time, source and level.
    void copied(const QString &text);
    void exported(const QString &text, bool isProblem);

private:
    bool filters() const { return !m_filter.everything(); }
    bool filterBusy() const;
    bool findBusy() const;
    LogNumber numberOf(int row) const;
    int rowOfNumber(LogNumber number) const;
    const StoredLine *lineAt(int row) const;
    QString shown(const StoredLine &line) const;
    std::pair<qsizetype, qsizetype> matchIn(const StoredLine &line) const;

    void reset();
    void refilter(const std::function<void()> &change);
    void restartFind();
    void pump();
    void take(const LogExtent &extent);
    void dropBefore(LogNumber first);
    void append(const std::vector<LogNumber> &numbers, LogExtent extent);
    void prepend(const std::vector<LogNumber> &numbers);
    void addFound(const std::vector<LogNumber> &numbers, bool older);
    void grow(std::vector<LogNumber> numbers, const LogExtent &extent);
    void search(LogNumber from, LogNumber to, bool forFind, std::function<void(std::vector<LogNumber>)> then);
    void want(int row) const;
    void fetch();
    void keep(std::vector<StoredLine> lines, LogNumber near);
    void setProblem(const QString &problem);
    void refreshMatches();
    bool isSelected(LogNumber number) const;
    void emitAllRows(const QList<int> &roles);

    Ticker *m_ticker;
    bridge::LogDesk *m_desk = nullptr;
    QTimer m_timer;
    std::vector<LogEntry> m_logs;
    LogName m_name;
    LogExtent m_extent;
    QString m_problem;

    LogFilter m_filter;
    int m_range = 0;
    QString m_filterText;
    std::deque<LogNumber> m_shown; // with a filter
    LogNumber m_filteredFrom = 1;  // from here
    LogNumber m_filteredTo = 1;    // to here, not itself, it is known what passes

    LogFind m_find;
    QString m_findProblem;
    std::deque<LogNumber> m_found;
    LogNumber m_searchedFrom = 1;
    LogNumber m_searchedTo = 1;
    LogNumber m_currentFound = 0;

    bool m_following = true;
    LogNumber m_pausedAt = 0;
    qint64 m_newSincePause = 0;
    LogNumber m_selectionAnchor = 0; // 0: none
    LogNumber m_selectionEnd = 0;

    bool m_raw = false;
    QStringList m_palette;
    QString m_ground;

    std::map<LogNumber, StoredLine> m_cache;
    mutable int m_wantedFrom = -1; // rows that were asked for and are not there
    mutable int m_wantedTo = -1;
    mutable QTimer m_fetchSoon;
    Call m_listing;
    Call m_looking;
    Call m_searching;
    Call m_growing;
    Call m_fetching;
    Call m_copying;
    LogExport m_exporting;
    bool m_lookOpen = false;
    bool m_searchOpen = false;
    bool m_growOpen = false;
    bool m_fetchOpen = false;
};

} // namespace glovebox::models
