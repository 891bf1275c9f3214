#include "core/rest/local_api.h"

#include "core/http/origin_check.h"
#include "core/rest/api_answers.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/view_json.h"

#include <algorithm>
#include <functional>

namespace glovebox::rest {

using namespace std::chrono_literals;
using http::Request;
using http::Responder;
using nlohmann::json;

namespace {

/// The longest is a template's definition.
constexpr ByteCount kApiBodyMax = ByteCount::mib(1);
/// Panels, command lines and scripts of one user; more are a slip.
constexpr std::size_t kClientsMax = 64;

http::ServerLimits apiLimits()
{
    http::ServerLimits limits;
    limits.body = kApiBodyMax;
    limits.socketConnections = kClientsMax;
    return limits;
}

/// In the form that all answers have.
http::Response refusalOf(int status)
{
    switch (status) {
    case 403:
        return problemAnswer(status, ErrorCode::PermissionDenied, "this server answers only to its own address");
    case 408:
        return problemAnswer(status, ErrorCode::TimedOut, "the request took too long");
    case 413:
        return problemAnswer(status, ErrorCode::TooLarge,
                             "the body is too large: " + std::to_string(kApiBodyMax.value >> 20) + " MiB at most");
    case 414:
    case 431:
        return problemAnswer(status, ErrorCode::TooLarge, "the request's line and headers are too large");
    case 500:
        return problemAnswer(status, ErrorCode::Internal, "the request was dropped");
    default:
        return problemAnswer(status, ErrorCode::InvalidArgument, "this is no HTTP request that is understood here");
    }
}

} // namespace

struct LocalApi::Route {
    const char *method;
    std::vector<std::string> path; // "*": any one segment
    void (LocalApi::*handler)(const Asked &);
};

const std::vector<LocalApi::Route> &LocalApi::routes()
{
    using A = LocalApi;
    static const std::vector<Route> table{
        {"GET", {"v1", "host"}, &A::showHost},
        {"GET", {"v1", "images"}, &A::listImages},
        {"POST", {"v1", "images"}, &A::importImage},
        {"POST", {"v1", "images", "prune"}, &A::pruneImages},
        {"GET", {"v1", "images", "*"}, &A::showImage},
        {"DELETE", {"v1", "images", "*"}, &A::removeImage},
        {"POST", {"v1", "images", "*", "names"}, &A::nameImage},
        {"POST", {"v1", "images", "*", "verify"}, &A::verifyImage},
        {"GET", {"v1", "templates"}, &A::listTemplates},
        {"POST", {"v1", "templates"}, &A::saveTemplate},
        {"GET", {"v1", "templates", "*"}, &A::showTemplate},
        {"DELETE", {"v1", "templates", "*"}, &A::forgetTemplate},
        {"POST", {"v1", "templates", "*", "build"}, &A::buildTemplate},
        {"POST", {"v1", "templates", "*", "cancel"}, &A::cancelBuild},
        {"POST", {"v1", "templates", "*", "use"}, &A::useVersion},
        {"DELETE", {"v1", "templates", "*", "versions", "*"}, &A::deleteVersion},
        {"GET", {"v1", "sandboxes"}, &A::listSandboxes},
        {"POST", {"v1", "sandboxes"}, &A::createSandbox},
        {"GET", {"v1", "sandboxes", "*"}, &A::showSandbox},
        {"DELETE", {"v1", "sandboxes", "*"}, &A::destroySandbox},
        {"POST", {"v1", "sandboxes", "*", "pause"}, &A::pauseSandbox},
        {"POST", {"v1", "sandboxes", "*", "resume"}, &A::resumeSandbox},
        {"POST", {"v1", "sandboxes", "*", "hibernate"}, &A::hibernateSandbox},
        {"PUT", {"v1", "sandboxes", "*", "reservation"}, &A::reserveSandbox},
        {"DELETE", {"v1", "sandboxes", "*", "reservation"}, &A::cancelReservation},
        {"POST", {"v1", "sandboxes", "*", "snapshots"}, &A::takeSnapshot},
        {"GET", {"v1", "snapshots"}, &A::listSnapshots},
        {"GET", {"v1", "snapshots", "*"}, &A::showSnapshot},
        {"DELETE", {"v1", "snapshots", "*"}, &A::removeSnapshot},
        {"PATCH", {"v1", "sandboxes", "*", "egress"}, &A::changeEgress},
        {"POST", {"v1", "sandboxes", "*", "ports"}, &A::openPort},
        {"GET", {"v1", "ports"}, &A::listPorts},
        {"DELETE", {"v1", "ports", "*"}, &A::closePort},
        {"GET", {"v1", "egress", "profiles"}, &A::listEgressProfiles},
        {"PATCH", {"v1", "egress", "profiles", "*"}, &A::changeEgressProfile},
        {"GET", {"v1", "egress", "attempts"}, &A::listEgressAttempts},
        {"GET", {"v1", "secrets"}, &A::listSecrets},
        {"PUT", {"v1", "secrets", "*"}, &A::saveSecret},
        {"DELETE", {"v1", "secrets", "*"}, &A::removeSecret},
        {"GET", {"v1", "sandboxes", "*", "seed"}, &A::showSeed},
        {"POST", {"v1", "sandboxes", "*", "seed"}, &A::seedSandbox},
        {"POST", {"v1", "sandboxes", "*", "seed", "cancel"}, &A::cancelSeed},
        {"GET", {"v1", "environments"}, &A::listEnvironments},
        {"GET", {"v1", "environments", "*", "agents"}, &A::listAgents},
        {"POST", {"v1", "environments", "*", "agents"}, &A::readAgents},
        {"POST", {"v1", "sessions"}, &A::startSession},
        {"GET", {"v1", "starts", "*"}, &A::showStart},
        {"GET", {"v1", "operations"}, &A::listOperations},
        {"GET", {"v1", "operations", "*"}, &A::showOperation},
        {"POST", {"v1", "operations", "*", "cancel"}, &A::cancelOperation},
    };
    return table;
}

LocalApi::LocalApi(ports::Clock &clock, std::function<void(Job)> door) : m_clock(clock), m_door(std::move(door)) {}

LocalApi::~LocalApi() = default;

Result<> LocalApi::listen(const std::string &socket)
{
    http::Server::Options options;
    options.address.clear();
    options.socket = socket;
    options.allowedHosts = http::loopbackHosts();
    options.limits = apiLimits();
    options.refusal = refusalOf;
    GB_TRY(server, http::Server::listen(
                       m_clock, std::move(options),
                       [this](const Request &request, const Responder &responder) { answer(request, responder); }));
    m_server = std::move(server);
    return {};
}

void LocalApi::answer(const Request &request, const Responder &responder)
{
    std::string allowed;
    for (const auto &route : routes()) {
        auto names = namesIn(route.path, request.segments);
        if (!names)
            continue;
        if (request.method == route.method)
            return (this->*route.handler)({request, std::move(*names), responder});
        allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    if (allowed.empty())
        return responder.send(problemAnswer(404, ErrorCode::NotFound, "there is nothing at " + request.path));
    auto refusal = problemAnswer(405, ErrorCode::InvalidArgument, "here only " + allowed);
    refusal.headers.add("allow", allowed);
    responder.send(std::move(refusal));
}

void LocalApi::command(const Responder &responder, std::function<api::Verdict(api::EngineControl &)> call)
{
    m_door([responder, call = std::move(call)](api::EngineControl &engine) {
        responder.send(verdictAnswer(call(engine)));
    });
}

void LocalApi::showHost(const Asked &asked)
{
    if (!m_state.host)
        return asked.responder.send(problemAnswer(503, ErrorCode::InvalidState, "the engine has not begun yet"));
    asked.responder.send(okAnswer(toJson(*m_state.host)));
}

// ---- Sandboxes ----------------------------------------------------------------------------------------------------

void LocalApi::listSandboxes(const Asked &asked)
{
    json list = json::array();
    for (const auto &[id, view] : m_state.sandboxes)
        list.push_back(shown(view));
    asked.responder.send(okAnswer({{"sandboxes", list}}));
}

void LocalApi::showSandbox(const Asked &asked)
{
    const auto found = m_state.sandboxes.find(domain::SandboxId(asked.names[0]));
    if (found == m_state.sandboxes.end())
        return asked.responder.send(noneAnswer("sandbox", asked.names[0]));
    asked.responder.send(okAnswer(shown(found->second)));
}

void LocalApi::createSandbox(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"name", "image", "template", "snapshot", "vcpus", "memory_mib",
                                                        "disk_mib", "egress", "secrets", "seed", "reservation"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    auto wanted = newSandboxFrom(*body, m_state.host ? m_state.host->size : domain::MachineSize{}, m_clock.wallNow());
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.createSandbox(wanted); });
}

void LocalApi::destroySandbox(const Asked &asked)
{
    command(asked.responder,
            [id = domain::SandboxId(asked.names[0])](api::EngineControl &engine) { return engine.destroySandbox(id); });
}

void LocalApi::pauseSandbox(const Asked &asked)
{
    command(asked.responder,
            [id = domain::SandboxId(asked.names[0])](api::EngineControl &engine) { return engine.pauseSandbox(id); });
}

void LocalApi::resumeSandbox(const Asked &asked)
{
    command(asked.responder,
            [id = domain::SandboxId(asked.names[0])](api::EngineControl &engine) { return engine.resumeSandbox(id); });
}

void LocalApi::hibernateSandbox(const Asked &asked)
{
    command(asked.responder, [id = domain::SandboxId(asked.names[0])](api::EngineControl &engine) {
        return engine.act(api::SandboxAction(api::HibernateSandbox{id}));
    });
}

/// For a session, or for whichever has this metadata; for so many seconds, or for ever.
void LocalApi::reserveSandbox(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, reservationFields());
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::ReserveSandbox wanted{domain::SandboxId(asked.names[0]), reservationFrom(*body, m_clock.wallNow())};
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::SandboxAction(wanted)); });
}

void LocalApi::cancelReservation(const Asked &asked)
{
    command(asked.responder, [id = domain::SandboxId(asked.names[0])](api::EngineControl &engine) {
        return engine.act(api::SandboxAction(api::CancelReservation{id}));
    });
}

// ---- Operations ---------------------------------------------------------------------------------------------------

/// All, the newest first, or with ?object= the newest on that.
void LocalApi::listOperations(const Asked &asked)
{
    json list = json::array();
    if (const auto object = asked.request.query.value("object")) {
        if (const auto *view = m_state.operationOn(*object))
            list.push_back(toJson(*view));
        return asked.responder.send(okAnswer({{"operations", list}}));
    }
    std::vector<const api::OperationView *> views;
    for (const auto &[id, view] : m_state.operations)
        views.push_back(&view);
    std::ranges::stable_sort(views, std::ranges::greater{}, [](const auto *view) { return view->operation.beganAt; });
    for (const auto *view : views)
        list.push_back(toJson(*view));
    asked.responder.send(okAnswer({{"operations", list}}));
}

void LocalApi::showOperation(const Asked &asked)
{
    const auto found = m_state.operations.find(domain::OperationId(asked.names[0]));
    if (found == m_state.operations.end())
        return asked.responder.send(noneAnswer("operation", asked.names[0]));
    asked.responder.send(okAnswer(toJson(found->second)));
}

void LocalApi::cancelOperation(const Asked &asked)
{
    command(asked.responder, [id = domain::OperationId(asked.names[0])](api::EngineControl &engine) {
        return engine.maintain(api::CancelOperation{id});
    });
}

} // namespace glovebox::rest
