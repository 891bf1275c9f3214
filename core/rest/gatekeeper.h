// Role: says who asks: the user of this host over the unix socket, or over TCP whoever shows a key. Gives each a door
// of their own into the engine, so that the audit trail says whose doing it was.
// Thread: the engine's. Invariants: a request that a web page could have sent is nobody's; failures cost whoever makes
// them, never a good key; what is kept of failures, doors and those who wait for the engine is bounded; what was begun
// with a key ends with that.
#pragma once

#include "core/api/engine_door.h"
#include "core/http/request.h"
#include "core/ports/clock.h"
#include "core/rest/key_requests.h"
#include "core/rest/router.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace glovebox::rest {

class Gatekeeper {
public:
    using Job = std::function<void(api::EngineDoor &)>;
    /// Runs a job on this thread, now or as soon as there is an engine.
    using Door = std::function<void(Job)>;

    /// Failures of one address in a minute that are answered as such; those beyond are told to wait.
    static constexpr int kFailuresMax = 10;
    /// Addresses whose failures are counted; those beyond are counted together.
    static constexpr std::size_t kPeersMax = 64;
    /// Requests that wait until there is an engine to look at their keys; also those whose client has gone.
    static constexpr std::size_t kWaitingMax = 256;

    struct Refusal {
        int status = 401;
        Error error;
        std::chrono::seconds retryAfter{0};
    };
    struct Admission {
        Caller caller;
        std::shared_ptr<api::EngineDoor> door;
    };
    /// Answered now, or as soon as there is an engine; not after the gatekeeper's end.
    using Looked = std::function<void(tl::expected<Admission, Refusal>)>;

    /// The clock must outlive it.
    Gatekeeper(ports::Clock &clock, Door door) : m_clock(clock), m_door(std::move(door)), m_begun(clock) {}

    /// Of the server: its port over TCP, which Host may name; 0: none.
    void listensOn(std::uint16_t port) { m_port = port; }
    /// Before anything else: not what a web page of elsewhere had a browser send.
    std::optional<Refusal> whyNot(const http::Request &request) const;
    void look(std::shared_ptr<const http::Request> request, Looked looked);
    /// A handler has begun with it. It is cut off when its caller's key is good no more.
    void begun(const Caller &caller, const http::Responder &responder);
    void saw(const api::KeysView &keys) { m_begun.saw(keys); }

private:
    struct Failures {
        MonoTime since;
        int count = 0;
    };
    struct Held {
        std::shared_ptr<api::EngineDoor> door;
        std::uint64_t used = 0;
    };

    tl::expected<Admission, Refusal> check(const http::Request &request, api::EngineDoor &engine);
    Refusal failed(const std::string &peer, std::string why);
    std::shared_ptr<api::EngineDoor> doorFor(const std::string &key, const std::string &who, api::EngineDoor &engine);

    ports::Clock &m_clock;
    Door m_door;
    std::uint16_t m_port = 0;
    std::map<std::string, Failures> m_failures;
    std::map<std::string, Held> m_doors; // by key's id; "": the socket's
    std::uint64_t m_uses = 0;
    std::size_t m_waiting = 0;
    KeyRequests m_begun;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace glovebox::rest
