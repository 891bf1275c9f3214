// What an operator may set: that it arrives, that a slip is named with its remedy, and that docs/configuration.md tells
// the same as the program. GLOVEBOX_UPDATE_GOLDEN=1 writes that page's table anew.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/secret_files.h"
#include "app/compose/settings.h"
#include "tests/unit/compose/key_file.h"

#include <CLI/CLI.hpp>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <set>

using namespace glovebox;
using namespace glovebox::compose;
using namespace std::chrono_literals;

namespace {

constexpr HostSize kHost{4, ByteCount::gib(16)};

Settings resolved(const SettingTexts &texts)
{
    return resolve(texts, kHost).value();
}

/// The message for one wrong setting; "" when it is taken.
QByteArray complaint(std::string SettingTexts::*text, const std::string &value)
{
    SettingTexts texts;
    if (qEnvironmentVariableIsSet(kKeyVariable))
        texts.environmentId = "env_1";
    texts.*text = value;
    const auto settings = resolve(texts, kHost);
    return settings ? QByteArray() : QByteArray::fromStdString(settings.error().detail);
}

QByteArray table()
{
    QByteArray text = "| Flag | Environment variable | Default | Meaning |\n|---|---|---|---|\n";
    for (const auto &row : settingRows())
        text += QByteArray("| ") + (*row.flag ? QByteArray("`") + row.flag + '`' : QByteArray("none")) + " | `" +
                row.variable + "` | " + row.usual + " | " + row.meaning + " |\n";
    return text;
}

} // namespace

class SettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        for (const auto &row : settingRows())
            qunsetenv(row.variable);
        qunsetenv("ANTHROPIC_WORK_SECRET");
    }

    void everyFlagAndEveryVariableArrives_data()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < static_cast<int>(settingRows().size()); ++i)
            if (settingRows()[static_cast<std::size_t>(i)].text)
                QTest::newRow(settingRows()[static_cast<std::size_t>(i)].flag) << i;
    }
    void everyFlagAndEveryVariableArrives()
    {
        QFETCH(int, row);
        const auto &setting = settingRows()[static_cast<std::size_t>(row)];
        const auto parsed = [&](const std::vector<std::string> &arguments) {
            CLI::App app;
            SettingTexts texts;
            addSettings(app, texts);
            auto reversed = std::vector<std::string>(arguments.rbegin(), arguments.rend());
            app.parse(reversed);
            return texts.*setting.text;
        };
        QCOMPARE(parsed({}), std::string());
        QCOMPARE(parsed({setting.flag, "by-flag"}), std::string("by-flag"));
        qputenv(setting.variable, "by-variable");
        QCOMPARE(parsed({}), std::string("by-variable"));
        QCOMPARE(parsed({setting.flag, "by-flag"}), std::string("by-flag"));
    }

    void theDefaultsAreTheOnesThatAreWritten()
    {
        const auto bare = resolved({});
        QCOMPARE(bare.baseUrl, std::string("https://api.anthropic.com"));
        QCOMPARE(bare.engine.capacity, 4);
        QCOMPARE(bare.engine.queue, 4);
        QVERIFY((bare.engine.size == domain::MachineSize{1, ByteCount::gib(1), ByteCount::gib(8)}));
        QCOMPARE(bare.engine.warm, 1);
        QCOMPARE(bare.engine.ladder.pauseAfter, 60s);
        QCOMPARE(bare.engine.sessionIdle, 60s);
        QCOMPARE(bare.engine.toolTimeout, 120s);
        QVERIFY(bare.engine.accelerate == api::EngineSettings::Accelerate::Auto);
        QVERIFY(bare.logLevel == LogLevel::Info);
        QVERIFY(bare.environments.empty() && !bare.webhook && bare.dataDir.empty() && bare.imageDir.empty());
        SettingTexts written;
        for (const auto &row : settingRows())
            if (row.text && !std::set<std::string>{"none", "XDG folders", "build one", "by processors and memory",
                                                   "host name and a random part", "no ceiling"}
                                 .contains(row.usual))
                written.*row.text = row.usual;
        QCOMPARE(written.queue, std::string("4"));
        const auto same = resolved(written);
        QCOMPARE(same.baseUrl, bare.baseUrl);
        QCOMPARE(same.engine.queue, bare.engine.queue);
        QVERIFY(same.engine.size == bare.engine.size);
        QCOMPARE(same.engine.warm, bare.engine.warm);
        QCOMPARE(same.engine.memoryReserve, bare.engine.memoryReserve);
        QCOMPARE(same.engine.diskReserve, bare.engine.diskReserve);
        QCOMPARE(same.engine.cpuOvercommit, bare.engine.cpuOvercommit);
        QVERIFY(same.engine.shares == bare.engine.shares && bare.engine.shares == domain::MachineShares{});
        QCOMPARE(same.engine.ladder, bare.engine.ladder);
        QCOMPARE(same.engine.sessionIdle, bare.engine.sessionIdle);
        QCOMPARE(same.engine.toolTimeout, bare.engine.toolTimeout);
        QVERIFY(same.engine.accelerate == bare.engine.accelerate && same.logLevel == bare.logLevel);
        QVERIFY(same.logFormat == bare.logFormat && same.logKeep == bare.logKeep && same.logSize == bare.logSize);
    }

    void whatIsSetIsTaken()
    {
        QTemporaryDir image;
        QVERIFY(QDir(image.path()).mkpath(QStringLiteral("kernel")) &&
                QDir(image.path()).mkpath(QStringLiteral("root")));
        SettingTexts texts{.baseUrl = "http://127.0.0.1:8080/proxy",
                           .dataDir = "/srv/gb",
                           .imageDir = image.path().toStdString(),
                           .capacity = "12",
                           .queue = "0",
                           .vcpus = "2",
                           .memory = "512M",
                           .disk = "2GiB",
                           .warm = "12",
                           .memoryReserve = "2G",
                           .cpuOvercommit = "2.5",
                           .diskReserve = "0",
                           .cpuWeight = "50",
                           .diskRate = "20M",
                           .diskOperations = "500",
                           .portsAddress = "2001:DB8:0::7",
                           .pauseAfter = "0",
                           .hibernateAfter = "30m",
                           .destroyAfter = "0",
                           .sessionIdle = "0",
                           .toolTimeout = "5m",
                           .accelerate = "kvm",
                           .workerId = "host-1/a",
                           .logLevel = "error",
                           .logFormat = "json",
                           .logKeep = "12h",
                           .logSize = "64M"};
        const auto settings = resolved(texts);
        for (const auto *named : {"127.0.0.1", "127.9.8.7", "::1", "169.254.3.2"}) {
            texts.portsAddress = named;
            QCOMPARE(resolved(texts).engine.portsAddress, std::string(named));
        }
        texts.portsAddress = "loopback"; // one of each sandbox's own
        QCOMPARE(resolved(texts).engine.portsAddress, std::string());
        QCOMPARE(settings.baseUrl, texts.baseUrl);
        QCOMPARE(settings.dataDir, texts.dataDir);
        QCOMPARE(settings.imageDir, texts.imageDir);
        QCOMPARE(settings.engine.capacity, 12);
        QCOMPARE(settings.engine.queue, 0);
        QVERIFY((settings.engine.size == domain::MachineSize{2, ByteCount::mib(512), ByteCount::gib(2)}));
        QCOMPARE(settings.engine.warm, 12);
        QCOMPARE(settings.engine.memoryReserve, ByteCount::gib(2));
        QCOMPARE(settings.engine.cpuOvercommit, 2.5);
        QCOMPARE(settings.engine.diskReserve, ByteCount{});
        QVERIFY((settings.engine.shares == domain::MachineShares{50, ByteCount::mib(20), 500}));
        QCOMPARE(settings.engine.ladder, (domain::IdleLadder{std::nullopt, 30min, std::nullopt}));
        QCOMPARE(settings.engine.sessionIdle, 0ms);
        QCOMPARE(settings.engine.toolTimeout, 5min);
        QVERIFY(settings.engine.accelerate == api::EngineSettings::Accelerate::Kvm);
        QCOMPARE(settings.engine.workerId, std::string("host-1/a"));
        QCOMPARE(settings.engine.portsAddress, std::string("2001:db8::7"));
        QVERIFY(settings.logLevel == LogLevel::Error);
        QVERIFY(settings.logFormat == LogFormat::Json && settings.logKeep == 12h);
        QCOMPARE(settings.logSize, ByteCount::mib(64));
    }

    void aRelativeFolderIsTheCallersWhateverTheProgramRuns()
    {
        const auto settings = *resolve({.dataDir = "build/data"}, {4, ByteCount::gib(16)});
        QCOMPARE(settings.dataDir, QDir::current().absoluteFilePath(QStringLiteral("build/data")).toStdString());
        const auto image = resolve({.imageDir = "no/image"}, {4, ByteCount::gib(16)});
        const auto there = QDir::current().absoluteFilePath(QStringLiteral("no/image")).toStdString();
        QVERIFY(!image && image.error().code == ErrorCode::InvalidArgument);
        QVERIFY2(image.error().detail.find("--image-dir: " + there + " does not exist") != std::string::npos,
                 image.error().detail.c_str());
    }

    void aSlipIsNamedWithWhatIsPossible_data()
    {
        QTest::addColumn<QByteArray>("flag");
        QTest::addColumn<QByteArray>("given");
        QTest::addColumn<QByteArray>("possible");
        const auto row = [](const char *flag, const char *given, const char *possible) {
            QTest::addRow("%s %s", flag, given) << QByteArray(flag) << QByteArray(given) << QByteArray(possible);
        };
        row("--environment-id", "../etc", "an id like env_01ABC");
        row("--base-url", "not a url", "https://api.anthropic.com");
        row("--base-url", "ftp://files", "https://");
        row("--capacity", "0", "from 1 to 256");
        row("--capacity", "257", "from 1 to 256");
        row("--capacity", "2.5", "a whole number");
        row("--capacity", "99999999999999999999", "a whole number");
        row("--queue", "-1", "from 0 to 10000");
        row("--vcpus", "many", "from 1 to 64");
        row("--memory", "64M", "from 128M to 1024G");
        row("--memory", "2T", "from 128M to 1024G");
        row("--memory", "1024", "from 128M to 1024G");
        row("--disk", "1M", "from 64M");
        row("--warm", "5", "from 0 to 4"); // no more than sandboxes at a time
        row("--warm", "-1", "from 0 to 4");
        row("--warm", "one", "a whole number");
        row("--memory-reserve", "1", "a size like 512M");
        row("--memory-reserve", "999999G", "up to 16384G");
        row("--cpu-overcommit", "0", "from 0.1 to 1000");
        row("--cpu-overcommit", "nan", "from 0.1 to 1000");
        row("--cpu-overcommit", "2x", "from 0.1 to 1000");
        row("--disk-reserve", "much", "a size like 512M");
        row("--cpu-weight", "0", "from 1 to 10000");
        row("--disk-rate", "50", "a size a second like 50M");
        row("--disk-operations", "-1", "from 0 to 10000000");
        row("--prices", "/no/such/file.json", "cannot be read");
        row("--pause-after", "60", "a time like 60s");
        row("--pause-after", "8761h", "365d at most");
        row("--hibernate-after", "soon", "a time like 60s");
        row("--destroy-after", "366d", "365d at most");
        row("--session-idle", "60", "a time like 60s");
        row("--session-idle", "721h", "720h at most");
        row("--tool-timeout", "0", "from 1s to 24h");
        row("--tool-timeout", "25h", "from 1s to 24h");
        row("--skills", "yes", "on or off");
        row("--memory-sync", "4s", "from 5s to 1h, or off");
        row("--memory-sync", "2h", "from 5s to 1h, or off");
        row("--memory-deletions", "all", "enabled, log_only or disabled");
        row("--webhook-listen", "8466", "like 127.0.0.1:8466");
        row("--webhook-listen", "localhost:8466", "an IP address");
        row("--webhook-listen", "::1:8466", "[::]:8466");
        row("--webhook-listen", "[127.0.0.1]:8466", "an IP address");
        row("--webhook-listen", "127.0.0.1:65536", "an IP address and a port");
        row("--webhook-listen", "127.0.0.1:", "an IP address and a port");
        row("--accel", "tcg", "auto, kvm or emulated");
        row("--worker-id", "two words", "without spaces");
        row("--api-port", "65536", "a whole number from 0 to 65535");
        row("--api-port", "http", "a whole number from 0 to 65535");
        row("--ports-address", "0.0.0.0", "loopback, or one address of this host");
        row("--ports-address", "::", "loopback, or one address of this host");
        for (const auto *none :
             {"224.0.0.1", "239.1.2.3", "255.255.255.255", "ff02::1", "fe80::1", "febf::1", "::ffff:0:0"})
            row("--ports-address", none, "loopback, or one address of this host");
        row("--ports-address", "host.example", "loopback, or one address of this host");
        row("--ports-address", "192.0.2.7:80", "loopback, or one address of this host");
        row("--log-level", "verbose", "debug, info, warning or error");
    }
    void aSlipIsNamedWithWhatIsPossible()
    {
        QFETCH(QByteArray, flag);
        QFETCH(QByteArray, given);
        QFETCH(QByteArray, possible);
        qputenv(kKeyVariable, kKey);
        for (const auto &row : settingRows()) {
            if (flag != row.flag)
                continue;
            const auto said = complaint(row.text, given.toStdString());
            QVERIFY2(said.contains(flag) && said.contains(given) && said.contains(possible), said.constData());
            QVERIFY2(!said.contains(kKey), said.constData());
            return;
        }
        QFAIL("no such flag");
    }

    void anEnvironmentNeedsBothItsIdAndItsKey()
    {
        SettingTexts texts{.environmentId = "env_1"};
        auto settings = resolve(texts, kHost);
        QVERIFY(!settings);
        QVERIFY(settings.error().detail.find("ANTHROPIC_ENVIRONMENT_KEY") != std::string::npos);
        qputenv(kKeyVariable, kKey);
        settings = resolve(texts, kHost);
        QVERIFY(settings && settings->environments.size() == 1);
        QCOMPARE(settings->environments[0].id, std::string("env_1"));
        QCOMPARE(settings->environments[0].key.reveal(), std::string(kKey));
        QCOMPARE(settings->environments[0].baseUrl, std::string(kDefaultBaseUrl));
        settings = resolve({}, kHost);
        QVERIFY(!settings);
        QVERIFY(settings.error().detail.find("ANTHROPIC_ENVIRONMENT_ID") != std::string::npos);
    }

    void whatIsSetForOneEnvironmentReachesIt()
    {
        KeyFile operatorKey;
        operatorKey.write("sk-ant-api03-operator\n");
        qputenv(kKeyVariable, kKey);
        auto serving = resolved({.environmentId = "env_1"}).environments[0].serving;
        QVERIFY(serving.arrival == api::WorkArrival::Polling && serving.skills && serving.memorySync == 15s);
        QVERIFY(serving.memoryDeletions == api::MemoryDeletions::Enabled);
        const auto environment = resolved({.environmentId = "env_1",
                                           .operatorKeyFile = operatorKey.path,
                                           .skills = "off",
                                           .memorySync = "off",
                                           .memoryDeletions = "log_only"})
                                     .environments[0];
        QCOMPARE(environment.operatorKey.reveal(), std::string("sk-ant-api03-operator"));
        QVERIFY(!environment.serving.skills && !environment.serving.memorySync);
        QVERIFY(environment.serving.memoryDeletions == api::MemoryDeletions::LogOnly);
        serving = resolved({.environmentId = "env_1", .memorySync = "1m"}).environments[0].serving;
        QVERIFY(serving.memorySync == 60s);
        operatorKey.write("sk-ant-api03-operator", QFileDevice::ReadOwner | QFileDevice::ReadOther);
        const auto said = complaint(&SettingTexts::operatorKeyFile, operatorKey.path);
        QVERIFY2(said.startsWith("--operator-key-file: ") && said.contains("chmod 600"), said);
    }

    void webhooksNeedAKeyAndSayWhereTheyListen()
    {
        constexpr const char *variable = "ANTHROPIC_WEBHOOK_SIGNING_KEY";
        constexpr const char *signing = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        qputenv(kKeyVariable, kKey);
        auto settings = resolve({.environmentId = "env_1", .webhookListen = "127.0.0.1:9000"}, kHost);
        QVERIFY(!settings && settings.error().detail.find(variable) != std::string::npos);
        qputenv(variable, signing);
        settings = resolve({.environmentId = "env_1", .webhookListen = "[::]:9000"}, kHost);
        QVERIFY(settings && settings->webhook);
        QCOMPARE(settings->webhook->address, std::string("::"));
        QCOMPARE(settings->webhook->port, 9000);
        QVERIFY(settings->webhook->listen);
        QCOMPARE(settings->webhook->key.reveal(), std::string(signing));
        QVERIFY(settings->environments[0].serving.arrival == api::WorkArrival::Webhooks);
        // With a key alone it can be switched on; until then work is polled for.
        settings = resolve({.environmentId = "env_1"}, kHost);
        QVERIFY(settings && settings->webhook && !settings->webhook->listen);
        QVERIFY(settings->environments[0].serving.arrival == api::WorkArrival::Polling);
        KeyFile file;
        file.write("whsec_secret-part!");
        settings = resolve({.environmentId = "env_1", .webhookKeyFile = file.path}, kHost);
        QVERIFY(!settings && settings.error().detail.starts_with("--webhook-key-file: " + file.path));
        QVERIFY(settings.error().detail.find("secret-part") == std::string::npos);
        qputenv(variable, "whsec_secret-part!");
        settings = resolve({.environmentId = "env_1"}, kHost);
        QVERIFY(!settings && settings.error().detail.starts_with(variable));
    }

    void severalEnvironmentsComeFromTheirFileAlone()
    {
        KeyFile key;
        key.write(kKey);
        KeyFile file;
        file.write("[[environment]]\nid = 'env_1'\nkey_file = '" + QByteArray::fromStdString(key.path) +
                   "'\n[[environment]]\nid = 'env_2'\nkey_file = '" + QByteArray::fromStdString(key.path) +
                   "'\nbase_url = 'http://127.0.0.1:1'\nwebhooks = true\n");
        const SettingTexts texts{.environmentsFile = file.path, .baseUrl = "http://127.0.0.1:2"};
        auto settings = resolve(texts, kHost);
        QVERIFY(!settings && settings.error().detail.find("env_2 has webhooks = true") != std::string::npos);
        qputenv("ANTHROPIC_WEBHOOK_SIGNING_KEY", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        auto listening = texts;
        listening.webhookListen = "127.0.0.1:0";
        settings = resolve(listening, kHost);
        QVERIFY2(settings, settings ? "" : settings.error().detail.c_str());
        QCOMPARE(settings->environments.size(), std::size_t(2));
        QCOMPARE(settings->environments[0].baseUrl, std::string("http://127.0.0.1:2"));
        QCOMPARE(settings->environments[1].baseUrl, std::string("http://127.0.0.1:1"));
        QVERIFY(settings->environments[0].serving.arrival == api::WorkArrival::Polling);
        QVERIFY(settings->environments[1].serving.arrival == api::WorkArrival::Webhooks);
        for (const auto text :
             {&SettingTexts::environmentId, &SettingTexts::environmentKeyFile, &SettingTexts::operatorKeyFile,
              &SettingTexts::skills, &SettingTexts::memorySync, &SettingTexts::memoryDeletions}) {
            auto both = listening;
            both.*text = "off";
            settings = resolve(both, kHost);
            QVERIFY(!settings && settings.error().detail.find("is about one environment") != std::string::npos);
        }
        qputenv(kKeyVariable, kKey);
        settings = resolve(listening, kHost);
        QVERIFY(!settings && settings.error().detail.starts_with(kKeyVariable));
    }

    void whoBringsAnEnvironmentOfHisOwnIsRidOfAllOthers()
    {
        SettingTexts texts;
        for (const auto &row : settingRows())
            if (row.text)
                texts.*row.text = "given";
        const auto left = withoutEnvironments(texts);
        QVERIFY(left.environmentId.empty() && left.environmentKeyFile.empty() && left.operatorKeyFile.empty());
        QVERIFY(left.environmentsFile.empty() && left.webhookListen.empty() && left.webhookKeyFile.empty());
        QCOMPARE(left.dataDir, std::string("given"));
    }

    void secretsAreTakenOutOfOurEnvironment()
    {
        const char *secrets[] = {kKeyVariable, "ANTHROPIC_WEBHOOK_SIGNING_KEY", "ANTHROPIC_WORK_SECRET"};
        for (const char *name : secrets)
            qputenv(name, "recognisable");
        const char *value = ::getenv(kKeyVariable);
        forgetSecrets();
        for (const char *name : secrets)
            QVERIFY2(!qEnvironmentVariableIsSet(name), name);
        QCOMPARE(QByteArray(value, 12), QByteArray(12, '\0')); // where the process's own page still shows it
    }

    void readsTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("milliseconds"); // -1: refused
        const auto row = [](const char *text, qint64 milliseconds) {
            QTest::newRow(*text ? text : "nothing") << QByteArray(text) << milliseconds;
        };
        row("0", 0);
        row("500ms", 500);
        row("60s", 60'000);
        row("2m", 120'000);
        row("2min", 120'000);
        row("1h", 3'600'000);
        row("7d", 604'800'000);
        for (const char *text :
             {"", "5", "s", "-5s", "+5s", "1.5h", "5 s", "5S", "5w", "1000000001s", "99999999999999999999s", "5s5"})
            row(text, -1);
    }
    void readsTimes()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, milliseconds);
        const auto parsed = parseDuration(text.toStdString());
        QCOMPARE(parsed ? static_cast<qint64>(parsed->count()) : -1, milliseconds);
    }

    void readsSizes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("mebibytes"); // -1: refused
        const auto row = [](const char *text, qint64 mebibytes) {
            QTest::newRow(*text ? text : "nothing") << QByteArray(text) << mebibytes;
        };
        row("512M", 512);
        row("512MiB", 512);
        row("2G", 2048);
        row("8GiB", 8192);
        row("0M", 0);
        for (const char *text :
             {"", "512", "G", "-1G", "1.5G", "1 G", "1g", "1T", "1000001G", "99999999999999999999M", "1GB"})
            row(text, -1);
    }
    void readsSizes()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, mebibytes);
        const auto parsed = parseSize(text.toStdString());
        QCOMPARE(parsed ? static_cast<qint64>(parsed->value >> 20) : -1, mebibytes);
    }

    void sandboxesByDefaultFitTheHost()
    {
        QCOMPARE(defaultCapacity({4, ByteCount::gib(16)}, ByteCount::gib(1)), 4);   // one a processor
        QCOMPARE(defaultCapacity({16, ByteCount::gib(8)}, ByteCount::gib(1)), 4);   // in half of the memory
        QCOMPARE(defaultCapacity({64, ByteCount::gib(512)}, ByteCount::gib(1)), 8); // eight at most
        QCOMPARE(defaultCapacity({1, ByteCount::mib(512)}, ByteCount::gib(4)), 1);  // one at least
        QCOMPARE(defaultCapacity({0, ByteCount{}}, ByteCount{}), 1);                // a host that tells nothing
    }

    void aWorkerHasANameOfItsOwn()
    {
        const auto first = resolved({}).engine.workerId;
        QVERIFY(!first.empty() && first != resolved({}).engine.workerId);
        QVERIFY(!complaint(&SettingTexts::workerId, std::string(201, 'w')).isEmpty());
        QVERIFY(complaint(&SettingTexts::workerId, std::string(200, 'w')).isEmpty());
    }

    void thePageOfSettingsTellsTheSame()
    {
        QFile page(qEnvironmentVariable("CONFIGURATION_PAGE"));
        QVERIFY2(page.open(QIODevice::ReadOnly), qPrintable(page.fileName()));
        auto text = page.readAll();
        page.close();
        const auto begin = text.indexOf("| Flag | Environment variable |");
        QVERIFY(begin >= 0);
        const auto end = text.indexOf("\n\n", begin) + 1;
        QVERIFY(end > begin);
        if (qEnvironmentVariableIsSet("GLOVEBOX_UPDATE_GOLDEN")) {
            text.replace(begin, end - begin, table());
            QVERIFY(page.open(QIODevice::WriteOnly) && page.write(text) == text.size());
            return;
        }
        QCOMPARE(text.mid(begin, end - begin), table());
    }
};

QTEST_GUILESS_MAIN(SettingsTest)
#include "tst_settings.moc"
