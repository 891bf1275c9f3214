#include "app/models/setup_key.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "core/base/id.h"

#include <QPointer>

#include <cstdlib>

namespace glovebox::models {

using namespace std::chrono_literals;

SetupKey::SetupKey(const EnvironmentsModel &environments, QObject *parent)
    : QObject(parent), m_environments(environments)
{
    connect(&environments, &EnvironmentsModel::changed, this, [this] {
        if (added())
            Q_EMIT changed();
    });
}

bool SetupKey::happen(KeyEvent event)
{
    const auto next = domain::follow(kKeyEdges, m_state, event);
    if (!next)
        return false;
    m_state = *next;
    return true;
}

/// What was found of the one before says nothing of this.
void SetupKey::edited()
{
    m_call.cancel();
    happen(KeyEvent::Edited);
    m_report.reset();
    m_error = {};
    m_keyProblem.clear();
    m_key = {};
    Q_EMIT changed();
}

void SetupKey::setFromFile(bool fromFile)
{
    if (adding() || std::exchange(m_fromFile, fromFile) == fromFile)
        return;
    edited();
}

void SetupKey::setEnvironment(const QString &id)
{
    if (adding() || id.trimmed() == m_environment)
        return;
    m_environment = id.trimmed();
    edited();
}

void SetupKey::setName(const QString &name)
{
    if (adding() || name == m_name)
        return;
    m_name = name; // the trial does not hang on it
    Q_EMIT changed();
}

void SetupKey::setPath(const QString &path)
{
    if (adding() || path == m_path)
        return;
    m_path = path;
    edited();
}

void SetupKey::setKey(const QString &key)
{
    if (adding())
        return;
    m_pasted = SecretString(key.trimmed().toStdString());
    edited();
}

QString SetupKey::environmentProblem() const
{
    if (m_environment.isEmpty())
        return m_revealed ? tr("The id of the environment, as the Console shows it: env_…") : QString();
    if (!m_environment.startsWith(QLatin1String("env_")) || !isSafeToken(m_environment.toStdString()))
        return tr("That is no environment's id: env_… as the Console shows it.");
    if (m_environments.find(m_environment) && !added())
        return tr("It is served already. To give it another key, remove it first.");
    return {};
}

QString SetupKey::keyHint() const
{
    const SecretString &key = m_key.empty() && !m_fromFile ? m_pasted : m_key;
    return key.empty() ? QString() : format::shownLine(QString::fromStdString(key.masked()));
}

bool SetupKey::touched() const
{
    return !added() && (!m_environment.isEmpty() || !m_pasted.empty() || !m_path.isEmpty());
}

Result<SecretString> SetupKey::theKey()
{
    if (m_fromFile)
        return m_trial->inFile(m_path.trimmed().toStdString());
    return m_trial->pasted(m_pasted.reveal());
}

void SetupKey::tryKey()
{
    if (!m_trial || trying() || adding() || added())
        return;
    edited();
    m_revealed = true;
    if (m_fromFile ? m_path.trimmed().isEmpty() : m_pasted.empty())
        m_keyProblem =
            m_fromFile ? tr("Which file has the key?") : tr("The key, as the Console shows it once: sk-ant-oat01-…");
    else if (auto key = theKey())
        m_key = *std::move(key);
    else
        m_keyProblem = format::shownLine(QString::fromStdString(key.error().detail));
    if (environmentProblem().isEmpty() && m_keyProblem.isEmpty() && happen(KeyEvent::Try))
        m_call = m_trial->tryKey({domain::EnvironmentId(m_environment.toStdString()), m_key, {}},
                                 [this](const Result<bridge::KeyReport> &report) { tried(report); });
    Q_EMIT changed();
}

void SetupKey::cancelTrial()
{
    if (trying())
        edited();
}

void SetupKey::tried(const Result<bridge::KeyReport> &report)
{
    if (report) {
        m_report = *report;
        happen(KeyEvent::Read);
    } else {
        m_error = format::explain(report.error(), format::Area::Environment, m_environment);
        m_error.what = tr("The key could not read the queue of %1.").arg(m_environment);
        if (report.error().code == ErrorCode::Unauthorized)
            m_error.todo = tr("Create a key for this environment in the Console, and paste that one.");
        else if (report.error().code == ErrorCode::NotFound)
            m_error.todo = tr("Compare the id with the environment's page in the Console.");
        m_mayBeGood = report.error().code != ErrorCode::Unauthorized && report.error().code != ErrorCode::Forbidden &&
                      report.error().code != ErrorCode::NotFound;
        happen(KeyEvent::Refused);
    }
    Q_EMIT changed();
}

/// With a key that was refused nothing would come; where nobody could be asked, it may be good all the same.
bool SetupKey::canAddAnyway() const
{
    return bad() && m_mayBeGood && !m_key.empty() && environmentProblem().isEmpty();
}

void SetupKey::add()
{
    if (!m_desk || m_key.empty() || !happen(KeyEvent::Add))
        return;
    Q_EMIT changed();
    m_desk->act(api::AddEnvironment{.id = domain::EnvironmentId(m_environment.toStdString()),
                                    .key = m_key,
                                    .name = m_name.trimmed().toStdString(),
                                    .baseUrl = {}},
                [self = QPointer(this)](const api::Verdict &verdict) {
                    if (self)
                        self->wasAdded(verdict);
                });
}

void SetupKey::addAnother()
{
    if (!added())
        return;
    m_environment.clear();
    m_name.clear();
    edited();
}

void SetupKey::wasAdded(const api::Verdict &verdict)
{
    if (verdict.kind == api::Verdict::Kind::Denied) {
        happen(KeyEvent::Refused);
        m_error = format::explain({verdict.code, {}}, format::Area::Environment, m_environment);
        m_error.what = tr("%1 was not added.").arg(m_environment);
        m_error.why = format::shownLine(QString::fromStdString(verdict.reason));
        m_error.todo.clear();
    } else if (happen(KeyEvent::Accepted)) {
        m_key = {};
        m_pasted = {};
        m_report.reset();
        m_path.clear();
        m_revealed = false;
    }
    Q_EMIT changed();
}

QStringList SetupKey::labels() const
{
    return m_report ? QStringList{tr("Environment"), tr("Key"), tr("Scope"), tr("Queue"), tr("Clock")} : QStringList();
}

QStringList SetupKey::values() const
{
    if (!m_report)
        return {};
    const auto &queue = m_report->queue;
    const QString clock = !m_report->clockAhead ? tr("unknown: the answer had no date")
                          : std::abs(m_report->clockAhead->count()) < 2000 // an answer's date has whole seconds
                              ? tr("this host's and the control plane's agree within 2 s")
                              : m_report->clockAhead->count() > 0
                                    ? tr("this host's is %1 ahead").arg(format::duration(*m_report->clockAhead))
                                    : tr("this host's is %1 behind").arg(format::duration(-*m_report->clockAhead));
    return {m_environment, QString::fromStdString(m_key.masked()),
            tr("this environment's queue, at %1").arg(format::shownLine(QString::fromStdString(m_report->baseUrl))),
            tr("%1 waiting, %2 claimed; nothing was claimed by this test").arg(queue.depth).arg(queue.pending), clock};
}

QString SetupKey::clockWarning() const
{
    if (!m_report || !m_report->clockAhead || std::chrono::abs(*m_report->clockAhead) < kClockNotable)
        return {};
    return tr("This host's clock is %1 off; leases may be lost. Have it set by a time service.")
        .arg(format::duration(std::chrono::abs(*m_report->clockAhead)));
}

QString SetupKey::addedText() const
{
    const auto *view = added() ? m_environments.find(m_environment) : nullptr;
    if (!view)
        return added() ? tr("%1 is served from now on.").arg(m_environment) : QString();
    const QString name = m_environments.nameOf(view->id);
    const QString hint = format::shownLine(QString::fromStdString(view->keyHint));
    const QString place = format::shownLine(QString::fromStdString(view->keySource));
    return place.isEmpty() ? tr("%1 is served from now on, with the key %2.").arg(name, hint)
                           : tr("%1 is served from now on, with the key %2. It is kept in: %3.").arg(name, hint, place);
}

} // namespace glovebox::models
