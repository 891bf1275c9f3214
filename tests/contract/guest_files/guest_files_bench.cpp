#include "tests/contract/guest_files/guest_files_bench.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace testsupport {

namespace fs = std::filesystem;

bool AgentFilesBench::isReady()
{
    m_host.connect(m_guest.path());
    return QTest::qWaitFor([&] { return m_host.link != nullptr; });
}

std::string AgentFilesBench::root() const
{
    return fs::canonical(m_guest.session()).string();
}

void AgentFilesBench::put(const std::string &path, const std::string &content)
{
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

void AgentFilesBench::putLink(const std::string &path, const std::string &target)
{
    fs::create_directories(fs::path(path).parent_path());
    fs::create_symlink(target, path);
}

bool AgentFilesBench::has(const std::string &path) const
{
    return fs::symlink_status(path).type() != fs::file_type::not_found;
}

std::string AgentFilesBench::content(const std::string &path) const
{
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

unsigned AgentFilesBench::mode(const std::string &path) const
{
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

} // namespace testsupport
