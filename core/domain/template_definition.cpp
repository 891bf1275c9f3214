#include "core/domain/template_definition.h"

#include "core/base/text.h"
#include "core/domain/egress_policy.h"

#include <algorithm>

namespace glovebox::domain {

namespace {

constexpr std::size_t kNameMax = 63; // as a host name's part
constexpr std::size_t kUserMax = 128;
constexpr ByteCount kTextShown{120};

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// Each part with its length before it: no two lists of parts look the same.
class Content {
public:
    Content &operator<<(std::string_view part)
    {
        m_text += std::to_string(part.size()) + ':';
        m_text += part;
        return *this;
    }
    Content &operator<<(std::int64_t number) { return *this << std::string_view(std::to_string(number)); }
    Content &operator<<(const CommandLine &command)
    {
        *this << command.shell << static_cast<std::int64_t>(command.arguments.size());
        for (const auto &argument : command.arguments)
            *this << argument;
        return *this;
    }
    std::string take() { return std::move(m_text); }

private:
    std::string m_text;
};

/// As a shell would want it, for people.
std::string quoted(const std::string &word)
{
    const bool plain = !word.empty() && std::ranges::all_of(word, [](char c) {
        return isLower(c) || isUpper(c) || isDigit(c) ||
               std::string_view("-_./:=+,@%").find(c) != std::string_view::npos;
    });
    return plain ? word : '\'' + word + '\'';
}

std::int64_t msOf(std::optional<std::chrono::milliseconds> time)
{
    return time ? time->count() : -1;
}

struct StepText {
    std::string operator()(const RunStep &step) const { return "run " + textOf(step.command); }
    std::string operator()(const EnvStep &step) const { return "env " + step.name + '=' + step.value; }
    std::string operator()(const WorkdirStep &step) const { return "workdir " + step.path; }
    std::string operator()(const UserStep &step) const { return "user " + (step.user.empty() ? "root" : step.user); }
    std::string operator()(const CopyStep &step) const { return "copy " + step.from + " to " + step.to; }
};

struct StepContent {
    Content &out;

    // A timeout says when to give up, not what comes of it.
    void operator()(const RunStep &step) const { out << "run" << step.command; }
    void operator()(const EnvStep &step) const { out << "env" << step.name << step.value; }
    void operator()(const WorkdirStep &step) const { out << "workdir" << step.path; }
    void operator()(const UserStep &step) const { out << "user" << step.user; }
    void operator()(const CopyStep &step) const { out << "copy" << step.from << step.to; }
};

} // namespace

std::string textOf(const std::vector<DefinitionMistake> &mistakes)
{
    std::string text;
    for (const auto &each : mistakes) {
        text += text.empty() ? "" : "\n";
        text += each.line > 0 ? "line " + std::to_string(each.line) + ": " + each.message : each.message;
    }
    return text;
}

bool isTemplateName(std::string_view name)
{
    return !name.empty() && name.size() <= kNameMax && name.front() != '-' && name.back() != '-' &&
           !name.starts_with("tpl-") &&
           std::ranges::all_of(name, [](char c) { return isLower(c) || isDigit(c) || c == '-'; });
}

bool isVariableName(std::string_view name)
{
    return !name.empty() && name.size() <= kUserMax && !isDigit(name.front()) &&
           std::ranges::all_of(name, [](char c) { return isLower(c) || isUpper(c) || isDigit(c) || c == '_'; });
}

bool isUserOfGuest(std::string_view user)
{
    const auto isPart = [](std::string_view part) {
        return !part.empty() && part.front() != '-' && std::ranges::all_of(part, [](char c) {
            return isLower(c) || isUpper(c) || isDigit(c) || c == '_' || c == '-' || c == '.';
        });
    };
    if (user.empty())
        return true;
    const auto colon = user.find(':');
    return user.size() <= kUserMax && isPart(user.substr(0, colon)) &&
           (colon == std::string_view::npos || isPart(user.substr(colon + 1)));
}

std::string whyNoEgress(std::string_view profile)
{
    if (isEgressProfileName(profile))
        return {};
    return "'" + clipped(toOneLine(profile), kTextShown) +
           "' is no egress profile's name: 1 to 63 of a-z, 0-9 and -, like \"none\", which lets nothing out";
}

std::string textOf(const CommandLine &command)
{
    if (command.arguments.empty())
        return command.shell;
    std::string text;
    for (const auto &argument : command.arguments)
        text += (text.empty() ? "" : " ") + quoted(argument);
    return text;
}

std::string textOf(const TemplateStep &step)
{
    const auto text = toOneLine(std::visit(StepText{}, step.what));
    return text.size() > kTextShown.value ? clipped(text, kTextShown) : text;
}

std::string contentOf(const TemplateStep &step)
{
    Content out;
    std::visit(StepContent{out}, step.what);
    return out.take();
}

std::string contentOf(const TemplateDefinition &definition)
{
    Content out;
    out << static_cast<std::int64_t>(definition.from.kind) << definition.from.name;
    const auto size = definition.size.value_or(MachineSize{0, {}, {}});
    out << size.vcpus << static_cast<std::int64_t>(size.memory.value) << static_cast<std::int64_t>(size.disk.value);
    for (const auto &step : definition.steps)
        out << contentOf(step);
    out << definition.start;
    if (definition.ready) // when it is asked decides nothing of what is frozen
        out << definition.ready->command;
    out << definition.buildEgress << definition.runEgress << definition.warm;
    for (const auto *names : {&definition.buildSecrets, &definition.runSecrets}) {
        out << names->size();
        for (const auto &name : *names)
            out << name;
    }
    const auto ladder = definition.ladder.value_or(IdleLadder{});
    out << (definition.ladder ? 1 : 0) << msOf(ladder.pauseAfter) << msOf(ladder.hibernateAfter)
        << msOf(ladder.destroyAfter);
    if (!definition.runner.empty()) // versions from before there were any stay what they are
        out << definition.runner;
    return out.take();
}

} // namespace glovebox::domain
