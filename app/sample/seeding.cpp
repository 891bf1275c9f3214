#include "app/sample/seeding.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::SeedState;

namespace {

std::vector<std::string> stepsOf(const domain::Seed &seed)
{
    std::vector<std::string> steps;
    for (const auto &step : seed.steps)
        steps.push_back(domain::textOf(step));
    if (!seed.start.empty())
        steps.push_back("start " + domain::textOf(seed.start));
    if (seed.ready)
        steps.push_back("wait until " + domain::textOf(seed.ready->command) + " succeeds");
    return steps;
}

} // namespace

void Seeding::begin()
{
    std::vector<api::SeedView> going;
    for (const auto &[id, view] : m_stage.world.seeds)
        if (view.state == SeedState::Running)
            going.push_back(view);
    for (const auto &view : going)
        run(view.sandbox, static_cast<double>(view.step) / static_cast<double>(view.steps.size() + 1));
}

void Seeding::change(const domain::SandboxId &sandbox, const std::function<void(api::SeedView &)> &how)
{
    const auto found = m_stage.world.seeds.find(sandbox);
    if (found == m_stage.world.seeds.end())
        return;
    api::SeedView view = found->second;
    how(view);
    m_stage.tell(std::move(view));
}

void Seeding::expect(const domain::SandboxId &sandbox, const domain::Seed &seed)
{
    m_seeds.insert_or_assign(sandbox, seed);
    api::SeedView view{.sandbox = sandbox};
    view.since = m_stage.now();
    view.steps = stepsOf(seed);
    m_stage.tell(std::move(view));
}

void Seeding::sandboxReady(const domain::SandboxId &sandbox)
{
    const auto found = m_stage.world.seeds.find(sandbox);
    if (found != m_stage.world.seeds.end() && found->second.state == SeedState::Waiting)
        run(sandbox, 0);
}

void Seeding::run(const domain::SandboxId &sandbox, double from)
{
    const auto steps = m_stage.world.seeds.at(sandbox).steps;
    change(sandbox, [this](api::SeedView &view) {
        view.state = SeedState::Running;
        view.since = m_stage.now();
    });
    Job job{.kind = domain::OperationKind::SeedSandbox, .object = objectOf(sandbox)};
    job.takes = m_stage.chance.around(3s) * static_cast<int>(std::max<std::size_t>(steps.size(), 1));
    job.from = from;
    job.steps = steps;
    if (m_stage.has(Fault::BuildFails))
        job.fails = Error{ErrorCode::HostToolFailed, "step 1: it ended with status 128"};
    job.shown = [this, sandbox, steps](const std::string &text, double) {
        change(sandbox, [&](api::SeedView &view) {
            const int step = static_cast<int>(std::ranges::find(steps, text) - steps.begin()) + 1;
            if (view.step != step)
                view.log.push_back({api::BuildLine::Stream::System, m_stage.now(), step, text});
            view.step = step;
        });
    };
    job.done = [this, sandbox] {
        change(sandbox, [this](api::SeedView &view) {
            view.state = SeedState::Done;
            view.since = m_stage.now();
            view.step = static_cast<int>(view.steps.size());
            view.log.push_back({api::BuildLine::Stream::System, m_stage.now(), 0, "Done"});
        });
        m_stage.audit("sandbox.seeded", objectOf(sandbox));
        const auto seed = m_seeds.extract(sandbox);
        if (!seed.empty() && seed.mapped().hibernate)
            m_machines.hibernate(sandbox, "seeded");
        return std::string("It is ready for its session.");
    };
    job.failed = [this, sandbox](const Error &why) {
        change(sandbox, [&](api::SeedView &view) {
            view.state = SeedState::Failed;
            view.problem = why;
        });
    };
    job.cancelled = [this, sandbox] {
        change(sandbox, [](api::SeedView &view) { view.state = SeedState::Cancelled; });
        m_stage.audit("sandbox.seed-cancelled", objectOf(sandbox));
    };
    m_operations.begin(std::move(job));
}

api::Verdict Seeding::act(const api::SeedSandbox &wanted)
{
    const auto view = m_machines.find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (!view->kept)
        return api::Verdict::denied("It belongs to a session. A sandbox of your own can be seeded.");
    if (const auto good = domain::check(wanted.seed); !good)
        return api::Verdict::denied(good.error().detail + ".");
    const auto known = m_stage.world.seeds.find(wanted.sandbox);
    if (known != m_stage.world.seeds.end() &&
        (known->second.state == SeedState::Running || known->second.state == SeedState::Waiting))
        return api::Verdict::denied("It is being seeded already.");
    expect(wanted.sandbox, wanted.seed);
    if (view->state == domain::SandboxState::Running)
        run(wanted.sandbox, 0);
    else
        m_machines.resume(wanted.sandbox);
    return api::Verdict::accepted(objectOf(wanted.sandbox));
}

api::Verdict Seeding::act(const api::CancelSeed &wanted)
{
    if (m_operations.cancelOf(domain::OperationKind::SeedSandbox, objectOf(wanted.sandbox)))
        return api::Verdict::accepted();
    return api::Verdict::denied("It cannot be cancelled.");
}

} // namespace glovebox::sample
