// Role: gives a QEMU that waits for it (-incoming defer) the devices' state of a frozen machine, and makes sure of what
// came out: a machine that stands still. Thread: the engine's.
// Invariants: `done` comes once at most, from the event loop, and not any more after this object's end.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/qemu/memory/memory_file.h"
#include "core/qemu/qmp_client.h"

#include <QObject>
#include <QTimer>

namespace glovebox::qemu {

class IncomingState : public QObject {
public:
    /// Both outlive this object. `done` fails with QEMU's words, or with GuestExited when it ended over the state.
    IncomingState(QmpClient &monitor, const memory::MemoryFile &state, Callback<> done);

private:
    void load(const memory::MemoryFile &state);
    void look();
    void take(const Result<nlohmann::json> &status);
    void finish(Result<> result);

    QmpClient &m_monitor;
    Callback<> m_done;
    MonoTime m_deadline;
    QTimer m_again;
};

} // namespace glovebox::qemu
