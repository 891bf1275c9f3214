#include "app/models/preparation_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/snapshots.h"

#include <QPointer>

namespace glovebox::models {

namespace {

using domain::SandboxState;

QString preparationReason(const api::Verdict &verdict)
{
    return format::shownLine(QString::fromStdString(verdict.reason));
}

bool refused(const api::Verdict &verdict)
{
    return verdict.kind == api::Verdict::Kind::Denied;
}

} // namespace

PreparationPanel::PreparationPanel(bridge::EngineClient *client, Lists lists, Ticker *ticker, QObject *parent)
    : QObject(parent), m_client(client), m_lists(lists), m_ticker(ticker), m_reservation(&lists.sessions, ticker),
      m_starting(&lists.environments, &lists.sandboxes, ticker), m_seeding(ticker)
{
    connect(&m_starting, &StartSessionForm::environmentChosen, this, &PreparationPanel::readAgents);
    connect(&lists.sandboxes, &ViewList::changed, this, [this](const QString &key) {
        if (key == m_target)
            Q_EMIT targetChanged();
    });
}

void PreparationPanel::apply(const bridge::Batch &batch)
{
    for (const domain::SandboxId &id : batch.goneSeeds) {
        m_seeding.remove(id);
        m_asked.remove(QString::fromStdString(id.value()));
    }
    for (const api::SeedView &view : batch.seeds)
        m_seeding.apply(view);
    for (const api::AgentsView &view : batch.agents)
        m_starting.apply(view);
    for (const api::StartedSessionView &view : batch.started)
        m_starting.apply(view);
}

bool PreparationPanel::targetReserved() const
{
    const api::SandboxView *view = m_lists.sandboxes.find(m_target);
    return view && !view->reservedFor.empty();
}

void PreparationPanel::remember(const QString &sandbox, const domain::Seed &seed)
{
    if (!sandbox.isEmpty() && !seed.empty())
        m_asked.insert(sandbox, seed);
}

void PreparationPanel::offerSnapshots(SeedForm &form) const
{
    QStringList ids;
    QStringList titles;
    for (const SnapshotRow &row : m_lists.snapshots.all()) {
        if (row.goneAt || row.view.state != domain::SnapshotState::Ready)
            continue;
        ids += row.key();
        const QString title = format::snapshotTitle(row.view);
        titles += title == row.key() ? title : tr("%1 (%2)").arg(title, row.key());
    }
    form.setSnapshots(ids, titles);
}

QString PreparationPanel::whyNotReserve(const QString &sandbox) const
{
    const api::SandboxView *view = m_lists.sandboxes.find(sandbox);
    if (!view || view->state == SandboxState::Destroyed || view->state == SandboxState::Destroying)
        return tr("It is gone.");
    if (view->state == SandboxState::Failed)
        return tr("It has failed.");
    return view->kept ? QString() : tr("It belongs to its session. Only sandboxes of your own can be reserved.");
}

QString PreparationPanel::whyNotSeed(const QString &sandbox) const
{
    if (const QString why = whyNotReserve(sandbox); !why.isEmpty())
        return m_lists.sandboxes.find(sandbox) && !m_lists.sandboxes.find(sandbox)->kept
                   ? tr("It belongs to its session. Files are put into sandboxes of your own.")
                   : why;
    const api::SeedView *seeding = m_seeding.find(sandbox);
    const bool goesOn =
        seeding && (seeding->state == domain::SeedState::Waiting || seeding->state == domain::SeedState::Running);
    return goesOn ? tr("It is being seeded.") : QString();
}

QString PreparationPanel::whyNotStart() const
{
    return m_lists.environments.operatorKeys()
               ? QString()
               : tr("No environment has an operator key. Sessions can be started in the Console.");
}

QString PreparationPanel::handOut(const QString &sandbox) const
{
    return QStringLiteral("glovebox.sandbox_id = ") + sandbox;
}

void PreparationPanel::aim(const QString &sandbox)
{
    m_target = sandbox;
    m_sending = false;
    m_refusal.clear();
    Q_EMIT targetChanged();
    Q_EMIT answerChanged();
}

bridge::EngineClient::Answered PreparationPanel::answered(const QString &begun)
{
    m_sending = true;
    m_refusal.clear();
    Q_EMIT answerChanged();
    return [this, alive = QPointer(this), begun](const api::Verdict &verdict) {
        if (!alive)
            return;
        m_sending = false;
        m_refusal = refused(verdict) ? preparationReason(verdict) : QString();
        Q_EMIT answerChanged();
        if (refused(verdict))
            return;
        Q_EMIT accepted();
        if (!begun.isEmpty())
            Q_EMIT toast(begun, false);
    };
}

void PreparationPanel::prepareReservation(const QString &sandbox)
{
    aim(sandbox);
    if (const api::SandboxView *view = m_lists.sandboxes.find(sandbox))
        m_reservation.set(view->reservedFor, view->reservedUntil);
}

void PreparationPanel::sendReservation()
{
    const api::SandboxView *view = m_lists.sandboxes.find(m_target);
    if (!m_client || m_sending || !view || m_reservation.wrong())
        return;
    if (const auto wanted = m_reservation.reservation())
        m_client->act(api::ReserveSandbox{view->id, *wanted},
                      answered(tr("%1 is reserved for %2").arg(m_target, m_reservation.inWords())));
    else
        m_client->act(api::CancelReservation{view->id}, answered(tr("%1 is reserved for nobody").arg(m_target)));
}

void PreparationPanel::prepareSeed(const QString &sandbox, const QList<QUrl> &files)
{
    aim(sandbox);
    offerSnapshots(m_seed);
    m_seed.clear();
    m_seed.steps()->addFiles(files);
}

void PreparationPanel::prepareSeedAgain(const QString &sandbox)
{
    prepareSeed(sandbox);
    if (const auto asked = m_asked.constFind(sandbox); asked != m_asked.constEnd())
        m_seed.set(*asked);
}

void PreparationPanel::sendSeed()
{
    const api::SandboxView *view = m_lists.sandboxes.find(m_target);
    if (!m_client || m_sending || !view || m_seed.empty() || m_seed.wrong())
        return;
    const domain::Seed seed = m_seed.seed();
    remember(m_target, seed);
    m_client->act(api::SeedSandbox{view->id, seed}, answered(tr("%1 is being seeded").arg(m_target)));
}

void PreparationPanel::cancelSeed(const QString &sandbox)
{
    const api::SandboxView *view = m_lists.sandboxes.find(sandbox);
    if (!m_client || !view)
        return;
    m_client->act(api::CancelSeed{view->id}, [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (alive && refused(verdict))
            Q_EMIT toast(preparationReason(verdict), true);
    });
}

void PreparationPanel::prepareStart(const QString &sandbox)
{
    aim(sandbox);
    m_starting.begin(sandbox);
}

void PreparationPanel::readAgents()
{
    const auto environment = m_starting.environmentId();
    if (!m_client || !environment || !m_starting.hasKey())
        return;
    m_client->act(api::SessionAction(api::ListAgents{*environment}),
                  [this, alive = QPointer(this)](const api::Verdict &verdict) {
                      if (alive && refused(verdict))
                          m_starting.refuse(preparationReason(verdict));
                  });
}

void PreparationPanel::sendStart()
{
    auto wanted = m_starting.wanted();
    if (!m_client || !wanted || m_starting.sending())
        return;
    // Nobody else's: others count from 1, we from the time of day.
    wanted->ticket = static_cast<std::uint64_t>(m_ticker->now().time_since_epoch().count());
    m_starting.setSending(wanted->ticket);
    m_client->act(api::SessionAction(*wanted), [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (alive && refused(verdict))
            m_starting.refuse(preparationReason(verdict));
    });
}

} // namespace glovebox::models
