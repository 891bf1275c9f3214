// Role: the part of Engine that answers the operator's commands about calls, queues, webhooks and kept sandboxes.
#include "core/base/limits.h"
#include "core/domain/shown_name.h"
#include "core/engine/engine.h"
#include "core/engine/idle_timer.h"
#include "core/engine/log.h"
#include "core/engine/words.h"

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

namespace {
const char *const kNotServed = "This host does not serve the session now.";
constexpr int kRejectionsLogged = 20; // each time that listening begins
const char *const kNoEnvironment = "There is no such environment.";

bool isPossible(const MachineShares &shares)
{
    return shares.cpuWeight >= 1 && shares.cpuWeight <= 10'000 && (!shares.diskRate || shares.diskRate->value > 0) &&
           (!shares.diskOperations || *shares.diskOperations > 0);
}

/// Of what comes with every new sandbox; empty: it is.
std::string whyNotPossible(const api::NewSandbox &wanted)
{
    if (wanted.shares && !isPossible(*wanted.shares))
        return "The shares are not possible: a weight of 1 to 10000, and limits above zero.";
    if (wanted.ladder && !engine::isPossible(*wanted.ladder))
        return "A step's time is more than nothing and at most a year.";
    return whyNotLabels(wanted.labels);
}
} // namespace

Verdict Engine::answerApproval(const SessionId &session, const EventId &call, const api::ApprovalAnswer &answer)
{
    auto *run = runOf(session);
    if (!run)
        return Verdict::denied(kNotServed);
    Call sending;
    auto verdict = run->driver->answerApproval(call, answer, sending);
    if (sending)
        m_answers.insert_or_assign(call, std::move(sending));
    return verdict;
}

Verdict Engine::cancelCall(const SessionId &session, const EventId &call)
{
    auto *run = runOf(session);
    return run ? run->driver->cancelCall(call) : Verdict::denied(kNotServed);
}

Verdict Engine::interruptSession(const SessionId &session)
{
    const auto record = m_sessions.find(session);
    if (record == m_sessions.end())
        return Verdict::notFound("This host does not know the session.");
    auto *served = find(record->second.view->environment);
    if (!served || !served->environment.operatorActions)
        return Verdict::denied(
            "Interrupting needs the environment's operator key. Interrupt it in the Console instead.");
    auto transcript = record->second.transcript;
    m_interrupts[session] = served->environment.operatorActions->interrupt(
        session, std::nullopt, [served, session, transcript](Result<> sent) {
            if (sent)
                return;
            const auto why = describe(aboutOperatorKey(sent.error(), served->environment));
            qCWarning(lcEngine, "%s could not be interrupted: %s", session.value().c_str(), why.c_str());
            transcript->note(api::NoteView::Kind::Error, "the interrupt was not sent: " + why);
        });
    return Verdict::accepted();
}

Verdict Engine::repairWork(const EnvironmentId &environment, const WorkId &work)
{
    auto *served = find(environment);
    if (!served || !served->watch)
        return Verdict::notFound(kNoEnvironment);
    return served->watch->repair(work);
}

Verdict Engine::refreshQueue(const EnvironmentId &environment)
{
    auto *served = find(environment);
    if (!served || !served->watch)
        return Verdict::notFound(kNoEnvironment);
    if (m_host.phase != api::EnginePhase::Running)
        return Verdict::denied("The engine is not running.");
    served->watch->refresh();
    return Verdict::accepted();
}

Verdict Engine::drainQueue(const EnvironmentId &environment)
{
    auto *served = find(environment);
    if (!served)
        return Verdict::notFound(kNoEnvironment);
    if (m_host.phase != api::EnginePhase::Running)
        return Verdict::denied("The engine is not running.");
    served->poller->drainNow();
    return Verdict::accepted();
}

Verdict Engine::listenForWebhooks(bool on)
{
    auto &view = m_host.webhook;
    if (!m_parts.webhooks)
        return Verdict::denied("There is no webhook signing key. Set ANTHROPIC_WEBHOOK_SIGNING_KEY and start again.");
    m_webhooksWanted = on;
    if (view.listening == on)
        return Verdict::alreadySo();
    if (!on) {
        m_parts.webhooks->close();
        view.listening = false;
        view.address.clear();
        publishHost();
        return Verdict::accepted();
    }
    if (m_host.phase != api::EnginePhase::Running)
        return Verdict::accepted(); // as soon as it does
    auto address = m_parts.webhooks->listen(
        {.delivery = [this](std::optional<EnvironmentId> environment) { webhookCame(environment); },
         .ignored = [](const std::string &) {},
         .rejected =
             [this](const std::string &reason) {
                 // Anybody can knock: the count says how often, the log a few of the reasons.
                 if (m_host.webhook.rejected < kRejectionsLogged)
                     qCWarning(lcEngine, "a webhook was rejected: %s", reason.c_str());
                 ++m_host.webhook.rejected;
                 publishHost();
             }});
    if (!address) {
        view.problem = address.error();
        publishHost();
        return Verdict::denied("Webhooks cannot be received: " + describe(address.error()));
    }
    view = {.available = true, .listening = true, .address = *address};
    publishHost();
    return Verdict::accepted();
}

/// A delivery names a session, hardly ever an environment: then every queue is looked at.
void Engine::webhookCame(const std::optional<EnvironmentId> &environment)
{
    auto &view = m_host.webhook;
    ++view.accepted;
    view.last = m_parts.clock.wallNow();
    for (const auto &served : m_served)
        if (!environment || served->environment.id == *environment)
            served->poller->drainNow();
    publishHost();
}

Verdict Engine::destroySandbox(const SandboxId &sandbox)
{
    const auto state = m_pool->state(sandbox);
    if (!state)
        return Verdict::notFound("There is no such sandbox.");
    return m_pool->destroy(sandbox, {ErrorCode::Cancelled, "the operator destroyed it"}) ? Verdict::accepted()
                                                                                         : Verdict::alreadySo();
}

Verdict Engine::pauseSandbox(const SandboxId &sandbox)
{
    return m_pool->pause(sandbox);
}

Verdict Engine::resumeSandbox(const SandboxId &sandbox)
{
    return m_pool->resume(sandbox);
}

Verdict Engine::act(const api::SandboxAction &action)
{
    struct Doer {
        Engine &engine;
        SandboxPool &pool;
        SeedKeeper &seeds;
        PortBook &ports;

        Verdict operator()(const api::HibernateSandbox &a) { return pool.hibernate(a.sandbox, "operator"); }
        Verdict operator()(const api::TakeSnapshot &a) { return pool.takeSnapshot(a); }
        Verdict operator()(const api::ForkSandbox &a) { return pool.fork(a); }
        Verdict operator()(const api::RestoreAsNew &a) { return pool.restoreAsNew(a); }
        Verdict operator()(const api::RestoreInPlace &a) { return pool.restoreInPlace(a); }
        Verdict operator()(const api::DeleteSnapshots &a) { return pool.snapshots().remove(a.snapshots); }
        Verdict operator()(const api::SetIdleLadder &a) { return pool.setLadder(a); }
        Verdict operator()(const api::KeepAlive &a) { return pool.keepAlive(a); }
        Verdict operator()(const api::SetTemplateLadder &a) { return pool.setTemplateLadder(a); }
        Verdict operator()(const api::RenameSnapshot &a) { return pool.renameSnapshot(a); }
        Verdict operator()(const api::PinSnapshot &a) { return pool.snapshots().pin(a.snapshot, a.pinned); }
        Verdict operator()(const api::VerifySnapshot &a) { return pool.snapshots().verify(a.snapshot); }
        Verdict operator()(const api::CancelVerify &a) { return pool.snapshots().cancelVerify(a.snapshot); }
        Verdict operator()(const api::RebuildTemplate &a) { return pool.rebuildTemplate(a); }
        Verdict operator()(const api::DeleteTemplate &a) { return pool.deleteTemplate(a); }
        Verdict operator()(const api::ReserveSandbox &a)
        {
            auto why = seeds.whyPromised(a.reservation);
            return why.empty() ? pool.reserve(a) : Verdict::denied(std::move(why));
        }
        Verdict operator()(const api::CancelReservation &a) { return pool.cancelReservation(a); }
        Verdict operator()(const api::ChangeEgress &a) { return pool.changeEgress(a); }
        Verdict operator()(const api::ChangeEgressProfile &a) { return engine.changeEgressProfile(a); }
        Verdict operator()(const api::OpenPort &a) { return ports.open(a); }
        Verdict operator()(const api::ClosePort &a) { return ports.close(a); }
        Verdict operator()(const api::SeedSandbox &a) { return seeds.begin(a.sandbox, a.seed); }
        Verdict operator()(const api::CancelSeed &a) { return seeds.cancel(a.sandbox); }
        Verdict operator()(const api::SetLabels &a) { return pool.setLabels(a); }
    };
    if (m_host.phase != api::EnginePhase::Running)
        return Verdict::denied("The engine is not running.");
    auto verdict = std::visit(Doer{*this, *m_pool, *m_seeds, m_ports}, action);
    const auto *back = std::get_if<api::RestoreInPlace>(&action);
    if (back && verdict.kind == Verdict::Kind::Accepted)
        forgetMemoriesIn(back->sandbox);
    return verdict;
}

/// Its memory folders become those of an earlier time: measured by what was agreed since, they would look like edits,
/// and go over newer memories. Without that the store's version counts.
void Engine::forgetMemoriesIn(const SandboxId &sandbox)
{
    for (const auto &[id, record] : m_sessions)
        if (*record.knownSandbox == sandbox || record.view->sandbox == sandbox)
            record.memories->clear();
}

Verdict Engine::createSandbox(const api::NewSandbox &wanted)
{
    constexpr std::size_t imageMax = 255;
    if (m_host.phase != api::EnginePhase::Running)
        return Verdict::denied("The engine is not running.", ErrorCode::InvalidState);
    if (auto why = whyNotName(wanted.name); !why.empty())
        return Verdict::invalid(std::move(why));
    if (auto why = whyNotPossible(wanted); !why.empty())
        return Verdict::invalid(std::move(why));
    if (auto why = wanted.id ? m_pool->whyNotId(*wanted.id) : std::string(); !why.empty())
        return Verdict::denied(std::move(why));
    if (const auto known = wanted.egress.empty() ? Result<>() : m_egress.check(wanted.egress); !known)
        return Verdict::denied("It cannot be made: " + known.error().detail + ".", ErrorCode::NotFound);
    if (const auto known = m_egress.secrets({}, wanted.secrets); !known)
        return Verdict::denied("It cannot be made: ", known.error());
    if (auto why = m_seeds->whyNot(wanted.seed, wanted.reservation); !why.empty())
        return Verdict::denied(std::move(why), ErrorCode::InvalidArgument);
    if (auto why = wanted.reservation ? m_reservations.whyNot(std::nullopt, *wanted.reservation) : std::string();
        !why.empty())
        return Verdict::denied(std::move(why));
    if (wanted.snapshot)
        return createFromSnapshot(wanted);
    if (!wanted.base.empty())
        return createFromTemplate(wanted);
    const auto size = wanted.size.value_or(m_settings.size);
    const auto &most = m_settings.sizeMax;
    if (size.vcpus < 1 || size.vcpus > most.vcpus || size.memory < limits::kMachineMemoryMin ||
        size.memory > most.memory || size.disk < limits::kMachineDiskMin || size.disk > most.disk)
        return Verdict::invalid("The size is not possible: 1 to " + std::to_string(most.vcpus) + " vCPUs, " +
                                std::to_string(limits::kMachineMemoryMin.value >> 20) + " to " +
                                std::to_string(most.memory.value >> 20) + " MiB of memory, " +
                                std::to_string(limits::kMachineDiskMin.value >> 20) + " MiB to " +
                                std::to_string(most.disk.value >> 30) + " GiB of disk.");
    if (wanted.image.size() > imageMax)
        return Verdict::invalid("The image's name is too long: 255 bytes at most.");
    if (auto unknown = m_images.whyUnknown(wanted.image); !unknown.empty())
        return Verdict::denied(std::move(unknown), ErrorCode::NotFound);
    if (const auto never = m_pool->whyNever(size); !never.empty())
        return Verdict::denied("The size does not fit: " + never + ".", ErrorCode::InvalidArgument);
    return prepared(m_pool->create(wanted.name, size, wanted, {.image = wanted.image}), wanted);
}

/// It brings its image and its size along, and its idle times when nobody gives others.
Verdict Engine::createFromTemplate(const api::NewSandbox &wanted)
{
    if (!wanted.image.empty())
        return Verdict::denied("A template has its own image: name one or the other.", ErrorCode::InvalidArgument);
    auto start = definedStart(wanted.base);
    if (!start)
        return Verdict::denied("It cannot be made: ", start.error());
    if (wanted.size && *wanted.size != start->size)
        return Verdict::denied("A template has its own size: " + std::to_string(start->size.vcpus) + " vCPUs and " +
                                   std::to_string(start->size.memory.value >> 20) +
                                   " MiB of memory. Leave the size out.",
                               ErrorCode::InvalidArgument);
    if (const auto never = m_pool->whyNever(start->size); !never.empty())
        return Verdict::denied("The template's size does not fit: " + never + ".", ErrorCode::InvalidArgument);
    auto also = wanted;
    if (!also.ladder)
        also.ladder = start->ladder;
    if (also.egress.empty())
        also.egress = start->egress;
    also.secrets.insert(also.secrets.end(), start->secrets.begin(), start->secrets.end());
    if (const auto known = m_egress.secrets({}, also.secrets); !known)
        return Verdict::denied("It cannot be made: ", known.error());
    return prepared(m_pool->create(wanted.name, start->size, also, std::move(start->from)), wanted);
}

void Engine::setEgressProfiles(Result<std::vector<EgressProfile>> profiles)
{
    if (profiles) {
        m_egress.replace(*std::move(profiles));
        qCInfo(lcEngine, "the egress profiles were read anew");
    } else {
        qCWarning(lcEngine, "the egress profiles stay as they are: %s", describe(profiles.error()).c_str());
        m_egress.setProblem(profiles.error().detail);
    }
    obeyEgressAnew();
}

Verdict Engine::changeEgressProfile(const api::ChangeEgressProfile &wanted)
{
    const auto changed = m_egress.change(wanted);
    if (!changed)
        return Verdict::denied(asSentence(changed.error().detail));
    if (!*changed)
        return Verdict::alreadySo();
    obeyEgressAnew();
    return Verdict::accepted();
}

/// Of a secret that moves into another variable: which sandbox has one there already.
std::string Engine::clashOf(const GateSecret &secret) const
{
    const auto uses = [](const api::SandboxView &view, const std::string &name) {
        return std::ranges::find(view.secrets, name) != view.secrets.end();
    };
    for (const auto &other : m_secrets.view().secrets)
        for (const auto &[id, view] : m_books.known().sandboxes)
            if (other.secret.name != secret.name && other.secret.variable == secret.variable &&
                uses(view, secret.name) && uses(view, other.secret.name))
                return id.value() + " may use " + other.secret.name + ", which is in " + secret.variable +
                       " already. Take one of the two from it first.";
    return {};
}

SecretBook::Parts Engine::secretParts()
{
    return {.clock = m_parts.clock,
            .vault = m_parts.vault,
            .readOnly = m_parts.vaultIsReadOnly,
            .authority = m_parts.gateAuthority,
            .observer = m_observer,
            .clash = [this](const GateSecret &secret) { return clashOf(secret); },
            .changed =
                [this] {
                    obeyEgressAnew();
                }};
}

void Engine::obeyEgressAnew()
{
    m_observer(m_egress.view());
    m_pool->obeyEgressAnew();
    if (m_templates)
        m_templates->obeyEgressAnew();
}

} // namespace glovebox::engine
