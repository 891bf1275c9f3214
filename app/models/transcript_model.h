// Role: one session's history as rows: a heading per turn, and below it messages, tool calls and notes.
// Thread: GUI.
// Invariants: rows ascend by (turn, sequence), the heading first; a row is inserted, changed or removed by itself.
#pragma once

#include "app/models/ticker.h"
#include "app/models/transcript_store.h"

#include <QAbstractListModel>
#include <QTimer>
#include <QtQml/qqmlregistration.h>

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
        LiveRole, // still changing
        SpokenRole,
    };

    TranscriptModel(const TranscriptStore *store, Ticker *ticker, QObject *parent = nullptr);

    void setSession(const QString &session);
    int count() const { return static_cast<int>(m_rows.size()); }
    QString forgottenText() const;
    const api::TranscriptEntry *entryAt(int row) const;
    int rowOfSequence(quint64 sequence) const;
    /// The newest call that waits for an approval; -1: none.
    int approvalRow() const;

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
    void noteApproval(const api::TranscriptEntry &entry);
    void refreshHeadings();
    QVariant headingData(int turn, int role) const;
    QVariant noteData(const api::NoteView &note, int role) const;
    QVariant toolData(const api::ToolCallView &call, int role) const;

    const TranscriptStore *m_store;
    Ticker *m_ticker;
    QString m_session;
    std::vector<Row> m_rows;
    std::set<quint64> m_approvals; // sequences of calls that wait for one
    // A heading sums up its turn; a batch of hundreds of entries recounts it once.
    std::set<int> m_staleHeadings;
    QTimer m_headingTimer;
};

} // namespace glovebox::models
