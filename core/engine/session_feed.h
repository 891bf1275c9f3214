// Role: one session's events, complete and in order in spite of a stream that has no replay (reference 3.2): opens the
// stream, then reads all of history, then lets the live events through; does it again after every disconnect.
// Live events that come twice are let through once. One that comes late is let through as it comes, and history, which
// is always in order, is read again soon after: who decides by the order of events decides by that.
// Thread: the engine's. Handlers may call stop().
#pragma once

#include "core/engine/trouble_log.h"
#include "core/ports/clock.h"
#include "core/ports/control_plane.h"

#include <deque>
#include <string>
#include <unordered_set>

namespace glovebox::engine {

class SessionFeed {
public:
    struct Handlers {
        std::function<void()> historyBegins;
        std::function<void(const domain::SessionEvent &)> history;
        /// Not complete: a page could not be read; live events follow all the same.
        std::function<void(bool complete)> historyEnds;
        std::function<void(const domain::SessionEvent &)> live;
        /// The session is refused to us for good. Nothing follows.
        std::function<void(Error)> refused;
        /// Connected or not; the error of the last disconnect.
        std::function<void(std::optional<Error>)> connection;
    };

    SessionFeed(ports::ControlPlane &controlPlane, ports::Clock &clock, domain::SessionId session,
                SecretString credential, Handlers handlers);

    void start();
    void stop();
    /// Reads history again over the open stream: when in doubt whether a result arrived. A pass that fails is repeated
    /// with back-off for as long as the stream is open.
    void reread();

private:
    void connect();
    void closed(Error why);
    void readHistory();
    void readPage(std::string page);
    void pageRead(Result<ports::EventPage> page);
    void historyFailed(const Error &why);
    void historyRead();
    void letGoOfBuffer();
    void eventArrived(domain::SessionEvent event);
    void passOn(const domain::SessionEvent &event);
    bool isKnown(const std::string &key) const { return m_knownByKey.contains(key); }
    void keepKnown(std::string key);
    bool isLate(const domain::SessionEvent &event);

    ports::ControlPlane &m_controlPlane;
    ports::Clock &m_clock;
    domain::SessionId m_session;
    SecretString m_credential;
    Handlers m_handlers;
    TroubleLog m_streamTrouble;
    TroubleLog m_historyTrouble;
    bool m_stopped = true;
    bool m_open = false; // the stream is
    bool m_reading = false;
    bool m_readAgain = false; // asked for while a pass was under way
    int m_historyFailures = 0;
    std::deque<domain::SessionEvent> m_buffer; // live events that came while history was read
    int m_failures = 0;
    int m_ends = 0; // of streams, since history was read
    Call m_stream;
    Call m_list;
    Call m_timer;

    std::deque<std::string> m_known; // the latest events, by id and time
    std::unordered_multiset<std::string> m_knownByKey;
    std::deque<std::string> m_pass; // of the history pass; known when it is complete
    std::string m_newest;           // time of the newest event so far
    bool m_newestEndsTurn = false;
    Call m_doubt; // order was broken; history is read again
};

} // namespace glovebox::engine
