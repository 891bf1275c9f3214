#include "core/qemu/qemu_snapshot.h"

#include <cerrno>
#include <fcntl.h>

namespace glovebox::qemu {

DiskStack QemuSnapshot::disks() const
{
    auto out = m_parts.base->disks();
    out.layers.insert(out.layers.end(), m_parts.layers.begin(), m_parts.layers.end());
    return out;
}

Result<memory::DeltaReader> QemuSnapshot::openDelta() const
{
    GB_TRY(delta, memory::DeltaReader::open(m_parts.folder->file(kMemoryFile)));
    GB_CHECK(delta.belongsTo(m_parts.base->deltaBase()));
    return std::move(delta);
}

Result<memory::MemoryFile> QemuSnapshot::readDevices() const
{
    return readDeviceState(m_parts.folder->file(kDevicesFile));
}

Result<memory::MemoryFile> readDeviceState(const std::string &file)
{
    const auto length = lengthOf(file);
    if (length == ByteCount{0} || length > kDeviceStateMax)
        return fail(ErrorCode::ProtocolError, file + " is no state of a machine's devices");
    const memory::Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!fd)
        return memory::refused("opening " + file, errno);
    std::string bytes(length.value, '\0');
    GB_CHECK(memory::readAt(fd.get(), std::as_writable_bytes(std::span(bytes)), 0, "reading " + file));
    return memory::MemoryFile::holding("glovebox-devices", bytes);
}

Result<memory::MemoryFile> keptDeviceState(const memory::MemoryFile &written)
{
    const auto size = written.size();
    if (size == ByteCount{0} || size > kDeviceStateMax)
        return fail(ErrorCode::HostToolFailed,
                    "QEMU saved " + std::to_string(size.value) + " bytes as the state of its devices");
    GB_TRY(bytes, written.read(size));
    return memory::MemoryFile::holding("glovebox-devices", bytes);
}

Result<> checkAgainst(const ports::SnapshotFacts &taken, const ports::MachineSpec &wanted)
{
    const auto differs = [](const char *what) {
        return fail(ErrorCode::InvalidArgument,
                    std::string("the snapshot was taken of another ") + what + " than the sandbox is to have");
    };
    if (wanted.size != taken.size)
        return differs("size");
    if (wanted.acceleration != taken.acceleration)
        return differs("acceleration");
    if (wanted.image.key != taken.image.key || wanted.image.rootDisk != taken.image.rootDisk)
        return differs("image");
    return {};
}

} // namespace glovebox::qemu
