// A session that one could look at for a while: three quarters of an hour of turns, errors, approvals, a sandbox that
// slept in between. It shows what a timeline can show.
#include "app/sample/sample_views.h"

#include <array>

namespace glovebox::sample {

using namespace std::chrono_literals;
using api::NoteView;
using domain::ToolCallState;

namespace {

struct Step {
    std::chrono::milliseconds thinks; // before it
    const char *tool;                 // null: a message of the agent's
    const char *text;
    std::chrono::milliseconds runs{0};
    ToolCallState state = ToolCallState::Done;
    std::chrono::milliseconds waits{0};
    bool asked = false;
};

constexpr auto kError = ToolCallState::Error;

constexpr std::array kFirstTurn{
    Step{14s, "bash", "git log --oneline -12", 900ms},
    Step{6s, "glob", "**/billing/*.py", 300ms},
    Step{9s, "read", "src/billing/tax.py", 200ms},
    Step{5s, "read", "src/billing/invoice.py", 200ms},
    Step{11s, "grep", "round( in src", 700ms},
    Step{24s, nullptr, "Rounding is done in three places, each its own way. I run the tests before I touch any."},
    Step{4s, "bash", "pytest -q tests/billing", 48s, kError},
    Step{31s, "edit", "src/billing/tax.py  +6 −2", 200ms},
    Step{12s, "bash", "pytest -q tests/billing/test_tax.py", 21s},
    Step{16s, "web_search", "python decimal rounding half even", 0ms, ToolCallState::NotOurs},
    Step{38s, "edit", "src/billing/invoice.py  +14 −9", 300ms},
    Step{9s, "bash", "pytest -q tests/billing", 52s, kError},
    Step{44s, "edit", "src/billing/invoice.py  +3 −3", 200ms},
    Step{8s, "bash", "pytest -q tests/billing", 47s},
    Step{21s, "bash", "pip install hypothesis", 4s, kError},
    Step{13s, "bash", "pip install --index-url https://pypi.example.net hypothesis", 9s, kError},
    Step{34s, "write", "tests/billing/test_rounding.py", 200ms},
    Step{7s, "bash", "pytest -q", 96s},
    Step{18s, "bash", "git commit -am 'Round once, at the end'", 800ms, ToolCallState::Done, 168s, true},
    Step{26s, nullptr,
         "Rounding happens once now. Invoices of March would differ by one cent in 14 cases; shall I list them?"},
};

constexpr std::array kSecondTurn{
    Step{9s, "bash", "python3 tools/compare.py --month 2026-03", 74s},
    Step{28s, "read", "out/differences.csv", 200ms},
    Step{41s, "write", "outputs/differences.md", 300ms},
    Step{8s, "bash", "make docs", 33s},
    Step{19s, "bash", "rm -rf build", 0ms, ToolCallState::Denied, 36s, true},
    Step{22s, "bash", "make docs BUILD=build2", 41s},
    Step{17s, "edit", "docs/billing.md  +21 −4", 200ms},
    Step{9s, "bash", "pytest -q", 93s},
    Step{14s, "read", "CONTRIBUTING.md", 200ms},
    Step{26s, "bash", "pytest -q tests/billing", 4800ms, kError},
    Step{19s, "edit", "src/billing/tax.py  +6 −2", 100ms},
    Step{12s, "bash", "pytest -q tests/billing", 44s},
    Step{11s, "bash", "git push origin fix/tax", 0ms, ToolCallState::NeedsApproval, 0ms, true},
};

constexpr auto kLength = 45min;
constexpr auto kAsleep = 7min;

class Teller {
public:
    void say(NoteView::Kind kind, const char *text)
    {
        m_all.emplace_back(api::TranscriptEntry{domain::SessionId(kSampleLongSession), ++m_sequence, m_turn, m_at,
                                                NoteView{kind, text}});
    }
    void ask(const char *text)
    {
        ++m_turn;
        say(NoteView::Kind::UserMessage, text);
    }
    void tell(const Step &step)
    {
        m_at += step.thinks;
        if (!step.tool)
            return say(NoteView::Kind::AgentMessage, step.text);
        api::ToolCallView call{.id = domain::EventId("sevt_01JD4W0TML" + std::to_string(100 + m_sequence))};
        call.name = step.tool;
        call.summary = step.text;
        call.input = std::string("{\n  \"command\": \"") + step.text + "\"\n}";
        call.output = step.state == kError ? "1 failed, 41 passed in 4.62s\nexit code 1" : "42 passed in 4.41s";
        call.state = step.state;
        call.askedForApproval = step.asked;
        call.requestedAt = m_at;
        call.waited = step.waits;
        call.duration = step.runs;
        m_calls += 1;
        m_errors += step.state == kError ? 1 : 0;
        m_all.emplace_back(
            api::TranscriptEntry{domain::SessionId(kSampleLongSession), ++m_sequence, m_turn, m_at, std::move(call)});
        m_at += step.waits + step.runs;
    }

    WallTime m_at = kSampleNow - kLength;
    WallTime m_asleep{};
    int m_turn = 0;
    int m_calls = 0;
    int m_errors = 0;
    std::uint64_t m_sequence = 0;
    std::vector<api::Change> m_all;
};

Teller tellAll()
{
    Teller teller;
    teller.ask("Tax is rounded differently on invoices and in reports. Please find out why and put it right.");
    for (const Step &step : kFirstTurn)
        teller.tell(step);
    teller.say(NoteView::Kind::Turn, "Turn over: end_turn");
    teller.m_asleep = teller.m_at + 100s;
    teller.m_at += kAsleep;
    teller.ask("Yes, list them, and document the rule.");
    for (const Step &step : kSecondTurn)
        teller.tell(step);
    return teller;
}

domain::Operation operation(const char *id, domain::OperationKind kind, WallTime from, std::chrono::milliseconds took)
{
    domain::Operation made{.id = domain::OperationId(id), .kind = kind};
    made.object = std::string("sandbox/") + kSampleLongSandbox;
    made.name = kSampleLongSandbox;
    made.state = domain::OperationState::Done;
    made.beganAt = from;
    made.endedAt = from + took;
    return made;
}

api::Change denied(const char *id, const char *host, WallTime at)
{
    domain::EgressDecision decision{
        .id = domain::EgressId(id), .at = at, .sandbox = domain::SandboxId(kSampleLongSandbox)};
    decision.session = domain::SessionId(kSampleLongSession);
    decision.host = host;
    decision.port = 443;
    decision.reason =
        std::string("The sandbox policy packages does not allow ") + host + " port 443: no rule names it.";
    return api::EgressAttemptView{decision};
}

api::Change snapshot(const char *id, const char *name, WallTime at)
{
    api::SnapshotView view{.generation = 1,
                           .id = domain::SnapshotId(id),
                           .name = name,
                           .sandbox = domain::SandboxId(kSampleLongSandbox),
                           .base = domain::TemplateId(kSampleTemplate)};
    view.state = domain::SnapshotState::Ready;
    view.at = at;
    view.session = domain::SessionId(kSampleLongSession);
    view.memory = ByteCount::mib(212);
    view.disk = ByteCount::mib(96);
    view.stopped = 38ms;
    return view;
}

} // namespace

std::vector<api::Change> sampleTimeline()
{
    Teller teller = tellAll();
    const auto late = kSampleNow - 170s - teller.m_at; // the last call has waited for so long
    for (auto &change : teller.m_all) {
        auto &entry = std::get<api::TranscriptEntry>(change);
        entry.at += late;
        if (auto *call = std::get_if<api::ToolCallView>(&entry.what))
            call->requestedAt += late;
    }
    const WallTime begin = kSampleNow - kLength + late;
    const WallTime asleep = teller.m_asleep + late;
    const WallTime awake = asleep + kAsleep - 98s;

    api::SessionView session{.generation = 1,
                             .id = domain::SessionId(kSampleLongSession),
                             .environment = domain::EnvironmentId(kSampleEnvironment)};
    session.title = "Round tax once, at the end";
    session.agentName = "billing-engineer";
    session.state = api::SessionState::NeedsApproval;
    session.reason = "requires_action";
    session.startedAt = begin - 3s;
    session.since = session.lastActivity = kSampleNow - 170s;
    session.sandbox = domain::SandboxId(kSampleLongSandbox);
    session.sandboxState = domain::SandboxState::Running;
    session.turns = teller.m_turn;
    session.toolCalls = teller.m_calls;
    session.toolErrors = teller.m_errors;
    session.canInterrupt = true;
    session.usage = domain::ModelUsage{.inputTokens = 61'204, .outputTokens = 9'733, .cacheReadTokens = 402'118};
    session.usage->listCostCents = 187;
    session.budgetCents = 500;

    api::SandboxView sandbox{.generation = 1, .id = domain::SandboxId(kSampleLongSandbox)};
    sandbox.session = session.id;
    sandbox.sessionTitle = session.title;
    sandbox.state = domain::SandboxState::Running;
    sandbox.createdAt = begin - 3s;
    sandbox.bootTime = 24s; // a template of its size was not there yet
    sandbox.since = awake + 2s;
    sandbox.size = {.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
    sandbox.acceleration = domain::Acceleration::Kvm;
    sandbox.egress = "packages";

    std::vector<api::Change> all{session, sandbox};
    for (auto &change : teller.m_all)
        all.push_back(std::move(change));
    using enum domain::OperationKind;
    all.emplace_back(api::OperationView{1, operation("op-81", Hibernate, asleep, 21s)});
    all.emplace_back(api::OperationView{1, operation("op-82", Wake, awake, 2s)});
    all.push_back(snapshot("snap-a41c07", "before the edit", begin + 150s));
    all.push_back(snapshot("snap-b90e52", "rounded once", begin + 17min));
    all.push_back(denied("egr-t1", "index.packages.example", begin + 9min));
    all.push_back(denied("egr-t2", "pypi.example.net", begin + 9min + 40s));
    all.push_back(denied("egr-t3", "telemetry.example", awake + 4min));
    return all;
}

} // namespace glovebox::sample
