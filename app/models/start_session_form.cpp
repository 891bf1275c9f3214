#include "app/models/start_session_form.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/seed_form.h"

namespace glovebox::models {

namespace {

/// The engine says what it was about; what can be done follows from the kind of error.
QString problemInWords(const Error &error)
{
    const format::Explanation said = format::explain(error, format::Area::Session);
    const QString what = sentenceOf(error.detail);
    return (what.isEmpty() ? said.why : what) + (said.todo.isEmpty() ? QString() : QLatin1Char(' ') + said.todo);
}

} // namespace

StartSessionForm::StartSessionForm(const EnvironmentsModel *environments, const SandboxesModel *sandboxes,
                                   Ticker *ticker, QObject *parent)
    : QObject(parent), m_environments(environments), m_sandboxes(sandboxes), m_ticker(ticker)
{
    m_metadata.set({});
    connect(&m_metadata, &PairList::edited, this, &StartSessionForm::changed);
    connect(environments, &EnvironmentsModel::changed, this, &StartSessionForm::changed);
    connect(ticker, &Ticker::ticked, this, &StartSessionForm::ageChanged);
    connect(this, &StartSessionForm::changed, this, &StartSessionForm::ageChanged);
}

void StartSessionForm::begin(const QString &sandbox)
{
    m_sandbox = sandbox;
    m_title.clear();
    m_message.clear();
    m_metadata.set({});
    m_sending = false;
    m_ticket = 0;
    m_refusal.clear();
    m_session.clear();
    m_messageMissing = false;
    if (m_environments->rowOf(m_environment) < 0 || !hasKey()) { // the first that can
        m_environment = m_environments->count() > 0 ? m_environments->keyAt(0) : QString();
        for (int row = m_environments->count() - 1; row >= 0; --row)
            if (m_environments->at(row).hasOperatorKey)
                m_environment = m_environments->keyAt(row);
    }
    Q_EMIT changed();
    Q_EMIT environmentChosen();
}

void StartSessionForm::apply(const api::AgentsView &view)
{
    const QString id = QString::fromStdString(view.environment.value());
    const auto known = m_agents.constFind(id);
    if (known != m_agents.constEnd() && view.generation < known->generation)
        return;
    m_agents.insert(id, view);
    Q_EMIT changed();
}

void StartSessionForm::apply(const api::StartedSessionView &view)
{
    if (m_ticket == 0 || view.ticket != m_ticket || view.generation < m_generation)
        return;
    m_generation = view.generation;
    if (view.session)
        m_session = QString::fromStdString(view.session->value());
    m_messageMissing = view.messageMissing;
    m_refusal = view.problem ? problemInWords(*view.problem) : QString();
    m_sending = !view.over;
    Q_EMIT changed();
}

std::optional<domain::EnvironmentId> StartSessionForm::environmentId() const
{
    const api::EnvironmentView *view = m_environments->find(m_environment);
    return view ? std::optional(view->id) : std::nullopt;
}

std::optional<api::StartSession> StartSessionForm::wanted() const
{
    const auto at = environmentId();
    if (!at || !hasKey())
        return std::nullopt;
    api::StartSession wanted{.environment = *at};
    wanted.message = m_message.trimmed().toStdString();
    if (m_messageMissing && !m_session.isEmpty()) {
        wanted.session = domain::SessionId(m_session.toStdString());
        return wanted.message.empty() ? std::nullopt : std::optional(wanted);
    }
    if (!m_session.isEmpty() || agent() < 0 || !problem().isEmpty())
        return std::nullopt;
    wanted.agent = m_agent.toStdString();
    wanted.title = m_title.simplified().toStdString();
    wanted.metadata = m_metadata.pairs();
    if (!m_sandbox.isEmpty())
        wanted.sandbox = domain::SandboxId(m_sandbox.toStdString());
    return wanted;
}

void StartSessionForm::setSending(std::uint64_t ticket)
{
    m_ticket = ticket;
    m_generation = 0;
    m_sending = true;
    m_refusal.clear();
    Q_EMIT changed();
}

void StartSessionForm::refuse(const QString &why)
{
    m_sending = false;
    m_refusal = why;
    Q_EMIT changed();
}

void StartSessionForm::set(QString &field, const QString &text)
{
    if (field == text)
        return;
    field = text;
    Q_EMIT changed();
}

QStringList StartSessionForm::environments() const
{
    QStringList names;
    for (int row = 0; row < m_environments->count(); ++row)
        names += m_environments->nameOf(m_environments->at(row).id);
    return names;
}

int StartSessionForm::environment() const
{
    return m_environments->rowOf(m_environment);
}

void StartSessionForm::setEnvironment(int index)
{
    if (index < 0 || index >= m_environments->count() || m_environments->keyAt(index) == m_environment)
        return;
    m_environment = m_environments->keyAt(index);
    m_agent.clear(); // another organisation's, perhaps
    m_refusal.clear();
    Q_EMIT changed();
    Q_EMIT environmentChosen();
}

bool StartSessionForm::hasKey() const
{
    const api::EnvironmentView *view = m_environments->find(m_environment);
    return view && view->hasOperatorKey;
}

const api::AgentsView *StartSessionForm::agentsView() const
{
    const auto known = m_agents.constFind(m_environment);
    return known == m_agents.constEnd() ? nullptr : &*known;
}

QStringList StartSessionForm::agents() const
{
    QStringList names;
    if (const api::AgentsView *view = agentsView())
        for (const api::AgentEntry &agent : view->agents) {
            const QString name = format::firstLine(QString::fromStdString(agent.name.empty() ? agent.id : agent.name));
            names += agent.model.empty()
                         ? name
                         : tr("%1 (%2)").arg(name, format::firstLine(QString::fromStdString(agent.model)));
        }
    return names;
}

int StartSessionForm::agent() const
{
    const api::AgentsView *view = agentsView();
    if (!view)
        return -1;
    for (std::size_t i = 0; i < view->agents.size(); ++i)
        if (view->agents[i].id == m_agent.toStdString())
            return static_cast<int>(i);
    return -1;
}

void StartSessionForm::setAgent(int index)
{
    const api::AgentsView *view = agentsView();
    if (view && index >= 0 && index < static_cast<int>(view->agents.size()))
        set(m_agent, QString::fromStdString(view->agents[static_cast<std::size_t>(index)].id));
}

bool StartSessionForm::loading() const
{
    const api::AgentsView *view = agentsView();
    return hasKey() && (!view || view->loading);
}

QString StartSessionForm::agentsProblem() const
{
    const api::AgentsView *view = agentsView();
    return view && view->problem ? problemInWords(*view->problem) : QString();
}

QString StartSessionForm::agentsText() const
{
    const api::AgentsView *view = agentsView();
    if (!view || !view->readAt)
        return loading() ? tr("Reading the agents…") : QString();
    const auto count = static_cast<qint64>(view->agents.size());
    if (count == 0)
        return tr("There are no agents. They are made at the control plane.");
    const QString age = format::ago(*view->readAt, m_ticker->now());
    return view->more ? tr("The first %1 agents, read %2").arg(format::count(count), age)
                      : tr("%1 agents, read %2").arg(format::count(count), age);
}

QStringList StartSessionForm::freeSandboxes() const
{
    QStringList ids;
    for (const SandboxRow &row : m_sandboxes->all()) {
        const auto state = row.shown.state;
        const bool isOver = state == domain::SandboxState::Failed || state == domain::SandboxState::Destroying ||
                            state == domain::SandboxState::Destroyed;
        if (row.key() == m_sandbox || (row.shown.kept && !row.shown.session && !isOver && !row.goneAt))
            ids += row.key();
    }
    if (!m_sandbox.isEmpty() && !ids.contains(m_sandbox)) // it was asked for a moment ago
        ids += m_sandbox;
    return ids;
}

QStringList StartSessionForm::sandboxes() const
{
    QStringList titles{tr("one of its own")};
    for (const QString &id : freeSandboxes()) {
        const api::SandboxView *view = m_sandboxes->find(id);
        titles += view && !view->name.empty()
                      ? tr("%1 (%2)").arg(format::firstLine(QString::fromStdString(view->name)), id)
                      : id;
    }
    return titles;
}

int StartSessionForm::sandbox() const
{
    return m_sandbox.isEmpty() ? 0 : 1 + static_cast<int>(freeSandboxes().indexOf(m_sandbox));
}

void StartSessionForm::setSandbox(int index)
{
    const QStringList ids = freeSandboxes();
    if (index >= 0 && index <= ids.size())
        set(m_sandbox, index == 0 ? QString() : ids.at(index - 1));
}

QString StartSessionForm::sandboxText() const
{
    return m_sandbox.isEmpty() ? tr("As sessions of this environment get one.")
                               : tr("It gets this one by its metadata: glovebox.sandbox_id = %1").arg(m_sandbox);
}

QString StartSessionForm::problem() const
{
    if (const QString why = m_metadata.problem(); !why.isEmpty())
        return why;
    const auto pairs = m_metadata.pairs();
    if (pairs.size() + (m_sandbox.isEmpty() ? 0 : 1) > api::kSessionMetadataMax)
        return tr("Metadata has at most %1 pairs.").arg(api::kSessionMetadataMax);
    for (const auto &[key, value] : pairs) {
        if (key.size() > api::kMetadataKeyMax)
            return tr("A key of metadata has at most %1 characters.").arg(api::kMetadataKeyMax);
        if (value.size() > api::kMetadataValueMax)
            return tr("A value of metadata has at most %1 characters.").arg(api::kMetadataValueMax);
    }
    if (m_title.toUtf8().size() > static_cast<qsizetype>(api::kSessionTitleMax))
        return tr("A title has at most %1 characters.").arg(api::kSessionTitleMax);
    if (m_message.toUtf8().size() > static_cast<qsizetype>(api::kFirstMessageMax))
        return tr("The message is longer than %1.").arg(format::bytes(ByteCount{api::kFirstMessageMax}));
    return {};
}

} // namespace glovebox::models
