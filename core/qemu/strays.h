// Role: what lives with the supervisor and no record explains: machines of ours whose record cannot be read, and memory
// that it holds under a name that is nobody's; and machines that live with another supervisor than ours. They are left
// alone, shown, and end when somebody says so. Thread: the engine's. Invariants: a process is ended only while it is
// the one that was found, by number and start.
#pragma once

#include "core/domain/orphan.h"
#include "core/qemu/runtime_dir.h"
#include "core/qemu/supervisor/client.h"

#include <string>
#include <vector>

namespace glovebox::qemu {

struct StrayMachine {
    supervisor::ChildInfo child;
    std::string why; // a clause
};

struct Strays {
    std::vector<StrayMachine> machines;
    std::vector<StrayMachine> elsewhere; // their numbers are another supervisor's: they mean nothing to ours
    std::vector<supervisor::KeptInfo> memories;
};

class StrayKeeper {
public:
    /// Both outlive this.
    StrayKeeper(Strays found, supervisor::SupervisorClient &client, const RuntimeDir &dir);

    /// Those that are still there, with what they take.
    std::vector<domain::Orphan> list() const;
    /// Waits for the end of what is killed. False: there is none of that id. The disk of a machine stays.
    bool remove(const std::string &id);

private:
    Strays m_strays;
    supervisor::SupervisorClient &m_client;
    const RuntimeDir &m_dir;
    std::vector<Call> m_orders; // nobody waits for their answers
};

} // namespace glovebox::qemu
