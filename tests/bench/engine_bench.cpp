// What the engine itself costs for a tool call: everything outside it is a fake, whose share is in the figure. A ratio
// that grows with the length of a session is a list that is walked. With many sessions some growth is the fake control
// plane's, which looks through its open streams at every event.
#include "tests/bench/bench.h"
#include "tests/support/engine_rig.h"

#include <memory>

namespace bench {

using namespace std::chrono_literals;
using testsupport::EngineRig;

namespace {

constexpr const char *kOneSession = "engine: 1 session, 1000 calls";
constexpr int kCallsAtOnce = 5;

struct Load {
    int sessions;
    int callsEach;
};

std::unique_ptr<EngineRig> rigFor(const Load &load)
{
    auto settings = EngineRig::defaultSettings();
    settings.capacity = load.sessions;
    settings.size.memory = glovebox::ByteCount::mib(128); // or the fake host has no room for all of them
    auto rig = std::make_unique<EngineRig>(settings);
    for (int i = 0; i < load.sessions; ++i)
        rig->controlPlane->addSession("sesn_" + std::to_string(i));
    rig->start();
    rig->pass(60s); // an item a poll
    return rig;
}

void callTools(EngineRig &rig, const Load &load)
{
    for (int call = 0; call < load.callsEach; call += kCallsAtOnce) {
        for (int session = 0; session < load.sessions; ++session)
            for (int i = 0; i < kCallsAtOnce; ++i)
                rig.controlPlane->callTool("sesn_" + std::to_string(session), "bash", {{"command", "make -j2"}});
        rig.pass(0ms);
    }
    demand(rig.controlPlane->answers().size() ==
               static_cast<std::size_t>(load.sessions) * static_cast<std::size_t>(load.callsEach),
           "every call is answered");
}

Row calls(const Effort &effort, Load load, const char *name)
{
    load.callsEach =
        std::max(kCallsAtOnce, static_cast<int>(load.callsEach * effort.share) / kCallsAtOnce * kCallsAtOnce);
    const double seconds = bestOf(
        effort, [&] { return rigFor(load); }, [&](const std::unique_ptr<EngineRig> &rig) { callTools(*rig, load); });
    return {name, static_cast<double>(load.sessions) * load.callsEach, "calls", seconds,
            std::string_view(name) == kOneSession ? "" : kOneSession};
}

} // namespace

std::vector<Row> engine(const Effort &effort)
{
    return {calls(effort, {1, 1000}, kOneSession), calls(effort, {1, 8000}, "engine: 1 session, 8000 calls"),
            calls(effort, {16, 250}, "engine: 16 sessions, 250 calls each"),
            calls(effort, {64, 100}, "engine: 64 sessions, 100 calls each")};
}

} // namespace bench
