#include "core/qemu/machine_freeze.h"

#include "core/qemu/later.h"
#include "core/qemu/qemu_machine.h"
#include "core/qemu/qemu_snapshot.h"
#include "core/qemu/work_disk.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

/// A process that has ended may hold its memory a moment longer, when somebody looks at it through /proc.
constexpr int kSealAttempts = 40;
constexpr std::chrono::milliseconds kSealAgain{25};

/// Deletes itself once it has answered or was let go of.
class MachineFreeze : public QObject {
public:
    MachineFreeze(DiskStore &store, std::unique_ptr<ports::Machine> machine,
                  Callback<std::shared_ptr<const ports::Template>> done)
        : m_store(store), m_given(std::move(machine)), m_machine(dynamic_cast<QemuMachine *>(m_given.get())),
          m_done(std::move(done))
    {
        later(this, [this] { begin(); });
    }

    /// The machine and all that was made of it are gone when this returns.
    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        letGo();
        deleteLater();
    }

private:
    void begin()
    {
        if (!m_done)
            return; // let go of before it began
        if (!m_machine || !m_machine->spec().freezable || m_machine->spec().base)
            return finish(fail(ErrorCode::InvalidState, "this machine was not started as one that can be frozen"));
        m_machine->onExit([this](const ports::MachineExit &how) { ended(how); });
        m_step = m_machine->pause([this](Result<> still) {
            if (still)
                still = save();
            if (!still)
                finish(tl::unexpected(still.error()));
        });
    }

    Result<> save()
    {
        GB_TRY(state, memory::MemoryFile::create("glovebox-devices", ByteCount{0}));
        // QEMU's sets of descriptors give one out only for what it was opened for, here: writing alone.
        GB_TRY(writer, state.reopen(O_WRONLY));
        m_state.emplace(std::move(state));
        m_machine->saveDevices(writer.get(), [guard = QPointer(this)](Result<> saved) {
            if (!guard || !guard->m_done)
                return;
            if (!saved)
                return guard->finish(tl::unexpected(saved.error()));
            guard->end();
        });
        return {};
    }

    void end()
    {
        m_ending = true;
        m_memory = m_machine->releaseMemory();
        m_disk.emplace(m_machine->releaseDisk());
        m_machine->shutDown();
    }

    void ended(const ports::MachineExit &how)
    {
        if (!m_ending || !m_machine->endedCleanly())
            return finish(fail(ErrorCode::GuestExited, "the machine ended before it was frozen" +
                                                           (how.detail.empty() ? how.detail : ": " + how.detail)));
        m_facts.id = m_machine->spec().sandbox.value();
        m_facts.size = m_machine->spec().size;
        m_facts.acceleration = m_machine->spec().acceleration;
        m_facts.image = m_machine->spec().image;
        m_facts.network = m_machine->spec().network;
        m_disks = m_machine->below();
        m_machine = nullptr;
        m_given.reset();
        seal(kSealAttempts);
    }

    void seal(int attempts)
    {
        const auto sealed = m_memory->seal();
        if (!sealed && sealed.error().code == ErrorCode::InvalidState && attempts > 1) {
            QTimer::singleShot(kSealAgain, this, [this, attempts] {
                if (m_done)
                    seal(attempts - 1);
            });
            return;
        }
        auto kept = sealed ? keepState() : sealed;
        if (kept)
            kept = keepDisk();
        if (!kept)
            return finish(tl::unexpected(kept.error()));
        prepareOverlay();
    }

    Result<> keepState()
    {
        GB_TRY(state, keptDeviceState(*m_state));
        m_state.emplace(std::move(state));
        return {};
    }

    /// Under its own name, ours, and written by nobody from now on.
    Result<> keepDisk()
    {
        GB_TRY(folder, m_store.newTemplateFolder(m_facts.id));
        m_folder = folder;
        m_disks.frozen = m_folder->file(kDiskFile);
        if (::rename(m_disk->path().c_str(), m_disks.frozen.c_str()) != 0)
            return failed("keeping the template's disk as " + m_disks.frozen);
        m_disk->renamed({}); // it goes with its folder now
        GB_CHECK(closeDisk(m_disks.frozen));
        m_facts.disk = spaceOf(m_disks.frozen);
        return {};
    }

    void prepareOverlay()
    {
        m_overlayFile = m_folder->file(kOverlayFile);
        m_step = makeEmptyOverlay(kDiskFile, m_facts.size.disk, m_overlayFile, [this](Result<> made) {
            if (!made)
                return finish(tl::unexpected(made.error()));
            auto overlay = EmptyOverlay::read(m_overlayFile);
            if (!overlay)
                return finish(tl::unexpected(overlay.error()));
            auto frozen = std::make_shared<const QemuTemplate>(QemuTemplate::Parts{.facts = std::move(m_facts),
                                                                                   .memory = *std::move(m_memory),
                                                                                   .deviceState = *std::move(m_state),
                                                                                   .disks = std::move(m_disks),
                                                                                   .overlay = *std::move(overlay),
                                                                                   .folder = std::move(m_folder),
                                                                                   .root = nullptr,
                                                                                   .over = nullptr});
            m_store.add(frozen);
            finish(std::move(frozen));
        });
    }

    static tl::unexpected<Error> failed(const std::string &what)
    {
        return tl::unexpected(withResourceCode({ErrorCode::HostToolFailed, what + ": " + std::strerror(errno)}));
    }

    void letGo()
    {
        m_step.cancel();
        m_machine = nullptr;
        m_given.reset(); // its process first
        m_disk.reset();
        m_folder.reset();
        m_memory.reset();
        m_state.reset();
    }

    void finish(Result<std::shared_ptr<const ports::Template>> result)
    {
        auto done = std::exchange(m_done, nullptr);
        if (!done)
            return;
        letGo();
        deleteLater();
        if (!result)
            result = tl::unexpected(inContext("freezing a machine", std::move(result).error()));
        done(std::move(result));
    }

    DiskStore &m_store;
    std::unique_ptr<ports::Machine> m_given;
    QemuMachine *m_machine; // the same
    Callback<std::shared_ptr<const ports::Template>> m_done;
    bool m_ending = false;
    ports::TemplateFacts m_facts;
    DiskStack m_disks;
    std::shared_ptr<StoreFolder> m_folder;
    std::optional<memory::SealedMemory> m_memory;
    std::optional<memory::MemoryFile> m_state;
    std::optional<OwnedFile> m_disk;
    std::string m_overlayFile;
    Call m_step;
};

} // namespace

Call freezeMachine(DiskStore &store, std::unique_ptr<ports::Machine> machine,
                   Callback<std::shared_ptr<const ports::Template>> done)
{
    auto *freeze = new MachineFreeze(store, std::move(machine), std::move(done)); // deletes itself
    return Call([guard = QPointer<MachineFreeze>(freeze)] {
        if (guard)
            guard->abandon();
    });
}

} // namespace glovebox::qemu
