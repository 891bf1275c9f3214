#include "app/sample/sample_views.h"

#include <array>
#include <utility>

namespace glovebox::sample {

using namespace std::chrono_literals;
using api::NoteView;
using api::SessionState;
using domain::SandboxState;
using domain::ToolCallState;

namespace {

const domain::EnvironmentId kEnvironment(kSampleEnvironment);

struct SessionSeed {
    const char *id;
    const char *title;
    const char *agent;
    SessionState state;
    std::chrono::seconds since;
    std::chrono::seconds started;
    const char *reason;
    const char *sandbox;
    SandboxState sandboxState;
    const char *tool;
    int turns;
    int calls;
    int errors;
};

const std::array kSessions{
    SessionSeed{kSampleApprovalSession, "Refactor billing: move VAT to its own module", "code-surgeon",
                SessionState::NeedsApproval, 192s, 42min, "requires_action", "sbx-3vq9ht", SandboxState::Running, "",
                41, 137, 4},
    SessionSeed{kSampleSecondApprovalSession, "Rotate the staging TLS certificates", "ops-helper",
                SessionState::NeedsApproval, 38s, 6min, "requires_action", "sbx-m1c7ye", SandboxState::Running, "", 5,
                14, 0},
    SessionSeed{kSampleFailedSession, "ETL nightly: backfill October", "data-wrangler", SessionState::Failed, 8min,
                31min, "", kSampleFailedSandbox, SandboxState::Failed, "", 12, 58, 3},
    SessionSeed{kSampleRunningSession, "Repair the failing test suite in python/ledger", "code-surgeon",
                SessionState::Running, 12min, 12min, "", kSampleRunningSandbox, SandboxState::Running, "bash", 3, 11,
                2},
    SessionSeed{"sesn_01JD4X5GZ1K7D3WQ8NMB6RTVAH", "Triage inbox of the support team", "inbox-triage",
                SessionState::Running, 4min, 1h, "", "sbx-9w5kde", SandboxState::Running, "", 18, 61, 0},
    SessionSeed{kSampleTeamSession, "Analyse Q3 churn and write the report", "data-wrangler", SessionState::Running,
                97s, 3min, "", "sbx-e4t8rn", SandboxState::Running, "write", 2, 9, 0},
    SessionSeed{"sesn_01JD4X8CN9T5Y1JDG3WBZ6HQKE", "Port the build to CMake presets", "code-surgeon",
                SessionState::Running, 21s, 55s, "", "sbx-h6y2vb", SandboxState::Running, "grep", 1, 3, 0},
    SessionSeed{"sesn_01JD4X9Y4W3H8RM7Q2TKVC5NBA", "Summarise the incident of 14 November", "scribe",
                SessionState::WaitingForSandbox, 9s, 9s, "its sandbox boots", "sbx-c0r5wj", SandboxState::Creating, "",
                1, 1, 0},
    SessionSeed{"sesn_01JD4XA2Q7B6N9VE1KHWZ3MTRC", "Check licences of 412 dependencies", "licence-auditor",
                SessionState::WaitingForSandbox, 84s, 84s, "2 sandboxes wait before it", "sbx-z7p1fa",
                SandboxState::Queued, "", 1, 1, 0},
    SessionSeed{"sesn_01JD4XA5D8K2T4YQ6CNBW9VHME", "Translate the handbook into Portuguese", "scribe",
                SessionState::WaitingForSandbox, 17s, 17s, "3 sandboxes wait before it", "sbx-a3x6nk",
                SandboxState::Queued, "", 1, 1, 0},
    SessionSeed{"sesn_01JD4WQ7C5P8M3ZR9TEKYH2VBD", "Docs sweep: dead links and stale screenshots", "scribe",
                SessionState::Idle, 2min, 26min, "end_turn", kSamplePausedSandbox, SandboxState::Paused, "", 9, 47, 1},
    SessionSeed{"sesn_01JD4WKX2N6V8B4QH1CRMZ7TYE", "Q3 board report", "data-wrangler", SessionState::Idle, 22min, 1h,
                "budget_reached", "", SandboxState::Destroyed, "", 31, 120, 2},
    SessionSeed{"sesn_01JD4WM9R3T1E7YKV5QNWB8HCA", "Match purchase orders", "ap-clerk", SessionState::Idle, 3min, 14min,
                "requires_action", "sbx-t5b8gh", SandboxState::Running, "", 4, 16, 0},
    SessionSeed{"sesn_01JD4WB4Z8H6M2XQK9TRC7VNEY", "Bisect the scheduler regression", "kernel-hand",
                SessionState::Rescheduling, 12s, 1h + 12min, "", "", SandboxState::Destroyed, "", 64, 301, 17},
    SessionSeed{kSampleOutputsSession, "Lint bot for design tokens", "code-surgeon", SessionState::Ended, 9min, 19min,
                "end_turn", "", SandboxState::Destroyed, "", 3, 22, 0},
    SessionSeed{"sesn_01JD4VX6N4E7B9ZTC2QHRK5MWY", "Compress the nightly screenshots", "ops-helper",
                SessionState::Ended, 33min, 41min, "end_turn", "", SandboxState::Destroyed, "", 2, 8, 0},
    SessionSeed{"sesn_01JD4VE1Y3V8K6RQMB9WTNH5ZC", "Generate fixtures for the parser tests", "code-surgeon",
                SessionState::Terminated, 52min, 1h + 4min, "archived", "", SandboxState::Destroyed, "", 7, 39, 2},
};

api::SessionView sessionFrom(const SessionSeed &seed, std::uint64_t generation)
{
    api::SessionView view{.id = domain::SessionId(seed.id), .environment = kEnvironment};
    view.generation = generation;
    view.title = seed.title;
    view.agentName = seed.agent;
    view.state = seed.state;
    view.since = kSampleNow - seed.since;
    view.startedAt = kSampleNow - seed.started;
    view.lastActivity = kSampleNow - std::min<std::chrono::seconds>(seed.since, 20s + seed.since / 7);
    view.reason = seed.reason;
    if (*seed.sandbox)
        view.sandbox = domain::SandboxId(seed.sandbox);
    view.sandboxState = seed.sandboxState;
    view.currentTool = seed.tool;
    view.turns = seed.turns;
    view.toolCalls = seed.calls;
    view.toolErrors = seed.errors;
    const bool held = seed.state != SessionState::Ended && seed.state != SessionState::Terminated &&
                      seed.state != SessionState::Rescheduling;
    if (held)
        view.work = domain::WorkId("work_01JD4X9V" + std::to_string(1000 + generation) + "QTRB6MZK");
    if (seed.state == SessionState::Failed)
        view.problem =
            Error{ErrorCode::GuestExited, "sandbox sbx-q8d3xz: its kernel panicked: System is deadlocked on memory"};
    view.canInterrupt = true;
    addExtras(view);
    return view;
}

struct SandboxSeed {
    const char *id;
    int session; // index above; -1: none
    SandboxState state;
    std::chrono::seconds since;
    const char *busy;
    double cpu;
    std::uint64_t memoryMib;
    std::uint64_t diskMib;
    int bootMs;
    int queue;
    long process;
    enum class Origin { Booted, Clone, Warm } origin = Origin::Booted;
};

const std::array kSandboxes{
    SandboxSeed{kSampleFailedSandbox, 2, SandboxState::Failed, 8min, "", -1, 0, 0, 1251, 0, 0},
    SandboxSeed{kSampleRunningSandbox, 3, SandboxState::Running, 12min, "bash", 96.2, 318, 214, 1240, 0, 48121},
    SandboxSeed{"sbx-9w5kde", 4, SandboxState::Running, 1h, "", 2.4, 181, 96, 132, 0, 44870,
                SandboxSeed::Origin::Clone},
    SandboxSeed{"sbx-e4t8rn", 5, SandboxState::Running, 3min, "write", 43.1, 402, 388, 128, 0, 49377,
                SandboxSeed::Origin::Clone},
    SandboxSeed{"sbx-h6y2vb", 6, SandboxState::Running, 52s, "grep", 61.7, 144, 41, 48, 0, 49630,
                SandboxSeed::Origin::Warm},
    SandboxSeed{"sbx-3vq9ht", 0, SandboxState::Running, 41min, "", 0.6, 236, 1180, 44, 0, 46212,
                SandboxSeed::Origin::Warm},
    SandboxSeed{"sbx-m1c7ye", 1, SandboxState::Running, 6min, "", 0.4, 122, 38, 52, 0, 48992,
                SandboxSeed::Origin::Warm},
    SandboxSeed{kSamplePausedSandbox, 10, SandboxState::Paused, 4min, "", 0.0, 203, 640, 136, 0, 47001,
                SandboxSeed::Origin::Clone},
    SandboxSeed{"sbx-t5b8gh", 12, SandboxState::Running, 14min, "", 0.0, 158, 77, 1233, 0, 47915},
    SandboxSeed{kSampleKeptSandbox, -1, SandboxState::Running, 3h, "", 0.2, 196, 2210, 1228, 0, 41877},
    SandboxSeed{"sbx-c0r5wj", 7, SandboxState::Creating, 1s, "", -1, 0, 0, 0, 0, 49688},
    SandboxSeed{"sbx-a3x6nk", 9, SandboxState::Queued, 17s, "", -1, 0, 0, 0, 3, 0},
    SandboxSeed{"sbx-z7p1fa", 8, SandboxState::Queued, 84s, "", -1, 0, 0, 0, 1, 0},
    SandboxSeed{"sbx-w2n8lt", 14, SandboxState::Destroying, 2s, "", -1, 0, 0, 1198, 0, 47530},
};

api::SandboxView sandboxFrom(const SandboxSeed &seed, std::uint64_t generation, bool kvm)
{
    api::SandboxView view{.id = domain::SandboxId(seed.id)};
    view.generation = generation;
    if (seed.session >= 0) {
        view.session = domain::SessionId(kSessions[static_cast<std::size_t>(seed.session)].id);
        view.sessionTitle = kSessions[static_cast<std::size_t>(seed.session)].title;
    }
    if (seed.session < 0) {
        view.kept = true;
        view.name = "migration bench";
    }
    view.state = seed.state;
    view.since = kSampleNow - seed.since;
    view.queuePosition = seed.queue;
    view.busyWith = seed.busy;
    view.size = {.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
    view.acceleration = kvm ? domain::Acceleration::Kvm : domain::Acceleration::Emulated;
    if (seed.bootMs > 0)
        view.bootTime = std::chrono::milliseconds(kvm ? seed.bootMs / 4 : seed.bootMs * 3);
    if (seed.cpu >= 0) {
        view.cpuPercent = seed.cpu;
        view.memory = ByteCount::mib(seed.memoryMib);
        view.memoryPeak = ByteCount::mib(seed.memoryMib + 44);
        view.diskUsed = ByteCount::mib(seed.diskMib);
        view.cpuTime = std::chrono::duration_cast<std::chrono::milliseconds>(seed.since / 9);
        view.kernelRelease = "6.1.0-41-cloud-amd64";
    }
    if (seed.origin != SandboxSeed::Origin::Booted)
        view.base = domain::TemplateId(kSampleTemplate);
    view.warm = seed.origin == SandboxSeed::Origin::Warm;
    view.ladder = {std::chrono::minutes(1), std::chrono::minutes(15), std::chrono::days(7)};
    if (view.id.value() == "sbx-3vq9ht") {
        view.operation = "Taking a snapshot";
        view.progress = 0.42;
    }
    if (view.id.value() == kSampleKeptSandbox)
        view.from = domain::SnapshotId(kSampleSnapshot);
    if (view.id.value() == kSampleIdleSandbox)
        view.from = domain::SnapshotId("snap-d86c19");
    view.processId = seed.process;
    view.egress = view.kept                                  ? domain::kOpenEgress
                  : view.id.value() == kSampleRunningSandbox ? "builds"
                                                             : domain::kPackagesEgress;
    addUse(view);
    addEnd(view);
    if (seed.state == SandboxState::Failed)
        view.problem =
            Error{ErrorCode::GuestExited, "its kernel panicked\nlast console line: [ 1369.904522] ---[ end Kernel "
                                          "panic - not syncing: System is deadlocked on memory ]---"};
    return view;
}

/// Writes a session's history in order, with times that move on.
class Transcript {
public:
    Transcript(const char *session, std::chrono::seconds ago) : m_session(session), m_at(kSampleNow - ago) {}

    Transcript &turn()
    {
        ++m_turn;
        return *this;
    }
    Transcript &note(NoteView::Kind kind, std::string text, std::chrono::milliseconds after = 400ms)
    {
        m_at += after;
        m_entries.push_back(api::TranscriptEntry{domain::SessionId(m_session), ++m_sequence, m_turn, m_at,
                                                 NoteView{kind, std::move(text)}});
        return *this;
    }
    Transcript &call(std::string name, std::string summary, std::string input, std::string output, ToolCallState state,
                     std::chrono::milliseconds duration, std::chrono::milliseconds after = 1800ms)
    {
        m_at += after;
        api::ToolCallView view{.id = domain::EventId("sevt_01JD4XB" + std::to_string(7000 + m_sequence) +
                                                     m_session.substr(m_session.size() - 4))};
        view.name = std::move(name);
        view.summary = std::move(summary);
        view.input = std::move(input);
        view.output = std::move(output);
        view.state = state;
        view.askedForApproval = state == ToolCallState::NeedsApproval;
        view.requestedAt = m_at;
        view.waited = 12ms;
        view.duration = duration;
        m_entries.push_back(
            api::TranscriptEntry{domain::SessionId(m_session), ++m_sequence, m_turn, m_at, std::move(view)});
        m_at += duration;
        return *this;
    }
    std::vector<api::Change> take() { return std::move(m_entries); }

private:
    std::string m_session;
    WallTime m_at;
    int m_turn = 0;
    std::uint64_t m_sequence = 0;
    std::vector<api::Change> m_entries;
};

std::string bashInput(const std::string &command)
{
    return "{\n  \"command\": \"" + command + "\"\n}";
}

const char *const kFailingTests = R"(============================= test session starts ==============================
platform linux -- Python 3.11.2, pytest-7.2.1, pluggy-1.0.0
rootdir: /mnt/session/ledger
collected 48 items

tests/test_accounts.py ............                                      [ 25%]
tests/test_entries.py ....F...........                                   [ 58%]
tests/test_rounding.py ..FF................                              [100%]

=================================== FAILURES ===================================
_________________________ test_entry_keeps_its_currency ________________________

    def test_entry_keeps_its_currency():
        entry = Entry.parse("2026-10-31 EUR 12.40 office")
>       assert entry.amount == Money("12.40", "EUR")
E       AssertionError: assert Money('12.4', 'EUR') == Money('12.40', 'EUR')

tests/test_entries.py:41: AssertionError
=========================== short test summary info ============================
FAILED tests/test_entries.py::test_entry_keeps_its_currency
FAILED tests/test_rounding.py::test_half_even
FAILED tests/test_rounding.py::test_half_even_negative
========================= 3 failed, 45 passed in 4.61s =========================)";

const char *const kRunningTests = R"(============================= test session starts ==============================
platform linux -- Python 3.11.2, pytest-7.2.1, pluggy-1.0.0
rootdir: /mnt/session/ledger
collected 48 items

tests/test_accounts.py ............                                      [ 25%]
tests/test_entries.py ................                                   [ 58%]
tests/test_rounding.py ...........)";

std::vector<api::Change> runningTranscript()
{
    using enum NoteView::Kind;
    return Transcript(kSampleRunningSession, 12min)
        .turn()
        .note(UserMessage, "The test suite in python/ledger fails since yesterday. Please find out why, fix it, and "
                           "prove that it passes.")
        .note(Sandbox, "Sandbox sbx-7k2m4p is ready after 310 ms", 900ms)
        .note(AgentMessage, "I will start by running the tests to see what fails.", 2200ms)
        .call("bash", "cd /mnt/session/ledger && python3 -m pytest -q",
              bashInput("cd /mnt/session/ledger && python3 -m pytest -q"), kFailingTests, ToolCallState::Error, 5120ms)
        .call("glob", "**/*.py", "{\n  \"pattern\": \"**/*.py\"\n}",
              "ledger/__init__.py\nledger/entries.py\nledger/money.py\nledger/rounding.py\ntests/"
              "test_accounts.py\ntests/test_entries.py\ntests/test_rounding.py",
              ToolCallState::Done, 38ms)
        .call("read", "ledger/money.py", "{\n  \"file_path\": \"ledger/money.py\"\n}",
              "     1\tfrom decimal import Decimal\n     2\t\n     3\t\n     4\tclass Money:\n     5\t    def "
              "__init__(self, amount, currency):\n     6\t        self.amount = "
              "Decimal(amount).normalize()\n     7\t        self.currency = currency",
              ToolCallState::Done, 21ms)
        .call("grep", "ROUND_HALF_UP in ledger", "{\n  \"pattern\": \"ROUND_HALF_UP\",\n  \"path\": \"ledger\"\n}",
              "ledger/rounding.py:9:    return amount.quantize(step, rounding=ROUND_HALF_UP)", ToolCallState::Done,
              44ms)
        .note(AgentMessage,
              "Two causes: normalize() drops the trailing zero, and rounding uses HALF_UP where the tests expect "
              "HALF_EVEN.",
              2600ms)
        .note(Turn, "Turn over: end_turn", 300ms)
        .turn()
        .note(UserMessage, "Good. Fix both, keep the public API as it is.", 96s)
        .call("edit", "ledger/money.py  +1 −1",
              "{\n  \"file_path\": \"ledger/money.py\",\n  \"old_string\": \"Decimal(amount).normalize()\",\n  "
              "\"new_string\": \"Decimal(amount)\"\n}",
              "The file ledger/money.py has been updated.", ToolCallState::Done, 26ms)
        .call("edit", "ledger/rounding.py  +2 −2",
              "{\n  \"file_path\": \"ledger/rounding.py\",\n  \"old_string\": \"ROUND_HALF_UP\",\n  \"new_string\": "
              "\"ROUND_HALF_EVEN\",\n  \"replace_all\": true\n}",
              "The file ledger/rounding.py has been updated. 2 replacements.", ToolCallState::Done, 24ms)
        .call("bash", "python3 -m pytest -q tests/test_rounding.py",
              bashInput("python3 -m pytest -q tests/test_rounding.py"),
              "....................                                                     [100%]\n20 passed in 1.92s",
              ToolCallState::Done, 2340ms)
        .call("web_search", "decimal quantize half even", "{\n  \"query\": \"decimal quantize half even\"\n}", "",
              ToolCallState::NotOurs, 0ms)
        .turn()
        .note(Lease, "Lease renewed for 90 s", 1s)
        .call("write", "outputs/CHANGES.md",
              "{\n  \"file_path\": \"/mnt/session/outputs/CHANGES.md\",\n  \"content\": \"# What changed\\n…\"\n}",
              "Wrote 1,204 bytes.", ToolCallState::Done, 19ms)
        .call("bash", "git push --dry-run origin main", bashInput("git push --dry-run origin main"),
              "fatal: unable to access 'https://git.example.com/': Could not resolve host", ToolCallState::Error, 61ms)
        .note(
            AgentMessage,
            "There is no network in here, as expected. I run the whole suite once more and leave the patch in outputs.",
            2100ms)
        .call("bash", "cd /mnt/session/ledger && python3 -m pytest -q --durations=5",
              bashInput("cd /mnt/session/ledger && python3 -m pytest -q --durations=5"), kRunningTests,
              ToolCallState::Running, 18s)
        .take();
}

std::vector<api::Change> approvalTranscript()
{
    using enum NoteView::Kind;
    return Transcript(kSampleApprovalSession, 5min)
        .turn()
        .note(UserMessage,
              "Please move everything about VAT out of billing.py into its own module, then push the branch.")
        .call("bash", "pytest -q tests/billing", bashInput("pytest -q tests/billing"), "31 passed in 3.02s",
              ToolCallState::Done, 4810ms)
        .call("read", "src/billing/tax.py", "{\n  \"file_path\": \"src/billing/tax.py\"\n}",
              "     1\t\"\"\"VAT by country.\"\"\"", ToolCallState::Done, 22ms)
        .call("edit", "src/billing/tax.py  +6 −2", "{\n  \"file_path\": \"src/billing/tax.py\"\n}",
              "The file src/billing/tax.py has been updated.", ToolCallState::Done, 31ms)
        .note(AgentMessage, "The module is split and the tests pass. I push the branch now.", 1500ms)
        .turn()
        .call("bash", "git push origin fix/tax --force-with-lease",
              "{\n  \"command\": \"git push origin fix/tax --force-with-lease\",\n  \"timeout\": 60000\n}", "",
              ToolCallState::NeedsApproval, 0ms, 90s)
        .take();
}

std::vector<api::Change> failedTranscript()
{
    using enum NoteView::Kind;
    return Transcript(kSampleFailedSession, 31min)
        .turn()
        .note(UserMessage, "Backfill the October partitions from the raw exports.")
        .call("bash", "python3 backfill.py --month 2026-10", bashInput("python3 backfill.py --month 2026-10"),
              "2026-10-01  184,220 rows\n2026-10-02  190,014 rows\n2026-10-03  Killed", ToolCallState::Error, 41s)
        .note(Error, "The microVM ended by itself: qemu ended with signal 9", 300ms)
        .take();
}

void append(std::vector<api::Change> &all, std::vector<api::Change> more)
{
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

} // namespace

std::vector<api::Change> sampleSessions()
{
    std::vector<api::Change> changes;
    std::uint64_t generation = 10;
    for (const SessionSeed &seed : kSessions)
        changes.emplace_back(sessionFrom(seed, ++generation));
    return changes;
}

std::vector<api::Change> sampleSandboxes(bool kvm)
{
    std::vector<api::Change> changes;
    std::uint64_t generation = 40;
    for (const SandboxSeed &seed : kSandboxes)
        changes.emplace_back(sandboxFrom(seed, ++generation, kvm));
    return changes;
}

std::vector<api::Change> sampleTranscripts()
{
    std::vector<api::Change> changes = runningTranscript();
    append(changes, approvalTranscript());
    append(changes, sampleTeamTranscripts());
    append(changes, failedTranscript());
    return changes;
}

std::vector<api::Change> sampleLog()
{
    struct Line {
        LogLevel level;
        const char *source;
        const char *message;
    };
    using enum LogLevel;
    static constexpr std::array lines{
        Line{Info, "engine", "poll: work_01JD4X9V1013QTRB6MZK for sesn_01JD4X9Y4W3H8RM7Q2TKVC5NBA"},
        Line{Info, "engine", "claimed in 41 ms, lease 90 s"},
        Line{Debug, "qemu", "start sbx-c0r5wj: -M microvm,accel=kvm -cpu host -smp 2 -m 512"},
        Line{Info, "qemu", "sbx-c0r5wj: process 49688 started"},
        Line{Info, "sandbox sbx-c0r5wj",
             "[    0.000000] Linux version 6.1.0-41-cloud-amd64 (debian-kernel@lists.debian.org)"},
        Line{Info, "sandbox sbx-c0r5wj",
             "[    0.214902] virtio_blk virtio1: [vdb] 16777216 512-byte logical blocks (8.59 GB/8.00 GiB)"},
        Line{Info, "sandbox sbx-c0r5wj",
             "[\x1b[32m  OK  \x1b[0m] \x1b[1mmounted\x1b[0m /mnt/session \x1b[33mwarm\x1b[0m \x1b[38;5;75mvdb\x1b[0m "
             "\x1b[31;4mtwo sectors\x1b[0m reread"},
        Line{Info, "sandbox sbx-c0r5wj", "glovebox-agent: mounted /, overlay on vdb, 7.8 GiB free"},
        Line{Info, "guest", "sbx-c0r5wj: greeted, protocol 1, 308 ms after start"},
        Line{Info, "engine", "sesn_01JD4X9VQ2M8C6RT3BWK7NPZ5A: bash sevt_01JD4XB7017KQMZ starts in sbx-7k2m4p"},
        Line{Debug, "guest", "sbx-7k2m4p: credit 262144 on stream 9"},
        Line{Info, "controlplane", "heartbeat work_01JD4X9V1014QTRB6MZK ok in 52 ms"},
        Line{Warning, "controlplane", "stream sesn_01JD4WB4Z8H6M2XQK9TRC7VNEY: no event for 61 s"},
        Line{Warning, "engine", "sbx-z7p1fa waits 84 s for a slot: 10 of 10 in use"},
        Line{Error, "qemu", "sbx-q8d3xz: process 46630 ended with signal 9 (killed)"},
        Line{Error, "engine", "sesn_01JD4VT3RB9N6W1KQX5GZ8PYCM: GuestExited: qemu ended with signal 9"},
        Line{Info, "engine", "posted user.tool_result for sevt_01JD4XB7013KQMZ in 88 ms"},
        Line{Debug, "controlplane", "GET /v1/sessions/sesn_01JD4X7BH4V2S9XEC5KYQ3MPRW/events 200 in 34 ms"},
    };
    std::vector<api::Change> changes;
    constexpr int rounds = 14;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto ago = std::chrono::milliseconds((rounds - round) * 4200 - static_cast<int>(i) * 233);
            changes.emplace_back(std::in_place_type<LogLine>,
                                 LogLine{kSampleNow - ago, lines[i].level, lines[i].source, lines[i].message});
        }
    }
    return changes;
}

std::vector<api::Change> sampleViews(bool kvm, bool demo)
{
    std::vector<api::Change> all = sampleHost(kvm);
    append(all, sampleProfiles());
    append(all, sampleEnvironment(api::PollState::Polling, demo));
    append(all, sampleSessions());
    append(all, sampleSandboxes(kvm));
    append(all, sampleEnded());
    append(all, sampleTemplates(kvm));
    append(all, sampleSnapshots(kvm));
    append(all, sampleImages());
    append(all, sampleDefinedTemplates());
    append(all, sampleTranscripts());
    append(all, sampleWork());
    append(all, sampleOutputs());
    append(all, sampleLog());
    return all;
}

} // namespace glovebox::sample
