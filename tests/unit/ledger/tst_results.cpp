// Role: results that are kept before the database has them. This test program is also one that is killed:
// `tst_ledger_results --write FILE FIRST` keeps results without end and prints the number of each that was answered.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/ledger/early_results.h"
#include "tests/unit/ledger/open_ledger.h"

#include <QCoreApplication>
#include <QFileInfo>
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

ledger::ResultKept resultOf(int number)
{
    return {kSession, domain::EventId(idOf(number)), {"result " + std::to_string(number), number % 2 == 1, false}};
}

bool same(const ledger::ResultKept &one, const ledger::ResultKept &other)
{
    return one.session == other.session && one.call == other.call && one.result == other.result;
}

/// Each call's end comes when two later ones have their results, as from a server that is slow to answer.
class Writer {
public:
    Writer(ports::Ledger &ledger, int next) : m_ledger(ledger), m_next(next) { tellNext(); }

private:
    void tellNext()
    {
        const int number = m_next++;
        m_ledger.intendCall(callIntent(idOf(number)), [this, number](Result<> intended) {
            if (!intended)
                std::abort();
            m_ledger.keepResult(kSession, domain::EventId(idOf(number)), resultOf(number).result,
                                [this, number](Result<> kept) {
                                    if (!kept)
                                        std::abort();
                                    std::printf("%d\n", number);
                                    std::fflush(stdout);
                                    if (number >= 2)
                                        m_ledger.closeCall(kSession, domain::EventId(idOf(number - 2)));
                                    tellNext();
                                });
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

/// Another program that keeps everybody from writing.
class Holder {
public:
    explicit Holder(const QString &path)
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("holder"));
        database.setDatabaseName(path);
        if (!database.open() || !QSqlQuery(database).exec(QStringLiteral("BEGIN IMMEDIATE")))
            qFatal("the ledger cannot be held");
    }
    ~Holder()
    {
        {
            auto database = QSqlDatabase::database(QStringLiteral("holder"));
            QSqlQuery(database).exec(QStringLiteral("ROLLBACK"));
            database.close();
        }
        QSqlDatabase::removeDatabase(QStringLiteral("holder"));
    }
    Holder(const Holder &) = delete;
    Holder &operator=(const Holder &) = delete;
};

} // namespace

class LedgerResultsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    std::string path() const { return m_path.toStdString(); }
    QString logPath() const { return QString::fromStdString(ledger::resultLogOf(path())); }

    static void intend(ports::Ledger &ledger, int number)
    {
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent(idOf(number)), std::move(done)); }));
    }
    static bool keep(ports::Ledger &ledger, int number)
    {
        return told([&](Callback<> done) {
                   ledger.keepResult(kSession, domain::EventId(idOf(number)), resultOf(number).result, std::move(done));
               })
            .has_value();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ledger.db"));
    }

    void aResultIsKeptThoughTheDatabaseCannotBeWritten()
    {
        auto opened = open({.path = path()});
        intend(**opened, 1);
        {
            const Holder holder(m_path);
            QVERIFY(keep(**opened, 1)); // the database is held for longer than it would be waited for
        }
        QCOMPARE(leftOpen(**opened)->calls.at(0).result, std::optional(resultOf(1).result));
    }

    void everyAnsweredResultOutlivesAKill()
    {
        int first = 0;
        for (int round = 0; round < 6; ++round) {
            QProcess writer;
            writer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            writer.start(QCoreApplication::applicationFilePath(),
                         {QStringLiteral("--write"), m_path, QString::number(first)});
            QByteArray printed;
            const int enough = 20 + round * 37; // another place in the stream each time
            QVERIFY(QTest::qWaitFor(
                [&] {
                    printed += writer.readAllStandardOutput();
                    return printed.count('\n') >= enough || writer.state() == QProcess::NotRunning;
                },
                60'000));
            QCOMPARE(writer.state(), QProcess::Running);
            writer.kill();
            QVERIFY(writer.waitForFinished());
            printed += writer.readAllStandardOutput();
            const int last = printed.left(printed.lastIndexOf('\n')).split('\n').back().toInt();
            QVERIFY(last >= first + enough - 1);

            auto opened = open({.path = path()});
            QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
            std::map<std::string, std::optional<domain::ToolResult>> found;
            const auto left = leftOpen(**opened);
            for (const auto &call : left->calls)
                found.emplace(call.intent.call.value(), call.result);
            for (int number = last - 1; number <= last; ++number) // nobody has closed these
                QCOMPARE(found.at(idOf(number)), std::optional(resultOf(number).result));
            for (const auto &[id, result] : found) {
                const int number = std::atoi(id.c_str() + 5);
                QVERIFY2(result ? *result == resultOf(number).result : number > last, id.c_str());
                first = std::max(first, number + 1);
                (*opened)->closeCall(kSession, domain::EventId(id));
            }
        }
    }

    void anEndedCallIsOneRowWithItsOutcomeAndWithoutItsText()
    {
        auto opened = open({.path = path()});
        intend(**opened, 1);
        QVERIFY(keep(**opened, 1));
        (*opened)->closeCall(kSession, domain::EventId(idOf(1)));
        QVERIFY(leftOpen(**opened)->calls.empty());
        QCOMPARE(sql(m_path, {QStringLiteral("SELECT id, result, is_error, timed_out, closed_at > 0 FROM call")}),
                 QStringList(QStringLiteral("sevt_1||1|0|1")));
        QVERIFY(QFileInfo(logPath()).size() > 0);
        opened->reset();
        QCOMPARE(QFileInfo(logPath()).size(), 0); // nor there
    }

    void aResultThatNobodyTakesGetsIntoTheDatabaseByItself()
    {
        auto opened = open({.path = path()});
        intend(**opened, 1);
        QVERIFY(keep(**opened, 1));
        QTRY_COMPARE(sql(m_path, {QStringLiteral("SELECT CAST(result AS TEXT) FROM call")}),
                     QStringList(QStringLiteral("result 1")));
    }

    void moreThanTheFileHoldsIsKept()
    {
        auto opened = open({.path = path()});
        const std::string text(60'000, 'x');
        constexpr int kCalls = 120; // 7 MB
        int kept = 0;
        for (int i = 0; i < kCalls; ++i)
            (*opened)->intendCall(callIntent(idOf(i)), [&, i](Result<> intended) {
                QVERIFY(intended);
                (*opened)->keepResult(kSession, domain::EventId(idOf(i)), {text},
                                      [&](Result<> result) { kept += result ? 1 : 0; });
            });
        QTRY_COMPARE_WITH_TIMEOUT(kept, kCalls, 30'000);
        QVERIFY(QFileInfo(logPath()).size() <= 4 << 20);
        opened->reset();
        opened = open({.path = path()});
        const auto found = leftOpen(**opened);
        QCOMPARE(found->calls.size(), std::size_t(kCalls));
        for (const auto &call : found->calls)
            QVERIFY(call.result && call.result->text == text);
    }

    void aSecondResultOfACallChangesNothing()
    {
        auto opened = open({.path = path()});
        intend(**opened, 1);
        QVERIFY(keep(**opened, 1));
        QVERIFY(told([&](Callback<> done) {
            (*opened)->keepResult(kSession, domain::EventId(idOf(1)), {"another"}, std::move(done));
        }));
        QCOMPARE(leftOpen(**opened)->calls.at(0).result, std::optional(resultOf(1).result));
    }

    /// Their leases were lost while they ran: whoever has the session next ends them.
    void callsThatNobodyEndsDoNotKeepLaterResultsOut()
    {
        auto log = ledger::ResultLog::open(path());
        QVERIFY(log);
        ledger::EarlyResults early;
        early.use(std::move(*log));
        const auto isKept = [&](int number) {
            auto kept = resultOf(number);
            return early.keep(kept);
        };
        constexpr int kLost = 30'000;
        for (int number = 1; number <= kLost; ++number)
            early.begun(kSession, domain::EventId(idOf(number)));
        early.begun(kSession, domain::EventId(idOf(kLost + 1)));
        QVERIFY(isKept(kLost + 1));
        QVERIFY(isKept(kLost - 4'000)); // more than run at once are known
        QVERIFY(!isKept(1));            // it is not known for ever
    }

    void aTornOrChangedFileGivesWhatIsWholeBeforeTheWound()
    {
        std::string whole;
        std::vector<std::size_t> ends;
        for (int i = 1; i <= 3; ++i) {
            whole += ledger::resultRecord(static_cast<std::uint64_t>(i), resultOf(i));
            ends.push_back(whole.size());
        }
        QCOMPARE(ledger::resultsIn(whole).size(), std::size_t(3));
        for (std::size_t at = 0; at < whole.size(); ++at) {
            const auto before =
                static_cast<std::size_t>(std::ranges::count_if(ends, [&](auto end) { return end <= at; }));
            auto changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x55);
            for (const auto &bytes : {whole.substr(0, at), changed}) {
                const auto found = ledger::resultsIn(bytes);
                QCOMPARE(found.size(), before);
                for (std::size_t i = 0; i < found.size(); ++i)
                    QVERIFY(same(found[i], resultOf(static_cast<int>(i) + 1)));
            }
        }
    }

    void whatAStartOverLeftBehindIsNotTaken()
    {
        const auto bytes = ledger::resultRecord(3, resultOf(3)) + ledger::resultRecord(2, resultOf(2));
        const auto found = ledger::resultsIn(bytes);
        QCOMPARE(found.size(), std::size_t(1));
        QVERIFY(same(found[0], resultOf(3)));
    }
};

int main(int argc, char **argv)
{
    if (argc == 4 && std::string(argv[1]) == "--write")
        return writeForEver(argc, argv);
    QCoreApplication app(argc, argv);
    LedgerResultsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_results.moc"
