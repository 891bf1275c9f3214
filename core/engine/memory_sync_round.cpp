// Role: the part of MemorySync that makes one round: what is in the folder, what is in the store, what follows, in
// which order. The order keeps content safe: uploads before deletions, local removals before what may take their place.
#include "core/engine/memory_sync.h"

#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/engine/memory_path.h"

#include <algorithm>

namespace glovebox::engine {

using namespace std::chrono_literals;

namespace {

/// How long a file has to be gone before the store hears of it (5.5).
constexpr std::chrono::milliseconds kGoneFor = 30s;
constexpr std::size_t kRequestsAtOnce = 16; // 5.4
constexpr std::size_t kFlushesAtOnce = 32;  // 5.6

} // namespace

void MemorySync::begin(Round round)
{
    m_round = std::move(round);
    scan([this](Result<MemoryScan> local) { scanned(std::move(local)); });
}

void MemorySync::scanned(Result<MemoryScan> local)
{
    if (!local && local.error().code != ErrorCode::NotFound) {
        tryLater("its folder could not be read: " + describe(local.error()));
        return endRound(tl::unexpected(std::move(local).error()));
    }
    m_round->local = local ? *std::move(local) : MemoryScan();
    const auto &now = m_round->local;
    for (const auto &problem : now.problems)
        warnOnce(problem);
    if (!now.markerIsOurs && !now.empty) {
        tryLater("its marker is missing or changed, so nothing is synced and the folder is left as it is");
        return endRound(fail(ErrorCode::InvalidState, "the marker is not ours"));
    }
    const bool wiped = now.markerIsOurs && !now.hasFiles && m_memo->baseline.size() > 1;
    if (now.markerIsOurs && !wiped)
        return m_round->pushOnly && m_memo->unsettled.empty() && m_memo->deleting.empty() ? plan() : list();
    if (m_round->last) // nobody will read it again; and it is no reason to delete anything
        return endRound({});
    warn(wiped ? "all its files vanished at once; they are downloaded again"
               : "its folder was emptied; it is downloaded again");
    forgetAll();
    if (wiped)
        return list();
    makeAnew();
}

void MemorySync::makeAnew()
{
    const auto failed = [this](Error why) {
        tryLater("its folder could not be made again: " + describe(why));
        endRound(tl::unexpected(std::move(why)));
    };
    m_call = m_files->makeFolder({m_root, 0700, false}, [this, failed](const Result<> &made) {
        if (!made)
            return failed(made.error());
        writeMarker([this, failed](const Result<> &written) {
            if (!written)
                return failed(written.error());
            list();
        });
    });
}

void MemorySync::list()
{
    m_listing.run(
        false,
        [this](std::vector<ports::Memory> memories, const std::function<void()> &more) {
            for (auto &memory : memories) {
                auto path = memory.path;
                m_round->remote.insert_or_assign(std::move(path), std::move(memory));
            }
            more();
        },
        [this](std::string problem) { warnOnce(std::move(problem)); },
        [this](const Result<> &whole) { listed(whole); });
}

void MemorySync::listed(const Result<> &whole)
{
    if (whole)
        return confirmGone();
    m_round->remote.clear();
    tryLater("the store could not be listed: " + describe(whole.error()));
    if (!m_round->pushOnly)
        return endRound(tl::unexpected(whole.error()));
    plan();
}

/// A memory that a listing does not have any more is asked for by its id: pages that move on while they are read would
/// make a file vanish here.
void MemorySync::confirmGone()
{
    std::vector<Lanes::Job> jobs;
    for (const auto &[path, known] : m_memo->baseline)
        if (!m_round->remote.contains(path) && !known.id.empty())
            jobs.push_back([this, path, id = known.id](Lanes::Lane &lane, const Over &over) {
                const auto answered = [this, path, over](Result<ports::Memory> memory) {
                    if (memory && memory->path == path && isSha256Hex(memory->sha256))
                        m_round->remote.emplace(path, *std::move(memory));
                    else if (!memory && memory.error().code != ErrorCode::NotFound)
                        m_round->unsure.insert(path);
                    over();
                };
                lane.call = m_parts.stores.retrieve(m_attachment.store, id, m_credential, answered);
            });
    m_lanes.run(kRequestsAtOnce, std::move(jobs), [this] {
        m_round->complete = m_round->complete && m_round->unsure.empty();
        settle();
        plan();
    });
}

/// What became of uploads and deletions whose answers were lost. An upload that has not arrived may still do so, as
/// long as the store has what it had.
void MemorySync::settle()
{
    const auto remoteHash = [this](const std::string &path) {
        const auto found = m_round->remote.find(path);
        return found == m_round->remote.end() ? std::string() : found->second.sha256;
    };
    const auto baselineHash = [this](const std::string &path) {
        const auto found = m_memo->baseline.find(path);
        return found == m_memo->baseline.end() ? std::string() : found->second.sha256;
    };
    std::erase_if(m_memo->unsettled, [&](const auto &entry) {
        const auto &[path, hashes] = entry;
        if (m_round->unsure.contains(path))
            return false;
        const auto now = remoteHash(path);
        if (!hashes.contains(now))
            return now != baselineHash(path);
        m_memo->baseline[path] = {now, m_round->remote.at(path).id};
        return true;
    });
    std::erase_if(m_memo->deleting, [&](const std::string &path) {
        if (m_round->unsure.contains(path))
            return false;
        if (remoteHash(path).empty()) {
            m_memo->baseline.erase(path); // a file that is there again is a new one
            return true;
        }
        return remoteHash(path) != baselineHash(path);
    });
}

void MemorySync::plan()
{
    auto &remote = m_round->remote;
    if (m_round->pushOnly && remote.empty()) // not asked: taken to be as it was
        for (const auto &[path, known] : m_memo->baseline)
            remote[path] = {.id = known.id, .path = path, .sha256 = known.sha256};
    std::set<std::string> paths;
    for (const auto &entry : m_memo->baseline)
        paths.insert(entry.first);
    for (const auto &entry : m_round->local.files)
        paths.insert(entry.first);
    for (const auto &entry : remote)
        paths.insert(entry.first);

    std::vector<std::string> gone;
    for (const auto &path : paths)
        if (!m_round->unsure.contains(path))
            planPath(path, gone);
    std::map<std::string, MonoTime> since;
    for (auto &path : gone) {
        const auto known = m_gone.find(path);
        since[path] = known != m_gone.end() ? known->second : m_parts.clock.now();
        if (m_round->last || m_parts.clock.now() - since[path] >= kGoneFor)
            m_round->deletions.push_back(path);
    }
    if (m_round->pushOnly)
        return upload(false);
    m_gone = std::move(since);
    removeLocal();
}

void MemorySync::planPath(const std::string &path, std::vector<std::string> &gone)
{
    auto &round = *m_round;
    const auto baseline = m_memo->baseline.find(path);
    const auto remote = round.remote.find(path);
    const auto hash = [](bool known, const auto &of) {
        return known ? std::optional(of()) : std::nullopt;
    };
    const auto base = hash(baseline != m_memo->baseline.end(), [&] { return baseline->second.sha256; });
    const auto there = hash(remote != round.remote.end(), [&] { return remote->second.sha256; });
    const auto local = round.local.hashOf(path);
    const auto action = memoryAction(base, local, there, m_attachment.readOnly);
    const auto refused = m_memo->refused.find(path);
    const bool known = refused != m_memo->refused.end() && local == refused->second;
    switch (action) {
    case MemoryAction::Nothing:
        baseline->second.id = remote->second.id;
        break;
    case MemoryAction::Adopt:
        m_memo->baseline[path] = {*there, remote->second.id};
        m_memo->unsettled.erase(path);
        break;
    case MemoryAction::Forget:
        m_memo->baseline.erase(path);
        break;
    case MemoryAction::Pull:
    case MemoryAction::PullOverEdit:
    case MemoryAction::Restore:
        round.pulls.push_back({path, remote->second.id, action});
        if (round.pushOnly && action == MemoryAction::PullOverEdit)
            warn(path + " was changed in the store too; the store's version stands");
        break;
    case MemoryAction::Update:
        if (!known)
            round.uploads.push_back({path, remote->second.id, *there});
        break;
    case MemoryAction::Create:
        if (!known)
            round.uploads.push_back({path, {}, {}});
        break;
    case MemoryAction::Delete:
        gone.push_back(path);
        break;
    case MemoryAction::RemoveLocal:
        round.removals.push_back(path);
        break;
    case MemoryAction::KeepUnsynced:
        if (m_attachment.readOnly && local)
            warnOnce(path + " was changed in the sandbox; the store is read-only and does not get it");
        break;
    }
}

void MemorySync::endRound(Result<> result)
{
    if (!m_round)
        return;
    if (m_round->pushOnly && m_round->raced && !m_round->second)
        return begin({.last = true, .pushOnly = true, .second = true, .done = std::move(m_round->done)});
    if (result && m_round->complete && !m_round->pushOnly)
        m_syncedAt = m_parts.clock.wallNow();
    if (m_round->pushOnly)
        m_unpushed = !result || !m_round->complete;
    const auto done = std::move(m_round->done);
    m_round.reset();
    m_parts.changed();
    done(std::move(result));
}

void MemorySync::removeLocal()
{
    std::vector<Lanes::Job> jobs;
    for (const auto &path : m_round->removals)
        jobs.push_back([this, path](Lanes::Lane &lane, const Over &over) { removeOne(lane, path, over); });
    m_lanes.run(kRequestsAtOnce, std::move(jobs), [this] { upload(false); });
}

void MemorySync::upload(bool again)
{
    const auto uploads = std::exchange(again ? m_round->taken : m_round->uploads, {});
    std::vector<Lanes::Job> jobs;
    for (const auto &job : uploads)
        jobs.push_back([this, job, again](Lanes::Lane &lane, const Over &over) { uploadOne(lane, job, again, over); });
    m_lanes.run(m_round->pushOnly ? kFlushesAtOnce : kRequestsAtOnce, std::move(jobs), [this, again] {
        if (m_round->pushOnly)
            return endRound({});
        again ? pull() : deleteRemote();
    });
}

void MemorySync::deleteRemote()
{
    auto candidates = std::move(m_round->deletions);
    if (m_parts.deletions == api::MemoryDeletions::Disabled || candidates.empty())
        return uploadAgain();
    if (const auto most = memoryDeletionsMax(m_memo->baseline.size()); candidates.size() > most)
        candidates.resize(most); // the rest with later syncs
    scan([this, candidates](const Result<MemoryScan> &fresh) { deleteChecked(candidates, fresh); });
}

void MemorySync::deleteChecked(const std::vector<std::string> &candidates, const Result<MemoryScan> &fresh)
{
    if (!fresh || !fresh->markerIsOurs || (!fresh->hasFiles && m_memo->baseline.size() > 1))
        return uploadAgain(); // the next sync looks closer
    std::vector<Lanes::Job> jobs;
    for (const auto &path : candidates) {
        if (fresh->hashOf(path))
            continue;
        if (m_parts.deletions == api::MemoryDeletions::LogOnly)
            warnOnce(path + " was deleted in the sandbox; deletions are only logged, so the store keeps it");
        else
            jobs.push_back([this, path](Lanes::Lane &lane, const Over &over) { deleteOne(lane, path, over); });
    }
    m_lanes.run(kRequestsAtOnce, std::move(jobs), [this] { uploadAgain(); });
}

/// A new file whose path was taken by one that has just been deleted.
void MemorySync::uploadAgain()
{
    if (m_round->deleted == 0)
        for (const auto &job : std::exchange(m_round->taken, {}))
            uploadFailed(job, true, {}, {ErrorCode::Conflict, {}});
    upload(true);
}

void MemorySync::pull()
{
    std::vector<Lanes::Job> jobs;
    for (const auto &job : m_round->pulls)
        jobs.push_back([this, job](Lanes::Lane &lane, const Over &over) { pullOne(lane, job, over); });
    m_lanes.run(kRequestsAtOnce, std::move(jobs), [this] {
        const auto &missing = m_round->notFetched;
        endRound(m_round->mounting && missing ? Result<>(tl::unexpected(*missing)) : Result<>());
    });
}

} // namespace glovebox::engine
