// Role: files as they were in a snapshot. A machine that nobody sees is started from it, asked for them, and ended;
// nothing of them comes onto the host's disk. Thread: the engine's.
// Invariants: destruction ends the machine, and what source() gave must be gone before; what a guest tells of its files
// is checked and bounded.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/host_files.h"
#include "core/ports/hypervisor.h"

#include <memory>
#include <string>

namespace glovebox::engine {

class SnapshotFiles {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
    };

    explicit SnapshotFiles(Parts parts);
    ~SnapshotFiles();

    /// A file, or all that is in a folder, by its absolute path. Comes once, not from inside the call.
    void find(const domain::SnapshotId &snapshot, std::string path, Callback<ports::HostTree> done);
    /// Those that were found.
    std::unique_ptr<ports::FileSource> source(std::vector<ports::TreeEntry> entries);

private:
    void start(const std::shared_ptr<const ports::Snapshot> &snapshot);
    void list();
    void listed(std::vector<ports::GuestEntry> found);
    void lookInParent(Error why);
    void over(Result<ports::HostTree> result);

    Parts m_parts;
    std::string m_path;
    Callback<ports::HostTree> m_done;
    std::unique_ptr<ports::Machine> m_machine;
    std::unique_ptr<ports::GuestLink> m_link;
    Call m_call;
    Call m_ending;
};

} // namespace glovebox::engine
