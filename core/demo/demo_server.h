// Role: the built-in demo control plane as one object: an HTTP server on loopback that speaks the Managed Agents
// protocol, and scripted agents behind it. Workers and clients of the real service run against it unchanged.
// Invariants: it listens on 127.0.0.1 and speaks to loopback only; its keys are made anew each time and live in memory
// only. Thread: one with a Qt event loop, the same for everything here.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/demo/scenario_run.h"
#include "core/ports/clock.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::demo {

class ControlPlaneModel;

/// A session that the server creates by itself.
struct Seed {
    std::string scenario;            // the name of a bundled one
    std::chrono::milliseconds after; // from the server's start
};

struct SessionReport {
    std::string scenario;
    std::string title;
    std::string sessionId; // empty: it has not been created yet
    Outcome outcome;
    std::size_t toolCalls = 0;
};

struct DemoSummary {
    std::vector<SessionReport> sessions; // in the seeds' order

    bool allEnded() const;
    bool allEndedWell() const;
};

class DemoServer {
public:
    struct Options {
        std::uint16_t port = 0; // 0: any free one
        std::chrono::milliseconds leaseTtl{120'000};
        double pace = 1.0; // factor on the agents' thinking; 0: none, for tests
        /// How long the scripted reviewer thinks over a call that asks; nullopt: clients alone decide.
        std::optional<std::chrono::milliseconds> reviewAfter{std::chrono::seconds(6)};
        std::uint64_t idSeed = 0; // 0: random ids and keys
        bool strictBeta = false;  // 404 for beta paths without the header
        bool acceptDuplicateResults = false;
        std::vector<Seed> seedSessions;
        std::string webhookUrl;  // on this machine; empty: nobody is told
        SecretString webhookKey; // whsec_…; empty: made at the start
    };

    /// What `demo` shows: the bundled scenarios, arriving one after the other.
    static std::vector<Seed> standardSeeds();

    /// InvalidArgument for an unknown scenario, or a webhook's URL or key that is none; AddressInUse when the port is
    /// taken. The clock must outlive the server.
    static Result<std::unique_ptr<DemoServer>> start(ports::Clock &clock, Options options);
    ~DemoServer();

    std::string url() const; // "http://127.0.0.1:40123"
    std::uint16_t port() const;
    const std::string &environmentId() const;
    const SecretString &environmentKey() const;
    const SecretString &apiKey() const;
    /// For an engine's operator: answers approvals and interrupts, nothing else.
    const SecretString &operatorKey() const;
    /// What webhooks are signed with; empty without a webhook URL.
    const SecretString &webhookKey() const;

    DemoSummary summary() const;
    /// Called once, from the event loop, when every seeded session has ended for the first time.
    void onSeedsEnded(std::function<void(const DemoSummary &)> ended);

    ControlPlaneModel &model();

private:
    struct Impl;
    explicit DemoServer(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace glovebox::demo
