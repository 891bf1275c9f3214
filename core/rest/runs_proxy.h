// Role: passes requests on to what listens inside a run, over a local address that leads there (decision 0065): all
// methods, bodies of any length in both directions as they come, WebSockets. Nothing is rewritten but headers.
// Thread: the engine's.
// Invariants: a guest never sees a key of the local API, nor the address's token; neither end that is slow makes more
// be held than a window; a request that is over takes its connection with it, but behind a change of protocol what the
// client said last arrives, and its end as one.
#pragma once

#include "core/http/fetch.h"
#include "core/ports/clock.h"
#include "core/rest/known_state.h"
#include "core/rest/router.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace glovebox::rest {

class RunsProxy {
public:
    /// They must outlive it.
    RunsProxy(ports::Clock &clock, const KnownState &state);
    ~RunsProxy();
    RunsProxy(const RunsProxy &) = delete;
    RunsProxy &operator=(const RunsProxy &) = delete;

    /// A request whose path is …/{id}/proxy/{port}/{rest}. It wakes the run.
    void serve(const Asked &asked, const domain::SandboxId &run);

private:
    /// To one port of one run.
    struct Way {
        std::string address;
        std::uint16_t port = 0;
        std::string token;
    };
    using Where = std::pair<domain::SandboxId, std::uint16_t>;
    struct Exchange;

    std::optional<Way> wayTo(const Asked &asked, const Where &where);
    void forget(const Exchange &exchange);
    void begin(const Asked &asked, const Where &where, const Way &way);
    void sendBody(std::uint64_t number);
    void answered(std::uint64_t number, const http::Response &head, bool isSwitched);
    void openTunnel(std::uint64_t number, http::Response head);
    void received(std::uint64_t number, std::string_view bytes);
    void ended(std::uint64_t number);
    void failed(std::uint64_t number, const Error &error);

    ports::Clock &m_clock;
    const KnownState &m_state;
    std::map<Where, Way> m_ways;
    std::uint64_t m_next = 1;
    std::map<std::uint64_t, std::unique_ptr<Exchange>> m_exchanges;
};

} // namespace glovebox::rest
