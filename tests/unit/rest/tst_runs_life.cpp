// What clients of the isorun-compatible routes ask of runs' lives: made, listed, kept, copied, put to sleep, ended.
#include "tests/unit/rest/runs_rig.h"

using namespace runstest;
using domain::SandboxState;

namespace {
const std::string kRun = "run0123456789abcdef";
const QByteArray kPath = "/v1/runs/run0123456789abcdef";
} // namespace

class RunsLifeTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Rig> m_rig;

    /// Of what was asked for last, what the engine then shows.
    void show(SandboxState now)
    {
        const auto &wanted = m_rig->engine.created.back();
        auto view = m_rig->run(wanted.id->value(), now);
        view.size = *wanted.size;
        view.ladder = *wanted.ladder;
        m_rig->show(view);
    }
    std::unique_ptr<Asking> create(const QByteArray &body)
    {
        auto asking = m_rig->begin("POST", "/v1/runs", body);
        const auto before = m_rig->engine.created.size();
        m_rig->until([&] { return m_rig->engine.created.size() > before || asking->isEnded(); });
        return asking;
    }

private Q_SLOTS:
    void init() { m_rig = std::make_unique<Rig>(); }
    void cleanup() { m_rig.reset(); }

    void aRunIsAnsweredOnceItRunsAndItsClientHearsMeanwhile()
    {
        const auto asking = create(R"({"image":"node:22-slim","timeout":300})");
        QCOMPARE(m_rig->engine.created.size(), std::size_t{1});
        const auto wanted = m_rig->engine.created.back();
        QVERIFY(wanted.id && rest::isRunId(wanted.id->value()));
        QCOMPARE(wanted.image, std::string("docker.io/library/node:22-slim"));
        QVERIFY(wanted.egress.empty()); // the host's usual profile
        const domain::IdleLadder ladder{std::nullopt, std::nullopt, 300s, true};
        QVERIFY(wanted.ladder == ladder);
        QVERIFY((*wanted.size == domain::MachineSize{2, ByteCount::mib(512), ByteCount::gib(4)}));
        show(SandboxState::Queued);
        show(SandboxState::Creating);
        m_rig->clock.advance(16s);
        QVERIFY(m_rig->until([&] { return asking->answer().interim == 1; }));
        QCOMPARE(asking->answer().status, 0);
        show(SandboxState::Running);
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 201);
        const auto record = answer.object();
        QVERIFY(record["id"] == wanted.id->value());
        QVERIFY(record["status"] == "running" && record["image"] == "docker.io/library/node:22-slim");
        QVERIFY(record["vcpus"] == 2 && record["mem_mib"] == 512 && record["disk_mib"] == 4096);
        QVERIFY(record["create_ms"] >= 16'000);
        QVERIFY(record["created_at"].get<std::string>().ends_with("Z"));
    }

    void aRunThatMadeRoomAtOnceCameUpAllTheSame()
    {
        const auto asking = create(R"({"image":"node:22-slim"})");
        show(SandboxState::Creating);
        show(SandboxState::Running);
        show(SandboxState::Hibernating); // before anybody looked
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 201);
        QVERIFY(answer.object()["status"] == "hibernated");
        show(SandboxState::Hibernated);
        const auto resuming = m_rig->begin(
            "POST", "/v1/runs/" + QByteArray::fromStdString(answer.object()["id"].get<std::string>()) + "/resume");
        QVERIFY(m_rig->until([&] { return !m_rig->engine.resumed.empty(); }));
        for (const auto state : {SandboxState::Resuming, SandboxState::Running, SandboxState::Hibernating})
            show(state);
        QCOMPARE(m_rig->end(*resuming).status, 200);
    }

    void sizesAndTimesAreWhatWasAskedFor()
    {
        const auto asking = create(
            R"({"image":"docker.io/library/node:22-slim","vcpus":4,"mem_mib":1024,"disk_mib":2048,"timeout":0,"network":{}})");
        const auto wanted = m_rig->engine.created.back();
        QVERIFY((*wanted.size == domain::MachineSize{4, ByteCount::mib(1024), ByteCount::mib(2048)}));
        const domain::IdleLadder never{std::nullopt, std::nullopt, std::nullopt, true};
        QVERIFY(wanted.ladder == never);
    }

    void anImageIsFoundByItsDigestAndNotWhileItIsBroughtIn()
    {
        const auto digest = "sha256:" + QByteArray(64, 'a');
        create("{\"image\":\"node@" + digest + "\"}");
        QCOMPARE(m_rig->engine.created.size(), std::size_t{1});
        auto image = m_rig->state.images.begin()->second;
        image.state = api::ImageState::Importing;
        m_rig->show(image);
        QCOMPARE(m_rig->ask("POST", "/v1/runs", R"({"image":"node:22-slim"})").status, 422);
    }

    void rulesOfTheNetworkHoldBeforeItRuns()
    {
        const auto asking =
            create(R"({"image":"node:22-slim","network":{"deny":["0.0.0.0/0"],"allow":["api.example.org"]}})");
        QCOMPARE(m_rig->engine.created.back().egress, std::string("none"));
        const auto changes = m_rig->engine.all<api::ChangeEgress>();
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes[0].add.size(), std::size_t{1});
        QCOMPARE(changes[0].add[0].host, std::string("api.example.org"));
        QVERIFY(changes[0].sandbox == *m_rig->engine.created.back().id);
    }

    void whatWaitsForASlotTooLongIsUndoneAndSaysSo()
    {
        const auto asking = create(R"({"image":"node:22-slim"})");
        auto view = m_rig->run(m_rig->engine.created.back().id->value(), SandboxState::Queued);
        view.waitsFor = "a slot: 2 of 2 are taken";
        m_rig->show(view);
        m_rig->pass(119s);
        QVERIFY(m_rig->engine.destroyed.empty());
        m_rig->pass(2s);
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 429);
        QVERIFY(answer.object()["code"] == "capacity");
        QVERIFY(answer.body.contains("2 of 2 are taken"));
        QVERIFY(answer.head.contains("retry-after"));
        QCOMPARE(m_rig->engine.destroyed, std::vector<std::string>{view.id.value()});
    }

    void whatDoesNotComeUpIsUndone()
    {
        const auto asking = create(R"({"image":"node:22-slim"})");
        show(SandboxState::Creating);
        auto view = m_rig->state.sandboxes.begin()->second;
        view.state = SandboxState::Failed;
        view.problem = Error{ErrorCode::GuestUnresponsive, "it did not answer within 60 s"};
        m_rig->show(view);
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 504);
        QVERIFY(answer.body.contains("did not answer"));
        QCOMPARE(m_rig->engine.destroyed.size(), std::size_t{1});
    }

    void aRunThatNobodyWaitsForAnyMoreIsUndone()
    {
        const auto asking = create(R"({"image":"node:22-slim"})");
        show(SandboxState::Creating);
        asking->leave();
        QVERIFY(m_rig->until([&] { return !m_rig->engine.destroyed.empty(); }));
        QCOMPARE(m_rig->engine.destroyed[0], m_rig->engine.created[0].id->value());
    }

    void anEngineThatDoesNotRunMakesNothing()
    {
        m_rig->show(api::HostView{.phase = api::EnginePhase::Preparing});
        const auto answer = m_rig->ask("POST", "/v1/runs", R"({"image":"node:22-slim"})");
        QCOMPARE(answer.status, 503);
        QVERIFY(answer.object()["code"] == "unavailable");
    }

    void onlyRunsAreSeen()
    {
        m_rig->show(m_rig->run("sbx-1"));
        m_rig->show(m_rig->run(kRun));
        m_rig->show(m_rig->run("runfedcba9876543210", SandboxState::Destroying));
        const auto listed = m_rig->ask("GET", "/v1/runs").object()["runs"];
        QCOMPARE(listed.size(), std::size_t{1});
        QVERIFY(listed[0]["id"] == kRun);
        QVERIFY(m_rig->ask("GET", kPath).object()["status"] == "running");
        for (const auto *path : {"/v1/runs/sbx-1", "/v1/runs/runfedcba9876543210", "/v1/runs/none"}) {
            const auto none = m_rig->ask("GET", path);
            QCOMPARE(none.status, 404);
            QVERIFY(none.object()["code"] == "not_found" && none.object()["error"].is_string());
            QCOMPARE(m_rig->ask("DELETE", path).status, 404);
        }
        QVERIFY(m_rig->engine.destroyed.empty());
    }

    void aStatusIsOneOfFive_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("wasUp");
        QTest::addColumn<QString>("status");
        const auto row = [](SandboxState state, bool wasUp, const char *status) {
            QTest::addRow("%s %d", std::string(word(state)).c_str(), wasUp)
                << int(state) << wasUp << QString::fromLatin1(status);
        };
        row(SandboxState::Queued, false, "creating");
        row(SandboxState::Queued, true, "hibernated");
        row(SandboxState::Creating, false, "creating");
        row(SandboxState::Resuming, true, "running");
        row(SandboxState::Paused, true, "running");
        row(SandboxState::Hibernating, true, "hibernated");
        row(SandboxState::Hibernated, true, "hibernated");
        row(SandboxState::Stopped, true, "hibernated");
        row(SandboxState::Failed, true, "failed");
    }
    void aStatusIsOneOfFive()
    {
        QFETCH(int, state);
        QFETCH(bool, wasUp);
        QFETCH(QString, status);
        if (wasUp)
            m_rig->show(m_rig->run(kRun));
        m_rig->show(m_rig->run(kRun, static_cast<SandboxState>(state)));
        QVERIFY(m_rig->ask("GET", kPath).object()["status"] == status.toStdString());
    }

    void aTimeoutIsSetAndBeginsAnewWithoutWaking()
    {
        m_rig->show(m_rig->run(kRun, SandboxState::Hibernated));
        QCOMPARE(m_rig->ask("PATCH", kPath, R"({"timeout":1800})").status, 200);
        const auto ladders = m_rig->engine.all<api::SetIdleLadder>();
        QCOMPARE(ladders.size(), std::size_t{1});
        QVERIFY(ladders[0].ladder == rest::runLadder(1800s));
        QCOMPARE(m_rig->engine.all<api::KeepAlive>().size(), std::size_t{1});
        // The same again: only the countdown.
        QCOMPARE(m_rig->ask("PATCH", kPath, R"({"timeout":300})").status, 200);
        QCOMPARE(m_rig->engine.all<api::SetIdleLadder>().size(), std::size_t{1});
        QCOMPARE(m_rig->engine.all<api::KeepAlive>().size(), std::size_t{2});
        QVERIFY(m_rig->engine.resumed.empty());
        for (const auto *body : {"{}", R"({"timeout":-1})", R"({"timeout":"x"})", R"({"timeout":99999999999})"})
            QCOMPARE(m_rig->ask("PATCH", kPath, body).status, 400);
    }

    void whatWasUsedIsToldWhenItIsDestroyed()
    {
        m_rig->show(m_rig->run(kRun));
        const auto asking = m_rig->begin("DELETE", kPath);
        QVERIFY(m_rig->until([&] { return m_rig->engine.destroyed.size() == 1; }));
        QCOMPARE(m_rig->ask("DELETE", kPath).status, 404); // it is on its way already
        auto view = m_rig->run(kRun, SandboxState::Destroyed);
        view.end = api::SandboxEnd{};
        view.end->meter.running = 5000ms;
        view.end->meter.paused = 1000ms;
        view.end->meter.cpuTime = 700ms;
        view.end->meter.memoryPeak = ByteCount::mib(100);
        view.end->cost = 12'345;
        m_rig->show(view);
        m_rig->show(api::SandboxGone{view.id});
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 200);
        const auto used = answer.object();
        QVERIFY(used["status"] == "destroyed" && used["cpu_ms"] == 700 && used["uptime_ms"] == 6000);
        QVERIFY(used["mem_peak_bytes"] == ByteCount::mib(100).value && used["cost_cents"] == 1.2345);
        QCOMPARE(m_rig->ask("GET", kPath).status, 404);
    }

    void forksHaveIdsOfTheirOwnAndTheParentsTimeout()
    {
        auto parent = m_rig->run(kRun);
        parent.ladder = rest::runLadder(77s);
        m_rig->show(parent);
        const auto asking = m_rig->begin("POST", kPath + "/fork", R"({"count":2})");
        QVERIFY(m_rig->until([&] { return m_rig->engine.all<api::ForkSandbox>().size() == 1; }));
        const auto wanted = m_rig->engine.all<api::ForkSandbox>().at(0);
        QCOMPARE(wanted.count, 2);
        QCOMPARE(wanted.ids.size(), std::size_t{2});
        m_rig->clock.runDue();
        QVERIFY(m_rig->engine.all<api::SetIdleLadder>().empty()); // they are not there yet
        m_rig->show(m_rig->run(wanted.ids[0].value()));
        m_rig->show(m_rig->run(wanted.ids[1].value(), SandboxState::Restoring));
        m_rig->clock.runDue();
        QCOMPARE(m_rig->engine.all<api::SetIdleLadder>().size(), std::size_t{2});
        for (const auto &each : m_rig->engine.all<api::SetIdleLadder>())
            QVERIFY(each.ladder == parent.ladder);
        m_rig->clock.runDue();
        QCOMPARE(asking->answer().status, 0); // not before all are there
        m_rig->show(m_rig->run(wanted.ids[1].value()));
        const auto answer = m_rig->end(*asking);
        QCOMPARE(answer.status, 201);
        QCOMPARE(answer.object()["forks"].size(), std::size_t{2});
        for (const auto *body : {R"({"count":0})", R"({"count":101})", R"({"count":"2"})"})
            QCOMPARE(m_rig->ask("POST", kPath + "/fork", body).status, 400);
        m_rig->engine.next = api::Verdict::denied("A tool runs in it.");
        const auto denied = m_rig->ask("POST", kPath + "/fork");
        QCOMPARE(denied.status, 409);
        QVERIFY(denied.object()["error"] == "A tool runs in it.");
    }

    void copiesThatCannotBeMadeSayWhyAndThoseThatNobodyWaitsForAreUndone()
    {
        m_rig->show(m_rig->run(kRun));
        const auto failing = m_rig->begin("POST", kPath + "/fork", "{}");
        QVERIFY(m_rig->until([&] { return m_rig->engine.all<api::ForkSandbox>().size() == 1; }));
        api::OperationView operation{.operation = {.id = domain::OperationId("op-1")}};
        operation.operation.kind = domain::OperationKind::Fork;
        operation.operation.object = "sandbox/" + kRun;
        operation.operation.beganAt = m_rig->clock.wallNow();
        operation.operation.state = domain::OperationState::Failed;
        operation.operation.problem = Error{ErrorCode::OutOfDisk, "the disk is full"};
        m_rig->show(operation);
        QCOMPARE(m_rig->end(*failing).status, 507);
        m_rig->clock.advance(1s);
        const auto left = m_rig->begin("POST", kPath + "/fork", "{}");
        QVERIFY(m_rig->until([&] { return m_rig->engine.all<api::ForkSandbox>().size() == 2; }));
        left->leave();
        QCOMPARE(m_rig->ask("GET", "/v1/runs").status, 200);
        const auto id = m_rig->engine.all<api::ForkSandbox>().at(1).ids.at(0).value();
        QVERIFY(m_rig->engine.destroyed.empty()); // there is nothing yet
        m_rig->show(m_rig->run(id, SandboxState::Queued));
        QVERIFY(m_rig->until([&] { return m_rig->engine.destroyed == std::vector{id}; }));
    }

    void aSnapshotIsTakenAndRestoredAsANewRun()
    {
        m_rig->show(m_rig->run(kRun));
        m_rig->engine.next = api::Verdict::accepted("snapshot/snap-1");
        api::SnapshotView snapshot{.id = domain::SnapshotId("snap-1"),
                                   .state = domain::SnapshotState::Taking,
                                   .sandbox = domain::SandboxId(kRun),
                                   .base = domain::TemplateId("tpl-1")};
        m_rig->engine.onAct = [&](const api::SandboxAction &action) {
            if (std::holds_alternative<api::TakeSnapshot>(action))
                m_rig->show(snapshot);
        };
        const auto taking = m_rig->begin("POST", kPath + "/snapshot");
        QVERIFY(m_rig->until([&] { return m_rig->state.snapshots.contains(snapshot.id); }));
        QCOMPARE(m_rig->ask("POST", "/v1/runs/restore", R"({"snapshot_id":"snap-1"})").status, 404); // not ready
        snapshot.state = domain::SnapshotState::Ready;
        snapshot.memory = ByteCount{100};
        snapshot.disk = ByteCount{23};
        m_rig->show(snapshot);
        const auto taken = m_rig->end(*taking);
        QCOMPARE(taken.status, 201);
        QVERIFY(taken.object()["snapshot_id"] == "snap-1" && taken.object()["run_id"] == kRun);
        QVERIFY(taken.object()["size_bytes"] == 123);
        const auto restoring = m_rig->begin("POST", "/v1/runs/restore", R"({"snapshot_id":"snap-1"})");
        QVERIFY(m_rig->until([&] { return m_rig->engine.all<api::RestoreAsNew>().size() == 1; }));
        const auto id = m_rig->engine.all<api::RestoreAsNew>().at(0).ids.at(0);
        QVERIFY(rest::isRunId(id.value()) && id.value() != kRun);
        m_rig->show(m_rig->run(id.value()));
        const auto restored = m_rig->end(*restoring);
        QCOMPARE(restored.status, 201);
        QVERIFY(restored.object()["id"] == id.value());
        QCOMPARE(m_rig->ask("POST", "/v1/runs/restore", R"({"snapshot_id":"none"})").status, 404);
        QCOMPARE(m_rig->ask("POST", "/v1/runs/restore", "{}").status, 400);
    }

    void aSnapshotThatFailsSaysWhy()
    {
        m_rig->show(m_rig->run(kRun));
        m_rig->engine.next = api::Verdict::accepted("snapshot/snap-1");
        api::SnapshotView snapshot{.id = domain::SnapshotId("snap-1"),
                                   .state = domain::SnapshotState::Failed,
                                   .problem = Error{ErrorCode::OutOfDisk, "the disk is full"},
                                   .sandbox = domain::SandboxId(kRun),
                                   .base = domain::TemplateId("tpl-1")};
        m_rig->show(snapshot);
        const auto answer = m_rig->ask("POST", kPath + "/snapshot");
        QCOMPARE(answer.status, 507);
        QVERIFY(answer.object()["code"] == "disk_full");
    }

    void hibernatingTwiceAndResumingWhatRunsIsWell()
    {
        m_rig->show(m_rig->run(kRun));
        QCOMPARE(m_rig->ask("POST", kPath + "/resume").status, 200);
        QVERIFY(m_rig->engine.resumed.empty());
        m_rig->engine.onAct = [&](const api::SandboxAction &action) {
            if (std::holds_alternative<api::HibernateSandbox>(action))
                m_rig->show(m_rig->run(kRun, SandboxState::Hibernating));
        };
        const auto asking = m_rig->begin("POST", kPath + "/hibernate");
        QVERIFY(m_rig->until([&] { return m_rig->engine.all<api::HibernateSandbox>().size() == 1; }));
        const auto second = m_rig->begin("POST", kPath + "/hibernate"); // while it is under way
        m_rig->until([&] { return second->answer().interim == 0; });
        m_rig->show(m_rig->run(kRun, SandboxState::Hibernated));
        QCOMPARE(m_rig->end(*asking).status, 200);
        QCOMPARE(m_rig->end(*second).status, 200);
        QCOMPARE(m_rig->ask("POST", kPath + "/hibernate").status, 200);
        QCOMPARE(m_rig->engine.all<api::HibernateSandbox>().size(), std::size_t{1});
        const auto waking = m_rig->begin("POST", kPath + "/resume");
        QVERIFY(m_rig->until([&] { return m_rig->engine.resumed.size() == 1; }));
        m_rig->show(m_rig->run(kRun, SandboxState::Queued));
        m_rig->show(m_rig->run(kRun, SandboxState::Resuming));
        m_rig->show(m_rig->run(kRun));
        const auto awake = m_rig->end(*waking);
        QVERIFY(awake.status == 200 && awake.object()["status"] == "running");
    }

    void whatStaysUpIsAConflict()
    {
        m_rig->show(m_rig->run(kRun));
        m_rig->engine.next = api::Verdict::denied("A tool runs in it.");
        QCOMPARE(m_rig->ask("POST", kPath + "/hibernate").status, 409);
        m_rig->engine.next = api::Verdict::accepted();
        const auto asking = m_rig->begin("POST", kPath + "/hibernate");
        QVERIFY(m_rig->until([&] { return m_rig->engine.all<api::HibernateSandbox>().size() == 2; }));
        m_rig->show(m_rig->run(kRun, SandboxState::Hibernating));
        m_rig->clock.runDue();
        m_rig->show(m_rig->run(kRun));
        QCOMPARE(m_rig->end(*asking).status, 409);
    }

    void whatIsNotThereHasTheSameShape()
    {
        for (const auto *path : {"/v1/runs/a/b/c", "/v1/runs/run0123456789abcdef/none", "/v1/runs/../x"}) {
            const auto none = m_rig->ask("GET", path);
            QCOMPARE(none.status, 404);
            QVERIFY(none.object()["error"].is_string() && none.object()["code"] == "not_found");
        }
        const auto method = m_rig->ask("PUT", "/v1/runs");
        QCOMPARE(method.status, 405);
        QVERIFY(method.object()["error"].is_string() && method.head.contains("allow: "));
        const auto nobody = m_rig->ask("GET", "/v1/runs", {}, "wrong");
        QCOMPARE(nobody.status, 401);
        QVERIFY(nobody.object()["code"] == "unauthorized" && nobody.object()["error"].is_string());
    }

    void whoMayOnlyLookChangesNothingAndSeesNoFile()
    {
        m_rig->show(m_rig->run(kRun));
        QCOMPARE(m_rig->ask("GET", "/v1/runs", {}, "read").status, 200);
        QCOMPARE(m_rig->ask("GET", "/v1/runs/history", {}, "read").status, 200);
        QCOMPARE(m_rig->ask("GET", "/v1/network-profiles", {}, "read").status, 200);
        const std::vector<std::pair<const char *, QByteArray>> others{{"POST", "/v1/runs"},
                                                                      {"DELETE", kPath},
                                                                      {"PATCH", kPath},
                                                                      {"POST", kPath + "/exec"},
                                                                      {"POST", kPath + "/fork"},
                                                                      {"POST", kPath + "/snapshot"},
                                                                      {"POST", "/v1/runs/restore"},
                                                                      {"POST", kPath + "/files/upload?path=/x"},
                                                                      {"POST", kPath + "/resume"},
                                                                      {"GET", kPath + "/files/download?path=/x"},
                                                                      {"GET", kPath + "/proxy/80"},
                                                                      {"GET", kPath + "/files?path=/x"},
                                                                      {"POST", kPath + "/hibernate"}};
        for (const auto &[method, path] : others) {
            const auto answer = m_rig->ask(method, path, {}, "read");
            QCOMPARE(answer.status, 403);
            QVERIFY(answer.object()["code"] == "forbidden");
        }
        QVERIFY(m_rig->engine.acts.empty() && m_rig->engine.destroyed.empty());
    }
};

QTEST_GUILESS_MAIN(RunsLifeTest)
#include "tst_runs_life.moc"
