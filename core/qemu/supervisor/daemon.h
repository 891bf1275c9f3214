// Role: becoming a process that belongs to nobody's window or terminal. Without Qt. Thread: the program's only one.
#pragma once

#include "core/base/result.h"
#include "core/qemu/supervisor/unique_fd.h"

#include <string>

namespace glovebox::qemu::supervisor {

/// Tells whoever started us that we listen, or why we never will, and lets it go on.
class Starter {
public:
    explicit Starter(UniqueFd report) : m_report(std::move(report)) {}
    void tell(const std::string &trouble);

private:
    UniqueFd m_report;
};

/// Forks twice. Returns in the new process only, which has a session of its own, / as its folder, nothing of the
/// starter's open, no environment, and leaves no core file. The first process prints what the new one tells, on
/// standard error, and ends with status 0 when that is nothing, or 1.
Result<Starter> detach();

} // namespace glovebox::qemu::supervisor
