#include "core/rest/observation.h"

#include "core/rest/api_answers.h"
#include "core/rest/metrics.h"

namespace glovebox::rest {

namespace {

bool isAt(const http::Request &request, const char *name)
{
    return request.segments.size() == 1 && request.segments[0] == name;
}

bool isEvents(const http::Request &request)
{
    return request.segments.size() == 2 && request.segments[0] == "v1" && request.segments[1] == "events";
}

http::Response metricsAnswer(std::string text)
{
    http::Response response;
    response.headers.add("content-type", std::string(kPrometheusType));
    response.headers.add("cache-control", "no-store");
    response.body = std::move(text);
    return response;
}

std::string phaseReason(const api::HostView &host)
{
    switch (host.phase) {
    case api::EnginePhase::Preparing:
        return "it is being prepared: " + (host.activity.empty() ? std::string("it has just begun") : host.activity);
    case api::EnginePhase::Draining:
        return "it is ending: no new work is taken";
    case api::EnginePhase::Failed:
        return std::string("it could not start: ") + (host.problem ? name(host.problem->code) : "it did not say why");
    case api::EnginePhase::Stopped:
        return "it is not started";
    case api::EnginePhase::Running:
        break;
    }
    return {};
}

} // namespace

std::vector<std::string> whyNotReady(const KnownState &state)
{
    if (!state.host)
        return {"the engine has not begun yet: the hypervisor is being looked at, or the ledger opened"};
    const auto &host = *state.host;
    std::vector<std::string> reasons;
    if (auto reason = phaseReason(host); !reason.empty())
        reasons.push_back(std::move(reason));
    if (!host.acceleration)
        reasons.emplace_back("it is not known yet whether guests run with acceleration");
    if (host.diskFree < host.diskReserved)
        reasons.push_back("the disk is full: less than " + std::to_string(host.diskReserved.value >> 20) +
                          " MiB are free, and nothing new starts below that");
    return reasons;
}

Observation::Observation(ports::Clock &clock, const KnownState &state)
    : m_clock(clock), m_state(state), m_book(clock), m_maker(clock), m_log(clock.wallNow()), m_events(clock, m_log)
{
}

void Observation::saw(const api::Change &change)
{
    m_book.saw(change);
    bool any = false;
    for (auto &draft : m_maker.saw(change)) {
        m_log.add(std::move(draft), m_clock.wallNow());
        any = true;
    }
    if (any)
        m_events.added();
}

bool Observation::isOpenToAll(const http::Request &request)
{
    return isAt(request, "healthz") || isAt(request, "readyz");
}

bool Observation::handle(const http::Request &request, const http::Responder &responder)
{
    if (!isOpenToAll(request) && !isAt(request, "metrics") && !isEvents(request))
        return false;
    if (request.method != "GET" && request.method != "HEAD") {
        auto refusal = problemAnswer(405, ErrorCode::InvalidArgument, "here only GET");
        refusal.headers.add("allow", "GET");
        responder.send(std::move(refusal));
    } else if (isAt(request, "healthz")) {
        responder.send(okAnswer({{"alive", true}}));
    } else if (isAt(request, "readyz")) {
        responder.send(readiness());
    } else if (isAt(request, "metrics")) {
        responder.send(metricsAnswer(metricsText(m_state, m_book, m_clock.wallNow())));
    } else {
        m_events.answer(request, responder);
    }
    return true;
}

http::Response Observation::readiness() const
{
    const auto reasons = whyNotReady(m_state);
    auto response = okAnswer({{"ready", reasons.empty()}, {"reasons", reasons}});
    response.status = reasons.empty() ? 200 : 503;
    return response;
}

} // namespace glovebox::rest
