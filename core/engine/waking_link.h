// Role: a sandbox's link and files as its users get them: whatever they ask of a guest that stands still wakes it
// first, and it can be told whether something is under way. Thread: the engine's. The link must be held as long as its
// files.
#pragma once

#include "core/ports/guest_link.h"

#include <functional>
#include <memory>
#include <utility>

namespace glovebox::engine {

class WakingLink final : public ports::GuestLink, private ports::GuestFiles {
public:
    /// `wake` has the guest go on, or does nothing when it does; it may be asked things from then on.
    WakingLink(std::unique_ptr<ports::GuestLink> inner, std::function<void()> wake)
        : m_inner(std::move(inner)), m_wake(std::move(wake)), m_underWay(std::make_shared<char>())
    {
    }

    /// A tool runs or a file moves.
    bool isUsed() const { return m_underWay.use_count() > 1; }

    Call runTool(ports::ToolRequest request, ports::ToolHandlers handlers) override
    {
        m_wake();
        handlers.done = counted(std::move(handlers.done));
        return m_inner->runTool(std::move(request), std::move(handlers));
    }
    void abortTool(const domain::EventId &call) override { m_inner->abortTool(call); }
    ports::GuestFiles &files() override { return *this; }
    void standStill() override { m_inner->standStill(); }
    void goOn(ports::GuestIdentity identity) override { m_inner->goOn(std::move(identity)); }
    void onLost(std::function<void(Error)> handler) override { m_inner->onLost(std::move(handler)); }

private:
    Call makeFolder(ports::GuestFolder folder, Callback<> done) override
    {
        return woken().makeFolder(std::move(folder), counted(std::move(done)));
    }
    Call write(ports::GuestFile file, Callback<> done) override
    {
        return woken().write(std::move(file), counted(std::move(done)));
    }
    Call read(std::string path, ByteCount max, ports::ReadHandlers handlers) override
    {
        handlers.done = counted(std::move(handlers.done));
        return woken().read(std::move(path), max, std::move(handlers));
    }
    Call list(ports::ListRequest request, Callback<std::vector<ports::GuestEntry>> done) override
    {
        return woken().list(std::move(request), counted(std::move(done)));
    }
    Call remove(std::string path, Callback<> done) override
    {
        return woken().remove(std::move(path), counted(std::move(done)));
    }

    ports::GuestFiles &woken()
    {
        m_wake();
        return m_inner->files();
    }

    /// Counts for as long as somebody may still call it.
    template <class T>
    Callback<T> counted(Callback<T> done)
    {
        return [done = std::move(done), counts = m_underWay](Result<T> result) {
            done(std::move(result));
        };
    }

    std::unique_ptr<ports::GuestLink> m_inner;
    std::function<void()> m_wake;
    std::shared_ptr<const char> m_underWay; // held by what is under way
};

} // namespace glovebox::engine
