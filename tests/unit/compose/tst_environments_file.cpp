// Several environments in one file: that all of it arrives, and that a slip is told with its line and what is possible.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/environments_file.h"

#include <QFile>
#include <QTemporaryDir>

#include <random>

using namespace glovebox;
using namespace glovebox::compose;
using namespace std::chrono_literals;

namespace {

constexpr const char *kUrl = "https://control.example";
constexpr const char *kSecret = "sk-ant-oat01-recognisable-part";
constexpr auto kPrivate = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

} // namespace

class EnvironmentsFileTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    void write(const char *name, const QByteArray &bytes, QFileDevice::Permissions permissions = kPrivate)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size());
        file.close();
        QVERIFY(file.setPermissions(permissions));
    }
    Result<std::vector<EnvironmentSettings>> read()
    {
        return readEnvironmentsFile(path("environments.toml").toStdString(), kUrl);
    }
    /// What is said about a file with these lines.
    QByteArray complaint(const QByteArray &text, QFileDevice::Permissions permissions = kPrivate)
    {
        write("environments.toml", text, permissions);
        const auto environments = read();
        return environments ? "taken" : QByteArray::fromStdString(environments.error().detail);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        write("key", QByteArray(kSecret) + '\n');
        write("operator", "sk-ant-api03-operator\n");
        write("handler", "#!/bin/sh\ncat\n", kPrivate | QFileDevice::ExeOwner);
    }

    void allOfItArrives()
    {
        write("environments.toml", "# two of them\n"
                                   "[[environment]]\n"
                                   "id = 'env_1'\n"
                                   "name = \"Build hosts\"\n"
                                   "key_file = 'key'\n"
                                   "operator_key_file = 'operator'\n"
                                   "base_url = 'http://127.0.0.1:8080/proxy'\n"
                                   "webhooks = true\n"
                                   "skills = false\n"
                                   "memory_sync = '1m'\n"
                                   "memory_deletions = 'disabled'\n"
                                   "runner = ['node', '/opt/serve.mjs']\n"
                                   "  [[environment.custom_tool]]\n"
                                   "  name = 'ticket'\n"
                                   "  handler = './handler'\n"
                                   "  [[environment.custom_tool]]\n"
                                   "  name = 'lint'\n"
                                   "  sandbox_path = '/usr/local/bin/lint'\n"
                                   "[[environment]]\n"
                                   "id = 'env_2'\n"
                                   "key = '" +
                                       QByteArray(kSecret) + "'\n");
        const auto read1 = read();
        QVERIFY2(read1, read1 ? "" : read1.error().detail.c_str());
        QCOMPARE(read1->size(), std::size_t(2));
        const auto &first = read1->at(0);
        QCOMPARE(first.id, std::string("env_1"));
        QCOMPARE(first.name, std::string("Build hosts"));
        QCOMPARE(first.key.reveal(), std::string(kSecret));
        QCOMPARE(first.operatorKey.reveal(), std::string("sk-ant-api03-operator"));
        QCOMPARE(first.baseUrl, std::string("http://127.0.0.1:8080/proxy"));
        QVERIFY(first.serving.arrival == api::WorkArrival::Webhooks && !first.serving.skills);
        QVERIFY(first.serving.memorySync == 60s);
        QVERIFY(first.serving.memoryDeletions == api::MemoryDeletions::Disabled);
        QCOMPARE(first.serving.runner.arguments, (std::vector<std::string>{"node", "/opt/serve.mjs"}));
        QCOMPARE(first.serving.customTools.size(), std::size_t(2));
        QCOMPARE(first.serving.customTools[0].name, std::string("ticket"));
        QCOMPARE(first.serving.customTools[0].path, std::string("/opt/glovebox/tools/ticket"));
        QCOMPARE(first.serving.customTools[0].content, std::string("#!/bin/sh\ncat\n"));
        QCOMPARE(first.serving.customTools[1].path, std::string("/usr/local/bin/lint"));
        QVERIFY(first.serving.customTools[1].content.empty());
        const auto &second = read1->at(1);
        QCOMPARE(second.id, std::string("env_2"));
        QCOMPARE(second.key.reveal(), std::string(kSecret));
        QCOMPARE(second.baseUrl, std::string(kUrl));
        QVERIFY(second.operatorKey.empty() && second.name.empty());
        // Where the refusal of a key will point.
        const auto at = path("environments.toml").toStdString();
        QCOMPARE(first.keySource, path("key").toStdString() + " (" + at + ":5: key_file)");
        QCOMPARE(first.operatorKeySource, path("operator").toStdString() + " (" + at + ":6: operator_key_file)");
        QCOMPARE(second.keySource, at + ":21: key");
        const auto &usual = second.serving;
        QVERIFY(usual.arrival == api::WorkArrival::Polling && usual.skills && usual.memorySync == 15s);
        QVERIFY(usual.memoryDeletions == api::MemoryDeletions::Enabled && usual.customTools.empty());
        QVERIFY(usual.runner.empty());
    }

    void theExampleThatIsHandedOutIsGood()
    {
        QFile example(qEnvironmentVariable("ENVIRONMENTS_EXAMPLE"));
        QVERIFY2(example.open(QIODevice::ReadOnly), qPrintable(example.fileName()));
        auto text = example.readAll();
        const auto keys = text.count("key_file");
        QVERIFY(keys >= 2);
        text.replace("/etc/glovebox/", m_folder->path().toUtf8() + "/");
        write("build-hosts.key", kSecret);
        write("analysis.key", kSecret);
        write("operator.key", "sk-ant-api03-operator");
        write("ticket", "#!/bin/sh\n", kPrivate | QFileDevice::ExeOwner);
        QCOMPARE(complaint(text), QByteArray("taken"));
        // It shows every setting that there is.
        for (const char *key : {"id", "name", "key_file", "base_url", "operator_key_file", "webhooks", "skills",
                                "memory_sync", "memory_deletions", "runner", "handler", "sandbox_path"})
            QVERIFY2(text.contains(QByteArray(key) + " ="), key);
    }

    void aRunnerMayBeALineForTheShell()
    {
        QCOMPARE(complaint("[[environment]]\nid = 'env_1'\nkey_file = 'key'\nrunner = 'cd /srv && exec ./run'\n"),
                 QByteArray("taken"));
        QCOMPARE(read()->at(0).serving.runner.shell, std::string("cd /srv && exec ./run"));
    }

    void memoryStoresCanBeRefused()
    {
        QCOMPARE(complaint("[[environment]]\nid = 'env_1'\nkey_file = 'key'\nmemory_sync = 'off'\n"),
                 QByteArray("taken"));
        QVERIFY(!read()->at(0).serving.memorySync);
    }

    void aSlipIsToldWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("lines"); // behind "[[environment]]", id and key_file: the fourth and on
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *lines, const char *says) {
            QTest::newRow(lines) << QByteArray(lines) << QByteArray(says);
        };
        row("nme = 'x'", ":4: 'nme' is not known in [[environment]]; possible are id, name, key_file");
        row("id = 'env_2'", ":4: not TOML: ");
        row("name = 7", ":4: name is a number; it takes a text in quotes");
        row("name = ''", ":4: name is empty");
        row("skills = 'on'", ":4: skills is a text; it takes true or false");
        row("webhooks = 1", ":4: webhooks is a number; it takes true or false");
        row("key = 'x'", ":4: both key and key_file");
        row("base_url = 'ftp://x'", ":4: base_url: ");
        row("operator_key_file = 'none'", "cannot be read");
        row("memory_sync = '1s'", ":4: memory_sync: '1s' is not possible; it takes a time from 5s to 1h, or off");
        row("memory_sync = 15", ":4: memory_sync is a number");
        row("memory_deletions = 'never'", ":4: memory_deletions: 'never' is not possible; it takes enabled, log_only");
        row("runner = 7", ":4: runner is a number");
        row("runner = ''", ":4: runner is empty");
        row("runner = []", ":4: runner names no program");
        row("runner = ['', 'x']", ":4: runner names no program");
        row("runner = ['x', 7]", ":4: runner takes a list of a program and its arguments");
        row("runner = \"a\\u0000b\"", ":4: runner is longer than 64 KiB, or has a zero byte in it");
        row("custom_tool = 'x'", ":4: custom_tool is a text; begin each one with [[environment.custom_tool]]");
        row("custom_tool = ['x']", ":4: custom_tool holds a text");
        row("name = 'x", ":4: not TOML: ");
        row("[[environment.custom_tool]]", ":4: a custom tool without a name");
        row("[[environment.custom_tool]]\nname = 'a b'\nsandbox_path = '/x'", ":5: name: 'a b' is not possible");
        row("[[environment.custom_tool]]\nname = 'a'", ":5: custom tool 'a' needs either handler");
        row("[[environment.custom_tool]]\nname = 'a'\nhandler = 'handler'\nsandbox_path = '/x'", ":5: custom tool 'a'");
        row("[[environment.custom_tool]]\nname = 'a'\nsandbox_path = 'x'", ":6: sandbox_path: 'x' is not possible");
        row("[[environment.custom_tool]]\nname = 'a'\nsandbox_path = '/x/../y'",
            "is not possible; it takes an absolute");
        row("[[environment.custom_tool]]\nname = 'a'\nsandbox_path = '/x/'", ":6: sandbox_path");
        row("[[environment.custom_tool]]\nname = 'a'\nhandler = 'none'", "does not exist");
        row("[[environment.custom_tool]]\nname = 'a'\nhandler = '.'", "is not a file");
        row("[[environment.custom_tool]]\nname = 'a'\nhandler = 'key'", "is not executable; run: chmod +x ");
        row("[[environment.custom_tool]]\nname = 'a'\nhandler = 'empty'", "is empty");
        row("[[environment.custom_tool]]\nname = 'a'\nhandler = 'large'", "16 MiB are possible");
        row("[[environment.custom_tool]]\nname = 'a'\nhndler = 'x'", ":6: 'hndler' is not known in "
                                                                     "[[environment.custom_tool]]; possible are name");
        row("[[environment.custom_tool]]\nname = 'a'\nsandbox_path = '/x'\n[[environment.custom_tool]]\nname = 'a'\n"
            "sandbox_path = '/y'",
            ":8: a second custom tool 'a'");
        row("[[environment]]\nid = 'env_1'\nkey_file = 'key'", ":5: environment env_1 is here twice");
        row("[[environment]]\nid = 'env_2'", ":5: an environment without a key");
        row("[[environment]]\nkey_file = 'key'", ":4: an environment without an id");
        row("[[environment]]\nid = '../x'\nkey_file = 'key'", ":5: id: '../x' is not possible");
        row("[[environment]]\nid = 'env_2'\nkey = 'two words'", ":6: key contains a blank");
        row("[enviroment]\nid = 'env_2'", ":4: 'enviroment' is not known in the file's top level");
    }
    void aSlipIsToldWithItsLine()
    {
        QFETCH(QByteArray, lines);
        QFETCH(QByteArray, says);
        write("empty", "", kPrivate | QFileDevice::ExeOwner);
        if (lines.contains("large"))
            write("large", QByteArray((16 << 20) + 1, 'x'), kPrivate | QFileDevice::ExeOwner);
        const auto said = complaint("[[environment]]\nid = 'env_1'\nkey_file = 'key'\n" + lines + '\n');
        QVERIFY2(said.contains(says) && said.startsWith(path("environments.toml").toUtf8() + ':'), said);
        QVERIFY2(!said.contains("recognisable") && !said.contains("two words"), said);
    }

    void aFileThatIsNoneOrHoldsNothingSaysSo()
    {
        const auto missing = read();
        QVERIFY(!missing && missing.error().detail.find("cannot be read") != std::string::npos);
        QVERIFY(complaint("").contains("there is no environment in it"));
        QVERIFY(complaint("environment = []\n").contains("there is no environment in it"));
        QVERIFY2(
            complaint("[environment]\nid = 'x'\n").contains(":1: environment is a table; begin each one with [[env"),
            complaint("[environment]\nid = 'x'\n"));
        QVERIFY(complaint("\x80\xff").contains("not TOML"));
        QVERIFY(complaint(QByteArray(100'000, '[')).contains("not TOML"));
        QVERIFY(complaint(QByteArray((1 << 20) + 1, '#')).contains("more than 1 MiB"));
        QByteArray many;
        for (int i = 0; i < 65; ++i)
            many += "[[environment]]\nid = 'env_" + QByteArray::number(i) + "'\nkey_file = 'key'\n";
        QVERIFY2(complaint(many).contains("64 are possible"), complaint(many));
    }

    void noSlipOfAKeyEndsTheProgram()
    {
        QFile example(qEnvironmentVariable("ENVIRONMENTS_EXAMPLE"));
        QVERIFY(example.open(QIODevice::ReadOnly));
        const auto good = example.readAll().right(1200);
        std::minstd_rand chance(20261125);
        const QByteArray keys = "[]{}='\"\n#.,\\-+_e0:Tx\x80\xff";
        for (int i = 0; i < 500; ++i) {
            auto text = good;
            for (int slips = 1 + static_cast<int>(chance() % 4); slips > 0; --slips) {
                const auto at = static_cast<qsizetype>(chance() % static_cast<unsigned>(text.size()));
                const char key = keys[static_cast<qsizetype>(chance() % static_cast<unsigned>(keys.size()))];
                if (chance() % 2)
                    text.insert(at, key);
                else
                    text[at] = key;
            }
            const auto said = complaint(text);
            QVERIFY2(!said.isEmpty() && !said.contains('\n'), said);
        }
    }

    void keysInAnOpenFileAreRefused()
    {
        const QByteArray inside = "[[environment]]\nid = 'env_1'\nkey = '" + QByteArray(kSecret) + "'\n";
        const QByteArray outside = "[[environment]]\nid = 'env_1'\nkey_file = 'key'\n";
        const auto readable = kPrivate | QFileDevice::ReadOther;
        auto said = complaint(inside, readable);
        QVERIFY2(said.contains(":3: the file holds a key") && said.contains("chmod 600 ") && !said.contains(kSecret),
                 said);
        QCOMPARE(complaint(inside), QByteArray("taken"));
        QCOMPARE(complaint(inside, kPrivate | QFileDevice::ReadGroup), QByteArray("taken"));
        QCOMPARE(complaint(outside, readable), QByteArray("taken"));
        // Who may write it could send our keys elsewhere.
        said = complaint(outside, kPrivate | QFileDevice::WriteOther);
        QVERIFY2(said.contains("can be changed by every user"), said);
        write("key", kSecret, readable);
        said = complaint(outside);
        QVERIFY2(said.contains(":3: key_file: ") && said.contains("can be read by every user"), said);
    }
};

QTEST_GUILESS_MAIN(EnvironmentsFileTest)
#include "tst_environments_file.moc"
