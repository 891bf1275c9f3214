// Role: fake machines that live on when their process is killed, as real ones do: each in a file of a folder, with what
// it was told to remember, and when it began by the host's clock. It keeps its own count of what each has used, which
// knows nothing of the engine's. Thread: the engine's.
// Invariants: a file is whole or not there. One of three machines does not last, and is gone with its process. What a
// machine had used when it ended stands in `ended`, a line each.
#pragma once

#include "tests/support/fake_sandboxes.h"

namespace scenario {

class LastingMachines {
public:
    /// Takes over what is in the folder.
    LastingMachines(testsupport::FakeHypervisor &hypervisor, glovebox::ports::Clock &clock, std::string folder);

    /// A line of `ended`: what was counted when it ended.
    struct Ended {
        std::string sandbox;
        std::chrono::milliseconds lived{0}; // since it was first told to remember
        std::chrono::milliseconds cpuTime{0};
    };
    static std::vector<Ended> ended(const std::string &folder);
    /// Machines that are there.
    static std::vector<std::string> left(const std::string &folder);

private:
    glovebox::ports::MachineUsage usageOf(const std::string &sandbox) const;
    void remember(const std::string &sandbox, const glovebox::domain::SandboxRecord &record);
    void end(const std::string &sandbox);
    void takeOver();
    std::string fileOf(const std::string &sandbox) const { return m_folder + '/' + sandbox + ".json"; }

    testsupport::FakeHypervisor &m_hypervisor;
    glovebox::ports::Clock &m_clock;
    std::string m_folder;
    std::map<std::string, glovebox::MonoTime> m_bornAt;
};

} // namespace scenario
