// Role: machines and guests for the sandbox benchmark: every operation waits for its answer and tells how long that
// took. Thread: main only, by its event loop. Invariant: whatever fails ends the program with a message; a quick answer
// that is wrong must not count.
#pragma once

#include "core/engine/template_keeper.h"
#include "core/guest/socket_connector.h"
#include "core/qemu/qemu_hypervisor.h"
#include "core/qemu/tsc_meter.h"
#include "core/system/real_clock.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bench {

using namespace glovebox;

/// A guest that hangs, or a host that can do no more, ends the run.
inline constexpr int kAnswerWithinMs = 300'000;

[[noreturn]] void giveUp(const std::string &what);

/// What `begin` answers, or the end of the program.
template <class T>
T answerOf(const char *what, const std::function<Call(Callback<T>)> &begin)
{
    QEventLoop loop;
    std::optional<Result<T>> answer;
    const auto call = begin([&](Result<T> result) {
        answer = std::move(result);
        loop.quit();
    });
    QTimer::singleShot(kAnswerWithinMs, &loop, [&loop] { loop.exit(1); });
    if (!answer)
        loop.exec();
    if (!answer)
        giveUp(std::string(what) + ": no answer");
    if (!*answer)
        giveUp(std::string(what) + ": " + describe(answer->error()));
    if constexpr (!std::is_void_v<T>)
        return std::move(**answer);
}

/// Milliseconds since it was made, or since lap().
class Watch {
public:
    Watch() { m_timer.start(); }
    double lap()
    {
        const double milliseconds = static_cast<double>(m_timer.nsecsElapsed()) / 1e6;
        m_timer.restart();
        return milliseconds;
    }

private:
    QElapsedTimer m_timer;
};

/// A machine with a greeted guest.
struct Guest {
    std::string name;
    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<ports::GuestLink> link;
};

class Rig {
public:
    enum class Copying { AsCan, StopAndCopy };
    /// How snapshots copy memory.
    Rig(const std::string &image, Copying copying);

    ports::MachineSpec spec(ByteCount memory);
    std::unique_ptr<ports::Machine> start(ports::MachineSpec spec);
    /// Greeted anew: identity, clock, entropy.
    Guest greet(std::unique_ptr<ports::Machine> machine, const std::string &name);
    Guest begin(ports::MachineSpec spec);
    std::string bash(Guest &guest, const std::string &command);
    void pause(Guest &guest);
    /// It goes on behind a new clock, as when the engine wakes it.
    void resume(Guest &guest);
    std::shared_ptr<const ports::Snapshot> snapshot(Guest &guest, ports::AfterSnapshot after,
                                                    domain::SnapshotKind kind = domain::SnapshotKind::Passing);
    std::shared_ptr<const ports::Template> spread(std::shared_ptr<const ports::Snapshot> snapshot);
    /// From disk, with nothing of it in memory but its template.
    std::shared_ptr<const ports::Snapshot> open(const domain::SnapshotId &id);
    void remove(const domain::SnapshotId &id);
    ports::MachineUsage usage(const ports::Machine &machine);
    /// Of a clone's memory, what it has written since its template.
    ByteCount dirtied(Guest &guest);
    std::shared_ptr<const ports::Template> templateOf(ByteCount memory) { return templateOf(memory, m_image); }
    std::shared_ptr<const ports::Template> templateOf(ByteCount memory, const ports::GuestImage &image);
    /// `specs` started and asked `true`, so many at a time; how long until the last had answered.
    double fork(std::vector<ports::MachineSpec> specs, std::vector<Guest> &into, int atOnce);
    /// No process is left of it.
    void end(Guest guest);

    ports::GuestIdentity identity(const std::string &name);
    ports::Hypervisor &hypervisor() { return *m_hypervisor; }
    ports::Clock &clock() { return m_clock; }
    ports::GuestConnector &connector() { return m_connector; }
    const ports::GuestImage &image() const { return m_image; }
    domain::Acceleration acceleration() const { return m_acceleration; }
    /// Of the processor's counter, measured since the rig was made.
    std::optional<long> tscKhz() const { return m_meter.khz(); }
    std::string path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }

private:
    void findAcceleration();

    QTemporaryDir m_folder;
    qemu::TscMeter m_meter;
    system::RealClock m_clock;
    guest::SocketConnector m_connector{m_clock};
    std::unique_ptr<qemu::QemuHypervisor> m_hypervisor;
    std::unique_ptr<engine::TemplateKeeper> m_templates;
    ports::GuestImage m_image;
    domain::Acceleration m_acceleration = domain::Acceleration::Emulated;
    int m_serial = 0;
};

} // namespace bench
