#include "core/guest/agent/settings.h"

#include "core/base/text.h"
#include "core/guest/agent/programs/program.h"
#include "core/guest/agent/proxy_variables.h"
#include "core/guest/agent/tools/path.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace glovebox::agent {

using ExecOutcome = guest::ExecEnd::Outcome;

namespace {

/// As programs expect it in a guest whose image says nothing.
constexpr const char *kUsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr ByteCount kFolderShown{150};

std::string shown(const std::string &path)
{
    return clipped(toOneLine(path), kFolderShown);
}

void setVariable(guest::Variables &variables, const std::string &name, const std::string &value)
{
    const auto found = std::ranges::find(variables, name, &std::pair<std::string, std::string>::first);
    if (found == variables.end())
        variables.emplace_back(name, value);
    else
        found->second = value;
}

void setMissing(guest::Variables &variables, const std::string &name, const std::string &value)
{
    if (std::ranges::find(variables, name, &std::pair<std::string, std::string>::first) == variables.end())
        variables.emplace_back(name, value);
}

/// The one that passwd names, unless that lets nobody in; else bash, else sh.
std::string shellOf(const Account &account, const ToolContext &context)
{
    const auto &own = account.shell;
    const bool letsIn = own.starts_with('/') && !own.ends_with("/nologin") && !own.ends_with("/false");
    if (letsIn && isProgram(own))
        return own;
    const auto shells = shellCandidates(context);
    const auto shell = std::ranges::find_if(shells, isProgram, &ShellProgram::program);
    return shell == shells.end() ? "/bin/sh" : shell->program;
}

/// What is missing of the path is made, for whoever works there. An errno or 0.
int makeFolders(const std::string &path, const std::optional<Credentials> &owner)
{
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const auto folder = path.substr(0, end);
        if (::mkdir(folder.c_str(), 0755) == 0) {
            if (owner && ::lchown(folder.c_str(), owner->uid, owner->gid) != 0)
                return errno;
        } else if (errno != EEXIST) {
            return errno;
        }
        if (end == std::string::npos)
            break;
    }
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        return errno;
    return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

} // namespace

Settings::Settings(ToolContext first, const std::string &folder)
    : m_first(std::move(first)), m_accounts(folder), m_plain(m_first), m_workdir(m_first.workdir)
{
    m_plain.fence.clear(); // as before there were setups: see docs/decisions/0047
    m_tools = m_plain;
}

bool Settings::add(const guest::Variables &over, const guest::Variables &besides)
{
    m_over = over;
    m_besides = besides;
    auto tools = withProxy(withMore(m_plain));
    const bool same = tools == m_tools;
    m_tools = std::move(tools);
    return !same;
}

ToolContext Settings::withMore(ToolContext context) const
{
    for (const auto &[name, value] : m_over)
        setVariable(context.environment, name, value);
    for (const auto &[name, value] : m_besides)
        setMissing(context.environment, name, value);
    return context;
}

/// Last of all: who says anything of a proxy decides alone.
ToolContext Settings::withProxy(ToolContext context) const
{
    if (m_hasProxy && !speaksOfProxy(context.environment))
        context.environment.insert(context.environment.end(), m_proxy.begin(), m_proxy.end());
    return context;
}

void Settings::haveProxy(bool there)
{
    m_hasProxy = there;
    becomeAnother({});
}

void Settings::becomeAnother(const std::string &hostname)
{
    m_proxy = proxyVariables(hostname);
    m_tools = withProxy(withMore(m_plain));
}

bool Settings::apply(const guest::Setup &setup)
{
    const bool again = m_setup == setup;
    if (again && m_report.userProblem.empty() && m_report.workdirProblem.empty())
        return false;
    m_setup = setup;
    m_variables = guest::unpackedVariables(setup.environment).value_or(guest::Variables());
    m_report = {};
    const auto account = accountOf(setup);
    m_workdir = folderOf(setup.workdir, account);
    auto tools = contextOf(account);
    tools.workdir = m_workdir == "/" ? m_first.workdir : m_workdir;
    if (tools.workdir != m_first.workdir)
        tools.otherRoots.push_back(m_first.workdir);
    m_report.workdir = shown(tools.workdir);
    for (const auto &folder : {m_first.workdir, m_first.workdir + "/outputs"})
        if (tools.credentials && ::lchown(folder.c_str(), tools.credentials->uid, tools.credentials->gid) != 0 &&
            errno != ENOENT)
            m_report.workdirProblem = "cannot give " + shown(folder) + " to the tools' user: " + errnoText(errno);
    m_plain = std::move(tools);
    return add(m_over, m_besides);
}

/// Without a user to be found, tools run as they do without a setup.
Account Settings::accountOf(const guest::Setup &setup)
{
    std::string problem;
    auto account = m_accounts.find(setup.user, problem);
    if (!account) {
        account = Account{"agent", {}, m_first.credentials.value_or(Credentials{})};
        if (const auto *home = variableOf(m_first, "HOME"))
            account->home = *home;
        if (const auto *name = variableOf(m_first, "USER"))
            account->name = *name;
        m_report.userProblem = problem + "; tools run as " + inWords(*account);
    }
    m_report.user = inWords(*account);
    return *account;
}

std::string Settings::folderOf(const std::string &workdir, const Account &account)
{
    int error = 0;
    // ".." taken away as text: it is the image's own word, and leads nowhere but into the guest.
    const auto path = workdir.empty() ? std::string("/") : plainFolder(workdir);
    if (path == "/")
        return path;
    error = makeFolders(path, m_first.credentials ? std::optional(account.credentials) : std::nullopt);
    if (error == 0)
        return path;
    m_report.workdirProblem =
        "cannot make " + shown(path) + ": " + errnoText(error) + "; tools begin in " + shown(m_first.workdir);
    return "/";
}

ToolContext Settings::contextOf(const Account &account) const
{
    ToolContext context;
    for (const auto &[name, value] : m_variables)
        setVariable(context.environment, name, value);
    setMissing(context.environment, "PATH", kUsualPath);
    setMissing(context.environment, "HOME", account.home.empty() ? "/" : account.home);
    setMissing(context.environment, "USER", account.name);
    setMissing(context.environment, "LOGNAME", account.name);
    setMissing(context.environment, "SHELL", shellOf(account, context));
    context.limits = m_first.limits;
    context.fence = m_first.fence;
    if (!context.fence.empty())
        context.limits.processes = 0; // the fence has the bound, for root too
    if (m_first.credentials)
        context.credentials = account.credentials;
    return context;
}

std::variant<ToolContext, guest::ExecEnd> Settings::program(const guest::ExecStart &start) const
{
    auto context = withMore(m_plain);
    if (start.user) {
        std::string problem;
        const auto account = m_accounts.find(*start.user, problem);
        if (!account)
            return guest::ExecEnd{.outcome = ExecOutcome::NotFound, .detail = problem};
        context = withMore(contextOf(*account));
    } else if (m_setup && !m_report.userProblem.empty()) {
        return guest::ExecEnd{.outcome = ExecOutcome::NotFound, .detail = m_report.userProblem};
    }
    context.workdir = start.workdir.empty() ? m_workdir : start.workdir;
    context.fence.clear();
    context.limits = {};
    for (const auto &[name, value] : guest::unpackedVariables(start.environment).value_or(guest::Variables()))
        setVariable(context.environment, name, value);
    return withProxy(std::move(context));
}

} // namespace glovebox::agent
