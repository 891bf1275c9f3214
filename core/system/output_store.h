// Role: sessions' outputs in folders of this host: <data folder>/outputs/<session>/<path>. A file keeps the time at
// which it was changed in its guest, so one look tells whether it is the same, also after a restart of ours.
// Thread: the engine's.
// Invariants: every folder is 0700 and every file 0600 and ours; all of it is opened component by component without
// following links; a file appears under its name whole and on the disk; what a run of ours left half written is gone
// after open().
#pragma once

#include "core/ports/output_store.h"

#include <map>
#include <optional>

namespace glovebox::system {

class OutputFolders : public ports::OutputStore {
public:
    /// Makes <dataDir>/outputs. Nobody else may have the data folder open.
    static Result<std::unique_ptr<OutputFolders>> open(const std::string &dataDir, ports::OutputLimits limits = {});
    ~OutputFolders() override;
    OutputFolders(const OutputFolders &) = delete;
    OutputFolders &operator=(const OutputFolders &) = delete;

    Result<std::unique_ptr<ports::OutputFile>> begin(const domain::SessionId &session,
                                                     const std::string &path) override;
    Result<std::vector<ports::StoredOutput>> list(const domain::SessionId &session) override;
    std::string folder(const domain::SessionId &session) const override;

private:
    friend class IncomingFile;
    using Index = std::map<std::string, ByteCount>; // path → size

    OutputFolders(std::string path, int root, int incoming, ports::OutputLimits limits);
    Result<Index *> indexOf(const domain::SessionId &session);
    /// What the file at `path` may take when the session keeps within its quota.
    Result<ByteCount> room(const domain::SessionId &session, const std::string &path);
    Result<> checkDisk() const;

    std::string m_path;
    int m_root;
    int m_incoming; // folder of what is being written
    ports::OutputLimits m_limits;
    std::map<domain::SessionId, Index> m_indexes; // of the sessions used last
    std::uint64_t m_begun = 0;
};

} // namespace glovebox::system
