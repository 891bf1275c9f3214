// Role: the host's end of the channel to one guest's agent. Everything that comes from it is checked and bounded before
// it gets here. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/guest_check.h"
#include "core/domain/ids.h"
#include "core/domain/tool_call.h"
#include "core/ports/guest_files.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace glovebox::ports {

/// A folder beside the session's own that the file tools may use: a memory store's. bash is bound by the user's rights
/// alone, and a handler is, too.
struct ToolFolder {
    std::string path;
    bool readOnly = false; // write and edit refuse it

    friend bool operator==(const ToolFolder &, const ToolFolder &) = default;
};

struct ToolRequest {
    domain::EventId call;
    std::string name; // one of the six, or with `handler` the custom tool's
    nlohmann::json input;
    std::chrono::milliseconds timeout{0}; // the guest aborts the tool then and reports what it has
    /// A custom tool's local handler: absolute path of an executable in the guest. It gets the input as JSON on
    /// standard input, in /mnt/session, and answers on standard output; another exit status than 0 makes the result an
    /// error. Output is limited and cleaned as the bash tool's is.
    std::string handler;
    std::vector<ToolFolder> folders;
};

struct ToolHandlers {
    std::function<void(std::string_view chunk)> output; // live, for the window only; may skip parts; may be empty
    /// Ok also when the tool failed (ToolResult::isError). An Error means that no tool result exists:
    /// GuestUnresponsive, GuestExited, GuestProtocol.
    Callback<domain::ToolResult> done;
};

/// What a guest is told before anything runs in it (vmm-notes 4).
struct GuestIdentity {
    std::string hostname;
    WallTime wallTime;
    std::string entropy; // 64 bytes from the host's generator
};

class GuestLink {
public:
    virtual ~GuestLink() = default;

    /// One call at a time per tool session is the caller's duty. Letting go of the handle tells the guest to abort the
    /// tool; nothing is reported any more.
    virtual Call runTool(ToolRequest request, ToolHandlers handlers) = 0;
    /// Ends a running or waiting call; what its tool says to that arrives as its result, soon ("bash: This operation
    /// was aborted"). Does nothing for a call that is not under way.
    virtual void abortTool(const domain::EventId &call) = 0;
    /// The guest's files; lives as long as the link. A running tool does not hold them up.
    virtual GuestFiles &files() = 0;
    /// The guest will stand still from now on: it cannot answer, and is not missed. No call may be under way.
    virtual void standStill() = 0;
    /// It goes on: its clock is put right before anything else that is asked of it; onChecked tells.
    virtual void goOn(GuestIdentity identity) = 0;
    /// Called after each goOn(), when the guest has said what became of what it was told.
    virtual void onChecked(std::function<void(std::vector<domain::GuestCheck>)> handler) = 0;
    /// Called once when the channel is gone for good. Running tools have been answered with the same error before.
    virtual void onLost(std::function<void(Error)> handler) = 0;
};

struct GuestGreeting {
    std::string agentVersion;
    std::string kernelRelease;
    std::chrono::milliseconds uptime{0};
    std::vector<domain::GuestCheck> checks; // of the identity that it was told
};

struct GreetedGuest {
    std::unique_ptr<GuestLink> link;
    GuestGreeting greeting;
};

class GuestConnector {
public:
    virtual ~GuestConnector() = default;

    /// Connects, exchanges versions, sets identity. GuestUnresponsive after `deadline`.
    virtual Call connect(std::string controlSocket, GuestIdentity identity, std::chrono::milliseconds deadline,
                         Callback<GreetedGuest> done) = 0;
};

} // namespace glovebox::ports
