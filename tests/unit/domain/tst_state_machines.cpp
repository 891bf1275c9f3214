// Role: the state tables, walked edge by edge, and their printed copy in docs/state-machines.md. Run with
// GLOVEBOX_UPDATE_GOLDEN=1 to write that copy anew after a table was changed on purpose.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/domain/operation.h"
#include "core/domain/sandbox.h"
#include "core/domain/snapshot.h"
#include "core/domain/template.h"
#include "core/domain/work_item.h"

#include <QFile>

#include <algorithm>
#include <set>
#include <string>

using namespace glovebox::domain;

namespace {

constexpr std::array kSandboxEvents{SandboxEvent::SlotFree,     SandboxEvent::Restore,       SandboxEvent::Reload,
                                    SandboxEvent::Ready,        SandboxEvent::Pause,         SandboxEvent::Resume,
                                    SandboxEvent::Hibernate,    SandboxEvent::Stored,        SandboxEvent::StayedUp,
                                    SandboxEvent::StayedStored, SandboxEvent::StayedStopped, SandboxEvent::WentAway,
                                    SandboxEvent::Failed,       SandboxEvent::Destroy,       SandboxEvent::Gone};
constexpr std::array kSnapshotEvents{SnapshotEvent::Taken, SnapshotEvent::Failed, SnapshotEvent::Delete,
                                     SnapshotEvent::Gone};
constexpr std::array kTemplateEvents{TemplateEvent::Frozen, TemplateEvent::Failed, TemplateEvent::Retry,
                                     TemplateEvent::Forget};
constexpr std::array kItemEvents{ItemEvent::Acknowledged, ItemEvent::Refused, ItemEvent::RunOver, ItemEvent::LeaseLost,
                                 ItemEvent::Stopped};

constexpr std::array kOperationEvents{OperationEvent::Start, OperationEvent::Finish, OperationEvent::Fail,
                                      OperationEvent::Cancel, OperationEvent::ProgramEnded};

std::string padded(std::string_view text)
{
    constexpr std::size_t width = 14;
    return std::string(text) + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

/// One row per state, in the order of the table: what leads where, or that nothing does.
template <class Edges, class States>
std::string printed(std::string_view title, const Edges &edges, const States &states)
{
    std::string text = "## " + std::string(title) + "\n\n```\n";
    for (const auto state : states) {
        bool any = false;
        for (const auto &edge : edges) {
            if (edge.from != state)
                continue;
            text +=
                padded(word(edge.from)) + "-- " + padded(word(edge.on)) + "--> " + std::string(word(edge.to)) + '\n';
            any = true;
        }
        if (!any)
            text += padded(word(state)) + "(the end)\n";
    }
    return text + "```\n";
}

std::string document()
{
    return "# State machines\n\n"
           "Printed from the tables in `core/domain` by `tests/unit/domain`, which fails when the two differ. To write "
           "it anew:\n"
           "`GLOVEBOX_UPDATE_GOLDEN=1 ctest -R tst_domain_state_machines`. What is guaranteed in each state stands at "
           "the head of\n"
           "the table's header.\n\n" +
           printed("Sandbox (`core/domain/sandbox.h`)", kSandboxEdges, kSandboxStates) + '\n' +
           printed("Snapshot (`core/domain/snapshot.h`)", kSnapshotEdges, kSnapshotStates) + '\n' +
           printed("Template (`core/domain/template.h`)", kTemplateEdges, kTemplateStates) + '\n' +
           printed("Work item (`core/domain/work_item.h`)", kItemEdges, kItemPhases) + '\n' +
           printed("Operation (`core/domain/operation.h`)", kOperationEdges, kOperationStates);
}

template <class States, class Events>
std::size_t moves(const States &states, const Events &events)
{
    std::size_t count = 0;
    for (const auto state : states)
        for (const auto event : events)
            count += next(state, event).has_value() ? 1 : 0;
    return count;
}

/// From each state, some way leads to an end.
template <class States, class Events>
bool everyStateCanEnd(const States &states, const Events &events)
{
    const auto isEnd = [&](auto state) {
        return std::ranges::none_of(events, [&](auto event) { return next(state, event).has_value(); });
    };
    return std::ranges::all_of(states, [&](auto from) {
        std::set reached{from};
        for (std::size_t i = 0; i < states.size(); ++i)
            for (const auto state : std::set(reached))
                for (const auto event : events)
                    if (const auto to = next(state, event))
                        reached.insert(*to);
        return std::ranges::any_of(reached, isEnd);
    });
}

} // namespace

class StateMachinesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDocumentShowsTheTables()
    {
        QFile file(qEnvironmentVariable("STATE_MACHINES"));
        if (qEnvironmentVariableIntValue("GLOVEBOX_UPDATE_GOLDEN") == 1) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromStdString(document()));
            return;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
        QCOMPARE(QString::fromUtf8(file.readAll()), QString::fromStdString(document()));
    }

    void onlyTheTablesEdgesMove()
    {
        for (const auto &edge : kSandboxEdges)
            QVERIFY(next(edge.from, edge.on) == edge.to);
        QCOMPARE(moves(kSandboxStates, kSandboxEvents), kSandboxEdges.size());
        for (const auto &edge : kItemEdges)
            QVERIFY(next(edge.from, edge.on) == edge.to);
        QCOMPARE(moves(kItemPhases, kItemEvents), kItemEdges.size());
        for (const auto &edge : kSnapshotEdges)
            QVERIFY(next(edge.from, edge.on) == edge.to);
        QCOMPARE(moves(kSnapshotStates, kSnapshotEvents), kSnapshotEdges.size());
        for (const auto &edge : kTemplateEdges)
            QVERIFY(next(edge.from, edge.on) == edge.to);
        QCOMPARE(moves(kTemplateStates, kTemplateEvents), kTemplateEdges.size());
        for (const auto &edge : kOperationEdges)
            QVERIFY(next(edge.from, edge.on) == edge.to);
        QCOMPARE(moves(kOperationStates, kOperationEvents), kOperationEdges.size());
    }

    void everythingComesToAnEnd()
    {
        QVERIFY(everyStateCanEnd(kSandboxStates, kSandboxEvents));
        QVERIFY(everyStateCanEnd(kItemPhases, kItemEvents));
        QVERIFY(everyStateCanEnd(kTemplateStates, kTemplateEvents));
        QVERIFY(everyStateCanEnd(kSnapshotStates, kSnapshotEvents));
        QVERIFY(everyStateCanEnd(kOperationStates, kOperationEvents));
    }

    void aSandboxCanAlwaysBeDestroyedAndOnlyOnce()
    {
        for (const auto state : kSandboxStates) {
            const bool gone = state == SandboxState::Destroying || state == SandboxState::Destroyed;
            QVERIFY2(next(state, SandboxEvent::Destroy).has_value() != gone, std::string(word(state)).c_str());
        }
    }

    void aSlotIsHeldFromTheStartOfAProcessToItsEnd()
    {
        QVERIFY(!holdsSlot(SandboxState::Queued) && !holdsSlot(SandboxState::Failed) &&
                !holdsSlot(SandboxState::Destroyed) && !holdsSlot(SandboxState::Hibernated) &&
                !holdsSlot(SandboxState::Stopped));
        QVERIFY(holdsSlot(SandboxState::Restoring) && holdsSlot(SandboxState::Resuming) &&
                holdsSlot(SandboxState::Hibernating) && holdsSlot(SandboxState::Paused));
        QVERIFY(holdsSlot(SandboxState::Creating) && holdsSlot(SandboxState::Running) &&
                holdsSlot(SandboxState::Destroying));
    }

    void whatSleepsComesBackOrSleepsOn()
    {
        QVERIFY(next(SandboxState::Resuming, SandboxEvent::StayedStored) == SandboxState::Hibernated);
        QVERIFY(!next(SandboxState::Resuming, SandboxEvent::Failed));
        QVERIFY(!next(SandboxState::Hibernated, SandboxEvent::Failed));
        QVERIFY(next(SandboxState::Creating, SandboxEvent::StayedStopped) == SandboxState::Stopped);
        QVERIFY(!next(SandboxState::Stopped, SandboxEvent::Failed));
        QVERIFY(next(SandboxState::Hibernating, SandboxEvent::StayedUp) == SandboxState::Running);
    }

    void aLostItemIsNeverReleased()
    {
        for (const auto event : kItemEvents)
            QVERIFY(!next(ItemPhase::Lost, event));
        QVERIFY(next(ItemPhase::Serving, ItemEvent::LeaseLost) == ItemPhase::Lost);
        QVERIFY(next(ItemPhase::Releasing, ItemEvent::LeaseLost) == ItemPhase::Lost);
    }
};

QTEST_GUILESS_MAIN(StateMachinesTest)
#include "tst_state_machines.moc"
