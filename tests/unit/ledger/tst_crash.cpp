// Role: the program is killed in the middle of a stream of facts. This test program is also the one that is killed:
// `tst_ledger_crash --write FILE FIRST` tells facts without end and prints the number of each that was answered.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/ledger/open_ledger.h"

#include <QCoreApplication>
#include <QProcess>

#include <cstdio>
#include <cstdlib>

using namespace glovebox;
using namespace ledgertest;

namespace {

std::string idOf(int number)
{
    return "sevt_" + std::to_string(number);
}

/// Keeps 40 facts under way: intents, and results for earlier ones.
class Writer {
public:
    Writer(ports::Ledger &ledger, int first) : m_ledger(ledger), m_next(first)
    {
        for (int i = 0; i < 20; ++i)
            tellNext();
    }

private:
    void tellNext()
    {
        const int number = m_next++;
        m_ledger.intendCall(callIntent(idOf(number)), [](Result<> result) {
            if (!result)
                std::abort();
        });
        m_ledger.keepResult(kSession, domain::EventId(idOf(number)), {std::string(700, 'r')},
                            [this, number](Result<> result) {
                                if (!result)
                                    std::abort();
                                std::printf("%d\n", number);
                                std::fflush(stdout);
                                tellNext();
                            });
    }

    ports::Ledger &m_ledger;
    int m_next;
};

int writeForEver(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    auto opened = open({.path = argv[2]});
    if (!opened) {
        std::fprintf(stderr, "%s\n", opened.error().detail.c_str());
        return 1;
    }
    const Writer writer(**opened, std::atoi(argv[3]));
    return QCoreApplication::exec();
}

} // namespace

class LedgerCrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyAnsweredFactOutlivesAKillAndNoneIsThereWithoutTheOnesBefore()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("ledger.db"));
        int first = 0;
        for (int round = 0; round < 6; ++round) {
            QProcess writer;
            writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            writer.start(QCoreApplication::applicationFilePath(),
                         {QStringLiteral("--write"), path, QString::number(first)});
            QByteArray printed;
            const int enough = 40 + round * 97; // another place in the stream each time
            QVERIFY(QTest::qWaitFor(
                [&] {
                    printed += writer.readAllStandardOutput();
                    return printed.count('\n') >= enough || writer.state() == QProcess::NotRunning;
                },
                20'000));
            QCOMPARE(writer.state(), QProcess::Running);
            writer.kill();
            QVERIFY(writer.waitForFinished());
            printed += writer.readAllStandardOutput();
            const auto whole = printed.left(printed.lastIndexOf('\n')).split('\n');
            const int lastAnswered = whole.back().toInt();
            QVERIFY(lastAnswered >= first + enough - 1);

            auto opened = open({.path = path.toStdString()});
            QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
            const auto found = leftOpen(**opened);
            QVERIFY(found);
            const int kept = static_cast<int>(found->calls.size());
            QVERIFY2(kept > lastAnswered,
                     qPrintable(QStringLiteral("%1 kept, %2 answered").arg(kept).arg(lastAnswered)));
            for (int i = 0; i < kept; ++i) {
                const auto &call = found->calls.at(static_cast<std::size_t>(i));
                QCOMPARE(call.intent.call.value(), idOf(i)); // none is missing before a later one
                // A result follows its intent at once, so only the last may be without, and no answered one is.
                QVERIFY(call.result || (i == kept - 1 && i > lastAnswered));
            }
            first = found->calls.back().result ? kept : kept - 1; // the next one takes it up again
        }
    }
};

int main(int argc, char **argv)
{
    if (argc == 4 && std::string(argv[1]) == "--write")
        return writeForEver(argc, argv);
    QCoreApplication app(argc, argv);
    LedgerCrashTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash.moc"
