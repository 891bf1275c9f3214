// Several environments: each steered by itself, one word for all in the header; their queues' age; the webhook switch.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::EnvironmentsModel;
using models::PanelModel;

namespace {

QString roleOf(PanelModel &panel, const QString &name, int role)
{
    for (int row = 0; row < panel.environments()->count(); ++row)
        if (panel.environments()->index(row).data(EnvironmentsModel::NameRole) == name)
            return panel.environments()->index(row).data(role).toString();
    return QStringLiteral("no such environment");
}

api::HostView hostWith(const api::WebhookView &webhook, std::uint64_t generation)
{
    api::HostView host = std::get<api::HostView>(sampleHost().front());
    host.generation = generation;
    host.webhook = webhook;
    return host;
}

} // namespace

class EnvironmentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachIsPausedByItself();
    void theHeaderSpeaksForAllAndSteersOnlyOne();
    void bannersNameTheEnvironmentWhenThereAreSeveral();
    void sampleDataSaysSoBeforeAllElse();
    void anOldQueueIsMarkedAndAReadingIsShownUntilItCame();
    void claimedItemsThatStayUnacknowledgedAreMarked();
    void unknownFiguresAreSaidNotDrawnAsZero();
    void theWebhookSwitchNeedsAKeyAndShowsWhatIsConfirmed();
    void aWebhookThatCannotListenSaysWhy();

private:
    HandClock m_clock;
};

void EnvironmentsTest::eachIsPausedByItself()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleEnvironments()));
    QAbstractItemModelTester tester(panel.environments(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(panel.environments()->count(), 3);
    const QString staging = roleOf(panel, QStringLiteral("staging"), EnvironmentsModel::EnvironmentIdRole);
    panel.pausePolling(staging); // is paused
    panel.resumePolling(staging);
    panel.pausePolling(QString::fromLatin1(kSampleEnvironment));
    panel.pausePolling(QString::fromLatin1(kSampleEnvironment));
    QCOMPARE(engine.asked, (QStringList{QStringLiteral("resume ") + staging,
                                        QStringLiteral("pause ") + QLatin1String(kSampleEnvironment)}));
    QCOMPARE(roleOf(panel, QStringLiteral("staging"), EnvironmentsModel::RequestTextRole),
             QStringLiteral("Resuming… 0 s"));
    QCOMPARE(roleOf(panel, QStringLiteral("staging"), EnvironmentsModel::WordRole), QStringLiteral("Paused by you"));
    QCOMPARE(roleOf(panel, QStringLiteral("eval-lab"), EnvironmentsModel::RequestTextRole), QString());
}

void EnvironmentsTest::theHeaderSpeaksForAllAndSteersOnlyOne()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleEnvironment()));
    QCOMPARE(panel.environment()->name(), QStringLiteral("prod-eu"));
    QVERIFY(panel.environment()->canPause());
    panel.apply(batchOf(sampleEnvironments()));
    QCOMPARE(panel.environment()->name(), QStringLiteral("3 environments"));
    QCOMPARE(panel.environment()->word(), QStringLiteral("1 of 3 polling"));
    QCOMPARE(panel.environment()->tone(), QStringLiteral("attention")); // of the worst
    QVERIFY(!panel.environment()->canPause());
    QVERIFY(!panel.environment()->canResume());
    QCOMPARE(panel.troubledEnvironments(), 1);
}

void EnvironmentsTest::bannersNameTheEnvironmentWhenThereAreSeveral()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.heard();
    panel.apply(batchOf(sampleEnvironments()));
    QCOMPARE(panel.banners()->rowCount(), 1);
    QVERIFY(
        panel.banners()->index(0).data(models::BannerList::TitleRole).toString().contains(QStringLiteral("eval-lab")));
}

void EnvironmentsTest::sampleDataSaysSoBeforeAllElse()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.heard();
    panel.setSample(true);
    panel.apply(batchOf(sampleEnvironment(api::PollState::KeyRejected)));
    QCOMPARE(panel.windowTitle(), QStringLiteral("Glovebox [sample]"));
    QCOMPARE(panel.banners()->rowCount(), 2);
    const auto first = panel.banners()->index(0);
    QCOMPARE(first.data(models::BannerList::TitleRole).toString(), QStringLiteral("Sample data."));
    QVERIFY(!first.data(models::BannerList::DismissibleRole).toBool());
}

void EnvironmentsTest::anOldQueueIsMarkedAndAReadingIsShownUntilItCame()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleEnvironment()));
    const QString name = QStringLiteral("prod-eu");
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::QueueAgeRole), QStringLiteral("Read 6 s ago"));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::QueueOldRole), QStringLiteral("false"));
    m_clock.advance(5min);
    panel.ticker()->tick();
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::QueueOldRole), QStringLiteral("true"));
    panel.readQueues();
    QCOMPARE(engine.asked, QStringList{QStringLiteral("refresh ") + QLatin1String(kSampleEnvironment)});
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::ReadingRole), QStringLiteral("true"));
    auto view = std::get<api::EnvironmentView>(sampleEnvironment().front());
    view.queueSeenAt = m_clock.now()();
    panel.apply(batchOf({view}));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::ReadingRole), QStringLiteral("false"));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::QueueAgeRole), QStringLiteral("Read just now"));
    panel.readQueues(); // an engine that never answers does not leave it reading for ever
    m_clock.advance(31s);
    panel.ticker()->tick();
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::ReadingRole), QStringLiteral("false"));
}

void EnvironmentsTest::claimedItemsThatStayUnacknowledgedAreMarked()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    auto view = std::get<api::EnvironmentView>(sampleEnvironment().front());
    view.queue->pending = 2;
    panel.apply(batchOf({view}));
    const QString name = QStringLiteral("prod-eu");
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::PendingStaysRole), QStringLiteral("false"));
    m_clock.advance(31s);
    panel.apply(batchOf({view}));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::PendingStaysRole), QStringLiteral("true"));
    view.queue->pending = 0;
    panel.apply(batchOf({view}));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::PendingStaysRole), QStringLiteral("false"));
}

void EnvironmentsTest::unknownFiguresAreSaidNotDrawnAsZero()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    api::EnvironmentView view{.id = domain::EnvironmentId("env_x")};
    panel.apply(batchOf({view}));
    const QString name = QStringLiteral("env_x");
    for (const int role : {EnvironmentsModel::DepthRole, EnvironmentsModel::PendingRole, EnvironmentsModel::OldestRole,
                           EnvironmentsModel::WorkersRole})
        QCOMPARE(roleOf(panel, name, role), QStringLiteral("unknown"));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::QueueAgeRole), QStringLiteral("Not read yet"));
    view.queue = domain::QueueStats{};
    panel.apply(batchOf({view}));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::DepthRole), QStringLiteral("0"));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::OldestRole), QStringLiteral("none waits"));
    QCOMPARE(roleOf(panel, name, EnvironmentsModel::WorkersRole), QStringLiteral("unknown"));
}

void EnvironmentsTest::theWebhookSwitchNeedsAKeyAndShowsWhatIsConfirmed()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({hostWith({}, 10)}));
    QVERIFY(!panel.webhook()->canSwitch());
    QVERIFY(panel.webhook()->whyNot().contains(QStringLiteral("signing key")));
    panel.switchWebhook(true);
    QCOMPARE(engine.asked, QStringList());
    panel.apply(batchOf({hostWith({.available = true}, 11)}));
    QCOMPARE(panel.webhook()->word(), QStringLiteral("Off"));
    panel.switchWebhook(true);
    panel.switchWebhook(true);
    QCOMPARE(engine.asked, words({"listen"}));
    QVERIFY(!panel.webhook()->on()); // not before the engine says so
    QCOMPARE(panel.webhook()->requestText(), QStringLiteral("Starting… 0 s"));
    panel.apply(batchOf({hostWith({.available = true, .listening = true, .address = "http://[::]:1/w"}, 12)}));
    QVERIFY(panel.webhook()->on());
    QCOMPARE(panel.webhook()->requestText(), QString());
    QCOMPARE(panel.webhook()->address(), QStringLiteral("http://[::]:1/w"));
    panel.switchWebhook(false);
    QCOMPARE(engine.asked, words({"listen", "stop listening"}));
}

void EnvironmentsTest::aWebhookThatCannotListenSaysWhy()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf({hostWith({.available = true}, 10)}));
    panel.switchWebhook(true);
    api::WebhookView failed{.available = true};
    failed.problem = Error{ErrorCode::NetworkError, "port 8466 is taken"};
    panel.apply(batchOf({hostWith(failed, 11)}));
    QVERIFY(panel.webhook()->problem().contains(QStringLiteral("port 8466 is taken")));
    QCOMPARE(panel.webhook()->tone(), QStringLiteral("failed"));
    QVERIFY(panel.webhook()->canSwitch());
}

QTEST_GUILESS_MAIN(EnvironmentsTest)
#include "environments_test.moc"
