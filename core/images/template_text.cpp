// Role: the half of template_file.h that writes.
#include "core/images/template_file.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace glovebox::images {

using namespace domain;

namespace {

constexpr std::string_view kLiteralFence = "'''";

/// A script of several lines as it is; anything else escaped on one line.
std::string tomlText(const std::string &text)
{
    const bool isLines =
        text.find('\n') != std::string::npos && text.find(kLiteralFence) == std::string::npos &&
        !text.ends_with('\'') &&
        std::ranges::all_of(text, [](unsigned char c) { return (c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t'; });
    if (isLines)
        return std::string(kLiteralFence) + '\n' + text + std::string(kLiteralFence);
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7f) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04X", static_cast<unsigned>(byte));
            out += escaped.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string tomlList(const std::vector<std::string> &texts)
{
    std::string out = "[";
    for (const auto &text : texts)
        out += (out.size() > 1 ? ", " : "") + tomlText(text);
    return out + ']';
}

std::string tomlCommand(const CommandLine &command)
{
    return command.arguments.empty() ? tomlText(command.shell) : tomlList(command.arguments);
}

std::string tomlTime(std::chrono::milliseconds time)
{
    const auto ms = time.count();
    if (ms % 3'600'000 == 0 && ms > 0)
        return '"' + std::to_string(ms / 3'600'000) + "h\"";
    if (ms % 60'000 == 0 && ms > 0)
        return '"' + std::to_string(ms / 60'000) + "m\"";
    if (ms % 1000 == 0)
        return '"' + std::to_string(ms / 1000) + "s\"";
    return '"' + std::to_string(ms) + "ms\"";
}

std::string tomlTime(const std::optional<std::chrono::milliseconds> &time)
{
    return time ? tomlTime(*time) : "\"never\"";
}

std::string tomlSize(ByteCount size)
{
    const auto mib = size.value >> 20;
    return mib % 1024 == 0 ? '"' + std::to_string(mib / 1024) + "GiB\"" : '"' + std::to_string(mib) + "MiB\"";
}

struct StepWriter {
    std::string &out;

    void operator()(const RunStep &step) const
    {
        out += "run = " + tomlCommand(step.command) + '\n';
        if (step.timeout != RunStep{}.timeout)
            out += "timeout = " + tomlTime(step.timeout) + '\n';
    }
    void operator()(const EnvStep &step) const
    {
        out += "env = { " + step.name + " = " + tomlText(step.value) + " }\n";
    }
    void operator()(const WorkdirStep &step) const { out += "workdir = " + tomlText(step.path) + '\n'; }
    void operator()(const UserStep &step) const
    {
        out += "user = " + tomlText(step.user.empty() ? "root" : step.user) + '\n';
    }
    void operator()(const CopyStep &step) const
    {
        out += "copy = " + tomlText(step.from) + "\nto = " + tomlText(step.to) + '\n';
    }
};

const char *keyOf(TemplateBase::Kind kind)
{
    switch (kind) {
    case TemplateBase::Kind::Image:
        return "image";
    case TemplateBase::Kind::Template:
        return "template";
    case TemplateBase::Kind::Snapshot:
        return "snapshot";
    }
    return "image";
}

} // namespace

std::string toToml(const TemplateDefinition &definition)
{
    std::string out = "name = " + tomlText(definition.name) + '\n';
    if (!definition.description.empty())
        out += "description = " + tomlText(definition.description) + '\n';
    if (definition.warm > 0)
        out += "warm = " + std::to_string(definition.warm) + '\n';
    out += std::string("\n[from]\n") + keyOf(definition.from.kind) + " = " + tomlText(definition.from.name) + '\n';
    if (definition.size)
        out += "\n[machine]\nvcpus = " + std::to_string(definition.size->vcpus) +
               "\nmemory = " + tomlSize(definition.size->memory) + "\ndisk = " + tomlSize(definition.size->disk) + '\n';
    for (const auto &step : definition.steps) {
        out += "\n[[step]]\n";
        std::visit(StepWriter{out}, step.what);
    }
    if (!definition.start.empty())
        out += "\n[start]\nrun = " + tomlCommand(definition.start) + '\n';
    if (definition.ready) {
        out += "\n[ready]\nrun = " + tomlCommand(definition.ready->command) +
               "\nevery = " + tomlTime(definition.ready->every) + "\nwithin = " + tomlTime(definition.ready->within) +
               '\n';
    }
    if (!definition.runner.empty())
        out += "\n[runner]\nrun = " + tomlCommand(definition.runner) + '\n';
    out +=
        "\n[egress]\nbuild = " + tomlText(definition.buildEgress) + "\nrun = " + tomlText(definition.runEgress) + '\n';
    if (!definition.buildSecrets.empty() || !definition.runSecrets.empty())
        out += "\n[secrets]\nbuild = " + tomlList(definition.buildSecrets) +
               "\nrun = " + tomlList(definition.runSecrets) + '\n';
    if (definition.ladder)
        out += "\n[idle]\npause = " + tomlTime(definition.ladder->pauseAfter) +
               "\nhibernate = " + tomlTime(definition.ladder->hibernateAfter) +
               "\ndestroy = " + tomlTime(definition.ladder->destroyAfter) + '\n';
    return out;
}

} // namespace glovebox::images
