// Role: a control plane that goes wrong as the worst network and service would, on the wire: the demo's model behind
// real HTTP, and in front of it a relay that resets, cuts, delays, refuses and swallows by plan (fault_plan.h). On the
// live streams events come twice and out of order; history is always true. It keeps count of what it did and of what a
// worker did that no worker may do.
// Thread: one with a Qt event loop, the same for everything here.
#pragma once

#include "core/demo/control_plane_model.h"
#include "core/demo/http_api.h"
#include "core/http/server.h"
#include "tests/support/fault_plan.h"

#include <QElapsedTimer>
#include <QTcpServer>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace testsupport {

class FaultyRelay;

/// Where a request is when somebody looks at it.
enum class Moment {
    Asked,    // the control plane has not heard of it yet
    Answered, // it has; who asked has not heard the answer yet
};

/// One request as the relay sees it.
struct RelayedRequest {
    Route route = Route::Other;
    std::string work;       // of a queue route
    std::string session;    // whom it is about; empty: nobody yet
    std::string credential; // as sent
    QByteArray bytes;
    int nth = 0; // of this route and session
};

class FaultyControlPlane : public QObject {
public:
    struct Options {
        FaultPlan plan;
        std::chrono::milliseconds leaseTtl{30'000};
        std::string scenario; // as text; what every session plays
    };

    FaultyControlPlane(glovebox::ports::Clock &clock, Options options);
    ~FaultyControlPlane() override;

    /// Sees every request twice, before it goes on.
    std::function<void(const RelayedRequest &, Moment)> onRequest;

    std::string url() const;
    glovebox::demo::ControlPlaneModel &model() { return *m_model; }
    void addSession(const std::string &title, const std::string &message);

    /// "results: answer lost" → how often.
    const std::map<std::string, int> &counts() const { return m_counts; }
    int count(const std::string &what) const;
    /// Sentences; empty: the worker kept the rules that show on the wire.
    const std::vector<std::string> &violations() const { return m_violations; }
    /// No item is queued or held.
    bool isQuiet();

private:
    friend class FaultyRelay;

    struct HeldEvent {
        glovebox::demo::Json event;
        glovebox::Call timeout;
    };

    // For the relays.
    RelayedRequest described(const QByteArray &bytes);
    Fault faultFor(RelayedRequest &request);
    std::optional<StreamCut> cutFor(const RelayedRequest &request);
    void forwarding(const RelayedRequest &request);
    void answered(const RelayedRequest &request, int status, bool reachesClient);
    void note(const std::string &what) { ++m_counts[what]; }
    std::uint16_t upstreamPort() const { return m_upstream->port(); }

    void eventHappened(const std::string &session, const glovebox::demo::Json &event);
    void publish(const std::string &session, const glovebox::demo::Json &event);
    void releaseHeld(const std::string &session);
    void violation(std::string sentence);
    void steal(const RelayedRequest &request);

    glovebox::ports::Clock &m_clock;
    Options m_options;
    std::unique_ptr<glovebox::demo::ControlPlaneModel> m_model;
    std::unique_ptr<glovebox::demo::EventStreams> m_streams;
    std::unique_ptr<glovebox::demo::HttpApi> m_api;
    std::unique_ptr<glovebox::http::Server> m_upstream;
    QTcpServer m_listener;
    std::map<std::string, std::size_t> m_sessionIndex;
    std::map<std::pair<Route, std::string>, int> m_asked;
    std::map<std::string, int> m_claims;   // per session: acknowledgements that were forwarded
    std::map<std::string, int> m_eventsOf; // per session
    std::map<std::string, std::vector<HeldEvent>> m_held;
    std::map<std::string, qint64> m_lostSince; // credential → when its holder was told, real milliseconds
    std::map<std::string, int> m_counts;
    std::vector<std::string> m_violations;
    QElapsedTimer m_watch;
};

} // namespace testsupport
