#include "core/engine/guest_warm_up.h"

namespace glovebox::engine {

namespace {

using namespace std::chrono_literals;

/// Half a second where the host is slow and emulates.
constexpr std::chrono::milliseconds kWithin = 20s;

/// A shell, and programs beside it as every session starts them.
constexpr const char *kFirstCommand = "ls / > /dev/null; cat /dev/null; /bin/true";

} // namespace

Call warmUp(ports::GuestLink &link, Callback<> done)
{
    return link.runTool({domain::EventId("warm-up"), "bash", {{"command", kFirstCommand}}, kWithin, {}, {}},
                        {{}, [done = std::move(done)](Result<domain::ToolResult> result) {
                             if (!result)
                                 return done(tl::unexpected(result.error()));
                             if (result->isError)
                                 return done(fail(ErrorCode::Unsupported, "its shell answered: " + result->text));
                             done({});
                         }});
}

} // namespace glovebox::engine
