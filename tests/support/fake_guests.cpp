// The guests among the fakes of fake_sandboxes.h, and the host's links to them.
#include "tests/support/fake_sandboxes.h"

#include <algorithm>

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;

/// A program that copies its input to its output, with what it was asked for.
struct FakeGuests::Cat {
    ports::ExecHandlers handlers;
    FakeExec answer;
    Call question;
};

class FakeLink final : public ports::GuestLink {
public:
    FakeLink(FakeGuests &owner, std::string sandbox)
        : m_owner(owner), m_sandbox(std::move(sandbox)), m_files(owner.m_clock, owner.disk(m_sandbox)),
          m_terminals(owner.m_clock, owner.terminals(m_sandbox))
    {
        m_owner.m_links[m_sandbox] = this;
    }
    ~FakeLink() override { m_owner.m_links.erase(m_sandbox); }

    Call runTool(ports::ToolRequest request, ports::ToolHandlers handlers) override
    {
        if (request.handler == "/bin/sync" && request.name == "sync") {
            ++m_owner.flushes;
            return m_owner.m_clock.after(0ms, [done = handlers.done] { done(domain::ToolResult{}); });
        }
        const auto id = request.call.value();
        if (m_owner.still.contains(m_sandbox))
            qFatal("a tool for a guest that stands still");
        if (m_owner.isOurs(id)) {
            m_owner.prepared.push_back(m_sandbox + ": " + id);
            Result<domain::ToolResult> answer = m_owner.warmUpAnswer.value_or(domain::ToolResult{"ok"});
            if (m_owner.warmUpFault && m_sandbox.starts_with(m_owner.warmUpFaultIn))
                answer = tl::unexpected(*m_owner.warmUpFault);
            return m_owner.m_clock.after(0ms, [done = handlers.done, answer] { done(answer); });
        }
        m_owner.ran.push_back(id);
        m_owner.mostRunningAtOnce = std::max(m_owner.mostRunningAtOnce, ++m_owner.running);
        m_runningId = id;
        m_runningTool = request.name;
        m_running = [this, done = handlers.done](Result<domain::ToolResult> result) {
            finish(done, std::move(result));
        };
        m_timer = m_owner.m_clock.after(m_owner.toolTime, [this, request, handlers] {
            if (handlers.output)
                handlers.output("live\n");
            finish(handlers.done, m_owner.tool ? m_owner.tool(request)
                                               : Result<domain::ToolResult>(domain::ToolResult{"ran " + request.name}));
        });
        return Call([&owner = m_owner, sandbox = m_sandbox, id] {
            const auto link = owner.m_links.find(sandbox);
            if (link == owner.m_links.end() || !link->second->m_running || link->second->m_runningId != id)
                return;
            link->second->m_running = nullptr;
            link->second->m_timer.cancel();
            --owner.running;
            owner.aborted.push_back(id);
        });
    }
    void abortTool(const domain::EventId &call) override
    {
        if (!m_running || m_runningId != call.value())
            return;
        m_owner.aborted.push_back(call.value());
        m_timer = m_owner.m_clock.after(0ms, [this, name = m_runningTool] {
            if (const auto running = m_running) // it empties m_running
                running(domain::ToolResult{name + ": This operation was aborted", true});
        });
    }
    ports::GuestFiles &files() override { return m_files; }
    ports::GuestTerminals &terminals() override { return m_terminals; }
    void standStill() override { m_owner.still.insert(m_sandbox); }
    void goOn(ports::GuestIdentity identity) override
    {
        m_owner.still.erase(m_sandbox);
        m_owner.identities.push_back(identity.entropy);
        m_owner.setups.push_back(identity.setup);
        m_owner.gates.push_back(identity.gate);
        m_owner.hostnames.push_back(identity.hostname);
        m_told = m_owner.m_clock.after(0ms, [this] {
            if (m_onChecked)
                m_onChecked(m_owner.checks);
        });
    }
    void onChecked(std::function<void(std::vector<domain::GuestCheck>)> handler) override
    {
        m_onChecked = std::move(handler);
    }
    Call exec(ports::ExecRequest request, ports::ExecHandlers handlers) override
    {
        m_owner.executed.emplace_back(m_sandbox, request);
        const auto answer = m_owner.answerExec ? m_owner.answerExec(m_sandbox, request) : FakeExec{};
        if (answer.goesOn) {
            m_owner.m_execs.insert_or_assign(m_sandbox, std::move(handlers));
            return Call([owner = &m_owner, sandbox = m_sandbox] {
                if (owner->m_execs.erase(sandbox) > 0)
                    owner->killed.push_back(sandbox);
            });
        }
        if (answer.isCat && handlers.input) {
            auto cat = std::make_shared<FakeGuests::Cat>(FakeGuests::Cat{std::move(handlers), answer, {}});
            auto begin = m_owner.m_clock.after(answer.time, [owner = &m_owner, cat] { owner->feed(cat); });
            return Call([cat, begin = std::make_shared<Call>(std::move(begin))] {
                begin->cancel();
                cat->question.cancel();
            });
        }
        return m_owner.m_clock.after(answer.time, [handlers = std::move(handlers), answer] {
            if (handlers.output && !answer.output.empty())
                handlers.output(ports::ExecStream::Output, answer.output);
            if (handlers.output && !answer.errors.empty())
                handlers.output(ports::ExecStream::Error, answer.errors);
            handlers.done(answer.end);
        });
    }
    void onLost(std::function<void(Error)> handler) override { m_onLost = std::move(handler); }

    void lose(Error why)
    {
        if (const auto running = std::exchange(m_running, nullptr))
            running(tl::unexpected(why));
        m_files.lose(why);
        m_terminals.lose(why);
        m_owner.endExec(m_sandbox, tl::unexpected(why));
        if (auto onLost = std::exchange(m_onLost, nullptr))
            onLost(why);
    }

private:
    void finish(const Callback<domain::ToolResult> &done, Result<domain::ToolResult> result)
    {
        m_running = nullptr;
        --m_owner.running;
        done(std::move(result));
    }

    FakeGuests &m_owner;
    std::string m_sandbox;
    std::string m_runningId;
    std::string m_runningTool;
    std::function<void(Result<domain::ToolResult>)> m_running;
    FakeGuestFiles m_files;
    FakeTerminals m_terminals;
    std::function<void(std::vector<domain::GuestCheck>)> m_onChecked;
    Call m_told;
    std::function<void(Error)> m_onLost;
    Call m_timer;
};

Call FakeGuests::connect(std::string controlSocket, ports::GuestIdentity identity, std::chrono::milliseconds deadline,
                         Callback<ports::GreetedGuest> done)
{
    identities.push_back(identity.entropy);
    setups.push_back(identity.setup);
    gates.push_back(identity.gate);
    hostnames.push_back(identity.hostname);
    const auto *machine = hypervisor ? hypervisor->machines.at(controlSocket) : nullptr;
    const bool silent =
        (silentWithKvm && machine && machine->spec().acceleration == domain::Acceleration::Kvm) || silentBoots > 0;
    if (silent) {
        silentBoots = std::max(0, silentBoots - 1);
        return m_clock.after(deadline,
                             [done = std::move(done)] { done(fail(ErrorCode::GuestUnresponsive, "no greeting")); });
    }
    return m_clock.after(bootTime, [this, controlSocket, done = std::move(done)] {
        if (beforeGreeting)
            beforeGreeting(controlSocket);
        still.erase(controlSocket); // another guest than the one that was told to
        done(ports::GreetedGuest{std::make_unique<FakeLink>(*this, controlSocket), {"1", "6.1.0", 2s, checks}});
    });
}

/// Asks for the next piece of its input.
void FakeGuests::feed(const std::shared_ptr<Cat> &cat)
{
    auto question = cat->handlers.input(32 << 10, [this, weak = std::weak_ptr(cat)](const Result<std::string> &piece) {
        const auto here = weak.lock();
        if (!here)
            return;
        if (!piece)
            return here->handlers.done(tl::unexpected(piece.error()));
        if (piece->empty())
            return here->handlers.done(here->answer.end);
        if (here->handlers.output)
            here->handlers.output(ports::ExecStream::Output, *piece);
        feed(here);
    });
    cat->question = std::move(question);
}

bool FakeGuests::sayExec(const std::string &sandbox, const std::string &output)
{
    const auto found = m_execs.find(sandbox);
    if (found == m_execs.end())
        return false;
    found->second.output(ports::ExecStream::Output, output);
    return true;
}

bool FakeGuests::endExec(const std::string &sandbox, Result<ports::ExecEnd> end)
{
    auto found = m_execs.extract(sandbox);
    if (found.empty())
        return false;
    found.mapped().done(std::move(end));
    return true;
}

void FakeGuests::copyTerminals(const std::string &from, const std::string &to)
{
    terminals(to).terminals = terminals(from).terminals;
    terminals(to).last = terminals(from).last;
}

void FakeGuests::lose(const std::string &sandbox, Error why)
{
    if (const auto link = m_links.find(sandbox); link != m_links.end())
        link->second->lose(std::move(why));
}

} // namespace testsupport
