// Role: a program that is to run in a sandbox, and how it ended, as the local API writes them. Pure. Thread: any.
#pragma once

#include "core/domain/guest_program.h"
#include "core/domain/terminal.h"
#include "core/rest/request_body.h"

#include <nlohmann/json.hpp>

#include <string_view>
#include <vector>

namespace glovebox::rest {

inline std::vector<std::string_view> programFields()
{
    return {"arguments", "command", "environment", "user", "workdir", "timeout_ms", "input", "background"};
}
/// `arguments`, or `command`: a line for the sandbox's shell.
domain::GuestProgram programFrom(RequestBody &body);

inline std::vector<std::string_view> terminalFields()
{
    return {"columns", "rows", "arguments", "environment", "user", "workdir"};
}
domain::TerminalWish terminalFrom(RequestBody &body);
/// `columns` and `rows`; what is not said is as usual, what is out of bounds the body's problem().
domain::TerminalSize terminalSizeFrom(RequestBody &body);

/// {"exit_code": 0, "timed_out": false}, or with "signal".
nlohmann::json toJson(const domain::ProgramEnd &end);
/// Under `name` as it is; what is no text under `name`_base64.
void putBytes(nlohmann::json &object, const std::string &name, const std::string &bytes);

} // namespace glovebox::rest
