// Terminals of a sandbox in the window, over a desk of the test's: back-pressure, floods, what is sent and what is not.
#include "app/models/terminals_panel.h"
#include "tests/support/fake_terminal_desk.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::models;
using testsupport::FakeTerminalDesk;

class TerminalsTest : public QObject {
    Q_OBJECT

private:
    static QString row(TerminalSession *session, int row)
    {
        const auto &screen = session->screen();
        return screen.text(screen.top() + row, 0, 1000);
    }
    static TerminalSession *shown(TerminalsPanel &panel, FakeTerminalDesk &desk)
    {
        panel.setDesk(&desk);
        panel.show(QStringLiteral("sbx-1"));
        [&] {
            QTRY_VERIFY(!panel.loading());
        }();
        return panel.session();
    }

private Q_SLOTS:
    void aFloodIsAskedForNoFasterThanItIsDrawn()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("yes");
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        QVERIFY(session);
        QCoreApplication::processEvents();
        desk.print(number, std::string(std::size_t{8} * 1024 * 1024, 'y') + "\r\nend");
        // No more than the window of the desk is here before it is drawn.
        QVERIFY(desk.at(number).waiting.size() >= std::size_t{8} * 1024 * 1024 - FakeTerminalDesk::kWindow);
        QTRY_VERIFY_WITH_TIMEOUT(row(session, session->screen().cursor().row) == QStringLiteral("end"), 30'000);
        QTRY_COMPARE(desk.at(number).under, std::size_t(0)); // all of it was used up, to the byte
    }

    void aDeskThatKeepsNoPaceIsBounded()
    {
        TerminalSession session(nullptr, "sbx-1", {}, nullptr);
        const std::string piece(std::size_t{1024} * 1024, 'x');
        for (int i = 0; i < 64; ++i)
            session.receive(piece);
        session.receive("\r\nthe end");
        QTRY_VERIFY_WITH_TIMEOUT(row(&session, session.screen().cursor().row) == QStringLiteral("the end"), 30'000);
    }

    void whatIsTypedIsSentOnceAndInOrder()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("bash");
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        for (const char c : std::string("abc")) {
            session->screen().type(QString(QLatin1Char(c)), 0);
            session->flush();
        }
        session->flush();
        QCOMPARE(desk.at(number).typed, std::string("abc"));
    }

    void aProgramThatDoesNotReadIsSaid()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("sleep");
        desk.holdType = true;
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        const QSignalSpy refused(session, &TerminalSession::refused);
        for (int i = 0; i < 5; ++i) {
            session->screen().type(QString(512 * 1024, QLatin1Char('z')), 0);
            session->flush();
        }
        QCOMPARE(refused.count(), 1);
        QVERIFY(desk.at(number).typed.size() <= TerminalSession::kTypedMax);
    }

    void whatDidNotArriveIsSaid()
    {
        FakeTerminalDesk desk;
        desk.put("bash");
        desk.refuseType = Error{ErrorCode::OutOfMemory, "no slot is free"};
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        const QSignalSpy refused(session, &TerminalSession::refused);
        session->screen().type(QStringLiteral("x"), 0);
        session->flush();
        QTRY_COMPARE(refused.count(), 1);
        QVERIFY(refused.first().first().toString().contains(QStringLiteral("no slot is free")));
    }

    void theEndComesBehindTheOutput()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("make");
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        QCoreApplication::processEvents();
        desk.print(number, std::string(200'000, '.') + "\r\nlast words");
        desk.end(number, {.status = std::nullopt, .signal = 9, .timedOut = false});
        QCOMPARE(session->state(), TerminalSession::Live);
        QTRY_COMPARE(session->state(), TerminalSession::Ended);
        QCOMPARE(row(session, session->screen().cursor().row), QStringLiteral("last words"));
        QCOMPARE(session->note(), QStringLiteral("Ended by signal 9"));
    }

    void oneThatEndedBeforeIsReadToItsEnd()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("make", "what it said");
        desk.at(number).shown.end = domain::ProgramEnd{.status = 2};
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        QTRY_COMPARE(session->state(), TerminalSession::Ended);
        QCOMPARE(row(session, 0), QStringLiteral("what it said"));
    }

    void whoLooksAwayIsToldNothing()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("bash", "before ");
        TerminalsPanel panel;
        shown(panel, desk);
        QVERIFY(desk.at(number).watch);
        panel.show({});
        QVERIFY(!desk.at(number).watch);
        desk.print(number, "and after");
        QCoreApplication::processEvents();
        QCOMPARE(panel.count(), 0);
        QVERIFY(desk.closed.empty()); // it goes on
        panel.show(QStringLiteral("sbx-1"));
        QTRY_VERIFY(panel.session() && row(panel.session(), 0) == QStringLiteral("before and after"));
    }

    void whatIsOpenedAnewIsNotClosedForTheOneBefore()
    {
        FakeTerminalDesk desk;
        desk.put("bash");
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        QCoreApplication::processEvents();
        desk.breakOff({ErrorCode::GuestExited, "the virtual machine ended"});
        QTRY_COMPARE(session->state(), TerminalSession::Failed);
        panel.openAnew(0); // in a machine whose first terminal is number 1 once more
        QTRY_COMPARE(panel.session()->state(), TerminalSession::Live);
        QVERIFY(desk.has(1));
        QVERIFY(desk.closed.empty());

        desk.breakOff({ErrorCode::GuestExited, "the virtual machine ended"});
        QTRY_COMPARE(panel.session()->state(), TerminalSession::Failed);
        panel.close(0);
        QVERIFY(desk.closed.empty()); // to ask would start the sandbox for it
    }

    void oneThatEndedIsTakenOutOfItsGuest()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("make");
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        QCoreApplication::processEvents();
        desk.end(number, {.status = 2});
        QTRY_COMPARE(session->state(), TerminalSession::Ended);
        panel.openAnew(0);
        QTRY_COMPARE(panel.session()->state(), TerminalSession::Live);
        QCOMPARE(desk.closed, std::vector<domain::TerminalNumber>{number});
    }

    void itsTitleIsTheProgramsUntilItGivesItself()
    {
        FakeTerminalDesk desk;
        const auto number = desk.put("vim \x1b[31mnotes");
        TerminalsPanel panel;
        auto *session = shown(panel, desk);
        QCOMPARE(session->title(), QStringLiteral("vim notes"));
        desk.print(number, "\x1b]0;notes.txt\a");
        QTRY_COMPARE(session->title(), QStringLiteral("notes.txt"));
        QCOMPARE(panel.data(panel.index(0), TerminalsPanel::TitleRole).toString(), QStringLiteral("notes.txt"));
    }

    void thereIsABoundToThem()
    {
        FakeTerminalDesk desk;
        TerminalsPanel panel;
        shown(panel, desk);
        for (int i = 0; i < 40; ++i)
            panel.open(80, 24);
        QCOMPARE(panel.count(), static_cast<int>(limits::kTerminalsMax));
        QVERIFY(!panel.canOpen());
    }
};

QTEST_MAIN(TerminalsTest)
#include "terminals_test.moc"
