// Role: ports::QueueControl over HTTP (reference 1.7, 1.8), with the environment key.
// Thread: the engine's. Destroying it ends every call in silence.
#pragma once

#include "core/controlplane/connection.h"
#include "core/ports/queue_control.h"

#include <QObject>

namespace glovebox::controlplane {

class QueueControlClient final : public ports::QueueControl {
public:
    explicit QueueControlClient(std::shared_ptr<Connection> connection) : m_connection(std::move(connection)) {}

    Call list(std::string page, Callback<ports::WorkPage> done) override;
    Call stats(Callback<domain::QueueStats> done) override;
    Call forceStop(domain::WorkId work, Callback<> done) override;

private:
    std::shared_ptr<Connection> m_connection;
    QObject m_scope; // declared last, gone first: ends the exchanges
};

} // namespace glovebox::controlplane
