// How a supervisor comes and goes, and what those who talk to it can do to it.
#include "tests/unit/supervisor/rig.h"

#include "core/qemu/process_handle.h"
#include "core/qemu/supervisor/codec.h"
#include "core/qemu/supervisor/folder_lock.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTimer>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace glovebox;
using namespace glovebox::qemu::supervisor;
using glovebox::qemu::readProcFile;
using namespace std::chrono_literals;

namespace {

/// Somebody at the socket who need not keep to anything.
class Stranger {
public:
    explicit Stranger(const Rig &rig) : m_socket(connectTo(socketPath(rig.path())).value_or(UniqueFd())) {}

    bool say(const std::string &bytes) { return sendPacket(m_socket.get(), {bytes, {}}) == Sending::Sent; }
    bool say(const Message &message) { return say(*encode(message)); }
    /// The next message; nothing when the connection has ended.
    std::optional<Message> hear()
    {
        Received received;
        const bool came = QTest::qWaitFor(
            [&] {
                received = receivePacket(m_socket.get());
                return received.what != Received::What::Nothing;
            },
            kPatience);
        if (!came || received.what != Received::What::Packet)
            return std::nullopt;
        const auto message = decode(received.packet.bytes);
        return message ? std::optional(*message) : std::nullopt;
    }
    std::string refusal()
    {
        const auto message = hear();
        const auto *refused = message ? std::get_if<Refused>(&message->body) : nullptr;
        return refused != nullptr && !hear() ? refused->why : std::string();
    }

private:
    UniqueFd m_socket;
};

bool contains(const std::string &text, const char *words)
{
    return text.find(words) != std::string::npos;
}

} // namespace

class TestSupervisorLife : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsStartedWhenItIsNeededAndBelongsToNobody()
    {
        const Rig rig;
        Welcome welcome;
        const auto client = rig.connected(&welcome);
        QVERIFY(client);
        const auto stat = QByteArray::fromStdString(readProcFile(static_cast<long>(welcome.pid), "stat"));
        const auto fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        QVERIFY(fields.at(1).toLong() != ::getpid());
        QVERIFY(fields.at(3).toLong() != ::getsid(0));
        QVERIFY(fields.at(3).toLong() != welcome.pid); // not its session's leader: it can get no terminal
        QCOMPARE(fields.at(4).toInt(), 0);             // and has none
        QCOMPARE(QString::number(welcome.startTime), QString::fromLatin1(fields.at(19)));
        const auto proc = QStringLiteral("/proc/%1").arg(welcome.pid);
        QCOMPARE(QFileInfo(proc + QStringLiteral("/cwd")).symLinkTarget(), QStringLiteral("/"));
        for (const int standard : {0, 1, 2})
            QCOMPARE(QFileInfo(proc + QStringLiteral("/fd/%1").arg(standard)).symLinkTarget(),
                     QStringLiteral("/dev/null"));
        const auto limits = QString::fromStdString(readProcFile(static_cast<long>(welcome.pid), "limits"));
        QVERIFY(limits.contains(QRegularExpression(QStringLiteral("Max core file size +0 +0 "))));
        struct stat socket {};
        QCOMPARE(::stat(socketPath(rig.path()).c_str(), &socket), 0);
        QCOMPARE(socket.st_mode & 0077, 0U);
        QVERIFY(rig.leavesNothing());
    }

    void twoThatComeAtOnceMeetTheSameOne()
    {
        const Rig rig;
        const auto one = rig.client();
        const auto two = rig.client();
        std::optional<Result<Welcome>> first;
        std::optional<Result<Welcome>> second;
        const auto firstCall = one->open([&](Result<Welcome> welcome) { first = welcome; });
        const auto secondCall = two->open([&](Result<Welcome> welcome) { second = welcome; });
        QTRY_VERIFY_WITH_TIMEOUT(first && second, kPatience);
        QVERIFY(first->has_value() && second->has_value());
        QCOMPARE((*first)->pid, (*second)->pid);
        QCOMPARE(qemu::supervisor::runningWith(rig.path()), 1);
        QVERIFY(rig.leavesNothing());
    }

    void aSecondProgramGivesWay()
    {
        const Rig rig;
        const auto client = rig.connected();
        QVERIFY(client);
        QCOMPARE(QProcess::execute(QString::fromStdString(rig.program()),
                                   {QStringLiteral("--folder"), QString::fromStdString(rig.path())}),
                 0);
        QTRY_COMPARE_WITH_TIMEOUT(runningWith(rig.path()), 1, kPatience);
        QVERIFY(client->isOpen());
        QVERIFY(rig.leavesNothing());
    }

    void whoNeedsItNoMoreDoesNotLeaveItWaiting()
    {
        const Rig rig(std::chrono::hours(1));
        auto options = rig.options();
        options.endsWithUs = true;
        for (int round = 0; round < 5; ++round) {
            SupervisorClient client(options);
            QVERIFY(answerTo<Welcome>([&](Callback<Welcome> done) { return client.open(std::move(done)); }));
            // With answers on their way that nobody reads.
            for (int i = 0; i < round * 10; ++i)
                client.forget(4711, {}).cancel();
        }
        QVERIFY(rig.goesAway());
        // A child that is to stay is waited for.
        {
            SupervisorClient client(options);
            QVERIFY(answerTo<Welcome>([&](Callback<Welcome> done) { return client.open(std::move(done)); }));
            QVERIFY(Rig::spawn(client, rig.script("stays", "sleep 1000", {Alone::What::Stay, {}})));
        }
        const auto next = rig.connected();
        QVERIFY(next);
        const auto children = Rig::list(*next);
        QVERIFY(children && children->size() == 1 && !children->front().ended);
        QVERIFY(next->endNow(children->front().id));
        QVERIFY(rig.leavesNothing());
    }

    void whatWasOrderedLastHolds()
    {
        const Rig rig(std::chrono::hours(1));
        for (int round = 0; round < 5; ++round) {
            const auto name = "stays-" + std::to_string(round);
            {
                SupervisorClient client(rig.options());
                QVERIFY(answerTo<Welcome>([&](Callback<Welcome> done) { return client.open(std::move(done)); }));
                const auto spawned = Rig::spawn(client, rig.script(name, "sleep 1000"));
                QVERIFY(spawned.has_value());
                // With answers on their way that nobody reads.
                for (int i = 0; i < round * 10; ++i)
                    client.forget(4711, {}).cancel();
                client.setAlone(spawned->id, {Alone::What::Stay, {}}, {}).cancel();
            }
            const auto next = rig.connected();
            QVERIFY(next);
            const auto children = Rig::list(*next);
            QVERIFY(children && children->size() == 1 && !children->front().ended);
            QVERIFY(next->endNow(children->front().id));
        }
        QVERIFY(rig.leavesNothing());
    }

    void itEndsByItselfWhenNobodyNeedsItAndLeavesNothing()
    {
        const Rig rig(std::chrono::milliseconds(100));
        auto client = rig.connected();
        QVERIFY(client);
        const auto spawned = rig.spawn(*client, rig.script("a", "sleep 3600", {Alone::What::Stay, {}}));
        QVERIFY(spawned.has_value());
        client.reset();
        // Whoever has children is needed: it is still there when somebody comes long after the idle time.
        QVERIFY(!QTest::qWaitFor([&] { return !runs(static_cast<long>(spawned->pid)); }, 500));
        client = rig.connected();
        QVERIFY(client);
        QVERIFY(client->endNow(spawned->id));
        client.reset();
        QVERIFY(rig.goesAway());
    }

    void whatAKilledOneLeftIsInNobodysWay()
    {
        const Rig rig;
        Welcome welcome;
        {
            const auto client = rig.connected(&welcome);
            QVERIFY(client);
        }
        ::kill(static_cast<pid_t>(welcome.pid), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(runningWith(rig.path()), 0, kPatience);
        QVERIFY(QFile::exists(QString::fromStdString(socketPath(rig.path())))); // nobody was there to remove it
        const auto next = rig.connected();
        QVERIFY(next);
        QVERIFY(rig.leavesNothing());
    }

    void whenItIsKilledItsChildrenDieAndThatIsSaid()
    {
        const Rig rig;
        Welcome welcome;
        const auto client = rig.connected(&welcome);
        QVERIFY(client);
        const auto spawned = rig.spawn(*client, rig.script("a", "sleep 3600 & echo $!; wait", {Alone::What::Stay, {}}));
        QVERIFY(spawned.has_value());
        Heard heard;
        client->watch(spawned->id, heard.watch());
        QTRY_VERIFY_WITH_TIMEOUT(heard.output.ends_with('\n'), kPatience);
        const qemu::ProcessHandle grandchild(QByteArray::fromStdString(heard.output).trimmed().toLong());
        QVERIFY(grandchild);
        std::optional<Error> lost;
        client->onLost([&](Error error) { lost = std::move(error); });
        std::optional<Result<>> cutOff;
        ::kill(static_cast<pid_t>(welcome.pid), SIGSTOP); // so that the next question is under way
        const auto call = client->kill(spawned->id, {}, [&](Result<> done) { cutOff = done; });
        ::kill(static_cast<pid_t>(welcome.pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(lost && heard.lost && cutOff, kPatience);
        QVERIFY(contains(lost->detail, "glovebox-supervisor) has ended"));
        QVERIFY(!*cutOff);
        QVERIFY(!client->isOpen());
        QTRY_VERIFY_WITH_TIMEOUT(!runs(static_cast<long>(spawned->pid)), kPatience);
        QVERIFY(QDir(QString::fromStdString(rig.path())).isEmpty()); // neither socket nor lock
        // The same client starts the next one.
        QVERIFY(answerTo<Welcome>([&](Callback<Welcome> done) { return client->open(std::move(done)); }).has_value());
        QVERIFY(grandchild.kill()); // what a killed child without namespaces had started is nobody's now
        QVERIFY(rig.leavesNothing());
    }

    void whatIsInBubblewrapDiesWithAKilledSupervisor()
    {
        const Rig rig;
        Welcome welcome;
        const auto client = rig.connected(&welcome);
        QVERIFY(client);
        auto spawn = rig.script("a", "echo up; sleep 3600 & setsid sh -c 'sleep 3600; :' \"$0\" & wait",
                                {Alone::What::Stay, {}});
        spawn.program = "/usr/bin/bwrap"; // as QEMU is wrapped, see confined()
        spawn.arguments.insert(spawn.arguments.begin(),
                               {"--unshare-pid", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--proc",
                                "/proc", "--dev", "/dev", "--", "/bin/sh"});
        Heard heard;
        const auto spawned = rig.spawn(*client, spawn);
        QVERIFY(spawned.has_value());
        client->watch(spawned->id, heard.watch());
        QTRY_COMPARE_WITH_TIMEOUT(heard.output, std::string("up\n"), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(runningWith(rig.path()) >= 5, kPatience); // itself, bubblewrap twice, two shells
        ::kill(static_cast<pid_t>(welcome.pid), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(heard.lost, kPatience);
        QVERIFY(rig.goesAway());
    }

    void whenItIsToldToEndItEndsItsChildren()
    {
        const Rig rig;
        Welcome welcome;
        const auto client = rig.connected(&welcome);
        QVERIFY(client);
        const auto spawned =
            rig.spawn(*client, rig.script("a", "trap '' TERM; sleep 3600 & wait; wait", {Alone::What::Stay, {}}));
        QVERIFY(spawned.has_value());
        Heard heard;
        client->watch(spawned->id, heard.watch());
        ::kill(static_cast<pid_t>(welcome.pid), SIGTERM);
        QTRY_VERIFY_WITH_TIMEOUT(heard.end, kPatience);
        QCOMPARE(heard.end->signal, SIGKILL);
        QVERIFY(rig.goesAway());
    }

    void anotherVersionWithChildrenSaysWhatToDo()
    {
        const Rig rig;
        Welcome welcome;
        const auto client = rig.connected(&welcome);
        QVERIFY(client);
        QVERIFY(rig.spawn(*client, rig.script("a", "sleep 3600")).has_value());
        Stranger later(rig);
        auto hello = *encode({1, Hello{"Glovebox 99"}});
        hello[4] = 99;
        QVERIFY(later.say(hello));
        const auto why = later.refusal();
        QVERIFY2(contains(why, "looks after 1 process and speaks no protocol 99"), why.c_str());
        QVERIFY2(contains(why, ("kill " + std::to_string(welcome.pid)).c_str()), why.c_str());
        QVERIFY(rig.list(*client).has_value());
        QVERIFY(rig.leavesNothing());
    }

    void anotherVersionWithNothingToLookAfterMakesRoom()
    {
        const Rig rig;
        {
            QVERIFY(rig.connected());
        }
        Stranger later(rig);
        auto hello = *encode({1, Hello{"Glovebox 99"}});
        hello[4] = 99;
        QVERIFY(later.say(hello));
        const auto message = later.hear();
        QVERIFY(message && std::holds_alternative<Refused>(message->body));
        QVERIFY(std::get<Refused>(message->body).retiring);
        QVERIFY(rig.goesAway());
    }

    void garbageCostsItsSenderTheConnectionAndNobodyElse_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        const auto hello = QByteArray::fromStdString(*encode({1, Hello{"stranger"}}));
        const auto cut = QByteArray::fromStdString(*encode({2, Kill{1, {}}}));
        QTest::newRow("before greeting") << QByteArray("GET / HTTP/1.1\r\n\r\n") << QByteArray();
        QTest::newRow("no greeting") << cut << QByteArray();
        QTest::newRow("after greeting") << hello << QByteArray(1000, '\xff');
        QTest::newRow("cut off") << hello << cut.chopped(1);
        QTest::newRow("greets twice") << hello << hello;
        QTest::newRow("plays supervisor") << hello << QByteArray::fromStdString(*encode({2, Spawned{1, 2, 3}}));
    }
    void garbageCostsItsSenderTheConnectionAndNobodyElse()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        const Rig rig;
        const auto client = rig.connected();
        QVERIFY(client);
        const auto spawned = rig.spawn(*client, rig.script("a", "sleep 3600"));
        Stranger stranger(rig);
        QVERIFY(stranger.say(first.toStdString()));
        if (!second.isEmpty()) {
            const auto welcome = stranger.hear();
            QVERIFY(welcome && std::holds_alternative<Welcome>(welcome->body));
            QVERIFY(stranger.say(second.toStdString()));
        }
        QVERIFY(!stranger.refusal().empty());
        const auto children = rig.list(*client);
        QVERIFY(children.has_value());
        QCOMPARE(children->size(), std::size_t{1});
        QVERIFY(runs(static_cast<long>(spawned->pid)));
        QVERIFY(rig.leavesNothing());
    }

    void whoeverAsksWithoutReadingKeepsNobodyWaiting()
    {
        const Rig rig;
        const auto client = rig.connected();
        QVERIFY(client);
        const auto flood =
            rig.spawn(*client, rig.script("flood", "while :; do echo 0123456789012345678901234567890; done"));
        QVERIFY(flood.has_value());
        Stranger deaf(rig);
        QVERIFY(deaf.say(Message{1, Hello{"deaf"}}));
        deaf.say(Message{2, Follow{flood->id}});
        for (std::uint64_t number = 3; deaf.say(Message{number, NextChild{0}});)
            ++number; // until the supervisor reads no more of it
        Heard heard;
        client->watch(flood->id, heard.watch());
        QTRY_VERIFY_WITH_TIMEOUT(heard.output.size() > 1'000'000, kPatience);
        QVERIFY(rig.list(*client).has_value());
        QVERIFY(client->endNow(flood->id));
        QVERIFY(rig.leavesNothing());
    }

    void whoeverSaysNothingIsSentAway()
    {
        const Rig rig;
        QCOMPARE(QProcess::execute(QString::fromStdString(rig.program()),
                                   {QStringLiteral("--folder"), QString::fromStdString(rig.path()),
                                    QStringLiteral("--greet-ms"), QStringLiteral("100")}),
                 0);
        Stranger silent(rig);
        const auto why = silent.refusal();
        QVERIFY2(contains(why, "no greeting came in time"), why.c_str());
        QVERIFY(rig.leavesNothing());
    }

    void aCrowdIsTurnedAwayWithoutHarmToThoseInside()
    {
        const Rig rig;
        const auto client = rig.connected();
        QVERIFY(client);
        std::vector<std::unique_ptr<Stranger>> crowd;
        for (int i = 0; i < 15; ++i) {
            crowd.push_back(std::make_unique<Stranger>(rig));
            QVERIFY(crowd.back()->say(Message{1, Hello{"one of many"}}));
            QVERIFY(crowd.back()->hear().has_value());
        }
        Stranger onemore(rig);
        const auto why = onemore.refusal();
        QVERIFY2(contains(why, "16 connections"), why.c_str());
        QVERIFY(rig.list(*client).has_value());
        crowd.clear();
        const auto next = rig.connected();
        QVERIFY(next);
        QVERIFY(rig.leavesNothing());
    }

    void oneThatStandsStillIsSaid()
    {
        const Rig rig;
        auto options = rig.options();
        options.answerTime = options.openTime = std::chrono::milliseconds(300);
        Welcome welcome;
        QVERIFY(rig.connected(&welcome));
        SupervisorClient asking(options);
        SupervisorClient greeting(options);
        const auto open = [](SupervisorClient &client) {
            return answerTo<Welcome>([&client](Callback<Welcome> done) { return client.open(std::move(done)); });
        };
        QVERIFY(open(asking).has_value());
        ::kill(static_cast<pid_t>(welcome.pid), SIGSTOP);
        const auto children = rig.list(asking);
        const auto greeted = open(greeting);
        ::kill(static_cast<pid_t>(welcome.pid), SIGCONT);
        QCOMPARE(static_cast<int>(children.error().code), static_cast<int>(ErrorCode::TimedOut));
        QCOMPARE(static_cast<int>(greeted.error().code), static_cast<int>(ErrorCode::TimedOut));
        // What comes late disturbs nothing.
        QTRY_VERIFY_WITH_TIMEOUT(rig.list(asking).has_value(), kPatience);
        QVERIFY(open(greeting).has_value());
        QVERIFY(rig.leavesNothing());
    }

    void withoutDescriptorsToSpareItWaitsAndDoesNotSpin()
    {
        const Rig rig;
        Welcome welcome;
        const auto client = rig.connected(&welcome);
        QVERIFY(client);
        const auto pid = static_cast<pid_t>(welcome.pid);
        const auto folder = "/proc/" + std::to_string(pid) + "/fd/";
        ::rlimit none{};
        while (QFileInfo(QString::fromStdString(folder + std::to_string(none.rlim_cur))).isSymLink())
            ++none.rlim_cur;
        ::rlimit before{};
        QCOMPARE(::prlimit(pid, RLIMIT_NOFILE, nullptr, &before), 0);
        none.rlim_max = before.rlim_max;
        QCOMPARE(::prlimit(pid, RLIMIT_NOFILE, &none, nullptr), 0);
        const auto spent = [pid] {
            return glovebox::qemu::parseCpuTime(readProcFile(pid, "stat"), ::sysconf(_SC_CLK_TCK)).value_or(1h);
        };
        const auto began = spent();
        const Stranger waits(rig);
        QEventLoop loop;
        QTimer::singleShot(1s, &loop, &QEventLoop::quit);
        loop.exec();
        const auto used = spent() - began;
        QVERIFY2(used < 100ms, std::to_string(used.count()).c_str());
        QVERIFY(rig.list(*client).has_value()); // who was there before is served
        QCOMPARE(::prlimit(pid, RLIMIT_NOFILE, &before, nullptr), 0);
        QVERIFY(rig.connected());
        QVERIFY(rig.leavesNothing());
    }

    void aFolderThatOthersMayEnterIsRefused()
    {
        const Rig rig;
        QCOMPARE(::chmod(rig.path().c_str(), 0755), 0);
        const auto client = rig.client();
        const auto welcome = answerTo<Welcome>([&](Callback<Welcome> done) { return client->open(std::move(done)); });
        QVERIFY(!welcome);
        QVERIFY2(contains(welcome.error().detail, "open to nobody else"), welcome.error().detail.c_str());
        QVERIFY(rig.goesAway());
    }

    void aMissingProgramIsSaid()
    {
        const Rig rig;
        auto options = rig.options();
        options.program = rig.path() + "/none";
        SupervisorClient client(options);
        const auto welcome = answerTo<Welcome>([&](Callback<Welcome> done) { return client.open(std::move(done)); });
        QCOMPARE(static_cast<int>(welcome.error().code), static_cast<int>(ErrorCode::HostToolMissing));
        const auto answer = answerTo<std::vector<ChildInfo>>([&](auto done) { return client.list(std::move(done)); });
        QCOMPARE(static_cast<int>(answer.error().code), static_cast<int>(ErrorCode::InvalidState));
    }

    void theProgramIsFoundBesideTheOneThatRuns()
    {
        const Rig rig;
        QVERIFY(!findSupervisorProgram(rig.path()));
        const auto copy = rig.path() + "/glovebox-supervisor";
        QVERIFY(QFile::link(QString::fromStdString(rig.program()), QString::fromStdString(copy)));
        QCOMPARE(findSupervisorProgram(rig.path()).value_or(std::string()), rig.program());
        QVERIFY(QFile::remove(QString::fromStdString(copy)));
    }
};

QTEST_GUILESS_MAIN(TestSupervisorLife)
#include "tst_supervisor_life.moc"
