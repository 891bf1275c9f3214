#include "core/engine/seed_keeper.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

/// A program may print thousands of lines a second.
constexpr std::chrono::milliseconds kSeedShownEvery = 250ms;
constexpr std::chrono::milliseconds kFallsAsleepWithin = 5s;
constexpr std::chrono::milliseconds kFallsAsleepAgain = 100ms;

} // namespace

SeedKeeper::SeedKeeper(Parts parts) : m_parts(std::move(parts)) {}

SeedKeeper::~SeedKeeper() = default;

bool SeedKeeper::isOver(const Entry &entry)
{
    return entry.view.state != SeedState::Waiting && entry.view.state != SeedState::Running;
}

OperationsBook::Subject SeedKeeper::subjectOf(const Entry &entry)
{
    return {OperationKind::SeedSandbox, "sandbox/" + entry.view.sandbox.value(), entry.name};
}

std::string SeedKeeper::whyNot(const Seed &seed, const std::optional<Reservation> &reservation) const
{
    if (const auto good = check(seed); !good)
        return "It cannot be seeded so: " + good.error().detail + ".";
    for (const auto &step : seed.steps)
        if (std::holds_alternative<PutFiles>(step) && !m_parts.files)
            return "This program puts no files of its host into sandboxes.";
    if (reservation) {
        if (const auto good = check(*reservation, m_parts.clock.wallNow()); !good)
            return "It cannot be reserved so: " + good.error().detail + ".";
        if (auto why = whyPromised(*reservation); !why.empty())
            return why;
    }
    if (!seed.hibernate)
        return {};
    const auto can = m_parts.hypervisor.canSnapshot();
    return can ? "" : "This host cannot hibernate sandboxes: " + can.error().detail + ".";
}

std::string SeedKeeper::whyPromised(const Reservation &reservation) const
{
    for (const auto &[id, entry] : m_entries)
        if (reservation.session && !isOver(entry) && entry.reservation &&
            entry.reservation->session == reservation.session)
            return "The session " + reservation.session->value() + " gets " + id.value() +
                   " once that is seeded; a session gets one sandbox. Cancel that first.";
    return {};
}

Verdict SeedKeeper::begin(const SandboxId &sandbox, Seed seed, std::optional<Reservation> reservation)
{
    if (auto why = whyNot(seed, reservation); !why.empty())
        return Verdict::denied(std::move(why));
    if (seed.empty())
        return Verdict::invalid("There is nothing to do in it.");
    if (const auto known = m_entries.find(sandbox); known != m_entries.end() && !isOver(known->second))
        return Verdict::denied("It is being seeded already. Wait for its end, or cancel that.");
    const auto mine = [this, sandbox](auto &&then) {
        if (const auto found = m_entries.find(sandbox); found != m_entries.end() && !isOver(found->second))
            then(found->second);
    };
    const auto taken = m_parts.pool.occupy(
        sandbox, {.ready = [this, mine](ports::GuestLink &link) { mine([&](Entry &entry) { start(entry, link); }); },
                  .lost =
                      [this, mine](const Error &why) {
                          mine([&](Entry &entry) {
                              if (why.code == ErrorCode::Cancelled)
                                  return end(entry, SeedState::Cancelled, std::nullopt, why.detail);
                              end(entry, SeedState::Failed, inContext("its sandbox was lost", why), {});
                          });
                      },
                  .changed =
                      [] {
                      }});
    if (!taken)
        return Verdict::denied("It cannot be seeded now: " + taken.error().detail + ".");
    auto steps = Seeding::stepsOf(seed);
    if (seed.hibernate)
        steps.emplace_back("hibernate");
    const auto before = m_entries.find(sandbox);
    const auto generation = before == m_entries.end() ? 0 : before->second.view.generation;
    auto &entry = m_entries.try_emplace(sandbox, Entry{.view = {.sandbox = sandbox}}).first->second;
    entry.log.clear();
    entry.view = {.generation = generation,
                  .sandbox = sandbox,
                  .state = SeedState::Waiting,
                  .since = m_parts.clock.wallNow(),
                  .steps = std::move(steps)};
    entry.isOccupied = true;
    entry.seed = std::move(seed);
    entry.reservation = std::move(reservation);
    m_parts.operations.begin(subjectOf(entry), true, true);
    m_parts.operations.step(subjectOf(entry), "Waiting for the sandbox to run");
    publish(entry);
    return Verdict::accepted("sandbox/" + sandbox.value());
}

void SeedKeeper::start(Entry &entry, ports::GuestLink &link)
{
    if (entry.seeding)
        return;
    m_parts.operations.begin(subjectOf(entry), true);
    entry.view.state = SeedState::Running;
    entry.view.since = m_parts.clock.wallNow();
    const auto count = std::to_string(entry.view.steps.size());
    entry.seeding = std::make_unique<Seeding>(
        Seeding::Parts{m_parts.clock, m_parts.hypervisor, m_parts.connector, m_parts.files}, link, entry.seed,
        Seeding::Handlers{
            .step =
                [this, &entry, count](int step) {
                    entry.view.step = step;
                    m_parts.operations.step(subjectOf(entry), "Step " + std::to_string(step) + " of " + count + ": " +
                                                                  entry.view.steps[static_cast<std::size_t>(step) - 1]);
                    publishSoon(entry);
                },
            .progress =
                [this, &entry](std::optional<double> progress) {
                    entry.view.progress = progress;
                    publishSoon(entry);
                },
            .line =
                [this, &entry](api::BuildLine line) {
                    entry.log.push_back(std::move(line));
                    for (; entry.log.size() > limits::kBuildLinesShown; ++entry.view.logBegins)
                        entry.log.pop_front();
                    publishSoon(entry);
                },
            .started = [this, id = entry.view.sandbox](
                           domain::StartedProgram program) { m_parts.pool.startedIn(id, std::move(program)); },
            .done =
                [this, &entry](const Result<> &result) {
                    ended(entry, result);
                }});
    publish(entry);
    entry.seeding->begin();
}

/// The seeding is calling us: it goes with the next turn, and its calls with it, so that nothing uses the sandbox.
void SeedKeeper::ended(Entry &entry, const Result<> &result)
{
    entry.next = m_parts.clock.after(0ms, [this, &entry, result] {
        entry.seeding.reset();
        if (!result)
            return end(entry, SeedState::Failed, result.error(), {});
        letGo(entry);
        if (entry.seed.hibernate)
            return hibernate(entry);
        conclude(entry);
    });
}

void SeedKeeper::letGo(Entry &entry)
{
    if (std::exchange(entry.isOccupied, false))
        m_parts.pool.release(entry.view.sandbox);
}

/// saw() hears what becomes of it.
void SeedKeeper::hibernate(Entry &entry)
{
    entry.view.step = static_cast<int>(entry.view.steps.size());
    entry.view.progress.reset();
    say(entry, "Hibernating");
    m_parts.operations.step(subjectOf(entry), "Hibernating");
    publish(entry);
    fallAsleep(entry, m_parts.clock.now() + kFallsAsleepWithin);
}

/// Its guest may have to answer yet that it has let go of what was watched in it.
void SeedKeeper::fallAsleep(Entry &entry, MonoTime until)
{
    entry.fallsAsleep = true; // saw() may be called from inside
    const auto verdict = m_parts.pool.hibernate(entry.view.sandbox, "it is seeded");
    if (verdict.kind != Verdict::Kind::Denied)
        return;
    entry.fallsAsleep = false;
    if (m_parts.clock.now() < until)
        entry.next = m_parts.clock.after(kFallsAsleepAgain, [this, &entry, until] { fallAsleep(entry, until); });
    else
        end(entry, SeedState::Failed,
            Error{ErrorCode::InvalidState, "all is done, but it does not hibernate: " + verdict.reason}, {});
}

/// All is as it was wanted.
void SeedKeeper::conclude(Entry &entry)
{
    std::string text;
    if (entry.reservation) {
        const auto verdict = m_parts.pool.reserve({entry.view.sandbox, *entry.reservation});
        if (verdict.kind == Verdict::Kind::Denied)
            return end(entry, SeedState::Failed,
                       Error{ErrorCode::InvalidState, "all is done, but it is not reserved: " + verdict.reason}, {});
        text = "reserved for " + inWords(*entry.reservation);
        say(entry, "It is reserved for " + inWords(*entry.reservation));
    }
    end(entry, SeedState::Done, std::nullopt, text);
}

void SeedKeeper::end(Entry &entry, SeedState state, std::optional<Error> problem, const std::string &what)
{
    const auto id = entry.view.sandbox;
    entry.next.cancel();
    entry.seeding.reset();
    entry.fallsAsleep = false;
    entry.view.progress.reset();
    entry.view.state = state;
    entry.view.since = m_parts.clock.wallNow();
    entry.view.problem = problem;
    if (state == SeedState::Failed)
        say(entry, "Failed: " + problem->detail);
    else if (state == SeedState::Cancelled)
        say(entry, "Cancelled: " + what + ". What was done so far stays");
    letGo(entry);
    publish(entry);
    if (state == SeedState::Failed) {
        qCWarning(lcEngine, "%s was not seeded: %s", id.value().c_str(), describe(*problem).c_str());
        m_parts.operations.fail(subjectOf(entry), *problem);
    } else if (state == SeedState::Cancelled) {
        m_parts.operations.cancel(subjectOf(entry), what + "; what was done so far stays");
    } else {
        m_parts.operations.finish(subjectOf(entry), what);
    }
}

Verdict SeedKeeper::cancel(const SandboxId &sandbox)
{
    const auto found = m_entries.find(sandbox);
    if (found == m_entries.end())
        return Verdict::denied("It was never seeded.");
    if (isOver(found->second))
        return Verdict::alreadySo();
    if (found->second.fallsAsleep) {
        auto verdict = m_parts.pool.giveUp(OperationKind::Hibernate, "sandbox/" + sandbox.value(), false);
        if (verdict.kind != Verdict::Kind::Accepted)
            return verdict;
        end(found->second, SeedState::Cancelled, std::nullopt, "the operator cancelled it; it stays awake");
        return Verdict::accepted("sandbox/" + sandbox.value());
    }
    end(found->second, SeedState::Cancelled, std::nullopt, "the operator cancelled it");
    return Verdict::accepted("sandbox/" + sandbox.value());
}

/// The pool is telling us: what follows is for the next turn.
void SeedKeeper::saw(const api::SandboxView &view)
{
    const auto found = m_entries.find(view.id);
    if (found == m_entries.end())
        return;
    auto &entry = found->second;
    entry.name = view.name;
    if (!entry.fallsAsleep)
        return;
    if (view.state == SandboxState::Hibernating) {
        m_parts.operations.step(subjectOf(entry), "Hibernating", view.progress);
        entry.view.progress = view.progress;
        return publishSoon(entry);
    }
    entry.fallsAsleep = false; // what becomes of it after that is another matter
    entry.next = m_parts.clock.after(0ms, [this, &entry, state = view.state, reason = view.reason] {
        if (state == SandboxState::Hibernated)
            return conclude(entry);
        const bool isUp = state == SandboxState::Running;
        const auto why = !isUp            ? "is " + std::string(word(state)) + " now: " + reason
                         : reason.empty() ? "was woken before it slept"
                                          : reason;
        end(entry, SeedState::Failed, Error{ErrorCode::InvalidState, "all is done, but the sandbox " + why}, {});
    });
}

/// Its steps and what they printed are not in the books.
void SeedKeeper::recall(const std::map<std::string, Operation> &newest)
{
    for (const auto &[object, operation] : newest) {
        const SandboxId id(object.substr(object.find('/') + 1));
        if (!domain::isOver(operation.state) || operation.state == OperationState::Done || m_entries.contains(id) ||
            !m_parts.pool.state(id))
            continue;
        auto &entry = m_entries.try_emplace(id, Entry{.view = {.sandbox = id}}).first->second;
        const bool cancelled = operation.state == OperationState::Cancelled;
        entry.name = operation.name;
        entry.view = {.sandbox = id,
                      .state = cancelled ? SeedState::Cancelled : SeedState::Failed,
                      .since = operation.endedAt.value_or(operation.beganAt)};
        if (operation.state == OperationState::Interrupted)
            entry.view.problem = Error{ErrorCode::InvalidState, "it was interrupted: " + operation.result};
        else if (!cancelled)
            entry.view.problem = operation.problem.value_or(Error{ErrorCode::InvalidState, operation.result});
        for (const auto &step : operation.log)
            if (step.text != operation.result)
                entry.log.push_back({api::BuildLine::Stream::System, step.at, 0, step.text});
        say(entry, cancelled ? "Cancelled: " + operation.result : "Failed: " + entry.view.problem->detail);
        publish(entry);
    }
}

void SeedKeeper::gone(const SandboxId &sandbox)
{
    if (m_entries.erase(sandbox) > 0)
        m_parts.observer(api::SeedGone{sandbox});
}

void SeedKeeper::close()
{
    for (auto &[id, entry] : m_entries)
        if (!isOver(entry))
            end(entry, SeedState::Cancelled, std::nullopt, "the engine stopped");
}

void SeedKeeper::say(Entry &entry, std::string text)
{
    entry.log.push_back({api::BuildLine::Stream::System, m_parts.clock.wallNow(), 0, std::move(text)});
    for (; entry.log.size() > limits::kBuildLinesShown; ++entry.view.logBegins)
        entry.log.pop_front();
}

void SeedKeeper::publishSoon(Entry &entry)
{
    if (!entry.publishing)
        entry.publishing = m_parts.clock.after(kSeedShownEvery, [this, &entry] { publish(entry); });
}

void SeedKeeper::publish(Entry &entry)
{
    entry.publishing.cancel();
    auto view = entry.view;
    view.log = {entry.log.begin(), entry.log.end()};
    if (entry.published == view)
        return;
    view.generation = ++entry.view.generation;
    entry.published = view;
    m_parts.observer(std::move(view));
}

} // namespace glovebox::engine
