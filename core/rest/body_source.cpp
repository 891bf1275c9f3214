#include "core/rest/body_source.h"

#include <utility>

namespace glovebox::rest {

using namespace std::chrono_literals;

ContentSource BodySource::of(ports::Clock &clock, const http::Responder &responder)
{
    auto source = std::make_shared<BodySource>(clock, responder);
    responder.readBody({.piece = [source](std::string_view piece) { source->took(piece, false); },
                        .end =
                            [source] {
                                source->took({}, true);
                            }});
    return [source](std::size_t max, Callback<std::string> done) {
        return source->ask(max, std::move(done));
    };
}

Call BodySource::ask(std::size_t max, Callback<std::string> done)
{
    const auto question = ++m_question;
    m_max = max;
    m_waiting = std::move(done);
    m_answering = m_clock.after(0ms, [this] { answer(); });
    // A handle may be let go of after the next question was asked.
    return Call([weak = weak_from_this(), question] {
        if (const auto self = weak.lock(); self && self->m_question == question)
            self->m_waiting = nullptr;
    });
}

void BodySource::took(std::string_view piece, bool isLast)
{
    m_pieces += piece;
    m_isWhole = isLast;
    answer();
}

void BodySource::answer()
{
    if (!m_waiting || (m_pieces.empty() && !m_isWhole))
        return;
    const auto self = shared_from_this(); // whoever is answered may let go of all
    auto piece = m_pieces.substr(0, m_max);
    m_pieces.erase(0, piece.size());
    m_responder.used(piece.size());
    const auto done = std::exchange(m_waiting, nullptr);
    done(std::move(piece));
}

} // namespace glovebox::rest
