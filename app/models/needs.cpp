#include "app/models/needs.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "app/format/usage.h"
#include "app/format/work.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

using format::Shape;
using format::Tone;

/// The order of the list.
enum Rank { RankApproval, RankHost, RankKey, RankFailed, RankBudget, RankWaits, RankLeftovers };

QString needLine(const std::string &text)
{
    return format::firstLine(QString::fromStdString(text));
}

QString needTitle(const api::SessionView &session)
{
    const QString title = needLine(session.title);
    return title.isEmpty() ? format::shortened(QString::fromStdString(session.id.value()), 20) : title;
}

QString needWhy(const std::optional<Error> &problem, format::Area area)
{
    return problem ? format::explain(*problem, area).why : QString();
}

void addApprovals(std::vector<Need> &needs, const ApprovalsModel &approvals)
{
    for (const ApprovalRow &row : approvals.all()) {
        const api::ToolCallView *call = approvals.find(row.id);
        const auto answer = approvals.answerOf(row.id);
        const bool isOpen = answer == ApprovalsModel::Answer::None || answer == ApprovalsModel::Answer::Failed;
        if (!call || row.goneAt || !isOpen)
            continue;
        needs.push_back({QStringLiteral("approval/") + row.id,
                         AlertLevel::NeedsYou,
                         RankApproval,
                         {NeedRows::tr("Approve %1").arg(format::shownLine(QString::fromStdString(call->name))),
                          Tone::Attention, Shape::TriangleBang},
                         approvals.titleOf(row),
                         needLine(call->summary),
                         call->requestedAt,
                         NeedRows::tr("Review"),
                         QStringLiteral("approval/") + row.id});
    }
}

void addSession(std::vector<Need> &needs, const api::SessionView &session, const NeedSources &sources, WallTime now)
{
    const QString object = QStringLiteral("session/") + QString::fromStdString(session.id.value());
    const format::StateLook look = format::look(session, now);
    const auto add = [&](AlertLevel level, int rank, const format::StateLook &as, const QString &detail) {
        needs.push_back({object + QLatin1Char('/') + QString::fromStdString(session.reason), level, rank, as,
                         needTitle(session), detail, session.since, NeedRows::tr("Open"), object});
    };
    if (session.state == api::SessionState::Failed) {
        const api::SandboxView *sandbox =
            session.sandbox ? sources.sandboxes.find(QString::fromStdString(session.sandbox->value())) : nullptr;
        const bool isSaidThere = sandbox && sandbox->state == domain::SandboxState::Failed;
        if (now - session.since < kFailureKept && !isSaidThere)
            add(AlertLevel::Failed, RankFailed, {NeedRows::tr("Session failed"), look.tone, look.shape},
                needWhy(session.problem, format::Area::Session));
    }
    if (session.state != api::SessionState::Idle)
        return;
    if (session.reason == "budget_reached")
        add(AlertLevel::NeedsYou, RankBudget, look, format::listCost(session));
    if (session.reason == "retries_exhausted")
        add(AlertLevel::Failed, RankFailed, look, NeedRows::tr("A message starts it again"));
    if (session.reason == "requires_action" && now - session.since > kCustomToolNotable)
        add(AlertLevel::NeedsYou, RankWaits, look, {});
}

void addSandboxes(std::vector<Need> &needs, const SandboxesModel &sandboxes)
{
    for (const SandboxRow &row : sandboxes.all()) {
        const api::SandboxView &view = row.latest;
        if (view.state != domain::SandboxState::Failed || row.goneAt)
            continue;
        const QString title = needLine(view.name.empty() ? view.sessionTitle : view.name);
        const QString id = row.key();
        needs.push_back({QStringLiteral("sandbox/") + id,
                         AlertLevel::Failed,
                         RankFailed,
                         {NeedRows::tr("Sandbox failed"), Tone::Failed, Shape::OctagonCross},
                         title.isEmpty() ? id : NeedRows::tr("%1 “%2”").arg(id, title),
                         needWhy(view.problem, format::Area::Sandbox),
                         view.since,
                         NeedRows::tr("Open"),
                         QStringLiteral("sandbox/") + id});
    }
}

/// Kinds of which it is known whether the object is still there.
bool isGone(const std::string &object, const NeedSources &sources)
{
    const bool isKnown = object.starts_with("sandbox/") || object.starts_with("snapshot/") ||
                         object.starts_with("template/") || object.starts_with("image/");
    return isKnown && !sources.exists(QString::fromStdString(object));
}

/// What was tried again is judged by that; what was said of the sandbox itself is not said twice.
void addOperations(std::vector<Need> &needs, const NeedSources &sources, WallTime now)
{
    QHash<QString, const domain::Operation *> newest; // by what is done to which object
    for (const OperationRow &row : sources.history.operations()->views().all()) {
        const domain::Operation &one = row.view.operation;
        const QString what =
            QString::number(static_cast<int>(one.kind)) + QLatin1Char('/') + QString::fromStdString(one.object);
        if (const auto *other = newest.value(what); !other || other->beganAt <= one.beganAt)
            newest.insert(what, &one);
    }
    for (const domain::Operation *one : std::as_const(newest)) {
        const WallTime at = one->endedAt.value_or(one->beganAt);
        const QString object = QString::fromStdString(one->object);
        const api::SandboxView *sandbox =
            one->object.starts_with("sandbox/") ? sources.sandboxes.find(object.section(QLatin1Char('/'), 1)) : nullptr;
        const bool isSaidThere = sandbox && sandbox->state == domain::SandboxState::Failed;
        if (one->state != domain::OperationState::Failed || now - at > kFailureKept || isSaidThere ||
            isGone(one->object, sources))
            continue;
        const QString name = needLine(one->name);
        needs.push_back({QStringLiteral("operation/") + QString::fromStdString(one->id.value()),
                         AlertLevel::Failed,
                         RankFailed,
                         {format::failure(one->kind), Tone::Failed, Shape::OctagonCross},
                         name.isEmpty() ? object.section(QLatin1Char('/'), 1) : name,
                         one->problem ? needLine(one->problem->detail) : QString(),
                         at,
                         NeedRows::tr("Open"),
                         QStringLiteral("operation/") + object});
    }
}

void addEnvironments(std::vector<Need> &needs, const EnvironmentsModel &environments)
{
    for (int row = 0; row < environments.count(); ++row) {
        const api::EnvironmentView &view = environments.at(row);
        const bool isRejected = view.state == api::PollState::KeyRejected;
        if (!isRejected && view.state != api::PollState::Disconnected)
            continue;
        const QString target = QStringLiteral("environment/") + environments.keyAt(row);
        needs.push_back(
            {target + (isRejected ? QStringLiteral("/key") : QStringLiteral("/link")),
             isRejected ? AlertLevel::NeedsYou : AlertLevel::Failed,
             RankKey,
             {isRejected ? NeedRows::tr("Environment key rejected") : NeedRows::tr("Control plane unreachable"),
              isRejected ? Tone::Failed : Tone::Attention, isRejected ? Shape::OctagonCross : Shape::TriangleBang},
             environments.nameOf(view.id),
             isRejected ? NeedRows::tr("No new work arrives") : needWhy(view.problem, format::Area::Environment),
             view.since,
             NeedRows::tr("Open"),
             target});
    }
}

void addHost(std::vector<Need> &needs, const HostStatus &status)
{
    if (!status.known())
        return;
    const api::HostView &host = status.view();
    if (host.phase == api::EnginePhase::Failed)
        needs.push_back({QStringLiteral("engine"),
                         AlertLevel::NeedsYou,
                         RankHost,
                         {NeedRows::tr("The engine could not start"), Tone::Failed, Shape::OctagonCross},
                         {},
                         needWhy(host.problem, format::Area::Engine),
                         {},
                         NeedRows::tr("Show log"),
                         QStringLiteral("log")});
    if (host.diskReserved.value > 0 && host.diskFree < host.diskReserved)
        needs.push_back({QStringLiteral("disk"),
                         AlertLevel::NeedsYou,
                         RankHost,
                         {NeedRows::tr("Disk under the reserve"), Tone::Attention, Shape::TriangleBang},
                         NeedRows::tr("%1 free").arg(format::bytes(host.diskFree)),
                         NeedRows::tr("Below %1 nothing new starts").arg(format::bytes(host.diskReserved)),
                         {},
                         NeedRows::tr("Free space"),
                         QStringLiteral("snapshots")});
    if (host.webhook.problem)
        needs.push_back({QStringLiteral("webhook"),
                         AlertLevel::NeedsYou,
                         RankHost,
                         {NeedRows::tr("Webhooks cannot arrive"), Tone::Attention, Shape::TriangleBang},
                         QString::fromStdString(host.webhook.address),
                         needWhy(host.webhook.problem, format::Area::Webhooks),
                         {},
                         NeedRows::tr("Open"),
                         QStringLiteral("environments")});
}

void addBudgets(std::vector<Need> &needs, const BudgetRows &budgets)
{
    for (const BudgetRow &row : budgets.all()) {
        if (row.view.state != domain::BudgetState::Reached)
            continue;
        const QModelIndex at = budgets.index(budgets.rowOf(row.key()));
        needs.push_back({QStringLiteral("budget/") + row.key(),
                         AlertLevel::NeedsYou,
                         RankBudget,
                         {NeedRows::tr("Budget reached"), Tone::Attention, Shape::TriangleDollar},
                         at.data(BudgetRows::LabelRole).toString(),
                         NeedRows::tr("Local compute %1").arg(at.data(BudgetRows::SpentRole).toString()),
                         {},
                         NeedRows::tr("Open"),
                         QStringLiteral("costs")});
    }
}

void addWork(std::vector<Need> &needs, const WorkModel &work)
{
    for (const WorkRow &row : work.all()) {
        if (row.goneAt || !work.canRepair(row.key()))
            continue;
        const QString title = needLine(row.view.sessionTitle);
        needs.push_back({QStringLiteral("work/") + row.key(),
                         AlertLevel::NeedsYou,
                         RankWaits,
                         {NeedRows::tr("Work item does not move"), Tone::Attention, Shape::TriangleBang},
                         title.isEmpty() ? format::shortened(row.key(), 20) : title,
                         format::whyItWaits(row.view),
                         row.view.createdAt,
                         NeedRows::tr("Open"),
                         QStringLiteral("work/") + row.key()});
    }
}

void addLeftovers(std::vector<Need> &needs, const OrphansModel &orphans)
{
    if (orphans.count() == 0)
        return;
    needs.push_back({QStringLiteral("leftovers"),
                     AlertLevel::NeedsYou,
                     RankLeftovers,
                     {NeedRows::tr("Not explained on this host"), Tone::Attention, Shape::DashedQuestion},
                     orphans.summary(),
                     NeedRows::tr("Nothing was removed"),
                     {},
                     NeedRows::tr("Look"),
                     QStringLiteral("leftovers")});
}

} // namespace

std::vector<Need> needsOf(const NeedSources &sources, WallTime now)
{
    std::vector<Need> needs;
    addApprovals(needs, sources.approvals);
    addHost(needs, sources.host);
    addEnvironments(needs, sources.environments);
    addSandboxes(needs, sources.sandboxes);
    for (const SessionRow &row : sources.sessions.all())
        addSession(needs, row.latest, sources, now);
    addOperations(needs, sources, now);
    addBudgets(needs, *sources.history.budgets()->crossed());
    addWork(needs, sources.work);
    addLeftovers(needs, *sources.history.orphans());
    return needs;
}

NeedRows::NeedRows(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] { allChanged({AgeRole}); });
}

QVariant NeedRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Need &need = rowAt(index.row());
    const QString age = need.since ? format::duration(m_ticker->now() - *need.since) : QString();
    switch (role) {
    case KeyRole:
        return need.id;
    case MatchRole:
        return QStringList{need.look.word, need.object, need.detail}.join(QLatin1Char('\n'));
    case RankRole:
        return need.rank;
    case RecencyRole: // what waits longest first; what has no time before that
        return QVariant::fromValue<qint64>(need.since ? -need.since->time_since_epoch().count() : 0);
    case GoneRole:
    case MarkedRole:
        return false;
    case WhatRole:
        return need.look.word;
    case ObjectRole:
        return need.object;
    case DetailRole:
        return need.detail;
    case AgeRole:
        return age;
    case ToneRole:
        return format::word(need.look.tone);
    case SymbolRole:
        return format::symbol(need.look.shape);
    case ActionRole:
        return need.action;
    case TargetRole:
        return need.target;
    case SpokenRole: {
        const QString text = need.object.isEmpty() ? need.look.word : tr("%1, %2").arg(need.look.word, need.object);
        return age.isEmpty() ? text : tr("%1, for %2").arg(text, age);
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> NeedRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {WhatRole, "what"},
                      {ObjectRole, "object"},
                      {DetailRole, "detail"},
                      {AgeRole, "age"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {ActionRole, "action"},
                      {TargetRole, "target"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
