#include "core/rest/observation.h"

#include "core/rest/api_answers.h"
#include "core/rest/metrics.h"

namespace glovebox::rest {

namespace {

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

std::vector<Route> Observation::routes()
{
    using domain::KeyScope;
    return {
        {.method = "GET",
         .pattern = "/healthz",
         .handler =
             [](Asked &asked) {
                 asked.answer(okAnswer({{"alive", true}}));
             }},
        {.method = "GET",
         .pattern = "/readyz",
         .handler =
             [this](Asked &asked) {
                 asked.answer(readiness());
             }},
        {.method = "GET",
         .pattern = "/metrics",
         .scope = KeyScope::Read,
         .handler =
             [this](Asked &asked) {
                 asked.answer(metricsAnswer(metricsText(m_state, m_book, m_clock.wallNow())));
             }},
        {.method = "GET",
         .pattern = "/v1/events",
         .scope = KeyScope::Read,
         .handler = [this](Asked &asked) { m_events.answer(*asked.request, asked.responder); },
         .query = Words{"after", "follow", "kind", "limit", "object", "sandbox", "session"},
         .repeated = {"kind", "object", "sandbox", "session"},
         .flags = Words{"follow"}},
    };
}

std::function<void(int)> Observation::timer(const http::Request &request)
{
    return [this, route = routeLabel(request.segments), began = m_clock.now()](int status) {
        m_book.answered(route, status, m_clock.now() - began);
    };
}

http::Response Observation::readiness() const
{
    const auto reasons = whyNotReady(m_state);
    auto response = okAnswer({{"ready", reasons.empty()}, {"reasons", reasons}});
    response.status = reasons.empty() ? 200 : 503;
    return response;
}

} // namespace glovebox::rest
