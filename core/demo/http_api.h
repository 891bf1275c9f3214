// Role: the demo control plane's routes: who may call what (reference 8.3), what is read from a request, what goes
// back. Everything it decides beyond that, the model decides.
// Invariants: every answer but a stream is JSON with a request id; credentials do not reach the journal.
// Thread: the server's.
#pragma once

#include "core/demo/control_plane_model.h"
#include "core/demo/event_streams.h"

#include <deque>
#include <list>

namespace glovebox::demo {

/// What came in and how it was answered, for comparing workers (reference 10.4).
struct JournalEntry {
    std::string method;
    std::string path;
    std::vector<std::string> queryKeys;
    std::string caller; // "api_key", "environment_key", "sessions_token" or "none"
    Json body;
    int status = 0;
};

/// Who may take a route: bits of CallerKind.
constexpr unsigned bit(CallerKind kind)
{
    return 1U << static_cast<unsigned>(kind);
}
inline constexpr unsigned kApiKey = bit(CallerKind::ApiKey);
inline constexpr unsigned kOperatorKey = bit(CallerKind::OperatorKey); // an API key, too, by the protocol
inline constexpr unsigned kEnvironmentKey = bit(CallerKind::EnvironmentKey);
inline constexpr unsigned kSessionsToken = bit(CallerKind::SessionsToken);
inline constexpr unsigned kWorkers = kEnvironmentKey | kSessionsToken;
inline constexpr unsigned kEverybody = kApiKey | kOperatorKey | kWorkers;

class HttpApi {
public:
    struct Options {
        bool strictBeta = false; // a beta path without the anthropic-beta header is a 404
    };

    HttpApi(ControlPlaneModel &model, EventStreams &streams, ports::Clock &clock, Options options);

    void handle(const http::Request &request, const http::Responder &responder);
    /// Gives queued work to the polls that wait for it.
    void workArrived();
    const std::deque<JournalEntry> &journal() const { return m_journal; }

private:
    struct Inquiry {
        const http::Request &request;
        std::vector<std::string> captures;
        Caller caller;
        Json body;
        std::string requestId;
    };
    enum class Scope { Nothing, Environment, Work, Session };
    struct Route {
        const char *method;
        std::vector<std::string> pattern;                                    // "{}" captures one segment
        unsigned callers;                                                    // bits of CallerKind
        Scope scope;                                                         // what the captures must belong to
        std::function<Answer<Json>(const Inquiry &)> run;                    // empty: `reply` answers
        std::function<void(const Inquiry &, const http::Responder &)> reply; // later, or with other than JSON
    };
    struct HeldPoll {
        std::uint64_t number;
        std::string environment;
        std::string workerId;
        std::chrono::milliseconds reclaim;
        http::Responder responder;
        std::string requestId;
        Call timeout;
    };

    void addRoute(const char *method, const char *pattern, unsigned callers, Scope scope,
                  std::function<Answer<Json>(const Inquiry &)> run);
    void addReply(const char *method, const char *pattern, unsigned callers, Scope scope,
                  std::function<void(const Inquiry &, const http::Responder &)> reply);
    void addResourceRoutes();
    Answer<> checkMemoryAccess(const Inquiry &inquiry, bool writes);
    void sendArchive(const Inquiry &inquiry, const http::Responder &responder);
    void addWorkRoutes();
    void addSessionRoutes();
    void addCatalogueRoutes();
    void addObserverRoutes();

    const Route *match(const http::Request &request, std::vector<std::string> &captures, bool &pathKnown) const;
    Answer<> checkScope(const Route &route, const Inquiry &inquiry);
    Answer<Json> admit(const http::Request &request, Inquiry &inquiry, const Route *&route);
    void poll(const Inquiry &inquiry, const http::Responder &responder);
    void openStream(const Inquiry &inquiry, const http::Responder &responder);
    Answer<Json> heartbeat(const Inquiry &inquiry);
    Answer<Json> stop(const Inquiry &inquiry);
    Json claimFor(const std::string &environment, const std::string &workerId, std::chrono::milliseconds reclaim);
    void finishPoll(std::uint64_t number);
    void answer(const http::Responder &responder, const Inquiry &inquiry, const Answer<Json> &result);
    void note(const Inquiry &inquiry, int status, bool known);

    ControlPlaneModel &m_model;
    EventStreams &m_streams;
    ports::Clock &m_clock;
    Options m_options;
    std::vector<Route> m_routes;
    std::list<HeldPoll> m_polls;
    std::uint64_t m_nextPoll = 1;
    Call m_serving;
    std::deque<JournalEntry> m_journal;
};

/// JSON with its nesting bounded, since what walks it later recurses. Nothing when it is none.
std::optional<Json> parseRequestJson(const std::string &text);

} // namespace glovebox::demo
