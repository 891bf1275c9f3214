#include "core/engine/session_starter.h"

#include "core/domain/binding.h"
#include "core/engine/log.h"

#include <algorithm>
#include <utility>

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

namespace {

constexpr const char *kSandboxKey = "glovebox.sandbox_id";
const char *const kNoSuchEnvironment = "There is no such environment.";

const char *const kNeedsKey =
    "Starting a session needs the environment's operator key. Start it in the Console, or by the API, instead.";
const char *const kAgentsNeedKey = "Reading the agents needs the environment's operator key.";

/// As it is sent: the sandbox that was chosen is named in it.
Metadata metadataOf(const api::StartSession &wanted)
{
    auto metadata = wanted.metadata;
    if (wanted.sandbox)
        metadata[kSandboxKey] = wanted.sandbox->value();
    return metadata;
}

std::string whyNotMetadata(const Metadata &metadata)
{
    if (metadata.size() > api::kSessionMetadataMax)
        return "A session has " + std::to_string(api::kSessionMetadataMax) + " metadata entries at most.";
    for (const auto &[key, value] : metadata) {
        if (key.empty())
            return "A metadata entry has no name.";
        if (key.size() > api::kMetadataKeyMax)
            return "A metadata entry's name has " + std::to_string(api::kMetadataKeyMax) + " bytes at most.";
        if (value.size() > api::kMetadataValueMax)
            return "The metadata entry " + key + " is too long: " + std::to_string(api::kMetadataValueMax) +
                   " bytes at most.";
    }
    const auto binding = readBinding(metadata, {});
    return binding ? std::string() : "This host would refuse it: " + binding.error().detail + ".";
}

/// A key that is refused and an agent that is not there say so in the service's words; what to do, we add.
Error aboutStart(Error error, const Environment &environment, const std::string &agent)
{
    if (error.code == ErrorCode::NotFound)
        error.detail = "the control plane knows no agent " + agent + " or no environment " + environment.id.value() +
                       " for this operator key: " + error.detail;
    return aboutOperatorKey(std::move(error), environment);
}

} // namespace

Verdict SessionStarter::act(const api::SessionAction &action)
{
    if (const auto *agents = std::get_if<api::ListAgents>(&action))
        return list(*agents);
    return start(std::get<api::StartSession>(action));
}

void SessionStarter::stop()
{
    m_starts.clear();
    m_readings.clear();
}

Verdict SessionStarter::list(const api::ListAgents &wanted)
{
    const auto *environment = m_parts.environment(wanted.environment);
    if (!environment)
        return Verdict::notFound(kNoSuchEnvironment);
    if (!environment->operatorActions)
        return Verdict::denied(kAgentsNeedKey);
    auto &reading =
        m_readings.try_emplace(wanted.environment, Reading{.view = {.environment = wanted.environment}}).first->second;
    if (reading.view.loading)
        return Verdict::alreadySo();
    reading.view.loading = true;
    reading.view.generation = ++m_generation;
    m_parts.observer(reading.view);
    reading.call =
        environment->operatorActions->listAgents([this, environment, &reading](Result<ports::AgentList> read) {
            auto &view = reading.view;
            view.loading = false;
            view.problem.reset();
            view.generation = ++m_generation;
            if (read) {
                view.agents.clear();
                for (auto &agent : read->agents)
                    view.agents.push_back({std::move(agent.id), std::move(agent.name), std::move(agent.model)});
                std::ranges::sort(view.agents, {}, [](const auto &each) { return std::tie(each.name, each.id); });
                view.more = read->more;
                view.readAt = m_parts.clock.wallNow();
            } else {
                view.problem = aboutOperatorKey(read.error(), *environment);
            }
            m_parts.observer(view);
        });
    return Verdict::accepted("environment/" + wanted.environment.value());
}

/// Empty: it can be begun.
std::string SessionStarter::whyNot(const api::StartSession &wanted) const
{
    if (wanted.ticket == 0 || m_starts.contains(wanted.ticket))
        return "The start has no number of its own.";
    if (m_starts.size() >= kStartsMax)
        return "Too many sessions are being started already.";
    if (wanted.message.size() > api::kFirstMessageMax)
        return "The message is too long: " + std::to_string(api::kFirstMessageMax >> 10) + " KiB at most.";
    if (wanted.session)
        return wanted.message.empty() ? "There is no message to send." : std::string();
    if (!isSafeToken(wanted.agent))
        return "Choose an agent: its id, like agent_01ABC.";
    if (wanted.title.size() > api::kSessionTitleMax)
        return "The title is too long: " + std::to_string(api::kSessionTitleMax) + " bytes at most.";
    if (const auto named = wanted.metadata.find(kSandboxKey);
        wanted.sandbox && named != wanted.metadata.end() && named->second != wanted.sandbox->value())
        return "The metadata names another sandbox than the one that was chosen.";
    if (auto why = whyNotMetadata(metadataOf(wanted)); !why.empty())
        return why;
    return wanted.sandbox ? m_parts.whyNotSandbox(*wanted.sandbox) : std::string();
}

Verdict SessionStarter::start(const api::StartSession &wanted)
{
    const auto *environment = m_parts.environment(wanted.environment);
    if (!environment)
        return Verdict::notFound(kNoSuchEnvironment);
    if (!environment->operatorActions)
        return Verdict::denied(kNeedsKey);
    if (auto why = whyNot(wanted); !why.empty())
        return Verdict::denied(std::move(why));
    auto &start =
        m_starts
            .emplace(
                wanted.ticket,
                Start{.wanted = wanted,
                      .environment = *environment,
                      .view = {.ticket = wanted.ticket, .environment = wanted.environment, .session = wanted.session}})
            .first->second;
    publish(start);
    if (wanted.session) {
        sendMessage(start);
        return Verdict::accepted("session/" + wanted.session->value());
    }
    start.call = environment->operatorActions->createSession(
        {wanted.environment, wanted.agent, wanted.title, metadataOf(wanted)},
        [this, ticket = wanted.ticket](Result<SessionId> session) { made(ticket, std::move(session)); });
    return Verdict::accepted("environment/" + wanted.environment.value());
}

void SessionStarter::made(std::uint64_t ticket, Result<SessionId> session)
{
    auto &start = m_starts.at(ticket);
    if (!session)
        return end(ticket, aboutStart(session.error(), start.environment, start.wanted.agent));
    start.view.session = *session;
    qCInfo(lcEngine, "%s was started in %s", session->value().c_str(), label(start.environment).c_str());
    if (start.wanted.message.empty())
        return end(ticket, std::nullopt);
    publish(start);
    sendMessage(start);
}

void SessionStarter::sendMessage(Start &start)
{
    start.call = start.environment.operatorActions->sendMessage(
        *start.view.session, start.wanted.message,
        [this, ticket = start.wanted.ticket](Result<> outcome) { sent(ticket, std::move(outcome)); });
}

void SessionStarter::sent(std::uint64_t ticket, Result<> outcome)
{
    auto &start = m_starts.at(ticket);
    if (outcome)
        return end(ticket, std::nullopt);
    start.view.messageMissing = true;
    end(ticket, inContext("the session " + start.view.session->value() + " is there, but its message was not sent",
                          aboutOperatorKey(outcome.error(), start.environment)));
}

void SessionStarter::end(std::uint64_t ticket, std::optional<Error> problem)
{
    auto start = m_starts.extract(ticket);
    auto &view = start.mapped().view;
    view.problem = std::move(problem);
    view.over = true;
    publish(start.mapped());
    m_parts.ended(view);
}

void SessionStarter::publish(Start &start)
{
    start.view.generation = ++m_generation;
    m_parts.observer(start.view);
}

} // namespace glovebox::engine
