// Role: what today (UTC) cost so far: what the control plane reports at list price, and this host's compute. The two
// stand side by side and are never added. Read anew now and then while somebody looks. Thread: GUI.
#pragma once

#include "app/models/history_ask.h"
#include "app/models/ticker.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class DayGlance : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the overview")
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(QString list READ list NOTIFY changed)
    Q_PROPERTY(QString local READ local NOTIFY changed)
    Q_PROPERTY(QString asOf READ asOf NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)

public:
    static constexpr std::chrono::seconds kReread{60};

    DayGlance(bridge::EngineClient *client, Ticker *ticker, QObject *parent = nullptr);

    /// Asks when it is due.
    void look();
    void apply(const api::HistoryReport &report);

    bool known() const { return m_at.has_value(); }
    QString list() const;
    QString local() const;
    QString asOf() const;
    QString problem() const { return m_problem; }

Q_SIGNALS:
    void changed();

private:
    Ticker *m_ticker;
    HistoryAsk m_ask;
    std::optional<WallTime> m_askedAt;
    std::optional<WallTime> m_at;
    QString m_problem;
    domain::UsageRow m_total;
};

} // namespace glovebox::models
