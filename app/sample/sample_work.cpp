// What of the sample afternoon belongs to the queue, to several environments, and to sessions with more than one agent.
#include "app/sample/sample_views.h"

#include <array>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::ToolCallState;
using domain::WorkState;

namespace {

struct WorkSeed {
    const char *id;
    const char *session;
    const char *title;
    WorkState state;
    std::chrono::seconds age;
    int acknowledged; // seconds ago; -1: never
    int heartbeat;
    bool ours;
    api::Stuck stuck;
    const char *waitingFor;
};

const std::array kWork{
    WorkSeed{kSampleNeverStartedWork, "sesn_01JD4WGX5V9C3R8TKMQ2H7YBNE", "Nightly dependency audit",
             WorkState::Starting, 26min, 1540, -1, false, api::Stuck::NeverStarted,
             "Acknowledged 25 min ago, and no heartbeat ever came: its worker is gone."},
    WorkSeed{"work_01JD4WKD8Q2M6T4YXR9BVC7HNE", "sesn_01JD4WKC1B7N5V3ZQH8MTR6YXE", "Translate release notes to German",
             WorkState::Active, 41min, 2440, 1122, false, api::Stuck::Silent, ""},
    WorkSeed{"work_01JD4X1M7K3V8Q5TRB2YHN6CZE", kSampleSecondApprovalSession, "Rotate the staging TLS certificates",
             WorkState::Active, 6min, 355, 4, true, api::Stuck::NeedsApproval,
             "bash waits for somebody to allow or deny it."},
    WorkSeed{"work_01JD4WM9T5B2R7XQKV8NHC3YME", "sesn_01JD4WM9R3T1E7YKV5QNWB8HCA", "Match purchase orders",
             WorkState::Active, 14min, 835, 9, true, api::Stuck::NeedsCustomResult,
             "Waits for post_invoice, a custom tool of the application that started the session."},
    WorkSeed{"work_01JD4XA8V4M7Q2TYRB9KHN5CXE", "sesn_01JD4XA7C8T3V6QMKR2YHB9NZE", "Summarise 40 support calls",
             WorkState::Queued, 96s, -1, -1, false, api::Stuck::No, ""},
    WorkSeed{"work_01JD4XAF2Q8T5V3MRK7YHB4NCE", "sesn_01JD4XAE9B6N1V4ZQH7MTR3YXC", "Rename metrics across services",
             WorkState::Queued, 12s, -1, -1, false, api::Stuck::No, ""},
    WorkSeed{"work_01JD4X9V1014QTRB6MZK", kSampleRunningSession, "Repair the failing test suite in python/ledger",
             WorkState::Active, 12min, 719, 7, true, api::Stuck::No, ""},
    WorkSeed{"work_01JD4X7BK6T2V9QMRB4YHN8CXE", kSampleTeamSession, "Analyse Q3 churn and write the report",
             WorkState::Active, 3min, 178, 11, true, api::Stuck::No, ""},
    WorkSeed{"work_01JD4X8CQ5T1V7MKRB3YHN9CZE", "sesn_01JD4X8CN9T5Y1JDG3WBZ6HQKE", "Port the build to CMake presets",
             WorkState::Active, 55s, 54, 3, true, api::Stuck::No, ""},
    WorkSeed{"work_01JD4XAG7V2Q9T4MKRB6YHN3CE", nullptr, "", WorkState::Starting, 2s, 1, -1, true, api::Stuck::No, ""},
};

std::optional<WallTime> before(int seconds)
{
    return seconds < 0 ? std::nullopt : std::optional<WallTime>(kSampleNow - std::chrono::seconds(seconds));
}

api::EnvironmentView environment(const char *id, const char *name, const char *keyHint)
{
    api::EnvironmentView view{.id = domain::EnvironmentId(id)};
    view.generation = 30;
    view.name = name;
    view.baseUrl = "https://api.anthropic.com";
    view.keyHint = keyHint;
    view.since = kSampleNow - 21min;
    return view;
}

api::ToolCallView toolCall(int number, const char *name, const char *summary, std::string input, std::string output,
                           ToolCallState state)
{
    api::ToolCallView view{.id = domain::EventId("sevt_01JD4XC" + std::to_string(4000 + number) + "TQMB")};
    view.name = name;
    view.summary = summary;
    view.input = std::move(input);
    view.output = std::move(output);
    view.state = state;
    view.askedForApproval = state == ToolCallState::NeedsApproval;
    view.requestedAt = kSampleNow - 3min + std::chrono::seconds(number * 5);
    view.waited = 9ms;
    view.duration = std::chrono::milliseconds(180 * number + 40);
    return view;
}

const char *const kRotateScript = R"({
  "command": "set -euo pipefail\ncd /mnt/session/certs\n\n# 1. A key and a request for each name.\nfor name in api web hooks; do\n  openssl genpkey -algorithm ED25519 -out $name.key\n  openssl req -new -key $name.key -subj \"/CN=$name.staging.example.com\" -out $name.csr\ndone\n\n# 2. Signed by the staging authority.\nfor name in api web hooks; do\n  openssl x509 -req -in $name.csr -CA staging-ca.crt -CAkey staging-ca.key -days 90 -out $name.crt\ndone\n\n# 3. Checked before anything is replaced.\nfor name in api web hooks; do\n  openssl verify -CAfile staging-ca.crt $name.crt\n  openssl x509 -in $name.crt -noout -enddate\ndone\n\n# 4. Into place, the old ones kept for a week.\nmkdir -p retired/2026-11-20\nfor name in api web hooks; do\n  cp live/$name.crt live/$name.key retired/2026-11-20/\n  install -m 0644 $name.crt live/$name.crt\n  install -m 0600 $name.key live/$name.key\ndone\n\n# 5. The proxies read them again.\nfor host in proxy-1 proxy-2; do\n  ssh deploy@$host.staging.example.com 'sudo systemctl reload haproxy'\ndone\n\necho rotated",
  "timeout": 120000
})";

class Writer {
public:
    explicit Writer(const char *session) : m_session(session) {}

    Writer &say(api::NoteView::Kind kind, const char *text, int turn = 1)
    {
        m_entries.push_back(api::TranscriptEntry{m_session, ++m_sequence, turn,
                                                 kSampleNow - 3min + std::chrono::seconds(m_sequence * 5),
                                                 api::NoteView{kind, text}});
        return *this;
    }
    Writer &call(api::ToolCallView view, const char *thread = nullptr, bool custom = false, int turn = 1)
    {
        if (thread)
            view.thread = domain::ThreadId(thread);
        view.custom = custom;
        const WallTime at = view.requestedAt;
        m_entries.push_back(api::TranscriptEntry{m_session, ++m_sequence, turn, at, std::move(view)});
        return *this;
    }
    std::vector<api::Change> take() { return std::move(m_entries); }

private:
    domain::SessionId m_session;
    std::uint64_t m_sequence = 0;
    std::vector<api::Change> m_entries;
};

constexpr const char *kReviewer = "sthr_01JD4X7D2REVIEWER";
constexpr const char *kPlotter = "sthr_01JD4X7D8PLOTTERX";

std::vector<api::Change> rotateTranscript()
{
    using enum api::NoteView::Kind;
    return Writer(kSampleSecondApprovalSession)
        .say(UserMessage, "The staging certificates run out on Friday. Please rotate them.")
        .call(toolCall(2, "bash", "ls -l live", R"({"command": "ls -l live"})",
                       "-rw-r--r-- 1 agent agent 1306 Aug 22 api.crt\n-rw-r--r-- 1 agent agent 1302 Aug 22 web.crt",
                       ToolCallState::Done))
        .say(AgentMessage, "I have what I need. The script below makes new keys, has them signed by the staging "
                           "authority, keeps the old pair for a week and reloads both proxies.")
        .call(toolCall(28, "bash", "set -euo pipefail …", kRotateScript, "", ToolCallState::NeedsApproval))
        .take();
}

std::vector<api::Change> teamTranscript()
{
    using enum api::NoteView::Kind;
    return Writer(kSampleTeamSession)
        .say(UserMessage, "Analyse why customers left in the third quarter, and write a report of two pages.")
        .say(Sandbox, "Sandbox sbx-e4t8rn is ready after 325 ms")
        .say(AgentMessage, "I split the work: one agent draws the charts, one reviews the figures.")
        .call(toolCall(4, "lookup_order", "customer 4711", R"({"customer": 4711, "since": "2026-07-01"})",
                       R"({"orders": 3, "last": "2026-09-02"})", ToolCallState::Done),
              nullptr, true)
        .call(toolCall(
            6, "bash", "python3 churn.py --quarter 2026Q3", R"({"command": "python3 churn.py --quarter 2026Q3"})",
            "customers 4,120\nleft 212 (5.1%)\nreasons: price 88, support 61, other 63", ToolCallState::Done))
        .call(toolCall(8, "bash", "python3 plot.py reasons.csv", R"({"command": "python3 plot.py reasons.csv"})",
                       "wrote outputs/reasons.svg", ToolCallState::Done),
              kPlotter)
        .call(
            toolCall(10, "read", "churn.py", R"({"file_path": "churn.py"})", "     1\timport csv", ToolCallState::Done),
            kReviewer)
        .call(toolCall(12, "post_message", "#churn-review", R"({"channel": "#churn-review"})", "",
                       ToolCallState::NotOurs),
              nullptr, true)
        .call(toolCall(
                  20, "edit", "churn.py  +1 −1",
                  R"json({"file_path": "churn.py", "old_string": "left = [c for c in all if c.ended]\nprint(len(left))",
                           "new_string": "left = [c for c in all if c.ended and not c.merged]\nprint(len(left))"})json",
                  "", ToolCallState::NeedsApproval),
              kReviewer)
        .call(toolCall(31, "write", "outputs/report.md",
                       R"({"file_path": "/mnt/session/outputs/report.md", "content": "# Churn in Q3\n…"})", "",
                       ToolCallState::Running))
        .take();
}

} // namespace

void addExtras(api::SessionView &view)
{
    const std::string &id = view.id.value();
    const std::int64_t cents = view.turns * 4 + view.toolCalls;
    if (view.turns > 1)
        view.usage = domain::ModelUsage{.inputTokens = static_cast<std::uint64_t>(view.toolCalls) * 1'318,
                                        .outputTokens = static_cast<std::uint64_t>(view.toolCalls) * 402,
                                        .cacheReadTokens = static_cast<std::uint64_t>(view.toolCalls) * 21'904,
                                        .cacheWriteTokens = static_cast<std::uint64_t>(view.toolCalls) * 2'210,
                                        .webSearches = view.turns > 2 ? 1U : 0U,
                                        .webFetches = 0,
                                        .active = std::chrono::seconds(view.toolCalls * 7),
                                        .listCostCents = cents};
    if (view.reason == "budget_reached") {
        view.usage->listCostCents = 500;
        view.budgetCents = 500;
    }
    if (id == kSampleApprovalSession || id == kSampleRunningSession)
        view.budgetCents = 500;
    if (id == kSampleTeamSession) {
        view.threads = {{domain::ThreadId(kReviewer), "reviewer", false},
                        {domain::ThreadId(kPlotter), "plotter", true}};
        view.skills = {"pdf", "xlsx", "house-style-2026"};
        view.skillProblems = {"brand-fonts: not placed, one of its paths leads out of its folder"};
        view.memories = {
            {"customer-notes", "/mnt/memory/customer-notes", false, 34, kSampleNow - 8s,
             "quarterly.md was changed here and in the store; both are kept, ours as quarterly.conflict.md"},
            {"glossary", "/mnt/memory/glossary", true, 112, kSampleNow - 3min, ""}};
    }
}

std::vector<api::Change> sampleWork()
{
    std::vector<api::Change> changes;
    std::uint64_t generation = 70;
    for (const WorkSeed &seed : kWork) {
        api::WorkView view{.id = domain::WorkId(seed.id), .environment = domain::EnvironmentId(kSampleEnvironment)};
        view.generation = ++generation;
        if (seed.session)
            view.session = domain::SessionId(seed.session);
        view.sessionTitle = seed.title;
        view.state = seed.state;
        view.createdAt = kSampleNow - seed.age;
        view.acknowledgedAt = before(seed.acknowledged);
        view.latestHeartbeatAt = before(seed.heartbeat);
        view.ours = seed.ours;
        view.stuck = seed.stuck;
        view.waitingFor = seed.waitingFor;
        changes.emplace_back(std::move(view));
    }
    return changes;
}

std::vector<api::Change> sampleEnvironmentWithoutKey()
{
    auto view = std::get<api::EnvironmentView>(sampleEnvironment().front());
    view.generation = 90;
    view.hasOperatorKey = false;
    return {view};
}

std::vector<api::Change> sampleEnvironments()
{
    auto first = std::get<api::EnvironmentView>(sampleEnvironment().front());
    first.generation = 30;
    auto staging = environment("env_01JB7Q5T2YM8C4RXK9WHN3VBZE", "staging", "sk-ant-oat01-••••m4Td");
    staging.state = api::PollState::PausedByOperator;
    staging.arrival = api::WorkArrival::Webhooks;
    staging.active = 1;
    staging.queue =
        domain::QueueStats{.depth = 11, .pending = 1, .oldestQueuedAt = kSampleNow - 19min, .workersPolling = 0};
    staging.queueSeenAt = kSampleNow - 9s;
    auto lab = environment("env_01JB7QC8V5N2T7RMKB4YHX9QZE", "eval-lab", "sk-ant-oat01-••••Zz81");
    lab.state = api::PollState::Disconnected;
    lab.problem = Error{ErrorCode::NetworkError, "poll: connection refused"};
    lab.retryIn = 12s;
    lab.hasOperatorKey = true;
    lab.queueProblem = Error{ErrorCode::NetworkError, "stats: connection refused"};
    lab.queue = domain::QueueStats{.depth = 0, .pending = 0, .oldestQueuedAt = {}, .workersPolling = {}};
    lab.queueSeenAt = kSampleNow - 11min;
    return {first, staging, lab};
}

std::vector<api::Change> sampleOutputs()
{
    api::OutputsView kept{.session = domain::SessionId(kSampleOutputsSession)};
    kept.generation = 5;
    kept.folder = "/var/lib/glovebox/outputs/sesn_01JD4W2T9Q5C8R1MKVWYH3ZNBE";
    kept.files = {{"figures/tokens-before.svg", ByteCount::kib(48), kSampleNow - 9min},
                  {"lint-report.html", ByteCount::kib(212), kSampleNow - 9min},
                  {"lint-report.json", ByteCount::mib(1), kSampleNow - 9min},
                  {"tokens.patch", ByteCount{3'481}, kSampleNow - 9min}};
    kept.skipped = 2;
    api::OutputsView running{.session = domain::SessionId(kSampleRunningSession)};
    running.generation = 5;
    running.folder = "/var/lib/glovebox/outputs/sesn_01JD4X9VQ2M8C6RT3BWK7NPZ5A";
    running.files = {{"CHANGES.md", ByteCount{1'204}, kSampleNow - 96s},
                     {"ledger.patch", ByteCount{2'961}, kSampleNow - 96s}};
    running.collecting = true;
    api::OutputsView failed{.session = domain::SessionId(kSampleFailedSession)};
    failed.generation = 5;
    failed.problem = Error{ErrorCode::GuestExited, "the sandbox ended before its outputs were read"};
    return {kept, running, failed};
}

std::vector<api::Change> sampleTeamTranscripts()
{
    std::vector<api::Change> changes = rotateTranscript();
    for (api::Change &change : teamTranscript())
        changes.push_back(std::move(change));
    return changes;
}

std::vector<api::Change> sampleMoreApprovals()
{
    api::ToolCallView tag =
        toolCall(21, "bash", "git tag -s v2.4.0 && git push origin v2.4.0",
                 R"({"command": "git tag -s v2.4.0 && git push origin v2.4.0"})", "", ToolCallState::NeedsApproval);
    api::ToolCallView write =
        toolCall(24, "write", "CHANGELOG.md", R"({"file_path": "CHANGELOG.md", "content": "# 2.4.0"})", "",
                 ToolCallState::NeedsApproval);
    api::ToolCallView custom = toolCall(
        26, "publish_release_to_the_internal_package_mirror",
        R"({"version": "2.4.0", "channel": "stable", "notify": ["ops@example.com", "release-managers@example.com"]})",
        R"({"version": "2.4.0", "channel": "stable"})", "", ToolCallState::NeedsApproval);
    custom.custom = true;
    std::vector<api::Change> changes;
    std::uint64_t sequence = 900; // behind everything that the transcripts have
    for (api::ToolCallView &call : std::array{tag, write, custom}) {
        const char *session = call.custom ? kSampleRunningSession : kSampleApprovalSession;
        const WallTime at = call.requestedAt;
        changes.emplace_back(api::TranscriptEntry{domain::SessionId(session), ++sequence, 3, at, std::move(call)});
    }
    return changes;
}

} // namespace glovebox::sample
