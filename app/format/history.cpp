#include "app/format/history.h"

#include "app/format/quantities.h"
#include "app/format/usage.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <array>

namespace glovebox::format {

namespace {

struct History {
    Q_DECLARE_TR_FUNCTIONS(History)
};

constexpr std::int64_t kDollar = 1'000'000;

QString dollars(std::int64_t micros)
{
    // A budget of whole cents is read without the digits that it has not.
    return micros % 10'000 == 0 ? money(micros / 10'000) : localCost(micros);
}

} // namespace

QString localCost(std::int64_t micros)
{
    if (micros > 0 && micros < 50) // something, not nothing
        return QStringLiteral("<$%1").arg(fixed(0.0001, 4));
    const std::int64_t hundredths = (micros + 50) / 100; // of a cent, to the nearest
    return QStringLiteral("$%1%2%3")
        .arg(locale().toString(static_cast<qlonglong>(hundredths / 10'000)), locale().decimalPoint())
        .arg(static_cast<int>(hundredths % 10'000), 4, 10, QLatin1Char('0'));
}

QString exactDollars(std::int64_t micros)
{
    const std::int64_t whole = std::abs(micros);
    return QStringLiteral("%1%2.%3")
        .arg(micros < 0 ? QStringLiteral("-") : QString())
        .arg(static_cast<qlonglong>(whole / kDollar))
        .arg(static_cast<qlonglong>(whole % kDollar), 6, 10, QLatin1Char('0'));
}

QString listCost(const std::optional<domain::ModelUsage> &usage)
{
    return usage && usage->listCostCents ? money(*usage->listCostCents) : History::tr("not reported");
}

std::uint64_t tokens(const domain::ModelUsage &usage)
{
    return usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
}

QString shortCount(std::uint64_t value)
{
    const auto number = static_cast<double>(value);
    if (value < 10'000)
        return count(static_cast<qint64>(value));
    if (value < 1'000'000)
        return History::tr("%1 k").arg(fixed(number / 1000.0, 1));
    if (value < 1'000'000'000)
        return History::tr("%1 M").arg(fixed(number / 1'000'000.0, 1));
    return History::tr("%1 G").arg(fixed(number / 1'000'000'000.0, 1));
}

StateLook look(domain::OperationState state)
{
    switch (state) {
    case domain::OperationState::Queued:
        return {History::tr("Waiting"), Tone::Progress, Shape::Clock};
    case domain::OperationState::Running:
        return {History::tr("Running"), Tone::Progress, Shape::Arc};
    case domain::OperationState::Done:
        return {History::tr("Done"), Tone::Live, Shape::CheckCircle};
    case domain::OperationState::Failed:
        return {History::tr("Failed"), Tone::Failed, Shape::OctagonCross};
    case domain::OperationState::Cancelled:
        return {History::tr("Cancelled"), Tone::Neutral, Shape::CircleSlash};
    case domain::OperationState::Interrupted:
        return {History::tr("Interrupted"), Tone::Neutral, Shape::ClockCross};
    }
    return {};
}

QString title(domain::OperationKind kind)
{
    switch (kind) {
    case domain::OperationKind::PrepareImage:
        return History::tr("Prepare the image");
    case domain::OperationKind::BuildTemplate:
        return History::tr("Build a template");
    case domain::OperationKind::StartSandbox:
        return History::tr("Start a sandbox");
    case domain::OperationKind::Hibernate:
        return History::tr("Hibernate");
    case domain::OperationKind::Wake:
        return History::tr("Wake");
    case domain::OperationKind::TakeSnapshot:
        return History::tr("Take a snapshot");
    case domain::OperationKind::VerifySnapshot:
        return History::tr("Verify a snapshot");
    case domain::OperationKind::Restore:
        return History::tr("Restore");
    case domain::OperationKind::Fork:
        return History::tr("Fork");
    case domain::OperationKind::Destroy:
        return History::tr("Destroy");
    case domain::OperationKind::CollectOutputs:
        return History::tr("Collect outputs");
    case domain::OperationKind::Export:
        return History::tr("Export");
    case domain::OperationKind::Bulk:
        return History::tr("Several sandboxes");
    case domain::OperationKind::ImportImage:
        return History::tr("Import an image");
    case domain::OperationKind::VerifyImage:
        return History::tr("Verify an image");
    case domain::OperationKind::CollectImages:
        return History::tr("Remove what no image needs");
    case domain::OperationKind::SeedSandbox:
        return History::tr("Seed a sandbox");
    }
    return {};
}

namespace {

struct OperationEnd {
    domain::OperationKind kind;
    const char *failure;
    const char *success;
};

constexpr std::array kOperationEnds{
    OperationEnd{domain::OperationKind::PrepareImage, QT_TRANSLATE_NOOP("History", "The image was not prepared"),
                 QT_TRANSLATE_NOOP("History", "Image prepared")},
    OperationEnd{domain::OperationKind::BuildTemplate, QT_TRANSLATE_NOOP("History", "Template build failed"),
                 QT_TRANSLATE_NOOP("History", "Template built")},
    OperationEnd{domain::OperationKind::StartSandbox, QT_TRANSLATE_NOOP("History", "Start failed"), ""},
    OperationEnd{domain::OperationKind::Hibernate, QT_TRANSLATE_NOOP("History", "Hibernate failed"), ""},
    OperationEnd{domain::OperationKind::Wake, QT_TRANSLATE_NOOP("History", "Wake failed"), ""},
    OperationEnd{domain::OperationKind::TakeSnapshot, QT_TRANSLATE_NOOP("History", "Snapshot failed"),
                 QT_TRANSLATE_NOOP("History", "Snapshot taken")},
    OperationEnd{domain::OperationKind::VerifySnapshot, QT_TRANSLATE_NOOP("History", "Snapshot not verified"),
                 QT_TRANSLATE_NOOP("History", "Snapshot verified")},
    OperationEnd{domain::OperationKind::Restore, QT_TRANSLATE_NOOP("History", "Restore failed"),
                 QT_TRANSLATE_NOOP("History", "Restored")},
    OperationEnd{domain::OperationKind::Fork, QT_TRANSLATE_NOOP("History", "Fork failed"),
                 QT_TRANSLATE_NOOP("History", "Forked")},
    OperationEnd{domain::OperationKind::Destroy, QT_TRANSLATE_NOOP("History", "Destroy failed"), ""},
    OperationEnd{domain::OperationKind::CollectOutputs, QT_TRANSLATE_NOOP("History", "Outputs not collected"), ""},
    OperationEnd{domain::OperationKind::Export, QT_TRANSLATE_NOOP("History", "Export failed"),
                 QT_TRANSLATE_NOOP("History", "Exported")},
    OperationEnd{domain::OperationKind::Bulk, QT_TRANSLATE_NOOP("History", "Several sandboxes: failed"),
                 QT_TRANSLATE_NOOP("History", "Several sandboxes: done")},
    OperationEnd{domain::OperationKind::ImportImage, QT_TRANSLATE_NOOP("History", "Image import failed"),
                 QT_TRANSLATE_NOOP("History", "Image imported")},
    OperationEnd{domain::OperationKind::VerifyImage, QT_TRANSLATE_NOOP("History", "Image not verified"),
                 QT_TRANSLATE_NOOP("History", "Image verified")},
    OperationEnd{domain::OperationKind::CollectImages, QT_TRANSLATE_NOOP("History", "Clean-up of images failed"),
                 QT_TRANSLATE_NOOP("History", "Images cleaned up")},
    OperationEnd{domain::OperationKind::SeedSandbox, QT_TRANSLATE_NOOP("History", "Seeding failed"),
                 QT_TRANSLATE_NOOP("History", "Sandbox seeded")},
};

QString endOf(domain::OperationKind kind, const char *OperationEnd::*words)
{
    const auto found = std::ranges::find(kOperationEnds, kind, &OperationEnd::kind);
    return found == kOperationEnds.end() || *((*found).*words) == 0 ? QString() : History::tr((*found).*words);
}

} // namespace

QString failure(domain::OperationKind kind)
{
    return endOf(kind, &OperationEnd::failure);
}

QString success(domain::OperationKind kind)
{
    return endOf(kind, &OperationEnd::success);
}

StateLook look(domain::AuditOutcome outcome)
{
    switch (outcome) {
    case domain::AuditOutcome::Done:
        return {History::tr("Done"), Tone::Live, Shape::CheckCircle};
    case domain::AuditOutcome::Denied:
        return {History::tr("Denied"), Tone::Attention, Shape::CircleSlash};
    case domain::AuditOutcome::Failed:
        return {History::tr("Failed"), Tone::Failed, Shape::OctagonCross};
    }
    return {};
}

QString actor(domain::AuditActor actor)
{
    switch (actor) {
    case domain::AuditActor::Operator:
        return History::tr("operator");
    case domain::AuditActor::Engine:
        return History::tr("engine");
    case domain::AuditActor::ControlPlane:
        return History::tr("control plane");
    case domain::AuditActor::ApiClient:
        return History::tr("API client");
    }
    return {};
}

StateLook look(domain::BudgetState state)
{
    switch (state) {
    case domain::BudgetState::Within:
        return {History::tr("Within"), Tone::Live, Shape::CheckCircle};
    case domain::BudgetState::Warned:
        return {History::tr("Nearly used up"), Tone::Attention, Shape::TriangleBang};
    case domain::BudgetState::Reached:
        return {History::tr("Reached"), Tone::Failed, Shape::TriangleDollar};
    }
    return {};
}

QString sentence(const domain::Budget &budget)
{
    const QString whose = budget.scope == domain::BudgetScope::EachSession       ? History::tr("Each session")
                          : budget.scope == domain::BudgetScope::EachEnvironment ? History::tr("Each environment")
                                                                                 : History::tr("This host");
    const QString when = budget.period == domain::BudgetPeriod::Day ? History::tr("a day") : History::tr("in all");
    const QString then = budget.action == domain::BudgetAction::PausePolling ? History::tr("then no new work is taken")
                         : budget.action == domain::BudgetAction::PauseSandbox
                             ? History::tr("then its sandboxes are paused")
                             : History::tr("then a warning");
    return History::tr("%1: %2 %3, %4").arg(whose, dollars(budget.limit), when, then);
}

QString title(domain::OrphanKind kind)
{
    switch (kind) {
    case domain::OrphanKind::Machine:
        return History::tr("Running machine");
    case domain::OrphanKind::MachineFiles:
        return History::tr("Files of a machine");
    case domain::OrphanKind::Layer:
        return History::tr("Disk layer");
    case domain::OrphanKind::Frozen:
        return History::tr("Snapshot or template");
    case domain::OrphanKind::Memory:
        return History::tr("Memory");
    case domain::OrphanKind::Unknown:
        break;
    }
    return History::tr("Unknown file");
}

} // namespace glovebox::format
