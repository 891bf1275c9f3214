// What a supervisor does for its children: real processes, mostly shells.
#include "tests/unit/supervisor/rig.h"

#include <QFile>

#include <sys/mman.h>

using namespace glovebox;
using namespace glovebox::qemu::supervisor;
using glovebox::qemu::readProcFile;

namespace {

std::optional<ChildEnd> endOf(SupervisorClient &client, const Spawned &spawned, Heard &heard)
{
    client.watch(spawned.id, heard.watch());
    return QTest::qWaitFor([&heard] { return heard.end.has_value(); }, kPatience) ? heard.end : std::nullopt;
}

Result<> done(const std::function<Call(Callback<>)> &ask)
{
    return answerTo<void>(ask);
}

/// A sealed piece of memory with a text in it.
UniqueFd memoryWith(const std::string &text)
{
    UniqueFd memory(::memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    static_cast<void>(::write(memory.get(), text.data(), text.size()));
    ::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
    return memory;
}

std::string contentOf(const UniqueFd &memory)
{
    std::string text(100, '\0');
    const auto got = ::pread(memory.get(), text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

long numberIn(const std::string &text)
{
    return QByteArray::fromStdString(text).trimmed().toLong();
}

} // namespace

class TestSupervisorChildren : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<Rig>();
        m_client = m_rig->connected();
        QVERIFY(m_client);
    }
    void cleanup()
    {
        QVERIFY(m_rig->leavesNothing());
        m_client.reset();
    }

    void whatItPrintsIsHeardBeforeItsEnd()
    {
        Heard heard;
        const auto spawned = m_rig->spawn(*m_client, m_rig->script("a", "echo out; echo err >&2; exit 7"));
        QVERIFY(spawned.has_value());
        const auto end = endOf(*m_client, *spawned, heard);
        QVERIFY(end.has_value());
        QCOMPARE(end->exitStatus, 7);
        QCOMPARE(end->signal, 0);
        QCOMPARE(end->lastWords, std::string("err\n"));
        QCOMPARE(heard.output, std::string("out\n"));
        QCOMPARE(heard.errors, std::string("err\n"));
    }

    void aSignalIsToldAsOne()
    {
        Heard heard;
        const auto spawned = m_rig->spawn(*m_client, m_rig->script("a", "kill -SEGV $$"));
        const auto end = endOf(*m_client, *spawned, heard);
        QVERIFY(end.has_value());
        QCOMPARE(end->signal, SIGSEGV);
    }

    void itHasOnlyWhatItWasGiven()
    {
        auto spawn = m_rig->script("a", "env; pwd; ls -1 /proc/self/fd | grep -c .; ulimit -c; read x || echo nothing; "
                                        "grep SigBlk /proc/self/status");
        spawn.workingFolder = "/usr";
        spawn.environment = {"PATH=/usr/bin:/bin", "ONLY=this"};
        Heard heard;
        const auto spawned = m_rig->spawn(*m_client, spawn);
        QVERIFY(endOf(*m_client, *spawned, heard));
        const auto lines = QString::fromStdString(heard.output).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        // PWD, and with some shells _, are the shell's own doing. Four descriptors: three, and the listing of them.
        const QStringList wanted{QStringLiteral("ONLY=this"),
                                 QStringLiteral("PATH=/usr/bin:/bin"),
                                 QStringLiteral("/usr"),
                                 QStringLiteral("4"),
                                 QStringLiteral("0"),
                                 QStringLiteral("nothing"),
                                 QStringLiteral("SigBlk:\t0000000000000000")};
        for (const auto &line : wanted)
            QVERIFY2(lines.contains(line),
                     qPrintable(line + QStringLiteral(" not in ") + lines.join(QLatin1Char('|'))));
        for (const auto &line : lines)
            QVERIFY2(wanted.contains(line) || line.startsWith(QStringLiteral("PWD=")) ||
                         line.startsWith(QStringLiteral("_=")),
                     qPrintable(line));
    }

    void itsDescriptorsHaveTheNumbersThatWereAskedFor()
    {
        // The numbers are such that one descriptor's number is where another one may lie when it arrives.
        std::vector<PassedDescriptor> passed;
        for (const int target : {12, 3, 11, 10, 255})
            passed.push_back({memoryWith(std::to_string(target)), target});
        Heard heard;
        const auto spawned = m_rig->spawn(
            *m_client,
            m_rig->script("a", "for n in 3 10 11 12 255; do cat /proc/self/fd/$n; echo; done; ls /proc/self/fd"),
            std::move(passed));
        QVERIFY(spawned.has_value());
        QVERIFY(endOf(*m_client, *spawned, heard));
        QVERIFY2(heard.output.starts_with("3\n10\n11\n12\n255\n"), heard.output.c_str());
        QCOMPARE(std::count(heard.output.begin(), heard.output.end(), '\n'), 5 + 4 + 5);
    }

    void whatCannotRunIsSaidAndNotRemembered_data()
    {
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QByteArray>("folder");
        QTest::addColumn<int>("target");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char *name, const char *program, const char *folder, int target, ErrorCode code,
                            const char *words) {
            QTest::newRow(name) << QByteArray(program) << QByteArray(folder) << target << static_cast<int>(code)
                                << QByteArray(words);
        };
        row("missing", "/no/such/program", "/", 5, ErrorCode::HostToolMissing, "/no/such/program: No such file");
        row("no program", "/etc/passwd", "/", 5, ErrorCode::HostToolFailed, "/etc/passwd: Permission denied");
        row("no folder", "/bin/true", "/no/such/folder", 5, ErrorCode::HostToolFailed,
            "working folder /no/such/folder");
        row("relative", "true", "/", 5, ErrorCode::InvalidArgument, "absolute");
        row("number too high", "/bin/true", "/", 256, ErrorCode::InvalidArgument, "3 to 255");
        row("number of a standard one", "/bin/true", "/", 2, ErrorCode::InvalidArgument, "3 to 255");
    }
    void whatCannotRunIsSaidAndNotRemembered()
    {
        QFETCH(QByteArray, program);
        QFETCH(QByteArray, folder);
        QFETCH(int, target);
        QFETCH(int, code);
        QFETCH(QByteArray, words);
        auto spawn = m_rig->script("a", "");
        spawn.program = program.toStdString();
        spawn.workingFolder = folder.toStdString();
        std::vector<PassedDescriptor> passed;
        passed.push_back({memoryWith("x"), target});
        const auto spawned = m_rig->spawn(*m_client, spawn, std::move(passed));
        QVERIFY(!spawned);
        QCOMPARE(static_cast<int>(spawned.error().code), code);
        QVERIFY2(spawned.error().detail.find(words.toStdString()) != std::string::npos, spawned.error().detail.c_str());
        QVERIFY(m_rig->list(*m_client)->empty());
    }

    void twoLivingOnesHaveDifferentNames()
    {
        const auto first = m_rig->spawn(*m_client, m_rig->script("a", "sleep 3600"));
        const auto second = m_rig->spawn(*m_client, m_rig->script("a", "sleep 3600"));
        QCOMPARE(static_cast<int>(second.error().code), static_cast<int>(ErrorCode::Conflict));
        QVERIFY(m_client->endNow(first->id));
        QVERIFY(m_rig->spawn(*m_client, m_rig->script("a", "sleep 3600")).has_value());
    }

    void aKillEndsAllThatItStarted()
    {
        // One in its group, one that left for a session of its own: like what is inside bubblewrap.
        Heard heard;
        const auto spawned = m_rig->spawn(
            *m_client,
            m_rig->script("a", "sleep 3600 & echo $!; setsid sh -c 'echo $$; exec sleep 3600' \"$0\" & wait"));
        QVERIFY(spawned.has_value());
        m_client->watch(spawned->id, heard.watch());
        QTRY_COMPARE_WITH_TIMEOUT(std::count(heard.output.begin(), heard.output.end(), '\n'), 2, kPatience);
        const long grouped = numberIn(heard.output.substr(0, heard.output.find('\n')));
        const long apart = numberIn(heard.output.substr(heard.output.find('\n')));
        QVERIFY(runs(grouped) && runs(apart));
        const auto killed = done([&](Callback<> answer) { return m_client->kill(spawned->id, {}, std::move(answer)); });
        QVERIFY(killed.has_value());
        QTRY_VERIFY_WITH_TIMEOUT(heard.end, kPatience);
        QCOMPARE(heard.end->signal, SIGKILL);
        QVERIFY(!runs(grouped)); // at once: the end is told when all is gone
        QVERIFY(!runs(apart));
        QVERIFY(!runs(static_cast<long>(spawned->pid)));
    }

    void whatOneLeavesBehindEndsWithItAndNobodyElseDoes()
    {
        const auto other = m_rig->spawn(*m_client, m_rig->script("other", "(sleep 3600 & echo $!); sleep 3600"));
        QVERIFY(other.has_value());
        Heard heardOther;
        m_client->watch(other->id, heardOther.watch());
        QTRY_VERIFY_WITH_TIMEOUT(heardOther.output.ends_with('\n'), kPatience);
        Heard heard;
        const auto spawned =
            m_rig->spawn(*m_client, m_rig->script("a", "setsid sh -c 'echo $$; exec sleep 3600' & read x; "
                                                       "while [ ! -s \"$0/went\" ]; do sleep 0.01; done; exit 3"));
        m_client->watch(spawned->id, heard.watch());
        QTRY_VERIFY_WITH_TIMEOUT(heard.output.ends_with('\n'), kPatience);
        const long left = numberIn(heard.output);
        QFile went(QString::fromStdString(m_rig->path() + "/went"));
        QVERIFY(went.open(QIODevice::WriteOnly) && went.write("x") == 1);
        went.close();
        QTRY_VERIFY_WITH_TIMEOUT(heard.end, kPatience);
        QVERIFY(went.remove());
        QCOMPARE(heard.end->exitStatus, 3);
        QVERIFY(!runs(left));
        // The other one's orphan is in the session of one that lives.
        QVERIFY(runs(numberIn(heardOther.output)));
        QVERIFY(m_client->endNow(other->id));
        QVERIFY(!runs(numberIn(heardOther.output)));
    }

    void aGraceIsGivenAndThenItIsKilled()
    {
        Heard polite;
        const auto one = m_rig->spawn(*m_client, m_rig->script("polite", "trap 'echo bye; exit 0' TERM; echo up; "
                                                                         "while :; do sleep 0.01; done"));
        m_client->watch(one->id, polite.watch());
        Heard stubborn;
        const auto two = m_rig->spawn(*m_client, m_rig->script("stubborn", "trap '' TERM; echo up; sleep 3600"));
        m_client->watch(two->id, stubborn.watch());
        QTRY_VERIFY_WITH_TIMEOUT(polite.output == "up\n" && stubborn.output == "up\n", kPatience);
        const auto orderOne = m_client->kill(one->id, std::chrono::milliseconds(kPatience), {});
        const auto orderTwo = m_client->kill(two->id, std::chrono::milliseconds(100), {});
        QTRY_VERIFY_WITH_TIMEOUT(polite.end && stubborn.end, kPatience);
        QCOMPARE(polite.end->exitStatus, 0);
        QCOMPARE(polite.output, std::string("up\nbye\n"));
        QCOMPARE(stubborn.end->signal, SIGKILL);
    }

    void onlyTheEndOfAFloodIsKeptAndItCanBeReadAgain()
    {
        Heard heard;
        const auto spawned = m_rig->spawn(*m_client, m_rig->script("a", "seq 1 200000; echo done >&2"));
        QVERIFY(endOf(*m_client, *spawned, heard));
        const auto read = answerTo<Output>(
            [&](auto answer) { return m_client->read(spawned->id, Stream::Output, 0, std::move(answer)); });
        QVERIFY(read.has_value());
        QVERIFY(read->offset > 0);
        QVERIFY(read->total - read->offset >= 64U * 1024);
        QVERIFY(read->total - read->offset <= 128U * 1024);
        const auto last = answerTo<Output>([&](auto answer) {
            return m_client->read(spawned->id, Stream::Output, read->total - 7, std::move(answer));
        });
        QCOMPARE(last->bytes, std::string("200000\n"));
        QVERIFY(heard.output.ends_with("199999\n200000\n"));
    }

    void anEndIsRememberedUntilSomebodyForgetsIt()
    {
        auto spawn = m_rig->script("a", "exit 5");
        spawn.metadata = std::string(bounds::kMetadata, 'm');
        const auto spawned = m_rig->spawn(*m_client, spawn);
        Heard first;
        QVERIFY(endOf(*m_client, *spawned, first));
        Heard again; // whoever comes late is told too
        QCOMPARE(endOf(*m_client, *spawned, again)->exitStatus, 5);
        const auto children = m_rig->list(*m_client);
        QCOMPARE(children->size(), std::size_t{1});
        const auto &info = children->front();
        QVERIFY(info.ended);
        QCOMPARE(info.end.exitStatus, 5);
        QCOMPARE(info.name, std::string("a"));
        QCOMPARE(info.folder, m_rig->path() + "/a");
        QCOMPARE(info.metadata, spawn.metadata);
        QVERIFY(done([&](Callback<> answer) { return m_client->forget(spawned->id, std::move(answer)); }));
        QVERIFY(m_rig->list(*m_client)->empty());
        const auto unknown =
            done([&](Callback<> answer) { return m_client->kill(spawned->id, {}, std::move(answer)); });
        QCOMPARE(static_cast<int>(unknown.error().code), static_cast<int>(ErrorCode::NotFound));
    }

    void theSupervisorRemembersABoundedNumberOfEnds()
    {
        for (int i = 0; i < 70; ++i)
            QVERIFY(m_rig->spawn(*m_client, m_rig->script("n" + std::to_string(i), "exit 0")).has_value());
        QTRY_VERIFY_WITH_TIMEOUT(m_rig->list(*m_client)->size() <= 64, kPatience);
        QVERIFY(m_rig->list(*m_client)->back().name == "n69");
    }

    void aSpawnThatIsLetGoOfEndsWhatItStarted()
    {
        {
            const auto call = m_client->spawn(m_rig->script("a", "sleep 3600", {Alone::What::Stay, {}}), {},
                                              [](Result<Spawned>) { QFAIL("answered after it was let go of"); });
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_rig->list(*m_client)->empty(), kPatience);
        QCOMPARE(runningWith(m_rig->path()), 1); // the supervisor
    }

    void aDescriptorIsKeptForWhoeverComesLater()
    {
        QVERIFY(done([&](auto answer) { return m_client->keep("ram", memoryWith("template"), std::move(answer)); }));
        const auto twice = done([&](auto answer) { return m_client->keep("ram", memoryWith("x"), std::move(answer)); });
        QCOMPARE(static_cast<int>(twice.error().code), static_cast<int>(ErrorCode::Conflict));
        m_client.reset();
        m_client = m_rig->connected();
        QVERIFY(m_client);
        const auto kept =
            answerTo<std::vector<KeptInfo>>([&](auto answer) { return m_client->listKept(std::move(answer)); });
        QCOMPARE(kept->size(), std::size_t{1});
        QCOMPARE(kept->front().name, std::string("ram"));
        QCOMPARE(kept->front().size, std::uint64_t{8});
        const auto taken = answerTo<UniqueFd>([&](auto answer) { return m_client->take("ram", std::move(answer)); });
        QVERIFY(taken.has_value());
        QCOMPARE(contentOf(*taken), std::string("template"));
        QVERIFY((::fcntl(taken->get(), F_GET_SEALS) & F_SEAL_WRITE) != 0);
        QVERIFY((::fcntl(taken->get(), F_GETFD) & FD_CLOEXEC) != 0);
        QVERIFY(done([&](auto answer) { return m_client->drop("ram", std::move(answer)); }));
        const auto gone = answerTo<UniqueFd>([&](auto answer) { return m_client->take("ram", std::move(answer)); });
        QCOMPARE(static_cast<int>(gone.error().code), static_cast<int>(ErrorCode::NotFound));
    }

private:
    std::unique_ptr<Rig> m_rig;
    std::unique_ptr<SupervisorClient> m_client;
};

QTEST_GUILESS_MAIN(TestSupervisorChildren)
#include "tst_supervisor_children.moc"
