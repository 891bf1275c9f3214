#include "core/qemu/disk_layer.h"

#include "core/qemu/work_disk.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

tl::unexpected<Error> diskFailed(const std::string &what)
{
    return tl::unexpected(withResourceCode({ErrorCode::HostToolFailed, what + ": " + std::strerror(errno)}));
}

} // namespace

DiskLayer::~DiskLayer()
{
    if (m_named == 0)
        ::unlink(m_path.c_str());
}

Result<> DiskLayer::moveTo(const std::string &path)
{
    if (::rename(m_path.c_str(), path.c_str()) != 0)
        return diskFailed("keeping a disk as " + path);
    m_path = path;
    return closeDisk(path);
}

std::string DiskLayer::hash() const
{
    const std::lock_guard lock(m_mutex);
    return m_hash;
}

void DiskLayer::setHash(std::string hash)
{
    const std::lock_guard lock(m_mutex);
    m_hash = std::move(hash);
}

std::vector<std::string> DiskStack::layerFiles() const
{
    std::vector<std::string> out;
    for (const auto &layer : layers)
        out.push_back(layer->path());
    return out;
}

std::vector<std::string> DiskStack::files() const
{
    auto out = layerFiles();
    for (const auto *file : {&frozen, &blank})
        if (!file->empty())
            out.push_back(*file);
    return out;
}

ByteCount spaceOf(const std::string &file)
{
    struct stat info {};
    return ByteCount{::stat(file.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * 512 : 0};
}

ByteCount lengthOf(const std::string &file)
{
    struct stat info {};
    const bool isFile = ::lstat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode);
    return ByteCount{isFile ? static_cast<std::uint64_t>(info.st_size) : 0};
}

std::uint64_t inodeOf(const std::string &file)
{
    struct stat info {};
    return ::lstat(file.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_ino) : 0;
}

Result<> closeDisk(const std::string &file)
{
    if (::chown(file.c_str(), ::geteuid(), ::getegid()) != 0 || ::chmod(file.c_str(), 0444) != 0)
        return diskFailed("closing the disk " + file);
    return {};
}

} // namespace glovebox::qemu
