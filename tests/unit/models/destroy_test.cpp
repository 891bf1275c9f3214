// Destroying: a snapshot is kept first unless somebody wants none, and words are typed only where nothing is kept.
#include "tests/unit/models/panel_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::SandboxState;
using domain::SnapshotState;
using models::DestroyChoice;

namespace {

api::SandboxView clone(const char *id, SandboxState state = SandboxState::Running)
{
    api::SandboxView view = sandbox(id, 1, state);
    view.base = domain::TemplateId("tpl-1");
    view.memory = ByteCount::mib(200);
    view.diskUsed = ByteCount::mib(56);
    return view;
}

api::HostView hostWith(ByteCount free)
{
    api::HostView host = std::get<api::HostView>(sampleHost().front());
    host.generation = 900;
    host.diskFree = free;
    host.diskReserved = ByteCount::mib(512);
    return host;
}

} // namespace

class DestroyTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin({{hostWith(ByteCount::gib(20)), clone("sbx-1"), clone("sbx-2")}}); }
    void cleanup() { end(); }
    void theSnapshotIsThereBeforeItIsDestroyed();
    void withoutTheSnapshotNothingIsDestroyed();
    void whoWantsNoneTypesWhatIsLost();
    void noneIsKeptThatDoesNotFit();
    void nothingIsTypedForWhatHoldsNothing();
    void severalAreKeptEachAndDestroyedOneByOne();
    void whatIsNotHeardOfIsGivenUp();

private:
    models::MachineActions &actions() { return *m_panel->actions(); }
    DestroyChoice &choice() { return *actions().destroying(); }
    void taken(const char *of, SnapshotState state)
    {
        api::SnapshotView view{.id = domain::SnapshotId(std::string("snap-of-") + of),
                               .sandbox = domain::SandboxId(of),
                               .base = domain::TemplateId("tpl-1")};
        view.generation = ++m_generation;
        view.at = kSampleNow;
        view.state = state;
        m_panel->apply(batchOf({view}));
    }
    QStringList asked() { return std::exchange(m_engine->asked, {}); }

    std::uint64_t m_generation = 5000;
};

void DestroyTest::theSnapshotIsThereBeforeItIsDestroyed()
{
    choice().begin({QStringLiteral("sbx-1")});
    QVERIFY(choice().keeps());
    QCOMPARE(choice().keepText(), QStringLiteral("Keep a safety snapshot of it first (about 256 MiB, fits)"));
    QCOMPARE(choice().wantedText(), QString());
    actions().destroyChosen({});
    QCOMPARE(asked(), words({"snapshot sbx-1: before it was destroyed"}));
    taken("sbx-1", SnapshotState::Taking);
    QCOMPARE(asked(), QStringList());
    choice().begin({QStringLiteral("sbx-1")}); // a second click waits for the first
    actions().destroyChosen({});
    QCOMPARE(asked(), QStringList());
    taken("sbx-1", SnapshotState::Ready);
    QCOMPARE(asked(), words({"destroy sbx-1"}));
    taken("sbx-1", SnapshotState::Ready); // once
    QCOMPARE(asked(), QStringList());
}

void DestroyTest::withoutTheSnapshotNothingIsDestroyed()
{
    QSignalSpy toasts(m_panel.get(), &models::PanelModel::toast);
    choice().begin({QStringLiteral("sbx-1")});
    actions().destroyChosen({});
    asked();
    taken("sbx-1", SnapshotState::Failed);
    QCOMPARE(asked(), QStringList());
    QCOMPARE(toasts.count(), 1);
    QVERIFY(m_panel->sandboxViews().refusal(QStringLiteral("sbx-1")).startsWith(QStringLiteral("No safety snapshot")));
    taken("sbx-1", SnapshotState::Ready); // another one, later: nobody asked to destroy it any more
    QCOMPARE(asked(), QStringList());
}

void DestroyTest::whoWantsNoneTypesWhatIsLost()
{
    choice().begin({QStringLiteral("sbx-1")});
    choice().setKeeps(false);
    QCOMPARE(choice().wantedText(), QStringLiteral("sbx-1"));
    actions().destroyChosen(QStringLiteral("sbx-2"));
    QCOMPARE(asked(), QStringList());
    actions().destroyChosen(QStringLiteral(" sbx-1 "));
    QCOMPARE(asked(), words({"destroy sbx-1"}));
}

void DestroyTest::noneIsKeptThatDoesNotFit()
{
    m_panel->apply(batchOf({hostWith(ByteCount::mib(700))}));
    choice().begin({QStringLiteral("sbx-1")});
    QVERIFY(!choice().keeps());
    QVERIFY(choice().keepNote().contains(QStringLiteral("188 MiB is free")));
    QCOMPARE(choice().wantedText(), QStringLiteral("sbx-1"));
    // What sleeps is on the disk already.
    auto asleep = clone("sbx-3", SandboxState::Hibernated);
    asleep.stored = ByteCount::gib(3);
    m_panel->apply(batchOf({asleep}));
    choice().begin({QStringLiteral("sbx-3")});
    QVERIFY(choice().keeps());
}

void DestroyTest::nothingIsTypedForWhatHoldsNothing()
{
    m_panel->apply(batchOf({sandbox("sbx-4", 1, SandboxState::Queued)}));
    choice().begin({QStringLiteral("sbx-4")});
    QVERIFY(!choice().canKeep());
    QCOMPARE(choice().keepNote(), QString());
    actions().destroyChosen({});
    QCOMPARE(asked(), words({"destroy sbx-4"}));
}

void DestroyTest::severalAreKeptEachAndDestroyedOneByOne()
{
    const QStringList ids = words({"sbx-1", "sbx-2"});
    choice().begin(ids);
    QVERIFY(choice().keepText().contains(QStringLiteral("about 512 MiB, fits")));
    actions().destroyChosen({});
    QCOMPARE(asked(), words({"snapshot sbx-1: before it was destroyed", "snapshot sbx-2: before it was destroyed"}));
    taken("sbx-1", SnapshotState::Ready);
    QCOMPARE(asked(), words({"destroy sbx-1"}));
    taken("sbx-2", SnapshotState::Failed);
    QCOMPARE(actions().result()->failed(), 1);
    QCOMPARE(asked(), QStringList());
    actions().retryFailed(); // with a snapshot, as it was chosen
    QCOMPARE(asked(), words({"snapshot sbx-2: before it was destroyed"}));
}

void DestroyTest::whatIsNotHeardOfIsGivenUp()
{
    choice().begin({QStringLiteral("sbx-1")});
    actions().destroyChosen({});
    m_clock.advance(16min);
    m_panel->ticker()->tick();
    QVERIFY(m_panel->sandboxViews().refusal(QStringLiteral("sbx-1")).contains(QStringLiteral("Nothing was heard")));
    QVERIFY(!asked().contains(QStringLiteral("destroy sbx-1")));
}

QTEST_GUILESS_MAIN(DestroyTest)
#include "destroy_test.moc"
