// Role: the channel's messages as plain values, and their payloads. A parse function gives nothing for a payload that
// an honest peer would not send: wrong type, too large, a field missing. Texts are made valid UTF-8 on the way in and
// on the way out (frame.h relies on it). No Qt.
#pragma once

#include "core/base/units.h"
#include "core/guest/protocol/setup.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::guest {

struct Hello {
    std::uint32_t protocol = 0;
    std::string hostVersion;
};

struct HelloOk {
    std::uint32_t protocol = 0;
    std::string agentVersion;
    std::string kernelRelease;
    std::chrono::milliseconds uptime{0};
    std::uint32_t level = 0; // see kAgentLevel
};

struct Identity {
    std::string hostname;
    std::chrono::milliseconds wallTime{0}; // since 1970
    std::string entropy;                   // raw bytes; hexadecimal on the wire
    std::optional<Setup> setup;            // none: as it was told before
    std::optional<GateTrust> gate{};       // likewise; at first there is none
};

/// What became of an identity, field by field. An empty problem: it is in force, and was looked at afterwards.
struct IdentityReport {
    std::chrono::milliseconds clockWas{0}; // since 1970, right before it was set
    std::chrono::milliseconds clockIs{0};  // right after
    std::string clockProblem;
    std::uint64_t randomBytes = 0; // mixed into the kernel's generator, which was then reseeded
    std::string randomProblem;
    bool machineIdIsNew = false; // else it is who it was: the host name is the same
    std::string machineIdProblem;
    std::string hostnameProblem;
    std::optional<SetupReport> setup; // when it was told one
    std::optional<GateReport> gate{}; // likewise
};

struct ToolStart {
    std::string tool;
    nlohmann::json input = nlohmann::json::object();
    std::chrono::milliseconds timeout{0};
    std::size_t credit = 0;                   // of live output; 0: none is wanted
    std::string handler;                      // of a custom tool: the executable; empty: one of the six
    std::string standardInput;                // for the handler; `input` is empty then
    std::vector<std::string> folders;         // absolute, beside the session's own: file tools may use them
    std::vector<std::string> readOnlyFolders; // those of them that are not written to
};

struct ToolOutput {
    std::string text;
    std::uint64_t skipped = 0; // bytes left out before this piece, for want of credit
};

struct ToolCredit {
    std::size_t bytes = 0;
};

struct ToolReply {
    std::string text;
    bool isError = false;
    bool timedOut = false;
};

struct Heartbeat {
    std::uint64_t number = 0;
};

std::string toPayload(const Hello &message);
std::string toPayload(const HelloOk &message);
std::string toPayload(const Identity &message);
std::string toPayload(const IdentityReport &message);
std::string toPayload(const ToolStart &message);
std::string toPayload(const ToolOutput &message);
std::string toPayload(const ToolCredit &message);
std::string toPayload(const ToolReply &message);
std::string toPayload(const Heartbeat &message);
/// ToolCancel, FileCancel and Shutdown say nothing but their type; IdentityOk neither, of agents before this one.
std::string emptyPayload();

std::optional<Hello> parseHello(std::string_view payload);
std::optional<HelloOk> parseHelloOk(std::string_view payload);
std::optional<Identity> parseIdentity(std::string_view payload);
/// Not of an empty payload; see isEmptyPayload().
std::optional<IdentityReport> parseIdentityReport(std::string_view payload);
bool isEmptyPayload(std::string_view payload);
std::optional<ToolStart> parseToolStart(std::string_view payload);
std::optional<ToolOutput> parseToolOutput(std::string_view payload);
std::optional<ToolCredit> parseToolCredit(std::string_view payload);
std::optional<ToolReply> parseToolReply(std::string_view payload);
std::optional<Heartbeat> parseHeartbeat(std::string_view payload);

/// A tool's input as the agent can use it: the object's fields that are text, numbers, booleans, or short lists of
/// those. The six tools take nothing else, and what a server nests deeper never reaches the parser in the guest.
nlohmann::json plainInput(const nlohmann::json &input);

} // namespace glovebox::guest
