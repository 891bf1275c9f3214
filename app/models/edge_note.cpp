#include "app/models/edge_note.h"

#include <utility>

namespace glovebox::models {

EdgeNote::EdgeNote(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker), m_announcer(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_note.act && m_ticker->now() - m_offeredAt >= kOfferedFor)
            close();
    });
}

void EdgeNote::say(const QString &text, bool isProblem)
{
    offer({text, {}, nullptr, isProblem});
}

void EdgeNote::offer(const Offer &offer)
{
    m_note = offer;
    m_offeredAt = m_ticker->now();
    m_announcer.say(QStringLiteral("note"), offer.text);
    Q_EMIT changed();
}

void EdgeNote::act()
{
    const Offer done = std::exchange(m_note, {}); // doing it may say something else
    Q_EMIT changed();
    if (done.act)
        done.act();
}

void EdgeNote::close()
{
    m_note = {};
    Q_EMIT changed();
}

} // namespace glovebox::models
