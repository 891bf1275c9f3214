// What the window says by itself: banners, notes at its edge, and what is read out to who does not see them.
#include "app/models/panel_model.h"

namespace glovebox::models {

namespace {

/// Each time a word of the selected object changes; not when another one is selected.
template <class Detail>
auto wordWatch(Detail *detail, Announcer *announcer, const char *subject, QString (*sentence)(Detail *))
{
    return [detail, announcer, subject, sentence, id = QString(), word = QString()]() mutable {
        const bool same = std::exchange(id, detail->id()) == detail->id();
        const bool changed = std::exchange(word, detail->word()) != detail->word();
        if (same && changed && !detail->word().isEmpty())
            announcer->say(QString::fromLatin1(subject), sentence(detail));
    };
}

} // namespace

/// Everything that is said in passing ends here: shown, kept among the alerts, read out.
void PanelModel::connectVoice()
{
    Announcer *announcer = m_note.announcer();
    connect(this, &PanelModel::toast, m_overview.alerts(), &AlertsModel::say);
    connect(this, &PanelModel::toast, &m_note, &EdgeNote::say);
    connect(&m_actions, &MachineActions::offered, &m_note, &EdgeNote::offer);
    connect(&m_actions, &MachineActions::reviewAsked, this, &PanelModel::openSandbox);
    connect(this, &PanelModel::pageChanged, announcer,
            [this, announcer] { announcer->say(QStringLiteral("page"), nameOf(m_page)); });
    connect(&m_sandbox, &SandboxDetail::changed, announcer,
            wordWatch<SandboxDetail>(&m_sandbox, announcer, "sandbox", [](SandboxDetail *sandbox) {
                return tr("Sandbox %1: %2").arg(sandbox->id(), sandbox->word());
            }));
    connect(&m_session, &SessionDetail::changed, announcer,
            wordWatch<SessionDetail>(&m_session, announcer, "session", [](SessionDetail *session) {
                return tr("Session %1: %2").arg(session->title(), session->word());
            }));
    connect(&m_approvalViews, &ApprovalsModel::waitingChanged, announcer, [this, announcer, before = 0]() mutable {
        const int now = m_approvalViews.waiting();
        if (now > std::exchange(before, now))
            announcer->say(QStringLiteral("approvals"),
                           now == 1 ? tr("1 call needs approval") : tr("%1 calls need approval").arg(now));
        else if (now == 0)
            announcer->drop(QStringLiteral("approvals"));
    });
    connect(m_overview.alerts(), &AlertsModel::changed, announcer,
            [alerts = m_overview.alerts(), announcer, last = QString()]() mutable {
                const Alert *newest = alerts->views().newest();
                if (!newest || std::exchange(last, newest->id) == newest->id || newest->level > AlertLevel::Failed)
                    return;
                announcer->say(QStringLiteral("alert"), newest->look.word + QLatin1Char(' ') + newest->object);
            });
    connect(&m_settings, &PanelSettings::viewOnlyChanged, this, [this] {
        if (m_client)
            m_client->setViewOnly(m_settings.viewOnly());
        refreshBanners();
        m_registry.refresh();
    });
}

void PanelModel::refreshBanners()
{
    std::vector<const api::EnvironmentView *> environments;
    bool isCutOff = false;
    for (int row = 0; row < m_environments.count(); ++row) {
        environments.push_back(&m_environments.at(row));
        isCutOff = isCutOff || environments.back()->state == api::PollState::Disconnected;
    }
    m_banners.setBanners(bannersFor({m_host.known() ? &m_host.view() : nullptr, std::move(environments), m_host.stale(),
                                     m_host.heardAt(), m_history.orphans()->count(), m_history.orphans()->size(),
                                     m_history.recoveryText(), m_isSample, m_settings.viewOnly(),
                                     isCutOff ? m_transcripts.resultsWaiting() : 0},
                                    m_ticker.zone()));
}

} // namespace glovebox::models
