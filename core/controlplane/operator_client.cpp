#include "core/controlplane/operator_client.h"

#include "core/controlplane/question.h"
#include "core/controlplane/session_codec.h"

#include <iterator>

namespace glovebox::controlplane {

namespace {

constexpr int kAgentPageSize = 100;
/// A server whose pages are small, or that never comes to their end, is not followed for ever.
constexpr int kAgentPagesMax = 20;

} // namespace

struct OperatorClient::AgentReading {
    Callback<ports::AgentList> done;
    ports::AgentList list;
    int pages = 0;
    Call call;
};

Call OperatorClient::confirmTool(domain::SessionId session, domain::EventId use, domain::Verdict verdict,
                                 std::string denyMessage, Callback<> done)
{
    const domain::ToolConfirmation answer{
        .use = std::move(use), .verdict = verdict, .denyMessage = std::move(denyMessage)};
    auto spec =
        m_connection->specFor(confirmationRequest(session, answer), m_connection->operatorKey(), Lane::Oversight);
    return m_connection->tell(std::move(spec), std::move(done), &m_scope);
}

Call OperatorClient::interrupt(domain::SessionId session, std::optional<domain::ThreadId> thread, Callback<> done)
{
    auto spec = m_connection->specFor(interruptRequest(session, thread), m_connection->operatorKey(), Lane::Oversight);
    return m_connection->tell(std::move(spec), std::move(done), &m_scope);
}

Call OperatorClient::listAgents(Callback<ports::AgentList> done)
{
    auto reading = std::make_shared<AgentReading>();
    reading->done = std::move(done);
    readAgents(reading, {});
    return Call([reading] { reading->call.cancel(); });
}

void OperatorClient::readAgents(const std::shared_ptr<AgentReading> &reading, const std::string &page)
{
    auto spec =
        m_connection->specFor(agentListRequest(page, kAgentPageSize), m_connection->operatorKey(), Lane::Oversight);
    const auto read = [this, reading](Result<AgentPage> answer) {
        if (!answer)
            return reading->done(tl::unexpected(answer.error()));
        auto &agents = reading->list.agents;
        std::ranges::move(answer->agents, std::back_inserter(agents));
        const bool isMore = !answer->nextPage.empty();
        const bool isEnough = agents.size() >= ports::kAgentsMax || ++reading->pages >= kAgentPagesMax;
        if (isMore && !isEnough)
            return readAgents(reading, answer->nextPage);
        reading->list.more = isMore || agents.size() > ports::kAgentsMax;
        agents.resize(std::min(agents.size(), ports::kAgentsMax));
        reading->done(std::move(reading->list));
    };
    auto handlers = asking<AgentPage>(spec, {decodeAgentPage}, read);
    reading->call = m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call OperatorClient::createSession(ports::NewSession wanted, Callback<domain::SessionId> done)
{
    auto spec = m_connection->specFor(createSessionRequest(wanted), m_connection->operatorKey(), Lane::Oversight);
    spec.onlyOnce = true;
    const auto decode = [](std::string_view body) {
        return decodeSession(body).map([](const domain::Session &session) { return session.id; });
    };
    auto handlers = asking<domain::SessionId>(spec, {decode}, std::move(done));
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call OperatorClient::sendMessage(domain::SessionId session, std::string text, Callback<> done)
{
    auto spec = m_connection->specFor(messageRequest(session, text), m_connection->operatorKey(), Lane::Oversight);
    return m_connection->tell(std::move(spec), std::move(done), &m_scope);
}

} // namespace glovebox::controlplane
