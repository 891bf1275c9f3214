// Role: the writer of an audit trail is killed, again and again, anywhere. This test program is also the one that is
// killed: `tst_ledger_audit_crash --write FILE` tells entries without end and prints how many intents were answered.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/ledger/audit_fixture.h"

#include <QCoreApplication>
#include <QProcess>

#include <cstdio>
#include <cstdlib>
#include <random>

using namespace glovebox;
using namespace ledgertest;

namespace {

constexpr int kKills = 40;

/// Each intent has an entry before it, so that an answered one says that the entry is kept.
class Writer {
public:
    explicit Writer(ports::Ledger &ledger) : m_ledger(ledger)
    {
        for (int i = 0; i < 8; ++i)
            tellNext();
    }

private:
    void tellNext()
    {
        m_ledger.audit(auditEntry(++m_told));
        m_ledger.intendCall(callIntent("sevt_" + std::to_string(m_told)), [this](Result<> result) {
            if (!result)
                std::abort();
            std::printf(".");
            std::fflush(stdout);
            tellNext();
        });
    }

    ports::Ledger &m_ledger;
    int m_told = 0;
};

int writeForEver(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    auto opened = open({.path = argv[2]});
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().detail.c_str());
        return 1;
    }
    const Writer writer(**opened);
    return QCoreApplication::exec();
}

} // namespace

class LedgerAuditCrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTrailWhoseWriterIsKilledAtAnyMomentIsWhole()
    {
        const TrailFolder folder;
        std::mt19937 random(5);
        std::uint64_t entries = 0;
        for (int round = 0; round < kKills; ++round) {
            QProcess writer;
            writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            writer.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--write"), folder.path()});
            // At any place in the stream, and at times before it has begun: in the middle of opening.
            const auto enough = static_cast<qsizetype>(random() % 60);
            qsizetype answered = 0;
            QVERIFY(writer.waitForStarted());
            QVERIFY(QTest::qWaitFor(
                [&] {
                    answered += writer.readAllStandardOutput().size();
                    return answered >= enough || writer.state() == QProcess::NotRunning;
                },
                20'000));
            QCOMPARE(writer.state(), QProcess::Running);
            writer.kill();
            QVERIFY(writer.waitForFinished());
            answered += writer.readAllStandardOutput().size();
            if (!QFile::exists(folder.path()))
                continue; // before its first step
            const auto report = folder.verified();
            if (!report && enough == 0 && entries == 0)
                continue; // before its tables were made
            QVERIFY2(report, report ? "" : report.error().detail.c_str());
            QVERIFY2(report->whole(), qPrintable(folder.wounds().join(QLatin1Char(','))));
            QVERIFY2(report->entries >= entries + static_cast<std::uint64_t>(answered),
                     qPrintable(QStringLiteral("%1 of %2").arg(report->entries).arg(answered)));
            entries = report->entries;
        }
        QVERIFY(entries > 500);
    }

    void aTrailIsVerifiedWhileItIsWritten()
    {
        const TrailFolder folder;
        folder.add(1);
        QProcess writer;
        writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        writer.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--write"), folder.path()});
        QVERIFY(writer.waitForStarted());
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        for (int look = 0; look < 30 || last < first + 50; ++look) {
            const auto report = folder.verified();
            QVERIFY2(report, report ? "" : report.error().detail.c_str());
            QVERIFY2(report->whole(), qPrintable(folder.wounds().join(QLatin1Char(','))));
            first = look == 0 ? report->entries : first;
            last = report->entries;
            QVERIFY(look < 2000);
        }
        writer.kill();
        QVERIFY(writer.waitForFinished());
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && std::string(argv[1]) == "--write")
        return writeForEver(argc, argv);
    QCoreApplication app(argc, argv);
    LedgerAuditCrashTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_audit_crash.moc"
