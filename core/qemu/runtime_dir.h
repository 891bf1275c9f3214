// Role: the folder in which one instance of Glovebox keeps what belongs to its running machines, and its lock.
// Thread: the engine's.
// Invariants: who holds the lock is the only living user of the folder, so what lies in it at that moment was left by a
// dead run, or belongs to a machine that outlived it; every machine's folder is private (0700).
#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"

#include <set>
#include <string>

namespace glovebox::qemu {

class RuntimeDir {
public:
    /// Makes the folder and locks it. InvalidState when another living instance has it.
    static Result<RuntimeDir> open(const std::string &path);
    RuntimeDir(RuntimeDir &&other) noexcept;
    RuntimeDir &operator=(RuntimeDir &&) = delete;
    RuntimeDir(const RuntimeDir &) = delete;
    ~RuntimeDir();

    const std::string &path() const { return m_path; }

    /// Ends processes and removes files of a run that died. What was found, for the log.
    struct Leftovers {
        int processes = 0;
        int sandboxes = 0;
    };
    /// But for the machines named: their folders, their records, and their processes.
    Leftovers removeLeftovers(const std::set<std::string> &spared = {}) const;

    /// A private folder for one machine. InvalidState when it exists.
    Result<std::string> makeSandboxDir(const domain::SandboxId &sandbox) const;
    std::string sandboxDir(const std::string &machine) const { return sandboxesDir() + "/" + machine; }
    /// What is written down of a machine. Not in its folder, where its QEMU may write.
    std::string recordFile(const std::string &machine) const { return recordsDir() + "/" + machine + ".json"; }
    std::string recordsDir() const { return m_path + "/machines"; }

private:
    RuntimeDir(std::string path, int lock) : m_path(std::move(path)), m_lock(lock) {}
    std::string sandboxesDir() const { return m_path + "/sandboxes"; }

    std::string m_path;
    int m_lock;
};

/// A unix socket's name has 107 bytes at most. InvalidArgument that says how much too long it is.
Result<> checkSocketPath(const std::string &path);

} // namespace glovebox::qemu
