#include "core/engine/session_feed.h"

#include "core/base/limits.h"
#include "core/engine/backoff.h"
#include "core/engine/log.h"

namespace glovebox::engine {

namespace {
/// Live events held back while history is read. A session emits tens a second at most; more means something is wrong,
/// and starting over loses nothing.
constexpr std::size_t kBufferMax = 10'000;
} // namespace

SessionFeed::SessionFeed(ports::ControlPlane &controlPlane, ports::Clock &clock, domain::SessionId session,
                         SecretString credential, Handlers handlers)
    : m_controlPlane(controlPlane), m_clock(clock), m_session(std::move(session)), m_credential(std::move(credential)),
      m_handlers(std::move(handlers))
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
    qCInfo(lcEngine, "event stream of %s ended, again in %lld ms: %s", m_session.value().c_str(),
           static_cast<long long>(delay.count()), describe(why).c_str());
    m_handlers.connection(std::move(why));
    m_timer = m_clock.after(delay, [this] { connect(); });
}

void SessionFeed::readHistory()
{
    m_reading = true;
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
    if (!page) {
        qCWarning(lcEngine, "history of %s could not be read: %s", m_session.value().c_str(),
                  describe(page.error()).c_str());
        return endHistory(false);
    }
    for (const auto &event : page->events) {
        m_handlers.history(event);
        if (m_stopped)
            return;
    }
    if (page->nextPage.empty())
        return endHistory(true);
    readPage(page->nextPage);
}

void SessionFeed::endHistory(bool complete)
{
    m_reading = false;
    m_handlers.historyEnds(complete);
    if (m_stopped)
        return;
    if (!complete) {
        const auto delay =
            backoff(m_historyFailures++, limits::kStreamBackoffFirst, limits::kStreamBackoffMax, m_clock.random());
        m_timer = m_clock.after(delay, [this] { reread(); });
    } else {
        m_historyFailures = 0;
        if (std::exchange(m_readAgain, false))
            m_timer = m_clock.after(std::chrono::milliseconds{0}, [this] { reread(); });
    }
    while (!m_stopped && !m_reading && !m_buffer.empty()) {
        const auto event = std::move(m_buffer.front());
        m_buffer.pop_front();
        m_handlers.live(event);
    }
}

void SessionFeed::eventArrived(domain::SessionEvent event)
{
    m_failures = 0;
    if (!m_reading && m_buffer.empty()) {
        m_handlers.live(event);
        return;
    }
    if (m_buffer.size() >= kBufferMax) {
        m_stream.cancel();
        closed({ErrorCode::ProtocolError, "more live events than can be held while history is read"});
        return;
    }
    m_buffer.push_back(std::move(event));
}

} // namespace glovebox::engine
