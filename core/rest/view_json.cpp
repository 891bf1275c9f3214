#include "core/rest/view_json.h"

#include "core/rest/egress_json.h"
#include "core/rest/use_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

void putInstant(json &object, const char *key, const std::optional<WallTime> &at)
{
    if (at)
        object[key] = instantText(*at);
}

void putText(json &object, const char *key, const std::string &text)
{
    if (!text.empty())
        object[key] = text;
}

void putProblem(json &object, const std::optional<Error> &problem)
{
    if (problem)
        object["problem"] = toJson(*problem);
}

json sizeJson(const domain::MachineSize &size)
{
    return {{"vcpus", size.vcpus}, {"memory_bytes", size.memory.value}, {"disk_bytes", size.disk.value}};
}

json configJson(const domain::ImageConfig &config)
{
    json environment = json::object();
    for (const auto &[name, value] : config.environment)
        environment[name] = value;
    return {{"environment", environment}, {"user", config.user},
            {"workdir", config.workdir},  {"entrypoint", config.entrypoint},
            {"command", config.command},  {"exposed_ports", config.exposedPorts},
            {"volumes", config.volumes},  {"stop_signal", config.stopSignal},
            {"labels", config.labels}};
}

/// What is never done is not there.
json ladderJson(const domain::IdleLadder &ladder)
{
    json out = json::object();
    for (const auto &[name, after] :
         {std::pair{"pause_ms", &ladder.pauseAfter}, std::pair{"hibernate_ms", &ladder.hibernateAfter},
          std::pair{"destroy_ms", &ladder.destroyAfter}})
        if (*after)
            out[name] = (*after)->count();
    return out;
}

const char *stepWord(domain::IdleStep step)
{
    switch (step) {
    case domain::IdleStep::Pause:
        return "pause";
    case domain::IdleStep::Hibernate:
        return "hibernate";
    case domain::IdleStep::Destroy:
        return "destroy";
    }
    return "pause";
}

/// What it takes of the host, as far as that was measured.
void putUse(json &object, const api::SandboxView &sandbox)
{
    object["acceleration"] = word(sandbox.acceleration);
    if (sandbox.cpuPercent)
        object["cpu_percent"] = *sandbox.cpuPercent;
    if (sandbox.memory)
        object["memory_bytes"] = sandbox.memory->value;
    if (sandbox.diskUsed)
        object["disk_used_bytes"] = sandbox.diskUsed->value;
    if (sandbox.stored.value > 0)
        object["stored_bytes"] = sandbox.stored.value;
}

const char *streamWord(api::BuildLine::Stream stream)
{
    switch (stream) {
    case api::BuildLine::Stream::System:
        return "system";
    case api::BuildLine::Stream::Output:
        return "stdout";
    case api::BuildLine::Stream::Error:
        return "stderr";
    }
    return "system";
}

json versionJson(const api::TemplateVersionView &version)
{
    return {{"version", version.number},
            {"snapshot", version.snapshot.value()},
            {"built_at", instantText(version.builtAt)},
            {"build_ms", version.buildTime.count()},
            {"steps", version.steps},
            {"steps_cached", version.stepsCached},
            {"memory_bytes", version.memory.value},
            {"disk_bytes", version.disk.value},
            {"sandboxes", version.sandboxes},
            {"current", version.isCurrent}};
}

} // namespace

std::string dump(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json toJson(const Error &error)
{
    return {{"code", name(error.code)}, {"message", error.detail}};
}

json toJson(const api::HostView &host)
{
    json object{{"phase", word(host.phase)},
                {"version", host.version},
                {"slots_used", host.slotsUsed},
                {"slots", host.slotsMax},
                {"queued", host.queued},
                {"size", sizeJson(host.size)},
                {"disk_free_bytes", host.diskFree.value}};
    putText(object, "activity", host.activity);
    if (host.acceleration)
        object["acceleration"] = word(*host.acceleration);
    putProblem(object, host.problem);
    return object;
}

json toJson(const api::SandboxView &sandbox)
{
    json object{{"id", sandbox.id.value()},
                {"state", word(sandbox.state)},
                {"kept", sandbox.kept},
                {"size", sizeJson(sandbox.size)},
                {"created_at", instantText(sandbox.createdAt)},
                {"since", instantText(sandbox.since)},
                {"cost_cents", cents(sandbox.cost)},
                {"labels", sandbox.labels},
                {"ladder", ladderJson(sandbox.ladder)}};
    putUse(object, sandbox);
    putText(object, "name", sandbox.name);
    putText(object, "title", sandbox.sessionTitle);
    putText(object, "image", sandbox.image);
    putText(object, "template", sandbox.madeFrom);
    putText(object, "egress", sandbox.egress);
    for (const auto &rule : sandbox.egressOwn)
        object["egress_own"].push_back(toJson(rule));
    if (!sandbox.secrets.empty())
        object["secrets"] = sandbox.secrets;
    putText(object, "reason", sandbox.reason);
    putText(object, "waits_for", sandbox.waitsFor);
    putText(object, "operation", sandbox.operation);
    putText(object, "busy_with", sandbox.busyWith);
    putText(object, "reserved_for", sandbox.reservedFor);
    putInstant(object, "reserved_until", sandbox.reservedUntil);
    if (sandbox.session)
        object["session"] = sandbox.session->value();
    if (sandbox.guestRunner)
        object["guest_runner"] = true;
    if (sandbox.base)
        object["cloned_from"] = sandbox.base->value();
    if (sandbox.from)
        object["snapshot"] = sandbox.from->value();
    if (sandbox.forkOf)
        object["fork_of"] = sandbox.forkOf->value();
    if (sandbox.progress)
        object["progress"] = *sandbox.progress;
    if (sandbox.nextStep)
        object["next_step"] = stepWord(*sandbox.nextStep);
    putInstant(object, "next_step_at", sandbox.nextStepAt);
    putInstant(object, "kept_alive_until", sandbox.keptAliveUntil);
    if (sandbox.bootTime)
        object["start_ms"] = sandbox.bootTime->count();
    putProblem(object, sandbox.problem);
    return object;
}

json toJson(const api::ImageView &view)
{
    const auto &image = view.image;
    json layers = json::array();
    for (const auto &layer : image.layers)
        layers.push_back({{"digest", layer.digest}, {"bytes", layer.size.value}});
    json object{{"id", image.id.value()},
                {"names", image.names},
                {"state", word(view.state)},
                {"origin", word(image.origin)},
                {"source", image.source},
                {"architecture", image.architecture},
                {"root_bytes", image.rootSize.value},
                {"content_bytes", image.contentSize.value},
                {"entries", image.entries},
                {"layers", layers},
                {"config", configJson(image.config)},
                {"imported_at", instantText(image.importedAt)},
                {"default", view.isDefault},
                {"sandboxes", view.sandboxes},
                {"templates", view.templates},
                {"snapshots", view.snapshots}};
    putText(object, "digest", image.digest);
    putText(object, "step", view.step);
    putInstant(object, "created_at", image.createdAt);
    putInstant(object, "verified_at", view.verifiedAt);
    if (view.progress)
        object["progress"] = *view.progress;
    putProblem(object, view.problem);
    return object;
}

json toJson(const api::SnapshotView &snapshot)
{
    json object{{"id", snapshot.id.value()},
                {"state", word(snapshot.state)},
                {"sandbox", snapshot.sandbox.value()},
                {"at", instantText(snapshot.at)},
                {"memory_bytes", snapshot.memory.value},
                {"disk_bytes", snapshot.disk.value},
                {"pinned", snapshot.pinned},
                {"verifying", snapshot.verifying},
                {"children", snapshot.children},
                {"sandboxes", snapshot.sandboxes},
                // The same once more for clients that know runs (docs/isorun.md).
                {"run_id", snapshot.sandbox.value()},
                {"size_bytes", snapshot.memory.value + snapshot.disk.value},
                {"created_at", instantText(snapshot.at)}};
    putText(object, "name", snapshot.name);
    putText(object, "step", snapshot.step);
    putInstant(object, "verified_at", snapshot.verifiedAt);
    if (snapshot.progress)
        object["progress"] = *snapshot.progress;
    if (snapshot.parent)
        object["parent"] = snapshot.parent->value();
    putProblem(object, snapshot.problem);
    return object;
}

json toJson(const api::EnvironmentView &environment)
{
    json object{{"id", environment.id.value()},
                {"base_url", environment.baseUrl},
                {"state", word(environment.state)},
                {"since", instantText(environment.since)},
                {"active", environment.active},
                {"demo", environment.isDemo},
                {"operator_key", environment.hasOperatorKey}};
    putText(object, "name", environment.name);
    putProblem(object, environment.problem);
    return object;
}

json toJson(const api::AgentsView &agents)
{
    json list = json::array();
    for (const auto &agent : agents.agents)
        list.push_back({{"id", agent.id}, {"name", agent.name}, {"model", agent.model}});
    json object{{"environment", agents.environment.value()},
                {"agents", list},
                {"more", agents.more},
                {"loading", agents.loading}};
    putInstant(object, "read_at", agents.readAt);
    putProblem(object, agents.problem);
    return object;
}

json toJson(const api::StartedSessionView &start)
{
    json object{{"id", std::to_string(start.ticket)},
                {"environment", start.environment.value()},
                {"over", start.over},
                {"message_missing", start.messageMissing}};
    if (start.session)
        object["session"] = start.session->value();
    putProblem(object, start.problem);
    return object;
}

json toJson(const api::OperationView &view)
{
    const auto &operation = view.operation;
    json log = json::array();
    for (const auto &step : operation.log)
        log.push_back({{"at", instantText(step.at)}, {"text", step.text}});
    json object{{"id", operation.id.value()},
                {"kind", word(operation.kind)},
                {"object", operation.object},
                {"state", word(operation.state)},
                {"began_at", instantText(operation.beganAt)},
                {"can_cancel", operation.canCancel},
                {"log", log}};
    putText(object, "name", operation.name);
    putText(object, "step", operation.step);
    putText(object, "result", operation.result);
    putInstant(object, "ended_at", operation.endedAt);
    if (operation.progress)
        object["progress"] = *operation.progress;
    putProblem(object, operation.problem);
    return object;
}

json toJson(const api::BuildLine &line)
{
    return {
        {"at", instantText(line.at)}, {"step", line.step}, {"stream", streamWord(line.stream)}, {"text", line.text}};
}

json toJson(const api::SeedView &view)
{
    json log = json::array();
    for (const auto &line : view.log)
        log.push_back(toJson(line));
    json object{{"sandbox", view.sandbox.value()},
                {"state", word(view.state)},
                {"since", instantText(view.since)},
                {"steps", view.steps},
                {"step", view.step},
                {"log", log},
                {"log_begins", view.logBegins}};
    if (view.progress)
        object["progress"] = *view.progress;
    putProblem(object, view.problem);
    return object;
}

json toJson(const api::DefinedTemplateView &view, bool whole)
{
    json versions = json::array();
    for (const auto &version : view.versions)
        versions.push_back(versionJson(version));
    json object{{"name", view.definition.name},          {"state", word(view.state)},
                {"since", instantText(view.since)},      {"from", view.definition.from.name},
                {"steps", view.definition.steps.size()}, {"versions", versions}};
    putText(object, "description", view.definition.description);
    putText(object, "outdated_because", view.outdatedBecause);
    object["warm"] = view.warm;
    object["warm_max"] = view.warmMax;
    if (view.state == api::DefinedTemplateState::Building) {
        object["step"] = view.step;
        object["step_text"] = view.stepText;
    }
    putProblem(object, view.problem);
    if (!whole)
        return object;
    object["definition"] = view.text;
    json log = json::array();
    for (const auto &line : view.log)
        log.push_back(toJson(line));
    object["log"] = log;
    object["log_begins"] = view.logBegins;
    return object;
}

} // namespace glovebox::rest
