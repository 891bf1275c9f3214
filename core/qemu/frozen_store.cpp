#include "core/qemu/frozen_store.h"

#include "core/qemu/folder.h"
#include "core/qemu/store_answer.h"

#include <QLoggingCategory>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcStore, "glovebox.qemu")

namespace fs = std::filesystem;
using TemplatePtr = std::shared_ptr<const ports::Template>;
using SnapshotPtr = std::shared_ptr<const ports::Snapshot>;
using PartsPtr = std::shared_ptr<QemuTemplate::Parts>;

/// How often somebody is told how far the writing has come.
constexpr std::chrono::milliseconds kProgressInterval{100};

} // namespace

DiskStore::~DiskStore()
{
    for (auto &[id, entry] : m_templates)
        entry.loading.cancel();
}

std::vector<ports::TemplateFacts> DiskStore::templates() const
{
    std::vector<const TemplateEntry *> found;
    for (const auto &[id, entry] : m_templates)
        if (const auto live = entry.live.lock(); entry.fits && (entry.folder || (live && live->folder()->complete())))
            found.push_back(&entry);
    std::ranges::stable_sort(found, [](const auto *a, const auto *b) { return a->at > b->at; });
    std::vector<ports::TemplateFacts> out;
    for (const auto *entry : found)
        out.push_back(entry->facts);
    return out;
}

std::vector<ports::SnapshotFacts> DiskStore::snapshots() const
{
    std::vector<ports::SnapshotFacts> out;
    std::set<std::uint64_t> hibernated;
    for (const auto &[id, entry] : m_snapshots)
        if (entry.facts.origin.kind == domain::SnapshotKind::Hibernated)
            hibernated.insert(entry.memoryInode);
    for (const auto &[id, entry] : m_snapshots) {
        if (!entry.fits)
            continue;
        auto &facts = out.emplace_back(entry.facts);
        if (facts.origin.kind != domain::SnapshotKind::Kept || !hibernated.contains(entry.memoryInode))
            continue;
        // Counted once, so that all of them add up to what the disk says.
        facts.diskShared.value += facts.memory.value + facts.disk.value;
        facts.memory = facts.disk = {};
    }
    std::ranges::stable_sort(out, [](const auto &a, const auto &b) { return a.origin.at > b.origin.at; });
    return out;
}

// ---- Templates

Result<std::shared_ptr<StoreFolder>> DiskStore::newTemplateFolder(const std::string &id) const
{
    if (!isSafeToken(id))
        return fail(ErrorCode::InvalidArgument, "a template's id has letters, digits, '-' and '_' only");
    return StoreFolder::create(templatesDir() + "/" + id);
}

TemplateDraft DiskStore::draftOf(const std::shared_ptr<const QemuTemplate> &frozen) const
{
    const auto found = m_templates.find(frozen->facts().id);
    return {frozen, frozen->facts(), m_host, found == m_templates.end() ? WallTime() : found->second.at};
}

void DiskStore::add(const std::shared_ptr<const QemuTemplate> &frozen)
{
    TemplateEntry entry;
    entry.facts = frozen->facts();
    entry.at = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    entry.live = frozen;
    const auto id = entry.facts.id;
    m_templates.insert_or_assign(id, std::move(entry));
    // Whoever asks for a snapshot tries once more to write it when this fails.
    m_writes.push_back(m_writing.run<ByteCount>(
        [draft = draftOf(frozen)](const StopFlag &stop) -> Result<ByteCount> {
            GB_CHECK(writeTemplate(draft, stop));
            return spaceIn(draft.frozen->folder()->path());
        },
        [this, id, folder = frozen->folder()](const Result<ByteCount> &written) {
            if (!written)
                qCWarning(lcStore) << "The template" << id.c_str()
                                   << "could not be kept on disk:" << describe(written.error()).c_str();
            else if (const auto found = m_templates.find(id); found != m_templates.end() && folder->complete()) {
                found->second.folder = folder;
                found->second.facts.stored = *written;
            }
        }));
}

Call DiskStore::openTemplate(std::string id, Callback<TemplatePtr> done)
{
    const auto found = m_templates.find(id);
    if (found == m_templates.end())
        return answer<TemplatePtr>(this, std::move(done), fail(ErrorCode::NotFound, "there is no template " + id));
    auto &entry = found->second;
    if (auto live = entry.live.lock())
        return answer<TemplatePtr>(this, std::move(done), TemplatePtr(std::move(live)));
    if (!entry.folder || !entry.fits)
        return answer<TemplatePtr>(this, std::move(done),
                                   fail(ErrorCode::NotFound, "template " + id + " cannot be loaded on this host"));
    auto wanted = std::make_shared<Callback<TemplatePtr>>(std::move(done));
    entry.waiting.push_back(wanted);
    if (entry.waiting.size() == 1)
        entry.loading = m_reading.run<PartsPtr>(
            [facts = entry.facts, folder = entry.folder](const StopFlag &stop) -> Result<PartsPtr> {
                GB_TRY(parts, loadTemplate(facts, folder, stop));
                return std::make_shared<QemuTemplate::Parts>(std::move(parts));
            },
            [this, id](Result<PartsPtr> parts) { loaded(id, std::move(parts)); });
    return Call([wanted] { *wanted = nullptr; });
}

void DiskStore::loaded(const std::string &id, Result<PartsPtr> parts)
{
    const auto found = m_templates.find(id);
    if (found == m_templates.end())
        return;
    const auto waiting = std::exchange(found->second.waiting, {});
    Result<TemplatePtr> result = fail(ErrorCode::NotFound, "template " + id + " was removed while it was loaded");
    if (!parts) {
        result = tl::unexpected(inContext("loading template " + id, parts.error()));
    } else if ((*parts)->folder->complete()) {
        auto live = std::make_shared<const QemuTemplate>(std::move(**parts));
        found->second.live = live;
        result = TemplatePtr(std::move(live));
    }
    const QPointer<DiskStore> guard(this);
    for (const auto &each : waiting) {
        if (auto tell = std::exchange(*each, nullptr))
            tell(result);
        if (!guard)
            return;
    }
}

Call DiskStore::removeTemplate(std::string id, Callback<> done)
{
    std::string standing;
    for (const auto &[name, entry] : m_snapshots)
        if (entry.facts.base == id)
            standing += (standing.empty() ? "" : ", ") + name;
    if (!standing.empty())
        return answer<void>(this, std::move(done),
                            fail(ErrorCode::InvalidState, "snapshots stand on this template: " + standing));
    if (m_templatesOfOrphans.contains(id))
        return answer<void>(this, std::move(done),
                            fail(ErrorCode::InvalidState, "a disk that a machine left may stand on this template"));
    const auto found = m_templates.find(id);
    if (found == m_templates.end())
        return answer<void>(this, std::move(done), {});
    auto entry = std::move(found->second);
    m_templates.erase(found);
    auto folder = entry.folder;
    if (const auto live = entry.live.lock(); live && !folder)
        folder = live->folder();
    const auto gone = folder ? folder->discard() : Result<>();
    for (const auto &each : entry.waiting)
        later(this, [each, id] {
            if (auto tell = std::exchange(*each, nullptr))
                tell(fail(ErrorCode::NotFound, "template " + id + " was removed while it was loaded"));
        });
    entry.loading.cancel();
    entry.folder.reset();
    // Not on the loop: it is a large file.
    return m_reading.run<bool>(
        [folder = std::move(folder)](const StopFlag &) mutable -> Result<bool> {
            folder.reset();
            return true;
        },
        [done = std::move(done), gone](const Result<bool> &) { done(gone); });
}

// ---- Snapshots

Result<> DiskStore::checkNewSnapshot(const domain::SnapshotId &id) const
{
    if (!isSafeToken(id.value()))
        return fail(ErrorCode::InvalidArgument, "a snapshot's id has letters, digits, '-' and '_' only");
    std::error_code error;
    if (m_snapshots.contains(id.value()) || fs::exists(snapshotsDir() + "/" + id.value(), error) ||
        fs::exists(layersDir() + "/" + id.value() + ".qcow2", error))
        return fail(ErrorCode::InvalidState, "there is a snapshot " + id.value() + " already");
    return {};
}

Result<> DiskStore::takeIn(DiskLayer &layer) const
{
    const auto here = layersDir() + "/" + layer.id() + ".qcow2";
    return layer.path() == here ? Result<>() : layer.moveTo(here);
}

Call DiskStore::write(TakenSnapshot taken, std::function<void(ByteCount, ByteCount)> progress,
                      Callback<SnapshotPtr> done)
{
    auto counted = std::make_shared<Counted>();
    SnapshotDraft draft{.facts = taken.facts,
                        .host = m_host,
                        .base = draftOf(taken.base),
                        .pages = std::move(taken.pages),
                        .under = std::move(taken.under),
                        .devices = std::move(taken.devices),
                        .layers = taken.layers,
                        .folder = snapshotsDir() + "/" + taken.facts.origin.id.value(),
                        .counted = counted};
    auto timer = std::make_shared<QTimer>();
    if (progress) {
        QObject::connect(timer.get(), &QTimer::timeout, this, [counted, progress = std::move(progress)] {
            progress(ByteCount{counted->done * memory::pageSize()}, ByteCount{counted->total * memory::pageSize()});
        });
        timer->start(kProgressInterval);
    }
    auto written = [this, base = std::move(taken.base), layers = std::move(taken.layers), done = std::move(done),
                    timer](Result<WrittenSnapshot> result) {
        timer->stop();
        if (!result)
            return done(tl::unexpected(inContext("writing a snapshot", result.error())));
        done(SnapshotPtr(made(std::move(*result), base, layers)));
    };
    return m_writing.run<WrittenSnapshot>(
        [draft = std::move(draft)](const StopFlag &stop) { return writeSnapshot(draft, stop); }, std::move(written));
}

std::shared_ptr<const QemuSnapshot> DiskStore::made(WrittenSnapshot written, std::shared_ptr<const QemuTemplate> base,
                                                    const DiskLayers &layers)
{
    const auto folder = written.folder->take();
    auto snapshot =
        std::make_shared<const QemuSnapshot>(QemuSnapshot::Parts{written.facts, std::move(base), folder, layers});
    if (!folder->complete())
        return snapshot; // a passing one goes with who holds it
    for (const auto &layer : layers)
        layer->named();
    const auto id = written.facts.origin.id.value();
    m_snapshots.insert_or_assign(id, SnapshotEntry{std::move(written.facts), folder, layers, true, snapshot,
                                                   inodeOf(folder->file(kMemoryFile))});
    return snapshot;
}

Call DiskStore::openSnapshot(domain::SnapshotId id, Callback<SnapshotPtr> done)
{
    const auto found = m_snapshots.find(id.value());
    if (found == m_snapshots.end() || !found->second.fits)
        return answer<SnapshotPtr>(this, std::move(done),
                                   fail(ErrorCode::NotFound, "there is no snapshot " + id.value()));
    if (auto live = found->second.live.lock())
        return answer<SnapshotPtr>(this, std::move(done), SnapshotPtr(std::move(live)));
    return openTemplate(found->second.facts.base, [this, id, done = std::move(done)](const Result<TemplatePtr> &base) {
        const auto entry = m_snapshots.find(id.value());
        if (!base || entry == m_snapshots.end())
            return done(base ? fail(ErrorCode::NotFound, "snapshot " + id.value() + " was removed")
                             : tl::unexpected(base.error()));
        auto live = entry->second.live.lock();
        if (!live)
            live = std::make_shared<const QemuSnapshot>(
                QemuSnapshot::Parts{entry->second.facts, std::dynamic_pointer_cast<const QemuTemplate>(*base),
                                    entry->second.folder, entry->second.layers});
        entry->second.live = live;
        done(SnapshotPtr(std::move(live)));
    });
}

void DiskStore::forget(SnapshotEntry &entry)
{
    for (const auto &layer : entry.layers)
        layer->forgotten();
}

Call DiskStore::removeSnapshot(domain::SnapshotId id, Callback<> done)
{
    const auto found = m_snapshots.find(id.value());
    if (found == m_snapshots.end())
        return answer<void>(this, std::move(done), {});
    if (found->second.facts.pinned)
        return answer<void>(this, std::move(done), fail(ErrorCode::InvalidState, id.value() + " is pinned"));
    if (auto gone = found->second.folder->discard(); !gone)
        return answer<void>(this, std::move(done), std::move(gone));
    auto entry = std::make_shared<SnapshotEntry>(std::move(found->second));
    m_snapshots.erase(found);
    forget(*entry);
    return m_reading.run<bool>(
        [entry](const StopFlag &) -> Result<bool> {
            removeTree(entry->folder->path());
            entry->folder.reset();
            entry->layers.clear(); // those that nobody else holds go with it
            return true;
        },
        [done = std::move(done)](const Result<bool> &) { done({}); });
}

Call DiskStore::spread(std::shared_ptr<const QemuSnapshot> snapshot, Callback<TemplatePtr> done)
{
    ports::TemplateFacts facts{.id = snapshot->facts().origin.id.value(),
                               .size = snapshot->facts().size,
                               .acceleration = snapshot->facts().acceleration,
                               .image = snapshot->facts().image,
                               .memory = {},
                               .disk = ByteCount{snapshot->facts().disk.value + snapshot->facts().diskShared.value},
                               .network = snapshot->facts().network};
    return m_reading.run<PartsPtr>(
        [snapshot = std::move(snapshot), facts = std::move(facts)](const StopFlag &stop) -> Result<PartsPtr> {
            GB_TRY(parts, spreadSnapshot(*snapshot, facts, stop));
            return std::make_shared<QemuTemplate::Parts>(std::move(parts));
        },
        [done = std::move(done)](const Result<PartsPtr> &parts) {
            if (!parts)
                return done(tl::unexpected(inContext("spreading a snapshot", parts.error())));
            done(TemplatePtr(std::make_shared<const QemuTemplate>(std::move(**parts))));
        });
}

} // namespace glovebox::qemu
