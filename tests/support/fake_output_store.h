// Role: kept outputs in memory, for engine tests. The same suite runs on it and on the real folders (tests/contract).
#pragma once

#include "core/ports/output_store.h"

#include <map>
#include <optional>
#include <set>

namespace testsupport {

class FakeOutputStore final : public glovebox::ports::OutputStore {
public:
    struct Kept {
        std::string content;
        std::int64_t changed = 0;
        glovebox::WallTime storedAt;
    };
    using Session = std::map<std::string, Kept>;

    explicit FakeOutputStore(glovebox::ports::OutputLimits limits = {}) : m_limits(limits) {}

    glovebox::Result<std::unique_ptr<glovebox::ports::OutputFile>> begin(const glovebox::domain::SessionId &session,
                                                                         const std::string &path) override;
    glovebox::Result<std::vector<glovebox::ports::StoredOutput>>
    list(const glovebox::domain::SessionId &session) override;
    std::string folder(const glovebox::domain::SessionId &session) const override;

    std::map<std::string, Session> sessions;
    glovebox::WallTime now{};                           // what a commit is stamped with
    std::map<std::string, glovebox::Error> beginFaults; // by path
    std::optional<glovebox::Error> writeFault;          // of every piece
    std::optional<glovebox::Error> listFault;
    int open = 0;                       // begun, neither committed nor let go
    std::vector<std::string> committed; // paths, in order

private:
    friend class FakeOutputFile;
    glovebox::Result<std::uint64_t> room(const std::string &session, const std::string &path) const;

    glovebox::ports::OutputLimits m_limits;
};

} // namespace testsupport
