// Role: the part of QemuMachine that knows what its disk stands on: snapshots add a layer each, and when there are many
// they are merged into the disk itself.
#include "core/qemu/qemu_machine.h"
#include "core/qemu/work_disk.h"

#include <QLoggingCategory>

#include <algorithm>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcDisk, "glovebox.qemu")

/// Of a template's frozen disk (machine_description.cpp).
constexpr const char *kFrozenNode = "frozen";
/// Whoever takes snapshots in a row, or hibernates after one, is not held up.
constexpr std::chrono::milliseconds kMergeAfter{2'000};
/// A merge that failed is tried again with so many layers more.
constexpr std::size_t kMergeAgainAfter = 8;

} // namespace

void QemuMachine::nameLayers()
{
    for (std::size_t i = 0; i < m_disks.layers.size(); ++i)
        m_layerNodes.push_back(m_found && i < m_found->layers.size() ? m_found->layers[i].node
                                                                     : "layer-" + std::to_string(i));
    m_mergeTimer.setSingleShot(true);
    connect(&m_mergeTimer, &QTimer::timeout, this, [this] { merge(); });
}

std::shared_ptr<DiskLayer> QemuMachine::diskMoved(std::string file, std::string node, std::string id)
{
    auto layer = std::make_shared<DiskLayer>(std::move(id), m_files->exchangeDisk(std::move(file)));
    m_disks.layers.push_back(layer);
    m_layerNodes.push_back(std::exchange(m_workNode, std::move(node)));
    return layer; // the record says as much until it is written again, which takes no time of the guest then
}

void QemuMachine::mergeSoon()
{
    if (m_disks.layers.size() >= m_mergeFrom)
        m_mergeTimer.start(kMergeAfter);
}

bool QemuMachine::mayMerge() const
{
    return mapped() && m_store && !m_noSnapshots && !m_merge && !m_ready && !hasEnded() &&
           m_disks.layers.size() >= m_mergeFrom;
}

/// What the layers hold is on the disk twice until those that nobody else stands on go.
void QemuMachine::merge()
{
    if (m_snapshot && !m_diskIsQuiet)
        return; // its end starts the timer again
    if (!mayMerge())
        return;
    ByteCount needed;
    for (const auto &layer : m_disks.layers)
        needed.value += spaceOf(layer->path()).value;
    const auto &disk = m_files->workDisk();
    if (const auto room = checkRoomForSnapshot(disk.substr(0, disk.rfind('/') + 1), needed, m_store->freeMin());
        !room) {
        qCInfo(lcDisk) << "The layers of a disk stay:" << room.error().detail.c_str();
        m_mergeFrom = std::min(m_disks.layers.size() + kMergeAgainAfter, kLayersMax);
        return;
    }
    m_merge = std::make_unique<ChainMerge>(
        *m_monitor,
        ChainMerge::Chain{.top = m_workNode, .nodes = m_layerNodes, .base = kFrozenNode, .baseFile = m_disks.frozen},
        [this](bool done) { merged(done); });
}

void QemuMachine::merged(bool done)
{
    m_merge.release()->deleteLater(); // it is calling us
    if (done) {
        qCInfo(lcDisk) << "A disk stands on its template again, not on" << m_disks.layers.size() << "snapshots";
        const auto layers = std::exchange(m_disks.layers, {});
        m_layerNodes.clear();
        m_mergeFrom = kMergeFrom;
        saveRecord(); // then the files go that nobody else stands on
    } else if (!m_diskIsQuiet) {
        m_mergeFrom = std::min(m_disks.layers.size() + kMergeAgainAfter, kLayersMax);
    }
    if (const auto then = std::exchange(m_diskIsQuiet, nullptr))
        then();
}

/// A snapshot goes before a merge, unless it has to wait for that: QEMU moves no disk that is being copied to.
void QemuMachine::whenDiskIsQuiet(std::function<void()> then)
{
    const bool mustMerge = m_disks.layers.size() >= kLayersMax;
    m_diskIsQuiet = std::move(then);
    if (mustMerge)
        merge();
    if (!m_merge) {
        if (const auto now = std::exchange(m_diskIsQuiet, nullptr))
            now();
    } else if (!mustMerge) {
        m_merge->cancel();
    }
}

} // namespace glovebox::qemu
