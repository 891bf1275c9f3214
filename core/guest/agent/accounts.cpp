#include "core/guest/agent/accounts.h"

#include "core/base/text.h"
#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/path.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <functional>

namespace glovebox::agent {

namespace {

/// What is looked at of a file, and of a line: a real one has a hundred bytes, a group of thousands some ten thousand.
constexpr std::size_t kFileMax = 8 << 20;
constexpr std::size_t kLineMax = 256 << 10;
constexpr std::size_t kSupplementaryMax = 256;
constexpr std::size_t kGroupsShown = 8;
constexpr ByteCount kNameShown{60};
/// Beyond are numbers that mean "none" to some program or other.
constexpr unsigned long kIdMax = 2'147'483'647;

/// Calls `line` for each whole line until that says that it has enough.
void eachLine(const std::string &path, const std::function<bool(std::string_view)> &line)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat info {};
    if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return;
    std::string held;
    bool skipping = false;
    std::array<char, 16 << 10> buffer;
    for (std::size_t left = kFileMax; left > 0;) {
        const auto got = ::read(file.get(), buffer.data(), std::min(buffer.size(), left));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        left -= static_cast<std::size_t>(got);
        held.append(buffer.data(), static_cast<std::size_t>(got));
        std::size_t at = 0;
        for (auto end = held.find('\n'); end != std::string::npos; end = held.find('\n', at)) {
            if (!std::exchange(skipping, false) && line(std::string_view(held).substr(at, end - at)))
                return;
            at = end + 1;
        }
        held.erase(0, at);
        if (held.size() > kLineMax) {
            held.clear();
            skipping = true;
        }
    }
    if (!held.empty() && !skipping)
        line(held);
}

/// The field with that number, from 0; empty when there are fewer.
std::string_view field(std::string_view line, int number)
{
    for (; number > 0; --number) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos)
            return {};
        line.remove_prefix(colon + 1);
    }
    return line.substr(0, line.find(':'));
}

std::optional<unsigned> idOf(std::string_view text)
{
    unsigned long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || number > kIdMax)
        return std::nullopt;
    return static_cast<unsigned>(number);
}

bool isListed(std::string_view members, std::string_view name)
{
    while (!members.empty()) {
        const auto comma = members.find(',');
        if (members.substr(0, comma) == name)
            return true;
        members.remove_prefix(comma == std::string_view::npos ? members.size() : comma + 1);
    }
    return false;
}

/// The entry of passwd with that name, or without one with that number. One whose numbers are none is no entry.
std::optional<Account> entryOf(const std::string &path, std::string_view wanted)
{
    const auto number = idOf(wanted);
    std::optional<Account> byName;
    std::optional<Account> byNumber;
    eachLine(path, [&](std::string_view line) {
        const auto name = field(line, 0);
        const auto uid = idOf(field(line, 2));
        const auto gid = idOf(field(line, 3));
        if (name.empty() || !uid || !gid)
            return false;
        const bool named = name == wanted;
        if (named || (!byNumber && number == uid))
            (named ? byName : byNumber) = Account{std::string(name), std::string(field(line, 5)),
                                                  Credentials{*uid, *gid, {}}, std::string(field(line, 6))};
        return named;
    });
    return byName ? byName : byNumber;
}

std::optional<gid_t> groupOf(const std::string &path, std::string_view wanted)
{
    std::optional<gid_t> found;
    eachLine(path, [&](std::string_view line) {
        const auto gid = idOf(field(line, 2));
        if (gid && field(line, 0) == wanted)
            found = gid;
        return found.has_value();
    });
    return found ? found : idOf(wanted);
}

std::vector<gid_t> supplementaryOf(const std::string &path, const Account &account)
{
    std::vector<gid_t> groups;
    eachLine(path, [&](std::string_view line) {
        const auto gid = idOf(field(line, 2));
        if (gid && *gid != account.credentials.gid && isListed(field(line, 3), account.name) &&
            std::ranges::find(groups, *gid) == groups.end())
            groups.push_back(*gid);
        return groups.size() >= kSupplementaryMax;
    });
    return groups;
}

std::string shownName(std::string_view name)
{
    return inQuotes(clipped(toOneLine(name), kNameShown));
}

} // namespace

std::optional<Account> Accounts::find(const std::string &user, std::string &problem) const
{
    const auto colon = user.find(':');
    const auto name = user.empty() ? std::string("0") : user.substr(0, colon);
    auto account = entryOf(m_folder + "/passwd", name);
    const bool hasEntry = account.has_value();
    if (!account) {
        const auto uid = idOf(name);
        if (!uid) {
            problem = "no user " + shownName(name) + " in /etc/passwd";
            return std::nullopt;
        }
        account = Account{*uid == 0 ? "root" : name, {}, Credentials{*uid, 0, {}}};
    }
    if (colon != std::string::npos) { // as given, and no other group
        const auto group = user.substr(colon + 1);
        const auto gid = groupOf(m_folder + "/group", group);
        if (!gid) {
            problem = "no group " + shownName(group) + " in /etc/group";
            return std::nullopt;
        }
        account->credentials.gid = *gid;
    } else if (hasEntry) {
        account->credentials.groups = supplementaryOf(m_folder + "/group", *account);
    }
    return account;
}

std::string inWords(const Account &account)
{
    const auto &[uid, gid, groups] = account.credentials;
    auto words =
        clipped(toOneLine(account.name), kNameShown) + " (uid " + std::to_string(uid) + ", gid " + std::to_string(gid);
    for (std::size_t i = 0; i < groups.size() && i < kGroupsShown; ++i)
        words += (i == 0 ? ", also in " : " ") + std::to_string(groups[i]);
    return words + (groups.size() > kGroupsShown ? " …)" : ")");
}

} // namespace glovebox::agent
