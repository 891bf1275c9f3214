// Nothing moves under the reader: order, freezing, the pill, filter and selection.
#include "app/models/sessions_model.h"
#include "app/models/stable_list.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using api::SessionState;

class StableListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatNeedsSomebodyStandsFirst();
    void newRowsWaitWhileARowIsSelected();
    void reorderedRowsAreCountedAndAppliedOnRequest();
    void letGoOfTheSelectionAndTheListSettles();
    void aChangedValueShowsWithoutMoving();
    void filterAppliesAtOnceAndDimsWhatNoLongerMatches();
    void aWordWithMinusExcludes();
    void sortingTurnsThenReturnsToTheOwnOrder();
    void selectionStaysOnItsSession();
    void aRemovedRowTakesTheSelectionWithIt();
    void arrowsStayInside();
    void scrollingDownFreezes();
    void readersPointerFreezes();

private:
    QStringList shown() const;

    HandClock m_clock;
    std::unique_ptr<models::Ticker> m_ticker;
    std::unique_ptr<models::SessionsModel> m_source;
    std::unique_ptr<models::StableList> m_list;
    std::unique_ptr<QAbstractItemModelTester> m_sourceTester;
    std::unique_ptr<QAbstractItemModelTester> m_listTester;
};

void StableListTest::init()
{
    m_ticker = std::make_unique<models::Ticker>(m_clock.now(), QTimeZone::utc());
    m_source = std::make_unique<models::SessionsModel>(m_ticker.get());
    m_list = std::make_unique<models::StableList>(m_source.get());
    m_sourceTester = std::make_unique<QAbstractItemModelTester>(m_source.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_listTester = std::make_unique<QAbstractItemModelTester>(m_list.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_source->apply(session("a", 1, SessionState::Running, "Alpha"));
    m_source->apply(session("b", 2, SessionState::Idle, "Beta"));
    m_source->apply(session("c", 3, SessionState::Ended, "Gamma"));
}

void StableListTest::cleanup()
{
    m_listTester.reset();
    m_sourceTester.reset();
    m_list.reset();
    m_source.reset();
}

QStringList StableListTest::shown() const
{
    QStringList keys;
    for (int row = 0; row < m_list->rowCount(); ++row)
        keys += m_list->index(row, 0).data(models::ViewList::KeyRole).toString();
    return keys;
}

void StableListTest::whatNeedsSomebodyStandsFirst()
{
    m_source->apply(session("d", 4, SessionState::NeedsApproval));
    QCOMPARE(shown(), (words({"d", "a", "b", "c"})));
}

void StableListTest::newRowsWaitWhileARowIsSelected()
{
    m_list->select(1);
    QVERIFY(m_list->frozen());
    m_source->apply(session("d", 4, SessionState::NeedsApproval));

    QCOMPARE(shown(), (words({"a", "b", "c"})));
    QCOMPARE(m_list->pendingText(), QStringLiteral("1 new"));
    QCOMPARE(m_list->total(), 4);

    m_list->showPending();
    QCOMPARE(shown(), (words({"d", "a", "b", "c"})));
    QCOMPARE(m_list->pendingText(), QString());
    QCOMPARE(m_list->currentKey(), QStringLiteral("b"));
    QCOMPARE(m_list->currentRow(), 2);
}

void StableListTest::reorderedRowsAreCountedAndAppliedOnRequest()
{
    m_list->select(0);
    m_source->apply(session("c", 5, SessionState::NeedsApproval, "Gamma"));

    QTRY_COMPARE_WITH_TIMEOUT(m_list->pendingText(), QStringLiteral("1 re-ordered"), 10'000);
    QCOMPARE(shown(), (words({"a", "b", "c"})));
    m_list->showPending();
    QCOMPARE(shown(), (words({"c", "a", "b"})));
}

void StableListTest::letGoOfTheSelectionAndTheListSettles()
{
    m_list->select(0);
    m_source->apply(session("d", 4, SessionState::NeedsApproval));
    m_list->clearSelection();
    QCOMPARE(shown(), (words({"d", "a", "b", "c"})));
}

void StableListTest::aChangedValueShowsWithoutMoving()
{
    m_list->select(2);
    QSignalSpy changes(m_list.get(), &QAbstractItemModel::dataChanged);
    m_source->apply(session("c", 5, SessionState::Failed, "Gamma"));

    QCOMPARE(changes.count(), 1);
    QCOMPARE(m_list->index(2, 0).data(models::SessionsModel::WordRole).toString(), QStringLiteral("Failed"));
    QCOMPARE(shown(), (words({"a", "b", "c"})));
}

void StableListTest::filterAppliesAtOnceAndDimsWhatNoLongerMatches()
{
    m_list->select(0);
    m_list->setFilterText(QStringLiteral("alpha"));
    QCOMPARE(shown(), words({"a"}));
    QCOMPARE(m_list->countText(), QStringLiteral("1 of 3"));

    m_source->apply(session("a", 6, SessionState::Running, "Renamed"));
    QCOMPARE(shown(), words({"a"}));
    QVERIFY(m_list->index(0, 0).data(models::StableList::DimmedRole).toBool());

    m_list->setFilterText({});
    QCOMPARE(shown().size(), 3);
    QVERIFY(!m_list->index(0, 0).data(models::StableList::DimmedRole).toBool());
}

void StableListTest::aWordWithMinusExcludes()
{
    m_list->setFilterText(QStringLiteral("-beta running"));
    QCOMPARE(shown(), words({"a"}));
}

void StableListTest::sortingTurnsThenReturnsToTheOwnOrder()
{
    m_list->sortBy(QStringLiteral("title"));
    QCOMPARE(shown(), (words({"a", "b", "c"})));
    m_list->sortBy(QStringLiteral("title"));
    QVERIFY(m_list->sortDescending());
    QCOMPARE(shown(), (words({"c", "b", "a"})));
    m_list->sortBy(QStringLiteral("title"));
    QCOMPARE(m_list->sortRoleName(), QString());
    QCOMPARE(shown(), (words({"a", "b", "c"})));
}

void StableListTest::selectionStaysOnItsSession()
{
    m_list->select(2);
    m_list->sortBy(QStringLiteral("title"));
    m_list->sortBy(QStringLiteral("title"));
    QCOMPARE(m_list->currentKey(), QStringLiteral("c"));
    QCOMPARE(m_list->currentRow(), 0);
}

void StableListTest::aRemovedRowTakesTheSelectionWithIt()
{
    m_list->select(1);
    m_source->remove(domain::SessionId("b"));
    QCOMPARE(m_list->currentKey(), QString());
    QCOMPARE(m_list->currentRow(), -1);
    QCOMPARE(shown(), (words({"a", "c"})));
}

void StableListTest::arrowsStayInside()
{
    m_list->moveSelection(1);
    QCOMPARE(m_list->currentRow(), 0);
    m_list->moveSelection(-5);
    QCOMPARE(m_list->currentRow(), 0);
    m_list->moveSelection(50);
    QCOMPARE(m_list->currentRow(), 2);
}

void StableListTest::scrollingDownFreezes()
{
    m_list->setScrolledDown(true);
    m_source->apply(session("d", 4, SessionState::NeedsApproval));
    QCOMPARE(shown().size(), 3);
    m_list->setScrolledDown(false);
    QCOMPARE(shown().size(), 4);
}

void StableListTest::readersPointerFreezes()
{
    m_list->pointerMoved();
    QVERIFY(m_list->frozen());
    m_source->apply(session("d", 4, SessionState::NeedsApproval));
    QCOMPARE(shown().size(), 3);
    QTRY_COMPARE_WITH_TIMEOUT(shown().size(), 4, 10'000); // the pointer rests
}

QTEST_GUILESS_MAIN(StableListTest)
#include "stable_list_test.moc"
