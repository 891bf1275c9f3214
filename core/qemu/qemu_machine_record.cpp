// Role: how a machine outlives the program that started it: what it writes down of itself, and how it is taken over.
#include "core/base/limits.h"
#include "core/qemu/later.h"
#include "core/qemu/qemu_machine.h"

#include <QLoggingCategory>

#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcRecord, "glovebox.qemu")

std::string fileNameOf(const std::string &path)
{
    return path.substr(path.rfind('/') + 1);
}

} // namespace

std::shared_ptr<const memory::DeltaReader> QemuMachine::over() const
{
    const auto *base = mapped();
    return m_over || !base ? m_over : base->over();
}

void QemuMachine::remember(const domain::SandboxRecord &record)
{
    m_record = record;
    const bool isNew = !m_isRemembered && !m_leavesDisk && m_process->identity();
    // Told first: when we are killed in between, a machine goes on of which nothing is written down, and the next
    // program ends it. The other way round the supervisor would end one of which its disk says that somebody had worked
    // in it.
    if (isNew)
        m_process->outliveUs();
    if (!saveRecord()) {
        if (isNew)
            m_process->endWithUs();
        return;
    }
    if (std::exchange(m_isRemembered, true))
        return; // the first time that it was written down counts, not the first that it was told
    m_files->lendDisk(false);
    if (const auto remembered = std::exchange(m_remembered, nullptr))
        remembered();
    if (std::exchange(m_leavesDisk, false))
        return; // it was found: the program before this one saw to the rest
    // What its snapshots will need besides its template may have no name by then.
    if (const auto delta = over(); delta && m_supervisor)
        m_kept = m_supervisor->keep(overName(m_spec.sandbox.value()),
                                    supervisor::UniqueFd::duplicateOf(delta->descriptor()), [](const Result<> &kept) {
                                        if (!kept)
                                            qCWarning(lcRecord)
                                                << "a fork's memory could not be kept:" << kept.error().detail.c_str();
                                    });
}

bool QemuMachine::leave()
{
    if (!m_process->running() || !saveRecord())
        return false;
    letGo();
    return true;
}

/// False: it is not to outlive us, or could not be written down.
bool QemuMachine::saveRecord()
{
    if (!m_record || !m_files || m_files->record().empty() || !m_process->identity())
        return false;
    MachineRecord record{.sandbox = *m_record,
                         .machine = m_spec.sandbox.value(),
                         .process = *m_process->identity(),
                         .wrapped = m_wrapped,
                         .qemuVersion = m_qemuVersion,
                         .size = m_spec.size,
                         .acceleration = m_spec.acceleration,
                         .image = m_spec.image,
                         .base = m_base,
                         .under = m_under,
                         .blank = m_blank,
                         .over = over() != nullptr,
                         .memory = m_mappedFile,
                         .disk = fileNameOf(m_files->workDisk()),
                         .node = m_workNode,
                         .layers = {},
                         .move = m_move,
                         .held = m_held,
                         .network = m_spec.network};
    for (std::size_t i = 0; i < m_disks.layers.size(); ++i) {
        const auto &layer = *m_disks.layers[i];
        record.layers.push_back({layer.id(), fileNameOf(layer.path()), m_layerNodes[i]});
    }
    const auto written = writeMachineRecord(m_files->record(), record);
    if (!written)
        qCWarning(lcRecord) << m_spec.sandbox.value().c_str()
                            << "would not outlive this program:" << written.error().detail.c_str();
    note(record);
    return written.has_value();
}

/// Beside its disk, for the day on which the host was off: it is written to last, and not for a meter alone, which the
/// books have, too.
void QemuMachine::note(const MachineRecord &record)
{
    auto text = lastingText(record);
    if (text == m_noted)
        return;
    const auto written = writeMachineRecord(m_files->note(), record);
    if (!written) {
        qCWarning(lcRecord) << m_spec.sandbox.value().c_str()
                            << "would not be found on its disk:" << written.error().detail.c_str();
        return;
    }
    m_noted = std::move(text);
    syncSoon(m_files->note());
}

void QemuMachine::diskMoves(const std::string &file, const std::string &node, const std::string &id, bool runs)
{
    m_move = MachineRecord::Move{fileNameOf(file), node, id};
    m_held = runs;
    saveRecord();
}

void QemuMachine::reconnect()
{
    m_reconnection = std::make_unique<Reconnection>(*m_monitor, *m_found, [this](const Result<FoundState> &state) {
        m_reconnection.release()->deleteLater(); // it is calling us
        if (!state)
            return failStart(state.error());
        takeOver(*state);
    });
}

void QemuMachine::takeOver(const FoundState &state)
{
    const auto found = *std::exchange(m_found, std::nullopt);
    m_wasPaused = state.paused;
    m_workNode = state.known ? state.node : found.node; // so that whoever takes it over next sees it, too
    if (!state.known && !m_noSnapshots)
        m_noSnapshots =
            Error{ErrorCode::InvalidState, "its guest writes to a disk that was not written down of it, " + state.node};
    m_descriptorSets = state.descriptorSets;
    const auto &disk = m_files->workDisk();
    const auto folder = disk.substr(0, disk.rfind('/') + 1);
    m_files->alsoRemove({});
    if (found.move && state.moved) {
        const auto before = m_layerAt({found.move->layer, found.disk, found.node});
        m_files->exchangeDisk(folder + found.move->file);
        if (before) {
            m_disks.layers.push_back(before);
            m_layerNodes.push_back(found.node);
        } else if (!m_noSnapshots) {
            m_noSnapshots = Error{ErrorCode::NotFound, "a layer of its disk is gone: " + found.move->layer};
        }
    } else if (found.move) {
        ::unlink((folder + found.move->file).c_str());
    }
    m_layerAt = nullptr;
    // A merge goes on without us; what it has copied by now does no harm. There may be none.
    m_monitor->execute("block-job-cancel", {{"device", ChainMerge::jobOf(state.node)}, {"force", true}}, nullptr,
                       limits::kMonitorCommandTimeout);
    saveRecord();
    beReady();
}

} // namespace glovebox::qemu
