// What clients of the isorun-compatible routes do in runs: commands and files; and what is told of the past.
#include "tests/unit/rest/runs_rig.h"

using namespace runstest;
using domain::ProgramStream;
using domain::SandboxState;

namespace {

const std::string kRun = "run0123456789abcdef";
const QByteArray kPath = "/v1/runs/run0123456789abcdef";

} // namespace

class RunsWorkTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Rig> m_rig;

    FakeAccess &access() { return m_rig->engine.access; }
    std::unique_ptr<Asking> exec(const QByteArray &body)
    {
        const auto before = access().programs.size();
        auto asking = m_rig->begin("POST", kPath + "/exec", body);
        m_rig->until([&] { return access().programs.size() > before || asking->isEnded(); });
        return asking;
    }
    void end(const Result<domain::ProgramEnd> &how)
    {
        const auto done = access().running.back().done; // it may begin another
        done(how);
    }

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<Rig>();
        m_rig->show(m_rig->run(kRun));
    }
    void cleanup() { m_rig.reset(); }

    void aCommandsEndAndOutputAreTold()
    {
        const auto asking = exec(R"({"command":"echo hi; exit 3","timeout":60})");
        const auto &program = access().programs.at(0);
        QCOMPARE(program.arguments, (std::vector<std::string>{"bash", "-c", "echo hi; exit 3"}));
        QVERIFY(program.timeout == 60s && !program.background);
        access().running[0].output(ProgramStream::Output, "h");
        access().running[0].output(ProgramStream::Error, "oh\xff");
        access().running[0].output(ProgramStream::Output, "i\n");
        end(domain::ProgramEnd{.status = 3});
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.object()["exit_code"] == 3 && answer.object()["stdout"] == "hi\n");
        QVERIFY(answer.object()["stderr"] == "oh\xef\xbf\xbd");
    }

    void aLongCommandKeepsItsClientInformed()
    {
        const auto asking = exec(R"({"command":"sleep 150","timeout":200})");
        m_rig->pass(150s);
        QVERIFY(m_rig->until([&] { return asking->answer().interim == 10; }));
        end(domain::ProgramEnd{.status = 0});
        const auto answer = m_rig->end(*asking);
        QVERIFY(answer.status == 200 && answer.interim == 10);
    }

    void whereThereIsNoBashItIsShAndThatIsRemembered()
    {
        const auto asking = exec(R"({"command":"true"})");
        QVERIFY(access().programs[0].timeout == 30s); // when none is said
        end(fail(ErrorCode::NotFound, "no such program"));
        QCOMPARE(access().programs.size(), std::size_t{2});
        QCOMPARE(access().programs[1].arguments[0], std::string("sh"));
        end(domain::ProgramEnd{.status = 0});
        QCOMPARE(m_rig->end(*asking).status, 200);
        const auto second = exec(R"({"command":"true"})");
        QCOMPARE(access().programs.back().arguments[0], std::string("sh"));
        end(fail(ErrorCode::NotFound, "no such program"));
        QCOMPARE(m_rig->end(*second).status, 404);
    }

    void aCommandThatTookTooLongSaysSo()
    {
        const auto asking = exec(R"({"command":"sleep 9","timeout":1})");
        end(domain::ProgramEnd{.status = std::nullopt, .signal = 9, .timedOut = true});
        const auto answer = m_rig->end(*asking).object();
        QVERIFY(answer["exit_code"] == 124);
        QVERIFY(answer["stderr"].get<std::string>().find("time limit of 1 s") != std::string::npos);
        const auto killed = exec(R"({"command":"kill -9 $$"})");
        end(domain::ProgramEnd{.status = std::nullopt, .signal = 9});
        QVERIFY(m_rig->end(*killed).object()["exit_code"] == 137);
    }

    void outputBeyondItsBoundIsCutAndSaidSo()
    {
        const auto asking = exec(R"({"command":"yes"})");
        const std::string piece(1 << 20, 'y');
        for (int i = 0; i < 11; ++i)
            access().running[0].output(ProgramStream::Output, piece);
        end(domain::ProgramEnd{.status = 0});
        const auto answer = m_rig->end(*asking).object();
        QCOMPARE(answer["stdout"].get<std::string>().size(), std::size_t{10} << 20);
        QVERIFY(answer["stderr"].get<std::string>().find("standard output was cut") != std::string::npos);
    }

    void aCommandOutlivesItsClient()
    {
        const auto asking = exec(R"({"command":"make"})");
        QVERIFY(!*access().running[0].isLeft);
        asking->leave();
        // Another request is answered after the leaving was seen.
        QCOMPARE(m_rig->ask("GET", "/v1/runs").status, 200);
        QCOMPARE(access().letGo, 0);
        QVERIFY(*access().running[0].isLeft); // which the audit trail tells
        end(domain::ProgramEnd{.status = 0});
        QCOMPARE(m_rig->ask("GET", "/v1/runs").status, 200);
    }

    void aCommandEndsWithItsClientsKey()
    {
        api::KeysView keys;
        keys.keys = {{.id = domain::ApiKeyId("key-1"), .name = "one", .scope = domain::KeyScope::Operate}};
        m_rig->gatekeeper.saw(keys);
        const auto there = exec(R"({"command":"make"})");
        const auto left = exec(R"({"command":"make all","timeout":604800})");
        left->leave();
        QCOMPARE(m_rig->ask("GET", "/v1/runs").status, 200); // the leaving was seen
        m_rig->gatekeeper.saw(keys);
        m_rig->pass(1min);
        QCOMPARE(access().letGo, 0);
        m_rig->gatekeeper.saw(api::KeysView{}); // revoked
        QVERIFY(m_rig->until([&] { return access().letGo == 2 && there->isEnded(); }));
        QCOMPARE(there->answer().status, 0);
    }

    void aCommandThatIsNoneIsRefused()
    {
        for (const auto *body :
             {"{}", R"({"command":""})", R"({"command":7})", R"({"command":"a\u0000b"})",
              R"({"command":"x","timeout":0})", R"({"command":"x","timeout":1.5})", R"({"command":"x","cwd":"/"})"})
            QCOMPARE(m_rig->ask("POST", kPath + "/exec", body).status, 400);
        QVERIFY(access().programs.empty());
        const auto gone = exec(R"({"command":"true"})");
        m_rig->show(m_rig->run(kRun, SandboxState::Destroying));
        end(fail(ErrorCode::NotFound, "it is being destroyed"));
        QCOMPARE(m_rig->end(*gone).status, 404);
    }

    void anErrorOfTheWayInHasItsStatus_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("status");
        QTest::newRow("state") << int(ErrorCode::InvalidState) << 409;
        QTest::newRow("silent") << int(ErrorCode::GuestUnresponsive) << 504;
        QTest::newRow("old") << int(ErrorCode::Unsupported) << 501;
        QTest::newRow("ended") << int(ErrorCode::GuestExited) << 503;
        QTest::newRow("bug") << int(ErrorCode::Internal) << 500;
    }
    void anErrorOfTheWayInHasItsStatus()
    {
        QFETCH(int, code);
        QFETCH(int, status);
        const auto asking = exec(R"({"command":"true"})");
        end(fail(static_cast<ErrorCode>(code), "why"));
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, status);
        QVERIFY(answer.object()["error"] == "why");
    }

    void aFileGoesInAsItComes()
    {
        const auto asking =
            m_rig->begin("POST", kPath + "/files/upload?path=%2Ftmp%2Fa%20b", {}, "transfer-encoding: chunked\r\nx: ");
        asking->say("3\r\nabc\r\n");
        QVERIFY(m_rig->until([&] { return bool(access().content); }));
        QCOMPARE(access().written.path, std::string("/tmp/a b"));
        QVERIFY(!access().written.mode); // 0600 of a new one
        std::string all;
        bool isWhole = false;
        Call pull;
        std::function<void()> next = [&] {
            pull = access().content(2, [&](Result<std::string> piece) {
                all += *piece;
                isWhole = piece->empty();
                if (!isWhole)
                    next();
            });
        };
        next();
        QVERIFY(m_rig->until([&] { return all == "abc"; }));
        asking->say("3\r\ndef\r\n0\r\n\r\n");
        QVERIFY(m_rig->until([&] { return isWhole; }));
        QCOMPARE(all, std::string("abcdef"));
        access().wrote({});
        QCOMPARE(m_rig->end(*asking).status, 200);
    }

    void anEmptyFileIsAFile()
    {
        const auto asking = m_rig->begin("POST", kPath + "/files/upload?path=/x");
        QVERIFY(m_rig->until([&] { return bool(access().content); }));
        bool isWhole = false;
        const auto pull = access().content(100, [&](Result<std::string> piece) { isWhole = piece && piece->empty(); });
        QVERIFY(m_rig->until([&] { return isWhole; }));
        access().wrote({});
        QCOMPARE(m_rig->end(*asking).status, 200);
    }

    void aFileWhoseClientLeavesIsNotWritten()
    {
        const auto asking =
            m_rig->begin("POST", kPath + "/files/upload?path=/x", {}, "transfer-encoding: chunked\r\nx: ");
        asking->say("3\r\nabc\r\n");
        QVERIFY(m_rig->until([&] { return bool(access().content); }));
        asking->leave();
        QVERIFY(m_rig->until([&] { return access().letGo == 1; }));
    }

    void aFileComesOutByteForByte()
    {
        const auto asking = m_rig->begin("GET", kPath + "/files/download?path=/bin/x");
        QVERIFY(m_rig->until([&] { return bool(access().reading.done); }));
        QCOMPARE(access().readPath, std::string("/bin/x"));
        const std::string bytes("\0\xff\r\n\x80", 5);
        QVERIFY(access().reading.piece(bytes));
        QVERIFY(access().reading.piece(bytes));
        access().reading.done({});
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.whole().toStdString(), bytes + bytes);
        QVERIFY(answer.head.contains("application/octet-stream"));
    }

    void aClientThatDoesNotReadMakesTheSandboxWait()
    {
        std::size_t used = 0;
        const auto asking = m_rig->begin("GET", kPath + "/files/download?path=/big");
        QVERIFY(m_rig->until([&] { return bool(access().reading.done); }));
        access().reading.pace->onUsed([&](std::size_t bytes) { used += bytes; });
        const std::string piece(256 * 1024, 'x');
        std::size_t given = 0;
        // The client's socket and ours take some; then nothing more is said to be used up, and nothing more given.
        while (used == given && given < (64u << 20)) {
            given += piece.size();
            QVERIFY(access().reading.piece(piece));
        }
        QVERIFY(used < given);
        QVERIFY(m_rig->until([&] { return asking->heard().size() > 0 && used == given; })); // it reads on
        access().reading.done({});
        QCOMPARE(std::size_t(m_rig->end(*asking).whole().size()), given);
    }

    void anEmptyFileAndNoneAreToldApart()
    {
        const auto empty = m_rig->begin("GET", kPath + "/files/download?path=/empty");
        QVERIFY(m_rig->until([&] { return bool(access().reading.done); }));
        std::exchange(access().reading, {}).done({});
        const auto answer = m_rig->end(*empty);
        QVERIFY(answer.status == 200 && answer.whole().isEmpty());
        const auto none = m_rig->begin("GET", kPath + "/files/download?path=/none");
        QVERIFY(m_rig->until([&] { return bool(access().reading.done); }));
        access().reading.done(fail(ErrorCode::NotFound, "there is no such file"));
        QCOMPARE(m_rig->end(*none).status, 404);
    }

    void aFileThatBreaksOffIsNotTakenForWhole()
    {
        const auto asking = m_rig->begin("GET", kPath + "/files/download?path=/x");
        QVERIFY(m_rig->until([&] { return bool(access().reading.done); }));
        QVERIFY(access().reading.piece("abc"));
        QVERIFY(m_rig->until([&] { return asking->answer().status == 200; }));
        access().reading.done(fail(ErrorCode::GuestExited, "it ended"));
        const auto answer = m_rig->end(*asking);
        QVERIFY(!answer.body.endsWith("0\r\n\r\n"));
    }

    void aFolderIsListedByNames()
    {
        const auto asking = m_rig->begin("GET", kPath + "/files?path=/srv");
        QVERIFY(m_rig->until([&] { return bool(access().listed); }));
        QVERIFY(access().listedPath == "/srv" && !access().listedRecursively);
        access().listed(std::vector<domain::GuestEntry>{{.path = "a"}, {.path = "b c"}});
        QVERIFY(m_rig->end(*asking).object() == json::parse(R"({"entries":["a","b c"]})"));
    }

    void aPathIsAbsolute()
    {
        for (const auto *path : {"", "?path=", "?path=x", "?path=../x", "?path=%2Fa%00b", "?paths=/x"}) {
            QCOMPARE(m_rig->ask("GET", kPath + "/files" + path).status, 400);
            QCOMPARE(m_rig->ask("GET", kPath + "/files/download" + path).status, 400);
            QCOMPARE(m_rig->ask("POST", kPath + "/files/upload" + path).status, 400);
        }
        QCOMPARE(m_rig->ask("GET", kPath + "/files?path=/" + QByteArray(4096, 'x')).status, 400);
    }

    void whatEndedIsHistoryNewestFirst()
    {
        const auto ended = [this](const char *id, std::chrono::seconds at) {
            api::EndedSandboxView view{.id = domain::SandboxId(id)};
            view.size = {2, ByteCount::mib(512), ByteCount::gib(4)};
            view.end.at = WallTime(at);
            view.end.meter.running = 1500ms;
            view.end.meter.cpuTime = 200ms;
            view.end.cost = 10'000;
            m_rig->show(view);
        };
        m_rig->show(m_rig->run("run00000000000000aa"));
        ended("run00000000000000aa", 20s);
        m_rig->show(m_rig->run("run00000000000000aa", SandboxState::Destroyed));
        m_rig->show(api::SandboxGone{domain::SandboxId("run00000000000000aa")});
        ended("run00000000000000bb", 30s);
        ended("run00000000000000cc", 10s);
        ended("sbx-1", 40s);
        ended(kRun.c_str(), 50s); // failed, and still there
        const auto all = m_rig->ask("GET", "/v1/runs/history").object()["sandboxes"];
        QCOMPARE(all.size(), std::size_t{3});
        QVERIFY(all[0]["id"] == "run00000000000000bb" && all[1]["id"] == "run00000000000000aa");
        QVERIFY(all[1]["image"] == "docker.io/library/node:22-slim"); // by its name
        QVERIFY(all[1]["uptime_ms"] == 1500 && all[1]["cpu_ms"] == 200 && all[1]["cost_cents"] == 1.0);
        const auto usage = m_rig->ask("GET", "/v1/usage").object();
        QVERIFY(usage["active_sandboxes"] == 1 && usage["history_sandboxes"] == 3);
        QVERIFY(usage["history_cost_cents"] == 3.0 && usage["total_cost_cents"] == 3.0);
        QVERIFY(std::abs(usage["mem_seconds"].get<double>() - 3 * 0.5 * 1.5) < 1e-9);
        QVERIFY(usage["as_of"].is_string());
    }

    void aRunsTrailIsOneObjectALine()
    {
        const auto asking = m_rig->begin("GET", kPath + "/audit");
        QVERIFY(m_rig->until([&] { return m_rig->engine.asked.size() == 1; }));
        const auto asked = m_rig->engine.asked[0];
        QCOMPARE(std::get<domain::AuditPage>(asked.question).object, "sandbox/" + kRun);
        domain::AuditRows rows;
        rows.more = true;
        domain::AuditEntry newest{.sequence = 9, .action = "sandbox.program-run", .object = "sandbox/" + kRun};
        newest.after = "exit 0\n\"";
        newest.chainTag = "sha256:22";
        rows.entries = {newest};
        m_rig->show(api::HistoryReport{asked.ticket, asked.question, rows});
        QVERIFY(m_rig->until([&] { return m_rig->engine.asked.size() == 2; })); // there is more
        const auto second = m_rig->engine.asked[1];
        QCOMPARE(std::get<domain::AuditPage>(second.question).before, std::uint64_t{9});
        rows.more = false;
        rows.entries = {{.sequence = 4, .action = "sandbox.started", .object = "sandbox/" + kRun}};
        m_rig->show(api::HistoryReport{second.ticket, second.question, rows});
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.head.contains("application/x-ndjson"));
        const auto lines = answer.body.trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        const auto first = json::parse(lines[0].toStdString());
        const auto last = json::parse(lines[1].toStdString());
        QVERIFY(first["seq"] == 1 && first["event"] == "sandbox.created" && first["sandbox_id"] == kRun);
        QVERIFY(last["seq"] == 2 && last["event"] == "exec.exit" && last["hmac"] == "sha256:22");
        QVERIFY(last["data"]["after"] == "exit 0\n\"" && last["ts"].is_string());
    }

    void aTrailOfNobodyIsNotFound()
    {
        QCOMPARE(m_rig->ask("GET", "/v1/runs/sbx-1/audit").status, 404);
        const auto asking = m_rig->begin("GET", "/v1/runs/run00000000000000ff/audit");
        QVERIFY(m_rig->until([&] { return m_rig->engine.asked.size() == 1; }));
        const auto asked = m_rig->engine.asked[0];
        m_rig->show(api::HistoryReport{asked.ticket, asked.question, domain::AuditRows{}});
        QCOMPARE(m_rig->end(*asking).status, 404);
    }

    void networkProfilesAreABareList()
    {
        const auto all = m_rig->ask("GET", "/v1/network-profiles").object();
        QVERIFY(all.is_array() && all.size() == 3);
        QVERIFY(all[2] == json::parse(R"({"name":"packages","description":"Packages.",
                                          "allow":["packages.example.org"],"deny":[]})"));
    }
};

QTEST_GUILESS_MAIN(RunsWorkTest)
#include "tst_runs_work.moc"
