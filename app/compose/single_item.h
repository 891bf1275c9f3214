// Role: a control plane with one item in its queue: the one that another program has claimed and acknowledged for us.
// Everything about the item and its session passes through to the real one; polls and acknowledgements are answered
// here. Thread: the engine's; the fate is read from any.
// Invariants: the item is handed out once; its lease is kept from the beginning on, also while the engine still makes
// itself ready, and never by two beats at once.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/control_plane.h"

#include <atomic>
#include <memory>
#include <optional>

namespace glovebox::compose {

/// What became of the item, as far as the calls about it tell.
struct ItemFate {
    std::atomic<bool> refused = false; // a heartbeat was: the lease is somebody else's, or the credential is no good
    std::atomic<bool> stopped = false; // the engine told the control plane that we are done with it
};

/// An item to serve, and no queue.
struct OneItem {
    domain::WorkItem item;
    std::shared_ptr<ItemFate> fate = std::make_shared<ItemFate>();
};

class SingleItem final : public ports::ControlPlane {
public:
    SingleItem(std::unique_ptr<ports::ControlPlane> real, ports::Clock &clock, OneItem one);

    Call poll(ports::PollRequest request, Callback<std::optional<domain::WorkItem>> done) override;
    Call acknowledge(domain::WorkId work, Callback<> done) override;
    Call heartbeat(ports::HeartbeatRequest request, Callback<domain::Heartbeat> done) override;
    Call stop(domain::WorkId work, SecretString credential, Callback<> done) override;
    Call retrieveSession(domain::SessionId session, SecretString credential, Callback<domain::Session> done) override;
    Call listEvents(domain::SessionId session, std::string page, SecretString credential,
                    Callback<ports::EventPage> done) override;
    Call sendToolResult(domain::SessionId session, ports::ToolAnswer answer, SecretString credential,
                        Callback<> done) override;
    Call openEventStream(domain::SessionId session, SecretString credential, ports::StreamHandlers handlers) override;

private:
    void beat();
    void beaten(Result<domain::Heartbeat> answer);

    std::unique_ptr<ports::ControlPlane> m_real;
    ports::Clock &m_clock;
    OneItem m_one;
    std::chrono::milliseconds m_pause;
    bool m_handedOver = false;
    bool m_beating = false;
    std::string m_lastHeartbeat = ports::kNoHeartbeat;
    Callback<std::optional<domain::WorkItem>> m_waiting; // a poll that came during a beat
    Call m_beat;
    Call m_next;
};

} // namespace glovebox::compose
