#include "app/sample/time_shift.h"

#include <variant>

namespace glovebox::sample {

namespace {

/// One overload a kind of value; what has no time in it needs none.
class Shift {
public:
    explicit Shift(std::chrono::milliseconds by) : m_by(by) {}

    void operator()(api::HostView &view) const { move(view.webhook.last); }
    void operator()(api::EnvironmentView &view) const
    {
        move(view.since, view.queueSeenAt);
        if (view.queue)
            move(view.queue->oldestQueuedAt);
    }
    void operator()(api::SessionView &view) const
    {
        move(view.since, view.startedAt, view.lastActivity);
        for (auto &memory : view.memories)
            move(memory.syncedAt);
    }
    void operator()(api::SandboxView &view) const
    {
        move(view.since, view.reservedUntil, view.nextStepAt, view.createdAt, view.checkedAt, view.keptAliveUntil);
        if (view.end)
            move(view.end->at);
    }
    void operator()(api::EndedSandboxView &view) const { move(view.createdAt, view.end.at); }
    void operator()(api::TemplateView &view) const { move(view.since); }
    void operator()(api::SnapshotView &view) const { move(view.at, view.verifiedAt); }
    void operator()(api::TranscriptEntry &entry) const
    {
        move(entry.at);
        if (auto *call = std::get_if<api::ToolCallView>(&entry.what))
            move(call->requestedAt);
    }
    void operator()(api::WorkView &view) const { move(view.createdAt, view.acknowledgedAt, view.latestHeartbeatAt); }
    void operator()(api::OutputsView &view) const
    {
        for (auto &file : view.files)
            move(file.collectedAt);
    }
    void operator()(api::OperationView &view) const
    {
        move(view.operation.beganAt, view.operation.endedAt);
        for (auto &step : view.operation.log)
            move(step.at);
    }
    void operator()(api::OrphansView &view) const
    {
        move(view.lookedAt);
        for (auto &orphan : view.found)
            move(orphan.at);
    }
    void operator()(api::RecoveryView &view) const { move(view.at); }
    void operator()(api::ImageView &view) const
    {
        move(view.since, view.verifiedAt, view.image.importedAt, view.image.createdAt);
    }
    void operator()(api::DefinedTemplateView &view) const
    {
        move(view.since);
        for (auto &version : view.versions)
            move(version.builtAt);
        lines(view.log);
    }
    void operator()(api::SeedView &view) const
    {
        move(view.since);
        lines(view.log);
    }
    void operator()(api::AgentsView &view) const { move(view.readAt); }
    void operator()(api::SecretsView &view) const
    {
        move(view.authorityUntil);
        for (auto &secret : view.secrets)
            move(secret.since, secret.usedAt);
    }
    void operator()(api::PortView &view) const { move(view.since, view.usedAt); }
    void operator()(api::KeysView &view) const
    {
        for (auto &key : view.keys)
            move(key.since, key.expires, key.formerUntil, key.usedAt);
    }
    void operator()(api::EgressAttemptView &view) const { move(view.decision.at); }
    void operator()(api::HistoryReport &report) const { move(report.at); }
    void operator()(LogLine &line) const { move(line.at); }
    template <class Timeless>
    void operator()(Timeless &) const
    {
    }

private:
    void one(WallTime &at) const { at += m_by; }
    void one(std::optional<WallTime> &at) const
    {
        if (at)
            *at += m_by;
    }
    template <class... Times>
    void move(Times &...times) const
    {
        (one(times), ...);
    }
    void lines(std::vector<api::BuildLine> &log) const
    {
        for (auto &line : log)
            move(line.at);
    }

    std::chrono::milliseconds m_by;
};

} // namespace

api::Change shifted(api::Change change, std::chrono::milliseconds by)
{
    std::visit(Shift(by), change);
    return change;
}

} // namespace glovebox::sample
