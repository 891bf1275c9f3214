#include "app/bridge/door_client.h"

#include "app/bridge/doorbell.h"
#include "app/bridge/engine_client.h"
#include "app/bridge/file_transfer.h"

#include <algorithm>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace glovebox::bridge {

/// Jobs for the window's loop. put() from any thread. Bounded by what is under way: one an answer, one a terminal that
/// has something to show.
class DoorClient::Returns {
public:
    explicit Returns(std::unique_ptr<Ringer> ringer) : m_ringer(std::move(ringer)) {}

    void put(std::function<void()> job)
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
        if (m_jobs.size() == 1)
            m_ringer->ring();
    }
    std::vector<std::function<void()>> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_jobs, {});
    }

private:
    const std::unique_ptr<Ringer> m_ringer;
    std::mutex m_mutex;
    std::vector<std::function<void()>> m_jobs;
};

/// What the engine gave, by the ticket of who asked. Only ever touched on the engine's thread.
struct DoorClient::Held {
    std::map<std::uint64_t, Call> calls;
    std::map<std::uint64_t, std::shared_ptr<ReadPace>> paces;
    std::atomic<bool> touched = false; // something may be in it; from any thread

    void drop(std::uint64_t ticket)
    {
        paces.erase(ticket);
        const auto call = calls.extract(ticket); // ends with this, when nothing refers to it any more
    }
    void clear()
    {
        paces.clear();
        const auto gone = std::exchange(calls, {});
    }
};

/// A question's end at the window: open until it was answered, or its handle let go of. GUI thread. Not in
/// the unnamed namespace: a member's closures hold it.
template <class Handler>
struct DoorWaiting {
    std::optional<Handler> handler;
};

namespace {

/// What of a terminal's output the window has not taken yet.
class Pipe {
public:
    /// True: there was nothing; somebody has to be told.
    bool put(std::string_view bytes)
    {
        const std::lock_guard lock(m_mutex);
        const bool wasEmpty = m_bytes.empty();
        m_bytes += bytes;
        if (m_bytes.size() > DoorClient::kPieceMax) // only of a door that does not keep to the pace
            m_bytes.erase(0, m_bytes.size() - DoorClient::kPieceMax);
        return wasEmpty && !m_bytes.empty();
    }
    std::string take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_bytes, {});
    }

private:
    std::mutex m_mutex;
    std::string m_bytes;
};

} // namespace

DoorClient::DoorClient(Post post, QObject *parent)
    : QObject(parent), m_post(std::move(post)), m_doorbell(new Doorbell(this)),
      m_returns(std::make_shared<Returns>(std::make_unique<Ringer>(*m_doorbell))), m_held(std::make_shared<Held>())
{
    connect(m_doorbell, &Doorbell::rung, this, [returns = m_returns] {
        for (const auto &job : returns->take())
            job();
    });
}

DoorClient::~DoorClient()
{
    leave();
}

void DoorClient::post(Job job)
{
    m_held->touched = true;
    m_post(std::move(job));
}

void DoorClient::leave()
{
    const auto held = std::exchange(m_held, std::make_shared<Held>());
    if (!held->touched)
        return;
    auto left = std::make_shared<std::promise<void>>();
    const auto waited = left->get_future();
    m_post([held, left](api::EngineDoor &) {
        held->clear();
        left->set_value();
    });
    left.reset(); // a job that is dropped ends the waiting, too
    waited.wait_for(kLeaveMax);
}

template <class Answer>
Call DoorClient::ask(std::function<Call(api::SandboxAccess &, Callback<Answer>)> question, Callback<Answer> done)
{
    const auto ticket = m_next++;
    auto waiting = std::make_shared<DoorWaiting<Callback<Answer>>>(DoorWaiting<Callback<Answer>>{std::move(done)});
    post([held = m_held, returns = m_returns, ticket, waiting, question = std::move(question)](api::EngineDoor &door) {
        // Never answered from inside the call, so the handle is kept before it is dropped.
        held->calls[ticket] = question(door.access(), [held, returns, ticket, waiting](Result<Answer> answer) {
            returns->put([waiting, answer = std::move(answer)] {
                if (const auto handler = std::exchange(waiting->handler, std::nullopt))
                    (*handler)(answer);
            });
            const auto kept = held; // this here may go with its call
            kept->drop(ticket);
        });
    });
    return Call([this, held = m_held, ticket, waiting] {
        if (!std::exchange(waiting->handler, std::nullopt))
            return; // it was answered
        m_post([held, ticket](api::EngineDoor &) { held->drop(ticket); });
    });
}

template <class Answer>
Call DoorClient::change(std::function<Call(api::SandboxAccess &, Callback<Answer>)> question, Callback<Answer> done)
{
    if (!m_viewOnly)
        return ask<Answer>(std::move(question), std::move(done));
    auto waiting = std::make_shared<DoorWaiting<Callback<Answer>>>(DoorWaiting<Callback<Answer>>{std::move(done)});
    m_returns->put([waiting] {
        if (const auto handler = std::exchange(waiting->handler, std::nullopt))
            (*handler)(fail(ErrorCode::Forbidden, EngineClient::viewOnlyReason().toStdString()));
    });
    return Call([waiting] { waiting->handler.reset(); });
}

Call DoorClient::open(const domain::SandboxId &sandbox, domain::TerminalWish wish,
                      Callback<domain::TerminalNumber> done)
{
    return change<domain::TerminalNumber>(
        [sandbox, wish = std::move(wish)](api::SandboxAccess &access, Callback<domain::TerminalNumber> answered) {
            return access.openTerminal(sandbox, wish, std::move(answered));
        },
        std::move(done));
}

Call DoorClient::list(const domain::SandboxId &sandbox, Callback<std::vector<domain::GuestTerminal>> done)
{
    using All = std::vector<domain::GuestTerminal>;
    return ask<All>([sandbox](api::SandboxAccess &access,
                              Callback<All> answered) { return access.listTerminals(sandbox, std::move(answered)); },
                    std::move(done));
}

Call DoorClient::type(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, std::string bytes,
                      Callback<> done)
{
    return change<void>(
        [sandbox, terminal, bytes = std::move(bytes)](api::SandboxAccess &access, Callback<> answered) {
            return access.typeInto(sandbox, terminal, bytes, std::move(answered));
        },
        std::move(done));
}

Call DoorClient::close(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, Callback<> done)
{
    return change<void>(
        [sandbox, terminal](api::SandboxAccess &access, Callback<> answered) {
            return access.closeTerminal(sandbox, terminal, std::move(answered));
        },
        std::move(done));
}

void DoorClient::resize(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, domain::TerminalSize size)
{
    if (!m_viewOnly)
        post([sandbox, terminal, size](api::EngineDoor &door) {
            door.access().resizeTerminal(sandbox, terminal, size);
        });
}

/// Output, presence and the end keep their order: each piece is taken where it was put.
Call DoorClient::watch(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, api::TerminalWatch watch)
{
    const auto ticket = m_next++;
    if (watch.pace)
        watch.pace->onUsed([this, held = m_held, ticket](std::size_t bytes) {
            m_post([held, ticket, bytes](api::EngineDoor &) {
                if (const auto pace = held->paces.find(ticket); pace != held->paces.end())
                    pace->second->used(bytes);
            });
        });
    const auto waiting =
        std::make_shared<DoorWaiting<api::TerminalWatch>>(DoorWaiting<api::TerminalWatch>{std::move(watch)});
    const auto show = [waiting](const std::string &bytes) {
        if (!bytes.empty() && waiting->handler && waiting->handler->output)
            waiting->handler->output(bytes);
    };
    post([held = m_held, returns = m_returns, ticket, sandbox, terminal, waiting, show](api::EngineDoor &door) {
        auto pace = std::make_shared<ReadPace>();
        held->paces[ticket] = pace;
        api::TerminalWatch there;
        there.pace = pace;
        // One for what comes until the sandbox sleeps or wakes, or what comes then would be shown with what was before.
        const auto pipe = std::make_shared<std::shared_ptr<Pipe>>(std::make_shared<Pipe>());
        there.output = [returns, pipe, show](std::string_view bytes) {
            if ((*pipe)->put(bytes))
                returns->put([show, now = *pipe] { show(now->take()); });
        };
        there.present = [returns, waiting, pipe, show](bool isThere) {
            const auto before = std::exchange(*pipe, std::make_shared<Pipe>());
            returns->put([waiting, show, before, isThere] {
                show(before->take());
                if (waiting->handler && waiting->handler->present)
                    waiting->handler->present(isThere);
            });
        };
        there.ended = [held, returns, ticket, waiting, pipe, show](Result<domain::ProgramEnd> end) {
            returns->put([waiting, show, before = *pipe, end = std::move(end)] {
                show(before->take());
                const auto handler = std::exchange(waiting->handler, std::nullopt);
                if (handler && handler->ended)
                    handler->ended(end);
            });
            const auto kept = held; // this here may go with its call
            kept->drop(ticket);
        };
        held->calls[ticket] = door.access().watchTerminal(sandbox, terminal, std::move(there));
    });
    return Call([this, held = m_held, ticket, waiting] {
        if (!std::exchange(waiting->handler, std::nullopt))
            return; // it has ended
        m_post([held, ticket](api::EngineDoor &) { held->drop(ticket); });
    });
}

Call DoorClient::listFolder(const domain::SandboxId &sandbox, std::string folder,
                            Callback<std::vector<domain::GuestEntry>> done)
{
    using All = std::vector<domain::GuestEntry>;
    return ask<All>(
        [sandbox, folder = std::move(folder)](api::SandboxAccess &access, Callback<All> answered) {
            return access.listFolder(sandbox, folder, false, std::move(answered));
        },
        std::move(done));
}

Call DoorClient::look(const domain::SandboxId &sandbox, std::string file, Callback<std::string> done)
{
    return ask<std::string>(
        [sandbox, file = std::move(file)](api::SandboxAccess &access, Callback<std::string> answered) {
            return lookInto(access, sandbox, file, std::move(answered));
        },
        std::move(done));
}

Call DoorClient::fetch(const domain::SandboxId &sandbox, Copying what, Callback<ByteCount> done)
{
    return ask<ByteCount>(
        [sandbox, what = std::move(what)](api::SandboxAccess &access, Callback<ByteCount> answered) {
            return fetchFile(access, sandbox, what, std::move(answered));
        },
        std::move(done));
}

Call DoorClient::put(const domain::SandboxId &sandbox, Copying what, Callback<ByteCount> done)
{
    return change<ByteCount>(
        [sandbox, what = std::move(what)](api::SandboxAccess &access, Callback<ByteCount> answered) {
            return putFile(access, sandbox, what, std::move(answered));
        },
        std::move(done));
}

void DoorClient::act(const api::KeyAction &action, std::function<void(const api::KeyVerdict &)> answered)
{
    if (m_viewOnly) {
        const api::KeyVerdict verdict{.reason = EngineClient::viewOnlyReason().toStdString()};
        return m_returns->put([answered, verdict] { answered(verdict); });
    }
    post([returns = m_returns, action, answered = std::move(answered)](api::EngineDoor &door) {
        returns->put([answered, verdict = door.act(action)] { answered(verdict); });
    });
}

void DoorClient::act(const api::EnvironmentAction &action, std::function<void(const api::Verdict &)> answered)
{
    if (m_viewOnly) {
        const auto verdict = api::Verdict::denied(EngineClient::viewOnlyReason().toStdString(), ErrorCode::Forbidden);
        return m_returns->put([answered, verdict] { answered(verdict); });
    }
    post([returns = m_returns, action, answered = std::move(answered)](api::EngineDoor &door) {
        returns->put([answered, verdict = door.act(action)] { answered(verdict); });
    });
}

Call DoorClient::run(const domain::SandboxId &sandbox, domain::GuestProgram program, Callback<ProgramOutcome> done)
{
    return change<ProgramOutcome>(
        [sandbox, program = std::move(program)](api::SandboxAccess &access, Callback<ProgramOutcome> answered) {
            const auto printed = std::make_shared<std::string>();
            api::ProgramHandlers handlers;
            handlers.output = [printed](domain::ProgramStream, std::string_view bytes) {
                printed->append(bytes.substr(0, kOutputMax - std::min(kOutputMax, printed->size())));
            };
            handlers.done = [printed, answered = std::move(answered)](const Result<domain::ProgramEnd> &end) {
                if (end)
                    answered(ProgramOutcome{*end, *printed});
                else
                    answered(tl::unexpected(end.error()));
            };
            return access.run(sandbox, program, {}, std::move(handlers));
        },
        std::move(done));
}

} // namespace glovebox::bridge
