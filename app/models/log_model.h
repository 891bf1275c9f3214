// Role: the log page: the last lines of every source in a ring, filtered by source, level and text, searched, selected
// by rows and copied.
// Thread: GUI.
// Invariants: at most kLogLinesMax lines, twice that while the reader has stopped following; what was dropped is
// counted. Shown rows are exactly the lines that pass the filter, in order; find positions name lines, not rows, so
// that they stay on their line.
#pragma once

#include "app/models/ticker.h"
#include "core/base/limits.h"
#include "core/base/log.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

#include <deque>

namespace glovebox::models {

class LogModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QStringList sourceChoices READ sourceChoices NOTIFY sourcesChanged)
    Q_PROPERTY(int sourceIndex READ sourceIndex WRITE setSourceIndex NOTIFY filterChanged)
    Q_PROPERTY(QStringList levelChoices READ levelChoices CONSTANT)
    Q_PROPERTY(int level READ level WRITE setLevel NOTIFY filterChanged)
    Q_PROPERTY(QString filterText READ filterText WRITE setFilterText NOTIFY filterChanged)
    Q_PROPERTY(QString countText READ countText NOTIFY countsChanged)
    Q_PROPERTY(int count READ count NOTIFY countsChanged)
    Q_PROPERTY(int total READ total NOTIFY countsChanged)
    Q_PROPERTY(bool following READ following WRITE setFollowing NOTIFY followingChanged)
    Q_PROPERTY(QString pausedText READ pausedText NOTIFY countsChanged)
    Q_PROPERTY(QString droppedText READ droppedText NOTIFY countsChanged)
    Q_PROPERTY(QString findText READ findText WRITE setFindText NOTIFY findChanged)
    Q_PROPERTY(QString findResult READ findResult NOTIFY findChanged)
    Q_PROPERTY(int findRow READ findRow NOTIFY findChanged)
    Q_PROPERTY(bool hasSelection READ hasSelection NOTIFY selectionChanged)
    Q_PROPERTY(int selectedRow READ selectedRow NOTIFY selectionChanged)

public:
    enum Role {
        NumberRole = Qt::UserRole + 1,
        TimeRole,
        SourceRole,
        LevelRole, // "D", "I", "W", "E"
        TextRole,
        MatchRole,      // 0 none, 1 found, 2 the current one
        MatchStartRole, // where in the text it is found first
        SelectedRole,
    };

    LogModel(Ticker *ticker, QObject *parent = nullptr, std::size_t linesMax = limits::kLogLinesMax);

    void append(const std::vector<LogLine> &lines, std::uint64_t droppedBefore);

    QStringList sources() const { return m_sources; }
    /// "all", then the sources that have spoken.
    QStringList sourceChoices() const;
    int sourceIndex() const;
    void setSourceIndex(int index);
    static QStringList levelChoices();
    QString source() const { return m_source; }
    void setSource(const QString &source);
    int level() const { return static_cast<int>(m_level); }
    void setLevel(int level);
    QString filterText() const { return m_filterText; }
    void setFilterText(const QString &text);
    QString countText() const;
    int count() const { return static_cast<int>(m_shown.size()); }
    int total() const { return static_cast<int>(m_lines.size()); }
    bool following() const { return m_following; }
    void setFollowing(bool following);
    QString pausedText() const;
    QString droppedText() const;
    QString findText() const { return m_findText; }
    void setFindText(const QString &text);
    QString findResult() const;
    int findRow() const;
    bool hasSelection() const { return m_selectionAnchor != 0; }
    int selectedRow() const;

    Q_INVOKABLE void findNext(int direction);
    Q_INVOKABLE void clearFilter();
    Q_INVOKABLE void selectRow(int row, bool extend);
    Q_INVOKABLE void moveSelection(int rows, bool extend);
    Q_INVOKABLE void clearSelection();
    /// The selected lines with time, source and level.
    QString selectedText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void sourcesChanged();
    void filterChanged();
    void countsChanged();
    void followingChanged();
    void findChanged();
    void selectionChanged();

private:
    using Number = qint64; // of a line since the start, from 1

    const LogLine &line(Number number) const { return m_lines[static_cast<std::size_t>(number - m_firstNumber)]; }
    bool passes(const LogLine &line) const;
    bool found(const LogLine &line) const;
    void refilter();
    void dropOldest();
    void noteSource(const std::string &source);
    void search();
    void refreshMatches();
    int rowOfNumber(Number number) const;
    bool isSelected(Number number) const;
    void emitAllRows(const QList<int> &roles);

    Ticker *m_ticker;
    const std::size_t m_linesMax;
    std::deque<LogLine> m_lines;
    Number m_firstNumber = 1;
    std::deque<Number> m_shown;
    QStringList m_sources;
    QString m_source;
    LogLevel m_level = LogLevel::Debug;
    QString m_filterText;
    QStringList m_filterWords;
    std::uint64_t m_dropped = 0;
    bool m_following = true;
    Number m_pausedAt = 0;
    int m_newSincePause = 0;
    QString m_findText;
    std::deque<Number> m_found;
    Number m_currentFound = 0;
    Number m_selectionAnchor = 0; // 0: none
    Number m_selectionEnd = 0;
};

} // namespace glovebox::models
