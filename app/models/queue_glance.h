// Role: the work queues of all environments in a few figures, and how many items waited over the last hour. Thread:
// GUI. Invariant: what is not known is said to be unknown; it is never zero.
#pragma once

#include "app/models/environments_model.h"
#include "app/models/queue_history.h"
#include "app/models/work_model.h"

#include <QVariantList>

namespace glovebox::models {

class QueueGlance : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the overview")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString waiting READ waiting NOTIFY changed)
    Q_PROPERTY(QString pending READ pending NOTIFY changed) // claimed, not acknowledged
    Q_PROPERTY(bool pendingStays READ pendingStays NOTIFY changed)
    Q_PROPERTY(QString active READ active NOTIFY changed)
    Q_PROPERTY(QString oldest READ oldest NOTIFY changed)
    Q_PROPERTY(QString age READ age NOTIFY changed) // "Read 4 s ago"
    Q_PROPERTY(bool old READ old NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QVariantList points READ points NOTIFY changed) // a number each minute, or nothing
    Q_PROPERTY(QString newest READ newest NOTIFY changed)      // of these; empty: none is known
    Q_PROPERTY(QString most READ most NOTIFY changed)          // "max 11"
    Q_PROPERTY(QString spoken READ spoken NOTIFY changed)      // the hour in words

public:
    QueueGlance(const EnvironmentsModel &environments, const WorkModel &work, Ticker *ticker,
                QObject *parent = nullptr);

    /// A queue may have been read.
    void note();

    bool known() const { return m_environments.anyQueueKnown(); }
    QString waiting() const { return total(&domain::QueueStats::depth); }
    QString pending() const { return total(&domain::QueueStats::pending); }
    bool pendingStays() const;
    QString active() const;
    QString oldest() const;
    QString age() const;
    bool old() const;
    QString problem() const;
    QVariantList points() const;
    QString newest() const;
    QString most() const;
    QString spoken() const;

Q_SIGNALS:
    void changed();

private:
    QString total(int domain::QueueStats::*figure) const;
    /// The reading that is older than those of the others.
    std::optional<WallTime> readAt() const;
    std::optional<int> highest() const;

    const EnvironmentsModel &m_environments;
    const WorkModel &m_work;
    Ticker *m_ticker;
    QueueHistory m_history;
};

} // namespace glovebox::models
