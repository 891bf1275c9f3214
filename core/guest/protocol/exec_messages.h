// Role: the channel's messages about programs that the host runs in a guest, as plain values, and their payloads
// (messages.h has the rules). Input and output are content: see file_messages.h. No Qt.
#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::guest {

struct ExecStart {
    std::string arguments;                // packed words, the program first; see setup.h
    std::string environment;              // packed variables, beside the setup's
    std::optional<std::string> user;      // none: the setup's
    std::string workdir;                  // absolute; empty: the setup's
    std::uint64_t input = 0;              // how much of standard input follows
    std::chrono::milliseconds timeout{0}; // 0: never
    bool background = false;              // it stays; ExecEnd comes once it runs, or is late after `timeout`
    bool untilEnd = false;                // how much input follows is not known: ExecInputEnd says that it was all
};

struct ExecCredit {
    std::size_t bytes = 0;
};

struct ExecEnd {
    enum class Outcome : std::uint8_t { Ended, NotFound, PermissionDenied, InvalidArgument, InvalidState };
    Outcome outcome = Outcome::Ended; // another: it never began, and `detail` says why
    unsigned status = 0;
    unsigned signal = 0; // what ended it; 0: it ended by itself, with `status`
    bool timedOut = false;
    std::string detail;

    friend bool operator==(const ExecEnd &, const ExecEnd &) = default;
};

std::string toPayload(const ExecStart &message);
std::string toPayload(const ExecCredit &message);
std::string toPayload(const ExecEnd &message);

std::optional<ExecStart> parseExecStart(std::string_view payload);
std::optional<ExecCredit> parseExecCredit(std::string_view payload);
std::optional<ExecEnd> parseExecEnd(std::string_view payload);

} // namespace glovebox::guest
