// Role: a gate between a guest in the test's hand and servers on loopback; time, names and this host's addresses are
// the test's, too.
#pragma once

#include "core/egress/gate.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/egress/loopback_server.h"
#include "tests/unit/egress/net_guest.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace egresstest {

/// Names lead where the test says; this host's addresses are those that it says.
struct GateBench {
    static constexpr std::size_t kLookupsOfHost = 20; // at once
    testsupport::ManualClock clock;
    NetGuest guest;
    std::map<std::string, std::vector<std::string>> names;
    std::vector<std::string> asked; // of the resolver
    std::size_t held = 0;           // of the host's lookups, by names below hangs.test, which never answer
    std::vector<std::string> ownAddresses;
    glovebox::ports::LineSecrets secrets; // of every line
    std::vector<glovebox::domain::EgressDecision> decisions;
    std::unique_ptr<glovebox::egress::Gate> gate;
    std::unique_ptr<glovebox::ports::EgressLine> line;

    explicit GateBench(glovebox::domain::EgressPolicy policy)
    {
        using namespace glovebox;
        gate = std::make_unique<egress::Gate>(
            clock,
            [this](const std::string &name, Callback<std::vector<std::string>> done) {
                asked.push_back(name);
                const bool hangs = name.ends_with(".hangs.test");
                held += hangs ? 1 : 0;
                if (hangs || held >= kLookupsOfHost)
                    return Call();
                return clock.after(0ms, [this, name, done = std::move(done)] {
                    const auto found = names.find(name);
                    found == names.end() ? done(fail(ErrorCode::NotFound)) : done(found->second);
                });
            },
            [this] { return ownAddresses; });
        line = attach(guest, std::move(policy));
    }

    std::unique_ptr<glovebox::ports::EgressLine> attach(NetGuest &to, glovebox::domain::EgressPolicy policy)
    {
        using namespace glovebox;
        auto out =
            gate->attach({.sandbox = domain::SandboxId("sbx-1"),
                          .socket = to.path(),
                          .policy = std::move(policy),
                          .session = [] { return domain::SessionId("sesn_1"); },
                          .decided = [this](const domain::EgressDecision &decision) { decisions.push_back(decision); },
                          .secrets =
                              [this] {
                                  return secrets;
                              }});
        if (!wait([&] { return to.greeted; }))
            qFatal("no greeting");
        return out;
    }

    template <class Done>
    bool wait(Done done)
    {
        return QTest::qWaitFor(
            [&] {
                clock.runDue();
                return done();
            },
            20'000);
    }
    bool waitOver(std::uint32_t stream)
    {
        return wait([&] { return guest.streams[stream].over(); });
    }
    bool waitOpened(std::uint32_t stream)
    {
        return wait([&] { return guest.streams[stream].opened || guest.streams[stream].over(); }) &&
               guest.streams[stream].opened.has_value();
    }
    /// Sends all of it as credit comes.
    bool sayAll(std::uint32_t stream, const std::string &bytes)
    {
        std::size_t sent = 0;
        return wait([&] {
            sent += guest.say(stream, std::string_view(bytes).substr(sent));
            return sent == bytes.size() || guest.streams[stream].over();
        });
    }
    /// The last word on each attempt, in their order.
    std::vector<glovebox::domain::EgressDecision> lastWords()
    {
        clock.runDue();
        std::vector<glovebox::domain::EgressDecision> out;
        for (const auto &each : decisions) {
            const auto found = std::ranges::find(out, each.id, &glovebox::domain::EgressDecision::id);
            if (found == out.end())
                out.push_back(each);
            else
                *found = each;
        }
        return out;
    }
};

inline glovebox::domain::EgressRule allow(std::string host, std::uint16_t port,
                                          std::optional<glovebox::domain::EgressTraffic> traffic = {},
                                          std::string to = {})
{
    return {.host = std::move(host), .ports = {{port, port}}, .traffic = traffic, .note = {}, .to = std::move(to)};
}

inline glovebox::domain::EgressPolicy policyOf(std::vector<glovebox::domain::EgressRule> rules)
{
    return {{"p", "", std::move(rules)}, {}};
}

/// Says back what it hears until the client ends, then ends itself.
inline void echo(int fd)
{
    for (std::string bytes; !(bytes = LoopbackServer::some(fd)).empty();)
        LoopbackServer::say(fd, bytes);
}

/// Rules for a name that leads to loopback, and for it to go there.
inline glovebox::domain::EgressPolicy toServer(const LoopbackServer &server, glovebox::domain::EgressTraffic traffic)
{
    return policyOf({allow("good.test", server.port(), traffic), allow("127.0.0.1", server.port(), traffic)});
}

} // namespace egresstest
