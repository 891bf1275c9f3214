#include "core/qemu/qemu_template.h"

#include "core/qemu/work_disk.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

/// What qemu-img makes of nothing has 0.2 MiB; its map grows by 8 bytes for each 512 MiB of the disk.
constexpr ByteCount kOverlayMax = ByteCount::mib(4);
constexpr std::size_t kBlock = 4096;

tl::unexpected<Error> templateFailed(const std::string &what, int why)
{
    return tl::unexpected(withResourceCode({ErrorCode::HostToolFailed, what + ": " + std::strerror(why)}));
}

bool isZero(std::string_view block)
{
    return block.find_first_not_of('\0') == std::string_view::npos;
}

} // namespace

Result<EmptyOverlay> EmptyOverlay::read(const std::string &file)
{
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return templateFailed("opening " + file, errno);
    EmptyOverlay out;
    std::array<char, kBlock> block{};
    ssize_t got = 0;
    while ((got = ::read(fd, block.data(), block.size())) > 0 && out.m_bytes.size() <= kOverlayMax.value)
        out.m_bytes.append(block.data(), static_cast<std::size_t>(got));
    const int why = errno;
    ::close(fd);
    if (got < 0)
        return templateFailed("reading " + file, why);
    if (out.m_bytes.size() > kOverlayMax.value)
        return fail(ErrorCode::TooLarge, "an empty disk of more than 4 MiB: " + file);
    return out;
}

Result<> EmptyOverlay::write(const std::string &file) const
{
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    for (std::size_t at = 0; ok && at < m_bytes.size(); at += kBlock) {
        const auto block = std::string_view(m_bytes).substr(at, kBlock);
        ok = isZero(block) ||
             ::pwrite(fd, block.data(), block.size(), static_cast<off_t>(at)) == static_cast<ssize_t>(block.size());
    }
    ok = ok && ::ftruncate(fd, static_cast<off_t>(m_bytes.size())) == 0;
    const int why = errno;
    if (fd >= 0)
        ::close(fd);
    if (!ok)
        return templateFailed("making the writable disk " + file, why);
    return {};
}

OwnedFile &OwnedFile::operator=(OwnedFile &&other) noexcept
{
    std::swap(m_path, other.m_path);
    return *this;
}

OwnedFile::~OwnedFile()
{
    if (!m_path.empty())
        ::unlink(m_path.c_str());
}

QemuTemplate::QemuTemplate(Parts parts) : m_parts(std::move(parts)) {}

const ports::TemplateFacts &QemuTemplate::facts() const
{
    // It grows: a page that nobody had touched is given its zeros here when the first clone touches it.
    m_parts.facts.memory = ByteCount{m_parts.memory.allocated().value + m_parts.deviceState.resident().value};
    return m_parts.facts;
}

Result<> checkAgainst(const ports::TemplateFacts &frozen, const ports::MachineSpec &wanted)
{
    const auto &image = wanted.image;
    const auto differs = [](const char *what) {
        return fail(ErrorCode::InvalidArgument,
                    std::string("the template was made with another ") + what + " than the sandbox is to have");
    };
    if (wanted.size != frozen.size)
        return differs("size");
    if (wanted.acceleration != frozen.acceleration)
        return differs("acceleration");
    if (image.key != frozen.image.key || image.rootDisk != frozen.image.rootDisk ||
        image.kernel != frozen.image.kernel || image.initrd != frozen.image.initrd)
        return differs("image");
    return {};
}

} // namespace glovebox::qemu
