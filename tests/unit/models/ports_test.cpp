// Local addresses that lead into the selected sandbox: shown as they are, asked for with a token that is used at once.
#include "tests/unit/models/panel_fixture.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::PanelModel;
using models::PortsPanel;

class PortsTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        begin({sampleEgress()});
        m_panel->setOpener([this](const QUrl &url) {
            m_opened = url;
            return m_hasBrowser;
        });
    }
    void cleanup() { end(); }

    void thoseOfTheSelectedSandboxAreShownByTheirPorts()
    {
        auto &ports = *m_panel->ports();
        const QAbstractItemModelTester tester(&ports);
        QCOMPARE(ports.count(), 0);
        m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
        QCOMPARE(ports.count(), 2);
        QCOMPARE(ports.countText(), QStringLiteral("2 ports lead into it"));
        QCOMPARE(text(0, PortsPanel::PortRole), QStringLiteral("5432"));
        QCOMPARE(text(0, PortsPanel::KindRole), QStringLiteral("TCP"));
        QCOMPARE(text(0, PortsPanel::UseRole), QStringLiteral("not used yet"));
        QCOMPARE(text(1, PortsPanel::AddressRole), QStringLiteral("127.0.0.1:41234"));
        QCOMPARE(text(1, PortsPanel::UseRole), QStringLiteral("2 open, 14 taken"));
        m_panel->openSandbox(QString::fromLatin1(kSampleRunningSandbox));
        QCOMPARE(ports.count(), 0);
    }

    void countsChangeARowInItsPlace()
    {
        m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
        QSignalSpy resets(m_panel->ports(), &QAbstractItemModel::modelReset);
        api::PortView view{.generation = 2,
                           .id = domain::PortId("prt-4d5e6f"),
                           .sandbox = domain::SandboxId(kSampleIdleSandbox),
                           .port = 8000,
                           .address = "127.0.0.1:41234",
                           .taken = 15};
        m_panel->apply(batchOf({view}));
        QCOMPARE(text(1, PortsPanel::UseRole), QStringLiteral("0 open, 15 taken"));
        QCOMPARE(resets.count(), 0);
        m_panel->apply(batchOf({api::PortGone{domain::PortId("prt-0a1b2c")}}));
        QCOMPARE(m_panel->ports()->countText(), QStringLiteral("Port 8000 leads into it"));
    }

    void oneIsOpenedAndARefusalIsSaid()
    {
        m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
        auto &ports = *m_panel->ports();
        QCOMPARE(ports.portIn(QStringLiteral(" 8080 ")), 8080);
        for (const auto *none : {"", "0", "65536", "-1", "80a", "0x50"})
            QCOMPARE(ports.portIn(QString::fromLatin1(none)), 0);
        QSignalSpy opened(&ports, &PortsPanel::opened);
        m_engine->verdict = api::Verdict::accepted("http://127.0.0.1:1/?glovebox-token=x");
        ports.openPort(8080, false);
        QTRY_COMPARE(opened.count(), 1);
        QCOMPARE(m_engine->asked.last(), QStringLiteral("open port %1:8080").arg(QLatin1String(kSampleIdleSandbox)));
        m_engine->verdict = api::Verdict::denied("It has 32 ports open already. Close one first.");
        ports.openPort(8081, true);
        QTRY_COMPARE(ports.refusal(), QStringLiteral("It has 32 ports open already. Close one first."));
        QVERIFY(!ports.sending());
        QCOMPARE(opened.count(), 1);
        ports.begin();
        QCOMPARE(ports.refusal(), QString());
    }

    void aBrowserAndTheClipboardGetAUrlOfTheirOwn()
    {
        m_panel->openSandbox(QString::fromLatin1(kSampleIdleSandbox));
        auto &ports = *m_panel->ports();
        QSignalSpy toasts(m_panel.get(), &PanelModel::toast);
        m_engine->verdict = api::Verdict::accepted("http://127.0.0.1:41234/?glovebox-token=one");
        ports.browse(1);
        QTRY_COMPARE(m_opened, QUrl(QStringLiteral("http://127.0.0.1:41234/?glovebox-token=one")));
        ports.copyUrl(1);
        QTRY_COMPARE(QGuiApplication::clipboard()->text(),
                     QStringLiteral("http://127.0.0.1:41234/?glovebox-token=one"));
        QVERIFY(toasts.last().first().toString().contains(QStringLiteral("good once")));
        for (const auto &toast : toasts)
            QVERIFY(!toast.first().toString().contains(QStringLiteral("token=")));
        m_hasBrowser = false;
        ports.browse(1);
        QTRY_VERIFY(toasts.last().first().toString().contains(QStringLiteral("copy the URL")));
        ports.closePort(0);
        QTRY_COMPARE(m_engine->asked.last(), QStringLiteral("close port prt-0a1b2c"));
        const auto asked = m_engine->asked.size();
        ports.browse(7);
        ports.closePort(-1);
        QCOMPARE(m_engine->asked.size(), asked);
    }

private:
    QString text(int row, int role) const
    {
        return m_panel->ports()->data(m_panel->ports()->index(row), role).toString();
    }

    QUrl m_opened;
    bool m_hasBrowser = true;
};

QTEST_MAIN(PortsTest)
#include "ports_test.moc"
