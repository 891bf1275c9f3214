// Programs that the host runs in a guest by themselves: the real agent behind a real link, and guests that lie.
#include <QTest>

#include "core/base/limits.h"
#include "core/guest/protocol/exec_messages.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/setup.h"
#include "tests/unit/guest/link_bench.h"

#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// One program, and what it told.
struct Program {
    Call call;
    std::string output;
    std::string errors;
    std::optional<Result<ports::ExecEnd>> end;
    int ends = 0;

    void start(Host &host, ports::ExecRequest request)
    {
        call = host.link->exec(std::move(request), {[this](ports::ExecStream stream, std::string_view bytes) {
                                                        (stream == ports::ExecStream::Error ? errors : output) += bytes;
                                                    },
                                                    [this](Result<ports::ExecEnd> how) {
                                                        end = std::move(how);
                                                        ++ends;
                                                    }});
    }
    bool wait()
    {
        return QTest::qWaitFor([this] { return end.has_value(); }, 60'000);
    }
    /// "0", "signal 9", "late signal 9", or an error's name.
    QByteArray word() const
    {
        if (!end)
            return "nothing";
        if (!*end)
            return QByteArray(name(end->error().code));
        const auto &how = **end;
        return (how.timedOut ? "late " : "") +
               (how.status ? QByteArray::number(*how.status) : "signal " + QByteArray::number(how.signal));
    }
};

ports::ExecRequest sh(const std::string &script)
{
    return {.arguments = {"sh", "-c", script}};
}

bool isGone(const std::string &file)
{
    std::ifstream text(file);
    int process = 0;
    text >> process;
    return process > 0 && QTest::qWaitFor([&] {
               return ::kill(process, 0) != 0 || [&] {
                   // Nobody collects orphans here, so a zombie is as good as gone.
                   std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
                   std::string word;
                   stat >> word >> word >> word;
                   return word == "Z";
               }();
           });
}

} // namespace

class GuestExecTest : public QObject {
    Q_OBJECT

    HonestGuest *m_guest = nullptr;
    Host *m_host = nullptr;

private Q_SLOTS:
    void init()
    {
        m_guest = new HonestGuest;
        m_host = new Host;
        m_host->connect(m_guest->path());
        QVERIFY(QTest::qWaitFor([this] { return m_host->link != nullptr; }));
    }
    void cleanup()
    {
        delete m_host;
        delete m_guest;
    }

    void aProgramsEndIsTold_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<QByteArray>("end");
        const auto row = [](const char *name, const char *script, const char *output, const char *errors,
                            const char *end) {
            QTest::newRow(name) << QByteArray(script) << QByteArray(output) << QByteArray(errors) << QByteArray(end);
        };
        row("quietly", "true", "", "", "0");
        row("with a status", "exit 77", "", "", "77");
        row("by a signal", "kill -TERM $$", "", "", "signal 15");
        row("with both streams apart", "echo one; echo two >&2; echo three", "one\nthree\n", "two\n", "0");
        row("nothing is cleaned", "printf '\\033[31mred\\033[0m\\377\\n\\n'", "\033[31mred\033[0m\377\n\n", "", "0");
        row("no input is an end of input", "cat; echo end", "end\n", "", "0");
    }

    void aProgramsEndIsTold()
    {
        QFETCH(QByteArray, script);
        Program program;
        program.start(*m_host, sh(script.toStdString()));
        QVERIFY(!program.end); // not from inside the call
        QVERIFY(program.wait());
        QTEST(QByteArray::fromStdString(program.output), "output");
        QTEST(QByteArray::fromStdString(program.errors), "errors");
        QTEST(program.word(), "end");
    }

    void argumentsArriveAsTheyAre()
    {
        Program program;
        program.start(*m_host, {.arguments = {"printf", "[%s]", "", "a b", "line\nend", "grün '\"$x\\", "*"}});
        QVERIFY(program.wait());
        QCOMPARE(QByteArray::fromStdString(program.output), QByteArray("[][a b][line\nend][grün '\"$x\\][*]"));
    }

    void itsEnvironmentIsTheRequestsOverTheGuests()
    {
        Program program;
        program.start(*m_host, {.arguments = {"env"}, .environment = {{"A", "b c\nd"}, {"PATH", "/usr/bin"}}});
        QVERIFY(program.wait());
        QCOMPARE(program.output, std::string("PATH=/usr/bin\nA=b c\nd\n"));
    }

    void itsFolderIsTheRequests()
    {
        fs::create_directory(m_guest->session() + "/sub");
        Program program;
        program.start(*m_host, {.arguments = {"pwd"}, .workdir = m_guest->session() + "/sub"});
        QVERIFY(program.wait());
        QCOMPARE(program.output, fs::canonical(m_guest->session()).string() + "/sub\n");
    }

    void whatCannotBeStartedIsExplained_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const char *name, const QStringList &arguments, const char *code, const char *folder = "",
                            const char *user = "") {
            QTest::newRow(name) << arguments << QString::fromLatin1(folder) << QString::fromLatin1(user)
                                << QByteArray(code);
        };
        const auto one = [](const char *word) {
            return QStringList{QString::fromLatin1(word)};
        };
        row("no such program on the path", one("no-such-program"), "NotFound");
        row("no such file", one("/no/such/program"), "NotFound");
        row("a folder", one("/usr"), "PermissionDenied");
        row("not executable", one("@plain"), "PermissionDenied");
        row("no such folder", one("true"), "NotFound", "/no/such/folder");
        row("a file for a folder", one("true"), "NotFound", "/etc/hostname");
        row("no such user", one("true"), "NotFound", "", "nobody-of-that-name");
        row("a relative folder", one("true"), "InvalidArgument", "here");
        row("nothing", {}, "InvalidArgument");
        row("an empty word", one(""), "InvalidArgument");
        row("no text", {QString::fromLatin1("true")}, "InvalidArgument", "/\x01",
            "x\n"
            "y");
    }

    void whatCannotBeStartedIsExplained()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, folder);
        QFETCH(QString, user);
        if (QByteArray(QTest::currentDataTag()) == "no text")
            arguments[0] = QString(QChar(0)); // a word with a zero in it
        ports::ExecRequest request{.workdir = folder.toStdString()};
        std::ofstream(m_guest->session() + "/plain") << "#!/bin/sh\n";
        for (auto word : arguments)
            request.arguments.push_back(
                word.replace(QLatin1Char('@'), QString::fromStdString(m_guest->session() + "/")).toStdString());
        if (!user.isEmpty())
            request.user = user.toStdString();
        Program program;
        program.start(*m_host, request);
        m_host->clock.runDue();
        QVERIFY(program.wait());
        QTEST(program.word(), "code");
        QVERIFY(!program.end->error().detail.empty());
    }

    void allOfALongOutputArrivesInOrder()
    {
        Program program;
        program.start(*m_host, sh("seq 1 400000; seq 1 100000 >&2"));
        QVERIFY(program.wait());
        QCOMPARE(program.word(), QByteArray("0"));
        QCOMPARE(program.output.size(), std::size_t{2'688'895});
        QVERIFY(program.output.ends_with("\n399999\n400000\n"));
        QCOMPARE(program.errors.size(), std::size_t{588'895});
    }

    /// A host that does not read holds the program up; nothing is lost, nothing is kept.
    void aSlowHostMakesTheProgramWait()
    {
        m_guest->isMute = true;
        Program program;
        program.start(*m_host, sh("head -c 3000000 /dev/zero; touch " + m_guest->session() + "/through"));
        QVERIFY(!QTest::qWaitFor([&] { return fs::exists(m_guest->session() + "/through"); }, 700));
        m_guest->isMute = false;
        QVERIFY(program.wait());
        QCOMPARE(program.output.size(), std::size_t{3'000'000});
        QVERIFY(fs::exists(m_guest->session() + "/through"));
    }

    void itsInputIsAnyBytes()
    {
        std::string input;
        while (input.size() < limits::kExecInputMax.value)
            input.append(kGreetingMark).push_back(static_cast<char>(input.size()));
        input.resize(limits::kExecInputMax.value);
        Program program;
        program.start(*m_host, {.arguments = {"cat"}, .standardInput = input});
        QVERIFY(program.wait());
        QVERIFY(program.output == input);
        Program careless;
        careless.start(*m_host, {.arguments = {"true"}, .standardInput = input});
        QVERIFY(careless.wait());
        QCOMPARE(careless.word(), QByteArray("0"));
        Program tooMuch;
        tooMuch.start(*m_host, {.arguments = {"cat"}, .standardInput = input + "x"});
        m_host->clock.runDue();
        QVERIFY(tooMuch.wait());
        QCOMPARE(tooMuch.word(), QByteArray("TooLarge"));
    }

    void aTimeLimitKillsTheGroup()
    {
        const auto file = m_guest->session() + "/child";
        Program program;
        auto request = sh("sleep 600 & echo $! > " + file + "; echo begun; wait");
        request.timeout = 300ms;
        program.start(*m_host, request);
        QVERIFY(program.wait());
        QCOMPARE(program.word(), QByteArray("late signal 9"));
        QCOMPARE(program.output, std::string("begun\n"));
        QVERIFY(isGone(file));
    }

    void lettingGoKillsTheGroupAndIsQuiet()
    {
        const auto file = m_guest->session() + "/child";
        Program program;
        program.start(*m_host, sh("sleep 600 & echo $! > " + file + "; echo begun; wait"));
        QVERIFY(QTest::qWaitFor([&] { return program.output == "begun\n"; }));
        program.call.cancel();
        QVERIFY(isGone(file));
        Program next; // the link is as it was
        next.start(*m_host, sh("echo next"));
        QVERIFY(next.wait());
        QCOMPARE(next.output, std::string("next\n"));
        QCOMPARE(program.ends, 0);
        QVERIFY(m_host->lost.empty());
    }

    void whatIsLeftInTheBackgroundStaysAndMayGoOnPrinting()
    {
        const auto file = m_guest->session() + "/child";
        const auto count = m_guest->session() + "/count";
        Program program;
        program.start(*m_host, sh("(i=0; while :; do i=$((i+1)); echo $i; echo $i > " + count +
                                  "; sleep 0.02; done) & echo $! > " + file + "; echo main"));
        QVERIFY(program.wait()); // although its child holds the pipes
        QCOMPARE(program.word(), QByteArray("0"));
        QVERIFY(program.output.find("main\n") != std::string::npos);
        const auto reached = [&](int wanted) {
            int at = 0;
            std::ifstream(count) >> at;
            return at >= wanted;
        };
        QVERIFY(QTest::qWaitFor([&] { return reached(60); }, 30'000)); // no pipe has broken under it
        std::ifstream text(file);
        int process = 0;
        text >> process;
        QCOMPARE(::kill(process, SIGKILL), 0);
    }

    void aServiceIsStartedAndLeft()
    {
        const auto file = m_guest->session() + "/service";
        Program program;
        auto request = sh("echo $$ > " + file + "; while :; do echo noise; sleep 0.01; done");
        request.background = true;
        program.start(*m_host, request);
        QVERIFY(program.wait());
        QCOMPARE(program.word(), QByteArray("0"));
        QVERIFY(QTest::qWaitFor([&] { return fs::exists(file) && fs::file_size(file) > 0; }));
        m_host->link.reset(); // a greeting ends what runs for a host, and this runs for nobody
        Host second;
        second.connect(m_guest->path());
        QVERIFY(QTest::qWaitFor([&] { return second.link != nullptr; }));
        std::ifstream text(file);
        int process = 0;
        text >> process;
        QCOMPARE(::kill(process, 0), 0);
        QCOMPARE(::kill(process, SIGKILL), 0);

        Program none;
        request.arguments = {"no-such-program"};
        none.start(second, request);
        QVERIFY(none.wait());
        QCOMPARE(none.word(), QByteArray("NotFound"));
    }

    void aServiceIsWatchedForItsFirstMoments()
    {
        Program failing;
        auto request = sh("echo no such thing >&2; exit 127");
        request.background = true;
        request.timeout = 60s;
        failing.start(*m_host, request);
        QVERIFY(failing.wait());
        QCOMPARE(failing.word(), QByteArray("127"));
        QCOMPARE(failing.errors, std::string("no such thing\n"));

        const auto file = m_guest->session() + "/watched";
        request = sh("echo up; echo $$ > " + file + "; while :; do echo noise; sleep 0.01; done");
        request.background = true;
        const auto lives = [&] {
            std::ifstream text(file);
            int process = 0;
            text >> process;
            return process > 0 && ::kill(process, 0) == 0 ? process : 0;
        };
        // Its time is over: it stays.
        Program late;
        request.timeout = 200ms;
        late.start(*m_host, request);
        QVERIFY(late.wait());
        QCOMPARE(late.word(), QByteArray("late 0"));
        QVERIFY(late.output.starts_with("up\n"));
        QVERIFY(lives() && ::kill(lives(), SIGKILL) == 0);
        // Nobody wants to know any more, or nobody is there: it stays, and may go on printing.
        for (const bool isLetGo : {true, false}) {
            fs::remove(file);
            Program watched;
            request.timeout = 600s;
            watched.start(*m_host, request);
            QVERIFY(QTest::qWaitFor([&] { return lives() > 0; }, 60'000));
            if (isLetGo)
                watched.call.cancel();
            else
                m_host->link.reset();
            Host second;
            if (!isLetGo)
                second.connect(m_guest->path());
            QVERIFY(isLetGo || QTest::qWaitFor([&] { return second.link != nullptr; }));
            Program after;
            after.start(isLetGo ? *m_host : second, sh("sleep 0.3"));
            QVERIFY(after.wait());
            QVERIFY(lives() && ::kill(lives(), SIGKILL) == 0);
            QCOMPARE(watched.ends, 0);
        }
    }

    void aNewConnectionEndsWhatRanForTheLastOne()
    {
        const auto file = m_guest->session() + "/child";
        Program program;
        program.start(*m_host, sh("echo $$ > " + file + "; echo begun; exec sleep 600"));
        QVERIFY(QTest::qWaitFor([&] { return program.output == "begun\n"; }));
        m_host->link.reset();
        Host second;
        second.connect(m_guest->path());
        QVERIFY(QTest::qWaitFor([&] { return second.link != nullptr; }));
        QVERIFY(isGone(file));
        QCOMPARE(program.ends, 0);
    }

    void severalRunAtOnceAndBesideATool()
    {
        Told tool;
        tool.start(*m_host, {{"command", "sleep 0.5; echo tool"}});
        std::array<Program, limits::kExecsMax> programs;
        for (auto &program : programs)
            program.start(*m_host, sh("read x; echo $x"));
        Program tooMany;
        tooMany.start(*m_host, sh("true"));
        m_host->clock.runDue();
        QVERIFY(tooMany.wait());
        QCOMPARE(tooMany.word(), QByteArray("Conflict"));
        for (auto &program : programs)
            QVERIFY(program.wait());
        QVERIFY(QTest::qWaitFor([&] { return tool.answers() == 1; }));
        QCOMPARE(tool.results.front().text, std::string("tool"));
        Program again;
        again.start(*m_host, sh("echo again"));
        QVERIFY(again.wait());
        QCOMPARE(again.output, std::string("again\n"));
    }

    void aGuestThatSendsMoreThanItMayIsLost()
    {
        Host host;
        FakeGuest guest;
        GREETED(host, guest);
        Program program;
        program.start(host, sh("true"));
        QTRY_COMPARE(guest.frames.size(), std::size_t{1});
        const auto stream = guest.frames.front().stream;
        program.call.cancel(); // nothing is given back any more
        const auto piece = toContentPayload(std::string(kFileChunkMax, 'x'));
        for (std::size_t i = 0; i <= kExecWindow / kFileChunkMax; ++i)
            guest.send(FrameType::ExecOutput, stream, piece);
        QTRY_COMPARE(host.lost.size(), std::size_t{1});
        QCOMPARE(host.lost.front().code, ErrorCode::GuestProtocol);
        QCOMPARE(program.ends, 0);
    }

    void framesThatNobodyAskedForEndTheLink()
    {
        const std::vector<std::pair<FrameType, std::string>> bad{
            {FrameType::ExecEnd, toPayload(ExecEnd{})},
            {FrameType::ExecOutput, toContentPayload("x")},
            {FrameType::ExecStart, emptyPayload()},
            {FrameType::ExecInput, toContentPayload("x")},
        };
        for (const auto &[type, payload] : bad) {
            Host host;
            FakeGuest guest;
            GREETED(host, guest);
            guest.send(type, 99, payload);
            QTRY_COMPARE(host.lost.size(), std::size_t{1});
            QCOMPARE(host.lost.front().code, ErrorCode::GuestProtocol);
        }
    }

    void aGuestThatDoesNotReportAnEndIsGivenUp()
    {
        Host host;
        FakeGuest guest;
        GREETED(host, guest);
        Program late;
        auto request = sh("sleep 5");
        request.timeout = 1s;
        late.start(host, request);
        QTRY_COMPARE(guest.frames.size(), std::size_t{1});
        host.clock.advance(1s + limits::kToolGrace);
        QCOMPARE(late.word(), QByteArray("GuestUnresponsive"));
        QCOMPARE(host.lost.size(), std::size_t{1});
        Program after;
        after.start(host, sh("true"));
        host.clock.runDue();
        QCOMPARE(after.word(), QByteArray("GuestUnresponsive"));
    }

    void messagesAreBounded()
    {
        const ExecStart start{*packedWords({"a", ""}), *packedVariables({{"B", "c=d"}}), "app", "/x", 7, 9ms, true};
        const auto again = parseExecStart(toPayload(start));
        QVERIFY(again && again->arguments == start.arguments && again->environment == start.environment &&
                again->user == start.user && again->workdir == "/x" && again->input == 7 && again->timeout == 9ms &&
                again->background);
        auto bad = start;
        bad.arguments = "not ended";
        QVERIFY(!parseExecStart(toPayload(bad)));
        bad = start;
        bad.environment = std::string("=x\0", 3);
        QVERIFY(!parseExecStart(toPayload(bad)));
        bad = start;
        bad.input = limits::kExecInputMax.value + 1;
        QVERIFY(!parseExecStart(toPayload(bad)));
        bad = start;
        bad.workdir = "relative";
        QVERIFY(!parseExecStart(toPayload(bad)));
        const ExecEnd end{ExecEnd::Outcome::NotFound, 3, 9, true, "why"};
        QVERIFY(parseExecEnd(toPayload(end)) == end);
        QVERIFY(!parseExecEnd(toPayload(ExecEnd{.status = 256})));
        QVERIFY(!parseExecEnd(toPayload(ExecEnd{.signal = 65})));
        QVERIFY(!parseExecCredit(toPayload(ExecCredit{kExecWindow + 1})));
    }
};

QTEST_GUILESS_MAIN(GuestExecTest)
#include "tst_exec.moc"
