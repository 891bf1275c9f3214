// Role: something long that the window does by itself, told to the engine, so that it stands among the operations, is
// kept over a restart and can be cancelled there. Thread: GUI.
// Invariants: an end is told once, of what was begun; how far it is at most every kTellInterval; without an engine
// nothing is told, and everything else goes on.
#pragma once

#include "app/bridge/engine_client.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace glovebox::models {

class ReportedWork : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kTellInterval{250};

    explicit ReportedWork(QObject *parent = nullptr);

    /// Null, for pictures: nothing is told.
    void setClient(bridge::EngineClient *client);

    /// `object` as operations have it: "session/sesn_1", "costs". What was under way before is told as cancelled.
    void begin(domain::OperationKind kind, const QString &object, const QString &name, bool canCancel = true);
    /// Whether a wish to cancel would change anything; told with the next step.
    void setCanCancel(bool can);
    void proceed(const QString &step, std::optional<double> progress);
    void done(const QString &result);
    void cancelled(const QString &result);
    void failed(Error why);
    bool isUnderWay() const { return m_told.has_value(); }

Q_SIGNALS:
    /// Somebody wants it to end. Whoever does it says what became of it.
    void cancelAsked();

private:
    void look(const bridge::Batch &batch);
    void end(domain::OperationState state, const QString &result);
    void tell();

    bridge::EngineClient *m_client = nullptr;
    std::optional<api::ReportOperation> m_told;
    bool m_isAsked = false;
    bool m_isNews = false;
    QTimer m_rest;
};

} // namespace glovebox::models
