#include "app/models/notices.h"

#include <utility>

namespace glovebox::models {

Notices::Notices(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker), m_announcer(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_note.act && m_ticker->now() - m_offeredAt >= kOfferedFor)
            close();
    });
}

void Notices::say(const QString &text, bool isProblem)
{
    offer({text, {}, nullptr, isProblem});
}

void Notices::offer(const Offer &offer)
{
    m_note = offer;
    m_offeredAt = m_ticker->now();
    m_announcer.say(QStringLiteral("note"), offer.text);
    Q_EMIT changed();
}

void Notices::act()
{
    const Offer done = std::exchange(m_note, {}); // doing it may say something else
    Q_EMIT changed();
    if (done.act)
        done.act();
}

void Notices::close()
{
    m_note = {};
    Q_EMIT changed();
}

} // namespace glovebox::models
