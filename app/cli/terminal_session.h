// Role: a person's terminal joined with one in a sandbox, until its program ends or the person leaves. The terminal
// lives in the guest: when Glovebox ends and is started again, this waits and goes on. Thread: the main one; blocks.
//
// What is typed arrives once. Each piece is followed by a ping; its pong says that Glovebox took it. When the
// connection is lost, what was not on its way yet is sent again, and so is what was not answered when Glovebox left it
// unread (reset, or closed with words); what it had read without answering is not, because typing twice is worse than
// not at all. Meanwhile what is typed waits, within a bound.
#pragma once

#include "app/cli/api_client.h"
#include "app/cli/terminal_stream.h"

#include <functional>
#include <string>

namespace glovebox::cli {

struct TerminalWay {
    std::string sandbox;
    std::string terminal;
    bool isNew = false; // what it printed before was not seen by anybody else
    DetachKeys detach;
    std::string detachText; // "ctrl-p ctrl-q", for words
};

struct TerminalLeft {
    enum class Why { Ended, Detached, Interrupted };
    Why why = Why::Ended;
    int status = 0; // of the program, as a shell has it; 128 and the signal of Interrupted
};

/// Standard input is a terminal. Errors: what the API refused; NetworkError when there is no Glovebox to begin with.
Result<TerminalLeft> joinTerminal(const ApiClient &api, TerminalWay way);

struct ScreenSize {
    int columns = 80;
    int rows = 24;
};
ScreenSize screenSize();

/// "exit_code", "signal", "timed_out" of an answer as a shell has them: 128 and the signal; 124.
int shellStatus(const nlohmann::json &end);

/// All of it, on a descriptor that may be slow; false: nobody reads it any more, or a signal came and `goesOn` says no.
bool writeFully(int descriptor, std::string_view bytes, const std::function<bool()> &goesOn = {});

} // namespace glovebox::cli
