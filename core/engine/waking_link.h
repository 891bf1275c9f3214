// Role: a sandbox's link, files and terminals as their users get them: whatever they ask of a guest that stands still
// wakes it first, what they ask of one that is not there (it is hibernated) waits until it is back, and the pool can
// tell whether something is under way. Looking at a terminal is no use and wakes nobody; it ends without a word when
// the guest's link goes, and the pool's users know when that is. Thread: the engine's. The link must be held as long as
// its files.
#pragma once

#include "core/ports/guest_link.h"

#include <functional>
#include <list>
#include <memory>
#include <utility>

namespace glovebox::engine {

class WakingLink final : public ports::GuestLink, private ports::GuestFiles, private ports::GuestTerminals {
public:
    /// `wake` has the guest go on, or does nothing when it does; it may be asked things from then on.
    WakingLink(std::unique_ptr<ports::GuestLink> inner, std::function<void()> wake)
        : m_inner(std::move(inner)), m_wake(std::move(wake)), m_underWay(std::make_shared<char>())
    {
    }

    /// A tool runs, a file moves, somebody types, or waits to.
    bool isUsed() const { return m_underWay.use_count() > 1; }
    /// The guest is gone for now; the caller deletes its link, not while that calls somebody.
    std::unique_ptr<ports::GuestLink> detach() { return std::move(m_inner); }
    /// It is gone for good, and wakes nobody: what is asked of it from now on is never begun.
    void retire()
    {
        m_wake = [] {
        };
        m_inner.reset();
    }
    /// It is back: what waited is begun, in order.
    void attach(std::unique_ptr<ports::GuestLink> inner)
    {
        m_inner = std::move(inner);
        for (auto &waiting : std::exchange(m_waiting, {}))
            if (!waiting->cancelled)
                waiting->call = waiting->begin(*m_inner);
    }

    Call runTool(ports::ToolRequest request, ports::ToolHandlers handlers) override
    {
        handlers.done = counted(std::move(handlers.done));
        return onceAwake([request = std::move(request), handlers = std::move(handlers)](GuestLink &link) mutable {
            return link.runTool(std::move(request), std::move(handlers));
        });
    }
    Call exec(ports::ExecRequest request, ports::ExecHandlers handlers) override
    {
        handlers.done = counted(std::move(handlers.done));
        return onceAwake([request = std::move(request), handlers = std::move(handlers)](GuestLink &link) mutable {
            return link.exec(std::move(request), std::move(handlers));
        });
    }
    /// Of the pool's own, of a guest that runs: nobody uses the sandbox by it.
    Call runUncounted(ports::ToolRequest request, ports::ToolHandlers handlers)
    {
        return m_inner->runTool(std::move(request), std::move(handlers));
    }
    /// Likewise: a program that may run for as long as the sandbox.
    Call execUncounted(ports::ExecRequest request, ports::ExecHandlers handlers)
    {
        return m_inner->exec(std::move(request), std::move(handlers));
    }
    void abortTool(const domain::EventId &call) override
    {
        if (m_inner)
            m_inner->abortTool(call);
    }
    ports::GuestFiles &files() override { return *this; }
    ports::GuestTerminals &terminals() override { return *this; }
    /// To look on: nobody uses or wakes the sandbox by that. Null: it is not there now.
    ports::GuestTerminals *terminalsToLookAt() { return m_inner ? &m_inner->terminals() : nullptr; }
    /// Called before it is told to stand still: whoever looks on looks away.
    void onStandStill(std::function<void()> handler) { m_onStandStill = std::move(handler); }
    void standStill() override
    {
        if (m_onStandStill)
            m_onStandStill();
        if (m_inner)
            m_inner->standStill();
    }
    void goOn(ports::GuestIdentity identity) override
    {
        if (m_inner)
            m_inner->goOn(std::move(identity));
    }
    void onChecked(std::function<void(std::vector<domain::GuestCheck>)> handler) override
    {
        if (m_inner)
            m_inner->onChecked(std::move(handler));
    }
    void onLost(std::function<void(Error)> handler) override
    {
        if (m_inner)
            m_inner->onLost(std::move(handler));
    }

private:
    struct Waiting {
        std::function<Call(GuestLink &)> begin;
        Call call;
        bool cancelled = false;
    };

    Call makeFolder(ports::GuestFolder folder, Callback<> done) override
    {
        return onceAwake([folder = std::move(folder), done = counted(std::move(done))](GuestLink &link) mutable {
            return link.files().makeFolder(std::move(folder), std::move(done));
        });
    }
    Call write(ports::GuestFile file, Callback<> done) override
    {
        return onceAwake([file = std::move(file), done = counted(std::move(done))](GuestLink &link) mutable {
            return link.files().write(std::move(file), std::move(done));
        });
    }
    Call writeFrom(ports::GuestFileTarget target, ports::ContentSource next, Callback<> done) override
    {
        return onceAwake([target = std::move(target), next = std::move(next),
                          done = counted(std::move(done))](GuestLink &link) mutable {
            return link.files().writeFrom(std::move(target), std::move(next), std::move(done));
        });
    }
    Call makeLink(ports::GuestSymlink link, Callback<> done) override
    {
        return onceAwake([link = std::move(link), done = counted(std::move(done))](GuestLink &awake) mutable {
            return awake.files().makeLink(std::move(link), std::move(done));
        });
    }
    Call read(std::string path, ByteCount max, ports::ReadHandlers handlers) override
    {
        handlers.done = counted(std::move(handlers.done));
        return onceAwake([path = std::move(path), max, handlers = std::move(handlers)](GuestLink &link) mutable {
            return link.files().read(std::move(path), max, std::move(handlers));
        });
    }
    Call list(ports::ListRequest request, Callback<std::vector<ports::GuestEntry>> done) override
    {
        return onceAwake([request = std::move(request), done = counted(std::move(done))](GuestLink &link) mutable {
            return link.files().list(std::move(request), std::move(done));
        });
    }
    Call remove(std::string path, Callback<> done) override
    {
        return onceAwake([path = std::move(path), done = counted(std::move(done))](GuestLink &link) mutable {
            return link.files().remove(std::move(path), std::move(done));
        });
    }

    Call open(domain::TerminalWish wish, Callback<domain::TerminalNumber> done) override
    {
        return onceAwake([wish = std::move(wish), done = counted(std::move(done))](GuestLink &link) mutable {
            return link.terminals().open(std::move(wish), std::move(done));
        });
    }
    Call list(Callback<std::vector<domain::GuestTerminal>> done) override
    {
        return onceAwake([done = counted(std::move(done))](GuestLink &link) mutable {
            return link.terminals().list(std::move(done));
        });
    }
    Call attach(domain::TerminalNumber terminal, ports::TerminalHandlers handlers) override
    {
        return onceThere([terminal, handlers = std::move(handlers)](GuestLink &link) mutable {
            return link.terminals().attach(terminal, std::move(handlers));
        });
    }
    Call write(domain::TerminalNumber terminal, std::string bytes, Callback<> done) override
    {
        return onceAwake(
            [terminal, bytes = std::move(bytes), done = counted(std::move(done))](GuestLink &link) mutable {
                return link.terminals().write(terminal, std::move(bytes), std::move(done));
            });
    }
    Call resize(domain::TerminalNumber terminal, domain::TerminalSize size, Callback<> done) override
    {
        return onceAwake([terminal, size, done = counted(std::move(done))](GuestLink &link) mutable {
            return link.terminals().resize(terminal, size, std::move(done));
        });
    }
    Call close(domain::TerminalNumber terminal, Callback<> done) override
    {
        return onceAwake([terminal, done = counted(std::move(done))](GuestLink &link) mutable {
            return link.terminals().close(terminal, std::move(done));
        });
    }

    template <class Begin>
    Call onceAwake(Begin begin)
    {
        m_wake();
        return onceThere(std::move(begin));
    }

    template <class Begin>
    Call onceThere(Begin begin)
    {
        if (m_inner)
            return begin(*m_inner);
        auto waiting = m_waiting.emplace_back(std::make_shared<Waiting>(Waiting{std::move(begin), {}, false}));
        return Call([waiting] {
            waiting->cancelled = true;
            waiting->begin = nullptr; // it counts as under way
            waiting->call.cancel();
        });
    }

    /// Counts for as long as somebody may still call it.
    template <class T>
    Callback<T> counted(Callback<T> done)
    {
        return [done = std::move(done), counts = m_underWay](Result<T> result) {
            done(std::move(result));
        };
    }

    std::unique_ptr<ports::GuestLink> m_inner; // none: not there now
    std::function<void()> m_wake;
    std::function<void()> m_onStandStill;
    std::shared_ptr<const char> m_underWay; // held by what is under way
    std::list<std::shared_ptr<Waiting>> m_waiting;
};

} // namespace glovebox::engine
