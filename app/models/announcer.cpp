#include "app/models/announcer.h"

#include <QAccessible>
#include <QStringList>

#include <algorithm>

namespace glovebox::models {

Announcer::Announcer(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &Announcer::tell);
}

void Announcer::say(const QString &subject, const QString &text)
{
    drop(subject);
    if (text.isEmpty())
        return;
    if (m_waiting.size() >= kMost) { // the oldest is the stalest
        m_waiting.erase(m_waiting.begin());
        ++m_dropped;
    }
    m_waiting.push_back({subject, text});
    tell();
}

void Announcer::drop(const QString &subject)
{
    std::erase_if(m_waiting, [&](const Waiting &one) { return one.subject == subject; });
}

void Announcer::tell()
{
    if (m_waiting.empty() || (m_toldAt && m_ticker->now() - *m_toldAt < kEvery))
        return;
    QStringList texts;
    for (const Waiting &one : std::exchange(m_waiting, {}))
        texts += one.text;
    if (const int more = std::exchange(m_dropped, 0); more > 0)
        texts += tr("and %1 more").arg(more);
    m_toldAt = m_ticker->now();
    m_text = texts.join(QStringLiteral(". "));
    Q_EMIT told();
}

/// Qt 6.4 has no announcement of its own; an alert is what its bridges pass on, and its new name they read.
void Announcer::raise(QObject *item) const
{
    QAccessibleEvent alert(item, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace glovebox::models
