// Role: what a program leaves in its logs on disk.
#include "app/compose/log_keeping.h"
#include "core/logs/log_reader.h"

#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

using namespace glovebox;
using namespace glovebox::compose;

namespace {

std::vector<std::string> linesOf(const std::string &folder, LogName name)
{
    logs::LogReader reader(folder, std::move(name));
    std::vector<std::string> texts;
    const auto extent = reader.refresh();
    const auto lines = reader.read(extent->first, 1000);
    for (const auto &line : *lines)
        texts.push_back(line.line.message);
    return texts;
}

api::TranscriptEntry call(domain::ToolCallState state)
{
    api::ToolCallView view{.id = domain::EventId("sevt_1"), .name = "bash"};
    view.state = state;
    view.input = "{\"command\":\"curl -H 'token: hidden-in-input'\"}";
    view.summary = "curl -H 'token: hidden-in-input'";
    view.output = "hidden-in-output";
    view.duration = std::chrono::milliseconds(1204);
    return {.session = domain::SessionId("sesn_1"), .sequence = 4, .what = view};
}

} // namespace

class LogKeepingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void consolesSessionsAndTheEngineHaveALogEach()
    {
        const QTemporaryDir dir;
        Settings settings;
        settings.dataDir = dir.path().toStdString();
        std::string folder;
        int seen = 0;
        {
            LogKeeping keeping(settings);
            folder = keeping.folder();
            logAs(settings, false);
            QLoggingCategory category("glovebox.engine", QtInfoMsg);
            qCInfo(category, "lease renewed");
            const auto observer = keeping.observer([&](const api::Change &) { ++seen; });
            using enum domain::ToolCallState;
            for (const auto state : {Requested, Running, Running, Done, Done})
                observer(call(state));
            const auto console = keeping.console();
            console("sbx-1", "[ 0.0] boot");
            console("sbx-1", "ing\r\n 10 %\r 20 %\r100 %\nlogin:");
            observer(api::SandboxGone{domain::SandboxId("sbx-1")});
        }
        qInstallMessageHandler(nullptr);
        QCOMPARE(seen, 6);
        QCOMPARE(linesOf(folder, {}).back(), std::string("lease renewed"));
        QCOMPARE(linesOf(folder, {LogName::Kind::Sandbox, "sbx-1"}),
                 (std::vector<std::string>{"[ 0.0] booting", "100 %", "login:"}));
        const auto session = linesOf(folder, {LogName::Kind::Session, "sesn_1"});
        QCOMPARE(session.size(), std::size_t{3});
        QVERIFY2(session[0].starts_with("bash sevt_1: requested, input 46 bytes"), session[0].c_str());
        QVERIFY2(session[2].find("ran 1204 ms") != std::string::npos &&
                     session[2].find("output 16 bytes") != std::string::npos,
                 session[2].c_str());
    }

    void whatWasGivenAndSaidIsInNoLog()
    {
        const QTemporaryDir dir;
        Settings settings;
        settings.dataDir = dir.path().toStdString();
        std::string folder;
        {
            LogKeeping keeping(settings);
            folder = keeping.folder();
            const auto observer = keeping.observer([](const api::Change &) {});
            observer(call(domain::ToolCallState::Requested));
            observer(call(domain::ToolCallState::Done));
            api::TranscriptEntry note{.session = domain::SessionId("sesn_1"), .sequence = 5};
            note.what = api::NoteView{api::NoteView::Kind::UserMessage, "hidden-in-message"};
            observer(note);
        }
        const auto lines = linesOf(folder, {LogName::Kind::Session, "sesn_1"});
        QCOMPARE(lines.size(), std::size_t{3});
        for (const auto &line : lines)
            QVERIFY2(line.find("hidden") == std::string::npos, line.c_str());
    }

    void aConsoleThatIsTakenOverSaysThatLinesMayFollowOnceMore()
    {
        const QTemporaryDir dir;
        Settings settings;
        settings.dataDir = dir.path().toStdString();
        std::string folder;
        for (int program = 0; program < 2; ++program) {
            LogKeeping keeping(settings);
            folder = keeping.folder();
            keeping.console()("sbx-1", "booting\n");
            keeping.console()("sbx-1", "login\n");
        }
        const auto lines = linesOf(folder, {LogName::Kind::Sandbox, "sbx-1"});
        QCOMPARE(lines.size(), std::size_t{5});
        QVERIFY2(lines[2].find("once more") != std::string::npos, lines[2].c_str());
    }

    void aConsoleWithoutLineEndsIsBounded()
    {
        ConsoleLines console;
        std::size_t lines = 0;
        for (int i = 0; i < 1000; ++i)
            for (const auto &line : console.take("sbx-1", std::string(1000, 'x'))) {
                QVERIFY(line.size() < 70'000);
                ++lines;
            }
        QVERIFY(lines >= 5);
    }
};

QTEST_GUILESS_MAIN(LogKeepingTest)
#include "tst_log_keeping.moc"
