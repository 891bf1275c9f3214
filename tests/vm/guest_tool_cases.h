// What each tool answers in a real guest. In a file of its own: moc of Qt 6.4 loses its way in raw strings.
#pragma once

#include <span>

namespace glovebox::test {

struct ToolCase {
    const char *name;
    const char *prepare; // a command that makes what the case needs; empty: nothing
    const char *tool;
    const char *input;    // JSON
    const char *expected; // a regular expression over the whole text; "ERROR " before an error's text
};

std::span<const ToolCase> toolCases();

} // namespace glovebox::test
