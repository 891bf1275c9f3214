// Role: what somebody typed for a thing of a running Glovebox: its id, the beginning of one, its name.
#include "app/cli/live.h"
#include "core/base/text.h"

#include <algorithm>

namespace glovebox::cli {

namespace {

struct NamedKind {
    const char *path;
    const char *list;
    const char *what;
};

NamedKind kindOf(Named kind)
{
    switch (kind) {
    case Named::Sandbox:
        return {"/v1/sandboxes", "sandboxes", "sandboxes"};
    case Named::Snapshot:
        return {"/v1/snapshots", "snapshots", "snapshots"};
    case Named::Session:
        return {"/v1/sessions", "sessions", "sessions"};
    case Named::Environment:
        return {"/v1/environments", "environments", "environments"};
    case Named::Key:
        return {"/v1/keys", "keys", "keys"};
    case Named::Leftover:
        return {"/v1/orphans", "orphans", "leftovers"};
    case Named::Operation:
        return {"/v1/operations", "operations", "operations"};
    case Named::Work:
        return {"/v1/work", "work", "items"};
    }
    return {};
}

/// "1a2b" begins "sbx-1a2b3c", as "sbx-1a2b" does.
bool begins(const std::string &id, const std::string &text)
{
    const auto kind = id.find_first_of("-_");
    return id.starts_with(text) || (kind != std::string::npos && id.compare(kind + 1, text.size(), text) == 0);
}

Result<std::string> theOnly(const std::vector<std::string> &found, const std::string &text, const char *what)
{
    if (found.size() == 1)
        return found.front();
    constexpr std::size_t named = 5;
    std::string names;
    for (std::size_t i = 0; i < std::min(named, found.size()); ++i)
        names += (names.empty() ? "" : ", ") + found[i];
    return fail(ErrorCode::InvalidArgument, "'" + clipped(toOneLine(text), ByteCount{80}) + "' may be several " + what +
                                                ": " + names + (found.size() > named ? ", …" : ""));
}

} // namespace

Result<std::string> resolve(const ApiClient &api, Named kind, const std::string &text)
{
    const auto known = kindOf(kind);
    const auto answer = api.get(known.path);
    const auto list = answer ? answer->find(known.list) : nlohmann::json::const_iterator();
    if (text.empty() || !answer || list == answer->end() || !list->is_array())
        return text;
    std::vector<std::string> called;
    std::vector<std::string> beginning;
    for (const auto &each : *list) {
        const auto id = idIn(each);
        if (id == text)
            return text;
        if (shownField(each, "name") == text)
            called.push_back(id);
        else if (begins(id, text))
            beginning.push_back(id);
    }
    if (!called.empty())
        return theOnly(called, text, known.what);
    return beginning.empty() ? Result<std::string>(text) : theOnly(beginning, text, known.what);
}

Result<std::vector<std::string>> resolveAll(const ApiClient &api, Named kind, const std::vector<std::string> &texts)
{
    std::vector<std::string> ids;
    for (const auto &text : texts) {
        GB_TRY(id, resolve(api, kind, text));
        ids.push_back(std::move(id));
    }
    return eachOnce(ids);
}

} // namespace glovebox::cli
