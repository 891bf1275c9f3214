// Custom tools' handlers in the agent, and calls of every kind that are told to end.
#include <QTest>

#include "core/guest/protocol/limits.h"
#include "tests/unit/guest/link_bench.h"
#include "tests/unit/guest/tool_bench.h"

#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

void putScript(const std::string &path, const std::string &text, mode_t mode = 0755)
{
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
}

agent::ToolOutcome handle(ToolBench &bench, const std::string &script, const std::string &input = "{}\n",
                          std::chrono::milliseconds timeout = 20s)
{
    putScript(bench.path("handler"), "#!/bin/bash\n" + script);
    bench.runner().submit({7, "lookup", nlohmann::json::object(), timeout, bench.path("handler"), input});
    return bench.wait(7);
}

QByteArray toldBy(ToolBench &bench, const std::string &script, const std::string &input = "{}\n")
{
    return told(bench, handle(bench, script, input));
}

/// Is a program under way that was given this as an argument?
bool isArgumentOfSomebody(const std::string &text)
{
    std::error_code gone;
    for (const auto &entry : fs::directory_iterator("/proc", gone)) {
        std::ifstream file(entry.path() / "cmdline");
        std::string arguments;
        if (std::getline(file, arguments) && arguments.find(text) != std::string::npos)
            return true;
    }
    return false;
}

bool isGone(int process)
{
    return QTest::qWaitFor([&] { return ::kill(process, 0) != 0; });
}

} // namespace

class GuestHandlersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHandlerAnswersOnStandardOutput_data();
    void aHandlerAnswersOnStandardOutput();
    void aHandlerThatCannotBeStartedIsExplained();
    void longAnswersKeepTheirEnd();
    void aLargeInputReachesAHandlerThatReadsLate();
    void aLateHandlerIsEndedWithItsGroup();
    void whatAHandlerLeavesRunningIsEnded();
    void theHandlersInputIsTheWholeInput();
    void everyKindOfCallEndsWhenItsHandleGoes_data();
    void everyKindOfCallEndsWhenItsHandleGoes();
    void anAbortedCallStillGivesItsResult();
    void aCallsFoldersAreOpenToItsFileToolAndReadOnlyOnesAreNotWritten();
};

void GuestHandlersTest::aHandlerAnswersOnStandardOutput_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *script, const char *expected) {
        QTest::newRow(name) << QByteArray(script) << QByteArray(expected);
    };
    row("the input", "cat", "{}");
    row("what goes to standard error is not the answer", "echo no >&2; echo yes", "yes");
    row("nothing", "true", "");
    row("a failure with both outputs", "echo one; sleep 0.05; echo two >&2; exit 3", "error: one\ntwo");
    row("a failure without output", "exit 42", "error: exit 42");
    row("death by a signal", "kill -9 $$", "error: ended by signal 9");
    row("where it runs", "pwd", "@");
    row("its environment", "echo $LANG $TERM", "C.UTF-8 dumb");
    row("bytes that are no text", "printf 'a\\377b'", "a\uFFFDb");
    row("colours and trailing newlines go", "printf '\\033[31mred\\033[0m\\n\\n'", "red");
    row("it does not read its input", "exec <&-; echo fine", "fine");
}

void GuestHandlersTest::aHandlerAnswersOnStandardOutput()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, expected);
    ToolBench bench;
    QCOMPARE(toldBy(bench, script.toStdString()), expected);
    QCOMPARE(told(bench, bench.run("bash", {{"command", "echo next"}})), QByteArray("next"));
}

void GuestHandlersTest::aHandlerThatCannotBeStartedIsExplained()
{
    ToolBench bench;
    const auto start = [&](const std::string &handler) {
        bench.runner().submit({1, "lookup", nlohmann::json::object(), 5s, handler, {}});
        return told(bench, bench.wait(1));
    };
    QCOMPARE(start(bench.path("none")),
             QByteArray("error: lookup: the handler \"@/none\" is not in the sandbox, or what its first line names is "
                        "not"));
    putScript(bench.path("no-interpreter"), "#!/no/such/thing\n");
    QVERIFY(start(bench.path("no-interpreter")).contains("what its first line names is not"));
    putScript(bench.path("plain"), "#!/bin/sh\n", 0644);
    QVERIFY(start(bench.path("plain")).contains("is not an executable file"));
    putScript(bench.path("text"), "hello\n");
    QVERIFY(start(bench.path("text")).contains("no script that begins with #!"));
    QVERIFY(start(bench.folder()).contains("is not an executable file"));
    QVERIFY(start("handler").contains("is not an absolute path"));
}

void GuestHandlersTest::longAnswersKeepTheirEnd()
{
    ToolBench bench;
    const auto outcome = handle(bench, "head -c 300000 /dev/zero | tr '\\0' x; echo END");
    QVERIFY(!outcome.isError);
    QVERIFY(outcome.text.starts_with("[output truncated]\nxxx"));
    QVERIFY(outcome.text.ends_with("xEND"));
    QVERIFY(outcome.text.size() <= agent::kOutputMax + 32);
    QVERIFY(!bench.live().empty());
}

void GuestHandlersTest::aLargeInputReachesAHandlerThatReadsLate()
{
    ToolBench bench;
    const std::string input(2'000'000, 'i');
    QCOMPARE(toldBy(bench, "sleep 0.1; wc -c", input), QByteArray("2000000"));
    QCOMPARE(toldBy(bench, "head -c 3", input), QByteArray("iii")); // the rest is not wanted
}

void GuestHandlersTest::aLateHandlerIsEndedWithItsGroup()
{
    ToolBench bench;
    const auto outcome = handle(bench, "trap '' TERM; sleep 1000 & echo $! $$ > pids; wait; sleep 1000", "{}\n", 300ms);
    QCOMPARE(outcome.text, std::string("lookup: This operation was aborted"));
    QVERIFY(outcome.isError && outcome.timedOut);
    int child = 0;
    int parent = 0;
    std::ifstream(bench.path("pids")) >> child >> parent;
    QVERIFY(child > 1 && parent > 1);
    QVERIFY(isGone(child) && isGone(parent));
}

void GuestHandlersTest::whatAHandlerLeavesRunningIsEnded()
{
    ToolBench bench;
    QCOMPARE(toldBy(bench, "sleep 1000 & echo $! > pid; echo done"), QByteArray("done"));
    int child = 0;
    std::ifstream(bench.path("pid")) >> child;
    QVERIFY(child > 1 && isGone(child));
}

void GuestHandlersTest::theHandlersInputIsTheWholeInput()
{
    HonestGuest guest;
    Host host;
    host.connect(guest.path());
    QTRY_VERIFY(host.link);
    const auto handler = guest.session() + "/handler";
    putScript(handler, "#!/bin/sh\ncat\n");
    auto deep = nlohmann::json("bottom");
    for (int i = 0; i < 50; ++i)
        deep = {{"d", deep}, {"list", {1, 2, {3}}}};
    std::optional<Result<domain::ToolResult>> result;
    std::string live;
    const auto call = host.link->runTool({domain::EventId("sevt_1"), "lookup", deep, 10s, handler},
                                         {[&](std::string_view text) { live.append(text); },
                                          [&](auto r) {
                                              result = std::move(r);
                                          }});
    QTRY_VERIFY(result);
    QVERIFY(*result && !(*result)->isError);
    QCOMPARE(nlohmann::json::parse((*result)->text, nullptr, false), deep);
    QVERIFY(!live.empty());
}

void GuestHandlersTest::everyKindOfCallEndsWhenItsHandleGoes_data()
{
    QTest::addColumn<QByteArray>("tool");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<bool>("isHandler");
    QTest::newRow("bash") << QByteArray("bash") << QByteArray(R"({"command":"echo $$ > pid; sleep 1000"})") << false;
    QTest::newRow("bash that ignores signals")
        << QByteArray("bash") << QByteArray(R"({"command":"trap '' TERM INT HUP; echo $$ > pid; sleep 1000"})")
        << false;
    QTest::newRow("a handler that ignores signals") << QByteArray("lookup") << QByteArray("{}") << true;
    QTest::newRow("grep in a file without end")
        << QByteArray("grep") << QByteArray(R"({"pattern":"needle","path":"huge"})") << false;
}

void GuestHandlersTest::everyKindOfCallEndsWhenItsHandleGoes()
{
    QFETCH(QByteArray, tool);
    QFETCH(QByteArray, input);
    QFETCH(bool, isHandler);
    HonestGuest guest;
    Host host;
    host.connect(guest.path());
    QTRY_VERIFY(host.link);
    const auto session = guest.session();
    putScript(session + "/handler", "#!/bin/bash\ntrap '' TERM INT HUP\necho $$ > pid\nwhile :; do sleep 1; done\n");
    std::ofstream(session + "/huge").close();
    fs::resize_file(session + "/huge", std::uintmax_t{1} << 40); // takes no room, and many minutes to read
    std::optional<Result<domain::ToolResult>> result;
    auto call =
        host.link->runTool({domain::EventId("sevt_1"), tool.toStdString(), nlohmann::json::parse(input.toStdString()),
                            120s, isHandler ? session + "/handler" : std::string()},
                           {{}, [&](auto r) {
                                result = std::move(r);
                            }});
    int process = 0;
    if (tool == "grep")
        QTRY_VERIFY(isArgumentOfSomebody(session + "/huge"));
    else
        QTRY_VERIFY((std::ifstream(session + "/pid") >> process) && process > 1);
    call.cancel();
    Told next; // runs once the other has ended
    next.start(host, {{"command", "echo next"}});
    QTRY_COMPARE(next.results.size(), std::size_t{1});
    QCOMPARE(next.results[0].text, std::string("next"));
    QVERIFY(process == 0 || isGone(process));
    QTRY_VERIFY(!isArgumentOfSomebody(session + "/huge"));
    QVERIFY(!result && host.lost.empty());
}

void GuestHandlersTest::anAbortedCallStillGivesItsResult()
{
    HonestGuest guest;
    Host host;
    host.connect(guest.path());
    QTRY_VERIFY(host.link);
    Told running;
    running.start(host, {{"command", "echo begun; sleep 1000"}});
    QTRY_VERIFY(!running.live.empty());
    host.link->abortTool(domain::EventId("sevt_none")); // nobody's
    host.link->abortTool(domain::EventId("sevt_1"));
    QCOMPARE(running.answers(), std::size_t{0});
    QTRY_COMPARE(running.results.size(), std::size_t{1});
    QVERIFY((running.results[0] == domain::ToolResult{"bash: This operation was aborted\nbegun", true, false}));
    Told next;
    next.start(host, {{"command", "echo next"}});
    QTRY_COMPARE(next.results.size(), std::size_t{1});
    QCOMPARE(next.results[0].text, std::string("next"));
    host.link->abortTool(domain::EventId("sevt_1")); // over
    QVERIFY(host.lost.empty());
}

void GuestHandlersTest::aCallsFoldersAreOpenToItsFileToolAndReadOnlyOnesAreNotWritten()
{
    Host host;
    HonestGuest guest;
    host.connect(guest.path());
    QVERIFY(QTest::qWaitFor([&] { return host.link != nullptr; }));
    QTemporaryDir outside;
    const auto notes = outside.path().toStdString() + "/notes";
    const auto rules = outside.path().toStdString() + "/rules";
    fs::create_directories(notes);
    fs::create_directories(rules);
    std::ofstream(rules + "/a.md") << "rule";
    fs::create_directory_symlink(rules, guest.session() + "/shortcut");
    const std::vector<ports::ToolFolder> folders{{notes, false}, {rules, true}};
    const auto run = [&](const char *tool, nlohmann::json input, const std::vector<ports::ToolFolder> &with) {
        Told told;
        told.start(host, std::move(input), tool, false, with);
        return QTest::qWaitFor([&] { return told.answers() == 1; }) && !told.results.empty()
                   ? (told.results[0].isError ? "error: " : "") + told.results[0].text
                   : std::string("no result");
    };
    QVERIFY(!run("write", {{"file_path", notes + "/b.md"}, {"content", "mine"}}, folders).starts_with("error"));
    QCOMPARE(run("read", {{"file_path", rules + "/a.md"}}, folders), std::string("rule"));
    for (const auto &path : {rules + "/new.md", rules + "/a.md", std::string("shortcut/a.md")}) {
        QCOMPARE(run("write", {{"file_path", path}, {"content", "x"}}, folders),
                 "error: write: " + path + " is inside read-only directory " + rules);
        QCOMPARE(run("edit", {{"file_path", path}, {"old_string", "rule"}, {"new_string", "x"}}, folders),
                 "error: edit: " + path + " is inside read-only directory " + rules);
    }
    // The next call, of a session without them, knows nothing of them.
    QCOMPARE(run("read", {{"file_path", rules + "/a.md"}}, {}),
             "error: path \"" + rules + "/a.md\" is outside the session's working directory");
    QVERIFY(!fs::exists(rules + "/new.md"));
}

QTEST_GUILESS_MAIN(GuestHandlersTest)
#include "tst_handlers.moc"
