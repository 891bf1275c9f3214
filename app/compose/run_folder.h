// Role: folders of its own for one of several engines that share a data folder, and with it the guest images and what
// was learnt about this host. Made for programs that somebody starts many of, like `gloveboxctl spawn`.
// Thread: any; blocks for as long as another one takes to come or go.
// Invariants: of one name there is one at a time on this host; what a program leaves behind that was killed is removed
// when the next one of any name comes, its machines included; a socket's path stays as short as system::Paths promises.
#pragma once

#include "core/base/result.h"
#include "core/system/paths.h"

#include <memory>
#include <string>

namespace glovebox::compose {

class RunFolder {
public:
    /// InvalidState when there is one of that name.
    static Result<std::unique_ptr<RunFolder>> take(const system::Paths &shared, const std::string &name);
    /// Removes both folders. The engine that used them is gone.
    ~RunFolder();
    RunFolder(const RunFolder &) = delete;
    RunFolder &operator=(const RunFolder &) = delete;

    const std::string &runtime() const { return m_runtime; }
    const std::string &disks() const { return m_disks; }

private:
    RunFolder(std::string gate, std::string runtime, std::string disks, int lock)
        : m_gate(std::move(gate)), m_runtime(std::move(runtime)), m_disks(std::move(disks)), m_lock(lock)
    {
    }

    std::string m_gate;
    std::string m_runtime;
    std::string m_disks;
    int m_lock;
};

} // namespace glovebox::compose
