// Role: the webhook switch: whether this host listens for the control plane's calls, where, and how that goes.
// Thread: GUI.
// Invariants: `on` is what the engine confirmed; a request shows as such until then.
#pragma once

#include "app/models/ticker.h"
#include "core/api/views.h"

#include <QtQml/qqmlregistration.h>

namespace glovebox::models {

class WebhookStatus : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool available READ available NOTIFY changed)
    Q_PROPERTY(bool on READ on NOTIFY changed)
    Q_PROPERTY(bool canSwitch READ canSwitch NOTIFY changed)
    Q_PROPERTY(QString whyNot READ whyNot NOTIFY changed)
    Q_PROPERTY(QString word READ word NOTIFY changed)
    Q_PROPERTY(QString tone READ tone NOTIFY changed)
    Q_PROPERTY(QString symbol READ symbol NOTIFY changed)
    Q_PROPERTY(QString address READ address NOTIFY changed)
    Q_PROPERTY(QString problem READ problem NOTIFY changed)
    Q_PROPERTY(QString accepted READ accepted NOTIFY changed)
    Q_PROPERTY(QString rejected READ rejected NOTIFY changed)
    Q_PROPERTY(bool anyRejected READ anyRejected NOTIFY changed)
    Q_PROPERTY(QString last READ last NOTIFY changed)
    Q_PROPERTY(QString requestText READ requestText NOTIFY changed)

public:
    /// A switch that brings nothing for this long is given up; the engine's view says what is.
    static constexpr std::chrono::seconds kRequestMax{15};

    WebhookStatus(Ticker *ticker, QObject *parent = nullptr);

    void apply(const api::WebhookView &view);
    void setRequested(std::optional<bool> on);

    bool available() const { return m_view.available; }
    bool on() const { return m_view.listening; }
    bool canSwitch() const { return m_view.available && !m_requested; }
    QString whyNot() const;
    QString word() const;
    QString tone() const;
    QString symbol() const;
    QString address() const;
    QString problem() const;
    QString accepted() const;
    QString rejected() const;
    bool anyRejected() const { return m_view.rejected > 0; }
    QString last() const;
    QString requestText() const;

Q_SIGNALS:
    void changed();

private:
    Ticker *m_ticker;
    api::WebhookView m_view;
    std::optional<bool> m_requested;
    WallTime m_requestedAt{};
};

} // namespace glovebox::models
