// Role: long actions for the operations drawer: those that go on stand first, then what came of the newest. They are
// the engine's, so a restart of either program does not lose them. Thread: GUI.
#pragma once

#include "app/models/history_ask.h"
#include "app/models/keyed_list.h"
#include "app/models/stable_list.h"
#include "app/models/text_lines.h"
#include "app/models/ticker.h"

namespace glovebox::models {

struct OperationRow {
    api::OperationView view;
    bool cancelling = false; // asked, not confirmed

    QString key() const { return QString::fromStdString(view.operation.id.value()); }
};

class OperationRows : public KeyedList<OperationRow> {
    Q_OBJECT

public:
    enum Role {
        TitleRole = FirstOwnRole, // "Take a snapshot"
        ObjectRole,               // "sbx-7k2m4p", or its name
        LinkRole,                 // as the panel opens it; empty: nowhere
        ToneRole,
        SymbolRole,
        WordRole,
        StepRole,
        ProgressRole, // 0 to 1; -1: not known
        LateRole,     // "Taking longer than usual (42 s)"; empty: it does not
        ElapsedRole,  // "running for 12 s", "took 3 s"
        WhenRole,     // "3 min ago", of one that is over
        BeganRole,    // in ms since 1970
        ResultRole,
        ProblemRole, // what happened
        AdviceRole,  // what can be done about it, and the code
        GoesOnRole,
        CanCancelRole,
        CancelHintRole, // what a cancel would leave
        CancellingRole,
        SpokenRole,
    };

    explicit OperationRows(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::OperationView &view);
    void remove(const domain::OperationId &id);
    void setCancelling(const QString &id, bool cancelling);
    int goingOn() const;
    const OperationRow *find(const QString &id) const { return findRow(id); }
    const std::vector<OperationRow> &all() const { return rows(); }

    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    QString late(const domain::Operation &operation) const;
    QVariant timeData(const domain::Operation &operation, int role) const;

    Ticker *m_ticker;
};

class OperationsModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int goingOn READ goingOn NOTIFY changed)
    Q_PROPERTY(int total READ total NOTIFY changed)
    Q_PROPERTY(glovebox::models::StableList *rows READ rows CONSTANT)
    Q_PROPERTY(glovebox::models::TextLines *log READ log CONSTANT)

public:
    OperationsModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent = nullptr);

    void apply(const bridge::Batch &batch);

    int goingOn() const { return m_rows.goingOn(); }
    int total() const { return m_rows.rowCount(); }
    const OperationRows &views() const { return m_rows; }
    StableList *rows() { return &m_list; }
    TextLines *log() { return &m_log; } // of the one that is unfolded

    Q_INVOKABLE void cancel(const QString &id);
    /// The one that goes on for that object ("sandbox/sbx-1") and can be cancelled; empty: none.
    Q_INVOKABLE QString cancellableOf(const QString &object) const;
    /// Another click folds it again.
    Q_INVOKABLE void unfold(int row);
    /// The newest of that object ("image/img-3f2a91bc04d7") is unfolded; none when there is none.
    Q_INVOKABLE void showOf(const QString &object);

Q_SIGNALS:
    void changed();
    void refused(const QString &text);

private:
    void readLog();

    bridge::EngineClient *m_client;
    Ticker *m_ticker;
    OperationRows m_rows;
    StableList m_list;
    TextLines m_log;
};

} // namespace glovebox::models
