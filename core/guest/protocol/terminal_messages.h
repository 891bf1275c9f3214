// Role: the channel's messages about terminals that a guest's agent keeps, as plain values, and their payloads
// (messages.h has the rules). What a terminal prints and what is typed is content: see file_messages.h. No Qt.
#pragma once

#include "core/base/units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::guest {

enum class TerminalWork : std::uint8_t { Open, List, Look, Type, Resize, Close };

struct TerminalStart {
    TerminalWork work = TerminalWork::List;
    std::uint32_t number = 0;        // of a terminal; of none when one is opened, or all are listed
    std::uint32_t columns = 80;      // Open, Resize
    std::uint32_t rows = 24;         // likewise
    std::string arguments;           // Open: packed words, the program first; empty: the user's shell
    std::string environment;         // Open: packed variables, beside the setup's
    std::optional<std::string> user; // Open; none: the setup's
    std::string workdir;             // Open: absolute; empty: the setup's
    std::string kind;                // Open: what programs are told that it is
    std::uint64_t size = 0;          // Type: how much follows
};

struct TerminalEntry {
    enum class State : std::uint8_t { Open, Exited, Killed };
    std::uint32_t number = 0;
    std::string program;
    std::uint32_t columns = 80;
    std::uint32_t rows = 24;
    std::chrono::milliseconds age{0};
    State state = State::Open;
    unsigned how = 0; // the status, or the signal

    friend bool operator==(const TerminalEntry &, const TerminalEntry &) = default;
};

struct TerminalCredit {
    std::size_t bytes = 0;
};

struct TerminalDone {
    enum class Outcome : std::uint8_t { Done, NotFound, PermissionDenied, InvalidArgument, InvalidState, Conflict };
    Outcome outcome = Outcome::Done;
    std::string detail;       // why not, in a few words
    std::uint32_t number = 0; // Open: of the new one
    unsigned status = 0;      // Look: how its program ended
    unsigned signal = 0;      // likewise; 0: by itself

    friend bool operator==(const TerminalDone &, const TerminalDone &) = default;
};

std::string toPayload(const TerminalStart &message);
std::string toPayload(const TerminalEntry &message);
std::string toPayload(const TerminalCredit &message);
std::string toPayload(const TerminalDone &message);

std::optional<TerminalStart> parseTerminalStart(std::string_view payload);
std::optional<TerminalEntry> parseTerminalEntry(std::string_view payload);
std::optional<TerminalCredit> parseTerminalCredit(std::string_view payload);
std::optional<TerminalDone> parseTerminalDone(std::string_view payload);

} // namespace glovebox::guest
