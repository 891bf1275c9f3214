#include "app/sample/talks.h"

#include <algorithm>
#include <array>

namespace glovebox::sample {

using namespace std::chrono_literals;
using api::NoteView;
using api::SessionState;
using domain::ToolCallState;

namespace {

constexpr int kWaitingMax = 4; // approvals, so that there is something to do and no flood
constexpr int kAsksOnceIn = 9;
constexpr auto kPrintEvery = 400ms;
constexpr auto kLookAgain = 2s; // for a sandbox that was just falling asleep

/// As much of it as has been printed by then, in whole lines.
std::string printedBy(std::string_view all, double part)
{
    if (part >= 1.0)
        return std::string(all);
    const auto upTo = all.rfind('\n', static_cast<std::size_t>(part * static_cast<double>(all.size())));
    return upTo == std::string_view::npos ? std::string() : std::string(all.substr(0, upTo));
}

} // namespace

std::optional<api::SessionView> Talks::find(const SessionId &id) const
{
    const auto found = m_stage.world.sessions.find(id);
    return found == m_stage.world.sessions.end() ? std::nullopt : std::optional(found->second);
}

std::optional<api::ToolCallView> Talks::openCall(const SessionId &id) const
{
    for (const auto &[call, entry] : m_stage.world.calls)
        if (entry.session == id)
            return std::get<api::ToolCallView>(entry.what);
    return std::nullopt;
}

void Talks::move(api::SessionView view, SessionState state, const std::string &reason)
{
    view.state = state;
    view.reason = reason;
    view.since = view.lastActivity = m_stage.now();
    m_stage.tell(std::move(view));
}

std::uint64_t Talks::write(const SessionId &id, std::variant<NoteView, api::ToolCallView> what)
{
    const auto sequence = m_stage.world.written[id] + 1;
    m_stage.tell(api::TranscriptEntry{id, sequence, m_talks[id].turn, m_stage.now(), std::move(what)});
    return sequence;
}

void Talks::say(const SessionId &id, NoteView::Kind kind, const std::string &text)
{
    write(id, NoteView{kind, text});
}

void Talks::rewrite(const domain::EventId &call, const std::function<void(api::ToolCallView &)> &how)
{
    const auto found = m_stage.world.calls.find(call);
    if (found == m_stage.world.calls.end())
        return;
    api::TranscriptEntry entry = found->second;
    how(std::get<api::ToolCallView>(entry.what));
    m_stage.tell(std::move(entry));
}

void Talks::begin()
{
    std::vector<api::SessionView> all;
    for (const auto &[id, view] : m_stage.world.sessions)
        all.push_back(view);
    for (const auto &view : all) {
        auto &talk = m_talks[view.id];
        talk.turn = std::max(1, view.turns);
        talk.stepsLeft = m_stage.chance.between(2, 9);
        const auto open = openCall(view.id);
        if (view.state == SessionState::Idle && view.reason == "end_turn")
            afterTurn(view.id);
        if (view.state != SessionState::Running)
            continue;
        if (open && open->state == ToolCallState::Running) {
            talk.call = &scriptOf(open->summary);
            talk.callBegan = m_stage.now() - open->duration;
            m_stage.agenda.after(m_stage.chance.around(9s),
                                 [this, id = view.id, call = open->id] { finish(id, call, ToolCallState::Done); });
        } else {
            goOn(view.id, m_stage.chance.around(5s));
        }
    }
    m_stage.agenda.after(m_stage.chance.around(20s), [this] { newWork(); });
}

// ---- One session ----

void Talks::goOn(const SessionId &id, std::chrono::milliseconds wait)
{
    if (std::exchange(m_talks[id].isGoingOn, true))
        return;
    m_stage.agenda.after(wait, [this, id] {
        m_talks[id].isGoingOn = false;
        nextStep(id);
    });
}

void Talks::nextStep(const SessionId &id)
{
    auto view = find(id);
    if (!view || view->state != SessionState::Running || openCall(id))
        return;
    Talk &talk = m_talks[id];
    if (talk.stepsLeft-- <= 0)
        return endTurn(id, "end_turn");
    if (m_stage.chance.onceIn(4)) {
        say(id, NoteView::Kind::AgentMessage, m_stage.chance.oneOf(agentMessages()));
        return goOn(id, m_stage.chance.around(2500ms));
    }
    const bool asks = waiting() < kWaitingMax && m_stage.chance.onceIn(kAsksOnceIn);
    request(id, asks ? m_stage.chance.oneOf(askedCalls()) : m_stage.chance.oneOf(scriptedCalls()), asks);
}

void Talks::request(const SessionId &id, const ScriptedCall &call, bool asks)
{
    api::ToolCallView view{.id = domain::EventId("sevt_" + m_stage.chance.word(18)), .name = call.tool};
    view.summary = call.summary;
    view.input = call.input;
    view.requestedAt = m_stage.now();
    view.state = asks ? ToolCallState::NeedsApproval : ToolCallState::Requested;
    view.askedForApproval = asks;
    const auto event = view.id;
    write(id, std::move(view));
    auto session = *find(id);
    ++session.toolCalls;
    if (asks) {
        m_stage.log(LogLevel::Info, "engine", id.value() + ": " + call.tool + " waits for an answer");
        return move(session, SessionState::NeedsApproval, "requires_action");
    }
    m_stage.tell(session);
    run(id, event);
}

void Talks::run(const SessionId &id, const domain::EventId &event)
{
    auto session = find(id);
    const auto found = m_stage.world.calls.find(event);
    if (!session || found == m_stage.world.calls.end())
        return;
    const auto name = std::get<api::ToolCallView>(found->second.what).name;
    m_talks[id].call = &scriptOf(std::get<api::ToolCallView>(found->second.what).summary);
    if (!session->sandbox)
        session->sandbox = m_machines.startFor(*session);
    if (!m_machines.use(*session->sandbox, name)) { // sandboxReady() comes back here, or a later look
        m_stage.agenda.after(kLookAgain, [this, id, event] {
            if (const auto now = find(id); now && now->state == SessionState::WaitingForSandbox)
                run(id, event);
        });
        session->sandboxState = m_machines.find(*session->sandbox) ? m_machines.find(*session->sandbox)->state
                                                                   : domain::SandboxState::Destroyed;
        return move(*session, SessionState::WaitingForSandbox, "its sandbox is not ready");
    }
    session->currentTool = name;
    session->sandboxState = domain::SandboxState::Running;
    move(*session, SessionState::Running);
    m_talks[id].callBegan = m_stage.now();
    rewrite(event, [this](api::ToolCallView &call) {
        call.state = ToolCallState::Running;
        call.waited = std::chrono::duration_cast<std::chrono::milliseconds>(m_stage.now() - call.requestedAt);
    });
    printOn(id, event);
}

void Talks::printOn(const SessionId &id, const domain::EventId &event)
{
    const auto found = m_stage.world.calls.find(event);
    if (found == m_stage.world.calls.end() ||
        std::get<api::ToolCallView>(found->second.what).state != ToolCallState::Running)
        return;
    const Talk &talk = m_talks[id];
    if (!talk.call)
        return;
    const auto since = m_stage.now() - talk.callBegan;
    const double part = static_cast<double>(since.count()) / static_cast<double>(talk.call->takes.count());
    if (part >= 1.0)
        return finish(id, event, talk.call->fails ? ToolCallState::Error : ToolCallState::Done);
    rewrite(event, [&](api::ToolCallView &call) {
        if (*talk.call->output)
            call.output = printedBy(talk.call->output, part);
        call.duration = since;
    });
    m_stage.agenda.after(std::min<std::chrono::milliseconds>(kPrintEvery, talk.call->takes - since),
                         [this, id, event] { printOn(id, event); });
}

void Talks::finish(const SessionId &id, const domain::EventId &event, ToolCallState end)
{
    const auto found = m_stage.world.calls.find(event);
    if (found == m_stage.world.calls.end())
        return;
    const bool ran = std::get<api::ToolCallView>(found->second.what).state == ToolCallState::Running;
    const Talk talk = m_talks[id];
    rewrite(event, [&](api::ToolCallView &call) {
        call.state = end;
        if (!ran)
            return;
        if (talk.callBegan != WallTime{})
            call.duration = m_stage.now() - talk.callBegan;
        const bool whole = end == ToolCallState::Done || end == ToolCallState::Error;
        if (whole && talk.call && *talk.call->output)
            call.output = talk.call->output;
    });
    auto session = find(id);
    if (!session)
        return;
    if (session->sandbox)
        m_machines.rest(*session->sandbox);
    session->currentTool.clear();
    session->toolErrors += end == ToolCallState::Error ? 1 : 0;
    if (!session->usage)
        session->usage = domain::ModelUsage{};
    session->usage->inputTokens += 4'000 + m_stage.chance.below(9'000);
    session->usage->outputTokens += 200 + m_stage.chance.below(900);
    session->usage->listCostCents = session->usage->listCostCents.value_or(0) + m_stage.chance.between(1, 6);
    session->lastActivity = m_stage.now();
    const auto left = openCall(id); // another one may still wait for somebody
    session->state =
        left && left->state == ToolCallState::NeedsApproval ? SessionState::NeedsApproval : SessionState::Running;
    m_stage.tell(*session);
    goOn(id, m_stage.chance.around(1800ms));
}

void Talks::endTurn(const SessionId &id, const std::string &reason)
{
    auto session = find(id);
    if (!session)
        return;
    say(id, NoteView::Kind::Turn, "Turn over: " + reason);
    ++session->turns;
    move(*session, SessionState::Idle, reason);
    keepUse(*session);
    afterTurn(id);
}

/// What it has used so far, for the pages of the past.
void Talks::keepUse(const api::SessionView &session)
{
    m_stage.ledger.keepSession(
        {session.id, session.environment, session.title, session.agentName, session.usage, m_stage.now()});
    const auto today = std::chrono::floor<std::chrono::days>(m_stage.now());
    if (session.usage)
        m_stage.ledger.note(
            domain::ListSlice{today, session.id, session.environment, session.agentName, *session.usage});
    const auto view = session.sandbox ? m_machines.find(*session.sandbox) : std::nullopt;
    if (view)
        m_stage.ledger.note(domain::UsageSlice{today, view->id, session.id, session.environment,
                                               view->base ? view->base->value() : std::string(), view->size,
                                               view->meter, view->pricesAsOf, view->cost});
}

/// Somebody writes again, or it is over.
void Talks::afterTurn(const SessionId &id)
{
    if (m_stage.chance.onceIn(3)) {
        m_stage.agenda.after(m_stage.chance.around(40s), [this, id] { endSession(id); });
        return;
    }
    m_stage.agenda.after(m_stage.chance.around(35s), [this, id] {
        const auto now = find(id);
        if (!now || now->state != SessionState::Idle || !m_taking)
            return;
        Talk &talk = m_talks[id];
        ++talk.turn;
        talk.stepsLeft = m_stage.chance.between(4, 10);
        say(id, NoteView::Kind::UserMessage, m_stage.chance.oneOf(userMessages()));
        move(*now, SessionState::Running);
        goOn(id, m_stage.chance.around(3s));
    });
}

void Talks::endSession(const SessionId &id)
{
    auto session = find(id);
    if (!session || session->state != SessionState::Idle)
        return;
    if (session->sandbox)
        m_machines.letGo(*session->sandbox);
    if (session->work)
        m_stage.tell(api::WorkGone{session->environment, *session->work});
    session->work.reset();
    session->sandbox.reset();
    session->sandboxState = domain::SandboxState::Destroyed;
    move(*session, SessionState::Ended, "end_turn");
    tellQueue();
    fade(id);
}

/// It stays in the list for a while, then it is history.
void Talks::fade(const SessionId &id)
{
    m_stage.agenda.after(3min, [this, id] {
        if (const auto now = find(id); now && now->state == SessionState::Ended) {
            m_stage.tell(api::SessionGone{id});
            m_talks.erase(id);
        }
    });
}

void Talks::sandboxReady(const domain::SandboxId &sandbox)
{
    const auto view = m_machines.find(sandbox);
    if (!view || !view->session)
        return;
    const auto id = *view->session;
    const auto session = find(id);
    if (!session || session->sandbox != sandbox || session->state != SessionState::WaitingForSandbox)
        return;
    say(id, NoteView::Kind::Sandbox,
        "Sandbox " + sandbox.value() + " is ready after " + std::to_string(view->bootTime.value_or(0ms).count()) +
            " ms");
    if (const auto open = openCall(id))
        return run(id, open->id);
    move(*session, SessionState::Running);
    goOn(id, m_stage.chance.around(2s));
}

/// A running call is answered with an error; the next one gets a new sandbox.
void Talks::sandboxLost(const domain::SandboxId &sandbox)
{
    std::vector<SessionId> had;
    for (const auto &[id, view] : m_stage.world.sessions)
        if (view.sandbox == sandbox)
            had.push_back(id);
    for (const auto &id : had) {
        auto session = *find(id);
        session.sandbox.reset();
        session.sandboxState = domain::SandboxState::Destroyed;
        m_stage.tell(session);
        if (session.state != SessionState::Running && session.state != SessionState::WaitingForSandbox)
            continue;
        say(id, NoteView::Kind::Error, "Sandbox " + sandbox.value() + " is no more");
        if (const auto open = openCall(id))
            finish(id, open->id, ToolCallState::Error);
    }
}

} // namespace glovebox::sample
