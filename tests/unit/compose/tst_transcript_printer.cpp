// What an operator reads in a terminal: each state once, one line each, and nothing that a guest can do to the
// terminal.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "app/compose/transcript_printer.h"

#include <cstdlib>

using namespace glovebox;
using namespace glovebox::compose;
using namespace std::chrono_literals;

namespace {

/// A printer whose lines come back.
class Paper {
public:
    ~Paper()
    {
        std::fclose(m_file);
        std::free(m_bytes);
    }
    Paper() = default;
    Paper(const Paper &) = delete;
    Paper &operator=(const Paper &) = delete;

    /// What this batch adds, line by line.
    QList<QByteArray> print(const bridge::Batch &batch)
    {
        printer.print(batch);
        const auto added = QByteArray(m_bytes, static_cast<qsizetype>(m_size)).mid(m_read);
        m_read += added.size();
        auto lines = added.split('\n');
        lines.removeLast(); // behind the last line end
        return lines;
    }

private:
    char *m_bytes = nullptr;
    std::size_t m_size = 0;
    qsizetype m_read = 0;
    std::FILE *m_file = ::open_memstream(&m_bytes, &m_size);

public:
    TranscriptPrinter printer{m_file};
};

api::SessionView session(const std::string &title, api::SessionState state = api::SessionState::Running)
{
    api::SessionView view{.id = domain::SessionId("sesn_1"), .environment = domain::EnvironmentId("env_1")};
    view.title = title;
    view.state = state;
    return view;
}

api::TranscriptEntry note(std::uint64_t sequence, const std::string &text)
{
    return {.session = domain::SessionId("sesn_1"),
            .sequence = sequence,
            .what = api::NoteView{api::NoteView::Kind::AgentMessage, text}};
}

api::TranscriptEntry call(std::uint64_t sequence, domain::ToolCallState state, const std::string &summary = "ls")
{
    api::ToolCallView view{.id = domain::EventId("sevt_1"), .name = "bash", .summary = summary};
    view.state = state;
    return {.session = domain::SessionId("sesn_1"), .sequence = sequence, .what = view};
}

bridge::Batch batchOf(std::vector<api::TranscriptEntry> entries)
{
    bridge::Batch batch;
    batch.entries = std::move(entries);
    return batch;
}

bool isPlain(const QByteArray &line)
{
    const auto text = QString::fromUtf8(line);
    return std::ranges::none_of(text, [](QChar c) {
        const auto code = c.unicode();
        return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
               (code >= 0x2066 && code <= 0x2069);
    });
}

} // namespace

class TranscriptPrinterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingFromOutsideReachesTheTerminalAsACommand_data()
    {
        QTest::addColumn<QByteArray>("foreign");
        QTest::newRow("colour") << QByteArray("a\x1b[31mb");
        QTest::newRow("clear screen") << QByteArray("a\x1b[2J\x1b[Hb");
        QTest::newRow("window title") << QByteArray("a\x1b]0;owned\x07"
                                                    "b");
        QTest::newRow("answerback") << QByteArray("a\x1bP+q544e\x1b\\b");
        QTest::newRow("single shift, one byte") << QByteArray("a\xc2\x9b"
                                                              "31mb");
        QTest::newRow("line forged") << QByteArray("a\n12:00:00  engine  Engine stopped b");
        QTest::newRow("line overwritten") << QByteArray("a\r\x08\x08\x7f b");
        QTest::newRow("direction") << QByteArray("a\xe2\x80\xae"
                                                 "b");
        QTest::newRow("not UTF-8") << QByteArray("a\xff\xfe\x80"
                                                 "b");
        QTest::newRow("unfinished") << QByteArray("a\x1b[");
        QTest::newRow("line separator") << QByteArray("a\xe2\x80\xa8"
                                                      "b");
    }
    void nothingFromOutsideReachesTheTerminalAsACommand()
    {
        QFETCH(QByteArray, foreign);
        const auto text = foreign.toStdString();
        bridge::Batch batch;
        batch.host =
            api::HostView{.phase = api::EnginePhase::Failed, .problem = Error{ErrorCode::HostToolFailed, text}};
        batch.environments = {{.id = domain::EnvironmentId("env_1"),
                               .state = api::PollState::Disconnected,
                               .problem = Error{ErrorCode::ServerError, text}}};
        batch.sessions = {session(text, api::SessionState::Failed)};
        batch.sessions[0].problem = Error{ErrorCode::GuestExited, text};
        api::SandboxView sandbox{.id = domain::SandboxId("sbx-1"),
                                 .state = domain::SandboxState::Failed,
                                 .problem = Error{ErrorCode::GuestExited, text}};
        batch.sandboxes = {sandbox};
        auto denied = call(3, domain::ToolCallState::Denied, text);
        std::get<api::ToolCallView>(denied.what).name = text;
        std::get<api::ToolCallView>(denied.what).note = text;
        batch.entries = {note(1, text), denied};
        Paper paper;
        const auto lines = paper.print(batch);
        QCOMPARE(lines.size(), 6);
        for (const auto &line : lines)
            QVERIFY2(isPlain(line), line.toPercentEncoding(" "));
        QVERIFY(lines[2].contains('a') && lines[4].contains('a')); // what is harmless stays
    }

    void howASandboxStartedIsToldOnceAndAPauseTwice()
    {
        Paper paper;
        bridge::Batch batch;
        api::SandboxView sandbox{.id = domain::SandboxId("sbx-1"), .state = domain::SandboxState::Running};
        sandbox.bootTime = 38ms;
        sandbox.base = domain::TemplateId("tpl-1");
        sandbox.warm = true;
        QByteArrayList said;
        const auto tell = [&](domain::SandboxState state) {
            sandbox.state = state;
            batch.sandboxes = {sandbox};
            for (const auto &line : paper.print(batch))
                said += line.mid(line.indexOf("sbx-1") + 5).trimmed();
        };
        using enum domain::SandboxState;
        for (const auto state : {Running, Running, Paused, Paused, Running, Running, Paused})
            tell(state);
        QCOMPARE(said, (QByteArrayList{"Running, warm clone in 38 ms", "Paused", "Running again", "Paused"}));
    }

    void aTemplatesBuildIsToldByItsBeginningAndItsEnd()
    {
        Paper paper;
        bridge::Batch batch;
        api::TemplateView base{.id = domain::TemplateId("tpl-1")};
        base.size = {.vcpus = 1, .memory = ByteCount::gib(1), .disk = ByteCount::gib(8)};
        QByteArrayList said;
        const auto tell = [&](domain::TemplateState state, const char *step) {
            base.state = state;
            base.step = step;
            batch.templates = {base};
            for (const auto &line : paper.print(batch))
                said += line.mid(line.indexOf("tpl-1") + 5).trimmed();
        };
        tell(domain::TemplateState::Building, "Waiting");
        tell(domain::TemplateState::Building, "Booting");
        base.buildTime = 3120ms;
        tell(domain::TemplateState::Ready, "");
        base.clones = 1; // no news here
        tell(domain::TemplateState::Ready, "");
        base.problem = Error{ErrorCode::GuestExited, "a clone did not come up"};
        tell(domain::TemplateState::Failed, "");
        QCOMPARE(said.size(), 3);
        QCOMPARE(said[0], QByteArray("Building the template of 1 vCPU · 1 GiB · 8 GiB disk"));
        QVERIFY(said[1].startsWith("Ready: ") && said[1].endsWith("built in 3.12 s"));
        QVERIFY(said[2].startsWith("Failed: ") && said[2].contains("boot instead") &&
                said[2].contains("a clone did not come up"));
    }

    void aSnapshotIsToldWhenItIsTakenWhenItFailsAndWhenItIsDeleted()
    {
        Paper paper;
        api::SnapshotView view{.id = domain::SnapshotId("snap-1"),
                               .sandbox = domain::SandboxId("sbx-1"),
                               .base = domain::TemplateId("tpl-1")};
        QByteArrayList said;
        const auto tell = [&](bridge::Batch batch) {
            for (const auto &line : paper.print(batch))
                said += line.mid(line.indexOf("snap-") + 6).trimmed();
        };
        const auto is = [&](domain::SnapshotState state) {
            view.state = state;
            bridge::Batch batch;
            batch.snapshots = {view};
            tell(batch);
        };
        using enum domain::SnapshotState;
        view.name = "green";
        is(Taking);
        view.memory = ByteCount::mib(40);
        view.stopped = std::chrono::microseconds(6050);
        view.method = "stop and copy";
        is(Ready);
        view.sandboxes = 2; // no news here
        is(Ready);
        is(Deleting);
        bridge::Batch gone;
        gone.goneSnapshots = {view.id};
        tell(gone);
        tell(gone);
        view.id = domain::SnapshotId("snap-2");
        view.problem = Error{ErrorCode::OutOfDisk, "no space left"};
        is(Failed);
        QCOMPARE(said.size(), 3);
        QCOMPARE(said[0], QByteArray("Taken of sbx-1 as “green”, 40 MiB; it stood still for 6.0 ms, by stop and copy"));
        QCOMPARE(said[1], QByteArray("Deleted"));
        QVERIFY(said[2].startsWith("Failed: no snapshot of sbx-1") && said[2].contains("no space left"));
    }

    void whatASessionCallsItselfCannotFloodTheScreen()
    {
        Paper paper;
        const QString face = QString::fromUcs4(U"\U0001F600");
        auto batch = batchOf({note(1, face.repeated(5000).toStdString()), note(2, std::string(100'000, 'x'))});
        batch.sessions = {session('x' + face.repeated(500).toStdString())};
        for (const auto &line : paper.print(batch)) {
            QVERIFY(line.size() < 1200);
            QVERIFY(!QString::fromUtf8(line).contains(QChar::ReplacementCharacter)); // no half characters
        }
    }

    void eachStateIsSaidOnce()
    {
        Paper paper;
        bridge::Batch batch;
        batch.host = api::HostView{.phase = api::EnginePhase::Running};
        batch.sessions = {session("Fix the build")};
        QCOMPARE(paper.print(batch).size(), 2);
        batch.host->memoryAvailable = ByteCount::gib(1); // changed, but nothing to say
        batch.sessions[0].toolCalls = 3;
        QCOMPARE(paper.print(batch).size(), 0);
        batch.sessions[0].state = api::SessionState::Ended;
        const auto lines = paper.print(batch);
        QCOMPARE(lines.size(), 1);
        QVERIFY2(lines[0].contains("Fix the build"), lines[0]);
        batch.sessions[0].state = api::SessionState::Running; // new work for it
        QCOMPARE(paper.print(batch).size(), 1);
    }

    void aToolCallIsSaidWhenItWaitsForSomebodyAndWhenItEnds()
    {
        using State = domain::ToolCallState;
        Paper paper;
        QCOMPARE(paper.print(batchOf({call(1, State::Requested)})).size(), 0);
        const auto waits = paper.print(batchOf({call(1, State::NeedsApproval)}));
        QCOMPARE(waits.size(), 1);
        QCOMPARE(paper.print(batchOf({call(1, State::NeedsApproval)})).size(), 0);
        QCOMPARE(paper.print(batchOf({call(1, State::Running)})).size(), 0);
        const auto done = paper.print(batchOf({call(1, State::Done)}));
        QCOMPARE(done.size(), 1);
        QVERIFY2(done[0].contains("bash ls → "), done[0]);
        QVERIFY(done[0] != waits[0]);
        QCOMPARE(paper.print(batchOf({call(1, State::Done)})).size(), 0);
    }

    void aPreparationIsSaidStepByStep()
    {
        Paper paper;
        bridge::Batch batch;
        batch.host = api::HostView{.phase = api::EnginePhase::Preparing, .activity = "Fetching packages (1 of 2)"};
        QCOMPARE(paper.print(batch).size(), 1);
        batch.host->activityDetail = "Get:1 linux-image";
        QCOMPARE(paper.print(batch).size(), 0);
        batch.host->activity = "Packing (2 of 2)";
        QCOMPARE(paper.print(batch).size(), 1);
    }

    void whatIsGoneIsForgotten()
    {
        Paper paper;
        auto batch = batchOf({note(1, "hello")});
        batch.sessions = {session("Fix the build")};
        QCOMPARE(paper.print(batch).size(), 2);
        QCOMPARE(paper.print(batch).size(), 0);
        batch.goneSessions = {domain::SessionId("sesn_1")}; // and back at once, as new
        QCOMPARE(paper.print(batch).size(), 2);
    }

    void missingEntriesAreCounted()
    {
        Paper paper;
        bridge::Batch batch;
        batch.droppedEntries = 7;
        const auto lines = paper.print(batch);
        QCOMPARE(lines.size(), 1);
        QVERIFY(lines[0].contains("7 entries"));
    }
    void severalEnvironmentsAreToldApartByTheirNames()
    {
        Paper paper;
        bridge::Batch batch;
        batch.environments = {{.id = domain::EnvironmentId("env_1"), .name = "Staging"}};
        batch.sessions = {session("Fix the build")};
        auto lines = paper.print(batch);
        QCOMPARE(lines.size(), 2);
        QVERIFY2(lines[0].contains("  Staging ") && !lines[1].contains("Staging"), lines[1]); // there is only one
        batch.environments.push_back({.id = domain::EnvironmentId("env_2")});
        batch.sessions[0].state = api::SessionState::Ended;
        batch.entries = {note(1, "done")};
        api::WorkView work{.id = domain::WorkId("work_1"), .environment = domain::EnvironmentId("env_2")};
        work.stuck = api::Stuck::NeverStarted;
        batch.work = {work};
        lines = paper.print(batch);
        QCOMPARE(lines.size(), 4);
        QVERIFY2(lines[0].contains("  env_2 "), lines[0]);
        QVERIFY2(lines[1].contains("Fix the build") && lines[1].contains("  [Staging] "), lines[1]);
        QVERIFY2(lines[2].contains("  [env_2] "), lines[2]);
        QVERIFY2(lines[3].contains("  [Staging] agent: done"), lines[3]);
    }

    void anOutageIsSaidWhenItBeginsAndWhenItBecomesAnother()
    {
        Paper paper;
        bridge::Batch batch;
        batch.environments = {{.id = domain::EnvironmentId("env_1"),
                               .state = api::PollState::Disconnected,
                               .problem = Error{ErrorCode::ServerError, "HTTP 503 (request-id req_1)"}}};
        QCOMPARE(paper.print(batch).size(), 1);
        batch.environments[0].problem->detail = "HTTP 503 (request-id req_2)"; // the next attempt
        QCOMPARE(paper.print(batch).size(), 0);
        batch.environments[0].problem = Error{ErrorCode::NetworkError, "refused"};
        QVERIFY(paper.print(batch).value(0).contains("NetworkError: refused"));
        batch.environments[0].problem.reset();
        batch.environments[0].state = api::PollState::Polling;
        QCOMPARE(paper.print(batch).size(), 1);
    }

    void aProblemIsSaidWithItsStateOrAsANoteButNotTwice()
    {
        const Error why{ErrorCode::InvalidArgument, "asks for glovebox.vcpus = '99'"};
        auto failed = session("Too big", api::SessionState::Failed);
        failed.problem = why;
        api::TranscriptEntry said = note(1, describe(why));
        std::get<api::NoteView>(said.what).kind = api::NoteView::Kind::Error;
        for (const bool together : {true, false}) {
            Paper paper;
            bridge::Batch batch;
            batch.entries = {said};
            if (!together) { // the note first
                const auto lines = paper.print(batch);
                QCOMPARE(lines.size(), 1);
                QVERIFY(lines[0].contains("glovebox.vcpus"));
            }
            batch.sessions = {failed};
            const auto lines = paper.print(batch);
            QCOMPARE(lines.size(), 1);
            QVERIFY(lines[0].contains("Failed"));
            QCOMPARE(lines[0].contains("glovebox.vcpus"), together);
            failed.work = domain::WorkId("work_2"); // claimed and refused once more
            batch.sessions = {failed};
            QCOMPARE(paper.print(batch).size(), 0);
        }
    }

    void aCallThatWaitsSaysWhoseItIsAndWhoCanAnswer()
    {
        Paper paper;
        auto batch = batchOf({call(1, domain::ToolCallState::NeedsApproval)});
        batch.environments = {{.id = domain::EnvironmentId("env_1")}};
        batch.sessions = {session("Fix the build")};
        auto lines = paper.print(batch);
        QVERIFY2(lines.last().contains("sesn_1") && lines.last().contains("Console") &&
                     lines.last().contains("operator key, which is missing: --operator-key-file"),
                 lines.last());
        batch = batchOf({call(2, domain::ToolCallState::NeedsApproval)});
        batch.environments = {{.id = domain::EnvironmentId("env_1"), .hasOperatorKey = true}};
        lines = paper.print(batch);
        QVERIFY2(lines.last().contains("allow or deny it in the panel") && !lines.last().contains("missing"),
                 lines.last());
    }

    void workThatDoesNotMoveIsSaidOnceAndItsRepairToo()
    {
        Paper paper;
        api::WorkView work{.id = domain::WorkId("work_1"), .environment = domain::EnvironmentId("env_1")};
        bridge::Batch batch;
        batch.work = {work};
        QCOMPARE(paper.print(batch).size(), 0); // it moves
        work.stuck = api::Stuck::NeverStarted;
        batch.work = {work};
        const auto lines = paper.print(batch);
        QCOMPARE(lines.size(), 1);
        QVERIFY(lines[0].contains("work_1"));
        QVERIFY(lines[0].contains("no heartbeat ever came"));
        QCOMPARE(paper.print(batch).size(), 0);
        work.waitingFor = "A worker took it 3 min ago and never sent a heartbeat.";
        batch.work = {work};
        QCOMPARE(paper.print(batch).size(), 0); // longer, but for the same reason
        work.repair = api::Repair::Done;
        batch.work = {work};
        QVERIFY(paper.print(batch).value(0).contains("Repaired"));
    }

    void outputsAreSaidWithTheirFolder()
    {
        Paper paper;
        api::OutputsView outputs{.session = domain::SessionId("sesn_1")};
        outputs.folder = "/var/outputs/sesn_1";
        outputs.files = {{"a.md", {}, {}}, {"b.md", {}, {}}};
        outputs.collecting = true;
        bridge::Batch batch;
        batch.outputs = {outputs};
        QCOMPARE(paper.print(batch).size(), 0); // not all there yet
        batch.outputs.front().collecting = false;
        QVERIFY(paper.print(batch).value(0).contains("2 output files in /var/outputs/sesn_1"));
        QCOMPARE(paper.print(batch).size(), 0);
        batch.outputs.front().problem = Error{ErrorCode::GuestExited, "too early"};
        QVERIFY(paper.print(batch).value(0).contains("outputs were not collected: GuestExited: too early"));
    }
};

QTEST_GUILESS_MAIN(TranscriptPrinterTest)
#include "tst_transcript_printer.moc"
