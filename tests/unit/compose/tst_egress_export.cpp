// Attempts as a file for other programs: all pages of them, harmless to a spreadsheet, whole or not at all.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/egress_export.h"
#include "tests/unit/ledger/open_ledger.h"

#include <QDir>
#include <QFile>

using namespace glovebox;
using namespace std::chrono_literals;
using compose::EgressShape;

class EgressExportTest : public QObject {
    Q_OBJECT

    static constexpr int kAttempts = 2500; // three pages
    QTemporaryDir m_dir;
    QTemporaryDir m_out;
    std::unique_ptr<ledger::UseReader> m_reader;

    static domain::EgressDecision attempt(int number)
    {
        domain::EgressDecision one{.id = domain::EgressId("egr-" + std::to_string(number)),
                                   .at = WallTime(std::chrono::milliseconds(1'795'176'000'000) + number * 1s),
                                   .sandbox = domain::SandboxId("sbx-1")};
        one.host = "h" + std::to_string(number) + ".example.org";
        one.port = 443;
        return one;
    }
    std::string out(const char *name) const { return m_out.filePath(QString::fromLatin1(name)).toStdString(); }
    static QByteArray textOf(const std::string &path)
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("it is not there");
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto path = m_dir.filePath(QStringLiteral("ledger.db")).toStdString();
        {
            const auto ledger = *ledgertest::open({.path = path});
            for (int i = 0; i < kAttempts; ++i)
                ledger->note(attempt(i));
        }
        auto reader = ledger::UseReader::open(path);
        QVERIFY2(reader, reader ? "" : reader.error().detail.c_str());
        m_reader = *std::move(reader);
    }

    void everyPageIsWrittenOnceNewestFirst()
    {
        for (const auto shape : {EgressShape::Csv, EgressShape::JsonLines}) {
            const auto file = out(shape == EgressShape::Csv ? "all.csv" : "all.jsonl");
            double before = 0;
            compose::EgressPass pass{.filter = {}, .take = {}};
            pass.progress = [&before](double part) {
                QVERIFY(part >= before && part <= 1.0);
                before = part;
            };
            QCOMPARE(compose::writeEgress(*m_reader, pass, {file, shape}).value(), std::uint64_t{kAttempts});
            QCOMPARE(before, 1.0);
            const auto lines = textOf(file).trimmed().split('\n');
            const int head = shape == EgressShape::Csv ? 1 : 0;
            QCOMPARE(lines.size(), kAttempts + head);
            for (int i = 0; i < kAttempts; ++i) // none twice, none missing
                QVERIFY(lines[i + head].contains("h" + QByteArray::number(kAttempts - 1 - i) + ".example.org"));
            QCOMPARE(QFile::permissions(QString::fromStdString(file)) & (QFile::ReadGroup | QFile::ReadOther),
                     QFile::Permissions());
        }
    }

    void theFilterAndACountNarrowIt()
    {
        compose::EgressPass pass{.filter = {.from = attempt(100).at, .until = attempt(1500).at}, .most = 1200};
        pass.take = [count = 1500](const domain::EgressDecision &one) mutable {
            return one.host == "h" + std::to_string(--count) + ".example.org";
        };
        QCOMPARE(compose::passEgress(*m_reader, pass).value(), std::uint64_t{1200});
        pass.most = 5000;
        pass.take = [](const auto &) {
            return true;
        };
        QCOMPARE(compose::passEgress(*m_reader, pass).value(), std::uint64_t{1400});
    }

    void whatIsThereStaysUnlessItMayGo()
    {
        const auto file = out("mine.csv");
        QFile mine(QString::fromStdString(file));
        QVERIFY(mine.open(QIODevice::WriteOnly) && mine.write("mine") == 4);
        mine.close();
        const compose::EgressPass pass{.filter = {}, .take = {}};
        QVERIFY(!compose::writeEgress(*m_reader, pass, {file, EgressShape::Csv}));
        QCOMPARE(textOf(file), QByteArray("mine"));
        QVERIFY(compose::writeEgress(*m_reader, pass, {file, EgressShape::Csv, true}));
        QVERIFY(textOf(file).startsWith("time,sandbox,"));
    }

    void oneThatIsCancelledLeavesNothing()
    {
        StopFlag stop;
        compose::EgressPass pass{.filter = {}, .take = {}, .stop = &stop};
        int pages = 0;
        pass.progress = [&](double) {
            if (++pages == 2)
                stop.raise();
        };
        const auto before = QDir(m_out.path()).entryList(QDir::Files | QDir::Hidden);
        const auto written = compose::writeEgress(*m_reader, pass, {out("half.csv"), EgressShape::Csv});
        QVERIFY(!written && written.error().code == ErrorCode::Cancelled);
        QCOMPARE(pages, 2);
        QCOMPARE(QDir(m_out.path()).entryList(QDir::Files | QDir::Hidden), before);
    }

    void noCellBeginsAFormula()
    {
        auto one = attempt(7);
        one.session = domain::SessionId("sesn_1");
        one.host = "=cmd|'/c calc'!A1";
        one.rule = "+packages: \"x\", y";
        one.reason = "@SUM(A1)";
        one.secrets = {"api-token", "registry-token"};
        one.misused = {"-other"};
        one.sent = ByteCount{12};
        one.lasted = 40ms;
        QCOMPARE(
            QByteArray::fromStdString(compose::egressLine(EgressShape::Csv, one)),
            QByteArray("2026-11-20T12:00:07.000Z,sbx-1,sesn_1,connection,'=cmd|'/c calc'!A1,,443,denied,"
                       "\"'+packages: \"\"x\"\", y\",'@SUM(A1),12,0,40,api-token registry-token,'-other,egr-7\r\n"));
        const auto json = QByteArray::fromStdString(compose::egressLine(EgressShape::JsonLines, one));
        QVERIFY2(json.contains(R"("secrets":["api-token","registry-token"])") &&
                     json.contains(R"("misused":["-other"])"),
                 json);
        QCOMPARE(json.count('\n'), 1);
    }
};

QTEST_GUILESS_MAIN(EgressExportTest)
#include "tst_egress_export.moc"
