// Role: the part of the store that looks after what is complete: names, pins, notes, checks, and what is kept of a
// hibernated sandbox.
#include "core/qemu/frozen_store.h"
#include "core/qemu/store_answer.h"
#include "core/qemu/store_notes.h"
#include "core/qemu/store_upkeep.h"

#include <QLoggingCategory>
#include <QTimer>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcUpkeep, "glovebox.qemu")

constexpr std::chrono::milliseconds kToldEvery{100};

WallTime momentNow()
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string notesOf(const ports::SnapshotFacts &facts)
{
    return notesText(SnapshotNotes{facts.origin.name, facts.pinned, facts.verifiedAt, facts.damage});
}

} // namespace

/// Behind what was noted before.
Call DiskStore::write(const std::string &folder, std::string notes, Callback<> done)
{
    return m_reading.run<bool>(
        [folder, notes = std::move(notes)](const StopFlag &) -> Result<bool> {
            GB_CHECK(writeNotes(folder, notes));
            return true;
        },
        [done = std::move(done)](const Result<bool> &written) {
            done(written ? Result<>{} : tl::unexpected(written.error()));
        });
}

Call DiskStore::label(domain::SnapshotId id, ports::SnapshotLabel label, Callback<> done)
{
    const auto found = m_snapshots.find(id.value());
    if (found == m_snapshots.end())
        return answer<void>(this, std::move(done), fail(ErrorCode::NotFound, "there is no snapshot " + id.value()));
    auto facts = found->second.facts;
    facts.origin.name = label.name;
    facts.pinned = label.pinned;
    // A pin holds from now on, also while it is being written down.
    const auto before = std::exchange(found->second.facts.pinned, facts.pinned || found->second.facts.pinned);
    return write(found->second.folder->path(), notesOf(facts),
                 [this, id, label = std::move(label), before, done = std::move(done)](Result<> written) {
                     if (const auto entry = m_snapshots.find(id.value()); entry != m_snapshots.end()) {
                         entry->second.facts.pinned = written ? label.pinned : before;
                         if (written)
                             entry->second.facts.origin.name = label.name;
                     }
                     done(written ? std::move(written) : tl::unexpected(inContext("writing it down", written.error())));
                 });
}

/// What a look found stays with it; that it cannot be written down is no reason to hide it.
void DiskStore::noteFound(const domain::SnapshotId &id, std::optional<WallTime> verifiedAt, std::string damage)
{
    const auto found = m_snapshots.find(id.value());
    if (found == m_snapshots.end())
        return;
    found->second.facts.verifiedAt = verifiedAt;
    found->second.facts.damage = std::move(damage);
    m_noting[id.value()] = write(found->second.folder->path(), notesOf(found->second.facts), [id](const auto &noted) {
        if (!noted)
            qCWarning(lcUpkeep) << "What was found of" << id.value().c_str()
                                << "could not be noted:" << describe(noted.error()).c_str();
    });
}

std::shared_ptr<StoreFolder> DiskStore::folderOf(const TemplateEntry &entry) const
{
    const auto live = entry.live.lock();
    return entry.folder ? entry.folder : live ? live->folder() : nullptr;
}

Call DiskStore::verify(domain::SnapshotId id, std::function<void(ByteCount, ByteCount)> progress,
                       Callback<ports::SnapshotProof> done)
{
    const auto found = m_snapshots.find(id.value());
    const auto base = found == m_snapshots.end() ? m_templates.end() : m_templates.find(found->second.facts.base);
    const auto folder = base == m_templates.end() ? nullptr : folderOf(base->second);
    if (!folder)
        return answer<ports::SnapshotProof>(this, std::move(done),
                                            fail(ErrorCode::NotFound, "there is no snapshot " + id.value()));
    auto counted = std::make_shared<Counted>();
    SnapshotFiles files{found->second.folder, folder, found->second.layers, counted};
    auto timer = std::make_shared<QTimer>();
    if (progress) {
        QObject::connect(timer.get(), &QTimer::timeout, this, [counted, progress = std::move(progress)] {
            progress(ByteCount{counted->done}, ByteCount{counted->total});
        });
        timer->start(kToldEvery);
    }
    return m_checking.run<bool>(
        [files = std::move(files)](const StopFlag &stop) { return verifySnapshot(files, stop); },
        [this, id, timer, done = std::move(done)](const Result<bool> &whole) {
            timer->stop();
            if (!whole && whole.error().code == ErrorCode::Cancelled)
                return done(tl::unexpected(whole.error()));
            const ports::SnapshotProof proof{momentNow(), whole && *whole};
            noteFound(id, whole && *whole ? std::optional(proof.at) : std::nullopt,
                      whole ? std::string() : whole.error().detail);
            done(whole ? Result<ports::SnapshotProof>(proof) : tl::unexpected(whole.error()));
        });
}

Call DiskStore::keep(domain::SnapshotId hibernated, domain::SnapshotOrigin origin, Callback<ports::SnapshotFacts> done)
{
    const auto found = m_snapshots.find(hibernated.value());
    if (found == m_snapshots.end())
        return answer<ports::SnapshotFacts>(
            this, std::move(done), fail(ErrorCode::NotFound, "there is nothing on disk of " + hibernated.value()));
    if (auto may = checkNewSnapshot(origin.id); !may)
        return answer<ports::SnapshotFacts>(this, std::move(done), tl::unexpected(may.error()));
    auto path = snapshotsDir() + "/" + origin.id.value();
    return m_writing.run<SharedSnapshot>(
        [folder = found->second.folder, origin = std::move(origin), path = std::move(path)](const StopFlag &) {
            return shareSnapshot(*folder, origin, path);
        },
        [this, layers = found->second.layers, fits = found->second.fits,
         done = std::move(done)](const Result<SharedSnapshot> &shared) {
            if (!shared)
                return done(tl::unexpected(inContext("keeping what is on disk", shared.error())));
            const auto folder = shared->folder->take();
            for (const auto &layer : layers)
                layer->named();
            const auto id = shared->facts.origin.id.value();
            m_snapshots.insert_or_assign(
                id, SnapshotEntry{shared->facts, folder, layers, fits, {}, inodeOf(folder->file(kMemoryFile))});
            done(shared->facts);
        });
}

Call DiskStore::note(std::string templateId, ports::TemplateNotes notes, Callback<> done)
{
    const auto found = m_templates.find(templateId);
    const auto folder = found == m_templates.end() ? nullptr : folderOf(found->second);
    if (!folder)
        return answer<void>(this, std::move(done), fail(ErrorCode::NotFound, "there is no template " + templateId));
    auto text = notesText(notes);
    found->second.facts.notes = std::move(notes);
    return write(folder->path(), std::move(text), std::move(done));
}

} // namespace glovebox::qemu
