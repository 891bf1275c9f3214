// Role: what a program of a build prints, as lines: of two streams, bounded, as valid text. Thread: the engine's.
#pragma once

#include "core/ports/guest_link.h"

#include <functional>
#include <string>
#include <string_view>

namespace glovebox::engine {

class BuildOutput {
public:
    using Line = std::function<void(ports::ExecStream, std::string)>;

    explicit BuildOutput(Line line) : m_line(std::move(line)) {}

    void take(ports::ExecStream stream, std::string_view chunk);
    /// What has no line end yet is a line, too.
    void finish();
    /// The end of both together, some lines of it, for an error's text.
    const std::string &last() const { return m_last; }

private:
    void emit(ports::ExecStream stream, std::string &line);

    Line m_line;
    std::string m_output;
    std::string m_errors;
    std::string m_last;
};

} // namespace glovebox::engine
