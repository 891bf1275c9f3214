// Role: HostFiles on this host's disk. Thread: the engine's; reading is on the pool's.
#pragma once

#include "core/base/work_pool.h"
#include "core/ports/host_files.h"

namespace glovebox::system {

class CopiedFiles final : public ports::HostFiles {
public:
    explicit CopiedFiles(WorkPool &pool) : m_pool(pool) {}

    Call survey(std::string path, Callback<std::vector<ports::HostEntry>> done) override;
    Call read(std::string path, ports::HostEntry entry, Callback<std::string> done) override;

private:
    WorkPool &m_pool;
};

} // namespace glovebox::system
