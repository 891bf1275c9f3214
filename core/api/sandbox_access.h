// Role: the way into sandboxes for whoever is outside: programs, files, terminals. One for all doors, so that waking,
// idleness and the audit trail are the same whoever asks.
// Thread: the engine's. Nothing is answered from inside a call.
//
// Every operation: a sandbox that sleeps (paused, hibernated, stopped) is woken and the operation waits for it; one
// that is starting is waited for; one in which a session works is shared with it. It counts as use of the sandbox for
// as long as it is under way, but for looking at a terminal. Letting go of the handle ends it.
// Errors: NotFound (no such sandbox, or it is being destroyed; no such file, program), InvalidState (it failed, or is
// being put back to a snapshot), Unsupported (its agent is of before), and those of ports::GuestLink, GuestFiles and
// GuestTerminals.
#pragma once

#include "core/base/byte_flow.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/guest_entry.h"
#include "core/domain/guest_program.h"
#include "core/domain/ids.h"
#include "core/domain/terminal.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::api {

struct ProgramHandlers {
    std::function<void(domain::ProgramStream, std::string_view)> output; // all of it, in each stream's order
    Callback<domain::ProgramEnd> done;
    std::shared_ptr<ReadPace> pace{}; // no more comes while a window of it has not been used up; may be empty
    /// Whoever asked for it has gone, and it goes on: the audit trail says so at its end. May be empty.
    std::shared_ptr<const bool> isLeft{};
};

struct FileHandlers {
    std::function<Result<>(std::string_view piece)> piece; // an error ends the reading with it
    Callback<> done;
    std::shared_ptr<ReadPace> pace{};
};

struct FileTarget {
    std::string path;               // absolute
    std::optional<unsigned> mode{}; // none: as it was, 0600 of a new one
};

struct TerminalWatch {
    std::function<void(std::string_view)> output; // first what is kept of before
    Callback<domain::ProgramEnd> ended;
    std::shared_ptr<ReadPace> pace{};
    /// The sandbox sleeps or its connection broke: what is shown is as it was, and goes on by itself; true: it is back.
    /// What the terminal keeps is then given once more, after this. May be empty.
    std::function<void(bool there)> present{};
};

class SandboxAccess {
public:
    virtual ~SandboxAccess() = default;

    /// `input`: empty: none, its standard input is at its end.
    virtual Call run(const domain::SandboxId &sandbox, domain::GuestProgram program, ContentSource input,
                     ProgramHandlers handlers) = 0;

    virtual Call readFile(const domain::SandboxId &sandbox, std::string path, ByteCount max, FileHandlers handlers) = 0;
    /// In one step, once all of it is there; folders on the way are made.
    virtual Call writeFile(const domain::SandboxId &sandbox, FileTarget target, ContentSource content,
                           Callback<> done) = 0;
    /// What is in a folder, without what is below that unless `recursive`; sorted by path. TooLarge beyond 10,000.
    virtual Call listFolder(const domain::SandboxId &sandbox, std::string path, bool recursive,
                            Callback<std::vector<domain::GuestEntry>> done) = 0;
    virtual Call makeFolder(const domain::SandboxId &sandbox, std::string path, unsigned mode, Callback<> done) = 0;
    /// A file or a whole tree; NotFound when nothing is there.
    virtual Call remove(const domain::SandboxId &sandbox, std::string path, Callback<> done) = 0;

    virtual Call openTerminal(const domain::SandboxId &sandbox, domain::TerminalWish wish,
                              Callback<domain::TerminalNumber> done) = 0;
    /// Of a sandbox that sleeps: as they were when it fell asleep, without waking it.
    virtual Call listTerminals(const domain::SandboxId &sandbox, Callback<std::vector<domain::GuestTerminal>> done) = 0;
    /// Does not wake it, and does not keep it awake.
    virtual Call watchTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber terminal,
                               TerminalWatch watch) = 0;
    /// In the order of the calls, each byte once.
    virtual Call typeInto(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, std::string bytes,
                          Callback<> done) = 0;
    /// Of one that sleeps: when it is awake.
    virtual void resizeTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber terminal,
                                domain::TerminalSize size) = 0;
    virtual Call closeTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, Callback<> done) = 0;
};

} // namespace glovebox::api
