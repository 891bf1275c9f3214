// Role: a program in a guest, with what it prints told line by line as it comes. Thread: the engine's.
#pragma once

#include "core/domain/template_definition.h"
#include "core/engine/build_output.h"
#include "core/ports/guest_link.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::engine {

/// As an argument list, for the kernel.
std::vector<std::string> argumentsOf(const domain::CommandLine &command);
/// Why a program counts as failed; empty: it does not.
std::string whyFailed(const ports::ExecEnd &end, std::chrono::milliseconds timeout);

/// So long a start command is watched; with a ready check, for as long as that is asked.
inline constexpr std::chrono::milliseconds kStartWatched{1000};

class LiveCommand {
public:
    explicit LiveCommand(BuildOutput::Line line) : m_line(std::move(line)) {}

    /// One at a time. All that it printed has been told when `ended` is called.
    Call run(ports::GuestLink &link, ports::ExecRequest request, Callback<ports::ExecEnd> ended);
    /// The same of a start command: it goes on running, and is nobody's after kStartWatched, or when the handle is let
    /// go. `ended` with nothing: it goes on, or said with status 0 that all is well; what it printed is in the error.
    Call start(ports::GuestLink &link, ports::ExecRequest request, const std::optional<domain::ReadyCheck> &ready,
               Callback<> ended);
    /// For an error's text: "; it printed nothing", or its last lines.
    std::string lastWords() const;

private:
    BuildOutput::Line m_line;
    std::shared_ptr<BuildOutput> m_output; // of the newest
};

} // namespace glovebox::engine
