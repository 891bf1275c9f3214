#include "app/cli/listing.h"

#include "app/cli/terminal_session.h"

#include <unistd.h>

#include <algorithm>
#include <map>

namespace glovebox::cli {

namespace {

using ListRow = std::vector<std::string>;

bool hasLabel(const nlohmann::json &one, const std::string &label)
{
    const auto labels = one.find("labels");
    if (labels == one.end() || !labels->is_object())
        return false;
    const auto equals = label.find('=');
    const auto found = labels->find(label.substr(0, equals));
    return found != labels->end() && (equals == std::string::npos || *found == label.substr(equals + 1));
}

/// As a shell takes it for one.
std::string oneWord(std::string state)
{
    std::ranges::replace(state, ' ', '-');
    return state;
}

/// "needs-approval" is "needs approval".
bool isState(const std::string &asked, const std::string &state)
{
    return asked == state || asked == oneWord(state);
}

/// A state that there is not would be an empty list, and a wrong answer to "is one left?".
Result<> checkStates(const ListOptions &options, const Listing &listing)
{
    for (const auto &asked : options.states) {
        if (std::ranges::any_of(listing.states, [&](const auto &state) { return isState(asked, state); }))
            continue;
        std::string all;
        for (const auto &state : listing.states)
            all += (all.empty() ? "" : ", ") + oneWord(state);
        return fail(ErrorCode::InvalidArgument, "There is no state '" + asked + "'; there are " + all + '.');
    }
    return {};
}

bool isAskedFor(const nlohmann::json &one, const ListOptions &options)
{
    const auto is = [&](const char *field, const std::string &wanted) {
        return wanted.empty() || shownField(one, field) == wanted;
    };
    const auto state = shownField(one, "state");
    return (options.states.empty() ||
            std::ranges::any_of(options.states, [&](const auto &asked) { return isState(asked, state); })) &&
           std::ranges::all_of(options.labels, [&](const auto &label) { return hasLabel(one, label); }) &&
           is("session", options.session) && is("sandbox", options.sandbox);
}

/// The answer, with those alone that pass.
Result<nlohmann::json> passingOf(const ApiClient &api, const ListOptions &options, const Listing &listing)
{
    GB_TRY(answer, api.get(listing.path));
    auto passing = nlohmann::json::array();
    for (auto &one : answer[listing.list])
        if (isAskedFor(one, options))
            passing.push_back(std::move(one));
    answer[listing.list] = std::move(passing);
    return std::move(answer);
}

/// Prints a head and rows below it that fit under it, now and later.
class ListTable {
public:
    ListTable(const ListOptions &options, const Listing &listing)
    {
        for (const auto &column : listing.columns)
            if (!column.isWide || options.wide)
                m_columns.push_back(&column);
        for (const auto *column : m_columns)
            m_head.emplace_back(column->head);
        if (!options.noTrunc && ::isatty(STDOUT_FILENO) != 0)
            m_widthMax = screenSize().columns;
    }

    ListRow rowOf(const nlohmann::json &one) const
    {
        ListRow row;
        for (const auto *column : m_columns)
            row.push_back(column->cell(one));
        return row;
    }

    void print(const std::vector<ListRow> &rows, bool withHead)
    {
        for (const auto &line : linesOf(m_head, rows, m_widths)) {
            if (std::exchange(withHead, true))
                std::printf("%s\n", cut(line).c_str());
        }
        std::fflush(stdout);
    }

private:
    std::string cut(const std::string &line) const
    {
        const auto text = QString::fromStdString(line);
        return m_widthMax == 0 || text.size() <= m_widthMax ? line
                                                            : (text.left(m_widthMax - 1) + QChar(0x2026)).toStdString();
    }

    std::vector<const ListColumn *> m_columns;
    ListRow m_head;
    std::vector<std::size_t> m_widths;
    qsizetype m_widthMax = 0; // 0: as wide as they are
};

/// The engine ended, or is only just starting (503).
bool mayComeBack(const Error &error)
{
    return error.code == ErrorCode::NetworkError || error.code == ErrorCode::Conflict;
}

/// What is there, then whatever changes: the whole row, or object, anew; of what is gone its id.
Result<int> watchList(const ApiClient &api, const ListOptions &options, const Listing &listing)
{
    ListTable table(options, listing);
    std::map<std::string, nlohmann::json> known;
    bool isFirst = true;
    for (bool isSaid = false; !isReadNoMore(); holdOn()) {
        const auto looked = passingOf(api, options, listing);
        if (!looked && !mayComeBack(looked.error()))
            return tl::unexpected(looked.error());
        if (!looked) {
            if (!std::exchange(isSaid, true))
                std::fprintf(stderr, "gloveboxctl: The connection to Glovebox has ended; what changes is shown when it "
                                     "is there again.\n");
            continue;
        }
        isSaid = false;
        const auto &answer = *looked;
        std::map<std::string, nlohmann::json> now;
        std::vector<ListRow> rows;
        for (const auto &one : answer.at(listing.list)) {
            const auto id = idIn(one);
            const auto before = known.find(id);
            const bool isNew = before == known.end();
            now[id] = one;
            if (options.live.json ? !isNew && before->second == one
                                  : !isNew && table.rowOf(before->second) == table.rowOf(one))
                continue;
            if (options.live.json)
                printJsonLine(one);
            else if (!options.quiet)
                rows.push_back(table.rowOf(one));
            else if (isNew)
                std::printf("%s\n", id.c_str());
        }
        if (!options.live.json && !options.quiet && (isFirst || !rows.empty()))
            table.print(rows, std::exchange(isFirst, false));
        for (const auto &[id, one] : known)
            if (!now.contains(id) && options.live.json)
                printJsonLine({{"id", id}, {"gone", true}});
            else if (!now.contains(id) && !options.quiet)
                std::printf("%s  gone\n", id.c_str());
        std::fflush(stdout);
        known = std::move(now);
    }
    return 0;
}

} // namespace

void addListOptions(CLI::App &command, ListOptions &options, unsigned filters)
{
    if (filters & kByState)
        command.add_option("--state", options.states, "in this state, as the list says it; several: any of them")
            ->allow_extra_args(false);
    if (filters & kByLabel)
        command.add_option("-l,--label", options.labels, "with this label, NAME or NAME=VALUE; several: all of them")
            ->allow_extra_args(false);
    if (filters & kBySession)
        command.add_option("--session", options.session, "of this session alone");
    if (filters & kBySandbox)
        command.add_option("--sandbox", options.sandbox, "of this sandbox alone");
    command.add_flag("-w,--watch", options.watch, "go on with what changes, until it is ended");
    command.add_flag("-q,--quiet", options.quiet, "ids alone");
    command.add_flag("--wide", options.wide, "more columns");
    command.add_flag("--no-trunc", options.noTrunc, "do not cut lines at the terminal's edge");
    addLiveOptions(command, options.live);
}

void addListCommand(CLI::App &group, Action &chosen, const char *name, const char *what,
                    int (*run)(const ListOptions &), unsigned filters)
{
    auto options = std::make_shared<ListOptions>();
    auto *command = group.add_subcommand(name, what);
    addListOptions(*command, *options, filters);
    command->callback([&chosen, options, run] {
        chosen = [options, run] {
            return run(*options);
        };
    });
}

int showList(const ListOptions &given, const Listing &listing)
{
    if (const auto known = checkStates(given, listing); !known)
        return complain(known.error().detail, kExitUsage);
    return withApi(given.live, listing.failed, [&](const ApiClient &api) -> Result<int> {
        auto options = given;
        GB_TRY(sandbox, resolve(api, Named::Sandbox, given.sandbox));
        GB_TRY(session, resolve(api, Named::Session, given.session));
        options.sandbox = sandbox;
        options.session = session;
        if (options.watch)
            return watchList(api, options, listing);
        GB_TRY(answer, passingOf(api, options, listing));
        if (options.live.json) {
            printAnswer(answer);
            return 0;
        }
        std::vector<ListRow> rows;
        ListTable table(options, listing);
        for (const auto &one : answer[listing.list])
            if (options.quiet)
                std::printf("%s\n", idIn(one).c_str());
            else
                rows.push_back(table.rowOf(one));
        if (!options.quiet)
            table.print(rows, true);
        return 0;
    });
}

ListColumn textColumn(const char *head, const char *field, bool isWide)
{
    return {head, [field](const nlohmann::json &one) { return shownField(one, field); }, isWide};
}

std::string labelsIn(const nlohmann::json &object)
{
    std::string text;
    const auto labels = object.find("labels");
    if (labels == object.end() || !labels->is_object())
        return text;
    for (const auto &[name, value] : labels->items())
        text += (text.empty() ? "" : ", ") + name + '=' + shownField(*labels, name.c_str());
    return text;
}

} // namespace glovebox::cli
