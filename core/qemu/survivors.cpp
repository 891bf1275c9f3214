#include "core/qemu/survivors.h"

#include "core/qemu/folder.h"
#include "core/qemu/later.h"
#include "core/qemu/qemu_machine.h"
#include "core/qemu/supervisor/process_stat.h"

#include <QLoggingCategory>
#include <QObject>
#include <QPointer>

#include <deque>
#include <filesystem>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcSurvivors, "glovebox.qemu")

using namespace supervisor;

constexpr std::string_view kOverPrefix = "over-";

/// The record of a living child, when both are of one machine.
Result<MachineRecord> recordOf(const ChildInfo &child, const RuntimeDir &dir)
{
    if (!isSafeToken(child.name))
        return fail(ErrorCode::NotFound, "it is no machine of ours");
    GB_TRY(record, readMachineRecord(dir.recordFile(child.name)));
    const auto &process = record.process;
    const auto stat = readProcessStat(static_cast<pid_t>(child.pid));
    if (record.machine != child.name || process.id != child.id || process.pid != child.pid ||
        process.startTime != child.startTime || !stat || stat->startTime != child.startTime)
        return fail(ErrorCode::NotFound, "what was written down is of another process");
    return std::move(record);
}

/// Deletes itself once it has answered or was let go of.
class Search : public QObject {
public:
    Search(SupervisorClient &client, const RuntimeDir &dir, Callback<FoundProcesses> done)
        : m_client(client), m_dir(dir), m_done(std::move(done))
    {
        m_step = m_client.open([this](const Result<Welcome> &welcome) {
            if (!welcome)
                return finish(tl::unexpected(welcome.error()));
            list();
        });
    }

    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_step.cancel();
        deleteLater();
    }

private:
    void list()
    {
        m_step = m_client.list([this](const Result<std::vector<ChildInfo>> &children) {
            if (!children)
                return finish(tl::unexpected(children.error()));
            for (const auto &child : *children)
                look(child);
            dropKept();
        });
    }

    void look(const ChildInfo &child)
    {
        if (child.ended) {
            m_orders.push_back(m_client.forget(child.id, {}));
            return;
        }
        if (auto record = recordOf(child, m_dir)) {
            m_found.living.push_back({std::move(*record), child});
            return;
        }
        if (const auto why = whyLeftAlone(child); !why.empty()) {
            qCWarning(lcSurvivors) << "The process" << child.name.c_str() << "is left alone:" << why.c_str();
            m_found.strays.machines.push_back({child, why});
            return;
        }
        qCInfo(lcSurvivors) << "Ended the process" << child.name.c_str() << "of a run that died";
        m_client.endNow(child.id);
        m_found.unfinished.insert(child.name);
    }

    /// Somebody had worked in it, or nothing would lie there. Empty: nobody had.
    std::string whyLeftAlone(const ChildInfo &child) const
    {
        if (!isSafeToken(child.name))
            return {};
        std::error_code error;
        const auto file = m_dir.recordFile(child.name);
        if (!std::filesystem::exists(std::filesystem::symlink_status(file, error)))
            return {};
        const auto record = readMachineRecord(file);
        return record ? std::string() : "what was written down of it cannot be read: " + record.error().detail;
    }

    /// What was kept for machines that are no more.
    void dropKept()
    {
        m_step = m_client.listKept([this](const Result<std::vector<KeptInfo>> &kept) {
            std::set<std::string> wanted;
            for (const auto &[record, child] : m_found.living)
                wanted.insert(overName(record.machine));
            for (const auto &[child, why] : m_found.strays.machines)
                wanted.insert(overName(child.name));
            for (const auto &each : kept ? *kept : std::vector<KeptInfo>()) {
                if (!each.name.starts_with(kOverPrefix))
                    m_found.strays.memories.push_back(each);
                else if (!wanted.contains(each.name))
                    m_orders.push_back(m_client.drop(each.name, {}));
            }
            finish(std::move(m_found));
        });
    }

    void finish(Result<FoundProcesses> result)
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            deleteLater();
            done(std::move(result));
        }
    }

    SupervisorClient &m_client;
    const RuntimeDir &m_dir;
    Callback<FoundProcesses> m_done;
    FoundProcesses m_found;
    std::vector<Call> m_orders; // nobody waits for their answers
    Call m_step;
};

/// Deletes itself once it has answered or was let go of.
class TakingOver : public QObject {
public:
    TakingOver(TakeOverContext context, std::vector<FoundProcess> found, Callback<std::vector<ports::Survivor>> done)
        : m_context(std::move(context)), m_waiting(found.begin(), found.end()), m_done(std::move(done))
    {
        later(this, [this] { next(); });
    }

    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_step.cancel();
        if (m_machine)
            m_machine->letGo();
        if (m_now) {
            m_now->files->leave();
            for (const auto &layer : m_now->layers)
                layer->named(); // its file stays
        }
        for (const auto &survivor : m_survivors)
            if (auto *machine = dynamic_cast<QemuMachine *>(survivor.machine.get()))
                machine->letGo();
        deleteLater();
    }

private:
    void next()
    {
        if (!m_done)
            return;
        if (m_waiting.empty())
            return finish();
        const auto &[record, child] = m_waiting.front();
        m_now.emplace(
            MachineFound{.files = std::make_unique<MachineFiles>(m_context.runtimeDir->sandboxDir(record.machine),
                                                                 m_context.diskDir + "/" + record.disk,
                                                                 m_context.runtimeDir->recordFile(record.machine)),
                         .record = record,
                         .child = child,
                         .base = {},
                         .over = {},
                         .layers = {},
                         .layerAt = [this](const MachineRecord::Layer &layer) { return layerAt(layer); },
                         .store = m_context.store,
                         .supervisor = m_context.supervisor,
                         .noSnapshots = m_context.host.noSnapshots,
                         .console = m_context.console,
                         .diskLeft =
                             [left = m_context.diskLeft, machine = record.machine] {
                                 left(machine);
                             }});
        m_waiting.pop_front();
        if (m_now->record.move)
            m_now->files->alsoRemove(m_context.diskDir + "/" + m_now->record.move->file);
        if (m_now->record.qemuVersion != m_context.host.version)
            noSnapshots({ErrorCode::Unsupported, "it runs QEMU " + m_now->record.qemuVersion +
                                                     ", and what it has could not be loaded by " +
                                                     m_context.host.version + " of now"});
        openBase();
    }

    void noSnapshots(Error why)
    {
        if (!m_now->noSnapshots)
            m_now->noSnapshots = std::move(why);
    }

    void openBase()
    {
        if (m_now->record.base.empty()) // of a booted one, which has layers when it was booted from a disk
            return findLayers();
        m_step = m_context.store->openTemplate(
            m_now->record.base, [this](const Result<std::shared_ptr<const ports::Template>> &base) {
                if (base)
                    m_now->base = std::dynamic_pointer_cast<const QemuTemplate>(*base);
                else
                    noSnapshots(
                        inContext("the template that its memory differs from cannot be had (it may not have been "
                                  "on disk yet when the program before ended); the sandbox itself goes on",
                                  base.error()));
                takeDelta();
            });
    }

    void takeDelta()
    {
        if (!m_now->record.over || !m_now->base)
            return findLayers();
        m_step = m_context.supervisor->take(overName(m_now->record.machine), [this](Result<UniqueFd> taken) {
            if (const auto delta = taken ? openDelta(std::move(*taken)) : tl::unexpected(taken.error()); !delta)
                noSnapshots(inContext("the memory that it was forked with", delta.error()));
            findLayers();
        });
    }

    Result<> openDelta(UniqueFd file)
    {
        GB_TRY(delta, memory::DeltaReader::open(memory::Descriptor(file.release())));
        GB_CHECK(delta.belongsTo(m_now->base->deltaBase()));
        m_now->over = std::make_shared<const memory::DeltaReader>(std::move(delta));
        return {};
    }

    /// In the folder of disks until it is a snapshot's, in the store from then on.
    std::shared_ptr<DiskLayer> layerAt(const MachineRecord::Layer &layer) const
    {
        const auto file = m_context.diskDir + "/" + layer.file;
        if (lengthOf(file).value > 0)
            return std::make_shared<DiskLayer>(layer.id, file);
        return m_context.store->layer(layer.id);
    }

    void findLayers()
    {
        for (const auto &each : m_now->record.layers) {
            if (auto layer = layerAt(each))
                m_now->layers.push_back(std::move(layer));
            else
                noSnapshots({ErrorCode::NotFound, "a layer of its disk is gone: " + each.id});
        }
        begin();
    }

    void begin()
    {
        m_survivor = ports::Survivor{.machine = nullptr,
                                     .record = m_now->record.sandbox,
                                     .size = m_now->record.size,
                                     .acceleration = m_now->record.acceleration,
                                     .image = m_now->record.image,
                                     .base = m_now->record.base,
                                     .diskBase = m_now->record.under,
                                     .paused = false};
        m_machine = std::make_unique<QemuMachine>(*std::exchange(m_now, std::nullopt), [this](const Result<> &ready) {
            if (ready) {
                m_survivor->paused = m_machine->wasPaused();
                m_survivor->noSnapshots = m_machine->whyNoSnapshot();
                m_survivor->machine = std::move(m_machine);
                m_survivors.push_back(std::move(*m_survivor));
            } else {
                qCWarning(lcSurvivors) << "A machine that outlived a program before was ended, its disk is kept:"
                                       << describe(ready.error()).c_str();
                m_machine.reset();
            }
            next();
        });
    }

    void finish()
    {
        if (auto done = std::exchange(m_done, nullptr)) {
            deleteLater();
            done(std::move(m_survivors));
        }
    }

    TakeOverContext m_context;
    std::deque<FoundProcess> m_waiting;
    Callback<std::vector<ports::Survivor>> m_done;
    std::optional<MachineFound> m_now;
    std::optional<ports::Survivor> m_survivor;
    std::unique_ptr<QemuMachine> m_machine;
    std::vector<ports::Survivor> m_survivors;
    Call m_step;
};

} // namespace

Call findProcesses(SupervisorClient &client, const RuntimeDir &dir, Callback<FoundProcesses> done)
{
    auto *search = new Search(client, dir, std::move(done)); // deletes itself
    return Call([guard = QPointer<Search>(search)] {
        if (guard)
            guard->abandon();
    });
}

std::set<std::string> machinesOf(const std::vector<FoundProcess> &found)
{
    std::set<std::string> out;
    for (const auto &[record, child] : found)
        out.insert(record.machine);
    return out;
}

std::vector<FoundProcess> stillThere(const std::vector<FoundProcess> &found, const RuntimeDir &dir)
{
    std::vector<FoundProcess> out;
    for (const auto &[record, child] : found)
        if (auto now = readMachineRecord(dir.recordFile(record.machine)); now && now->process.id == child.id)
            out.push_back({*std::move(now), child});
    return out;
}

Call takeOver(TakeOverContext context, std::vector<FoundProcess> found, Callback<std::vector<ports::Survivor>> done)
{
    auto *taking = new TakingOver(std::move(context), std::move(found), std::move(done)); // deletes itself
    return Call([guard = QPointer<TakingOver>(taking)] {
        if (guard)
            guard->abandon();
    });
}

} // namespace glovebox::qemu
