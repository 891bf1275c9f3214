// Role: lists of a running Glovebox's things, the same everywhere: a table for people, JSON for programs, ids alone,
// filters, and the changes as they come. Thread: the main one; blocks.
#pragma once

#include "app/cli/live.h"

namespace glovebox::cli {

struct ListOptions {
    LiveOptions live;
    bool watch = false;
    bool noTrunc = false;
    bool quiet = false;
    bool wide = false;
    std::vector<std::string> states;
    std::vector<std::string> labels; // "name=value", or a name alone
    std::string session;
    std::string sandbox;
};

struct ListColumn {
    const char *head;
    std::function<std::string(const nlohmann::json &)> cell;
    bool isWide = false; // with --wide alone
};

struct Listing {
    const char *failed; // "The sandboxes could not be listed."
    std::string path;
    const char *list;                  // the field of the answer that has them
    std::vector<std::string> states{}; // that there are, of one that is filtered by them
    std::vector<ListColumn> columns;
};

enum ListFilter : unsigned { kByState = 1, kByLabel = 2, kBySession = 4, kBySandbox = 8 };
/// --watch, --quiet, --no-trunc, --wide, the options of every command that asks, and the filters.
void addListOptions(CLI::App &command, ListOptions &options, unsigned filters = 0);

/// A command that lists, of a group.
void addListCommand(CLI::App &group, Action &chosen, const char *name, const char *what,
                    int (*run)(const ListOptions &), unsigned filters = 0);

/// What such a command does.
int showList(const ListOptions &options, const Listing &listing);

/// All words of an enumeration whose last is `last`, for Listing::states.
template <class State>
std::vector<std::string> wordsTo(State last)
{
    std::vector<std::string> words;
    for (int each = 0; each <= static_cast<int>(last); ++each)
        words.emplace_back(word(static_cast<State>(each)));
    return words;
}

/// A column that is a text field of the same name.
ListColumn textColumn(const char *head, const char *field, bool isWide = false);
/// "billing=yes, team=ops"
std::string labelsIn(const nlohmann::json &object);

} // namespace glovebox::cli
