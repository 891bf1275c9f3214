// Role: the part of Engine that has environments served from now on, and no more, while it runs.
#include "core/domain/shown_name.h"
#include "core/engine/engine.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using api::PollState;
using api::Verdict;

namespace {

constexpr std::size_t kServedMax = 256;
constexpr std::size_t kUrlMax = 2048;

bool hasControlSign(const std::string &text)
{
    return std::ranges::any_of(text, [](unsigned char sign) { return sign < 0x20 || sign == 0x7f; });
}

/// Of what somebody typed; empty: it may be tried.
std::string whyNotServed(const api::AddEnvironment &wanted)
{
    if (!isSafeToken(wanted.id.value()) || !wanted.id.value().starts_with("env_"))
        return "That is no environment's id: env_… as the Console shows it.";
    if (wanted.key.empty())
        return "An environment needs its key (sk-ant-oat01-…), as the Console shows it once.";
    if (hasControlSign(wanted.key.reveal()) ||
        (wanted.operatorKey && (wanted.operatorKey->empty() || hasControlSign(wanted.operatorKey->reveal()))))
        return "A key is one word of printable signs.";
    if (auto why = whyNotName(wanted.name); !why.empty())
        return why;
    const bool isUrl = wanted.baseUrl.starts_with("https://") || wanted.baseUrl.starts_with("http://");
    if (!wanted.baseUrl.empty() && (!isUrl || wanted.baseUrl.size() > kUrlMax || hasControlSign(wanted.baseUrl)))
        return "The control plane's address begins with https:// (or http://).";
    return {};
}

} // namespace

Verdict Engine::act(const api::EnvironmentAction &action)
{
    if (auto why = m_added.whyNot(); !why.empty())
        return Verdict::denied(std::move(why));
    if (m_host.phase == api::EnginePhase::Draining)
        return Verdict::denied("The engine is draining. Wait until it has stopped.");
    if (const auto *wanted = std::get_if<api::AddEnvironment>(&action))
        return addEnvironment(*wanted);
    return removeEnvironment(std::get<api::RemoveEnvironment>(action).id);
}

Verdict Engine::addEnvironment(const api::AddEnvironment &wanted)
{
    if (auto why = whyNotServed(wanted); !why.empty())
        return Verdict::denied(std::move(why));
    if (find(wanted.id))
        return Verdict::denied(wanted.id.value() + " is served already. To give it another key, remove it first.");
    if (m_served.size() + m_retired.size() >= kServedMax)
        return Verdict::denied("Too many environments were added; start Glovebox anew to add more.");
    auto environment = m_added.add(wanted, [this, id = wanted.id](const Result<> &kept) {
        auto *served = find(id);
        if (!served)
            return;
        if (!kept)
            qCWarning(lcEngine, "%s is served in this run only: its key could not be kept: %s", id.value().c_str(),
                      describe(kept.error()).c_str());
        served->view.keySource = kept ? m_added.place() : "this run only: " + describe(kept.error());
        ++served->view.generation;
        m_observer(served->view);
    });
    if (!environment)
        return Verdict::denied("It cannot be served: " + describe(environment.error()));
    addServed(*std::move(environment));
    auto &served = *m_served.back();
    publishEnvironment(served);
    if (m_host.phase == api::EnginePhase::Running) {
        served.poller->start();
        if (served.watch)
            served.watch->start();
        updateRoom();
    }
    return Verdict::accepted("environment/" + wanted.id.value());
}

Verdict Engine::removeEnvironment(const EnvironmentId &id)
{
    auto *served = find(id);
    if (!served)
        return Verdict::notFound("There is no such environment.");
    if (served->leaving)
        return Verdict::alreadySo();
    if (!m_added.has(id))
        return Verdict::denied(id.value() + " is named by " +
                               (served->environment.namedBy.empty() ? std::string("whoever started Glovebox")
                                                                    : served->environment.namedBy) +
                               ", and would be back at the next start. Take it out there.");
    m_added.remove(id);
    served->leaving = true;
    served->poller->stop(PollState::Draining);
    if (served->watch)
        served->watch->close();
    // As at a drain: what has not begun is let go, and stays open in the ledger for a start that serves it again.
    std::erase_if(m_runs, [&](const Run &run) { return run.served == served && !run.started; });
    for (auto &run : m_runs)
        if (run.served == served)
            run.driver->drain();
    publishEnvironment(*served);
    retireIfDone(*served);
    return Verdict::accepted("environment/" + id.value());
}

/// Answers to what was sent for it may still be on their way, so it stays in memory.
void Engine::retireIfDone(Served &served)
{
    const auto serves = [&](const Run &run) {
        return run.served == &served;
    };
    if (!served.leaving || std::ranges::any_of(m_runs, serves))
        return;
    const auto it = std::ranges::find(m_served, &served, &std::unique_ptr<Served>::get);
    const auto id = served.environment.id;
    m_retired.push_back(std::move(*it));
    m_served.erase(it);
    m_observer(api::EnvironmentGone{id});
}

} // namespace glovebox::engine
