// What gloveboxctl spawn knows of the programs before it: it waits for its session's last one, answers what that has
// run, and goes on without what cannot be read.
#include "core/ledger/ledger_store.h"
#include "tests/cli/spawn_fixture.h"

#include <QElapsedTimer>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace glovebox;
using namespace testcli;

namespace {

/// What a program of the session's item before this one has as long as it runs.
class SessionHeld {
public:
    explicit SessionHeld(const QString &ledger)
    {
        const auto folder = QFileInfo(ledger).path();
        const auto all = QFileInfo(folder).path();
        const auto ours = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
        QVERIFY(QDir().mkpath(all) && QFile::setPermissions(all, ours));
        for (auto above = QFileInfo(all).path(); above.contains(QLatin1String("/data"));
             above = QFileInfo(above).path())
            QVERIFY(QFile::setPermissions(above, ours));
        m_lock = ::open((folder + QStringLiteral(".lock")).toUtf8().constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        QVERIFY(m_lock >= 0 && ::flock(m_lock, LOCK_EX | LOCK_NB) == 0);
    }
    ~SessionHeld() { letGo(); }
    SessionHeld(const SessionHeld &) = delete;
    SessionHeld &operator=(const SessionHeld &) = delete;

    void letGo()
    {
        if (m_lock >= 0)
            ::close(std::exchange(m_lock, -1));
    }

private:
    int m_lock = -1;
};

} // namespace

class SpawnRecordsTest : public SpawnFixture {
    Q_OBJECT

    /// What a program leaves that is killed after it claimed `item` and began `call`, or has run it with `result`.
    void leaveBehind(const QJsonObject &item, const std::string &call, std::optional<domain::ToolResult> result)
    {
        for (const auto *folder : {"/data", "/data/data", "/data/data/spawned"}) {
            const auto made = m_scratch->path() + QLatin1String(folder);
            QVERIFY(
                QDir().mkpath(made) &&
                QFile::setPermissions(made, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
        }
        QVERIFY(QDir().mkpath(QFileInfo(ledgerOf(item)).path()));
        std::unique_ptr<ports::Ledger> ledger;
        const auto opening =
            ledger::openLedger({.path = ledgerOf(item).toStdString()},
                               [&](Result<std::unique_ptr<ports::Ledger>> opened) { ledger = *std::move(opened); });
        QTRY_VERIFY(ledger);
        const domain::SessionId session(sessionOf(item).toStdString());
        const WallTime at(std::chrono::hours(1));
        ledger->intendWork({domain::WorkId(idOf(item).toStdString()),
                            domain::EnvironmentId(m_poller->environmentId().toStdString()), session.value(), at},
                           nullptr);
        // And an item of the session before that one.
        ledger->intendWork({domain::WorkId("work_before"),
                            domain::EnvironmentId(m_poller->environmentId().toStdString()), session.value(), at},
                           nullptr);
        ledger->intendCall({.session = session,
                            .call = domain::EventId(call),
                            .kind = domain::ToolKind::Agent,
                            .tool = "bash",
                            .sandbox = domain::SandboxId("sbx-gone"),
                            .at = at},
                           nullptr);
        bool told = false;
        if (result)
            ledger->keepResult(session, domain::EventId(call), *result, nullptr);
        ledger->leftOpen([&](const Result<ports::LeftOpen> &) { told = true; });
        QTRY_VERIFY(told);
    }
    QJsonObject allow(const std::string &call) const
    {
        return {{QStringLiteral("type"), QStringLiteral("user.tool_confirmation")},
                {QStringLiteral("tool_use_id"), QString::fromStdString(call)},
                {QStringLiteral("result"), QStringLiteral("allow")}};
    }
    std::string onlyCallOf(const QJsonObject &item)
    {
        const auto calls = m_poller->eventsOf(item, QStringLiteral("agent.tool_use"));
        return calls.size() == 1 ? calls.first().toObject().value(QLatin1String("id")).toString().toStdString()
                                 : std::string();
    }
    /// The answers to all calls, each as its text, with "error: " before it when it is one.
    QStringList answersTo(const QJsonObject &item)
    {
        QStringList answers;
        for (const auto &event : m_poller->eventsOf(item, QStringLiteral("user.tool_result"))) {
            const auto object = event.toObject();
            QString text = object.value(QLatin1String("is_error")).toBool() ? QStringLiteral("error: ") : QString();
            for (const auto &block : object.value(QLatin1String("content")).toArray())
                text += block.toObject().value(QLatin1String("text")).toString();
            answers += text;
        }
        return answers;
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void aSessionsNextItemWaitsForTheEndOfTheOneBefore()
    {
        const auto item = m_poller->claim();
        const auto first = m_poller->spawn(item, {}, {{QStringLiteral("GLOVEBOX_SESSION_IDLE"), QStringLiteral("4s")}});
        QVERIFY2(first->prints("Idle"), first->everything());
        auto next = item; // the queue's next item of the session
        next.insert(QLatin1String("id"), QStringLiteral("work_next"));
        const auto second = m_poller->spawn(next);
        QVERIFY2(second->prints("serves this session already"), second->everything());
        QVERIFY2(second->prints("waiting for its end"), second->everything());
        QVERIFY(first->isRunning());
        QCOMPARE(first->status(), 0);
        QVERIFY2(second->prints("Engine running"), second->everything());
        QCOMPARE(second->status(), 1); // there is no such item
        QCOMPARE(remembered(), QStringList());
    }

    void anItemsLeaseIsKeptWhileItWaitsForTheOneBefore()
    {
        m_poller = std::make_unique<Poller>(dataDir(), path(QStringLiteral("image")), Variables{{kMark, m_mark}},
                                            QStringList{QStringLiteral("--lease-ttl"), QStringLiteral("4")});
        const auto item = m_poller->claim();
        SessionHeld held(ledgerOf(item));
        const auto program = m_poller->spawn(item);
        QVERIFY2(program->prints("waiting for its end"), program->everything());
        QTRY_VERIFY_WITH_TIMEOUT(m_poller->lastHeartbeatOf(item).isValid(), 3'000);
        const auto first = m_poller->lastHeartbeatOf(item);
        // Longer than a lease.
        QTRY_VERIFY_WITH_TIMEOUT(first.msecsTo(m_poller->lastHeartbeatOf(item)) > 4'500, 15'000);
        QVERIFY2(!program->everything().contains("Engine running"), program->everything());
        held.letGo();
        QVERIFY2(program->status() == 0, program->everything());
        QCOMPARE(m_poller->stateOf(item), QStringLiteral("stopped"));
    }

    void aSignalEndsAProgramThatStillWaitsForTheOneBefore()
    {
        const auto item = m_poller->claim();
        const SessionHeld held(ledgerOf(item));
        const auto program = m_poller->spawn(item);
        QVERIFY2(program->prints("waiting for its end"), program->everything());
        QElapsedTimer since;
        since.start();
        program->terminate();
        QCOMPARE(program->status(), 1);
        QVERIFY2(since.elapsed() < 5'000, "it waited on, for up to 20 s");
        QVERIFY2(program->errors().contains("ended before the session could be served"), program->errors());
        QVERIFY2(!program->errors().contains("Draining"), program->errors());
        QCOMPARE(runsLeft(), QStringList());
    }

    void aCallThatAKilledProgramHasRunIsAnsweredByTheNextAndNotRunAgain()
    {
        m_poller = std::make_unique<Poller>(dataDir(), path(QStringLiteral("image")), Variables{{kMark, m_mark}},
                                            QStringList{QStringLiteral("--lease-ttl"), QStringLiteral("10")});
        const auto item = m_poller->claim(QStringLiteral("agent_ask-first"));
        const auto call = onlyCallOf(item);
        QVERIFY(!call.empty());
        leaveBehind(item, call, domain::ToolResult{"removed"});
        // The next one is killed too, before it could post.
        auto killed = m_poller->spawn(item);
        QVERIFY2(killed->prints("pproval"), killed->everything());
        killed.reset();
        QVERIFY2(QFile::exists(ledgerOf(item)), "what ran is remembered over a kill");
        QVERIFY(!anyFileHolds(m_scratch->path(), item.value(QLatin1String("secret")).toString().toUtf8()) &&
                !anyFileHolds(m_scratch->path(), m_poller->environmentKey().toUtf8()));
        const auto again = m_poller->claimNext();
        QCOMPARE(sessionOf(again), sessionOf(item));
        const auto program = m_poller->spawn(again);
        QVERIFY2(program->prints("pproval"), program->everything());
        m_poller->send(item, allow(call));
        QVERIFY2(program->status() == 0, program->everything());
        // There is no sandbox that boots here: whoever ran it again would have failed.
        QCOMPARE(answersTo(item), QStringList{QStringLiteral("removed")});
        QCOMPARE(m_poller->stateOf(again), QStringLiteral("stopped"));
        QCOMPARE(remembered(), QStringList());
        QVERIFY2(!program->everything().contains("is taken up again"), program->everything());
    }

    void aCallThatRanWhenItsProgramWasKilledIsAnsweredWithTheTruth()
    {
        const auto item = m_poller->claim(QStringLiteral("agent_ask-first"));
        const auto call = onlyCallOf(item);
        leaveBehind(item, call, std::nullopt);
        const auto program = m_poller->spawn(item);
        QVERIFY2(program->prints("pproval"), program->everything());
        m_poller->send(item, allow(call));
        QVERIFY2(program->status() == 0, program->everything());
        const auto answers = answersTo(item);
        QCOMPARE(answers.size(), 1);
        QVERIFY2(answers.first().startsWith(QLatin1String("error: ")) &&
                     answers.first().contains(QLatin1String("restarted while this call ran")),
                 qPrintable(answers.first()));
        QCOMPARE(remembered(), QStringList());
    }

    void aCallThatIsStillOpenIsRememberedWhenTheSessionIsLeft()
    {
        const auto item = m_poller->claim(QStringLiteral("agent_ask-first"));
        leaveBehind(item, onlyCallOf(item), domain::ToolResult{"removed"});
        const auto program = m_poller->spawn(item);
        QVERIFY2(program->prints("pproval"), program->everything());
        program->terminate();
        QCOMPARE(program->status(), 0);
        QVERIFY(QFile::exists(ledgerOf(item)));
        QCOMPARE(remembered(), QStringList{sessionOf(item)}); // and no lock
        QCOMPARE(QDir(QFileInfo(ledgerOf(item)).path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot), QStringList());
    }

    void aDamagedLedgerIsSetAsideAndItsSessionServed()
    {
        const auto item = m_poller->claim(QStringLiteral("agent_ask-first"));
        leaveBehind(item, onlyCallOf(item), domain::ToolResult{"removed"});
        const auto folder = QFileInfo(ledgerOf(item)).path();
        for (const auto *suffix : {"-wal", "-shm"})
            QFile::remove(ledgerOf(item) + QLatin1String(suffix));
        QFile file(ledgerOf(item));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(QByteArray(8192, 'x')) == 8192);
        file.close();
        const auto program = m_poller->spawn(item);
        QVERIFY2(program->prints("pproval"), program->everything());
        program->terminate();
        QCOMPARE(program->status(), 0);
        QVERIFY2(program->errors().contains("set aside as") &&
                     program->errors().contains("are not known any more; a call that it had begun may run again"),
                 program->errors());
        const auto aside = QDir(folder).entryList(QDir::Files).filter(QStringLiteral("ledger.db.unusable-"));
        QCOMPARE(aside.filter(QStringLiteral(".audit-head")).size(), 1); // what its trail ended with goes along
        QCOMPARE(aside.filter(QStringLiteral("-results")).size(), 1);
        QCOMPARE(aside.size(), 3);
    }
};

QTEST_GUILESS_MAIN(SpawnRecordsTest)
#include "tst_spawn_records.moc"
