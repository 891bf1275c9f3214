// Role: what became of an action on several sandboxes, one row each: waiting for its turn, under way, done,
// failed, skipped or not begun, with the reason. It stays until it is closed. Thread: GUI.
// Invariants: a row that is done, failed, skipped or not begun stays so, unless it is asked again; none is under way
// for ever. A list that is closed before its end is kept, and comes back for what fails.
#pragma once

#include "app/models/ended_model.h"
#include "app/models/sandboxes_model.h"
#include "app/models/snapshots_model.h"

namespace glovebox::models {

class BulkResult : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool open READ isOpen NOTIFY changed)
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QString title READ title NOTIFY changed) // "Hibernate: 2 done, 1 failed, 1 skipped"
    Q_PROPERTY(int failed READ failed NOTIFY changed)
    Q_PROPERTY(int queued READ queued NOTIFY changed) // what cancelling drops
    Q_PROPERTY(int waiting READ waiting NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed) // all of it, to be copied

public:
    enum Role { IdRole = Qt::UserRole + 1, WordRole, ToneRole, SymbolRole, TextRole };
    enum class State { Queued, Waiting, Done, Failed, Skipped, NotBegun };

    /// One that nothing is heard of does not hold up the others for longer.
    static constexpr std::chrono::seconds kTurnMax{60};
    /// What nothing was heard of for so long has failed, unless its snapshot is still being taken.
    static constexpr std::chrono::minutes kHeardOfMax{15};

    BulkResult(SandboxesModel *sandboxes, SnapshotsModel *snapshots, EndedModel *ended, Ticker *ticker,
               QObject *parent = nullptr);

    /// `word`: what it is called; none: the verb's.
    void begin(SandboxVerb verb, const QString &word = {});
    /// It waits for its turn; takeNext() gives it that.
    void queue(const QString &id);
    /// It is under way at once.
    void add(const QString &id);
    /// The next whose turn it is, now under way; empty: none.
    QString takeNext();
    /// What waits for its turn is not begun any more.
    void drop();
    void skip(const QString &id, const QString &why);
    /// Denied, or already so. What was accepted waits for a view.
    void fail(const QString &id, const QString &why);
    void done(const QString &id, const QString &text = {});
    SandboxVerb verb() const { return m_verb; }
    bool isOpen() const { return !m_rows.empty() && !m_isClosed; }
    /// The rows that failed wait for their turn again.
    void again();
    Q_INVOKABLE void close();

    int count() const { return static_cast<int>(m_rows.size()); }
    QString title() const;
    QString text() const;
    int failed() const { return countOf(State::Failed); }
    int waiting() const { return countOf(State::Waiting); }
    int queued() const { return countOf(State::Queued); }
    int succeeded() const { return countOf(State::Done); }
    int notBegun() const { return countOf(State::NotBegun); }
    QString verbWord() const;
    /// Those under way that others wait for.
    int busy() const;
    /// What becomes of it is told here: nobody needs a toast.
    bool waits(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : count(); }
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QString id;
        State state = State::Waiting;
        QString text;
        WallTime begun{};
        QString snapshot{}; // the one that is taken of it, once it is seen
    };

    bool lists(const QString &id) const;
    static format::StateLook lookOf(State state);
    int countOf(State state) const;
    void put(const QString &id, State state, const QString &text);
    void look(const QString &sandbox);
    void lookAtSnapshot(const QString &snapshot);
    void loseSnapshot(const QString &snapshot);
    void giveUpOld();
    bool reached(const api::SandboxView &sandbox) const;

    SandboxesModel *m_sandboxes;
    SnapshotsModel *m_snapshots;
    EndedModel *m_ended;
    Ticker *m_ticker;
    SandboxVerb m_verb = SandboxVerb::Pause;
    QString m_word;
    bool m_isClosed = false;
    std::vector<Row> m_rows;
};

} // namespace glovebox::models
