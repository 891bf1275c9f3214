#include "core/engine/memory_sync.h"

#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/engine/guest_gone.h"
#include "core/engine/memory_path.h"

#include <algorithm>

namespace glovebox::engine {

namespace {

/// Distinct warnings that are remembered; an agent can make as many bad files as it likes.
constexpr std::size_t kWarningsMax = 200;
constexpr std::size_t kPlacesAtOnce = 8;

} // namespace

Result<std::string> checkedContent(const ports::Memory &memory)
{
    if (!memory.content)
        return fail(ErrorCode::ProtocolError, "the store sent no content");
    if (memory.content->size() > limits::kMemoryContentMax.value)
        return fail(ErrorCode::TooLarge, "its content is larger than a memory may be");
    if (sha256Hex(*memory.content) != memory.sha256)
        return fail(ErrorCode::ProtocolError, "its content is not what its hash says");
    return *memory.content;
}

MemorySync::MemorySync(Parts parts, domain::MemoryAttachment attachment, std::string root, SecretString credential,
                       std::shared_ptr<MemoryMemo> memo)
    : m_parts(std::move(parts)), m_attachment(std::move(attachment)), m_root(std::move(root)),
      m_credential(std::move(credential)), m_memo(std::move(memo)),
      m_listing(m_parts.stores, m_attachment.store, m_credential)
{
}

api::MountedMemory MemorySync::view() const
{
    return {.name = toOneLine(m_attachment.name.empty() ? m_attachment.store.value() : m_attachment.name),
            .path = m_root,
            .readOnly = m_attachment.readOnly,
            .files = static_cast<int>(m_memo->baseline.size()),
            .syncedAt = m_syncedAt,
            .problem = m_problem};
}

void MemorySync::stop()
{
    m_call.cancel();
    m_listing.cancel();
    m_lanes.cancel();
    m_round.reset();
    m_mountDone = nullptr;
}

void MemorySync::mount(ports::GuestFiles &files, bool mayAdopt, Callback<> done)
{
    m_files = &files;
    m_mayAdopt = mayAdopt;
    m_mountDone = std::move(done);
    m_call = files.makeFolder({m_root, 0700, true}, [this](Result<> made) { folderMade(std::move(made)); });
}

void MemorySync::folderMade(Result<> made)
{
    if (made) {
        m_created = true;
        return fill();
    }
    if (made.error().code != ErrorCode::InvalidState)
        return mountEnded(std::move(made));
    const auto taken = [this] {
        mountEnded(fail(ErrorCode::InvalidState, "something already exists at the memory store's path: " + m_root));
    };
    if (!m_mayAdopt)
        return taken();
    scan([this, taken](Result<MemoryScan> local) {
        if (!local || !(local->markerIsOurs || local->empty))
            return taken();
        m_created = true;
        if (local->empty)
            return fill();
        m_unpushed = true; // whatever it holds, until a sync has seen to it
        warn("an earlier run left its folder behind; what is new there is stored first");
        m_round = Round{.mounting = true, .done = [this](Result<> synced) {
                            mountEnded(std::move(synced));
                        }};
        scanned(std::move(local));
    });
}

void MemorySync::fill()
{
    forgetAll();
    writeMarker([this](Result<> written) {
        if (!written)
            return mountEnded(std::move(written));
        download();
    });
}

void MemorySync::writeMarker(Callback<> done)
{
    m_call = m_files->write({m_root + '/' + std::string(kMemoryMarker), memoryMarkerContent(m_attachment.store), 0600},
                            std::move(done));
}

/// Page by page, so that a full store is never held in memory as a whole.
void MemorySync::download()
{
    m_listing.run(
        true,
        [this](std::vector<ports::Memory> memories, std::function<void()> more) {
            std::vector<Lanes::Job> jobs;
            for (auto &memory : memories)
                jobs.push_back([this, memory = std::move(memory)](Lanes::Lane &lane, const Over &over) {
                    place(lane, memory, over);
                });
            m_lanes.run(kPlacesAtOnce, std::move(jobs), [this, more = std::move(more)] {
                if (m_guestGone)
                    return mountEnded(tl::unexpected(*m_guestGone));
                more();
            });
        },
        [this](std::string problem) { warnOnce(std::move(problem)); },
        [this](Result<> whole) {
            if (!whole)
                return mountEnded(tl::unexpected(inContext("read the memory store", whole.error())));
            mountEnded({});
        });
}

void MemorySync::place(Lanes::Lane &lane, const ports::Memory &memory, const Over &over)
{
    auto content = checkedContent(memory);
    if (!content) {
        warnOnce(memory.path + " was left out: " + content.error().detail);
        return over();
    }
    lane.call = m_files->write(
        {guestPath(memory.path), *std::move(content), 0600},
        [this, path = memory.path, known = MemoryMemo::Known{memory.sha256, memory.id}, over](Result<> written) {
            if (written)
                m_memo->baseline[path] = known;
            else if (isGuestGone(written.error().code))
                m_guestGone = written.error();
            else
                warnOnce(path + " could not be written: " + describe(written.error()));
            over();
        });
}

void MemorySync::mountEnded(Result<> result)
{
    m_listing.cancel();
    m_mounted = result.has_value();
    m_unpushed = m_unpushed && !m_mounted;
    if (m_mounted)
        m_syncedAt = m_parts.clock.wallNow();
    m_parts.changed();
    if (const auto done = std::exchange(m_mountDone, nullptr))
        done(std::move(result));
}

void MemorySync::sync(bool last, std::function<void()> done)
{
    begin({.last = last, .done = [done = std::move(done)](const Result<> &) {
               done();
           }});
}

void MemorySync::flush(std::function<void()> done)
{
    if (m_attachment.readOnly)
        return done();
    m_unpushed = true; // until it ends
    begin({.last = true, .pushOnly = true, .done = [done = std::move(done)](const Result<> &) {
               done();
           }});
}

void MemorySync::close(bool mayKeep, std::function<void()> done)
{
    if (!m_created || m_files == nullptr)
        return done();
    scan([this, mayKeep, done = std::move(done)](const Result<MemoryScan> &left) {
        const bool gone = !left && left.error().code == ErrorCode::NotFound;
        const bool ours = left && (left->markerIsOurs || left->empty);
        if (!gone && !ours) {
            warn("its folder is not ours any more, or cannot be read; it was left where it is");
            return done();
        }
        if (ours && mayKeep && m_unpushed) {
            warn("not everything could be stored; its folder stays in the sandbox until the session comes back");
            return done();
        }
        if (m_unpushed)
            warn("not everything could be stored; edits since the last sync may be lost");
        m_call = m_files->remove(m_root, [this, done](Result<> removed) {
            if (removed)
                forgetAll();
            else
                warn("its folder could not be removed: " + describe(removed.error()));
            m_created = m_created && !removed;
            done();
        });
    });
}

void MemorySync::scan(Callback<MemoryScan> done)
{
    m_call = m_files->list({.path = m_root, .withHashes = true, .hashMax = limits::kMemoryContentMax},
                           [this, done = std::move(done)](Result<std::vector<ports::GuestEntry>> entries) {
                               if (!entries)
                                   return done(tl::unexpected(std::move(entries).error()));
                               done(readMemoryScan(*entries, m_attachment.store));
                           });
}

void MemorySync::forgetAll()
{
    *m_memo = {};
    m_gone.clear();
}

/// An upload that did not arrive, for sure.
void MemorySync::unsettle(const std::string &path, const std::string &sha256)
{
    const auto found = m_memo->unsettled.find(path);
    if (found == m_memo->unsettled.end())
        return;
    found->second.erase(sha256);
    if (found->second.empty())
        m_memo->unsettled.erase(found);
}

void MemorySync::tryLater(std::string why)
{
    if (m_round)
        m_round->complete = false;
    warnOnce(std::move(why));
}

void MemorySync::warn(std::string text)
{
    m_problem = clipped(toOneLine(text), ByteCount{500});
    m_parts.warn(m_problem);
    m_parts.changed();
}

/// For what stays as it is from sync to sync.
void MemorySync::warnOnce(std::string text)
{
    if (m_warned.size() < kWarningsMax && m_warned.insert(text).second)
        warn(std::move(text));
}

} // namespace glovebox::engine
