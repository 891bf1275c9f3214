// Role: one question at a time to the engine's history. Only the answer to the newest question counts.
// Thread: GUI.
#pragma once

#include "app/bridge/engine_client.h"

#include <QPointer>

#include <functional>

namespace glovebox::models {

class HistoryAsk {
public:
    using Refused = std::function<void(const QString &why)>;

    /// `client` may be null, for pictures: then reports are given by hand, with ticket 0.
    explicit HistoryAsk(bridge::EngineClient *client) : m_client(client) {}

    void ask(domain::HistoryQuestion question, QObject *owner, Refused refused)
    {
        m_waiting = true;
        m_index = question.index();
        const std::uint64_t turn = ++m_turn;
        if (!m_client)
            return;
        const auto answered = [this, turn, alive = QPointer(owner),
                               refused = std::move(refused)](const api::Verdict &verdict) {
            if (!alive || turn != m_turn || verdict.kind != api::Verdict::Kind::Denied)
                return;
            m_waiting = false;
            refused(QString::fromStdString(verdict.reason));
        };
        m_ticket = m_client->ask(question, answered);
    }
    bool waiting() const { return m_waiting; }
    /// It is what is waited for. Taken once.
    bool takes(const api::HistoryReport &report)
    {
        const bool mine = m_waiting && report.ticket == m_ticket && report.question.index() == m_index;
        m_waiting = m_waiting && !mine;
        return mine;
    }

private:
    bridge::EngineClient *m_client;
    std::uint64_t m_ticket = 0;
    std::uint64_t m_turn = 0;
    std::size_t m_index = 0;
    bool m_waiting = false;
};

} // namespace glovebox::models
