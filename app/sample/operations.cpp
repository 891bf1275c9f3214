#include "app/sample/operations.h"

#include "core/base/limits.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::OperationState;

namespace {

constexpr auto kLook = 250ms;
constexpr std::size_t kKept = 60; // that are over

} // namespace

domain::OperationId Operations::begin(Job job, std::optional<domain::OperationId> known)
{
    const auto id = known.value_or(domain::OperationId("op-" + std::to_string(++m_count)));
    const auto before =
        std::chrono::milliseconds(static_cast<std::int64_t>(job.from * static_cast<double>(job.takes.count())));
    api::OperationView view{.operation = {.id = id, .kind = job.kind, .object = job.object, .name = job.name}};
    view.operation.state = OperationState::Running;
    view.operation.beganAt = m_stage.now() - before;
    view.operation.canCancel = job.canCancel;
    view.operation.log = {{view.operation.beganAt, "Began"}};
    m_stage.tell(view);
    m_going.insert_or_assign(id, Going{std::move(job), view.operation.beganAt});
    look(id);
    return id;
}

void Operations::look(const domain::OperationId &id)
{
    const auto found = m_going.find(id);
    if (found == m_going.end())
        return;
    const Job &job = found->second.job;
    const double part = std::min(1.0, static_cast<double>((m_stage.now() - found->second.begun).count()) /
                                          static_cast<double>(std::max<std::int64_t>(job.takes.count(), 1)));
    if (job.fails && part >= 0.5)
        return end(id, OperationState::Failed);
    if (part >= 1.0)
        return end(id, OperationState::Done);
    api::OperationView view = m_stage.world.operations.at(id);
    const auto count = std::max<std::size_t>(job.steps.size(), 1);
    const auto step = std::min(count - 1, static_cast<std::size_t>(part * static_cast<double>(count)));
    const std::string text = job.steps.empty() ? std::string() : job.steps[step];
    if (view.operation.step != text) {
        view.operation.step = text;
        view.operation.log.push_back({m_stage.now(), text});
    }
    view.operation.progress = part;
    m_stage.tell(view);
    if (job.shown)
        job.shown(text, part);
    m_stage.agenda.after(std::min(kLook, std::chrono::milliseconds(job.takes / 4 + 1ms)), [this, id] { look(id); });
}

void Operations::end(const domain::OperationId &id, OperationState state)
{
    const Going gone = std::move(m_going.extract(id).mapped());
    api::OperationView view = m_stage.world.operations.at(id);
    view.operation.state = state;
    view.operation.endedAt = m_stage.now();
    view.operation.canCancel = false;
    view.operation.progress.reset();
    if (state == OperationState::Done)
        view.operation.result = gone.job.done();
    if (state == OperationState::Failed)
        view.operation.problem = gone.job.fails;
    if (state == OperationState::Cancelled)
        view.operation.result = "Nothing of it is left.";
    view.operation.log.push_back({m_stage.now(), std::string(domain::word(state))});
    m_stage.tell(view);
    m_stage.ledger.note(view.operation);
    if (state == OperationState::Failed && gone.job.failed)
        gone.job.failed(*gone.job.fails);
    if (state == OperationState::Cancelled && gone.job.cancelled)
        gone.job.cancelled();
    tidy();
}

/// The oldest go.
void Operations::tidy()
{
    std::vector<std::pair<WallTime, domain::OperationId>> over;
    for (const auto &[id, view] : m_stage.world.operations)
        if (view.operation.endedAt)
            over.emplace_back(*view.operation.endedAt, id);
    if (over.size() <= kKept)
        return;
    m_stage.tell(api::OperationGone{std::ranges::min_element(over)->second});
}

api::Verdict Operations::cancel(const domain::OperationId &id)
{
    const auto found = m_stage.world.operations.find(id);
    if (found == m_stage.world.operations.end())
        return api::Verdict::denied("There is no such operation.");
    if (domain::isOver(found->second.operation.state))
        return api::Verdict::alreadySo();
    if (!found->second.operation.canCancel)
        return api::Verdict::denied("It cannot be cancelled: it would leave half of something.");
    m_stage.audit("operation.cancelled", "operation/" + id.value());
    if (m_going.contains(id)) {
        end(id, OperationState::Cancelled);
    } else { // the window does it, and ends it
        api::OperationView view = found->second;
        view.cancelAsked = true;
        m_stage.tell(view);
    }
    return api::Verdict::accepted();
}

bool Operations::cancelOf(domain::OperationKind kind, const std::string &object)
{
    for (const auto &[id, going] : m_going)
        if (going.job.kind == kind && going.job.object == object && going.job.canCancel) {
            const auto which = id; // the entry goes
            end(which, OperationState::Cancelled);
            return true;
        }
    return false;
}

api::Verdict Operations::report(const api::ReportOperation &report)
{
    if (report.kind != domain::OperationKind::Export && report.kind != domain::OperationKind::Bulk)
        return api::Verdict::denied("Only exports and actions on several sandboxes are told by whoever does them.");
    const std::string key = std::string(domain::word(report.kind)) + ' ' + report.object;
    const auto found = m_reported.find(key);
    const auto id = found != m_reported.end() ? found->second : domain::OperationId("op-" + std::to_string(++m_count));
    api::OperationView view{.operation = {.id = id, .kind = report.kind, .object = report.object}};
    if (const auto known = m_stage.world.operations.find(id); known != m_stage.world.operations.end())
        view = known->second;
    else
        view.operation.beganAt = m_stage.now();
    view.operation.name = report.name;
    view.operation.state = report.state;
    view.operation.progress = report.progress;
    view.operation.result = report.result;
    view.operation.problem = report.problem;
    const bool over = domain::isOver(report.state);
    view.operation.canCancel = report.canCancel && !over;
    if (!report.step.empty() && report.step != view.operation.step &&
        view.operation.log.size() < limits::kOperationSteps)
        view.operation.log.push_back({m_stage.now(), report.step});
    view.operation.step = report.step;
    if (over)
        view.operation.endedAt = m_stage.now();
    m_stage.tell(view);
    if (over) {
        m_reported.erase(key);
        m_stage.ledger.note(view.operation);
        tidy();
    } else {
        m_reported.insert_or_assign(key, id);
    }
    return api::Verdict::accepted();
}

} // namespace glovebox::sample
