// Role: the host's end of a link and what a call told, for the tests of both.
#pragma once

#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "core/guest/socket_connector.h"
#include "tests/support/manual_clock.h"
#include "tests/unit/guest/fake_guest.h"

#include <QTest>

#include <algorithm>
#include <optional>
#include <vector>

namespace glovebox::guest {

using namespace std::chrono_literals;
using testsupport::ManualClock;

constexpr auto kDeadline = 20'000ms;

/// A connector, and what came of it.
struct Host {
    ManualClock clock;
    SocketConnector connector{clock};
    Call connecting;
    std::unique_ptr<ports::GuestLink> link;
    ports::GuestGreeting greeting;
    std::optional<Error> refused;
    std::vector<Error> lost;
    std::optional<ports::GuestSetup> setup; // that it is told
    std::optional<ports::GateTrust> gate{}; // likewise

    void connect(const std::string &path)
    {
        connecting = connector.connect(path, {"sbx-1", clock.wallNow(), std::string(64, 'e'), setup, gate}, kDeadline,
                                       [this](Result<ports::GreetedGuest> guest) {
                                           if (!guest) {
                                               refused = guest.error();
                                               return;
                                           }
                                           link = std::move(guest->link);
                                           greeting = guest->greeting;
                                           link->onLost([this](Error error) { lost.push_back(std::move(error)); });
                                       });
        clock.runDue();
    }
};

/// One call, and what it told.
struct Told {
    Call call;
    std::string live;
    std::vector<domain::ToolResult> results;
    std::vector<Error> errors;

    void start(Host &host, nlohmann::json input = {{"command", "x"}}, const char *tool = "bash", bool wantsLive = true,
               std::vector<ports::ToolFolder> folders = {})
    {
        ports::ToolHandlers handlers;
        if (wantsLive)
            handlers.output = [this](std::string_view text) {
                live.append(text);
            };
        handlers.done = [this](Result<domain::ToolResult> result) {
            if (result)
                results.push_back(*result);
            else
                errors.push_back(result.error());
        };
        call =
            host.link->runTool({domain::EventId("sevt_1"), tool, std::move(input), 120'000ms, {}, std::move(folders)},
                               std::move(handlers));
    }
    std::size_t answers() const { return results.size() + errors.size(); }
};

inline bool isReady(Host &host, FakeGuest &guest)
{
    guest.listen();
    host.connect(guest.path());
    return QTest::qWaitFor([&] { return host.link != nullptr; });
}

/// Time passes while the guest lives: each heartbeat is answered and seen. Needs a call with live output under way.
inline bool passTime(Host &host, FakeGuest &guest, Told &told, std::uint32_t stream, std::chrono::milliseconds time)
{
    for (auto left = time; left > 0ms; left -= std::min(left, kPingInterval)) {
        const auto seen = told.live.size();
        host.clock.advance(std::min(left, kPingInterval));
        // Behind the pong on the same channel, so once it is here the pong has been seen.
        const bool pinged = QTest::qWaitFor([&] { return guest.pings >= guest.expectedPings || left < kPingInterval; });
        guest.expectedPings = guest.pings + 1;
        guest.send(FrameType::ToolOutput, stream, toPayload(ToolOutput{"alive", 0}));
        if (!pinged || !QTest::qWaitFor([&] { return told.live.size() > seen; }))
            return false;
    }
    return true;
}

inline std::string reply(const std::string &text)
{
    return toPayload(ToolReply{text, false, false});
}

} // namespace glovebox::guest

#define GREETED(host, guest) QVERIFY(isReady(host, guest))
