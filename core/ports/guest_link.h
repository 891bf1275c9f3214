// Role: the host's end of the channel to one guest's agent. Everything that comes from it is checked and bounded before
// it gets here. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/guest_check.h"
#include "core/domain/guest_program.h"
#include "core/domain/guest_setup.h"
#include "core/domain/ids.h"
#include "core/domain/tool_call.h"
#include "core/ports/guest_files.h"
#include "core/ports/guest_terminals.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
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

using domain::GuestSetup;

/// What a guest is told of the gate's secrets.
struct GateTrust {
    std::string authority;                                      // PEM: whom its programs believe besides; empty: nobody
    std::vector<std::pair<std::string, std::string>> variables; // of all programs: what stands for each secret

    friend bool operator==(const GateTrust &, const GateTrust &) = default;
};

/// What a guest is told before anything runs in it (vmm-notes 4).
struct GuestIdentity {
    std::string hostname;
    WallTime wallTime;
    std::string entropy;               // 64 bytes from the host's generator
    std::optional<GuestSetup> setup{}; // none: uid 1000 in the session's folder, or as it was told before
    std::optional<GateTrust> gate{};   // none: as it was told before, at first nothing
};

/// Of a background one: with `timeout` it is watched for so long, and is not killed: the call ends as the program does,
/// or then, timedOut; letting go of the handle ends the watching alone. (A guest's agent of before watches nothing.) It
/// stays until it ends by itself, also when the guest is greeted again.
using ExecRequest = domain::GuestProgram;
using ExecStream = domain::ProgramStream;
using ExecEnd = domain::ProgramEnd;
struct ExecHandlers {
    std::function<void(ExecStream, std::string_view)> output; // all of it, in each stream's order; may be empty
    /// NotFound: no such program, user or folder; PermissionDenied; GuestUnresponsive, GuestExited, GuestProtocol.
    Callback<ExecEnd> done;
    /// No more comes while a window of it has not been used up.
    std::shared_ptr<ReadPace> pace{};
    /// In place of the request's standard input: asked as fast as the program takes it, one question at a time, and no
    /// more once it has ended. An error of its ends the program with it. May be empty.
    ContentSource input{};
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
    /// Several at once and beside tools, limits::kExecsMax at most: Conflict. Letting go of the handle kills its
    /// process group. What it left in the background stays; what that prints later than a moment after the program's
    /// end is dropped.
    virtual Call exec(ExecRequest request, ExecHandlers handlers) = 0;
    /// The guest's files; lives as long as the link. A running tool does not hold them up.
    virtual GuestFiles &files() = 0;
    /// Its terminals; lives as long as the link.
    virtual GuestTerminals &terminals() = 0;
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
