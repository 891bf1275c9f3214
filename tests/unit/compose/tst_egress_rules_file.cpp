// Rules that were added to profiles are kept over restarts, and a file that says nonsense is refused, not guessed at.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/egress_rules_file.h"

#include <QFile>
#include <QTemporaryDir>

using namespace glovebox;
using compose::readEgressRules;
using compose::writeEgressRules;
using domain::EgressRule;

class EgressRulesFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::string m_file = compose::egressRulesFileOf(m_dir.path().toStdString());

    void write(const QByteArray &text) const
    {
        QFile file(QString::fromStdString(m_file));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), qint64(text.size()));
    }

private Q_SLOTS:
    void cleanup() { QFile::remove(QString::fromStdString(m_file)); }

    void withoutAFileThereAreNone() { QVERIFY(readEgressRules(m_file).value().empty()); }

    void whatWasWrittenIsReadAndForItsOwnerAlone()
    {
        const engine::EgressBook::Added added{
            {"builds",
             {{.host = "api.example.org", .ports = {{443, 443}, {8000, 8010}}, .note = "asked for by J."},
              {.action = EgressRule::Action::Deny, .host = "*.old.example.org"},
              {.host = "10.0.0.0/8", .ports = {{5432, 5432}}, .traffic = domain::EgressTraffic::Any}}},
            {"gone", {{.host = "x.example.org"}}}};
        QVERIFY(writeEgressRules(m_file, added));
        QCOMPARE(readEgressRules(m_file).value(), added);
        QCOMPARE(QFile::permissions(QString::fromStdString(m_file)) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
        QVERIFY(writeEgressRules(m_file, {}));
        QVERIFY(readEgressRules(m_file).value().empty());
        QCOMPARE(QDir(m_dir.path()).entryList(QDir::Files).size(), 1); // nothing half is left beside it
    }

    void nonsenseIsAnErrorThatNamesTheFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto of = [](const char *rules, const char *profile = "builds") {
            return QByteArray("{\"profiles\": [{\"profile\": \"") + profile + "\", \"rules\": " + rules + "}]}";
        };
        QTest::newRow("no json") << QByteArray("profiles:");
        QTest::newRow("half") << of("[").left(30);
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("another field") << QByteArray("{\"profile\": []}");
        QTest::newRow("no list of rules") << of("{}");
        QTest::newRow("no host") << of("[{\"ports\": [\"443\"]}]");
        QTest::newRow("a bad host") << of("[{\"allow\": \"API.example.org\"}]");
        QTest::newRow("leads elsewhere") << of("[{\"allow\": \"a.example.org\", \"to\": \"127.0.0.1:80\"}]");
        QTest::newRow("a bad port") << of("[{\"allow\": \"a.example.org\", \"ports\": [\"0\"]}]");
        QTest::newRow("a built-in profile") << of("[]", "open");
        QTest::newRow("no name") << of("[]", "Builds/..");
        QTest::newRow("too large") << QByteArray(9 << 20, ' ');
        QByteArray many = "{\"allow\": \"a.example.org\"}";
        for (int i = 0; i < 100; ++i)
            many += ",{\"allow\": \"a.example.org\"}";
        QTest::newRow("too many") << of(('[' + many + ']').constData());
    }
    void nonsenseIsAnErrorThatNamesTheFile()
    {
        QFETCH(const QByteArray, text);
        write(text);
        const auto read = readEgressRules(m_file);
        QVERIFY(!read);
        QVERIFY(read.error().code == ErrorCode::FolderUnusable);
        QVERIFY2(read.error().detail.find("egress-rules.json cannot be read: ") != std::string::npos &&
                     read.error().detail.find("move it away to go on without") != std::string::npos,
                 read.error().detail.c_str());
        QVERIFY(QFile::exists(QString::fromStdString(m_file))); // it is left alone
    }

    void aFolderThatTakesNothingIsAnError() { QVERIFY(!writeEgressRules("/proc/none/egress-rules.json", {})); }
};

QTEST_GUILESS_MAIN(EgressRulesFileTest)
#include "tst_egress_rules_file.moc"
