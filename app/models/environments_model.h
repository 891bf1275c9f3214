// Role: the environments that this host serves, one row each, with their queue's figures and what can be asked of them.
// Thread: GUI.
// Invariants: an older generation never replaces a newer one; a request shows as such until the engine confirms it.
#pragma once

#include "app/models/ticker.h"
#include "app/models/view_list.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

#include <optional>

namespace glovebox::models {

class EnvironmentsModel : public ViewList {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(bool operatorKeys READ operatorKeys NOTIFY operatorKeysChanged)

public:
    enum Role {
        EnvironmentIdRole = FirstOwnRole,
        NameRole, // never empty: the id stands in
        ShortIdRole,
        BaseUrlRole,
        ToneRole,
        SymbolRole,
        WordRole,
        ReasonRole, // of a trouble: one line
        ArrivalRole,
        KeyHintRole,
        OperatorKeyRole,     // bool
        OperatorKeyTextRole, // "in place", "missing"
        ActiveRole,          // work items held
        CustomToolsRole,     // "deploy, page_oncall", or "none"
        DemoRole,
        CanPauseRole,
        CanResumeRole,
        RequestTextRole, // "Pausing… 2 s", or empty
        QueueKnownRole,
        DepthRole,
        PendingRole,
        PendingStaysRole, // above zero for longer than an acknowledgement takes
        OldestRole,       // "12 s", "none waits", "unknown"
        WorkersRole,
        QueueAgeRole,     // "Read 4 s ago", "Not read yet"
        QueueOldRole,     // what is shown may be wrong by now
        QueueProblemRole, // why the queue could not be read; may be empty
        ReadingRole,      // asked for, not answered yet
        SpokenRole,
    };

    enum class Request { None, Pause, Resume };

    /// A queue that was not read for this long is marked as old.
    static constexpr std::chrono::seconds kQueueOldAfter{120};
    /// A reading that brings nothing for this long is given up.
    static constexpr std::chrono::seconds kReadingMax{30};
    /// Claimed items that are not acknowledged by then are worth a look; the queue gives them to others after 5 s.
    static constexpr std::chrono::seconds kPendingNotable{30};

    EnvironmentsModel(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::EnvironmentView &view);
    void remove(const domain::EnvironmentId &id);
    void setRequest(const QString &id, Request request);
    void setReading(const QString &id, bool reading);

    int count() const { return rowCount(); }
    const api::EnvironmentView *find(const QString &id) const;
    const api::EnvironmentView &at(int row) const { return m_rows[static_cast<std::size_t>(row)].view; }
    /// "prod-eu", or the shortened id; of one that is not known here, the same from its id.
    QString nameOf(const domain::EnvironmentId &id) const;
    bool hasOperatorKey(const domain::EnvironmentId &id) const;
    /// At least one has it: calls can be answered from here.
    bool operatorKeys() const;
    bool canPause(int row) const;
    bool canResume(int row) const;
    QString requestText(int row) const;
    /// Of at least one the queue was read.
    bool anyQueueKnown() const;
    bool anyQueueProblem() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;
    QString keyAt(int row) const override;
    int rowOf(const QString &key) const override;

Q_SIGNALS:
    void countChanged();
    void operatorKeysChanged();

private:
    struct Row {
        api::EnvironmentView view;
        Request request = Request::None;
        WallTime requestedAt{};
        std::optional<WallTime> readingSince;
        std::optional<WallTime> pendingSince;
    };

    QVariant queueData(const Row &row, int role) const;
    void rowChanged(int row);
    void onTick();

    Ticker *m_ticker;
    std::vector<Row> m_rows; // by id
};

} // namespace glovebox::models
