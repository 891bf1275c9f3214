// Notifications over a real bus: the portal before the service, the service where there is none, nobody without both;
// what is shown, replaced, taken away and pressed.
#include "app/platform/notifier.h"
#include "tests/support/fake_notice_servers.h"
#include "tests/support/private_bus.h"

#include <QTest>

#include <memory>

using namespace testsupport;
using glovebox::platform::DesktopNotice;
using glovebox::platform::Notifier;

static QStringList words(std::initializer_list<const char *> all)
{
    QStringList list;
    for (const char *word : all)
        list += QString::fromLatin1(word);
    return list;
}

class NotifierTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bus = std::make_unique<PrivateBus>(); }
    void cleanup()
    {
        m_notifier.reset();
        m_bus.reset();
    }

    void withoutAnybodyNothingIsShown();
    void withoutABusNothingIsShown();
    void thePortalIsBeforeTheService();
    void thePortalShowsReplacesAndTakesAway();
    void theServiceIsTakenWhereThereIsNoPortal();
    void foreignTextIsNoMarkup_data();
    void foreignTextIsNoMarkup();
    void oneIdIsOneNotification();
    void whatIsOverBeforeItHasANumberIsClosed();
    void buttonsAreOnlyForThoseThatTakeThem();
    void whatOthersShowIsNotOurs();
    void whoeverComesLaterIsFound();
    void aServiceThatGoesIsNoticed();

private:
    void begin()
    {
        m_notifier =
            std::make_unique<Notifier>(m_bus->connection(), QStringLiteral("Glovebox"), QStringLiteral("glovebox"));
    }
    static DesktopNotice notice(const QString &title = QStringLiteral("Approve bash"))
    {
        return {QStringLiteral("session/sesn-1"),
                title,
                QStringLiteral("Fix the build"),
                {{QStringLiteral("review"), QStringLiteral("Review")},
                 {QStringLiteral("mute"), QStringLiteral("Mute this session 1 h")}}};
    }

    std::unique_ptr<PrivateBus> m_bus;
    std::unique_ptr<Notifier> m_notifier;
};

void NotifierTest::withoutAnybodyNothingIsShown()
{
    begin();
    QSignalSpy changed(m_notifier.get(), &Notifier::wayChanged);
    FakeNoticeService later; // so that the answers of before were there
    m_notifier->show(notice());
    QVERIFY(later.start(m_bus->connection()));
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    QCOMPARE(changed.count(), 1);
    QVERIFY(later.told.empty());
}

void NotifierTest::withoutABusNothingIsShown()
{
    Notifier notifier(QDBusConnection(QStringLiteral("nowhere")), {}, {});
    notifier.show(notice());
    notifier.takeAway(QStringLiteral("session/sesn-1"));
    QCOMPARE(notifier.way(), Notifier::Way::Nobody);
}

void NotifierTest::thePortalIsBeforeTheService()
{
    FakeNoticeService service;
    FakeNoticePortal portal;
    QVERIFY(service.start(m_bus->connection()) && portal.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Portal);
    m_notifier->show(notice());
    QTRY_COMPARE(portal.told.size(), 1U);
    QVERIFY(service.told.empty());
}

void NotifierTest::thePortalShowsReplacesAndTakesAway()
{
    FakeNoticePortal portal;
    QVERIFY(portal.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Portal);
    m_notifier->show(notice());
    QTRY_COMPARE(portal.told.size(), 1U);
    const ToldNotice &told = portal.told.front();
    QCOMPARE(told.id, QStringLiteral("session/sesn-1"));
    QCOMPARE(told.title, QStringLiteral("Approve bash"));
    QCOMPARE(told.text, QStringLiteral("Fix the build"));
    QCOMPARE(told.actions, (words({"default", "review", "Review", "mute", "Mute this session 1 h"})));
    QCOMPARE(told.hints.value(QStringLiteral("priority")).toString(), QStringLiteral("normal"));

    QSignalSpy pressed(m_notifier.get(), &Notifier::pressed);
    portal.press(told.id, "mute");
    QTRY_COMPARE(pressed.count(), 1);
    QCOMPARE(pressed.takeFirst(), (QVariantList{told.id, QStringLiteral("mute")}));
    portal.press(told.id, "default");
    QTRY_COMPARE(pressed.count(), 1);
    QCOMPARE(pressed.takeFirst(), (QVariantList{told.id, QString()}));
    m_notifier->takeAway(told.id);
    QTRY_COMPARE(portal.removed, QStringList{told.id});
}

void NotifierTest::theServiceIsTakenWhereThereIsNoPortal()
{
    FakeNoticeService service;
    QVERIFY(service.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    m_notifier->show(notice());
    QTRY_COMPARE(service.told.size(), 1U);
    QCOMPARE(service.told.front().title, QStringLiteral("Approve bash"));
    QCOMPARE(service.told.front().actions,
             (words({"default", "", "review", "Review", "mute", "Mute this session 1 h"})));
    // Never critical: that would break through the desktop's "do not disturb".
    QCOMPARE(service.told.front().hints.value(QStringLiteral("urgency")).toInt(), 1);

    QSignalSpy pressed(m_notifier.get(), &Notifier::pressed);
    service.press(service.told.front().number, "review");
    QTRY_COMPARE(pressed.count(), 1);
    QCOMPARE(pressed.takeFirst(), (QVariantList{QStringLiteral("session/sesn-1"), QStringLiteral("review")}));
}

void NotifierTest::foreignTextIsNoMarkup_data()
{
    QTest::addColumn<QStringList>("capabilities");
    QTest::addColumn<QString>("shown");
    QTest::newRow("one that reads marks")
        << words({"body", "body-markup"}) << QStringLiteral("&lt;b&gt;a&lt;/b&gt; &amp; &lt;img src=x&gt;");
    QTest::newRow("one that does not") << words({"body"}) << QStringLiteral("<b>a</b> & <img src=x>");
}

void NotifierTest::foreignTextIsNoMarkup()
{
    QFETCH(QStringList, capabilities);
    QFETCH(QString, shown);
    FakeNoticeService service;
    service.capabilities = capabilities;
    QVERIFY(service.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    DesktopNotice foreign = notice();
    foreign.text = QStringLiteral("<b>a</b> & <img src=x>");
    m_notifier->show(foreign);
    QTRY_COMPARE(service.told.size(), 1U);
    QCOMPARE(service.told.front().text, shown);
}

void NotifierTest::oneIdIsOneNotification()
{
    FakeNoticeService service;
    QVERIFY(service.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    // The second and third are asked for before the first has its number.
    for (const char *title : {"first", "second", "third"})
        m_notifier->show(notice(QLatin1String(title)));
    QTRY_COMPARE(service.told.size(), 2U);
    QCOMPARE(service.told[0].title, QStringLiteral("first"));
    QCOMPARE(service.told[1].title, QStringLiteral("third"));
    QCOMPARE(service.told[1].replaced, service.told[0].number);

    service.dismiss(service.told[0].number);
    QSignalSpy pressed(m_notifier.get(), &Notifier::pressed); // behind the dismissal on the same way
    service.press(service.told[0].number, "review");
    DesktopNotice other = notice();
    other.id = QStringLiteral("session/sesn-2");
    m_notifier->show(other);
    QTRY_COMPARE(service.told.size(), 3U);
    m_notifier->show(notice(QStringLiteral("fourth")));
    QTRY_COMPARE(service.told.size(), 4U);
    QCOMPARE(service.told[3].replaced, 0U); // the old one is gone: in its place there is nothing
    QCOMPARE(pressed.count(), 0);
}

void NotifierTest::whatIsOverBeforeItHasANumberIsClosed()
{
    FakeNoticeService service;
    QVERIFY(service.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    m_notifier->show(notice());
    m_notifier->takeAway(QStringLiteral("session/sesn-1"));
    QTRY_COMPARE(service.closed.size(), 1);
    QCOMPARE(service.closed.front(), service.told.front().number);
    m_notifier->show(notice());
    QTRY_COMPARE(service.told.size(), 2U);
    QCOMPARE(service.told.back().replaced, 0U);
}

void NotifierTest::buttonsAreOnlyForThoseThatTakeThem()
{
    FakeNoticeService service;
    service.capabilities = {QStringLiteral("body")};
    QVERIFY(service.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    m_notifier->show(notice());
    QTRY_COMPARE(service.told.size(), 1U);
    QVERIFY(service.told.front().actions.isEmpty());
}

void NotifierTest::whatOthersShowIsNotOurs()
{
    FakeNoticeService service;
    QVERIFY(service.start(m_bus->connection()));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    m_notifier->show(notice());
    QTRY_COMPARE(service.told.size(), 1U);
    QSignalSpy pressed(m_notifier.get(), &Notifier::pressed);
    service.press(service.told.front().number + 1, "review"); // another program's
    service.press(0, "review");
    service.press(service.told.front().number, "default");
    QTRY_COMPARE(pressed.count(), 1);
    QCOMPARE(pressed.front().at(1).toString(), QString());
}

void NotifierTest::whoeverComesLaterIsFound()
{
    begin();
    FakeNoticeService service;
    QVERIFY(service.start(m_bus->connection()));
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    FakeNoticePortal portal;
    QVERIFY(portal.start(m_bus->connection()));
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Portal);
}

void NotifierTest::aServiceThatGoesIsNoticed()
{
    FakeNoticeService service;
    auto bus = m_bus->connection();
    QVERIFY(service.start(bus));
    begin();
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Service);
    bus.unregisterService(QStringLiteral("org.freedesktop.Notifications"));
    QTRY_COMPARE(m_notifier->way(), Notifier::Way::Nobody);
}

QTEST_GUILESS_MAIN(NotifierTest)
#include "tst_notifier.moc"
