// Role: what a QEMU that another program started has to be asked before it is ours: does it stand still, which disk
// does it write to, and what did that program leave half done. Thread: the engine's. Invariants: answers once, unless
// it is let go of; the guest is as it was, but goes on where a snapshot alone had stopped it.
#pragma once

#include "core/qemu/machine_record.h"
#include "core/qemu/qmp_client.h"

#include <QObject>

#include <string>

namespace glovebox::qemu {

struct FoundState {
    bool paused = false;
    std::string node;       // that its writable disk has in QEMU
    bool moved = false;     // it is that of MachineRecord::move
    bool known = false;     // it is that, or the one of the record
    int descriptorSets = 0; // the highest number of a set of descriptors
};

/// The writable disk's node in what QEMU answered to query-block; "" when it has none.
std::string nodeOfWorkDisk(const nlohmann::json &blocks);
/// The highest number in what it answered to query-fdsets.
int highestDescriptorSet(const nlohmann::json &sets);

class Reconnection : public QObject {
public:
    Reconnection(QmpClient &monitor, const MachineRecord &record, Callback<FoundState> done);

private:
    using Step = void (Reconnection::*)(const nlohmann::json &);
    void ask(const char *command, Step next);
    void takeStatus(const nlohmann::json &status);
    void takeBlocks(const nlohmann::json &blocks);
    void takeSets(const nlohmann::json &sets);
    void finish(Result<FoundState> result);

    QmpClient &m_monitor;
    std::string m_node;
    std::optional<MachineRecord::Move> m_move;
    bool m_held;
    FoundState m_found;
    Callback<FoundState> m_done;
};

} // namespace glovebox::qemu
