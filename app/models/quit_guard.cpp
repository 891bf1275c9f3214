#include "app/models/quit_guard.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"

namespace glovebox::models {

QuitGuard::QuitGuard(const HostStatus *host, const SandboxesModel *sandboxes, Ticker *ticker, QObject *parent)
    : QObject(parent), m_host(host), m_sandboxes(sandboxes), m_ticker(ticker)
{
    connect(host, &HostStatus::changed, this, &QuitGuard::look);
    connect(ticker, &Ticker::ticked, this, &QuitGuard::look);
}

void QuitGuard::enter(State state)
{
    m_state = state;
    m_since = m_ticker->now();
    Q_EMIT changed();
}

bool QuitGuard::engineIsDown() const
{
    return !m_host->known() || m_host->view().phase == api::EnginePhase::Stopped ||
           m_host->view().phase == api::EnginePhase::Failed;
}

void QuitGuard::requestClose()
{
    if (m_state == State::Ready)
        return;
    if (engineIsDown()) {
        enter(State::Ready);
        Q_EMIT ready();
    } else if (m_sandboxes->active().empty()) {
        quitNow();
    } else if (m_state == State::Idle) {
        enter(State::Asking);
    }
}

void QuitGuard::drainAndQuit()
{
    enter(State::Draining);
    Q_EMIT drainRequested();
}

void QuitGuard::quitNow()
{
    enter(State::Leaving);
    Q_EMIT stopRequested();
}

void QuitGuard::stay()
{
    if (m_state == State::Asking)
        enter(State::Idle);
}

void QuitGuard::look()
{
    if (m_state == State::Asking)
        Q_EMIT changed();
    if (!draining())
        return;
    Q_EMIT changed();
    if (engineIsDown()) {
        enter(State::Ready);
        Q_EMIT ready();
    } else if (m_ticker->now() - m_since > kPatience) {
        if (m_state == State::Draining) {
            quitNow();
        } else { // the engine does not stop either; its owner ends it
            enter(State::Ready);
            Q_EMIT ready();
        }
    }
}

QString QuitGuard::question() const
{
    const auto alive = m_sandboxes->active().size();
    return alive == 1 ? tr("Quit while 1 sandbox is active?") : tr("Quit while %1 sandboxes are active?").arg(alive);
}

QStringList QuitGuard::consequences() const
{
    QStringList lines;
    const std::vector<api::SandboxView> alive = m_sandboxes->active();
    for (const api::SandboxView &sandbox : alive) {
        if (static_cast<std::size_t>(lines.size()) == kListedMax) {
            lines += tr("and %1 more").arg(alive.size() - kListedMax);
            break;
        }
        QString line = QString::fromStdString(sandbox.id.value()) + QStringLiteral("   ") + format::look(sandbox).word;
        if (!sandbox.busyWith.empty())
            line += QStringLiteral(" · ") +
                    tr("%1 is running").arg(format::shownLine(QString::fromStdString(sandbox.busyWith)));
        if (!sandbox.sessionTitle.empty())
            line += QStringLiteral(" · ") + format::firstLine(QString::fromStdString(sandbox.sessionTitle));
        lines += line;
    }
    return lines;
}

QString QuitGuard::drainingText() const
{
    const auto alive = m_sandboxes->active().size();
    const QString left = alive == 1 ? tr("1 sandbox left") : tr("%1 sandboxes left").arg(alive);
    return tr("%1 · %2").arg(left, format::duration(m_ticker->now() - m_since));
}

} // namespace glovebox::models
