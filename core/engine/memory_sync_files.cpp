// Role: the part of MemorySync that moves one file: out of the sandbox, into it, away. Each is a job of a few steps in
// a lane of its own; what went wrong with one is a warning and does not stop the others.
#include "core/engine/memory_sync.h"

#include "core/base/id.h"
#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

#include <algorithm>

namespace glovebox::engine {

namespace {

/// The control plane answers 409; some of its doors say 412 for a precondition that fails.
bool isConflict(ErrorCode code)
{
    return code == ErrorCode::Conflict || code == ErrorCode::LeaseLost;
}

/// The request was answered, and not carried out. With any other error it may have been.
bool isAnswered(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::NotFound:
    case ErrorCode::Unauthorized:
    case ErrorCode::Forbidden:
    case ErrorCode::RateLimited:
    case ErrorCode::TooLarge:
        return true;
    default:
        return isConflict(code);
    }
}

} // namespace

void MemorySync::read(Lanes::Lane &lane, const std::string &path, Callback<std::string> done)
{
    const auto content = std::make_shared<std::string>();
    const auto piece = [content](std::string_view bytes) -> Result<> {
        if (content->size() + bytes.size() > limits::kMemoryContentMax.value)
            return fail(ErrorCode::TooLarge, "larger than a memory may be");
        content->append(bytes);
        return {};
    };
    lane.call = m_files->read(guestPath(path), limits::kMemoryContentMax,
                              {piece, [content, done = std::move(done)](Result<> whole) {
                                   if (!whole)
                                       return done(tl::unexpected(std::move(whole).error()));
                                   done(std::move(*content));
                               }});
}

/// The store has deleted it. Read again first: it may have been edited since the folder was scanned.
void MemorySync::removeOne(Lanes::Lane &lane, const std::string &path, const Over &over)
{
    read(lane, path, [this, &lane, path, over](const Result<std::string> &content) {
        const auto known = m_memo->baseline.find(path);
        if (!content || known == m_memo->baseline.end() || sha256Hex(*content) != known->second.sha256)
            return over(); // the next sync sees what it is now
        lane.call = m_files->remove(guestPath(path), [this, path, over](const Result<> &removed) {
            if (removed)
                m_memo->baseline.erase(path);
            else
                tryLater(path + " could not be removed: " + describe(removed.error()));
            over();
        });
    });
}

void MemorySync::uploadOne(Lanes::Lane &lane, const Upload &job, bool again, const Over &over)
{
    read(lane, job.path, [this, &lane, job, again, over](Result<std::string> content) {
        if (content)
            return send(lane, job, again, std::make_shared<std::string>(*std::move(content)), over);
        if (content.error().code != ErrorCode::NotFound) // deleted since the scan: the next one sees it
            tryLater(job.path + " could not be read: " + describe(content.error()));
        over();
    });
}

void MemorySync::send(Lanes::Lane &lane, const Upload &job, bool again, const std::shared_ptr<std::string> &content,
                      const Over &over)
{
    const auto sha256 = sha256Hex(*content);
    const auto known = m_memo->baseline.find(job.path);
    if (!job.id.empty() && known != m_memo->baseline.end() && known->second.sha256 == sha256)
        return over(); // changed back since the scan
    if (const auto refused = m_memo->refused.find(job.path);
        refused != m_memo->refused.end() && refused->second == sha256)
        return over();
    if (toValidUtf8(*content) != *content) {
        m_memo->refused[job.path] = sha256;
        warnOnce(job.path + " is not UTF-8 text; it is not stored");
        return over();
    }
    m_memo->unsettled[job.path].insert(sha256);
    const auto answered = [this, &lane, job, again, content, sha256, over](const Result<ports::Memory> &memory) {
        if (memory) {
            m_memo->baseline[job.path] = {sha256, isSafeToken(memory->id) ? memory->id : job.id};
            m_memo->unsettled.erase(job.path);
            m_memo->refused.erase(job.path);
            return over();
        }
        if (memory.error().code == ErrorCode::NotFound && !job.id.empty()) { // deleted meanwhile: it is made again
            unsettle(job.path, sha256);
            return send(lane, {job.path, {}, {}}, again, content, over);
        }
        uploadFailed(job, again, sha256, memory.error());
        over();
    };
    const auto &store = m_attachment.store;
    lane.call = job.id.empty()
                    ? m_parts.stores.create(store, job.path, *content, m_credential, answered)
                    : m_parts.stores.update(store, job.id, *content, job.expectedSha256, m_credential, answered);
}

void MemorySync::uploadFailed(const Upload &job, bool again, const std::string &sha256, const Error &why)
{
    if (isAnswered(why.code))
        unsettle(job.path, sha256);
    if (isConflict(why.code)) {
        if (m_memo->unsettled.contains(job.path)) { // with ourselves, it may be
            m_round->raced = true;
            m_round->complete = false;
            return;
        }
        if (!job.id.empty())
            return warn(job.path + " was changed in the store too; the store's version stands");
        if (!again && !m_round->pushOnly)
            return m_round->taken.push_back(job);
        return warnOnce(job.path + " could not be stored: the store has something else at or around that path");
    }
    if (why.code == ErrorCode::InvalidArgument || why.code == ErrorCode::TooLarge) {
        m_memo->refused[job.path] = sha256;
        return warnOnce(job.path + " was not taken by the store: " + describe(why));
    }
    tryLater(job.path + " could not be stored: " + describe(why));
}

void MemorySync::deleteOne(Lanes::Lane &lane, const std::string &path, const Over &over)
{
    const auto known = m_memo->baseline.find(path);
    if (known == m_memo->baseline.end())
        return over();
    m_memo->deleting.insert(path);
    const auto &[sha256, id] = known->second;
    lane.call = m_parts.stores.remove(
        m_attachment.store, id, sha256, m_credential, [this, path, over](const Result<> &removed) {
            if (removed || removed.error().code == ErrorCode::NotFound) {
                m_memo->baseline.erase(path);
                m_memo->deleting.erase(path);
                m_gone.erase(path);
                ++m_round->deleted;
                return over();
            }
            if (isAnswered(removed.error().code))
                m_memo->deleting.erase(path);
            if (!isConflict(removed.error().code)) // changed meanwhile: the next sync brings it back
                tryLater(path + " could not be deleted from the store: " + describe(removed.error()));
            over();
        });
}

void MemorySync::pullOne(Lanes::Lane &lane, const Pull &job, const Over &over)
{
    lane.call = m_parts.stores.retrieve(
        m_attachment.store, job.id, m_credential, [this, &lane, job, over](Result<ports::Memory> memory) {
            if (!memory) {
                if (memory.error().code != ErrorCode::NotFound) {
                    tryLater(job.path + " could not be fetched: " + describe(memory.error()));
                    m_round->notFetched = inContext("read the memory store", memory.error());
                }
                return over();
            }
            if (memory->path != job.path) // renamed meanwhile: the next listing has it
                return over();
            if (const auto content = checkedContent(*memory); !content) {
                tryLater(job.path + " was left out: " + content.error().detail);
                return over();
            }
            writePulled(lane, job, std::make_shared<ports::Memory>(*std::move(memory)), false, over);
        });
}

void MemorySync::writePulled(Lanes::Lane &lane, const Pull &job, const std::shared_ptr<ports::Memory> &memory,
                             bool again, const Over &over)
{
    const auto path = guestPath(job.path);
    const auto written = [this, &lane, job, memory, again, path, over](const Result<> &result) {
        if (result || again || result.error().code != ErrorCode::InvalidState) {
            pulled(job, *memory, result);
            return over();
        }
        // Where a folder stands that has no file in it any more, it makes way.
        const auto giveUp = [this, job, memory, result, over] {
            pulled(job, *memory, result);
            over();
        };
        lane.call = m_files->list({.path = path}, [=, this, &lane](const Result<std::vector<ports::GuestEntry>> &in) {
            using Kind = ports::GuestEntry::Kind;
            if (!in || std::ranges::any_of(*in, [](const auto &entry) { return entry.kind != Kind::Folder; }))
                return giveUp();
            lane.call = m_files->remove(path, [=, this, &lane](const Result<> &removed) {
                if (!removed)
                    return giveUp();
                writePulled(lane, job, memory, true, over);
            });
        });
    };
    lane.call = m_files->write({path, *memory->content, 0600}, written);
}

void MemorySync::pulled(const Pull &job, const ports::Memory &memory, const Result<> &written)
{
    if (!written)
        return tryLater(job.path + " could not be written: " + describe(written.error()));
    m_memo->baseline[job.path] = {memory.sha256, job.id};
    if (job.why == MemoryAction::PullOverEdit)
        warn(job.path + " was changed on both sides; the store's version replaced the sandbox's");
    else if (job.why == MemoryAction::Restore)
        warn(job.path + " was deleted in the sandbox and changed in the store; it is back");
}

} // namespace glovebox::engine
