// Role: whether the audit trail is whole, as somebody asked last: the sentence, what is wrong with it and where, and
// its head, to be written down elsewhere. Thread: GUI; the looking is the desk's.
#pragma once

#include "app/bridge/audit_desk.h"
#include "app/models/text_lines.h"
#include "app/models/ticker.h"

#include <optional>

namespace glovebox::models {

class AuditVerifier : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(bool running READ running NOTIFY changed)
    Q_PROPERTY(bool known READ known NOTIFY changed)
    Q_PROPERTY(bool whole READ whole NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    Q_PROPERTY(glovebox::models::TextLines *findings READ findings CONSTANT)
    Q_PROPERTY(QString head READ head NOTIFY changed)

public:
    explicit AuditVerifier(Ticker *ticker, QObject *parent = nullptr);

    void setDesk(bridge::AuditDesk *desk) { m_desk = desk; }

    bool running() const { return m_running; }
    bool known() const { return m_answer.has_value(); }
    /// Looked at, and nothing is wrong.
    bool whole() const { return m_answer && *m_answer && (*m_answer)->whole(); }
    /// What came out, or why nothing did.
    QString text() const;
    TextLines *findings() { return &m_findings; } // a line each
    QString head() const;

    /// What was found before is forgotten. Without a desk, nothing.
    Q_INVOKABLE void verify();
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void changed();

private:
    void take(Result<bridge::AuditDesk::Verdict> answer);

    Ticker *m_ticker;
    bridge::AuditDesk *m_desk = nullptr;
    std::optional<Result<bridge::AuditDesk::Verdict>> m_answer;
    TextLines m_findings;
    WallTime m_at{};
    bool m_running = false;
    Call m_look;
};

} // namespace glovebox::models
