// Role: HostFiles on this host's disk. Thread: the engine's; reading is on the pool's.
#pragma once

#include "core/base/work_pool.h"
#include "core/ports/host_files.h"

namespace glovebox::system {

class CopiedFiles final : public ports::HostFiles {
public:
    explicit CopiedFiles(WorkPool &pool) : m_pool(pool) {}

    Call survey(std::string path, Callback<std::vector<ports::TreeEntry>> done) override;
    Call look(ports::HostPath path, Callback<ports::HostTree> done) override;
    std::unique_ptr<ports::FileSource> open(ports::HostPath path, std::vector<ports::TreeEntry> entries) override;

private:
    WorkPool &m_pool;
};

} // namespace glovebox::system
