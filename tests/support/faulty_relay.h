// Role: one client's connection to a FaultyControlPlane: takes its requests, does to each what the plan says, and
// passes the rest on byte by byte. Thread: the control plane's.
#pragma once

#include "tests/support/faulty_control_plane.h"

#include <QTcpSocket>

namespace testsupport {

class FaultyRelay : public QObject {
public:
    FaultyRelay(FaultyControlPlane &owner, glovebox::ports::Clock &clock, QTcpSocket *client);

private:
    void clientSent();
    void begin(const QByteArray &bytes);
    void forward();
    void upstreamSent();
    void deliver();
    void relayStream();
    void sendPieces(int left);
    void refuse(const Fault &fault);
    void requestOver();
    void hangUp(bool byReset);

    FaultyControlPlane &m_owner;
    glovebox::ports::Clock &m_clock;
    QTcpSocket *m_client;
    QTcpSocket *m_upstream = nullptr; // connected with the first request that is passed on
    QByteArray m_received;            // from the client, not yet a whole request
    QByteArray m_answer;              // from the control plane, not yet passed on
    std::optional<RelayedRequest> m_request;
    Fault m_fault;
    std::optional<StreamCut> m_cut;
    std::size_t m_streamed = 0;
    bool m_streaming = false;
    glovebox::Call m_pause;
};

} // namespace testsupport
