// What somebody chose for the window: it holds at once and at the next start, whatever else the file says.
#include "tests/unit/models/panel_fixture.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::models;
using namespace glovebox::testing;

class PanelSettingsTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void whatIsChosenIsThereAtTheNextStart();
    void whatAFileSaysWrongIsAsItWasMade();
    void lettersOfAnOlderFileAreTaken();
    void aThemeOfTheCommandLineIsNotKept();
    void actionsChangeTheSameThing();
    void outboundHostsAreThoseOfTheEnvironments();
    void keysOfAllPagesAreListedWithTheirPage();

private:
    PanelSettings &settings() { return *m_panel->settings(); }
    QString memory() const { return m_folder.filePath(QStringLiteral("panel.ini")); }

    QTemporaryDir m_folder;
};

void PanelSettingsTest::whatIsChosenIsThereAtTheNextStart()
{
    m_panel->setMemoryFile(memory());
    settings().setLook(3);
    settings().setTextScale(6);
    settings().setDensity(2);
    settings().setMotion(PanelSettings::LessMotion);
    settings().setTimes(1);
    settings().setNotifyDone(true);
    QCOMPARE(settings().scheme(), QStringLiteral("contrast-dark"));
    QCOMPARE(settings().scale(), 2.0);
    QCOMPARE(m_panel->ticker()->times(), Ticker::Times::Utc);
    end();
    begin();
    QSignalSpy worn(&settings(), &PanelSettings::lookChanged);
    m_panel->setMemoryFile(memory());
    QVERIFY(worn.size() > 0);
    QCOMPARE(settings().scheme(), QStringLiteral("contrast-dark"));
    QCOMPARE(settings().scale(), 2.0);
    QCOMPARE(settings().density(), 2);
    QCOMPARE(settings().motion(), static_cast<int>(PanelSettings::LessMotion));
    QCOMPARE(m_panel->ticker()->times(), Ticker::Times::Utc);
    QVERIFY(settings().notifyDone());
}

void PanelSettingsTest::whatAFileSaysWrongIsAsItWasMade()
{
    {
        QSettings file(memory(), QSettings::IniFormat);
        file.setValue(QStringLiteral("look/theme"), 99);
        file.setValue(QStringLiteral("look/textScale"), -3);
        file.setValue(QStringLiteral("look/density"), 7);
        file.setValue(QStringLiteral("window/times"), 12);
    }
    m_panel->setMemoryFile(memory());
    QCOMPARE(settings().scheme(), QStringLiteral("auto"));
    QCOMPARE(settings().scale(), 1.0);
    QCOMPARE(settings().density(), 1);
    QCOMPARE(settings().times(), 0);
    settings().setLook(5); // no such one
    QCOMPARE(settings().look(), 0);
}

void PanelSettingsTest::lettersOfAnOlderFileAreTaken()
{
    QSettings(memory(), QSettings::IniFormat).setValue(QStringLiteral("keys/letters"), false);
    m_panel->setMemoryFile(memory());
    QVERIFY(!settings().letters());
    QSettings(memory(), QSettings::IniFormat).setValue(QStringLiteral("keys/letters"), true);
    m_panel->setMemoryFile(memory());
    QVERIFY(settings().letters());
}

void PanelSettingsTest::aThemeOfTheCommandLineIsNotKept()
{
    m_panel->setMemoryFile(memory());
    settings().wear(QStringLiteral("light"));
    QCOMPARE(settings().scheme(), QStringLiteral("light"));
    settings().setDensity(0); // keeps this one alone
    end();
    begin();
    m_panel->setMemoryFile(memory());
    QCOMPARE(settings().scheme(), QStringLiteral("auto"));
    QCOMPARE(settings().density(), 0);
}

void PanelSettingsTest::actionsChangeTheSameThing()
{
    m_panel->setMemoryFile(memory());
    const auto run = [this](const char *id) {
        m_panel->registry()->trigger(QLatin1String(id));
    };
    run("setting.look");
    QCOMPARE(settings().scheme(), QStringLiteral("dark"));
    run("setting.times");
    QCOMPARE(settings().times(), 1);
    run("setting.letters");
    QVERIFY(!settings().letters());
    QVERIFY(!m_panel->registry()->letters());
    run("go.settings");
    QCOMPARE(m_panel->page(), PanelModel::SettingsPage);
    end();
    begin();
    m_panel->setMemoryFile(memory());
    QCOMPARE(settings().scheme(), QStringLiteral("dark"));
    QVERIFY(!m_panel->registry()->letters());
}

void PanelSettingsTest::outboundHostsAreThoseOfTheEnvironments()
{
    settings().setOutbound({{QStringLiteral("mirror.example"), QStringLiteral("packages")}});
    const QVariantList hosts = settings().outbound();
    const api::EnvironmentView &view = m_panel->environments()->at(0);
    QCOMPARE(hosts.size(), m_panel->environments()->rowCount() + 1);
    QCOMPARE(hosts.first().toMap().value(QStringLiteral("host")).toString(), QString::fromStdString(view.baseUrl));
    QCOMPARE(hosts.last().toMap().value(QStringLiteral("host")).toString(), QStringLiteral("mirror.example"));
}

void PanelSettingsTest::keysOfAllPagesAreListedWithTheirPage()
{
    QStringList titles;
    for (const QVariant &row : m_panel->registry()->sheet()->all())
        titles += row.toMap().value(QStringLiteral("title")).toString();
    QVERIFY(titles.contains(QLatin1String("Settings")));
    QVERIFY2(titles.contains(QLatin1String("Sandboxes: Pause")), qPrintable(titles.join(QLatin1Char('\n'))));
    QVERIFY(titles.size() > 60);
}

QTEST_GUILESS_MAIN(PanelSettingsTest)
#include "panel_settings_test.moc"
