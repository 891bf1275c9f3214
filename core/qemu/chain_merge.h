// Role: makes a running machine's disk stand on its template's alone again, when many snapshots lie in between: QEMU
// copies what they hold into the disk that the machine writes to (block-stream), while the guest runs. No frozen file
// is written: whoever stands on one sees no change, and a power cut at any moment costs the running machine's own disk
// alone, as it does without. Thread: the engine's.
// Invariants: the guest sees the same disk before, meanwhile and after; `over` is called once, from the loop, unless
// this was deleted.
#pragma once

#include "core/qemu/qmp_client.h"

#include <QObject>

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::qemu {

class ChainMerge : public QObject {
public:
    struct Chain {
        std::string top;                // the node that the machine writes to
        std::vector<std::string> nodes; // what lies in between, the lowest first
        std::string base;               // the node below
        std::string baseFile;
    };
    /// False: nothing has changed, but that some of the disk may have been copied.
    ChainMerge(QmpClient &monitor, Chain chain, std::function<void(bool merged)> over);

    /// QEMU's name for the work on the disk whose top this is.
    static std::string jobOf(const std::string &top) { return "merge-" + top; }

    void take(const QmpEvent &event);
    /// Others want the disk: what is copied stays, the rest is left out.
    void cancel();
    /// The monitor is gone.
    void lost();

private:
    void begin();
    void ended(bool merged);
    void closeFiles();
    void closeNext();

    QmpClient &m_monitor;
    Chain m_chain;
    std::string m_job;
    std::function<void(bool)> m_over;
    bool m_cancelled = false;
    std::deque<std::pair<const char *, nlohmann::json>> m_closing; // commands to come
};

} // namespace glovebox::qemu
