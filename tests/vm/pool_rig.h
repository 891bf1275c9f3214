// Role: the engine's pool on real machines, what it has told, and sessions that use what it gives: for tests of what an
// operator does with sandboxes. Thread: the test's.
#pragma once

#include "core/engine/operations_book.h"
#include "core/engine/sandbox_pool.h"
#include "core/engine/usage_book.h"
#include "tests/vm/guest_fixture.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::test {

inline domain::MachineSize smallSize()
{
    return guestSpec("x", ByteCount::mib(256)).size;
}

/// A pool, what it has told, and sessions that use what it gives.
struct Pool {
    explicit Pool(VmFixture &vm, int slots = 6)
        : pool({clock, *vm.hypervisor, connector, usage, operations},
               [this](api::Change change) { take(std::move(change)); })
    {
        const auto spec = guestSpec("x");
        pool.open({.image = spec.image,
                   .acceleration = domain::Acceleration::Emulated,
                   .size = smallSize(),
                   .capacity = slots,
                   .warm = 0});
    }

    void take(api::Change change)
    {
        if (const auto *view = std::get_if<api::SandboxView>(&change)) {
            operations.saw(*view, false);
            if (whenSeen)
                whenSeen(*view);
        }
        if (const auto *base = std::get_if<api::TemplateView>(&change))
            operations.saw(*base);
        if (const auto *view = std::get_if<api::SandboxView>(&change))
            if (view->state == domain::SandboxState::Hibernating && view->progress && whenWriting)
                QTimer::singleShot(0, [then = std::exchange(whenWriting, nullptr)] { then(); });
        if (auto *base = std::get_if<api::TemplateView>(&change))
            templates.insert_or_assign(base->id, *base);
        if (auto *sandbox = std::get_if<api::SandboxView>(&change))
            sandboxes.insert_or_assign(sandbox->id, *sandbox);
        else if (auto *snapshot = std::get_if<api::SnapshotView>(&change))
            snapshots.insert_or_assign(snapshot->id, *snapshot);
        else if (auto *gone = std::get_if<api::SnapshotGone>(&change))
            snapshots.erase(gone->id);
    }

    bool is(const domain::SandboxId &id, domain::SandboxState state)
    {
        return QTest::qWaitFor([&] { return pool.state(id) == state; }, kPatienceMs);
    }

    /// What a command says in it, asked by a session that names it and leaves again.
    QString bash(const domain::SandboxId &id, const std::string &command)
    {
        std::optional<Result<domain::ToolResult>> result;
        Call call;
        engine::Tenant tenant{.ready =
                                  [&](ports::GuestLink &link) {
                                      call = link.runTool({domain::EventId("sevt_" + std::to_string(++calls)),
                                                           "bash",
                                                           {{"command", command}},
                                                           std::chrono::minutes(1),
                                                           {},
                                                           {}},
                                                          {{}, [&](auto r) {
                                                               result = std::move(r);
                                                           }});
                                  },
                              .lost = [&](Error why) { result = tl::unexpected(why); },
                              .changed =
                                  [] {
                                  }};
        const auto used = pool.acquire(domain::SessionId("sesn_1"), {.named = id, .size = {}}, std::move(tenant));
        if (!used)
            return QString::fromStdString(describe(used.error()));
        if (!QTest::qWaitFor([&] { return result.has_value(); }, kPatienceMs))
            return QStringLiteral("no answer");
        pool.release(id);
        return QString::fromStdString(*result ? (*result)->text : describe(result->error()));
    }

    std::vector<domain::SandboxId> childrenOf(const domain::SandboxId &id)
    {
        std::vector<domain::SandboxId> out;
        for (const auto &[child, view] : sandboxes)
            if (view.forkOf == id)
                out.push_back(child);
        return out;
    }

    void close()
    {
        bool closed = false;
        pool.closeAll([&](const auto &) { closed = true; });
        QVERIFY(QTest::qWaitFor([&] { return closed; }, kPatienceMs));
    }

    system::RealClock clock;
    guest::SocketConnector connector{clock};
    std::map<domain::SandboxId, api::SandboxView> sandboxes;
    std::map<domain::SnapshotId, api::SnapshotView> snapshots;
    std::map<domain::TemplateId, api::TemplateView> templates;
    std::function<void(const api::SandboxView &)> whenSeen;
    std::function<void()> whenWriting; // a sandbox's memory is being written down; once
    int calls = 0;
    engine::UsageBook usage{clock, {}, [](const domain::HistoryFact &) {
                            }};
    std::vector<domain::Operation> ended; // long actions, in order of their end
    engine::OperationsBook operations{{clock, [](const domain::HistoryFact &) {},
                                       [this](const api::Change &change) {
                                           const auto *view = std::get_if<api::OperationView>(&change);
                                           if (view && domain::isOver(view->operation.state))
                                               ended.push_back(view->operation);
                                       }}};
    engine::SandboxPool pool;
};

inline constexpr auto kAccepted = api::Verdict::Kind::Accepted;

} // namespace glovebox::test
