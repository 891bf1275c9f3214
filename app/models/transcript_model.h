// Role: one session's history as rows: a heading per turn, and below it messages, tool calls and notes.
// Thread: GUI.
// Invariants: rows ascend by (turn, sequence), the heading first; a row is inserted, changed or removed by itself.
#pragma once

#include "app/models/ticker.h"
#include "app/models/transcript_store.h"

#include <QAbstractListModel>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <functional>
#include <optional>
#include <set>

namespace glovebox::models {

class TranscriptModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(QString forgottenText READ forgottenText NOTIFY countChanged)

public:
    enum Role {
        KindRole = Qt::UserRole + 1, // "turn", "user", "agent", "tool", "sandbox", "lease", "error", "note"
        SequenceRole,                // 0 for a heading
        TitleRole,                   // tool name, "Turn 3", "Agent"
        TextRole,                    // one line
        IconRole,                    // what kind of thing it is, as a symbol's name
        ToneRole,
        SymbolRole,
        WordRole,
        DurationRole,
        TimeRole,
        TimeFullRole,
        ThreadRole, // of a call in a thread beside the main one: its agent's name
        CustomRole, // a custom tool: no permission policy covers it
        LiveRole,   // still changing
        SpokenRole,
    };

    TranscriptModel(const TranscriptStore *store, Ticker *ticker, QObject *parent = nullptr);

    using ThreadNames = std::function<QString(const domain::ThreadId &)>;

    void setThreadNames(ThreadNames names) { m_threadNames = std::move(names); }
    void setSession(const QString &session);
    /// Only what belongs to this thread: "" is the main one. None: everything. Messages belong to the main thread.
    void setThread(const std::optional<QString> &thread);
    int count() const { return static_cast<int>(m_rows.size()); }
    QString forgottenText() const;
    const api::TranscriptEntry *entryAt(int row) const;
    int rowOfSequence(quint64 sequence) const;
    /// Of a tool call, shown or not; 0: not known.
    quint64 sequenceOfCall(const QString &call) const;
    /// The newest call that waits for an approval, shown or not; null: none.
    const api::TranscriptEntry *approvalEntry() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

Q_SIGNALS:
    void countChanged();
    void entryUpdated(quint64 sequence);

private:
    struct Row {
        int turn = 0;
        quint64 sequence = 0; // 0: the turn's heading; the engine counts from 1
        friend auto operator<=>(const Row &, const Row &) = default;
    };

    void onEntryChanged(const QString &session, quint64 sequence);
    void onEntryForgotten(const QString &session, quint64 sequence);
    void insertRow(Row row);
    void removeRowAt(int row);
    bool passes(const api::TranscriptEntry &entry) const;
    void fill();
    void noteApproval(const api::TranscriptEntry &entry);
    void refreshHeadings();
    QVariant headingData(int turn, int role) const;
    QVariant noteData(const api::NoteView &note, int role) const;
    QVariant toolData(const api::ToolCallView &call, int role) const;

    const TranscriptStore *m_store;
    Ticker *m_ticker;
    QString m_session;
    std::optional<QString> m_thread;
    ThreadNames m_threadNames;
    std::vector<Row> m_rows;
    std::set<quint64> m_approvals; // sequences of calls that wait for one
    // A heading sums up its turn; a batch of hundreds of entries recounts it once.
    std::set<int> m_staleHeadings;
    QTimer m_headingTimer;
};

} // namespace glovebox::models
