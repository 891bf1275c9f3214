#include "core/engine/session_record.h"

#include "core/base/limits.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {

/// Figures of a session are not written down more often.
constexpr std::chrono::seconds kFactsEvery{5};

} // namespace

bool noteInView(api::SessionView &view, const SessionEvent &event)
{
    if (const auto *usage = std::get_if<UsageReported>(&event.payload)) {
        view.usage = usage->usage;
        return true;
    }
    if (const auto *title = std::get_if<TitleChanged>(&event.payload)) {
        view.title = title->title;
        return true;
    }
    if (const auto *thread = std::get_if<ThreadCreated>(&event.payload)) {
        const bool known = std::ranges::any_of(view.threads, [&](const auto &t) { return t.id == thread->thread; });
        if (!known && view.threads.size() < limits::kThreadsShown)
            view.threads.push_back({thread->thread, thread->agentName});
    } else if (const auto *ended = std::get_if<ThreadTerminated>(&event.payload)) {
        for (auto &one : view.threads)
            one.ended = one.ended || one.id == ended->thread;
    }
    return false;
}

api::Verdict confirmCall(const Environment &environment, const SessionRecord &record, const EventId &call,
                         const api::ApprovalAnswer &answer, Call &sending)
{
    auto transcript = record.transcript;
    if (transcript->answerOf(call) == api::AnswerState::Sending)
        return api::Verdict::alreadySo();
    transcript->callAnswer(call, api::AnswerState::Sending);
    sending = environment.operatorActions->confirmTool(
        record.view->id, call, answer.allow ? domain::Verdict::Allow : domain::Verdict::Deny, answer.denyReason,
        [transcript, call, &environment](Result<> sent) { // which outlives us
            transcript->callAnswer(call, sent ? api::AnswerState::Sent : api::AnswerState::Failed,
                                   sent ? std::string() : describe(aboutOperatorKey(sent.error(), environment)));
        });
    return api::Verdict::accepted();
}

bool isOfThisHost(ErrorCode code)
{
    using enum ErrorCode;
    return code == OutOfDisk || code == OutOfMemory || code == ImageBroken || code == HostToolMissing ||
           code == HostToolFailed;
}

void SessionFactsKeeper::keep()
{
    if (m_timer) {
        m_owed = true;
        return;
    }
    tell();
    m_timer = m_clock.after(kFactsEvery, [this] {
        m_timer = {};
        if (m_owed)
            keep();
    });
}

void SessionFactsKeeper::finish()
{
    m_timer.cancel();
    if (m_owed)
        tell();
}

void SessionFactsKeeper::tell()
{
    m_owed = false;
    m_ledger.keepSession(
        {m_view->id, m_view->environment, m_view->title, m_view->agentName, m_view->usage, m_clock.wallNow()});
}

} // namespace glovebox::engine
