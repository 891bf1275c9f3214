// Role: the manual page out of the tree of commands; see self_description.h. Pure.
#include "app/cli/command_words.h"
#include "app/cli/self_description.h"

#include <QString>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

namespace glovebox::cli {

namespace {

/// Text as roff takes it: nothing of it is a request, a hyphen stays one that can be copied, and all of it is ASCII.
std::string roff(const std::string &text)
{
    std::string out;
    for (const auto sign : QString::fromStdString(text).toUcs4()) {
        if (sign == '\\')
            out += "\\e";
        else if (sign == '-')
            out += "\\-";
        else if (sign == '\'')
            out += "\\(aq";
        else if (sign == '"')
            out += "\\(dq";
        else if (sign == '.' && out.empty())
            out += "\\&.";
        else if (sign < 0x80)
            out += static_cast<char>(sign);
        else {
            std::array<char, 16> code{};
            std::snprintf(code.data(), code.size(), "\\[u%04X]", static_cast<unsigned>(sign));
            out += code.data();
        }
    }
    return out;
}

std::string bold(const std::string &text)
{
    return "\\fB" + roff(text) + "\\fP";
}

std::string italic(const std::string &text)
{
    return "\\fI" + roff(text) + "\\fP";
}

/// "TEXT" of "TEXT:{a,b}".
std::string valueName(const CLI::Option &option)
{
    const auto name = option.get_type_name();
    const auto brace = name.find(":{");
    return brace == std::string::npos ? name.substr(0, name.find(':')) : name.substr(brace + 1);
}

std::string sentence(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text.empty() || text.ends_with('.') ? text : text + '.';
}

std::string optionEntry(const CLI::Option &option)
{
    std::string names;
    for (const auto &name : option.get_snames())
        names += (names.empty() ? "" : ", ") + bold("-" + name);
    for (const auto &name : option.get_lnames())
        names += (names.empty() ? "" : ", ") + bold("--" + name);
    if (option.get_positional())
        names = italic(option.get_name(true, false));
    else if (takesValue(option))
        names += ' ' + italic(valueName(option));
    auto text = ".TP\n" + names + '\n' + roff(sentence(option.get_description()));
    if (!option.get_default_str().empty())
        text += " Usually " + roff(option.get_default_str()) + '.';
    if (!option.get_envname().empty())
        text += " Also as " + bold(option.get_envname()) + '.';
    return text + '\n';
}

std::string synopsis(const CLI::App &command)
{
    auto text = bold(fullName(command)) + " [" + italic("OPTION") + "]\\&...";
    for (const auto *option : optionsOf(command)) {
        if (!option->get_positional())
            continue;
        const auto name =
            italic(option->get_name(true, false)) + (option->get_items_expected_max() > 1 ? "\\&..." : "");
        text += option->get_required() ? ' ' + name : " [" + name + ']';
    }
    return text;
}

void addCommand(const CLI::App &command, std::string &page)
{
    const auto below = commandsBelow(command);
    if (below.empty()) {
        page += ".SS " + roff(fullName(command)) + '\n' + synopsis(command) + "\n.PP\n" +
                roff(sentence(command.get_description())) + '\n';
        for (const auto *option : optionsOf(command))
            if (option != command.get_help_ptr())
                page += optionEntry(*option);
        const auto examples = examplesOf(command);
        if (!examples.empty())
            page += ".PP\n.nf\n.RS 4\n";
        for (const auto &example : examples)
            page += roff(example) + '\n';
        if (!examples.empty())
            page += ".RE\n.fi\n";
    }
    for (const auto *one : below)
        addCommand(*one, page);
}

void findVariables(const CLI::App &command, std::map<std::string, std::string> &found)
{
    for (const auto *option : optionsOf(command))
        if (!option->get_envname().empty())
            found.emplace(option->get_envname(), option->get_name(false, true));
    for (const auto *below : commandsBelow(command))
        findVariables(*below, found);
}

std::string variables(const CLI::App &app)
{
    std::map<std::string, std::string> found;
    findVariables(app, found);
    std::string text = ".TP\n" + bold("GLOVEBOX_API_URL") +
                       "\nThe address of the Glovebox to speak to, unless \\-\\-url or "
                       "\\-\\-data\\-dir names one.\n.TP\n" +
                       bold("GLOVEBOX_API_KEY") +
                       "\nThe key for that address, unless \\-\\-key\\-file names a file that has it.\n";
    for (const auto &[name, option] : found)
        text += ".TP\n" + bold(name) + "\nIn place of " + roff(option) + ".\n";
    return text;
}

} // namespace

std::string manualPage(const CLI::App &app)
{
    std::string page = ".TH GLOVEBOXCTL 1 \"\" \"Glovebox " + roff(GLOVEBOX_VERSION) + "\" \"Glovebox\"\n";
    page += ".SH NAME\ngloveboxctl \\- sandboxes of Claude Managed Agents on this host\n";
    page += ".SH SYNOPSIS\n" + bold("gloveboxctl") + ' ' + italic("COMMAND") + " [" + italic("OPTION") + "]\\&...\n";
    page +=
        ".SH DESCRIPTION\n" + roff(app.get_description()) +
        "\n.PP\nMost commands speak to a Glovebox that runs, the panel or \\fBgloveboxctl serve\\fP, over the unix "
        "socket of its data folder, or over HTTP with a key. A sandbox, a snapshot, a session or a key is named by "
        "its id, by the beginning of one that no other has, or by its name. Lists are tables for people; with "
        "\\fB\\-\\-json\\fP an answer is one JSON object, and with \\fB\\-\\-watch\\fP and \\fB\\-\\-follow\\fP one "
        "a line.\n";
    page += ".SH COMMANDS\n";
    addCommand(app, page);
    page += ".SH EXIT STATUS\n";
    for (const auto &[status, meaning] : kExitTable)
        page += std::string(".TP\n") + bold(status) + '\n' + roff(meaning) + '\n';
    page += ".SH ENVIRONMENT\n" + variables(app);
    page += ".SH FILES\n.TP\n" + bold("$XDG_RUNTIME_DIR/glovebox/api.sock") +
            "\nThe socket of the Glovebox that runs with the usual folders.\n.TP\n" + bold("DIR/run/api.sock") +
            "\nWith \\-\\-data\\-dir DIR.\n";
    return page;
}

} // namespace glovebox::cli
