// The tray over a real bus: only where a host shows items; what it says, its menu, and what is chosen in it.
#include "app/platform/tray.h"
#include "tests/support/fake_tray_watcher.h"
#include "tests/support/private_bus.h"

#include <QTest>

#include <memory>

using namespace glovebox::platform;
using testsupport::FakeTrayWatcher;
using testsupport::PrivateBus;

class TrayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bus = std::make_unique<PrivateBus>();
        m_desktop = std::make_unique<QDBusConnection>(m_bus->connection());
        m_watcher = std::make_unique<FakeTrayWatcher>();
    }
    void cleanup()
    {
        m_tray.reset();
        m_watcher.reset();
        m_desktop.reset();
        m_bus.reset();
    }

    void withoutAHostThereIsNone();
    void aHostThatComesAndGoesIsNoticed();
    void anotherWatcherIsToldAgain();
    void itSaysWhatItIs();
    void theMenuIsReadAndChosenFrom();
    void whatCannotBeChosenIsNot();

private:
    QString service() const { return m_watcher->items.constLast(); }
    void begin()
    {
        QVERIFY(m_watcher->start(*m_desktop, true));
        m_tray = std::make_unique<Tray>(m_bus->connection());
        QTRY_VERIFY(m_tray->there());
        QTRY_COMPARE(m_watcher->items.size(), 1);
    }
    QVariant property(const char *name)
    {
        return PrivateBus::property(*m_desktop, service(), QStringLiteral("/StatusNotifierItem"),
                                    QStringLiteral("org.kde.StatusNotifierItem"), name);
    }
    QDBusMessage call(const char *path, const char *interface, const char *method) const
    {
        return QDBusMessage::createMethodCall(service(), QLatin1String(path), QLatin1String(interface),
                                              QLatin1String(method));
    }
    void press(int id)
    {
        QDBusMessage event = call("/MenuBar", "com.canonical.dbusmenu", "Event");
        event << id << QStringLiteral("clicked") << QVariant::fromValue(QDBusVariant(0)) << 0U;
        PrivateBus::answerTo(*m_desktop, event);
    }

    std::unique_ptr<PrivateBus> m_bus;
    std::unique_ptr<QDBusConnection> m_desktop;
    std::unique_ptr<FakeTrayWatcher> m_watcher;
    std::unique_ptr<Tray> m_tray;
};

void TrayTest::withoutAHostThereIsNone()
{
    QVERIFY(m_watcher->start(*m_desktop, false));
    m_tray = std::make_unique<Tray>(m_bus->connection());
    QSignalSpy changed(m_tray.get(), &Tray::thereChanged);
    m_watcher->setHost(true); // its answer is behind the one that there is none
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(m_watcher->items.size(), 1);
    Tray alone(QDBusConnection(QStringLiteral("nowhere")));
    QVERIFY(!alone.there());
}

void TrayTest::aHostThatComesAndGoesIsNoticed()
{
    begin();
    m_watcher->setHost(false);
    QTRY_VERIFY(!m_tray->there());
    m_watcher->setHost(true);
    QTRY_VERIFY(m_tray->there());
    QTRY_COMPARE(m_watcher->items.size(), 2);
    FakeTrayWatcher::stop(*m_desktop);
    QTRY_VERIFY(!m_tray->there());
}

void TrayTest::anotherWatcherIsToldAgain()
{
    begin();
    FakeTrayWatcher::stop(*m_desktop);
    QTRY_VERIFY(!m_tray->there());
    QDBusConnection other = m_bus->connection();
    FakeTrayWatcher next;
    QVERIFY(next.start(other, true));
    QTRY_COMPARE(next.items.size(), 1);
    QVERIFY(m_tray->there());
}

void TrayTest::itSaysWhatItIs()
{
    begin();
    QImage icon(2, 1, QImage::Format_ARGB32);
    icon.setPixel(0, 0, 0xff102030);
    icon.setPixel(1, 0, 0x80405060);
    m_tray->setLook({QStringLiteral("Glovebox"), QStringLiteral("Running · 3 sandboxes active"), false, {icon}});
    QCOMPARE(property("Title").toString(), QStringLiteral("Glovebox"));
    QCOMPARE(property("Status").toString(), QStringLiteral("Active"));
    QCOMPARE(property("Category").toString(), QStringLiteral("ApplicationStatus"));
    QCOMPARE(property("Menu").value<QDBusObjectPath>().path(), QStringLiteral("/MenuBar"));
    QCOMPARE(qdbus_cast<BusToolTip>(property("ToolTip")).text, QStringLiteral("Running · 3 sandboxes active"));
    const auto icons = qdbus_cast<QList<BusIcon>>(property("IconPixmap"));
    QCOMPARE(icons.size(), 1);
    QCOMPARE(icons.front().width, 2);
    QCOMPARE(icons.front().bytes, QByteArray::fromHex("ff102030"
                                                      "80405060"));

    m_tray->setLook({QStringLiteral("Glovebox"), {}, true, {icon}});
    QCOMPARE(property("Status").toString(), QStringLiteral("NeedsAttention"));

    QSignalSpy activated(m_tray.get(), &Tray::activated);
    PrivateBus::answerTo(*m_desktop, call("/StatusNotifierItem", "org.kde.StatusNotifierItem", "Activate") << 1 << 2);
    QCOMPARE(activated.count(), 1);
}

void TrayTest::theMenuIsReadAndChosenFrom()
{
    begin();
    m_tray->setLines({{QStringLiteral("2 approvals wait"), true}, {}, {QStringLiteral("Quit_now…"), true}});
    const QDBusMessage reply = PrivateBus::answerTo(*m_desktop, call("/MenuBar", "com.canonical.dbusmenu", "GetLayout")
                                                                    << 0 << -1 << QStringList());
    QCOMPARE(reply.type(), QDBusMessage::ReplyMessage);
    QCOMPARE(reply.signature(), QStringLiteral("u(ia{sv}av)"));
    const auto menu = qdbus_cast<BusMenuItem>(reply.arguments().at(1));
    QCOMPARE(menu.properties.value(QStringLiteral("children-display")).toString(), QStringLiteral("submenu"));
    QCOMPARE(menu.below.size(), 3);
    const auto line = [&](int row) {
        return qdbus_cast<BusMenuItem>(menu.below.at(row).variant());
    };
    QCOMPARE(line(0).id, 1);
    QCOMPARE(line(0).properties.value(QStringLiteral("label")).toString(), QStringLiteral("2 approvals wait"));
    QCOMPARE(line(1).properties.value(QStringLiteral("type")).toString(), QStringLiteral("separator"));
    QCOMPARE(line(2).properties.value(QStringLiteral("label")).toString(), QStringLiteral("Quit__now…"));

    QSignalSpy chosen(m_tray.get(), &Tray::chosen);
    press(3);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.front().front().toInt(), 2);

    const QDBusMessage group =
        PrivateBus::answerTo(*m_desktop, call("/MenuBar", "com.canonical.dbusmenu", "GetGroupProperties")
                                             << QVariant::fromValue(QList<int>{1, 99}) << QStringList());
    QCOMPARE(group.signature(), QStringLiteral("a(ia{sv})"));
    QCOMPARE(qdbus_cast<QList<BusMenuProperties>>(group.arguments().front()).size(), 1);
}

void TrayTest::whatCannotBeChosenIsNot()
{
    begin();
    m_tray->setLines({{QStringLiteral("Running"), false}, {}, {QStringLiteral("Open"), true}});
    QSignalSpy chosen(m_tray.get(), &Tray::chosen);
    for (const int id : {1, 2, 0, -1, 4, 99})
        press(id);
    QCOMPARE(chosen.count(), 0);
    press(3);
    QCOMPARE(chosen.count(), 1);
}

QTEST_MAIN(TrayTest)
#include "tst_tray.moc"
