#include "tests/support/fake_control_plane.h"

namespace testsupport {

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

FakeControlPlane::FakeControlPlane(ports::Clock &clock, std::string environment)
    : m_clock(clock), m_environment(std::move(environment))
{
}

WorkId FakeControlPlane::addSession(const std::string &id, const std::string &title)
{
    m_sessions.insert_or_assign(id,
                                SessionState{Session{SessionId(id), SessionStatus::Running, title, "agent", {}}, {}});
    return enqueue(id);
}

WorkId FakeControlPlane::enqueue(const std::string &session)
{
    const WorkId work("work_" + std::to_string(m_nextWork++));
    m_queue.push_back({.id = work,
                       .environment = EnvironmentId(m_environment),
                       .kind = WorkKind::Session,
                       .subject = session,
                       .sessionsToken = withoutSecrets ? SecretString() : SecretString("token-" + session)});
    return work;
}

void FakeControlPlane::enqueueHealthcheck(const std::string &work)
{
    m_queue.push_back({.id = WorkId(work),
                       .environment = EnvironmentId(m_environment),
                       .kind = WorkKind::Healthcheck,
                       .subject = "health"});
}

Session &FakeControlPlane::session(const std::string &id)
{
    return m_sessions.at(id).session;
}

SessionEvent FakeControlPlane::append(const std::string &session, const std::string &type, EventPayload payload,
                                      const std::string &id)
{
    SessionEvent event{EventId(id.empty() ? "sevt_" + std::to_string(m_nextEvent++) : id), type, "2026-01-01T00:00:00Z",
                       std::move(payload)};
    m_sessions.at(session).log.push_back(event);
    return event;
}

void FakeControlPlane::publish(const std::string &session, const SessionEvent &event)
{
    m_pendingPublish.push_back(m_clock.after(0ms, [this, session, event] {
        const auto streams = m_streams; // a handler may close its stream
        for (const auto &[id, stream] : streams)
            if (stream.session == session && m_streams.contains(id))
                stream.handlers.event(event);
    }));
}

void FakeControlPlane::emitEvent(const std::string &session, const std::string &type, EventPayload payload,
                                 const std::string &id)
{
    publish(session, append(session, type, std::move(payload), id));
}

void FakeControlPlane::logOnly(const std::string &session, const std::string &type, EventPayload payload,
                               const std::string &id)
{
    append(session, type, std::move(payload), id);
}

std::string FakeControlPlane::callTool(const std::string &session, const std::string &tool, nlohmann::json input,
                                       Permission permission)
{
    const auto id = "sevt_" + std::to_string(m_nextEvent++);
    emitEvent(session, "agent.tool_use", ToolUse{ToolKind::Agent, tool, std::move(input), permission, {}}, id);
    return id;
}

void FakeControlPlane::endTurn(const std::string &session, const std::string &reason)
{
    emitEvent(session, "session.status_idle", StatusIdle{reason, {}});
}

void FakeControlPlane::cutStreams(Error why)
{
    const auto streams = std::exchange(m_streams, {});
    for (const auto &[id, stream] : streams)
        stream.handlers.closed(why);
}

void FakeControlPlane::failNext(const std::string &operation, Error error, int times)
{
    for (int i = 0; i < times; ++i)
        m_faults[operation].push_back(error);
}

int FakeControlPlane::count(const std::string &prefix) const
{
    int found = 0;
    for (const auto &line : m_journal)
        found += line.starts_with(prefix) ? 1 : 0;
    return found;
}

template <class T>
Call FakeControlPlane::answer(const std::string &operation, Callback<T> done, std::function<Result<T>()> make)
{
    return m_clock.after(0ms, [this, operation, done = std::move(done), make = std::move(make)] {
        if (m_held.contains(operation))
            return;
        if (auto &faults = m_faults[operation]; !faults.empty()) {
            const auto error = faults.front();
            faults.pop_front();
            done(tl::unexpected(error));
            return;
        }
        done(make());
    });
}

Call FakeControlPlane::poll(ports::PollRequest request, Callback<std::optional<WorkItem>> done)
{
    m_journal.push_back("poll " + request.workerId);
    return answer<std::optional<WorkItem>>("poll", std::move(done), [this]() -> Result<std::optional<WorkItem>> {
        if (m_queue.empty())
            return std::nullopt;
        auto item = m_queue.front();
        m_queue.pop_front();
        return item;
    });
}

Call FakeControlPlane::acknowledge(WorkId work, Callback<> done)
{
    m_journal.push_back("ack " + work.value());
    return answer<void>("ack", std::move(done), [] { return Result<>{}; });
}

Call FakeControlPlane::heartbeat(ports::HeartbeatRequest request, Callback<Heartbeat> done)
{
    m_journal.push_back("heartbeat " + request.work.value() + ' ' + request.expected);
    m_credentials.insert(request.credential.reveal());
    if (m_holdHeartbeats)
        return m_clock.after(request.deadline,
                             [done = std::move(done)] { done(fail(ErrorCode::TimedOut, "no answer")); });
    return answer<Heartbeat>("heartbeat", std::move(done), [this]() -> Result<Heartbeat> {
        auto heartbeat = m_heartbeat.value_or(Heartbeat{{}, true, WorkState::Active, 120s});
        heartbeat.lastHeartbeat = "beat-" + std::to_string(++m_beats);
        return heartbeat;
    });
}

Call FakeControlPlane::stop(WorkId work, SecretString credential, Callback<> done)
{
    m_credentials.insert(credential.reveal());
    m_journal.push_back("stop " + work.value());
    return answer<void>("stop", std::move(done), [] { return Result<>{}; });
}

Call FakeControlPlane::retrieveSession(SessionId id, SecretString credential, Callback<Session> done)
{
    m_credentials.insert(credential.reveal());
    m_journal.push_back("session " + id.value());
    return answer<Session>("session", std::move(done), [this, id]() -> Result<Session> {
        const auto it = m_sessions.find(id.value());
        if (it == m_sessions.end())
            return fail(ErrorCode::NotFound, "no such session");
        return it->second.session;
    });
}

Call FakeControlPlane::listEvents(SessionId id, std::string page, SecretString credential,
                                  Callback<ports::EventPage> done)
{
    m_credentials.insert(credential.reveal());
    m_journal.push_back("events " + id.value() + ' ' + page);
    // Two events a page, so that every test with a history also tests paging.
    return answer<ports::EventPage>("events", std::move(done), [this, id, page]() -> Result<ports::EventPage> {
        constexpr std::size_t pageSize = 2;
        if (!m_sessions.contains(id.value()))
            return fail(ErrorCode::NotFound, "no such session");
        const auto &log = m_sessions.at(id.value()).log;
        const std::size_t begin = page.empty() ? 0 : std::stoul(page);
        const std::size_t end = std::min(log.size(), begin + pageSize);
        ports::EventPage answer;
        answer.events.assign(log.begin() + static_cast<std::ptrdiff_t>(begin),
                             log.begin() + static_cast<std::ptrdiff_t>(end));
        if (end < log.size())
            answer.nextPage = std::to_string(end);
        return answer;
    });
}

Call FakeControlPlane::sendToolResult(SessionId id, ports::ToolAnswer toolAnswer, SecretString credential,
                                      Callback<> done)
{
    m_credentials.insert(credential.reveal());
    m_journal.push_back("send " + toolAnswer.use.value());
    return answer<void>("send", std::move(done), [this, id, toolAnswer]() -> Result<> {
        m_answers.push_back(toolAnswer);
        emitEvent(id.value(), "user.tool_result",
                  ToolAnswered{toolAnswer.use, toolAnswer.result.isError, toolAnswer.result.text});
        if (const auto lost = std::exchange(m_lostAnswer, {}))
            return tl::unexpected(*lost);
        return {};
    });
}

Call FakeControlPlane::openEventStream(SessionId id, SecretString credential, ports::StreamHandlers handlers)
{
    m_credentials.insert(credential.reveal());
    m_journal.push_back("stream " + id.value());
    const int stream = m_nextStream++;
    auto opening = std::make_shared<Call>(m_clock.after(0ms, [this, stream, id, handlers] {
        if (auto &faults = m_faults["stream"]; !faults.empty()) {
            const auto error = faults.front();
            faults.pop_front();
            handlers.closed(error);
            return;
        }
        m_streams.emplace(stream, Stream{id.value(), handlers});
        handlers.opened();
    }));
    return Call([this, stream, opening] {
        opening->cancel();
        m_streams.erase(stream);
    });
}

} // namespace testsupport
