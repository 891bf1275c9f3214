#include "core/engine/guest_warm_up.h"

namespace glovebox::engine {

namespace {

using namespace std::chrono_literals;

/// Half a second where the host is slow and emulates.
constexpr std::chrono::milliseconds kEachWithin = 20s;

/// A shell, and programs beside it as every session starts them.
constexpr const char *kFirstCommand = "ls / > /dev/null; cat /dev/null; /bin/true";

Call ask(ports::GuestLink &link, const char *id, nlohmann::json input, Callback<> done)
{
    return link.runTool({domain::EventId(id), "bash", std::move(input), kEachWithin, {}, {}},
                        {{}, [done = std::move(done)](Result<domain::ToolResult> result) {
                             if (!result)
                                 return done(tl::unexpected(result.error()));
                             if (result->isError)
                                 return done(fail(ErrorCode::GuestProtocol, "its shell answered: " + result->text));
                             done({});
                         }});
}

} // namespace

Call warmUp(ports::GuestLink &link, Shell shell, Callback<> done)
{
    if (shell == Shell::Stays)
        return ask(link, "warm-up", {{"command", kFirstCommand}}, std::move(done));
    auto step = std::make_shared<Call>();
    *step = ask(link, "warm-up", {{"command", kFirstCommand}},
                [&link, done = std::move(done), last = std::weak_ptr(step)](Result<> warm) {
                    const auto next = last.lock();
                    if (!warm || !next)
                        return done(std::move(warm));
                    *next = ask(link, "warm-up-end", {{"restart", true}}, done);
                });
    return Call([step] { step->cancel(); });
}

Call nameShell(ports::GuestLink &link, const std::string &hostname, Callback<> done)
{
    return ask(link, "name-shell", {{"command", "HOSTNAME='" + hostname + "'"}}, std::move(done));
}

} // namespace glovebox::engine
