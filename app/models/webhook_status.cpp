#include "app/models/webhook_status.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"

namespace glovebox::models {

WebhookStatus::WebhookStatus(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_requested && m_ticker->now() - m_requestedAt >= kRequestMax)
            m_requested.reset();
        Q_EMIT changed();
    });
}

void WebhookStatus::apply(const api::WebhookView &view)
{
    const bool news = view.problem && view.problem != m_view.problem;
    m_view = view;
    if (m_requested && (*m_requested == view.listening || news))
        m_requested.reset();
    Q_EMIT changed();
}

void WebhookStatus::setRequested(std::optional<bool> on)
{
    m_requested = on;
    m_requestedAt = m_ticker->now();
    Q_EMIT changed();
}

QString WebhookStatus::whyNot() const
{
    return available() ? QString()
                       : tr("No webhook signing key is set on this host, and calls that cannot be verified are never "
                            "listened to. Set ANTHROPIC_WEBHOOK_SIGNING_KEY or --webhook-key-file.");
}

QString WebhookStatus::word() const
{
    if (on())
        return tr("Listening");
    return problem().isEmpty() ? tr("Off") : tr("Not listening");
}

QString WebhookStatus::tone() const
{
    return format::word(on() ? format::Tone::Live : problem().isEmpty() ? format::Tone::Neutral : format::Tone::Failed);
}

QString WebhookStatus::symbol() const
{
    return format::symbol(on()                  ? format::Shape::Disc
                          : problem().isEmpty() ? format::Shape::Square
                                                : format::Shape::OctagonCross);
}

QString WebhookStatus::address() const
{
    return on() ? format::firstLine(QString::fromStdString(m_view.address)) : QString();
}

QString WebhookStatus::problem() const
{
    if (!m_view.problem)
        return {};
    const format::Explanation text = format::explain(*m_view.problem, format::Area::Webhooks);
    return text.detail.isEmpty() ? text.why : tr("%1 (%2)").arg(text.why, format::firstLine(text.detail));
}

QString WebhookStatus::accepted() const
{
    return format::count(m_view.accepted);
}

QString WebhookStatus::rejected() const
{
    return format::count(m_view.rejected);
}

QString WebhookStatus::last() const
{
    return m_view.last ? format::ago(*m_view.last, m_ticker->now()) : tr("none yet");
}

QString WebhookStatus::requestText() const
{
    if (!m_requested)
        return {};
    const QString seconds = format::duration(m_ticker->now() - m_requestedAt);
    return *m_requested ? tr("Starting… %1").arg(seconds) : tr("Stopping… %1").arg(seconds);
}

} // namespace glovebox::models
