#include "app/cli/copy_out.h"

#include "app/cli/commands.h"

#include <QDateTime>

#include <cstdio>
#include <cstdlib>

namespace glovebox::cli {

namespace {

constexpr int kDeepest = 256;

/// A guest's word for what stands in a folder.
bool isOnePart(const std::string &name)
{
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
           name.find('\0') == std::string::npos;
}

std::string joined(const std::string &folder, const std::string &name)
{
    return folder.empty() || folder.ends_with('/') ? folder + name : folder + '/' + name;
}

/// "0644"
unsigned modeIn(const nlohmann::json &entry)
{
    return static_cast<unsigned>(std::strtoul(entry.value("mode", std::string()).c_str(), nullptr, 8));
}

/// "2026-11-26T10:15:00.000Z" as ns since 1970.
std::int64_t changedIn(const nlohmann::json &entry)
{
    const auto at =
        QDateTime::fromString(QString::fromStdString(entry.value("changed", std::string())), Qt::ISODateWithMs);
    return at.isValid() ? at.toMSecsSinceEpoch() * 1'000'000 : 0;
}

/// What a guest's agent writes for bytes of a name that are no UTF-8, beside which it says nothing more of it.
constexpr std::string_view kMendedSign = "\xEF\xBF\xBD";

void leaveOut(const std::string &path, const char *why)
{
    complain("left out: " + path + ' ' + why, 0);
}

class SandboxWalk {
public:
    SandboxWalk(const ApiClient &api, const std::string &sandbox, CopyTaker &taker, LeftOut &leftOut)
        : m_api(api), m_sandbox(sandbox), m_taker(taker), m_leftOut(leftOut)
    {
    }

    Result<> folder(const std::string &path, const CopiedEntry &as, int depth)
    {
        if (depth > kDeepest)
            return fail(ErrorCode::TooLarge, path + " lies too deep");
        GB_CHECK(m_taker.folder(as));
        GB_TRY(answer, m_api.get(filesPath(m_sandbox, path, "/list")));
        for (const auto &each : answer.value("entries", nlohmann::json::array()))
            GB_CHECK(entry(path, each, as, depth));
        return {};
    }

private:
    Result<> entry(const std::string &folderPath, const nlohmann::json &each, const CopiedEntry &as, int depth)
    {
        const auto name = each.value("name", std::string());
        if (!isOnePart(name)) {
            leaveOut(joined(folderPath, name), "is no name that a file can have");
            return {};
        }
        const auto path = joined(folderPath, name);
        CopiedEntry one{.path = joined(as.path, name),
                        .mode = modeIn(each),
                        .size = each.value("size", std::uint64_t{0}),
                        .changed = changedIn(each),
                        .target = each.value("target", std::string())};
        const auto kind = each.value("kind", std::string());
        if (kind == "folder")
            return m_leftOut.without(path, folder(path, one, depth + 1));
        if (kind == "file")
            return m_leftOut.without(path, m_taker.file(one, contentOf(m_api, m_sandbox, path)));
        if (!one.target.empty())
            return m_taker.link(one);
        if (name.find(kMendedSign) != std::string::npos)
            return m_leftOut.without(path, fail(ErrorCode::InvalidArgument, "its name is not UTF-8, so it cannot be "
                                                                            "asked for; rename it in the sandbox"));
        leaveOut(path, "is neither a file nor a folder nor a link");
        return {};
    }

    const ApiClient &m_api;
    const std::string &m_sandbox;
    CopyTaker &m_taker;
    LeftOut &m_leftOut;
};

/// What its folder says of a file, as far as it does.
CopiedEntry fileEntry(const ApiClient &api, const std::string &sandbox, const std::string &path)
{
    const auto slash = path.rfind('/');
    const auto folder = slash == 0 ? "/" : path.substr(0, slash);
    const auto answer = api.get(filesPath(sandbox, folder, "/list"));
    const auto entries = answer ? answer->value("entries", nlohmann::json::array()) : nlohmann::json::array();
    for (const auto &each : entries)
        if (each.value("name", std::string()) == path.substr(slash + 1))
            return {.path = {}, .mode = modeIn(each), .changed = changedIn(each), .target = {}};
    return {.path = {}, .target = {}};
}

} // namespace

std::string filesPath(const std::string &sandbox, const std::string &path, const char *below)
{
    return "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/files" + below + "?path=" + ApiClient::escaped(path);
}

CopyTaker::Content contentOf(const ApiClient &api, const std::string &sandbox, const std::string &path)
{
    return [&api, request = filesPath(sandbox, path)](const ApiClient::Take &take) {
        return api.download(request, take);
    };
}

bool isFolder(const ApiClient &api, const std::string &sandbox, const std::string &path)
{
    return api.get(filesPath(sandbox, path, "/list")).has_value();
}

Result<> copyOut(const ApiClient &api, const std::string &sandbox, const std::string &path, CopyTaker &taker,
                 LeftOut &leftOut)
{
    if (isFolder(api, sandbox, path))
        GB_CHECK(SandboxWalk(api, sandbox, taker, leftOut)
                     .folder(path, {.path = {}, .kind = CopiedEntry::Kind::Folder, .target = {}}, 0));
    else
        GB_CHECK(taker.file(fileEntry(api, sandbox, path), contentOf(api, sandbox, path)));
    return taker.finish();
}

} // namespace glovebox::cli
