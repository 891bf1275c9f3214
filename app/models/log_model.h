// Role: the log page: what is drawn of a log's lines, found over the whole of it, selected by rows, unfolded, copied
// and exported. What is read of it is LogRows. Thread: GUI; the desk answers there. Invariants: find positions, the
// selection and the unfolded line name lines, not rows, so that they stay on their line.
#pragma once

#include "app/models/log_export_form.h"
#include "app/models/log_rows.h"

#include <array>

namespace glovebox::models {

class LogModel : public glovebox::models::LogRows { // in full: so it stands in the list of QML types
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(QString findText READ findText WRITE setFindText NOTIFY findChanged)
    Q_PROPERTY(bool findCase READ findCase WRITE setFindCase NOTIFY findChanged)
    Q_PROPERTY(bool findExpression READ findExpression WRITE setFindExpression NOTIFY findChanged)
    Q_PROPERTY(QString findResult READ findResult NOTIFY findChanged)
    Q_PROPERTY(QString findProblem READ findProblem NOTIFY findChanged)
    Q_PROPERTY(int findRow READ findRow NOTIFY findChanged)
    Q_PROPERTY(QList<int> findMarks READ findMarks NOTIFY marksChanged)
    Q_PROPERTY(QList<int> errorMarks READ errorMarks NOTIFY marksChanged)
    Q_PROPERTY(int currentMark READ currentMark NOTIFY findChanged)
    Q_PROPERTY(int markPlaces READ markPlaces CONSTANT)
    Q_PROPERTY(bool hasSelection READ hasSelection NOTIFY selectionChanged)
    Q_PROPERTY(int selectedRow READ selectedRow NOTIFY selectedLineChanged)
    Q_PROPERTY(QString selectedText READ selectedText NOTIFY selectedLineChanged)
    Q_PROPERTY(QString selectedObject READ selectedObject NOTIFY selectedLineChanged)
    Q_PROPERTY(QString selectedCall READ selectedCall NOTIFY selectedLineChanged)
    Q_PROPERTY(double selectedAt READ selectedAt NOTIFY selectedLineChanged)
    Q_PROPERTY(bool raw READ raw WRITE setRaw NOTIFY looksChanged)
    Q_PROPERTY(bool wrap READ wrap WRITE setWrap NOTIFY looksChanged)
    Q_PROPERTY(QStringList palette READ palette WRITE setPalette NOTIFY looksChanged)
    Q_PROPERTY(QString ground READ ground WRITE setGround NOTIFY looksChanged)
    Q_PROPERTY(glovebox::models::LogExportForm *exporting READ exporting CONSTANT)

public:
    enum Role {
        NumberRole = Qt::UserRole + 1,
        TimeRole,
        TimeFullRole,
        SourceRole,
        LevelRole, // "D", "I", "W", "E"
        TextRole,
        StyledRole,      // with the guest's colours; empty: it has none
        GapRole,         // lines are missing here
        ContextRole,     // the filter would leave it out
        MatchRole,       // 0 none, 1 found, 2 the current one
        MatchStartRole,  // where in the text it is found first; -1: nowhere
        MatchLengthRole, // of it
        SelectedRole,
        UnfoldRole, // what unfolding it shows: "JSON", "38 KB"; empty: nothing
        DetailRole, // of the unfolded line
    };
    enum Copy { Plain, WithTimes, WithContext, AsJson };
    Q_ENUM(Copy)

    /// Places for marks along the scroll bar.
    static constexpr int kMarkPlaces = 240;

    explicit LogModel(Ticker *ticker, QObject *parent = nullptr);
    void setClient(bridge::EngineClient *client) { m_exporting.setClient(client); } // exports are operations

    QString findText() const { return QString::fromStdString(m_find.text); }
    void setFindText(const QString &text);
    bool findCase() const { return m_find.matchCase; }
    void setFindCase(bool matchCase);
    bool findExpression() const { return m_find.isExpression; }
    void setFindExpression(bool isExpression);
    QString findResult() const;
    QString findProblem() const { return m_findProblem; }
    int findRow() const;
    /// Places from 0 to kMarkPlaces - 1 where there are some, in order.
    QList<int> findMarks() const { return m_findMarks; }
    QList<int> errorMarks() const { return m_errorMarks; }
    int currentMark() const;
    static int markPlaces() { return kMarkPlaces; }
    bool hasSelection() const { return m_selectionAnchor != 0; }
    int selectedRow() const;
    /// The line that the selection ends at, with its whole time.
    QString selectedText() const;
    /// What it is about, as the panel opens it; empty: nothing.
    QString selectedObject() const;
    /// The tool call that it is about.
    QString selectedCall() const;
    double selectedAt() const; // ms since 1970; 0: none
    bool raw() const { return m_raw; }
    void setRaw(bool raw);
    bool wrap() const { return m_wrap; }
    void setWrap(bool wrap);
    QStringList palette() const { return m_palette; }
    void setPalette(const QStringList &palette);
    QString ground() const { return m_ground; }
    void setGround(const QString &ground);
    LogExportForm *exporting() { return &m_exporting; }
    /// The log at a time: the first line then or later is selected, once it is known.
    void goToTime(WallTime at);

    Q_INVOKABLE void findNext(int direction);
    Q_INVOKABLE void errorNext(int direction);
    /// "1003", "14:02", "2026-11-20 14:02:11"; false: it is none of them.
    Q_INVOKABLE bool goTo(const QString &lineOrTime);
    Q_INVOKABLE void goToSlot(int slot);
    Q_INVOKABLE void selectRow(int row, bool extend);
    Q_INVOKABLE void moveSelection(int rows, bool extend);
    Q_INVOKABLE void selectAll();
    Q_INVOKABLE void clearSelection();
    /// One at a time; of the unfolded one, folds it.
    Q_INVOKABLE void toggleUnfolded(int row);
    /// copied() follows.
    Q_INVOKABLE void copySelection(int how = WithTimes);
    /// The rows on screen are what "on screen" means.
    Q_INVOKABLE void prepareExport(int firstRow, int lastRow);

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void findChanged();
    void marksChanged();
    void selectionChanged();
    /// What the selection names, or the row that it stands in.
    void selectedLineChanged();
    void looksChanged();
    /// A jump: this row is to be seen.
    void showRow(int row);
    /// A step: this row is to be seen, and nothing moves when it is.
    void revealRow(int row);
    void copied(const QString &text);

protected:
    bool isSearching() const override;
    bool searchOn() override;
    void begunAnew(bool otherLog) override;
    void dropped(LogNumber first) override;
    void came() override;
    void rowsMoved() override;

private:
    const QString &shown(const Kept &kept) const;
    QString timeText(const StoredLine &line) const;
    std::pair<qsizetype, qsizetype> matchIn(const Kept &kept) const;
    QString unfoldText(const StoredLine &line) const;
    QString detailOf(const StoredLine &line) const;
    void restartFind();
    void addFound(const std::vector<LogNumber> &numbers, bool older);
    void revealFound();
    void refreshMatches();
    void refreshMarks();
    QList<int> marksOf(const std::deque<LogNumber> &numbers) const;
    std::array<int, 3> places() const;
    bool isSelected(LogNumber number) const;
    void select(LogNumber number);
    QString copyText(const std::vector<StoredLine> &lines, int how) const;
    QString titleText() const;

    LogFind m_find;
    QString m_findProblem;
    std::deque<LogNumber> m_found;
    LogNumber m_searchedFrom = 1;
    LogNumber m_searchedTo = 1;
    LogNumber m_currentFound = 0;
    bool m_showFound = false; // what was just asked for is shown once it is found; later ones are not
    QList<int> m_findMarks;
    QList<int> m_errorMarks;
    QTimer m_markSoon;

    LogNumber m_selectionAnchor = 0; // 0: none
    LogNumber m_selectionEnd = 0;
    std::array<int, 3> m_places{-1, -1, -1}; // that were told of
    LogNumber m_unfolded = 0;                // 0: none
    std::optional<WallTime> m_goalTime;
    LogNumber m_goal = 0; // a line to go to, as soon as it is known where

    bool m_raw = false;
    bool m_wrap = false;
    QStringList m_palette;
    QString m_ground;
    LogExportForm m_exporting;
    Call m_going;
    Call m_copying;
};

} // namespace glovebox::models
