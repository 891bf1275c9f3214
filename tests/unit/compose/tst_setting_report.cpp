// What the Settings page says of a start: each setting with where it comes from, never a key; and whom the host
// reaches.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/setting_report.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <string_view>

using namespace glovebox::compose;

class SettingReportTest : public QObject {
    Q_OBJECT

private:
    static SettingReport of(const std::vector<SettingReport> &all, std::string_view variable)
    {
        return *std::ranges::find_if(all, [&](const auto &one) { return one.row->variable == variable; });
    }

private Q_SLOTS:
    void init()
    {
        for (const auto &row : settingRows())
            qunsetenv(row.variable);
        for (const char *name : {"https_proxy", "HTTPS_PROXY", "http_proxy"})
            qunsetenv(name);
    }

    void eachValueSaysWhereItComesFrom()
    {
        qputenv("GLOVEBOX_VCPUS", "2");
        qputenv("ANTHROPIC_ENVIRONMENT_KEY", "sk-ant-oat01-not-to-be-seen");
        SettingTexts texts;
        texts.vcpus = "2";
        texts.capacity = "6";
        const auto all = reportSettings(texts);
        QCOMPARE(all.size(), settingRows().size());
        QVERIFY(of(all, "GLOVEBOX_VCPUS").from == SettingReport::From::Variable);
        QCOMPARE(of(all, "GLOVEBOX_CAPACITY").value, std::string("6"));
        QVERIFY(of(all, "GLOVEBOX_CAPACITY").from == SettingReport::From::Flag);
        QCOMPARE(of(all, "GLOVEBOX_DISK").value, std::string("8G"));
        QVERIFY(of(all, "GLOVEBOX_DISK").from == SettingReport::From::Default);
        QVERIFY(of(all, "ANTHROPIC_ENVIRONMENT_KEY").from == SettingReport::From::Variable);
        for (const auto &one : all)
            QVERIFY(one.value.find("sk-ant") == std::string::npos);
    }

    void hostsAreThoseOfAptAndTheProxy()
    {
        const QTemporaryDir folder;
        QFile list(folder.filePath(QStringLiteral("sources.list")));
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write("deb http://mirror.example/debian bookworm main\n"
                   "deb http://mirror.example/debian bookworm-updates main\n");
        list.close();
        qputenv("https_proxy", "http://who:secret@proxy.example:3128");
        const std::string apt = folder.path().toStdString();
        Settings settings;
        const auto hosts = reachedHosts(settings, apt);
        QCOMPARE(hosts.size(), std::size_t{2});
        QCOMPARE(hosts[0].host, std::string("mirror.example"));
        QCOMPARE(hosts[1].host, std::string("proxy.example")); // no name, no password
        settings.imageDir = "/srv/image";                      // nothing is built
        QCOMPARE(reachedHosts(settings, apt).size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(SettingReportTest)
#include "tst_setting_report.moc"
