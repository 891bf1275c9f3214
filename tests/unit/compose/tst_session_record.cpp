// What is kept of a session from one spawned program to the next: one at a time has it, and it stays no longer than it
// is needed.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/session_record.h"
#include "core/ledger/ledger_store.h"
#include "core/system/output_store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace glovebox;
using compose::SessionRecord;
using namespace std::chrono_literals;

class SessionRecordTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    std::string data() const { return m_folder->path().toStdString(); }
    std::unique_ptr<SessionRecord> take(const std::string &session = "sesn_1")
    {
        auto taken = SessionRecord::take(data(), session);
        return taken ? *std::move(taken) : nullptr;
    }
    QStringList left() const
    {
        return QDir(m_folder->path() + QStringLiteral("/spawned"))
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    /// A ledger in which a call was begun, and `closed` or not.
    void tellCall(const SessionRecord &record, bool closed)
    {
        std::unique_ptr<ports::Ledger> ledger;
        const auto call =
            ledger::openLedger({.path = record.ledgerFile()}, [&](auto opened) { ledger = std::move(opened).value(); });
        QTRY_VERIFY(ledger);
        bool told = false;
        ledger->intendCall({.session = domain::SessionId("sesn_1"),
                            .call = domain::EventId("sevt_1"),
                            .tool = "bash",
                            .sandbox = domain::SandboxId("sbx-1"),
                            .at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())},
                           [&](const Result<> &) { told = true; });
        QTRY_VERIFY(told);
        if (closed)
            ledger->closeCall(domain::SessionId("sesn_1"), domain::EventId("sevt_1"));
    }

    /// A session's ledger with a call that is still to be answered.
    QString leaveOpenCall()
    {
        const auto record = take();
        tellCall(*record, false);
        return QString::fromStdString(record->ledgerFile());
    }
    void age(const QString &ledger, int days)
    {
        for (const auto &name : QDir(QFileInfo(ledger).path()).entryList(QDir::Files)) {
            QFile file(QFileInfo(ledger).path() + QLatin1Char('/') + name);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(
                file.setFileTime(QDateTime::currentDateTimeUtc().addDays(-days), QFileDevice::FileModificationTime));
        }
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsNotNeededIsTakenAway()
    {
        auto record = take();
        QVERIFY(record);
        tellCall(*record, true);
        QVERIFY(system::OutputFolders::open(record->folder())); // no output was kept
        QCOMPARE(left().size(), 2);                             // its folder, its lock
        record.reset();
        QCOMPARE(left(), QStringList());
    }

    void anOpenCallIsRemembered()
    {
        auto record = take();
        tellCall(*record, false);
        record.reset();
        QCOMPARE(left(), QStringList{QStringLiteral("sesn_1")});
        record = take();
        tellCall(*record, true);
        record.reset();
        QCOMPARE(left(), QStringList());
    }

    void whatSecretsWereUsedForIsRememberedForAYear()
    {
        auto record = take();
        {
            std::unique_ptr<ports::Ledger> ledger;
            const auto call = ledger::openLedger({.path = record->ledgerFile()},
                                                 [&](auto opened) { ledger = std::move(opened).value(); });
            QTRY_VERIFY(ledger);
            ledger->audit({.at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
                           .origin = "spawn",
                           .action = "secret.used",
                           .object = "secret/api"});
        }
        const auto ledger = QString::fromStdString(record->ledgerFile());
        record.reset();
        QVERIFY(QFile::exists(ledger));
        age(ledger, 100);
        QVERIFY(take("sesn_2"));
        QVERIFY(QFile::exists(ledger));
        age(ledger, 366);
        QVERIFY(take("sesn_2"));
        QVERIFY(!QFile::exists(ledger));
        QCOMPARE(left(), QStringList());
    }

    void outputsStay()
    {
        auto record = take();
        {
            const auto outputs = system::OutputFolders::open(record->folder()).value();
            const auto file = outputs->begin(domain::SessionId("sesn_1"), "report.txt").value();
            QVERIFY(file->write("done") && file->commit(0));
        }
        const auto kept = QString::fromStdString(record->folder()) + QStringLiteral("/outputs/sesn_1/report.txt");
        record.reset();
        QVERIFY(QFile::exists(kept));
        record = take(); // the session comes back
        record.reset();
        QVERIFY(QFile::exists(kept));
    }

    void oneProgramAtATimeHasASession()
    {
        auto first = take();
        const auto second = SessionRecord::take(data(), "sesn_1");
        QVERIFY(!second && second.error().code == ErrorCode::Conflict);
        QVERIFY(second.error().detail.find("serves this session already") != std::string::npos);
        QVERIFY(take("sesn_2"));
        first.reset();
        QVERIFY(take());
    }

    void aKilledProgramKeepsNobodyOut()
    {
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const auto child = ::fork();
        if (child == 0) {
            const auto taken = SessionRecord::take(data(), "sesn_1");
            (void)!::write(ready[1], taken ? "y" : "n", 1);
            for (;;)
                ::pause();
        }
        char taken = 'n';
        QCOMPARE(::read(ready[0], &taken, 1), ssize_t(1));
        ::close(ready[0]);
        ::close(ready[1]);
        QCOMPARE(taken, 'y');
        QVERIFY(!take());
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(take());
        QCOMPARE(left(), QStringList());
    }

    void aSessionThatNeverCameBackIsForgottenInTheEnd()
    {
        const auto ledger = leaveOpenCall();
        age(ledger, 29);
        take("sesn_2").reset();
        QVERIFY(QFile::exists(ledger));
        age(ledger, 31);
        take("sesn_2").reset();
        QCOMPARE(left(), QStringList());
    }

    /// Nobody can say whether it tells of secrets: then it counts as one that does.
    void aTrailThatCannotBeReadIsKeptForAYear()
    {
        const auto ledger = leaveOpenCall();
        QFile file(ledger);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCOMPARE(file.write(QByteArray(4096, 'x')), qint64(4096));
        file.close();
        age(ledger, 31);
        take("sesn_2").reset();
        QVERIFY(QFile::exists(ledger));
        age(ledger, 366);
        take("sesn_2").reset();
        QVERIFY(!QFile::exists(ledger));
    }

    void aSessionThatComesBackAfterLongIsNotForgotten()
    {
        const auto ledger = leaveOpenCall();
        age(ledger, 31);
        const auto record = take();
        QVERIFY(record);
        QVERIFY(QFile::exists(ledger));
    }

    void whoeverWaitsForASessionForgetsNoOther()
    {
        const auto held = take("sesn_2");
        const auto ledger = leaveOpenCall();
        age(ledger, 31);
        QVERIFY(!take("sesn_2"));
        QVERIFY(QFile::exists(ledger));
    }

    void aSessionThatCannotNameAFolderIsRefused()
    {
        for (const auto *id : {"", "..", "a/b", "a.lock"})
            QCOMPARE(SessionRecord::take(data(), id).error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(SessionRecordTest)
#include "tst_session_record.moc"
