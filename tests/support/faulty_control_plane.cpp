#include "tests/support/faulty_control_plane.h"

#include "core/demo/scenario.h"
#include "core/http/server.h"
#include "tests/support/faulty_relay.h"

#include <algorithm>

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;
using demo::Json;

namespace {

/// A held-back event comes at last, also when nothing follows it.
constexpr std::chrono::milliseconds kLateByMost = 400ms;
/// Requests that were on their way when their holder was told of its loss may still arrive, in real time.
constexpr qint64 kOnTheWayMs = 2000;

std::map<std::string, std::shared_ptr<const demo::Scenario>> scenarios(const std::string &text)
{
    auto bundled = demo::bundledScenarios();
    auto own = demo::parseScenario(text);
    if (!bundled || !own)
        qFatal("a scenario cannot be read: %s", !own ? own.error().detail.c_str() : "bundled");
    std::map<std::string, std::shared_ptr<const demo::Scenario>> all;
    for (auto &[name, scenario] : *bundled)
        all.emplace(name, std::make_shared<const demo::Scenario>(std::move(scenario)));
    all.insert_or_assign("storm", std::make_shared<const demo::Scenario>(*std::move(own)));
    return all;
}

QByteArray headerOf(const QByteArray &head, const QByteArray &name)
{
    for (const auto &line : head.split('\n')) {
        const auto colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().toLower() == name)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

} // namespace

FaultyControlPlane::FaultyControlPlane(ports::Clock &clock, Options options)
    : m_clock(clock), m_options(std::move(options))
{
    demo::ControlPlaneModel::Options modelOptions{
        m_options.leaseTtl, {1.0, 2s, false}, m_options.plan.seed, scenarios(m_options.scenario)};
    m_model = std::make_unique<demo::ControlPlaneModel>(clock, std::move(modelOptions));
    m_streams = std::make_unique<demo::EventStreams>(clock);
    m_api = std::make_unique<demo::HttpApi>(*m_model, *m_streams, clock, demo::HttpApi::Options{});
    m_model->onEvent = [this](const std::string &session, const Json &event) {
        eventHappened(session, event);
    };
    m_model->onWorkQueued = [this](const std::string &) {
        m_api->workArrived();
    };
    http::Server::Options serverOptions;
    serverOptions.limits.connections = 8192;
    auto server = http::Server::listen(
        clock, std::move(serverOptions),
        [this](const http::Request &request, http::Responder responder) { m_api->handle(request, responder); });
    if (!server)
        qFatal("FaultyControlPlane: %s", server.error().detail.c_str());
    m_upstream = *std::move(server);
    connect(&m_listener, &QTcpServer::newConnection, this, [this] {
        while (auto *socket = m_listener.nextPendingConnection())
            new FaultyRelay(*this, m_clock, socket);
    });
    if (!m_listener.listen(QHostAddress::LocalHost))
        qFatal("FaultyControlPlane: no port to listen on");
    m_watch.start();
}

FaultyControlPlane::~FaultyControlPlane()
{
    qDeleteAll(findChildren<FaultyRelay *>(QString(), Qt::FindDirectChildrenOnly));
}

std::string FaultyControlPlane::url() const
{
    return "http://127.0.0.1:" + std::to_string(m_listener.serverPort());
}

void FaultyControlPlane::addSession(const std::string &title, const std::string &message)
{
    const Json content = Json::array({{{"type", "text"}, {"text", message}}});
    const auto created =
        m_model->createSession({{"agent", demo::ControlPlaneModel::agentIdFor("storm")},
                                {"environment_id", m_model->environmentId()},
                                {"title", title},
                                {"initial_events", {{{"type", "user.message"}, {"content", content}}}}});
    if (!created)
        qFatal("a session was not created: %s", created.error().message.c_str());
    m_sessionIndex.emplace(created->at("id").get<std::string>(), m_sessionIndex.size());
}

int FaultyControlPlane::count(const std::string &what) const
{
    const auto found = m_counts.find(what);
    return found == m_counts.end() ? 0 : found->second;
}

bool FaultyControlPlane::isQuiet()
{
    auto &items = (*m_model->queue(m_model->environmentId()))->items(m_model->now());
    return std::ranges::all_of(items, [](const auto &item) { return item.state == domain::WorkState::Stopped; });
}

RelayedRequest FaultyControlPlane::described(const QByteArray &bytes)
{
    RelayedRequest request;
    request.bytes = bytes;
    const auto head = bytes.left(bytes.indexOf("\r\n\r\n"));
    const auto first = head.left(head.indexOf("\r\n")).split(' ');
    const auto parts = first.value(1).split('?').front().split('/'); // "", "v1", …
    const bool isPost = first.front() == "POST";
    auto credential = headerOf(head, "authorization");
    request.credential = credential.mid(credential.indexOf(' ') + 1).toStdString();
    if (parts.value(2) == "environments" && parts.value(4) == "work") {
        const auto what = parts.value(6);
        request.work = parts.value(5).toStdString();
        if (request.work == "poll") {
            request.route = Route::Poll;
            request.work.clear();
        } else if (what == "ack" || what == "heartbeat" || what == "stop") {
            request.route = what == "ack" ? Route::Acknowledge : what == "stop" ? Route::Stop : Route::Heartbeat;
            if (const auto item = (*m_model->queue(m_model->environmentId()))->find(request.work, m_model->now()))
                request.session = (*item)->subject;
        }
    } else if (parts.value(2) == "sessions") {
        request.session = parts.value(3).toStdString();
        request.route = parts.size() == 4            ? Route::Session
                        : parts.value(5) == "stream" ? Route::Stream
                        : isPost                     ? Route::Results
                                                     : Route::History;
    }
    request.nth = m_asked[{request.route, request.session}]++;
    note("requests");
    note("requests: " + std::string(word(request.route)));
    return request;
}

Fault FaultyControlPlane::faultFor(RelayedRequest &request)
{
    if (const auto lost = m_lostSince.find(request.credential);
        lost != m_lostSince.end() && m_watch.elapsed() - lost->second > kOnTheWayMs &&
        (request.route == Route::Results || request.route == Route::Stop))
        note("asked with a lease whose loss never reached the worker"); // WatchedControlPlane knows what did
    auto fault = m_options.plan.faultFor(request.route, request.session, request.nth);
    if (request.route == Route::Heartbeat && m_options.plan.isDeaf(request.session, m_claims[request.session]) &&
        request.nth > 0)
        fault = {.kind = Fault::Kind::Refuse, .status = 503};
    if (fault.kind != Fault::Kind::None) {
        note(std::string(word(request.route)) + ": " + std::string(word(fault.kind)) +
             (fault.status ? ' ' + std::to_string(fault.status) : ""));
        note("faults");
    }
    if (fault.kind == Fault::Kind::StealLease)
        steal(request);
    return fault;
}

/// Another worker beats for the item, and then is never heard of again: the item comes back when its lease lapses.
void FaultyControlPlane::steal(const RelayedRequest &request)
{
    auto &queue = **m_model->queue(m_model->environmentId());
    std::ignore = queue.heartbeat(request.work, std::nullopt, std::nullopt, m_model->now());
}

std::optional<StreamCut> FaultyControlPlane::cutFor(const RelayedRequest &request)
{
    const auto index = m_sessionIndex.find(request.session);
    if (index == m_sessionIndex.end())
        return std::nullopt;
    return m_options.plan.cutFor(index->second, m_sessionIndex.size(), request.nth);
}

/// The control plane hears of the request now.
void FaultyControlPlane::forwarding(const RelayedRequest &request)
{
    if (onRequest)
        onRequest(request, Moment::Asked);
    if (request.route == Route::Acknowledge)
        ++m_claims[request.session];
    if (request.route != Route::Stop)
        return;
    const auto item = (*m_model->queue(m_model->environmentId()))->find(request.work, m_model->now());
    const auto session = m_model->session(request.session);
    const bool counts = item && (*item)->state != domain::WorkState::Stopped && session;
    if (counts && (*session)->isTurnOpen())
        violation(request.work + " was stopped while " + request.session + " waited");
}

void FaultyControlPlane::answered(const RelayedRequest &request, int status, bool reachesClient)
{
    if (request.route == Route::Results && status >= 400)
        note("results the control plane refused (" + std::to_string(status) + ')');
    if (request.route == Route::Results && status == 200)
        note("results taken");
    if (request.route == Route::Heartbeat && status == 412)
        note("leases reported lost");
    if (onRequest)
        onRequest(request, Moment::Answered);
    if (request.route == Route::Heartbeat && status == 412 && reachesClient)
        m_lostSince.emplace(request.credential, m_watch.elapsed());
}

void FaultyControlPlane::violation(std::string sentence)
{
    m_violations.push_back(std::move(sentence));
}

// ---- Live events --------------------------------------------------------------------------------------------------

void FaultyControlPlane::eventHappened(const std::string &session, const Json &event)
{
    auto earlier = std::exchange(m_held[session], {});
    const auto mischief = m_options.plan.mischiefFor(session, m_eventsOf[session]++);
    if (mischief != Mischief::None)
        note(mischief == Mischief::Late ? "events late" : "events twice");
    if (mischief != Mischief::Late)
        publish(session, event);
    if (mischief == Mischief::Twice)
        publish(session, event);
    for (const auto &held : earlier)
        publish(session, held.event);
    if (mischief == Mischief::Late || mischief == Mischief::TwiceLater)
        m_held[session].push_back({event, m_clock.after(kLateByMost, [this, session] { releaseHeld(session); })});
}

void FaultyControlPlane::releaseHeld(const std::string &session)
{
    // The timer's own handle is among them; it may go once the events are out.
    const auto held = std::exchange(m_held[session], {});
    for (const auto &one : held)
        publish(session, one.event);
}

void FaultyControlPlane::publish(const std::string &session, const Json &event)
{
    m_streams->publish(session, event);
}

} // namespace testsupport
