#include "core/rest/metrics.h"

#include <algorithm>

namespace glovebox::rest {

using namespace domain;

namespace {

using Type = PrometheusText::Type;

constexpr std::array kEnginePhases{api::EnginePhase::Stopped, api::EnginePhase::Preparing, api::EnginePhase::Running,
                                   api::EnginePhase::Draining, api::EnginePhase::Failed};
constexpr std::array kPollStates{api::PollState::Stopped,          api::PollState::Polling,
                                 api::PollState::PausedByOperator, api::PollState::Draining,
                                 api::PollState::Disconnected,     api::PollState::KeyRejected};
constexpr std::array kSessionStates{api::SessionState::NeedsApproval, api::SessionState::Failed,
                                    api::SessionState::Running,       api::SessionState::WaitingForSandbox,
                                    api::SessionState::Idle,          api::SessionState::Rescheduling,
                                    api::SessionState::Ended,         api::SessionState::Terminated};

double bytes(ByteCount count)
{
    return static_cast<double>(count.value);
}

double secondsOf(std::chrono::duration<double> time)
{
    return time.count();
}

/// Two clocks may differ: what is to come is now.
double age(WallTime at, WallTime now)
{
    return std::max(0.0, secondsOf(now - at));
}

void gauge(PrometheusText &out, std::string_view name, std::string_view help, double value)
{
    out.family(name, Type::Gauge, help);
    out.sample(value);
}

// ---- The host -----------------------------------------------------------------------------------------------------

void tellProgram(PrometheusText &out, const KnownState &state, const MetricsBook &book)
{
    const auto &host = state.host;
    gauge(out, "glovebox_up", "1 while the engine runs: it takes work and makes sandboxes.",
          host && host->phase == api::EnginePhase::Running ? 1 : 0);
    out.family("glovebox_build_info", Type::Gauge, "1, with what this program is and stands on.");
    out.sample({{"version", GLOVEBOX_VERSION},
                {"hypervisor", host ? std::string_view(host->hypervisorVersion) : std::string_view()},
                {"acceleration", host && host->acceleration ? word(*host->acceleration) : std::string_view("unknown")}},
               1);
    out.family("glovebox_engine_phase", Type::Gauge, "1 for the phase that the engine is in.");
    for (const auto phase : kEnginePhases)
        out.sample({{"phase", word(phase)}}, host && host->phase == phase ? 1 : 0);
    gauge(out, "glovebox_start_time_seconds", "When this program's engine began, in seconds since 1970.",
          secondsOf(book.since().time_since_epoch()));
}

void tellRoom(PrometheusText &out, const api::HostView &host)
{
    gauge(out, "glovebox_slots", "Sandboxes that may be in memory at a time.", host.slotsMax);
    gauge(out, "glovebox_slots_used", "Sandboxes that hold a slot.", host.slotsUsed);
    gauge(out, "glovebox_sandboxes_waiting", "Sandboxes that wait for a slot, or for room.", host.queued);
    gauge(out, "glovebox_host_memory_bytes", "Memory of the host.", bytes(host.memoryTotal));
    gauge(out, "glovebox_host_memory_available_bytes", "Memory that the host could give now.",
          bytes(host.memoryAvailable));
    gauge(out, "glovebox_memory_promised_bytes", "What sandboxes that hold a slot may come to need.",
          bytes(host.memoryPromised));
    gauge(out, "glovebox_memory_for_sandboxes_bytes", "What the host has for sandboxes.",
          bytes(host.memoryForSandboxes));
    gauge(out, "glovebox_vcpus_promised", "vCPUs of sandboxes that hold a slot.", host.vcpusPromised);
    gauge(out, "glovebox_vcpus_for_sandboxes", "vCPUs that may be promised on this host.", host.vcpusForSandboxes);
    gauge(out, "glovebox_disk_free_bytes", "Free space where disks and snapshots are.", bytes(host.diskFree));
    gauge(out, "glovebox_disk_reserved_bytes", "Nothing new starts while less than this is free.",
          bytes(host.diskReserved));
    out.family("glovebox_disk_used_bytes", Type::Gauge, "What Glovebox keeps on disk, by what holds it.");
    out.sample({{"by", "templates"}}, bytes(host.diskTemplates));
    out.sample({{"by", "snapshots"}}, bytes(host.diskSnapshots));
    out.sample({{"by", "hibernated"}}, bytes(host.diskHibernated));
    if (host.diskImages) {
        out.sample({{"by", "image layers"}}, bytes(host.diskImages->layers));
        out.sample({{"by", "image roots"}}, bytes(host.diskImages->roots));
        out.sample({{"by", "unneeded images"}}, bytes(host.diskImages->unneeded));
    }
}

// ---- Environments and their queues --------------------------------------------------------------------------------

/// A figure of each environment that has one.
template <class Figure>
void eachEnvironment(PrometheusText &out, const KnownState &state, std::string_view name, std::string_view help,
                     Figure figure)
{
    out.family(name, Type::Gauge, help);
    for (const auto &[id, view] : state.environments)
        if (const std::optional<double> value = figure(view))
            out.sample({{"environment", id.value()}}, *value);
}

void tellEnvironments(PrometheusText &out, const KnownState &state, WallTime now)
{
    out.family("glovebox_environment_info", Type::Gauge, "1, with an environment's name and how it learns of work.");
    for (const auto &[id, view] : state.environments)
        out.sample({{"environment", id.value()}, {"name", view.name}, {"arrival", word(view.arrival)}}, 1);
    out.family("glovebox_environment_state", Type::Gauge, "1 for the state that the environment's polling is in.");
    for (const auto &[id, view] : state.environments)
        for (const auto each : kPollStates)
            out.sample({{"environment", id.value()}, {"state", word(each)}}, view.state == each ? 1 : 0);
    using View = api::EnvironmentView;
    using Figure = std::optional<double>;
    eachEnvironment(out, state, "glovebox_work_active", "Work items that this host holds.",
                    [](const View &view) -> Figure { return view.active; });
    eachEnvironment(out, state, "glovebox_queue_depth", "Work items that wait to be picked up.",
                    [](const View &view) -> Figure { return view.queue ? Figure(view.queue->depth) : Figure(); });
    eachEnvironment(out, state, "glovebox_queue_pending", "Work items that were polled and not acknowledged yet.",
                    [](const View &view) -> Figure { return view.queue ? Figure(view.queue->pending) : Figure(); });
    eachEnvironment(out, state, "glovebox_queue_oldest_age_seconds",
                    "How long the oldest work item waits; 0: none does.", [now](const View &view) -> Figure {
                        if (!view.queue)
                            return {};
                        return view.queue->oldestQueuedAt ? age(*view.queue->oldestQueuedAt, now) : 0.0;
                    });
    eachEnvironment(out, state, "glovebox_queue_workers", "Workers that asked the queue within the last 30 s.",
                    [](const View &view) -> Figure {
                        return view.queue && view.queue->workersPolling ? Figure(*view.queue->workersPolling)
                                                                        : Figure();
                    });
    eachEnvironment(out, state, "glovebox_queue_look_age_seconds", "How old the queue's figures are.",
                    [now](const View &view) -> Figure {
                        return view.queueSeenAt ? Figure(age(*view.queueSeenAt, now)) : Figure();
                    });
}

/// Of the items that are ours, the oldest one's, by environment; `at`: what it is counted from.
template <class At>
void tellLeases(PrometheusText &out, const MetricsBook &book, WallTime now, std::string_view name,
                std::string_view help, At at)
{
    std::map<EnvironmentId, double> oldest;
    for (const auto &[id, lease] : book.work())
        if (const auto &since = at(lease); lease.ours && since)
            oldest[lease.environment] = std::max(oldest[lease.environment], age(*since, now));
    out.family(name, Type::Gauge, help);
    for (const auto &[environment, value] : oldest)
        out.sample({{"environment", environment.value()}}, value);
}

void tellWork(PrometheusText &out, const MetricsBook &book, WallTime now)
{
    using Lease = MetricsBook::Lease;
    tellLeases(out, book, now, "glovebox_lease_age_seconds", "How long this host holds its oldest work item.",
               [](const Lease &lease) -> const std::optional<WallTime> & { return lease.acknowledgedAt; });
    tellLeases(out, book, now, "glovebox_lease_heartbeat_age_seconds",
               "Since the last heartbeat that the queue has seen, of the item where that is longest ago.",
               [](const Lease &lease) -> const std::optional<WallTime> & { return lease.latestHeartbeatAt; });
    std::map<MetricsBook::Pair, int> stuck;
    for (const auto &[id, lease] : book.work())
        if (lease.stuck != api::Stuck::No)
            ++stuck[{lease.environment.value(), std::string(word(lease.stuck))}];
    out.family("glovebox_work_stuck", Type::Gauge, "Work items that do not move, by why, whoever holds them.");
    for (const auto &[key, count] : stuck)
        out.sample({{"environment", key.first}, {"reason", key.second}}, count);
}

// ---- Sandboxes, sessions, calls -----------------------------------------------------------------------------------

void tellSandboxes(PrometheusText &out, const KnownState &state)
{
    std::map<SandboxState, int> counts;
    ByteCount memory;
    ByteCount disk;
    for (const auto &[id, view] : state.sandboxes) {
        ++counts[view.state];
        memory.value += view.memory.value_or(ByteCount{}).value;
        disk.value += view.diskUsed.value_or(ByteCount{}).value;
    }
    out.family("glovebox_sandboxes", Type::Gauge, "Sandboxes by state.");
    for (const auto each : kSandboxStates)
        if (each != SandboxState::Destroyed)
            out.sample({{"state", word(each)}}, counts[each]);
    gauge(out, "glovebox_sandboxes_memory_bytes", "Resident memory of all sandboxes, each with its share.",
          bytes(memory));
    gauge(out, "glovebox_sandboxes_disk_bytes", "What sandboxes in memory have written to their disks.", bytes(disk));
    std::map<SnapshotState, int> snapshots;
    for (const auto &[id, view] : state.snapshots)
        ++snapshots[view.state];
    out.family("glovebox_snapshots", Type::Gauge, "Snapshots by state.");
    for (const auto each : kSnapshotStates)
        if (each != SnapshotState::Gone)
            out.sample({{"state", word(each)}}, snapshots[each]);
    out.family("glovebox_ports_open", Type::Gauge, "Local addresses that lead into sandboxes, by kind.");
    for (const auto kind : {PortKind::Http, PortKind::Tcp})
        out.sample({{"kind", word(kind)}},
                   static_cast<double>(std::ranges::count_if(
                       state.ports, [kind](const auto &port) { return port.second.kind == kind; })));
}

void tellSessions(PrometheusText &out, const MetricsBook &book)
{
    auto counts = book.sessionsByState();
    out.family("glovebox_sessions", Type::Gauge, "Sessions by state.");
    for (const auto each : kSessionStates)
        out.sample({{"state", word(each)}}, counts[each]);
    gauge(out, "glovebox_tool_calls_running", "Tool calls that run now.", book.callsIn(ToolCallState::Running));
    gauge(out, "glovebox_approvals_waiting", "Tool calls that wait for a person.",
          book.callsIn(ToolCallState::NeedsApproval));
    out.family("glovebox_tool_calls_total", Type::Counter, "Tool calls that are over, by tool and how they ended.");
    for (const auto &[key, count] : book.counts().toolCalls)
        out.sample({{"tool", key.first}, {"outcome", key.second}}, static_cast<double>(count));
}

void tellTimes(PrometheusText &out, const MetricsBook::Counts &counts)
{
    out.family("glovebox_sandbox_phase_seconds", Type::Histogram,
               "How long sandboxes took for what they went through: queue, start, boot, clone, restore, wake, "
               "hibernate, snapshot.");
    for (const auto &[phase, measured] : counts.phases)
        out.histogram({{"phase", word(phase)}}, measured);
    out.family("glovebox_snapshot_stop_seconds", Type::Histogram, "How long a guest stood still for a snapshot.");
    out.histogram({}, counts.snapshotStops);
    out.family("glovebox_first_tool_seconds", Type::Histogram,
               "From taking a work item to the start of the first tool that runs for it.");
    out.histogram({}, counts.firstTools);
    out.family("glovebox_tool_wait_seconds", Type::Histogram,
               "From a tool call's request to its start, without calls that a person was asked about.");
    out.histogram({}, counts.toolWaits);
    out.family("glovebox_tool_duration_seconds", Type::Histogram, "How long tool calls ran, by tool.");
    for (const auto &[tool, measured] : counts.toolDurations)
        out.histogram({{"tool", tool}}, measured);
}

// ---- What goes out, what it costs, what goes wrong ----------------------------------------------------------------

void tellCosts(PrometheusText &out, const MetricsBook::Counts &counts)
{
    out.family("glovebox_host_cost_usd_total", Type::Counter,
               "What sandboxes cost on this host by the operator's prices, in US dollars.");
    out.sample(static_cast<double>(counts.hostMicros) / 1e6);
    out.family("glovebox_list_cost_usd_total", Type::Counter,
               "What sessions cost at list price, as the control plane reports it, in US dollars.");
    for (const auto &[environment, cents] : counts.listCents)
        out.sample({{"environment", environment}}, static_cast<double>(cents) / 100);
    out.family("glovebox_model_tokens_total", Type::Counter,
               "Tokens of sessions, as the control plane reports them, by kind.");
    for (const auto &[environment, tokens] : counts.tokens) {
        out.sample({{"environment", environment}, {"kind", "input"}}, static_cast<double>(tokens.input));
        out.sample({{"environment", environment}, {"kind", "output"}}, static_cast<double>(tokens.output));
        out.sample({{"environment", environment}, {"kind", "cache_read"}}, static_cast<double>(tokens.cacheRead));
        out.sample({{"environment", environment}, {"kind", "cache_write"}}, static_cast<double>(tokens.cacheWrite));
    }
    out.family("glovebox_sandboxes_cpu_seconds_total", Type::Counter,
               "Processor time that sandboxes took of this host.");
    out.sample(secondsOf(counts.cpuTime));
}

void tellTraffic(PrometheusText &out, const MetricsBook::Counts &counts)
{
    out.family("glovebox_egress_attempts_total", Type::Counter,
               "Attempts of guests to reach something outside, by kind and verdict.");
    for (const auto &[key, count] : counts.attempts)
        out.sample({{"kind", key.first}, {"verdict", key.second}}, static_cast<double>(count));
    out.family("glovebox_egress_sent_bytes_total", Type::Counter, "Sent by guests, of connections that are over.");
    out.sample(bytes(counts.sent));
    out.family("glovebox_egress_received_bytes_total", Type::Counter,
               "Received by guests, of connections that are over.");
    out.sample(bytes(counts.received));
}

void tellErrors(PrometheusText &out, const MetricsBook::Counts &counts)
{
    out.family("glovebox_errors_total", Type::Counter, "What failed, by what it was and the error's code.");
    for (const auto &[key, count] : counts.errors)
        out.sample({{"area", key.first}, {"code", key.second}}, static_cast<double>(count));
    out.family("glovebox_api_requests_total", Type::Counter, "Requests to the local API, by route and HTTP status.");
    for (const auto &[key, count] : counts.requests)
        out.sample({{"route", key.first}, {"status", std::to_string(key.second)}}, static_cast<double>(count));
    out.family("glovebox_api_request_seconds", Type::Histogram,
               "From a request's last byte to its answer's first, by route.");
    for (const auto &[route, measured] : counts.requestTimes)
        out.histogram({{"route", route}}, measured);
}

} // namespace

std::string metricsText(const KnownState &state, const MetricsBook &book, WallTime now)
{
    PrometheusText out;
    tellProgram(out, state, book);
    if (state.host)
        tellRoom(out, *state.host);
    tellEnvironments(out, state, now);
    tellWork(out, book, now);
    tellSandboxes(out, state);
    tellSessions(out, book);
    tellTimes(out, book.counts());
    tellCosts(out, book.counts());
    tellTraffic(out, book.counts());
    tellErrors(out, book.counts());
    return out.take();
}

} // namespace glovebox::rest
