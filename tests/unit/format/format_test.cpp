// The words that people read. Tables, because a changed word should be a visible line of a review.
#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/log_text.h"
#include "app/format/quantities.h"
#include "app/format/some_of.h"
#include "app/format/states.h"
#include "app/format/tool_input.h"
#include "app/format/usage.h"
#include "app/format/work.h"

#include <QSet>
#include <QTest>

using namespace glovebox;
using namespace glovebox::format;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{std::chrono::milliseconds{1'795'183'331'480}}; // 2026-11-20 14:02:11.480 UTC

QByteArray shownLook(const StateLook &state)
{
    return (state.word + QLatin1Char('|') + word(state.tone) + QLatin1Char('|') + symbol(state.shape)).toUtf8();
}

api::SessionView session(api::SessionState state, std::string reason = {}, std::chrono::seconds since = 0s)
{
    api::SessionView view{.id = domain::SessionId("sesn_1"), .environment = domain::EnvironmentId("env_1")};
    view.state = state;
    view.reason = std::move(reason);
    view.since = kNow - since;
    return view;
}

api::ToolCallView call(domain::ToolCallState state, std::string name = "bash")
{
    api::ToolCallView view{.id = domain::EventId("sevt_1"), .name = std::move(name)};
    view.state = state;
    view.duration = 4s;
    return view;
}

constexpr std::array kCodes{ErrorCode::Cancelled,         ErrorCode::TimedOut,      ErrorCode::InvalidArgument,
                            ErrorCode::InvalidState,      ErrorCode::NotFound,      ErrorCode::PermissionDenied,
                            ErrorCode::Unauthorized,      ErrorCode::Forbidden,     ErrorCode::Conflict,
                            ErrorCode::LeaseLost,         ErrorCode::RateLimited,   ErrorCode::ServerError,
                            ErrorCode::NetworkError,      ErrorCode::ProtocolError, ErrorCode::TooLarge,
                            ErrorCode::OutOfDisk,         ErrorCode::OutOfMemory,   ErrorCode::FolderUnusable,
                            ErrorCode::FolderInUse,       ErrorCode::AddressInUse,  ErrorCode::HostToolMissing,
                            ErrorCode::HostToolFailed,    ErrorCode::ImageBroken,   ErrorCode::AccelerationUnusable,
                            ErrorCode::GuestUnresponsive, ErrorCode::GuestExited,   ErrorCode::GuestProtocol,
                            ErrorCode::Unsupported,       ErrorCode::Internal};
static_assert(kCodes.size() == static_cast<std::size_t>(ErrorCode::Internal) + 1);
constexpr std::array kAreas{Area::Engine, Area::Environment, Area::Session,  Area::Sandbox,  Area::Tool,
                            Area::Host,   Area::Webhooks,    Area::Template, Area::Snapshot, Area::Image,
                            Area::Import, Area::Build,       Area::Seeding,  Area::File};

} // namespace

class FormatTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anInputIsShownWholeAndReadable();
    void nothingHidesInAnInput();
    void longLinesOfAnInputAreBrokenNotCut();
    void anInputThatIsNotWholeSaysSo();
    void listCost();
    void theQueueInWords();
    void anAnswerInWords();
    void durations();
    void sizes();
    void times();
    void idsAreShortenedInTheMiddle();
    void ofManyNamesTheFirstAreTold();
    void sessionStates();
    void toolCallStates();
    void environmentAndEngineStates();
    void everyErrorSaysWhatAndWhyWithACodeOfItsOwn();
    void anImageThatIsBadAtItsSourceIsNotImportedAgain();
    void aStartThatFailsSaysWhatToDoAboutThatVeryThing();
    void aRefusedKeyIsToldWithThePlaceItCameFrom();
    void errorsReadAsAWhole();
    void guestTextCannotRepaintTheWindow();
    void progressBarsCollapseToTheirLastState();
    void longLinesAreCounted();
    void bracketsInTheStringsOfJsonAreText();
    void jsonThatBecomesVeryLongIsNotLaidOut();
};

void FormatTest::durations()
{
    QCOMPARE(duration(0ms), QStringLiteral("0 s"));
    QCOMPARE(duration(4900ms), QStringLiteral("4 s"));
    QCOMPARE(duration(12min + 31s), QStringLiteral("12 min"));
    QCOMPARE(duration(65min), QStringLiteral("1 h 05 min"));
    QCOMPARE(duration(76h), QStringLiteral("3 d 4 h"));
    QCOMPARE(duration(-5s), QStringLiteral("0 s"));
    QCOMPARE(measured(38ms), QStringLiteral("38 ms"));
    QCOMPARE(measured(1240ms), QStringLiteral("1.24 s"));
    QCOMPARE(measured(9999ms), QStringLiteral("10.0 s"));
    QCOMPARE(measured(125s), QStringLiteral("2 min 05 s"));
    QCOMPARE(measuredFinely(600us), QStringLiteral("0.6 ms"));
    QCOMPARE(measuredFinely(31'900us), QStringLiteral("31 ms"));
}

void FormatTest::bracketsInTheStringsOfJsonAreText()
{
    const std::string closed(21'800, ']');
    const std::string opened(21'800, '[');
    // Taken for brackets, the first string would hide how deep the second goes.
    QVERIFY(laidOutJson(R"({"a":")" + closed + R"(","b":)" + opened + closed + "}").isEmpty());
    QVERIFY(laidOutJson(R"({"a":"\\\"]]]","b":)" + opened + closed + "}").isEmpty());
    QVERIFY(laidOutJson(R"({"a":1}]]]{"b":2})").isEmpty());
    QVERIFY(laidOutJson(R"({"a":")" + opened + R"(","b":[1]})").endsWith(QStringLiteral("\n}")));
    QVERIFY(laidOutJson(R"({"a":"\\","b":"\"{{","c":[1]})").endsWith(QStringLiteral("\n}")));
}

void FormatTest::jsonThatBecomesVeryLongIsNotLaidOut()
{
    const auto list = [](int depth, int count) {
        std::string text(static_cast<std::size_t>(depth), '[');
        for (int i = 0; i < count; ++i)
            text += "1,";
        return text + "1" + std::string(static_cast<std::size_t>(depth), ']');
    };
    QVERIFY(laidOutJson(list(60, 30'000)).isEmpty()); // 3.7 MB
    QVERIFY(laidOutJson(list(60, 1000)).size() > 60'000);
}

void FormatTest::sizes()
{
    QCOMPARE(bytes({0}), QStringLiteral("0 B"));
    QCOMPARE(bytes({900}), QStringLiteral("900 B"));
    QCOMPARE(bytes(ByteCount::kib(12)), QStringLiteral("12 KiB"));
    QCOMPARE(bytes(ByteCount::mib(512)), QStringLiteral("512 MiB"));
    QCOMPARE(bytes({1932735283}), QStringLiteral("1.8 GiB"));
    QCOMPARE(part(ByteCount::mib(96), ByteCount::mib(512)), QStringLiteral("96 / 512 MiB"));
    QCOMPARE(part({1932735283}, ByteCount::gib(4)), QStringLiteral("1.8 / 4 GiB"));
    QCOMPARE(percent(43.4), QStringLiteral("43%"));
    QCOMPARE(percent(2.44), QStringLiteral("2.4%"));
    QCOMPARE(percent(0), QStringLiteral("0%"));
    QCOMPARE(count(1'000'000), QStringLiteral("1,000,000"));
}

void FormatTest::times()
{
    QCOMPARE(ago(kNow, kNow), QStringLiteral("just now"));
    QCOMPARE(ago(kNow + 1h, kNow), QStringLiteral("just now"));
    QCOMPARE(ago(kNow - 12s, kNow), QStringLiteral("12 s ago"));
    QCOMPARE(ago(kNow - 3min, kNow), QStringLiteral("3 min ago"));
    QCOMPARE(ago(kNow - 50h, kNow), QStringLiteral("2 d ago"));
    const QTimeZone utc = QTimeZone::utc();
    QCOMPARE(clockTime(kNow, utc), QStringLiteral("14:02:11"));
    QCOMPARE(preciseTime(kNow, utc), QStringLiteral("14:02:11.480"));
    QCOMPARE(fullTime(kNow, utc), QStringLiteral("2026-11-20 14:02:11 UTC"));
}

void FormatTest::idsAreShortenedInTheMiddle()
{
    QCOMPARE(shortened(QStringLiteral("sbx-2f1"), 16), QStringLiteral("sbx-2f1"));
    const QString shortId = shortened(QStringLiteral("sesn_01ABCDEFGHJKLMNPQRSTVWXYZ9f"), 16);
    QCOMPARE(shortId.size(), 16);
    QVERIFY(shortId.startsWith(QStringLiteral("sesn_01ABC")) && shortId.endsWith(QStringLiteral("Z9f")));
}

void FormatTest::ofManyNamesTheFirstAreTold()
{
    const QString a = QStringLiteral("a");
    QCOMPARE(format::someOf({}), QString());
    QCOMPARE(format::someOf({a}), a);
    QCOMPARE(format::someOf({a, a, a}), QStringLiteral("a, a, a"));
    QCOMPARE(format::someOf({a, a, a, QStringLiteral("d")}), QStringLiteral("a, a, a and 1 more"));
    // A name is not a pattern.
    QCOMPARE(format::someOf({QStringLiteral("%2"), a, a, a, a}), QStringLiteral("%2, a, a and 2 more"));
}

void FormatTest::sessionStates()
{
    using enum api::SessionState;
    QCOMPARE(shownLook(look(session(NeedsApproval), kNow)), "Needs approval|attention|triangle-bang");
    QCOMPARE(shownLook(look(session(Failed), kNow)), "Failed|failed|octagon-cross");
    QCOMPARE(shownLook(look(session(Running), kNow)), "Running|live|disc");
    QCOMPARE(shownLook(look(session(WaitingForSandbox, {}, 59s), kNow)), "Waiting for sandbox|progress|clock-box");
    QCOMPARE(shownLook(look(session(WaitingForSandbox, {}, 61s), kNow)), "Waiting for sandbox|attention|clock-box");
    QCOMPARE(shownLook(look(session(Idle, "end_turn"), kNow)), "Idle · waiting for a message|neutral|circle");
    QCOMPARE(shownLook(look(session(Idle, "budget_reached"), kNow)), "Budget reached|attention|triangle-dollar");
    QCOMPARE(shownLook(look(session(Idle, "retries_exhausted"), kNow)), "Retries exhausted|failed|octagon-cross");
    QCOMPARE(shownLook(look(session(Idle, "requires_action"), kNow)),
             "Waiting for a custom tool result|attention|triangle-gear");
    QCOMPARE(shownLook(look(session(Rescheduling), kNow)), "Rescheduling|progress|arc");
    QCOMPARE(shownLook(look(session(Ended), kNow)), "Ended|neutral|square");
    QCOMPARE(shownLook(look(session(Terminated), kNow)), "Terminated|neutral|circle-slash");
}

void FormatTest::toolCallStates()
{
    using enum domain::ToolCallState;
    QCOMPARE(shownLook(look(call(Requested))), "Requested|progress|clock");
    QCOMPARE(shownLook(look(call(NeedsApproval))), "Needs approval|attention|triangle-bang");
    QCOMPARE(shownLook(look(call(Running))), "Running 4 s|live|disc-in-ring");
    QCOMPARE(shownLook(look(call(Posting))), "Sending result|progress|arc");
    QCOMPARE(shownLook(look(call(Done))), "Done|neutral|check");
    QCOMPARE(shownLook(look(call(domain::ToolCallState::Error))), "Error|failed|octagon-cross");
    QCOMPARE(shownLook(look(call(TimedOut))), "Timed out|failed|clock-cross");
    QCOMPARE(shownLook(look(call(Denied))), "Denied|neutral|hand");
    QCOMPARE(shownLook(look(call(Cancelled))), "Cancelled|neutral|circle-slash");
    QCOMPARE(shownLook(look(call(NotOurs, "web_search"))), "Runs at Anthropic|neutral|cloud");
    QCOMPARE(shownLook(look(call(NotOurs, "lookup_order"))), "Answered elsewhere|neutral|cloud");
}

void FormatTest::environmentAndEngineStates()
{
    api::EnvironmentView environment{.id = domain::EnvironmentId("env_1")};
    environment.since = kNow;
    environment.active = 3;
    const auto in = [&](api::PollState state) {
        environment.state = state;
        return shownLook(look(environment, QTimeZone::utc()));
    };
    QCOMPARE(in(api::PollState::Stopped), "Not polling|neutral|square");
    QCOMPARE(in(api::PollState::Polling), "Polling|live|disc");
    QCOMPARE(in(api::PollState::PausedByOperator), "Paused by you|parked|bars");
    QCOMPARE(in(api::PollState::Draining), "Draining 3 left|progress|arc");
    QCOMPARE(in(api::PollState::Disconnected), "Disconnected since 14:02|attention|triangle-bang");
    QCOMPARE(in(api::PollState::KeyRejected), "Key rejected|failed|octagon-cross");
    QCOMPARE(shownLook(look(api::EnginePhase::Running)), "Engine running|live|disc");
    QCOMPARE(shownLook(look(api::EnginePhase::Failed)), "Engine failed|failed|octagon-cross");

    api::HostView host;
    QCOMPARE(accelerationWord(host), QStringLiteral("Acceleration not probed yet"));
    host.acceleration = domain::Acceleration::Kvm;
    QCOMPARE(accelerationWord(host), QStringLiteral("KVM on"));
    host.acceleration = domain::Acceleration::Emulated;
    QCOMPARE(accelerationWord(host), QStringLiteral("Emulated"));
}

void FormatTest::everyErrorSaysWhatAndWhyWithACodeOfItsOwn()
{
    QSet<QString> codes;
    for (const Area area : kAreas) {
        for (const ErrorCode code : kCodes) {
            const Explanation text = explain({code, "detail"}, area, QStringLiteral("x"));
            QVERIFY(text.what.endsWith(QLatin1Char('.')) && text.why.endsWith(QLatin1Char('.')));
            QVERIFY(text.todo.isEmpty() || text.todo.endsWith(QLatin1Char('.')));
            QVERIFY2(!codes.contains(text.code), qPrintable(text.code));
            codes.insert(text.code);
        }
    }
}

void FormatTest::anImageThatIsBadAtItsSourceIsNotImportedAgain()
{
    const Error bad{ErrorCode::ImageBroken, "layer sha256:0: an entry leads out of it"};
    const auto text = explain(bad, Area::Import);
    QCOMPARE(text.why, QStringLiteral("The image itself is bad."));
    QVERIFY2(text.todo.startsWith(QStringLiteral("Use another image")), qPrintable(text.todo));
    QVERIFY(explain(bad, Area::Image).todo.startsWith(QStringLiteral("Import it again")));
    api::ImageView view{.image = {.id = domain::ImageId("img-1")}};
    view.problem = bad;
    view.image.origin = domain::ImageOrigin::Layout;
    QCOMPARE(explainImage(view), explain(bad, Area::Image));
    view.state = api::ImageState::Failed;
    QCOMPARE(explainImage(view), explain(bad, Area::Import));
    view.image.origin = domain::ImageOrigin::Built;
    QCOMPARE(explainImage(view), explain(bad, Area::Image));
    // What was asked for wrongly is said once, by the details.
    const auto wrong = explain({ErrorCode::InvalidArgument, "an image's name has no blanks in it"}, Area::Import);
    QVERIFY(wrong.todo.isEmpty());
}

void FormatTest::aStartThatFailsSaysWhatToDoAboutThatVeryThing()
{
    const struct {
        ErrorCode code;
        Area area;
        const char *why;
        const char *todo;
    } rows[]{
        {ErrorCode::FolderInUse, Area::Engine, "Another Glovebox is at work in the same folders.",
         "End the other one, or give this one a folder of its own with --data-dir."},
        {ErrorCode::FolderUnusable, Area::Engine, "A folder that Glovebox keeps things in cannot be made or written.",
         "Make it writable for this user, or name another folder with --data-dir."},
        {ErrorCode::AddressInUse, Area::Webhooks,
         "Another program on this host listens on that address and port already.",
         "End that program, or choose another port with --webhook-listen."},
        {ErrorCode::PermissionDenied, Area::Webhooks, "The operating system denied access.",
         "Ports below 1024 are root's: choose another one with --webhook-listen."},
        {ErrorCode::NetworkError, Area::Webhooks, "The address cannot be listened on.",
         "Choose an address that this host has with --webhook-listen, like 127.0.0.1:8466."},
    };
    for (const auto &row : rows) {
        const auto text = explain({row.code, "detail"}, row.area);
        QCOMPARE(text.why, QString::fromUtf8(row.why));
        QCOMPARE(text.todo, QString::fromUtf8(row.todo));
    }
}

void FormatTest::aRefusedKeyIsToldWithThePlaceItCameFrom()
{
    api::EnvironmentView view{.id = domain::EnvironmentId("env_7"), .name = "Staging"};
    view.problem = Error{ErrorCode::Unauthorized, "HTTP 401"};
    QVERIFY(explainPolling(view).todo.contains(QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"))); // nobody said where
    view.keySource = "/etc/glovebox/staging.key (environments.toml:12: key_file)";
    const auto text = explainPolling(view);
    QCOMPARE(text.what, QStringLiteral("Polling environment Staging (env_7) does not succeed."));
    QCOMPARE(text.todo, QStringLiteral("The key came from /etc/glovebox/staging.key (environments.toml:12: key_file). "
                                       "Create one for this environment in the Console and put it there."));
    view.problem->code = ErrorCode::Forbidden;
    QVERIFY(explainPolling(view).todo.contains(QStringLiteral("/etc/glovebox/staging.key")));
    view.problem->code = ErrorCode::NetworkError; // not the key's fault
    QVERIFY(!explainPolling(view).todo.contains(QStringLiteral("staging.key")));
}

void FormatTest::errorsReadAsAWhole()
{
    const Explanation text =
        explain({ErrorCode::Unauthorized, "poll: 401 invalid x-api-key"}, Area::Environment, QStringLiteral("env_7"));
    QCOMPARE(plainText(text),
             QStringLiteral("Polling environment env_7 does not succeed.\n"
                            "The control plane does not accept the environment key: it is wrong or was revoked.\n"
                            "Create a key for this environment in the Console and set ANTHROPIC_ENVIRONMENT_KEY.\n"
                            "Details: poll: 401 invalid x-api-key\n"
                            "Code GBX-ENV-010"));
}

void FormatTest::guestTextCannotRepaintTheWindow()
{
    QCOMPARE(shownLine(u"\x1b[31mred\x1b[0m"), QStringLiteral("red"));
    QCOMPARE(shownLine(u"\x1b]0;title\x07text"), QStringLiteral("text"));
    QCOMPARE(shownLine(u"\x1b]8;;http://x\x1b\\link"), QStringLiteral("link"));
    QCOMPARE(shownLine(u"unfinished\x1b[12"), QStringLiteral("unfinished"));
    QCOMPARE(shownLine(u"a\x1b"), QStringLiteral("a"));
    QCOMPARE(shownLine(u"\x07"), QString(QChar(0x2407)));
    QCOMPARE(shownLine(u"a\u202eb"), QStringLiteral("a\ufffdb"));
    QCOMPARE(shownLine(u"a\tb"), QStringLiteral("a    b"));
    QCOMPARE(firstLine(QStringLiteral("\n  \n  git push\nmore")), QStringLiteral("git push"));
}

void FormatTest::progressBarsCollapseToTheirLastState()
{
    QCOMPARE(shownLines(QStringLiteral("10%\r50%\r100%\r\ndone\n")),
             (QStringList{QStringLiteral("100%"), QStringLiteral("done")}));
    QCOMPARE(shownLines(QString()), QStringList{});
}

void FormatTest::longLinesAreCounted()
{
    const QString shown = shownLine(QString(10'000, QLatin1Char('x')));
    QVERIFY(shown.endsWith(QStringLiteral("… (5904 more characters)")));
    QVERIFY(shown.size() < kShownLineMax + 40);
}

void FormatTest::anInputIsShownWholeAndReadable()
{
    const ToolInput input =
        toolInput(R"({"timeout": 60000, "command": "cd /x\nmake \"all\"", "options": {"a": [1]}, "note": ""})");
    QVERIFY(input.whole);
    QCOMPARE(input.lines,
             (QStringList{QStringLiteral("command:"), QStringLiteral("    cd /x"), QStringLiteral("    make \"all\""),
                          QStringLiteral("note: "), QStringLiteral("options:"), QStringLiteral("    {"),
                          QStringLiteral("      \"a\": ["), QStringLiteral("        1"), QStringLiteral("      ]"),
                          QStringLiteral("    }"), QStringLiteral("timeout: 60000")}));
    const ToolInput edit = toolInput(R"({"new_string": "b", "old_string": "a\n", "file_path": "f"})");
    QCOMPARE(edit.lines,
             (QStringList{QStringLiteral("file_path: f"), QStringLiteral("old_string:"), QStringLiteral("  − a"),
                          QStringLiteral("  − "), QStringLiteral("new_string:"), QStringLiteral("  + b")}));
    QCOMPARE(toolInput("{}").lines, QStringList{QStringLiteral("{}")});
}

void FormatTest::nothingHidesInAnInput()
{
    const QString escape = toolInput("{\"command\": \"ls \\u001b[8mrm -rf\\u001b[0m \\u001bPcurl evil\\u001b\\\\\"}")
                               .lines.join(QString());
    QVERIFY(escape.contains(QStringLiteral("rm -rf")));
    QVERIFY(escape.contains(QStringLiteral("curl evil")));
    QVERIFY(escape.contains(QChar(0x241b)));
    // A carriage return does not let the end of a line cover its beginning.
    const QString covered = toolInput(R"({"command": "rm -rf ~\rls      "})").lines.join(QString());
    QVERIFY(covered.contains(QStringLiteral("rm -rf ~")));
    QVERIFY(covered.contains(QChar(0x240d)));
    // Right-to-left overrides, zero-width and tag characters have names.
    const QString unseen = toolInput("{\"command\": \"a\xE2\x80\xAE"
                                     "b\xE2\x80\x8B"
                                     "c\xF3\xA0\x81\x81\"}")
                               .lines.join(QString());
    QVERIFY(unseen.contains(QStringLiteral("⟨U+202E⟩")));
    QVERIFY(unseen.contains(QStringLiteral("⟨U+200B⟩")));
    QVERIFY(unseen.contains(QStringLiteral("⟨U+E0041⟩")));
    // A value cannot look like a key: its lines are indented.
    const ToolInput imitation = toolInput(R"({"command": "ls\ntimeout: 1"})");
    QVERIFY(imitation.lines.contains(QStringLiteral("    timeout: 1")));
}

void FormatTest::longLinesOfAnInputAreBrokenNotCut()
{
    const std::string command = std::string(9000, 'x') + " && rm -rf /";
    const ToolInput input = toolInput("{\"command\": \"" + command + "\"}");
    QVERIFY(input.whole);
    QVERIFY(input.lines.size() > 30);
    for (const QString &line : input.lines)
        QVERIFY(line.size() <= kInputPieceMax);
    QCOMPARE(input.lines.join(QString()), QStringLiteral("command: ") + QString::fromStdString(command));
}

void FormatTest::anInputThatIsNotWholeSaysSo()
{
    const ToolInput cut = toolInput("{\n  \"command\": \"echo");
    QVERIFY(!cut.whole);
    QCOMPARE(cut.lines.size(), 2);
    QVERIFY(!toolInput("").whole);
    QVERIFY(toolInput("[1]").whole);
}

void FormatTest::listCost()
{
    QCOMPARE(money(0), QStringLiteral("$0.00"));
    QCOMPARE(money(7), QStringLiteral("$0.07"));
    QCOMPARE(money(187), QStringLiteral("$1.87"));
    QCOMPARE(money(120'400), QStringLiteral("$1,204.00"));
    QCOMPARE(money(-5), QStringLiteral("−$0.05"));
    api::SessionView view = session(api::SessionState::Running);
    QCOMPARE(format::listCost(view), QString());
    view.budgetCents = 500;
    QCOMPARE(format::listCost(view), QStringLiteral("of $5.00"));
    view.usage = domain::ModelUsage{};
    QCOMPARE(format::listCost(view), QStringLiteral("of $5.00"));
    view.usage->listCostCents = 187;
    QCOMPARE(format::listCost(view), QStringLiteral("$1.87 of $5.00"));
    view.budgetCents.reset();
    QCOMPARE(format::listCost(view), QStringLiteral("$1.87"));
}

void FormatTest::theQueueInWords()
{
    api::WorkView work{.id = domain::WorkId("work_1"), .environment = domain::EnvironmentId("env_1")};
    using enum domain::WorkState;
    QStringList looks;
    for (const auto state : {Queued, Starting, Active, Stopping, Stopped, Unknown}) {
        work.state = state;
        looks += QString::fromUtf8(shownLook(look(work)));
    }
    QCOMPARE(looks, (QStringList{QStringLiteral("Queued|progress|clock"), QStringLiteral("Starting|progress|arc"),
                                 QStringLiteral("Active|live|disc"), QStringLiteral("Stopping|progress|arc-slash"),
                                 QStringLiteral("Stopped|neutral|square"),
                                 QStringLiteral("Unknown|neutral|dashed-question")}));
    work.state = Active;
    work.stuck = api::Stuck::Silent;
    QCOMPARE(shownLook(look(work)), QByteArray("Active|attention|triangle-bang"));
    QVERIFY(whyItWaits(work).startsWith(QStringLiteral("Its heartbeats stopped")));
    work.waitingFor = "The engine's own words.\nnot this";
    QCOMPARE(whyItWaits(work), QStringLiteral("The engine's own words."));
    work.repair = api::Repair::Interrupting;
    QCOMPARE(shownLook(look(work)), QByteArray("Interrupting|progress|arc"));
    QCOMPARE(repairVerb(false), QStringLiteral("Force stop"));
    QVERIFY(repairConsequence(work, true).contains(QStringLiteral("queues it anew")));
    work.ours = true;
    QVERIFY(repairConsequence(work, true).startsWith(QStringLiteral("This host serves it now")));
}

void FormatTest::anAnswerInWords()
{
    api::ToolCallView view = call(domain::ToolCallState::NeedsApproval);
    QCOMPARE(lookOfAnswer(view, false, false).word, QStringLiteral("Needs approval"));
    QCOMPARE(lookOfAnswer(view, true, false).word, QStringLiteral("Sending answer"));
    QCOMPARE(lookOfAnswer(view, false, true).word, QStringLiteral("Answer not sent"));
    view.answer = api::AnswerState::Sent;
    QCOMPARE(lookOfAnswer(view, false, false).word, QStringLiteral("Answer sent"));
    view.state = domain::ToolCallState::Denied;
    QCOMPARE(lookOfAnswer(view, true, false).word, QStringLiteral("Denied")); // the engine's word is the last
}

QTEST_GUILESS_MAIN(FormatTest)
#include "format_test.moc"
