#include "core/engine/queue_watch.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Repair;
using api::Verdict;

namespace {

/// Each look costs some requests of the 1,200 a minute that an organization has.
constexpr std::chrono::milliseconds kLookInterval = 30s;
/// A key that may not list will not learn it soon.
constexpr std::chrono::milliseconds kRefusedInterval = 300s;
constexpr int kPagesMax = 20;
constexpr std::size_t kItemsMax = 1000;
/// Sessions of others that are read in one look, and how much of each: a session's whole history may be long.
constexpr std::size_t kSessionsPerLook = 4;
constexpr int kEventPagesMax = 3;

bool isLive(const ListedWork &item)
{
    return item.state != WorkState::Stopped;
}

} // namespace

QueueWatch::QueueWatch(Parts parts)
    : m_parts(std::move(parts)), m_trouble(m_parts.clock, "reading the queue of " + label(m_parts.environment))
{
}

void QueueWatch::start()
{
    m_running = true;
    refresh();
}

void QueueWatch::stop()
{
    m_running = false;
    m_looking = false;
    m_call.cancel();
    m_timer.cancel();
}

void QueueWatch::close()
{
    stop();
    while (!m_entries.empty())
        drop(WorkId(m_entries.begin()->first));
}

void QueueWatch::refresh()
{
    if (!m_running || m_looking)
        return;
    m_looking = true;
    m_lookBegan = m_parts.clock.now();
    m_pages = 0;
    m_fresh.clear();
    m_timer.cancel();
    m_call = m_parts.queue.stats([this](Result<QueueStats> stats) {
        if (stats)
            m_stats = *stats;
        else if (ports::isRefusal(stats.error().code))
            m_stats.reset(); // the key may list and not count: the list says enough
        else
            return done(stats.error());
        readPage({});
    });
}

void QueueWatch::readPage(const std::string &page)
{
    m_call = m_parts.queue.list(page, [this](Result<ports::WorkPage> answer) { pageRead(std::move(answer)); });
}

void QueueWatch::pageRead(Result<ports::WorkPage> page)
{
    if (!page)
        return done(page.error());
    std::ranges::copy_if(page->items, std::back_inserter(m_fresh), isLive);
    if (m_fresh.size() > kItemsMax)
        m_fresh.resize(kItemsMax, m_fresh.front());
    if (!page->nextPage.empty() && ++m_pages < kPagesMax && m_fresh.size() < kItemsMax)
        return readPage(page->nextPage);
    if (m_parts.listed && page->nextPage.empty())
        m_parts.listed(m_fresh, m_lookBegan);
    listed();
}

void QueueWatch::listed()
{
    std::set<WorkId> seen;
    for (auto &item : m_fresh) {
        seen.insert(item.id);
        auto [it, isNew] = m_entries.try_emplace(item.id, Entry{.item = item, .published = emptyView(item.id)});
        auto &entry = it->second;
        // What was asked before the item was stopped does not know that it was.
        if (entry.leftByUs && entry.leftAt >= m_lookBegan)
            continue;
        entry.item = std::move(item);
        entry.leftByUs = false;
    }
    m_fresh.clear();
    std::vector<WorkId> gone;
    for (const auto &[id, entry] : m_entries) {
        const bool underRepair = entry.repair == Repair::Stopping || entry.repair == Repair::Interrupting;
        const bool repaired = entry.repair == Repair::Done && m_parts.clock.now() - entry.leftAt >= kLookInterval;
        if (repaired || (!seen.contains(id) && !entry.leftByUs && !underRepair))
            gone.push_back(id);
    }
    for (const auto &id : gone)
        drop(id);
    chooseSessions();
    lookAtNext();
}

api::WorkView QueueWatch::emptyView(const WorkId &work) const
{
    return {.id = work, .environment = m_parts.environment.id};
}

/// In turn, so that each comes up whatever their number.
void QueueWatch::chooseSessions()
{
    m_toLook.clear();
    for (const bool again : {false, true}) {
        if (again && m_toLook.empty())
            m_lookedAt.clear();
        else if (again)
            break;
        for (const auto &[id, entry] : m_entries) {
            const bool readable = entry.item.kind == WorkKind::Session && isSafeToken(entry.item.subject) &&
                                  entry.item.state != WorkState::Queued;
            if (m_toLook.size() < kSessionsPerLook && readable && !m_lookedAt.contains(id) && !m_parts.served(id))
                m_toLook.push_back(id);
        }
    }
}

void QueueWatch::lookAtNext()
{
    while (!m_toLook.empty() && !m_entries.contains(m_toLook.front()))
        m_toLook.pop_front(); // dropped meanwhile
    if (m_toLook.empty()) {
        for (auto &[id, entry] : m_entries)
            publish(entry);
        return done({});
    }
    m_reader = {};
    m_lookedAt.insert(m_toLook.front());
    readEvents(SessionId(m_entries.at(m_toLook.front()).item.subject), {}, kEventPagesMax);
}

void QueueWatch::readEvents(const SessionId &session, const std::string &page, int left)
{
    m_call = m_parts.controlPlane.listEvents(session, page, {}, [this, session, left](Result<ports::EventPage> answer) {
        eventsRead(session, std::move(answer), left);
    });
}

void QueueWatch::eventsRead(const SessionId &session, Result<ports::EventPage> page, int left)
{
    if (!page) // the item says enough; what its session waits for stays what it was
        return looked({});
    for (const auto &event : page->events)
        m_reader.event(event);
    if (!page->nextPage.empty() && left > 1)
        return readEvents(session, page->nextPage, left - 1);
    // Not read to its end: what it waits for now is further on.
    looked(page->nextPage.empty() ? std::optional(m_reader.result()) : std::nullopt);
}

void QueueWatch::looked(std::optional<Parked> parked)
{
    const auto work = m_toLook.front();
    m_toLook.pop_front();
    const auto it = m_entries.find(work);
    if (it != m_entries.end() && parked) {
        auto &entry = it->second;
        const bool underRepair = entry.repair == Repair::Stopping || entry.repair == Repair::Interrupting;
        entry.parked = *std::move(parked);
        if (entry.leftByUs && !entry.parked.parked && !underRepair && entry.repair != Repair::Done)
            drop(work); // its session went on
    }
    lookAtNext();
}

void QueueWatch::done(std::optional<Error> problem)
{
    m_looking = false;
    m_problem = std::move(problem);
    if (!m_problem)
        m_seenAt = m_parts.clock.wallNow();
    const bool refused = m_problem && ports::isRefusal(m_problem->code);
    const auto interval = refused ? kRefusedInterval : kLookInterval;
    if (m_problem && m_problem->code == ErrorCode::Forbidden) // the rest polling meets too, and says
        m_trouble.failed(*m_problem, interval, interval);
    else if (!m_problem)
        m_trouble.over();
    if (m_running)
        m_timer = m_parts.clock.after(interval, [this] { refresh(); });
    m_parts.changed();
}

void QueueWatch::keepAnEyeOn(ListedWork item)
{
    item.state = WorkState::Stopped;
    const auto id = item.id;
    m_entries.insert_or_assign(
        id,
        Entry{.item = std::move(item), .leftByUs = true, .leftAt = m_parts.clock.now(), .published = emptyView(id)});
}

Verdict QueueWatch::repair(const WorkId &work)
{
    const auto it = m_entries.find(work);
    if (it == m_entries.end())
        return Verdict::denied("The queue does not list this item any more.");
    auto &entry = it->second;
    if (m_parts.served(work))
        return Verdict::denied("This host serves the item. Interrupt its session instead.");
    if (entry.repair == Repair::Stopping || entry.repair == Repair::Interrupting)
        return Verdict::alreadySo();
    if (entry.leftByUs && !m_parts.environment.operatorActions)
        return Verdict::denied("Interrupting the session needs the environment's operator key. Do it in the Console.");
    entry.problem.reset();
    if (entry.leftByUs) {
        interrupt(entry);
        return Verdict::accepted();
    }
    entry.repair = Repair::Stopping;
    entry.call = m_parts.queue.forceStop(work, [this, work](Result<> stopped) {
        const auto found = m_entries.find(work);
        if (found == m_entries.end())
            return;
        auto &stoppedEntry = found->second;
        if (!stopped) {
            stoppedEntry.repair = Repair::StopFailed;
            stoppedEntry.problem = stopped.error();
            return publish(stoppedEntry);
        }
        qCInfo(lcEngine, "%s was force-stopped by the operator", work.value().c_str());
        stoppedEntry.item.state = WorkState::Stopped;
        stoppedEntry.leftByUs = true; // kept in sight until its session goes on
        stoppedEntry.leftAt = m_parts.clock.now();
        if (stoppedEntry.item.kind != WorkKind::Session)
            return drop(work);
        if (!m_parts.environment.operatorActions) {
            stoppedEntry.repair = Repair::NeedsOperatorKey;
            return publish(stoppedEntry);
        }
        interrupt(stoppedEntry);
    });
    publish(entry);
    return Verdict::accepted();
}

void QueueWatch::interrupt(Entry &entry)
{
    entry.repair = Repair::Interrupting;
    entry.call = m_parts.environment.operatorActions->interrupt(
        SessionId(entry.item.subject), std::nullopt, [this, work = entry.item.id](Result<> sent) {
            const auto found = m_entries.find(work);
            if (found == m_entries.end())
                return;
            found->second.repair = sent ? Repair::Done : Repair::InterruptFailed;
            if (!sent)
                found->second.problem = aboutOperatorKey(sent.error(), m_parts.environment);
            publish(found->second);
            found->second.leftAt = m_parts.clock.now(); // shown as done for one look more
        });
    publish(entry);
}

void QueueWatch::publish(Entry &entry)
{
    const auto now = m_parts.clock.wallNow();
    const auto own = m_parts.served(entry.item.id);
    const auto &parked = own ? *own : entry.parked;
    const auto stuck = judge(entry.item, now, own.has_value(), parked);
    auto view = entry.published;
    const bool isSession = entry.item.kind == WorkKind::Session;
    view.session = isSession ? std::optional(SessionId(entry.item.subject)) : std::nullopt;
    view.sessionTitle = isSession ? m_parts.titleOf(SessionId(entry.item.subject)) : std::string();
    view.state = entry.item.state;
    view.createdAt = entry.item.createdAt;
    view.acknowledgedAt = entry.item.acknowledgedAt;
    view.latestHeartbeatAt = entry.item.latestHeartbeatAt;
    view.ours = own.has_value();
    view.stuck = stuck;
    view.waitingFor = waitingFor(entry, parked);
    view.repair = entry.repair;
    view.problem = entry.problem;
    // An item that we left and whose session may well have gone on is nothing to look at.
    const bool worthShowing = !entry.leftByUs || stuck != Stuck::No || entry.repair != Repair::None;
    if (view == entry.published || !worthShowing)
        return;
    view.generation = ++m_generation;
    entry.published = view;
    m_parts.observer(view);
}

/// What it waits for, and before that why it does not wait for us: one answer without the other sends people looking.
std::string QueueWatch::waitingFor(const Entry &entry, const Parked &parked) const
{
    const auto now = m_parts.clock.wallNow();
    const bool ours = m_parts.served(entry.item.id).has_value();
    auto text = explain(judge(entry.item, now, ours, parked), entry.item, parked, now);
    if (text.empty() || ours || entry.item.kind != WorkKind::Session)
        return text;
    const auto why = m_parts.whyNotHere(SessionId(entry.item.subject));
    return why ? "This host could not serve it: " + why->detail + ". " + text : text;
}

void QueueWatch::drop(const WorkId &work)
{
    m_entries.erase(work);
    m_lookedAt.erase(work);
    m_parts.observer(api::WorkGone{m_parts.environment.id, work});
}

} // namespace glovebox::engine
