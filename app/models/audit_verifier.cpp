#include "app/models/audit_verifier.h"

#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"

namespace glovebox::models {

AuditVerifier::AuditVerifier(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker) {}

void AuditVerifier::verify()
{
    if (m_running || !m_desk)
        return;
    m_running = true;
    m_answer.reset();
    m_findings.setLines({});
    m_look.cancel(); // over; not when the next one is asked for
    Q_EMIT changed();
    m_look = m_desk->verify([this](Result<bridge::AuditDesk::Verdict> answer) { take(std::move(answer)); });
}

void AuditVerifier::take(Result<bridge::AuditDesk::Verdict> answer)
{
    m_running = false;
    m_at = m_ticker->now();
    m_answer = std::move(answer);
    QStringList lines;
    if (*m_answer) {
        for (const auto &finding : (*m_answer)->findings)
            lines += format::shownLine(QString::fromStdString(finding));
        if (const auto more = (*m_answer)->moreFindings; more > 0)
            lines += tr("and %1 more").arg(format::count(static_cast<qint64>(more)));
    }
    m_findings.setLines(lines);
    Q_EMIT changed();
}

void AuditVerifier::cancel()
{
    if (!m_running)
        return;
    m_look.cancel();
    m_running = false;
    Q_EMIT changed();
}

QString AuditVerifier::text() const
{
    if (!m_answer)
        return {};
    if (!*m_answer)
        return tr("The trail could not be verified. %1")
            .arg(format::shownLine(QString::fromStdString(describe(m_answer->error()))));
    const auto &verdict = **m_answer;
    const QString at = format::clockTime(m_at, m_ticker->zone());
    const QString entries = format::count(static_cast<qint64>(verdict.entries));
    if (!verdict.whole())
        return tr("The trail is not whole, as of %1: %2 entries, and this is wrong:").arg(at, entries);
    if (verdict.behind > 0)
        return tr("The trail is whole, as of %1: %2 entries. The newest %3 are not in its head yet: they were written "
                  "just now, or last before a crash.")
            .arg(at, entries, format::count(static_cast<qint64>(verdict.behind)));
    return tr("The trail is whole, as of %1: %2 entries, none changed, none missing.").arg(at, entries);
}

QString AuditVerifier::head() const
{
    return m_answer && *m_answer ? QString::fromStdString((*m_answer)->head) : QString();
}

} // namespace glovebox::models
