#include "app/cli/command_words.h"

#include <algorithm>
#include <map>

namespace glovebox::cli {

namespace {

struct OwnWords {
    int behind = 0;
    std::vector<std::string> *words = nullptr;
};

/// Whose words go where; this program has one tree.
std::map<const CLI::App *, OwnWords> &ownWords()
{
    static std::map<const CLI::App *, OwnWords> all;
    return all;
}

void lookForOwnWords(CommandPlace &place)
{
    const auto own = ownWords().find(place.command);
    place.isProgram = own != ownWords().end() && place.positionals >= own->second.behind;
}

const CLI::Option *optionOf(const CLI::App &command, const std::string &word)
{
    const auto name = word.substr(0, word.find('='));
    const auto options = optionsOf(command);
    const auto found = std::ranges::find_if(
        options, [&](const auto *option) { return option->nonpositional() && option->check_name(name); });
    return found == options.end() ? nullptr : *found;
}

/// "-it" are flags; "-e A=b" and "-ite" end in one that takes the next word.
const CLI::Option *shortOptionOf(const CLI::App &command, const std::string &word)
{
    for (std::size_t i = 1; i < word.size(); ++i) {
        const auto *option = optionOf(command, std::string("-") + word[i]);
        if (!option || takesValue(*option))
            return option && i + 1 == word.size() ? option : nullptr; // else its value stands behind it
    }
    return nullptr;
}

void step(CommandPlace &place, const std::string &word)
{
    if (place.valueOf) {
        place.valueOf = nullptr;
        return;
    }
    if (!place.positionalsOnly && word == "--") {
        place.positionalsOnly = true;
        return;
    }
    if (!place.positionalsOnly && word.size() > 1 && word[0] == '-') {
        const bool isLong = word[1] == '-';
        const auto *option = isLong ? optionOf(*place.command, word) : shortOptionOf(*place.command, word);
        const bool hasValue = isLong && word.find('=') != std::string::npos;
        place.valueOf = option && takesValue(*option) && !hasValue ? option : nullptr;
        return;
    }
    if (!place.positionalsOnly && place.positionals == 0)
        for (const auto *below : place.command->get_subcommands({}))
            if (below->get_name() == word) {
                place.command = below;
                return lookForOwnWords(place);
            }
    ++place.positionals;
    lookForOwnWords(place);
}

} // namespace

void takeProgramWords(CLI::App &command, int behind, std::vector<std::string> &words, const char *about)
{
    ownWords()[&command] = {behind, &words};
    command.add_option("COMMAND", words, about);
}

void forgetProgramWords()
{
    ownWords().clear();
}

void takeOffProgram(const CLI::App &app, std::vector<std::string> &words)
{
    CommandPlace place{&app, nullptr, 0, false, false};
    for (auto word = words.begin(); word != words.end(); ++word) {
        step(place, *word);
        if (!place.isProgram)
            continue;
        auto behind = word + 1;
        if (behind != words.end() && *behind == "--" && !place.positionalsOnly)
            ++behind;
        ownWords().at(place.command).words->assign(behind, words.end());
        words.erase(word + 1, words.end());
        return;
    }
}

CommandPlace placeAfter(const CLI::App &app, const std::vector<std::string> &words)
{
    CommandPlace place{&app, nullptr, 0, false, false};
    for (const auto &word : words) {
        if (place.isProgram)
            break;
        step(place, word);
    }
    return place;
}

bool isShown(const CLI::App &command)
{
    return !command.get_name().empty() && !command.get_group().empty();
}

const CLI::Option *positional(const CLI::App &command, int number)
{
    const CLI::Option *last = nullptr;
    for (const auto *option : command.get_options({})) {
        if (!option->get_positional())
            continue;
        last = option;
        if (number-- == 0)
            return option;
    }
    return last && last->get_items_expected_max() > 1 ? last : nullptr;
}

bool takesValue(const CLI::Option &option)
{
    return option.get_type_size_max() > 0 && option.get_items_expected_max() > 0;
}

std::vector<const CLI::Option *> optionsOf(const CLI::App &command)
{
    auto options = command.get_options({});
    for (const auto *group : command.get_subcommands([](const CLI::App *below) { return below->get_name().empty(); }))
        for (const auto *option : group->get_options({}))
            options.push_back(option);
    return options;
}

std::vector<const CLI::App *> commandsBelow(const CLI::App &command)
{
    return command.get_subcommands([](const CLI::App *below) { return isShown(*below); });
}

std::string fullName(const CLI::App &command)
{
    const auto *parent = command.get_parent();
    return (parent ? fullName(*parent) + ' ' : std::string()) + command.get_name();
}

} // namespace glovebox::cli
