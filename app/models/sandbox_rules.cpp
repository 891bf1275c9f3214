#include "app/models/sandbox_rules.h"

#include "app/format/foreign_text.h"

#include <QCoreApplication>

namespace glovebox::models {

namespace {

using domain::SandboxState;

struct Rules {
    Q_DECLARE_TR_FUNCTIONS(Rules)
};

bool isUp(const api::SandboxView &sandbox)
{
    return sandbox.state == SandboxState::Running || sandbox.state == SandboxState::Paused;
}

/// Held up by what runs in it or is done to it.
QString busy(const api::SandboxView &sandbox)
{
    if (!sandbox.busyWith.empty())
        return Rules::tr("%1 runs in it. Wait for its end, or cancel the call.")
            .arg(format::shownLine(QString::fromStdString(sandbox.busyWith)));
    if (!sandbox.operation.empty())
        return Rules::tr("Not while this goes on: %1.")
            .arg(format::shownLine(QString::fromStdString(sandbox.operation)));
    return {};
}

/// What hibernating, snapshots and forks need.
QString cannotBeWritten(const api::SandboxView &sandbox, const std::optional<Error> &noSnapshots)
{
    if (noSnapshots)
        return Rules::tr("It cannot be done on this host. %1")
            .arg(format::shownLine(QString::fromStdString(noSnapshots->detail)));
    if (!sandbox.base && !sandbox.from)
        return Rules::tr("It was booted. Only clones of a template can be written down.");
    return {};
}

QString whyNotPause(const api::SandboxView &sandbox)
{
    if (sandbox.state == SandboxState::Paused)
        return Rules::tr("It is paused already.");
    return sandbox.state == SandboxState::Running ? busy(sandbox) : Rules::tr("Only a running sandbox can be paused.");
}

QString whyNotResume(const api::SandboxView &sandbox)
{
    if (sandbox.state == SandboxState::Running)
        return Rules::tr("It runs already.");
    return sandbox.state == SandboxState::Paused || sandbox.state == SandboxState::Hibernated ||
                   sandbox.state == SandboxState::Stopped
               ? QString()
               : Rules::tr("Only a paused, hibernated or stopped sandbox can be resumed.");
}

QString whyNotHibernate(const api::SandboxView &sandbox, const std::optional<Error> &noSnapshots)
{
    if (sandbox.state == SandboxState::Hibernated)
        return Rules::tr("It is hibernated already.");
    if (!isUp(sandbox))
        return Rules::tr("Only a running or paused sandbox can be hibernated.");
    const QString why = cannotBeWritten(sandbox, noSnapshots);
    return why.isEmpty() ? busy(sandbox) : why;
}

QString whyNotSnapshot(const api::SandboxView &sandbox, const std::optional<Error> &noSnapshots)
{
    if (sandbox.state == SandboxState::Hibernated) // what it has on disk is kept, too
        return cannotBeWritten(sandbox, noSnapshots);
    if (!isUp(sandbox))
        return Rules::tr("Only of a running, paused or hibernated sandbox.");
    const QString why = cannotBeWritten(sandbox, noSnapshots);
    if (!why.isEmpty() || sandbox.operation.empty())
        return why;
    return Rules::tr("Not while this goes on: %1.").arg(format::shownLine(QString::fromStdString(sandbox.operation)));
}

} // namespace

QString whyNot(const api::SandboxView &sandbox, SandboxVerb verb, const std::optional<Error> &noSnapshots)
{
    if (sandbox.state == SandboxState::Destroyed)
        return Rules::tr("It is gone.");
    switch (verb) {
    case SandboxVerb::Pause:
        return whyNotPause(sandbox);
    case SandboxVerb::Resume:
        return whyNotResume(sandbox);
    case SandboxVerb::Hibernate:
        return whyNotHibernate(sandbox, noSnapshots);
    case SandboxVerb::Snapshot:
        return whyNotSnapshot(sandbox, noSnapshots);
    case SandboxVerb::Fork:
        return sandbox.state == SandboxState::Hibernated ? QString() : whyNotSnapshot(sandbox, noSnapshots);
    case SandboxVerb::RestoreInPlace:
        return isUp(sandbox) || sandbox.state == SandboxState::Hibernated
                   ? busy(sandbox)
                   : Rules::tr("Only a running, paused or hibernated sandbox can go back.");
    case SandboxVerb::Destroy:
        return domain::next(sandbox.state, domain::SandboxEvent::Destroy) ? QString()
                                                                          : Rules::tr("It is being destroyed already.");
    }
    return {};
}

} // namespace glovebox::models
