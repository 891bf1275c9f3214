#include "core/rest/history_desk.h"

#include <algorithm>
#include <set>

namespace glovebox::rest {

using namespace std::chrono_literals;

Call HistoryDesk::ask(std::shared_ptr<api::EngineDoor> door, domain::HistoryQuestion question,
                      Callback<domain::HistoryAnswer> done)
{
    const auto ticket = m_next++;
    if (m_questions.size() >= kWaiting) {
        auto told = std::make_shared<Call>();
        *told = m_clock.after(0ms, [done = std::move(done)] {
            done(fail(ErrorCode::RateLimited, "too many questions about the past wait for their answer"));
        });
        return Call([told] { told->cancel(); });
    }
    m_questions.push_back({ticket, std::move(door), std::move(question), std::move(done)});
    m_turn = m_clock.after(0ms, [this] { askNext(); });
    return Call([this, ticket] {
        if (std::erase_if(m_questions, [&](const auto &each) { return each.ticket == ticket; }) > 0)
            m_turn = m_clock.after(0ms, [this] { askNext(); });
    });
}

void HistoryDesk::askNext()
{
    std::set<std::size_t> busy;
    for (const auto &each : m_questions)
        if (each.asked)
            busy.insert(each.question.index());
    const auto next = std::ranges::find_if(
        m_questions, [&](const auto &each) { return !each.asked && !busy.contains(each.question.index()); });
    if (next == m_questions.end())
        return;
    const auto ticket = next->ticket;
    next->asked = true;
    next->deadline = m_clock.after(
        kAnswerWithin, [this, ticket] { end(ticket, fail(ErrorCode::TimedOut, "the ledger has not answered")); });
    const auto door = next->door; // what it answers from inside may end this question
    const auto verdict = door->ask({.ticket = ticket, .question = next->question, .each = true});
    m_turn = m_clock.after(0ms, [this] { askNext(); });
    if (verdict.kind == api::Verdict::Kind::Denied)
        end(ticket, fail(ErrorCode::InvalidState, verdict.reason));
}

void HistoryDesk::saw(const api::HistoryReport &report)
{
    if (report.answer)
        end(report.ticket, *report.answer);
    else
        end(report.ticket, tl::unexpected(report.problem.value_or(Error{ErrorCode::Internal, "there is no answer"})));
}

void HistoryDesk::end(std::uint64_t ticket, Result<domain::HistoryAnswer> answer)
{
    const auto found = std::ranges::find(m_questions, ticket, &Question::ticket);
    if (found == m_questions.end())
        return;
    const auto question = std::move(*found);
    m_questions.erase(found);
    m_turn = m_clock.after(0ms, [this] { askNext(); });
    question.done(std::move(answer));
}

} // namespace glovebox::rest
