#include "tests/support/fake_ledger.h"

#include "core/base/limits.h"
#include "core/base/text.h"

#include <algorithm>

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

const char *wordOf(ports::WorkStep step)
{
    switch (step) {
    case ports::WorkStep::Acknowledged:
        return "acknowledged";
    case ports::WorkStep::Dropped:
        return "dropped";
    case ports::WorkStep::GivenBack:
        return "given back";
    case ports::WorkStep::Stopped:
        return "stopped";
    case ports::WorkStep::Lost:
        return "lost";
    }
    return "?";
}

std::string wordOf(const domain::SandboxFacts &facts)
{
    return "sandbox " + facts.record.id.value();
}

std::string wordOf(const domain::EnvironmentFacts &facts)
{
    return "environment " + facts.id.value();
}

std::string wordOf(const domain::FrozenFacts &facts)
{
    return (facts.kind == domain::FrozenFacts::Kind::Snapshot ? "snapshot " : "template ") + facts.id;
}

std::string wordOf(const domain::OutputFacts &facts)
{
    return "output " + facts.session.value();
}

std::string wordOf(const domain::Operation &operation)
{
    return "operation " + operation.id.value();
}

std::string wordOf(const domain::UsageSlice &slice)
{
    return "usage " + slice.sandbox.value();
}

std::string wordOf(const domain::EgressDecision &decision)
{
    return "egress " + decision.id.value();
}

std::string wordOf(const domain::ListSlice &slice)
{
    return "list " + slice.session.value();
}

} // namespace

FakeLedger::FakeLedger(ports::Clock &clock, KeptFacts kept) : m_clock(clock), m_kept(std::move(kept)) {}

int FakeLedger::count(const std::string &prefix) const
{
    return static_cast<int>(
        std::ranges::count_if(m_journal, [&](const std::string &line) { return line.starts_with(prefix); }));
}

void FakeLedger::hold(bool held)
{
    m_held = held;
    if (!held)
        later(nullptr);
}

void FakeLedger::later(std::function<void()> turn)
{
    if (turn)
        m_waiting.push_back(std::move(turn));
    if (!m_held && !m_waiting.empty() && !m_turn)
        m_turn = m_clock.after(0ms, [this] {
            m_turn = Call();
            runWaiting();
        });
}

void FakeLedger::runWaiting()
{
    const std::weak_ptr<const bool> alive = m_alive;
    auto due = std::exchange(m_waiting, {});
    while (!due.empty()) {
        if (m_held) { // a callback told us to
            m_waiting.insert(m_waiting.begin(), std::move_iterator(due.begin()), std::move_iterator(due.end()));
            return;
        }
        const auto turn = std::move(due.front());
        due.pop_front();
        turn();
        if (alive.expired()) // or let go of us
            return;
    }
}

void FakeLedger::tell(std::string journalLine, Step keep, Callback<> done)
{
    m_journal.push_back(std::move(journalLine));
    later([this, keep = std::move(keep), done = std::move(done)] {
        std::optional<Error> fault = m_failAll;
        if (!fault && done && !m_faults.empty()) {
            fault = m_faults.front();
            m_faults.pop_front();
        }
        Result<> outcome = fault ? Result<>(tl::unexpected(*fault)) : keep();
        if (done)
            done(std::move(outcome));
    });
}

KeptFacts::Called *FakeLedger::find(const domain::SessionId &session, const domain::EventId &call)
{
    const auto found = std::ranges::find_if(m_kept.calls, [&](const KeptFacts::Called &called) {
        return called.call.intent.session == session && called.call.intent.call == call;
    });
    return found == m_kept.calls.end() ? nullptr : &*found;
}

void FakeLedger::intendWork(ports::WorkIntent intent, Callback<> done)
{
    auto line = "work " + intent.work.value();
    tell(
        std::move(line),
        [this, intent = std::move(intent)]() -> Result<> {
            const auto known = std::ranges::find_if(
                m_kept.work, [&](const KeptFacts::Work &one) { return one.intent.work == intent.work; });
            if (known == m_kept.work.end())
                m_kept.work.push_back({.intent = intent, .step = std::nullopt});
            else if (known->intent.at != intent.at) // claimed anew
                *known = {.intent = intent, .step = std::nullopt};
            return {};
        },
        std::move(done));
}

void FakeLedger::stepWork(domain::WorkId work, ports::WorkStep step)
{
    auto line = "work " + work.value() + ' ' + wordOf(step);
    tell(
        std::move(line),
        [this, work = std::move(work), step]() -> Result<> {
            for (auto &one : m_kept.work) {
                if (one.intent.work != work || !one.open)
                    continue;
                one.step = step;
                one.open = step == ports::WorkStep::Acknowledged;
            }
            return {};
        },
        nullptr);
}

void FakeLedger::beatWork(domain::WorkId work, std::string lastHeartbeat)
{
    auto line = "beat " + work.value();
    tell(
        std::move(line),
        [this, work = std::move(work), lastHeartbeat = std::move(lastHeartbeat)]() -> Result<> {
            for (auto &one : m_kept.work)
                if (one.intent.work == work && one.open)
                    one.intent.lastHeartbeat = lastHeartbeat;
            return {};
        },
        nullptr);
}

void FakeLedger::intendCall(ports::CallIntent intent, Callback<> done)
{
    auto line = "call " + intent.session.value() + ' ' + intent.call.value();
    tell(
        std::move(line),
        [this, intent = std::move(intent)]() -> Result<> {
            auto *known = find(intent.session, intent.call);
            if (!known)
                m_kept.calls.push_back({.call = {intent, std::nullopt}});
            else if (known->open && !known->call.result)
                known->call.intent = intent;
            return {};
        },
        std::move(done));
}

void FakeLedger::keepResult(domain::SessionId session, domain::EventId call, domain::ToolResult result, Callback<> done)
{
    auto line = "result " + session.value() + ' ' + call.value();
    tell(
        std::move(line),
        [this, session = std::move(session), call = std::move(call), result = std::move(result)]() -> Result<> {
            auto *known = find(session, call);
            if (!known)
                return fail(ErrorCode::InvalidState, "a result without an intent: call " + call.value());
            if (known->open && !known->call.result)
                known->call.result = result;
            return {};
        },
        std::move(done));
}

void FakeLedger::closeCall(domain::SessionId session, domain::EventId call)
{
    auto line = "close " + session.value() + ' ' + call.value();
    tell(
        std::move(line),
        [this, session = std::move(session), call = std::move(call)]() -> Result<> {
            if (auto *known = find(session, call))
                known->open = false;
            return {};
        },
        nullptr);
}

void FakeLedger::keepSession(ports::SessionFacts facts)
{
    auto line = "session " + facts.session.value();
    tell(
        std::move(line),
        [this, facts = std::move(facts)]() -> Result<> {
            m_kept.sessions.insert_or_assign(facts.session.value(), facts);
            m_kept.history.keepSession(facts);
            return {};
        },
        nullptr);
}

void FakeLedger::keepEnded(ports::EndedSandbox ended)
{
    auto line = "ended " + ended.record.id.value();
    const auto &told = ended.record;
    ended.record = {.id = told.id,
                    .name = told.name,
                    .kept = told.kept,
                    .session = told.session,
                    .title = told.title,
                    .createdAt = told.createdAt,
                    .meter = told.meter};
    ended.console = lastOf(ended.console, limits::kEvidenceMax);
    ended.monitor = lastOf(ended.monitor, limits::kEvidenceMax);
    tell(
        std::move(line),
        [this, ended = std::move(ended)]() -> Result<> {
            std::erase_if(m_kept.ended, [&](const auto &one) { return one.record.id == ended.record.id; });
            m_kept.ended.push_back(ended);
            m_kept.history.ended = m_kept.ended;
            m_kept.history.closed.insert(ended.record.id);
            return {};
        },
        nullptr);
}

void FakeLedger::ended(int most, Callback<std::vector<ports::EndedSandbox>> done)
{
    later([this, most, done = std::move(done)] {
        if (m_failAll) {
            done(tl::unexpected(*m_failAll));
            return;
        }
        auto found = m_kept.ended;
        std::ranges::reverse(found);
        if (found.size() > static_cast<std::size_t>(most))
            found.erase(found.begin() + most, found.end());
        done(std::move(found));
    });
}

void FakeLedger::leftOpen(Callback<ports::LeftOpen> done)
{
    m_journal.emplace_back("left open");
    later([this, done = std::move(done)] {
        if (m_failAll) {
            done(tl::unexpected(*m_failAll));
            return;
        }
        ports::LeftOpen found;
        for (const auto &work : m_kept.work)
            if (work.open)
                found.work.push_back(work.intent);
        for (const auto &called : m_kept.calls)
            if (called.open)
                found.calls.push_back(called.call);
        done(std::move(found));
    });
}

void FakeLedger::note(domain::HistoryFact fact)
{
    auto line = "note " + std::visit([](const auto &one) { return wordOf(one); }, fact);
    if (m_waiting.empty() && !m_held && !m_failAll) { // nobody waits for it: no turn of its own
        m_journal.push_back(std::move(line));
        return m_kept.history.note(fact);
    }
    tell(
        std::move(line),
        [this, fact = std::move(fact)]() -> Result<> {
            m_kept.history.note(fact);
            return {};
        },
        nullptr);
}

void FakeLedger::audit(domain::AuditEntry entry)
{
    auto line = "audit " + entry.action + ' ' + entry.object;
    if (m_waiting.empty() && !m_held && !m_failAll) { // likewise
        m_journal.push_back(std::move(line));
        m_kept.history.append(std::move(entry));
        return;
    }
    tell(
        std::move(line),
        [this, entry = std::move(entry)]() -> Result<> {
            m_kept.history.append(entry);
            return {};
        },
        nullptr);
}

void FakeLedger::ask(domain::HistoryQuestion question, Callback<domain::HistoryAnswer> done)
{
    m_journal.emplace_back("ask");
    later([this, question = std::move(question), done = std::move(done)] {
        if (m_failAll) {
            done(tl::unexpected(*m_failAll));
            return;
        }
        done(m_kept.history.answer(question, [this](const domain::SessionId &session) {
            return static_cast<int>(std::ranges::count_if(
                m_kept.calls, [&](const KeptFacts::Called &called) { return called.call.intent.session == session; }));
        }));
    });
}

} // namespace testsupport
