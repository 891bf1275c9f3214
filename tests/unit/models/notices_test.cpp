// Notifications: what is said and when, as a table of moments; what they hold; where their buttons lead.
#include "tests/unit/models/panel_fixture.h"

#include "app/models/desktop_panel.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::models;
using namespace glovebox::testing;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kNever{-1};

Alert alert(const char *id, AlertLevel level = AlertLevel::NeedsYou, const char *what = "Approve bash")
{
    return {.id = QLatin1String(id),
            .level = level,
            .look = {QLatin1String(what), format::Tone::Attention, format::Shape::TriangleBang},
            .object = QStringLiteral("Fix the build"),
            .target = QStringLiteral("approval/sesn-1/") + QLatin1String(id)};
}

/// A book with time that is turned by hand.
struct Read {
    NoticeBook book;
    NoticeChoices choices;
    WallTime now = kSampleNow;

    void note(const Alert &what, const char *group = "session/sesn-1", bool isNews = true)
    {
        book.note(what, QLatin1String(group), isNews);
    }
    QStringList said(std::chrono::seconds later = 0s)
    {
        now += later;
        QStringList all;
        for (const Notice &notice : book.due(now, choices).shown)
            all += notice.title + QLatin1Char('|') + QString(notice.text).replace(QLatin1Char('\n'), QLatin1Char('|'));
        return all;
    }
};

std::optional<Notice> ofAnApproval(const QSignalSpy &shown)
{
    for (const auto &row : shown)
        if (const auto notice = row.front().value<Notice>(); notice.target.startsWith(QLatin1String("approval/")))
            return notice;
    return std::nullopt;
}

} // namespace

class NoticesTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void levelsAreSaidAsTheyAreChosen_data();
    void levelsAreSaidAsTheyAreChosen();
    void oneASessionAMinute();
    void sessionsDoNotHoldEachOtherUp();
    void whatNothingMayDisturbWaits();
    void whatIsMutedWaitsAnHour();
    void whatIsSettledMeanwhileIsNotSaid();
    void whatIsDoneDoesNotWaitInTheDark();
    void whatIsNoNewsIsCountedAndNotSaid();
    void whatIsSettledIsTakenAway();
    void foreignTextIsOneShortLine();
    void timeThatGoesBackHoldsNothingUp();

    void aWaitingCallIsSaidWithoutItsInput();
    void whatStandsWhenTheWindowOpensIsOnScreen();
    void reviewLeadsToTheCallAndAnswersNothing();
    void muteIsOfThatSession();
    void theTestIsShownWhateverIsChosen();
    void theSettingsSayWhoShowsThem();

private:
    NoticesModel &notices() { return *m_panel->desktop()->notices(); }
    /// A minute and a half on: no news of the opening any more.
    void goOn()
    {
        m_clock.advance(90s);
        m_panel->ticker()->tick();
    }
};

void NoticesTest::levelsAreSaidAsTheyAreChosen_data()
{
    QTest::addColumn<int>("level");
    QTest::addColumn<bool>("usual");
    QTest::addColumn<bool>("without");
    QTest::addColumn<bool>("all");
    const auto row = [](const char *name, AlertLevel level, bool usual, bool without, bool all) {
        QTest::newRow(name) << static_cast<int>(level) << usual << without << all;
    };
    row("needs you", AlertLevel::NeedsYou, true, false, true);
    row("failed", AlertLevel::Failed, true, false, true);
    row("done only if asked", AlertLevel::Done, false, false, true);
    row("info stays in the window", AlertLevel::Info, false, false, false);
}

void NoticesTest::levelsAreSaidAsTheyAreChosen()
{
    QFETCH(int, level);
    const std::pair<const char *, NoticeChoices> kChoices[] = {
        {"usual", {}}, {"without", {false, false, false, false}}, {"all", {true, true, true, false}}};
    for (const auto &[name, choices] : kChoices) {
        Read read{.book = {}, .choices = choices};
        read.note(alert("1", static_cast<AlertLevel>(level)));
        const bool wanted = *static_cast<const bool *>(QTest::qData(name, qMetaTypeId<bool>()));
        QVERIFY2(read.said().size() == (wanted ? 1 : 0), name);
    }
}

void NoticesTest::oneASessionAMinute()
{
    Read read;
    read.note(alert("1"));
    QCOMPARE(read.said(), words({"Approve bash|Fix the build"}));
    QCOMPARE(read.said(), QStringList()); // once
    read.note(alert("2", AlertLevel::Failed, "Sandbox failed"));
    read.note(alert("3", AlertLevel::NeedsYou, "Approve edit"));
    QCOMPARE(read.said(59s), QStringList());
    // The most urgent, and how many stand beside it.
    QCOMPARE(read.said(1s), words({"Approve edit|Fix the build|and 2 more"}));
    QCOMPARE(read.said(10min), QStringList()); // the other was in it
}

void NoticesTest::sessionsDoNotHoldEachOtherUp()
{
    Read read;
    read.note(alert("1"));
    read.note(alert("2"), "session/sesn-2");
    read.note(alert("3", AlertLevel::NeedsYou, "Disk under the reserve"), "snapshots");
    QCOMPARE(read.said().size(), 3);
}

void NoticesTest::whatNothingMayDisturbWaits()
{
    Read read;
    read.choices.quiet = true;
    read.note(alert("1"));
    read.note(alert("2"));
    QCOMPARE(read.said(3h), QStringList());
    read.choices.quiet = false;
    QCOMPARE(read.said(), words({"Approve bash|Fix the build|and 1 more"}));
}

void NoticesTest::whatIsMutedWaitsAnHour()
{
    Read read;
    read.book.mute(QStringLiteral("session/sesn-1"), read.now);
    read.note(alert("1"));
    read.note(alert("2"), "session/sesn-2");
    QCOMPARE(read.said().size(), 1); // the other session's
    QCOMPARE(read.book.muted(read.now), 1);
    QCOMPARE(read.said(59min), QStringList());
    QCOMPARE(read.said(1min).size(), 1);
    QCOMPARE(read.book.muted(read.now), 0);

    read.book.mute(QStringLiteral("session/sesn-1"), read.now);
    read.note(alert("3"));
    QCOMPARE(read.said(2min), QStringList());
    read.book.unmuteAll();
    QCOMPARE(read.said().size(), 1);
}

void NoticesTest::whatIsSettledMeanwhileIsNotSaid()
{
    Read read;
    read.choices.quiet = true;
    read.note(alert("1"));
    read.said();
    read.book.settle(QStringLiteral("1"));
    read.choices.quiet = false;
    QCOMPARE(read.said(2min), QStringList());
}

void NoticesTest::whatIsDoneDoesNotWaitInTheDark()
{
    Read read;
    read.choices = {true, true, true, true};
    read.note(alert("1", AlertLevel::Done, "Image imported"), "image/img-1");
    QCOMPARE(read.said(), QStringList());
    read.choices.quiet = false;
    QCOMPARE(read.said(1h), QStringList()); // old news
    read.note(alert("2", AlertLevel::Done, "Image imported"), "image/img-1");
    QCOMPARE(read.said().size(), 1);
    read.note(alert("3", AlertLevel::Done, "Image removed"), "image/img-1");
    QCOMPARE(read.said(30s), QStringList());
    QCOMPARE(read.said(30s), words({"Image removed|Fix the build"})); // the one before does not stand beside it
}

void NoticesTest::whatIsNoNewsIsCountedAndNotSaid()
{
    Read read;
    read.note(alert("1"), "session/sesn-1", false);
    read.note(alert("2"), "session/sesn-1", false);
    QCOMPARE(read.said(5min), QStringList());
    read.note(alert("3"));
    QCOMPARE(read.said(), words({"Approve bash|Fix the build|and 2 more"}));
}

void NoticesTest::whatIsSettledIsTakenAway()
{
    Read read;
    read.note(alert("1"));
    read.note(alert("2", AlertLevel::Failed, "Sandbox failed"));
    read.said();
    read.book.settle(QStringLiteral("2"));
    QCOMPARE(read.book.due(read.now, {}).gone, QStringList()); // it names the other
    read.book.settle(QStringLiteral("1"));
    QCOMPARE(read.book.due(read.now, {}).gone, words({"session/sesn-1"}));
    QCOMPARE(read.book.due(read.now, {}).gone, QStringList());
}

void NoticesTest::foreignTextIsOneShortLine()
{
    Read read;
    Alert odd = alert("1");
    odd.look.word = QStringLiteral("Approve ") + QString(QChar(0x202e)) + QStringLiteral("tool\x1b[31m\nsecond");
    odd.object = QString(4000, QLatin1Char('x'));
    read.note(odd);
    const Notice notice = read.book.due(read.now, {}).shown.front();
    QVERIFY(!notice.title.contains(QChar(0x202e)) && !notice.title.contains(QChar(0x1b)));
    QVERIFY(!notice.title.contains(QLatin1Char('\n')) && !notice.title.contains(QLatin1String("second")));
    QCOMPARE(notice.text.size(), kNoticeTextMax);
}

void NoticesTest::timeThatGoesBackHoldsNothingUp()
{
    Read read;
    read.note(alert("1"));
    read.said();
    read.note(alert("2"));
    QCOMPARE(read.said(-3600s).size(), 1);
}

void NoticesTest::aWaitingCallIsSaidWithoutItsInput()
{
    goOn();
    QSignalSpy shown(&notices(), &NoticesModel::shown);
    m_panel->apply(batchOf(sampleMoreApprovals()));
    goOn();
    const auto notice = ofAnApproval(shown);
    QVERIFY(notice && notice->isOfSession);
    QVERIFY(!notice->text.isEmpty());
    for (const Need &need : m_panel->overview()->allNeeds()) {
        if (!need.target.startsWith(QLatin1String("approval/")) || need.detail.isEmpty())
            continue; // the detail is the beginning of the input
        for (const auto &row : shown) {
            const auto said = row.front().value<Notice>();
            QVERIFY2(!(said.title + said.text).contains(need.detail), qPrintable(said.text));
        }
    }
}

void NoticesTest::whatStandsWhenTheWindowOpensIsOnScreen()
{
    end();
    m_clock = HandClock();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
    QSignalSpy shown(&notices(), &NoticesModel::shown);
    m_panel->apply(batchOf(sampleViews()));
    for (const auto &row : shown) // nothing of sessions and sandboxes, which began before
        QVERIFY2(!row.front().value<Notice>().isOfSession, qPrintable(row.front().value<Notice>().title));
    QVERIFY(m_panel->waitingApprovals() > 0);
}

void NoticesTest::reviewLeadsToTheCallAndAnswersNothing()
{
    goOn();
    QSignalSpy shown(&notices(), &NoticesModel::shown);
    QSignalSpy forward(m_panel->desktop(), &DesktopPanel::forwardAsked);
    m_panel->apply(batchOf(sampleMoreApprovals()));
    goOn();
    const auto found = ofAnApproval(shown);
    QVERIFY(found);
    const Notice notice = *found;
    const auto asked = m_engine->asked.size();
    const int waiting = m_panel->waitingApprovals();
    for (const char *button : {"review", "", "allow", "approve"}) { // whatever the bus says
        m_panel->setPage(PanelModel::SandboxesPage);
        notices().press(notice.group, QLatin1String(button));
        QCOMPARE(m_panel->page(), PanelModel::ApprovalsPage);
        QCOMPARE(QStringLiteral("approval/") + m_panel->approvals()->currentKey(), notice.target);
    }
    QCOMPARE(forward.count(), 4);
    QCOMPARE(m_engine->asked.size(), asked);
    QCOMPARE(m_panel->waitingApprovals(), waiting);
    notices().press(QStringLiteral("session/of nobody"), QStringLiteral("review")); // an old one: the window, no more
    QCOMPARE(forward.count(), 5);
}

void NoticesTest::muteIsOfThatSession()
{
    goOn();
    QSignalSpy forward(m_panel->desktop(), &DesktopPanel::forwardAsked);
    QSignalSpy changed(&notices(), &NoticesModel::changed);
    notices().press(QStringLiteral("session/sesn-1"), QStringLiteral("mute"));
    QCOMPARE(notices().muted(), 1);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(forward.count(), 0); // the window stays where it is
    notices().unmuteAll();
    QCOMPARE(notices().muted(), 0);
    notices().press(QStringLiteral("session/sesn-1"), QStringLiteral("mute"));
    m_clock.advance(1h);
    m_panel->ticker()->tick();
    QCOMPARE(notices().muted(), 0);
}

void NoticesTest::theTestIsShownWhateverIsChosen()
{
    m_panel->settings()->setQuiet(true);
    m_panel->settings()->setNotifyNeeds(false);
    QSignalSpy shown(&notices(), &NoticesModel::shown);
    notices().test();
    QCOMPARE(shown.count(), 1);
    m_panel->setSample(true);
    notices().test();
    QVERIFY(shown.back().front().value<Notice>().text.contains(QLatin1String("Sample data")));
    notices().press(shown.front().front().value<Notice>().group, QStringLiteral("review"));
    QCOMPARE(m_panel->page(), PanelModel::SettingsPage);
    QCOMPARE(m_panel->settings()->section(), int(PanelSettings::Notifications));
}

void NoticesTest::theSettingsSayWhoShowsThem()
{
    QVERIFY(!notices().there());
    QVERIFY(notices().stateText().contains(QLatin1String("Nothing on this desktop")));
    notices().setWay(NoticesModel::Way::Portal);
    QVERIFY(notices().there() && notices().stateText().contains(QLatin1String("portal")));
    notices().setWay(NoticesModel::Way::Service);
    QVERIFY(notices().there() && notices().stateText().contains(QLatin1String("service")));
}

QTEST_MAIN(NoticesTest)
#include "notices_test.moc"
