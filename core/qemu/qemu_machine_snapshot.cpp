// Role: the part of QemuMachine that takes snapshots: one at a time, and one that was let go of is undone first.
#include "core/qemu/later.h"
#include "core/qemu/qemu_machine.h"

namespace glovebox::qemu {

struct QemuMachine::WantedSnapshot {
    domain::SnapshotOrigin origin;
    ports::AfterSnapshot after;
    ports::SnapshotHandlers handlers;
    bool cancelled = false;
    QPointer<MachineSnapshot> begun = nullptr;
};

Call QemuMachine::snapshot(domain::SnapshotOrigin origin, ports::AfterSnapshot after, ports::SnapshotHandlers handlers)
{
    auto wanted = std::make_shared<WantedSnapshot>(WantedSnapshot{std::move(origin), after, std::move(handlers)});
    const bool mayFollow = m_snapshot && m_snapshot->isAbandoned() && (!m_nextSnapshot || m_nextSnapshot->cancelled);
    if (mayFollow)
        m_nextSnapshot = wanted;
    else
        beginSnapshot(wanted);
    return Call([wanted] {
        wanted->cancelled = true;
        wanted->handlers = {};
        if (wanted->begun)
            wanted->begun->abandon();
    });
}

std::optional<Error> QemuMachine::whyNoSnapshot() const
{
    if (!mapped() && m_base.empty())
        return Error{ErrorCode::Unsupported, "only sandboxes that are clones of a template can be snapshot"};
    if (m_noSnapshots)
        return m_noSnapshots;
    if (!mapped())
        return Error{ErrorCode::NotFound, "the template that it was cloned from, " + m_base + ", is gone"};
    return std::nullopt;
}

void QemuMachine::beginSnapshot(const std::shared_ptr<WantedSnapshot> &wanted)
{
    auto refusal = whyNoSnapshot();
    if (!refusal && m_snapshot)
        refusal = {ErrorCode::InvalidState, "a snapshot of this sandbox is being taken already"};
    else if (!refusal && (hasEnded() || m_ready))
        refusal = {ErrorCode::GuestExited, "the sandbox's machine has ended"};
    if (refusal)
        return later(this, [wanted, refusal = *std::move(refusal)] {
            if (auto tell = std::exchange(wanted->handlers.done, nullptr))
                tell(tl::unexpected(refusal));
        });
    m_snapshot =
        std::make_unique<MachineSnapshot>(static_cast<SnapshotSubject &>(*this), *m_store, std::move(wanted->origin),
                                          wanted->after, std::exchange(wanted->handlers, {}));
    wanted->begun = m_snapshot.get();
}

void QemuMachine::commandsMayPass()
{
    m_move.reset();
    m_held = false;
    saveRecord();
    for (const auto &send : std::exchange(m_waiting, {}))
        send();
}

void QemuMachine::snapshotOver()
{
    m_snapshot.release()->deleteLater(); // it is calling us
    if (std::exchange(m_held, false) || m_move) {
        m_move.reset();
        saveRecord();
    }
    if (const auto next = std::exchange(m_nextSnapshot, nullptr); next && !next->cancelled)
        return beginSnapshot(next);
    mergeSoon();
}

} // namespace glovebox::qemu
