#include "core/engine/session_feed.h"

#include "core/base/limits.h"
#include "core/engine/backoff.h"
#include "core/engine/idle_clock.h"
#include "core/engine/log.h"

#include <algorithm>
#include <tuple>

namespace glovebox::engine {

namespace {
/// Live events held back while history is read. A session emits tens a second at most; more means something is wrong,
/// and starting over loses nothing.
constexpr std::size_t kBufferMax = 10'000;
/// So far back an event is known again. What comes twice comes close together.
constexpr std::size_t kKnownMax = 256;
/// From an event out of order to reading history: stragglers come in bursts.
constexpr std::chrono::milliseconds kSettle{3000};

std::string keyOf(const domain::SessionEvent &event)
{
    return event.id.value() + ' ' + event.processedAt; // a queued message comes again when it is processed
}

/// RFC 3339 in UTC, so that the order of texts is the order of time; empty: cannot be compared.
std::string comparable(const std::string &processedAt)
{
    return processedAt.ends_with('Z') ? processedAt.substr(0, processedAt.size() - 1) : std::string();
}

void pushBounded(std::deque<std::string> &keys, std::string key)
{
    keys.push_back(std::move(key));
    if (keys.size() > kKnownMax)
        keys.pop_front();
}
} // namespace

SessionFeed::SessionFeed(ports::ControlPlane &controlPlane, ports::Clock &clock, domain::SessionId session,
                         SecretString credential, Handlers handlers)
    : m_controlPlane(controlPlane), m_clock(clock), m_session(std::move(session)), m_credential(std::move(credential)),
      m_handlers(std::move(handlers)), m_streamTrouble(clock, "the event stream of " + m_session.value()),
      m_historyTrouble(clock, "reading the history of " + m_session.value())
{
}

void SessionFeed::start()
{
    m_stopped = false;
    connect();
}

void SessionFeed::stop()
{
    m_stopped = true;
    m_stream.cancel();
    m_list.cancel();
    m_timer.cancel();
    m_doubt.cancel();
    m_buffer.clear();
}

void SessionFeed::reread()
{
    if (m_stopped || !m_open)
        return; // connecting reads it anyway
    if (m_reading)
        m_readAgain = true;
    else
        readHistory();
}

void SessionFeed::connect()
{
    m_stream = m_controlPlane.openEventStream(m_session, m_credential,
                                              {[this] {
                                                   m_open = true;
                                                   m_historyFailures = 0;
                                                   m_handlers.connection({});
                                                   readHistory();
                                               },
                                               [this](domain::SessionEvent event) { eventArrived(std::move(event)); },
                                               [this](Error why) {
                                                   closed(std::move(why));
                                               }});
}

void SessionFeed::closed(Error why)
{
    m_open = false;
    m_list.cancel();
    m_timer.cancel();
    m_doubt.cancel(); // connecting reads history anyway
    m_buffer.clear();
    if (std::exchange(m_reading, false))
        m_handlers.historyEnds(false);
    if (m_stopped)
        return;
    if (ports::isRefusal(why.code)) {
        stop();
        m_handlers.refused(std::move(why));
        return;
    }
    const auto delay = backoff(m_failures++, limits::kStreamBackoffFirst, limits::kStreamBackoffMax, m_clock.random());
    if (++m_ends > 1) // streams end now and then; that the next one does not come is trouble
        m_streamTrouble.failed(why, delay, limits::kStreamBackoffMax);
    else
        qCDebug(lcEngine, "the event stream of %s ended: %s", m_session.value().c_str(), describe(why).c_str());
    m_handlers.connection(std::move(why));
    m_timer = m_clock.after(delay, [this] { connect(); });
}

void SessionFeed::readHistory()
{
    m_reading = true;
    m_pass.clear();
    m_handlers.historyBegins();
    readPage({});
}

void SessionFeed::readPage(std::string page)
{
    m_list = m_controlPlane.listEvents(m_session, std::move(page), m_credential,
                                       [this](Result<ports::EventPage> answer) { pageRead(std::move(answer)); });
}

void SessionFeed::pageRead(Result<ports::EventPage> page)
{
    if (!page)
        return historyFailed(page.error());
    for (const auto &event : page->events) {
        std::ignore = isLate(event); // for those that come live
        pushBounded(m_pass, keyOf(event));
        m_handlers.history(event);
        if (m_stopped)
            return;
    }
    if (page->nextPage.empty())
        return historyRead();
    readPage(page->nextPage);
}

void SessionFeed::historyFailed(const Error &why)
{
    const auto delay =
        backoff(m_historyFailures++, limits::kStreamBackoffFirst, limits::kStreamBackoffMax, m_clock.random());
    m_historyTrouble.failed(why, delay, limits::kStreamBackoffMax);
    m_reading = false;
    m_handlers.historyEnds(false);
    if (m_stopped)
        return;
    m_timer = m_clock.after(delay, [this] { reread(); });
    letGoOfBuffer();
}

void SessionFeed::historyRead()
{
    m_ends = 0;
    m_streamTrouble.over();
    m_historyTrouble.over();
    m_reading = false;
    m_handlers.historyEnds(true);
    if (m_stopped)
        return;
    m_historyFailures = 0;
    for (auto &key : std::exchange(m_pass, {}))
        keepKnown(std::move(key));
    if (std::exchange(m_readAgain, false))
        m_timer = m_clock.after(std::chrono::milliseconds{0}, [this] { reread(); });
    letGoOfBuffer();
}

void SessionFeed::letGoOfBuffer()
{
    while (!m_stopped && !m_reading && !m_buffer.empty()) {
        const auto event = std::move(m_buffer.front());
        m_buffer.pop_front();
        passOn(event);
    }
}

void SessionFeed::eventArrived(domain::SessionEvent event)
{
    m_failures = 0;
    if (!m_reading && m_buffer.empty())
        return passOn(event);
    if (m_buffer.size() >= kBufferMax) {
        m_stream.cancel();
        closed({ErrorCode::ProtocolError, "more live events than can be held while history is read"});
        return;
    }
    m_buffer.push_back(std::move(event));
}

void SessionFeed::passOn(const domain::SessionEvent &event)
{
    auto key = keyOf(event);
    if (isKnown(key))
        return;
    keepKnown(std::move(key));
    if (isLate(event))
        m_doubt = m_clock.after(kSettle, [this] { reread(); });
    m_handlers.live(event);
}

void SessionFeed::keepKnown(std::string key)
{
    m_knownByKey.insert(key);
    m_known.push_back(std::move(key));
    if (m_known.size() <= kKnownMax)
        return;
    m_knownByKey.erase(m_knownByKey.find(m_known.front()));
    m_known.pop_front();
}

/// Older than an event before it; or as old as the one that ended the turn, which is always a turn's last.
bool SessionFeed::isLate(const domain::SessionEvent &event)
{
    const auto at = comparable(event.processedAt);
    const auto effect = idleEffect(event);
    if (at.empty() || effect == IdleEffect::Neutral)
        return false;
    const bool late = at < m_newest || (at == m_newest && m_newestEndsTurn);
    if (!late) {
        m_newest = at;
        m_newestEndsTurn = effect == IdleEffect::EndsTurn;
    }
    return late;
}

} // namespace glovebox::engine
