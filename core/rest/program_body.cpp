#include "core/rest/program_body.h"

#include "core/base/limits.h"
#include "core/base/text.h"

#include <QByteArray>

namespace glovebox::rest {

namespace {

constexpr std::size_t kArgumentMax = std::size_t{128} << 10;
constexpr std::size_t kArgumentsAskedMax = 4096; // the guest's bound; 128 KiB in all
constexpr std::size_t kVariableMax = std::size_t{32} << 10;
constexpr std::uint64_t kTimeoutAskedMax = 24ull * 3600 * 1000;
constexpr std::uint64_t kCellsMax = 1000;

/// What programs and terminals are begun with alike.
template <class Begun>
void readSurroundings(RequestBody &body, Begun &begun)
{
    for (auto &[name, value] : body.texts("environment", kVariableMax)) {
        if (name.empty() || name.find('=') != std::string::npos)
            body.wrong("in 'environment': a variable's name is not empty and has no '='");
        begun.environment.emplace_back(name, value);
    }
    if (body.has("user"))
        begun.user = body.text("user", 64);
    begun.workdir = body.text("workdir");
    if (!begun.workdir.empty() && begun.workdir.front() != '/')
        body.wrong("'workdir' is a whole path, from / on");
}

} // namespace

domain::GuestProgram programFrom(RequestBody &body)
{
    domain::GuestProgram program;
    if (body.has("arguments") && !body.isList("arguments"))
        body.wrong("'arguments' is a list: a program and its arguments");
    program.arguments = body.words("arguments", kArgumentMax, kArgumentsAskedMax);
    if (const auto command = body.text("command", kArgumentMax); !command.empty()) {
        if (!program.arguments.empty())
            body.wrong("there is 'arguments' or 'command', not both");
        program.arguments = {"/bin/sh", "-c", command};
    }
    if (program.arguments.empty() || program.arguments.front().empty())
        body.wrong("'arguments' or 'command' says what is to run; it is missing");
    readSurroundings(body, program);
    program.standardInput = body.text("input", limits::kExecInputMax.value);
    program.timeout = std::chrono::milliseconds(body.count("timeout_ms", kTimeoutAskedMax).value_or(0));
    program.background = body.flag("background");
    return program;
}

domain::TerminalSize terminalSizeFrom(RequestBody &body)
{
    domain::TerminalSize size;
    const auto read = [&](const char *field, int &cells) {
        const auto asked = body.count(field, {1, kCellsMax});
        cells = static_cast<int>(asked.value_or(static_cast<std::uint64_t>(cells)));
    };
    read("columns", size.columns);
    read("rows", size.rows);
    return size;
}

domain::TerminalWish terminalFrom(RequestBody &body)
{
    domain::TerminalWish wish;
    if (body.has("arguments") && !body.isList("arguments"))
        body.wrong("'arguments' is a list: a program and its arguments");
    wish.arguments = body.words("arguments", kArgumentMax, kArgumentsAskedMax);
    readSurroundings(body, wish);
    wish.size = terminalSizeFrom(body);
    return wish;
}

nlohmann::json toJson(const domain::ProgramEnd &end)
{
    nlohmann::json out{{"timed_out", end.timedOut}};
    if (end.status)
        out["exit_code"] = *end.status;
    if (end.signal != 0)
        out["signal"] = end.signal;
    return out;
}

void putBytes(nlohmann::json &object, const std::string &name, const std::string &bytes)
{
    if (toValidUtf8(bytes) == bytes)
        object[name] = bytes;
    else
        object[name + "_base64"] =
            QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64().toStdString();
}

} // namespace glovebox::rest
