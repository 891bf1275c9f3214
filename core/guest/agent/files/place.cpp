#include "core/guest/agent/files/place.h"

#include "core/guest/agent/tools/path.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>

#include <cerrno>

namespace glovebox::agent {

namespace {

constexpr int kPathFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
/// Folders in there are private, as the memory stores' own are.
constexpr const char *kPrivateRoot = "/mnt/memory";

} // namespace

bool Rights::lower()
{
    if (!m_credentials)
        return true;
    const auto &[uid, gid, groups] = *m_credentials;
    return ::setgroups(groups.size(), groups.data()) == 0 && ::setegid(gid) == 0 && ::seteuid(uid) == 0;
}

int Rights::orAsRoot(const std::function<int()> &step)
{
    const int done = step();
    if (done == 0 || (errno != EACCES && errno != EPERM) || !m_credentials || ::seteuid(0) != 0)
        return done;
    const int again = step();
    const int error = errno;
    if (::seteuid(m_credentials->uid) != 0)
        ::_exit(1); // never go on as root
    errno = error;
    return again;
}

int Rights::give(int folder, const std::string &name)
{
    if (!m_credentials)
        return 0;
    return orAsRoot(
        [&] { return ::fchownat(folder, name.c_str(), m_credentials->uid, m_credentials->gid, AT_SYMLINK_NOFOLLOW); });
}

Place openPlace(Rights &rights, const std::string &path, Ancestors ancestors)
{
    Place place{Descriptor(::open("/", kPathFlags)), {}};
    std::string here;
    for (std::size_t at = 1; place.parent;) {
        const auto slash = path.find('/', at);
        if (slash == std::string::npos) {
            place.leaf = path.substr(at);
            break;
        }
        const auto name = path.substr(at, slash - at);
        const mode_t mode = isInside(here, kPrivateRoot) ? 0700 : 0755;
        here = path.substr(0, slash);
        at = slash + 1;
        Descriptor next(::openat(place.parent.get(), name.c_str(), kPathFlags));
        if (!next && errno == ENOENT && ancestors == Ancestors::Make) {
            const int folder = place.parent.get();
            const int made = rights.orAsRoot([&] { return ::mkdirat(folder, name.c_str(), mode); });
            if (made == 0 ? rights.give(folder, name) != 0 : errno != EEXIST)
                return {};
            next = Descriptor(::openat(folder, name.c_str(), kPathFlags));
        }
        place.parent = std::move(next);
    }
    return place;
}

Descriptor openFolder(int parent, const std::string &name)
{
    return Descriptor(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

} // namespace glovebox::agent
