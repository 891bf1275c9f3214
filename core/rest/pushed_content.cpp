#include "core/rest/pushed_content.h"

#include <algorithm>
#include <utility>

namespace glovebox::rest {

void PushedContent::push(std::string_view bytes)
{
    m_held += bytes;
    answerSoon();
}

void PushedContent::end()
{
    m_ended = true;
    answerSoon();
}

ContentSource PushedContent::source()
{
    return [weak = weak_from_this()](std::size_t max, Callback<std::string> done) {
        const auto self = weak.lock();
        return self ? self->ask(max, std::move(done)) : Call();
    };
}

Call PushedContent::ask(std::size_t max, Callback<std::string> done)
{
    const auto number = ++m_questions;
    m_question = Question{number, std::max<std::size_t>(max, 1), std::move(done)};
    if (const auto wanted = std::exchange(m_wanted, nullptr))
        wanted();
    answerSoon();
    // The handle of an older question may go after a newer one was asked.
    return Call([weak = weak_from_this(), number] {
        if (const auto self = weak.lock(); self && self->m_question && self->m_question->number == number)
            self->m_question.reset();
    });
}

void PushedContent::answerSoon()
{
    if (m_question && (m_ended || !m_held.empty()))
        m_turn = m_clock.after(std::chrono::milliseconds(0), [this] { answer(); });
}

void PushedContent::answer()
{
    if (!m_question)
        return;
    const auto self = shared_from_this();
    const auto question = *std::exchange(m_question, std::nullopt);
    auto bytes = m_held.substr(0, question.max);
    m_held.erase(0, bytes.size());
    const auto size = bytes.size();
    question.done(std::move(bytes));
    if (size > 0 && m_taken)
        m_taken(size);
}

} // namespace glovebox::rest
