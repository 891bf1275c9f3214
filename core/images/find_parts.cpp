#include "core/images/find_parts.h"

#include "core/images/initrd_part.h"

namespace glovebox::images {

namespace {

class Search {
public:
    Search(const StoreOptions &options, const StopFlag &stop)
        : m_options(options), m_store(options.folder), m_stop(stop)
    {
    }

    Result<FoundParts> run()
    {
        GB_CHECK(find("kernel", m_options.recipe.kernelKey(), m_found.kernel));
        GB_CHECK(find("root", m_options.recipe.rootKey(), m_found.root));
        if (m_found.kernel) {
            GB_TRY(key, initrdKey(m_options.agentBinary, *m_found.kernel, m_stop));
            GB_CHECK(consider(m_store.partFolder("initrd", key), "initrd", m_found.initrd));
        }
        return std::move(m_found);
    }

private:
    Result<> find(const std::string &kind, const std::string &key, std::optional<Part> &slot)
    {
        if (!m_options.readyFolder.empty()) {
            auto ready = openPart(m_options.readyFolder + '/' + kind, kind, m_stop);
            if (!ready && ready.error().code != ErrorCode::NotFound)
                return tl::unexpected(ready.error());
            if (ready)
                return accept(std::move(*ready), slot);
        }
        if (!m_options.installedFolder.empty())
            GB_CHECK(consider(m_options.installedFolder + '/' + kind, kind, slot));
        return slot ? Result<>() : consider(m_store.partFolder(kind, key), kind, slot);
    }

    /// A part that is missing or damaged will be made.
    Result<> consider(const std::string &folder, const std::string &kind, std::optional<Part> &slot)
    {
        auto part = openPart(folder, kind, m_stop);
        if (part)
            return accept(std::move(*part), slot);
        if (part.error().code == ErrorCode::Cancelled)
            return tl::unexpected(part.error());
        if (part.error().code != ErrorCode::NotFound)
            m_found.complaint += (m_found.complaint.empty() ? "" : "; ") + part.error().detail;
        return {};
    }

    Result<> accept(Part part, std::optional<Part> &slot)
    {
        // No lock, no part: somebody is removing it this moment, or its file system knows no locks and nobody sweeps
        // it.
        if (auto lock = StoreFolder::hold(part))
            m_found.locks.push_back(std::move(*lock));
        else if (lock.error().code == ErrorCode::Conflict)
            return {};
        slot = std::move(part);
        return {};
    }

    const StoreOptions &m_options;
    StoreFolder m_store;
    const StopFlag &m_stop;
    FoundParts m_found;
};

} // namespace

Result<FoundParts> findParts(const StoreOptions &options, const StopFlag &stop)
{
    return Search(options, stop).run();
}

} // namespace glovebox::images
