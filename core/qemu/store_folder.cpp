#include "core/qemu/store_folder.h"

#include "core/qemu/folder.h"
#include "core/qemu/memory/descriptor.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

Result<std::shared_ptr<StoreFolder>> StoreFolder::create(const std::string &path)
{
    if (::mkdir(path.c_str(), 0700) == 0)
        return std::make_shared<StoreFolder>(path, false);
    if (errno == EEXIST)
        return fail(ErrorCode::InvalidState, "there is one of that name already: " + path);
    return memory::refused("making " + path, errno);
}

std::shared_ptr<StoreFolder> StoreFolder::existing(const std::string &path)
{
    return std::make_shared<StoreFolder>(path, true);
}

StoreFolder::~StoreFolder()
{
    if (!complete() && !m_stays)
        removeTree(m_path);
}

Result<> StoreFolder::setComplete()
{
    m_complete = true;
    if (!m_discarded)
        return {};
    GB_CHECK(removeManifest());
    return fail(ErrorCode::InvalidState, "it was removed while it was written");
}

Result<> StoreFolder::discard()
{
    m_discarded = true;
    return removeManifest();
}

Result<> StoreFolder::removeManifest() const
{
    if (::unlink(file(kManifestFile).c_str()) != 0 && errno != ENOENT)
        return memory::refused("removing " + m_path, errno);
    return syncFolder(m_path);
}

Result<> syncFolder(const std::string &path)
{
    const memory::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fsync(folder.get()) != 0)
        return memory::refused("writing down what is in " + path, errno);
    return {};
}

} // namespace glovebox::qemu
