// Role: files that are no ledger of ours, or not whole, or not for us: refused, and never changed.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/ledger/schema.h"
#include "tests/unit/ledger/open_ledger.h"

#include <QDir>
#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

using namespace glovebox;
using namespace ledgertest;

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(unreadable)");
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
}

/// Root may write anywhere, so the tests of permissions are somebody else's for a moment.
class AsNobody {
public:
    AsNobody()
    {
        if (::geteuid() == 0 && ::seteuid(65534) != 0)
            qFatal("cannot give up root's rights");
    }
    ~AsNobody()
    {
        if (::getuid() == 0 && ::seteuid(0) != 0)
            qFatal("cannot take root's rights back");
    }
};

} // namespace

class LedgerRefusalsTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    std::string path() const { return m_path.toStdString(); }
    void makeLedgerWithRows(int rows)
    {
        auto opened = open({.path = path()});
        for (int i = 0; i < rows; ++i)
            (*opened)->intendWork(intent("work_" + std::to_string(i)), nullptr);
        if (!leftOpen(**opened))
            qFatal("cannot write a ledger");
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ledger.db"));
    }

    void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs()
    {
        const QByteArray letter = QByteArray("Dear diary, ").repeated(1000);
        write(m_path, letter);
        const auto opened = open({.path = path()});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::InvalidState);
        QVERIFY2(opened.error().detail.find(path() + ": it is not a database") != std::string::npos,
                 opened.error().detail.c_str());
        QVERIFY(opened.error().detail.find("move it away") != std::string::npos);
        QCOMPARE(contentOf(m_path), letter);
    }

    void aDatabaseOfAnotherProgramIsRefusedAndLeftAsItIs()
    {
        sql(m_path, {QStringLiteral("CREATE TABLE bookmarks (url TEXT)")});
        const auto before = contentOf(m_path);
        const auto opened = open({.path = path()});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::InvalidState);
        QVERIFY(opened.error().detail.find("another program") != std::string::npos);
        QCOMPARE(contentOf(m_path), before);
    }

    void aLedgerOfANewerGloveboxIsRefused()
    {
        makeLedgerWithRows(1);
        sql(m_path, {QStringLiteral("PRAGMA user_version = %1").arg(ledger::currentVersion() + 1)});
        const auto opened = open({.path = path()});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::InvalidState);
        QVERIFY(opened.error().detail.find("newer Glovebox") != std::string::npos);
    }

    void aDamagedLedgerIsRefusedAndLeftAsItIs()
    {
        makeLedgerWithRows(2000);
        auto content = contentOf(m_path);
        QVERIFY(content.size() > 100'000);
        content.replace(8192, 32'768, QByteArray(32'768, '\x5A')); // pages in the middle
        write(m_path, content);
        const auto opened = open({.path = path()});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::HostToolFailed);
        QVERIFY2(opened.error().detail.find("it is damaged") != std::string::npos, opened.error().detail.c_str());
        QCOMPARE(contentOf(m_path), content);
    }

    /// A page that breaks while we work: what needs it fails and says so, the rest goes on, the next start refuses.
    void whatBreaksWhileItIsOpenFailsItsQuestionsAloneUntilTheNextStart()
    {
        makeLedgerWithRows(1);
        const auto page = sql(m_path, {QStringLiteral("SELECT rootpage FROM sqlite_schema WHERE name = 'operation'")})
                              .value(0)
                              .toInt();
        auto opened = open({.path = path()});
        QVERIFY(opened);
        {
            QFile file(m_path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.seek((page - 1) * 4096LL));
            QCOMPARE(file.write(QByteArray(4096, '\x5A')), 4096);
        }
        std::optional<Result<domain::HistoryAnswer>> answer;
        (*opened)->ask(domain::NewestOperations{10}, [&](auto found) { answer = std::move(found); });
        QTRY_VERIFY(answer.has_value());
        QVERIFY(!*answer);
        QVERIFY2(answer->error().detail.find(path()) != std::string::npos, answer->error().detail.c_str());
        answer.reset();
        (*opened)->ask(domain::PastSessions{}, [&](auto found) { answer = std::move(found); });
        QTRY_VERIFY(answer.has_value());
        QVERIFY(answer->has_value());
        QVERIFY(told([&](Callback<> done) { (*opened)->intendWork(intent("work_new"), std::move(done)); }));
        opened->reset();
        const auto again = open({.path = path()});
        QVERIFY(!again);
        QVERIFY2(again.error().detail.find("it is damaged") != std::string::npos, again.error().detail.c_str());
    }

    void aLedgerThatWasCutShortIsRefused()
    {
        makeLedgerWithRows(2000);
        QVERIFY(QFile::resize(m_path, QFile(m_path).size() / 2));
        const auto opened = open({.path = path()});
        QVERIFY(!opened);
        QVERIFY2(opened.error().detail.find("it is damaged") != std::string::npos, opened.error().detail.c_str());
    }

    void onRequestAnUnusableFileIsSetAsideWholeAndAnEmptyLedgerBegun()
    {
        const QByteArray letter = QByteArray("Dear diary, ").repeated(1000);
        write(m_path, letter);
        auto opened = open({.path = path(), .setUnusableAside = true});
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        QVERIFY(leftOpen(**opened)->work.empty());
        QVERIFY(told([&](Callback<> done) { (*opened)->intendWork(intent("work_1"), std::move(done)); }));
        const auto aside = QDir(m_folder->path()).entryList({QStringLiteral("ledger.db.unusable-*")}, QDir::Files);
        QCOMPARE(aside.size(), 1);
        QCOMPARE(contentOf(m_folder->filePath(aside.front())), letter);
    }

    void whoAsksOnlyForDamagedOnesKeepsThoseThatAreWhole()
    {
        write(m_path, QByteArray("Dear diary, ").repeated(1000));
        QVERIFY(open({.path = path(), .setDamagedAside = true}));
        QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("ledger.db.unusable-*")}, QDir::Files).size(), 1);
        sql(m_path, {QStringLiteral("PRAGMA user_version = %1").arg(ledger::currentVersion() + 1)});
        const auto before = contentOf(m_path);
        const auto newer = open({.path = path(), .setDamagedAside = true});
        QVERIFY(!newer);
        QVERIFY(newer.error().detail.find("newer Glovebox") != std::string::npos);
        QCOMPARE(contentOf(m_path), before);
    }

    void nothingIsEverSetAsideOverAnEarlierOne()
    {
        const WallTime now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};
        write(m_path, QByteArray(4096, 'a'));
        QVERIFY(open({.path = path(), .setUnusableAside = true, .now = now}));
        write(m_path, QByteArray(4096, 'b'));
        QVERIFY(!open({.path = path(), .setUnusableAside = true, .now = now})); // in the same second
        QCOMPARE(contentOf(m_path + QStringLiteral(".unusable-20261120T000000")), QByteArray(4096, 'a'));
        QCOMPARE(contentOf(m_path), QByteArray(4096, 'b'));
    }

    void aSoundLedgerIsNotSetAside()
    {
        makeLedgerWithRows(3);
        const auto opened = open({.path = path(), .setUnusableAside = true});
        QCOMPARE(leftOpen(**opened)->work.size(), 3U);
    }

    void aSecondOneIsToldWhoHasIt()
    {
        const auto first = open({.path = path()});
        QVERIFY(first);
        const auto second = open({.path = path(), .setUnusableAside = true});
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QVERIFY2(second.error().detail.find("process " + std::to_string(::getpid())) != std::string::npos,
                 second.error().detail.c_str());
        QVERIFY(told([&](Callback<> done) { (*first)->intendWork(intent("work_1"), std::move(done)); }));
    }

    void afterTheFirstHasGoneTheNextMayHaveIt()
    {
        QVERIFY(open({.path = path()}));
        QVERIFY(open({.path = path()}));
    }

    void onlyOurUserMayReadIt()
    {
        write(m_path, {});
        QCOMPARE(::chmod(path().c_str(), 0644), 0);
        const auto opened = open({.path = path()});
        QVERIFY(told([&](Callback<> done) { (*opened)->intendWork(intent("work_1"), std::move(done)); }));
        for (const char *suffix : {"", "-wal", "-shm", "-results", ".lock"}) {
            struct stat facts {};
            QCOMPARE(::stat((path() + suffix).c_str(), &facts), 0);
            QCOMPARE(facts.st_mode & 0777U, 0600U);
        }
    }

    void aLinkInPlaceOfTheFileIsRefused()
    {
        const auto elsewhere = m_folder->filePath(QStringLiteral("elsewhere"));
        write(elsewhere, "private");
        QVERIFY(QFile::link(elsewhere, m_path));
        const auto opened = open({.path = path(), .setUnusableAside = true});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::PermissionDenied);
        QCOMPARE(contentOf(elsewhere), QByteArray("private"));
    }

    void aFolderThatMayNotBeWrittenIsSaid()
    {
        QCOMPARE(::chmod(m_folder->path().toStdString().c_str(), 0555), 0);
        {
            const AsNobody nobody;
            const auto opened = open({.path = path()});
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, ErrorCode::PermissionDenied);
            QVERIFY(opened.error().detail.find(path()) != std::string::npos);
        }
        QCOMPARE(::chmod(m_folder->path().toStdString().c_str(), 0755), 0);
    }

    void aLedgerThatMayOnlyBeReadIsRefused()
    {
        makeLedgerWithRows(1);
        QCOMPARE(::chmod(m_folder->path().toStdString().c_str(), 0777), 0);
        QCOMPARE(::chmod(path().c_str(), 0444), 0);
        QVERIFY(QFile::remove(m_path + QStringLiteral(".lock")));
        const AsNobody nobody;
        const auto opened = open({.path = path()});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::PermissionDenied);
    }

    void aFolderThatIsNotThereIsSaid()
    {
        const auto opened = open({.path = path() + "/no/ledger.db"});
        QVERIFY(!opened);
        QVERIFY(opened.error().detail.find("No such file") != std::string::npos);
    }

    void whoGivesUpWaitingIsNotAnswered()
    {
        int answers = 0;
        {
            const auto call = ledger::openLedger({.path = path()}, [&](Opened) { ++answers; });
        }
        QVERIFY(open({.path = path()})); // the lock is free again
        QCOMPARE(answers, 0);
    }
};

QTEST_GUILESS_MAIN(LedgerRefusalsTest)
#include "tst_refusals.moc"
