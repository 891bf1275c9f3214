#include "core/qemu/memory/remote_memory.h"

#include <cerrno>
#include <climits>

namespace glovebox::qemu::memory {

namespace {

/// Takes `bytes` off the front.
std::size_t pass(std::vector<::iovec> &pieces, std::size_t at, std::size_t bytes)
{
    while (at < pieces.size() && bytes >= pieces[at].iov_len)
        bytes -= pieces[at++].iov_len;
    if (at < pieces.size()) {
        pieces[at].iov_base = static_cast<std::byte *>(pieces[at].iov_base) + bytes;
        pieces[at].iov_len -= bytes;
    }
    return at;
}

} // namespace

RemoteBatch::RemoteBatch(const RamMapping &mapping) : m_mapping(mapping)
{
    m_here.reserve(IOV_MAX);
    m_there.reserve(IOV_MAX);
}

std::uint64_t RemoteBatch::room() const
{
    return m_here.size() == IOV_MAX || m_there.size() == IOV_MAX ? 0 : kBatchPages - m_pages;
}

void RemoteBatch::add(PageRun there, std::span<std::byte> here)
{
    m_here.push_back({here.data(), here.size()});
    m_there.push_back({reinterpret_cast<void *>(m_mapping.addressOf(there.first)), here.size()});
    m_pages += there.count;
}

Result<> RemoteBatch::read()
{
    return move(&::process_vm_readv, "reading the guest's memory");
}

Result<> RemoteBatch::write()
{
    return move(&::process_vm_writev, "writing the guest's memory");
}

Result<> RemoteBatch::move(Move call, const char *doing)
{
    std::size_t here = 0;
    std::size_t there = 0;
    while (here < m_here.size()) {
        const auto n = call(m_mapping.process(), m_here.data() + here, m_here.size() - here, m_there.data() + there,
                            m_there.size() - there, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            const int why = errno;
            // Memory that is being taken down is not mapped any more, which is no fault of ours.
            GB_CHECK(m_mapping.stillThere());
            return lookRefused(doing, why);
        }
        if (n == 0)
            return refused(doing, EFAULT);
        here = pass(m_here, here, static_cast<std::size_t>(n));
        there = pass(m_there, there, static_cast<std::size_t>(n));
    }
    m_here.clear();
    m_there.clear();
    m_pages = 0;
    return {};
}

} // namespace glovebox::qemu::memory
