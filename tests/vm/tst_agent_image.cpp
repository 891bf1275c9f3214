// The agent image as a user gets it: built by gloveboxctl from this host's own sources, booted, and used. Needs a
// Debian mirror and an npm registry, and minutes: `ctest -C agent-image` runs it, the usual run does not.
#include "tests/vm/guest_fixture.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

using namespace glovebox;
using namespace glovebox::test;

namespace {

constexpr int kBuildMs = 120 * 60 * 1000;
constexpr int kVenvMs = 10 * 60 * 1000;

} // namespace

class TestAgentImage : public QObject {
    Q_OBJECT

    GuestFixture m_guest;

    static QJsonObject build()
    {
        QProcess program;
        program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QStringList arguments{QStringLiteral("image"),
                              QStringLiteral("build"),
                              QStringLiteral("agent"),
                              QStringLiteral("--yes"),
                              QStringLiteral("--json"),
                              QStringLiteral("--data-dir"),
                              qEnvironmentVariable("GLOVEBOX_TEST_AGENT_DIR")};
        if (qEnvironmentVariableIsSet("GLOVEBOX_TEST_AGENT_IN_VM"))
            arguments << QStringLiteral("--in-vm");
        program.start(qEnvironmentVariable("GLOVEBOXCTL"), arguments);
        program.waitForFinished(kBuildMs);
        return QJsonDocument::fromJson(program.readAllStandardOutput()).object();
    }

    /// Where the library keeps it.
    static QString rootOf(const QString &digest)
    {
        const auto folder = QStringLiteral("root-") + digest.section(QLatin1Char(':'), 1);
        for (QDirIterator at(qEnvironmentVariable("GLOVEBOX_TEST_AGENT_DIR"), {folder}, QDir::Dirs,
                             QDirIterator::Subdirectories);
             at.hasNext();)
            return at.next() + QStringLiteral("/root.sqfs");
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto built = build();
        const auto root = rootOf(built[QStringLiteral("digest")].toString());
        QVERIFY2(QFile::exists(root), qPrintable(root));
        const auto size = built[QStringLiteral("root_size")].toDouble();
        QVERIFY2(size > 200e6 && size < 400e6, qPrintable(QString::number(size)));
        auto spec = guestSpec("sbx-agent");
        spec.image.rootDisk = root.toStdString();
        spec.image.key = "agent";
        QVERIFY(m_guest.boot(std::move(spec)));
    }

    void aSecondBuildIsThereAtOnce() { QVERIFY(build()[QStringLiteral("was_there")].toBool()); }

    void toolsRunAsTheAgentsUser()
    {
        QCOMPARE(m_guest.bash("id -un; id -u; echo x > /workspace/x && echo x > /mnt/session/outputs/x && echo ok"),
                 QStringLiteral("agent\n1000\nok"));
        QCOMPARE(m_guest.bash("sudo -n true 2>/dev/null && echo root || echo no"), QStringLiteral("no"));
    }

    void nodeFindsTheSdkFromEverywhere()
    {
        for (const char *folder : {"/workspace", "/mnt/session", "/tmp"}) {
            const auto in = std::string("cd ") + folder + " && ";
            QCOMPARE(m_guest.bash(in + "node -p 'typeof require(\"@anthropic-ai/sdk\").default'"),
                     QStringLiteral("function"));
            QCOMPARE(m_guest.bash(in + "echo 'import A from \"@anthropic-ai/sdk\"; console.log(typeof A)' > t.mjs && "
                                       "node t.mjs; rm t.mjs"),
                     QStringLiteral("function"));
        }
        QVERIFY(m_guest.bash("node --version").startsWith(QStringLiteral("v22.")));
    }

    void aProjectsOwnModulesComeFirst()
    {
        QCOMPARE(m_guest.bash("mkdir -p /workspace/p/node_modules/@anthropic-ai/sdk && cd /workspace/p && "
                              "echo 'module.exports = \"own\"' > node_modules/@anthropic-ai/sdk/index.js && "
                              "node -p 'require(\"@anthropic-ai/sdk\")'"),
                 QStringLiteral("own"));
    }

    void programsAreCompiledAndRun()
    {
        QCOMPARE(m_guest.bash("cd /workspace && printf '#include <stdio.h>\\nint main(void){puts(\"c\");}' > a.c && "
                              "gcc a.c -o a && ./a && printf '#include <iostream>\\nint main(){std::cout << \"c++\";}' "
                              "> b.cc && g++ b.cc -o b && ./b"),
                 QStringLiteral("c\nc++"));
    }

    void gitAndPythonWork()
    {
        QCOMPARE(
            m_guest.bash("cd /workspace && git init -q r && cd r && git -c user.name=a -c user.email=a@b commit -q "
                         "--allow-empty -m first && git log --format=%s"),
            QStringLiteral("first"));
        // pip unpacks itself into it: a minute and more of an emulated processor.
        QCOMPARE(m_guest.text(
                     "bash",
                     {{"command", "cd /workspace && python3 -m venv v && v/bin/python -c 'import pip; print(6 * 7)'"},
                      {"timeout_ms", kVenvMs}},
                     std::chrono::milliseconds(kVenvMs)),
                 QStringLiteral("42"));
    }

    void nothingOfTheHostIsInIt()
    {
        QCOMPARE(m_guest.bash("ls /etc/apt/apt.conf.d; cat /etc/apt/sources.list.d/* | grep -c @; "
                              "find /var/lib/apt/lists /var/cache/apt/archives -type f -size +0 2>/dev/null | wc -l; "
                              "ls -d /etc/apt/auth.conf /tmp/finish.sh /root/.npmrc 2>/dev/null | wc -l"),
                 QStringLiteral("01autoremove\n70debconf\n0\n0\n0"));
    }

    void licencesAreKept()
    {
        QCOMPARE(m_guest.bash("ls /usr/share/doc/gcc-12-base/copyright /opt/node/LICENSE "
                              "/opt/node/lib/node_modules/@anthropic-ai/sdk/LICENSE | wc -l"),
                 QStringLiteral("3"));
    }
};

QTEST_GUILESS_MAIN(TestAgentImage)
#include "tst_agent_image.moc"
