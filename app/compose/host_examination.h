// Role: looks at this host for the doctor: facts from core/system at once, then what only a running part can know (does
// QEMU answer, how is it confined, does a guest really run with KVM, does the control plane answer, which store has the
// secrets). The terminal's doctor and the window's show what it tells.
// Thread: one with an event loop; what takes time does not hold it.
// Invariants: each check is told once; a part that does not answer is told as a check and passed over; `done` comes
// when nothing of it is left on the host, from the event loop. When this goes, nothing is told any more.
#pragma once

#include "app/compose/settings.h"
#include "core/system/doctor.h"

#include <functional>
#include <memory>
#include <string>

namespace glovebox::compose {

struct HostQuestion {
    bool probe = false; // boot a guest; builds the image if there is none
    std::string only{}; // the id of one check: no part that does not know it is asked; empty: all
};

class HostExamination {
public:
    /// No part but the probe takes longer than that.
    static constexpr std::chrono::seconds kPartTimeout{20};

    HostExamination(const Settings &settings, system::PathLayout folders, HostQuestion question,
                    std::function<void(const system::Check &)> told, std::function<void()> done);
    ~HostExamination();
    HostExamination(const HostExamination &) = delete;
    HostExamination &operator=(const HostExamination &) = delete;

private:
    class Work;
    std::unique_ptr<Work> m_work;
};

} // namespace glovebox::compose
