// What somebody outside does in sandboxes: programs and files, whatever state those are in; that it counts as use, is
// answered once whatever happens, is bounded, and is in the trail.
#include "tests/unit/engine/access_rig.h"

#include "core/base/limits.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using testsupport::AccessRig;
using testsupport::Asked;
using testsupport::FakeExec;

namespace {

const IdleLadder kPauses{1min, {}, {}};

Result<std::string> contentOf(AccessRig &rig, const SandboxId &id, const std::string &path)
{
    std::string content;
    Asked<void> asked;
    asked.call = rig.access().readFile(id, path, ByteCount::mib(1),
                                       {.piece =
                                            [&content](std::string_view piece) {
                                                content += piece;
                                                return Result<>();
                                            },
                                        .done = asked.callback()});
    rig.pass(1s);
    if (!asked.isDone())
        return tl::unexpected(asked.answer ? asked.answer->error() : Error{ErrorCode::Internal, "no answer"});
    return content;
}

ContentSource sourceOf(AccessRig &rig, std::string content)
{
    auto rest = std::make_shared<std::string>(std::move(content));
    return [&rig, rest](std::size_t max, Callback<std::string> done) {
        return rig.clock.after(0ms, [rest, max, done = std::move(done)] {
            auto piece = rest->substr(0, max);
            rest->erase(0, piece.size());
            done(std::move(piece));
        });
    };
}

} // namespace

class TestAccess : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aProgramRunsAndItsOutputAndEndAreTold()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            return FakeExec{.output = "out", .errors = "err", .end = ports::ExecEnd{.status = 3}};
        };
        std::string out;
        Asked<ProgramEnd> asked;
        asked.call = rig.access().run(id, {.arguments = {"make", "all"}, .workdir = "/srv"}, nullptr,
                                      {.output =
                                           [&out](ProgramStream stream, std::string_view bytes) {
                                               out += stream == ProgramStream::Error ? "!" : "";
                                               out += bytes;
                                           },
                                       .done = asked.callback()});
        QCOMPARE(asked.times, 0); // never from inside the call
        rig.pass(1s);
        QVERIFY(asked.isDone());
        QCOMPARE((*asked.answer)->status, std::optional(3));
        QCOMPARE(out, std::string("out!err"));
        QCOMPARE(rig.guests.executed.back().second.workdir, std::string("/srv"));
        const auto trail = rig.trail("sandbox.program-run");
        QCOMPARE(trail.size(), std::size_t{1});
        QCOMPARE(trail[0].after, std::string("make all: exit status 3"));
        QCOMPARE(trail[0].object, "sandbox/" + id.value());
    }

    void oneThatSleepsIsWokenAndOneThatStartsIsWaitedFor()
    {
        AccessRig rig(1);
        const auto id = rig.begun();
        Asked<ProgramEnd> paused;
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        rig.run(paused, id);
        rig.pass(1s);
        QVERIFY(paused.isDone() && rig.stateOf(id) == SandboxState::Running);

        Asked<ProgramEnd> hibernated;
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        rig.run(hibernated, id);
        QCOMPARE(hibernated.times, 0);
        rig.pass(1s);
        QVERIFY(hibernated.isDone() && rig.stateOf(id) == SandboxState::Running);

        Asked<ProgramEnd> writing; // while it is being written down
        rig.hypervisor.snapshotTime = 5s;
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernating);
        rig.run(writing, id);
        rig.pass(10s);
        QVERIFY(writing.isDone());

        rig.guests.bootTime = 20s;
        const auto verdict = rig.engine->createSandbox({.name = "new", .size = std::nullopt});
        const SandboxId other(verdict.object.substr(8));
        Asked<ProgramEnd> starting;
        rig.run(starting, other);
        rig.pass(5s);
        QCOMPARE(starting.times, 0);
        rig.pass(60s);
        QVERIFY(starting.isDone());
    }

    /// Its session goes on beside it.
    void aSessionsSandboxIsShared()
    {
        AccessRig rig;
        rig.controlPlane->addSession("sesn_1");
        rig.guests.toolTime = 10s;
        rig.call("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto id = *rig.session("sesn_1").sandbox;
        Asked<ProgramEnd> asked;
        rig.run(asked, id);
        rig.pass(1s);
        QVERIFY(asked.isDone());
        QCOMPARE(rig.trail("sandbox.program-run").at(0).session, std::string("sesn_1"));
        rig.pass(15s);
        QVERIFY(!rig.guests.ran.empty() && rig.guests.aborted.empty());
    }

    void noStepOfTheLadderIsTakenMeanwhileAndThenItCountsInFull()
    {
        AccessRig rig(2, kPauses);
        const auto id = rig.begun();
        rig.goesOn();
        Asked<ProgramEnd> asked;
        rig.pass(50s);
        rig.run(asked, id);
        rig.pass(10min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QVERIFY(!rig.view(id).nextStepAt); // none is announced either
        QVERIFY(rig.guests.endExec(id.value(), ports::ExecEnd{.status = 0}));
        rig.pass(59s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QVERIFY(asked.isDone());
    }

    void whoeverLetsGoEndsItAndIsAnsweredNoMore()
    {
        AccessRig rig(2, kPauses);
        const auto id = rig.begun();
        rig.goesOn();
        Asked<ProgramEnd> asked;
        rig.run(asked, id, "sleep");
        rig.pass(1s);
        asked.call.cancel();
        QCOMPARE(rig.guests.killed, std::vector<std::string>{id.value()});
        rig.pass(59s);
        QCOMPARE(asked.times, 0);
        rig.pass(2s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused); // it holds nothing any more
        const auto trail = rig.trail("sandbox.program-run");
        QVERIFY(trail.size() == 1 && trail[0].outcome == AuditOutcome::Failed);
        QVERIFY(trail[0].reason.find("its client left before its end, and it was ended") != std::string::npos);
    }

    /// As clients of Isorun's routes have it.
    void oneThatGoesOnWithoutItsClientSaysSoInTheTrail()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.goesOn();
        const auto isLeft = std::make_shared<bool>(false);
        const auto door = rig.engine->door().onBehalfOf("key nightly (key-1a2b3c)");
        Asked<ProgramEnd> asked;
        asked.call = door->access().run(id, {.arguments = {"make"}}, nullptr,
                                        {.output = {}, .done = asked.callback(), .isLeft = isLeft});
        rig.pass(1s);
        *isLeft = true;
        rig.pass(10s);
        QVERIFY(rig.trail("sandbox.program-run").empty()); // what becomes of it is not known yet
        QVERIFY(rig.guests.endExec(id.value(), ports::ExecEnd{.status = 0}));
        rig.pass(1s);
        const auto trail = rig.trail("sandbox.program-run");
        QCOMPARE(trail.size(), std::size_t{1});
        QCOMPARE(trail[0].after, std::string("make: exit status 0; its client had left"));
        QCOMPARE(trail[0].origin, std::string("key nightly (key-1a2b3c)"));
        QCOMPARE(trail[0].object, "sandbox/" + id.value());
    }

    /// For clients that read a status.
    void whatIsRefusedSaysWhatKindOfNoItIs()
    {
        AccessRig rig;
        const auto codeOf = [&rig](api::NewSandbox wanted) {
            const auto verdict = rig.engine->createSandbox(wanted);
            return verdict.kind == Kind::Denied ? verdict.code : ErrorCode::Internal;
        };
        QCOMPARE(codeOf({}), ErrorCode::InvalidState); // nothing runs yet
        const auto id = rig.begun();
        QCOMPARE(codeOf({.size = MachineSize{0, ByteCount::mib(512), ByteCount::gib(4)}}), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf({.image = "none/such:1"}), ErrorCode::NotFound);
        QCOMPARE(codeOf({.egress = "none-such"}), ErrorCode::NotFound);
        api::NewSandbox taken;
        taken.id = id;
        QCOMPARE(codeOf(taken), ErrorCode::Conflict);
        QCOMPARE(rig.engine->act(api::SandboxAction(api::KeepAlive{SandboxId("sbx-none"), 1s})).code,
                 ErrorCode::NotFound);
    }

    /// A machine that goes does not say so to each of them: the link is simply gone.
    void oneThatIsDestroyedAnswersWhatRunsAndWhatWaitsOnce()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.goesOn();
        Asked<ProgramEnd> runs;
        rig.run(runs, id);
        rig.pass(1s);
        rig.engine->destroySandbox(id);
        Asked<ProgramEnd> late;
        rig.run(late, id);
        rig.pass(30s);
        QVERIFY(runs.failedWith(ErrorCode::NotFound));
        QVERIFY(late.failedWith(ErrorCode::NotFound));
        Asked<ProgramEnd> never;
        rig.run(never, SandboxId("sbx-none"));
        rig.pass(1s);
        QVERIFY(never.failedWith(ErrorCode::NotFound));
    }

    void oneWhoseMachineDiesAnswersAndIsBootedByTheNext()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.goesOn();
        Asked<ProgramEnd> runs;
        rig.run(runs, id);
        rig.pass(1s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(runs.failedWith(ErrorCode::GuestExited));
        rig.guests.answerExec = nullptr;
        Asked<ProgramEnd> next;
        rig.run(next, id);
        rig.pass(60s);
        QVERIFY(next.isDone() && rig.stateOf(id) == SandboxState::Running);
    }

    void oneThatFailedOrDoesNotWakeSaysWhy()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        rig.hypervisor.store().openFaults.push_back({ErrorCode::ImageBroken, "a file is missing"});
        Asked<ProgramEnd> asked;
        rig.run(asked, id);
        rig.pass(60s);
        QVERIFY(asked.failedWith(ErrorCode::InvalidState));
        QVERIFY(asked.answer->error().detail.find("a file is missing") != std::string::npos);
        Asked<ProgramEnd> again; // what was the matter is not any more
        rig.run(again, id);
        rig.pass(60s);
        QVERIFY(again.isDone());
    }

    void whileItIsPutBackNothingIsDoneInIt()
    {
        AccessRig rig;
        const auto id = rig.begun();
        const auto snapshot = rig.snapshotOf(id);
        rig.hypervisor.startTime = 5s;
        QVERIFY(rig.act(api::RestoreInPlace{id, snapshot, false}).kind == Kind::Accepted);
        Asked<ProgramEnd> asked;
        rig.run(asked, id);
        rig.pass(1s);
        QVERIFY(asked.failedWith(ErrorCode::InvalidState));
        rig.pass(60s);
        Asked<ProgramEnd> after;
        rig.run(after, id);
        rig.pass(1s);
        QVERIFY(after.isDone());
    }

    void programsBeyondTheGuestsLimitWaitTheirTurnAndManyAreRefused()
    {
        AccessRig rig;
        const auto id = rig.begun();
        int underWay = 0;
        int most = 0;
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &) {
            most = std::max(most, ++underWay);
            return FakeExec{.time = 10s};
        };
        std::vector<std::unique_ptr<Asked<ProgramEnd>>> all;
        const auto wanted = limits::kExecsMax + 64 + 3;
        for (std::size_t i = 0; i < wanted; ++i) {
            all.push_back(std::make_unique<Asked<ProgramEnd>>());
            auto &asked = *all.back();
            asked.call = rig.access().run(id, {.arguments = {"n"}}, nullptr,
                                          {.output = {}, .done = [&, done = asked.callback()](Result<ProgramEnd> end) {
                                               underWay -= end ? 1 : 0;
                                               done(std::move(end));
                                           }});
        }
        rig.pass(5s);
        QCOMPARE(most, static_cast<int>(limits::kExecsMax));
        for (std::size_t i = wanted - 3; i < wanted; ++i)
            QVERIFY(all[i]->failedWith(ErrorCode::Conflict));
        rig.pass(10s);
        QVERIFY(all[0]->isDone() && all[limits::kExecsMax - 1]->isDone());
        QCOMPARE(all[limits::kExecsMax]->times, 0);
        rig.pass(2min);
        for (std::size_t i = 0; i < wanted - 3; ++i)
            QVERIFY(all[i]->isDone());
        QCOMPARE(most, static_cast<int>(limits::kExecsMax));
    }

    void filesAreWrittenReadListedAndRemoved()
    {
        AccessRig rig;
        const auto id = rig.begun();
        Asked<void> written;
        written.call = rig.access().writeFile(id, {"/srv/a/b.txt"}, sourceOf(rig, "hello"), written.callback());
        rig.pass(1s);
        QVERIFY(written.isDone());
        QCOMPARE(contentOf(rig, id, "/srv/a/b.txt").value_or(""), std::string("hello"));
        auto &node = rig.guests.disk(id.value()).nodes.at("/srv/a/b.txt");
        QCOMPARE(node.mode, 0600U);
        node.mode = 0755;
        Asked<void> again;
        again.call = rig.access().writeFile(id, {"/srv/a/b.txt"}, sourceOf(rig, "new"), again.callback());
        rig.pass(1s);
        QCOMPARE(rig.guests.disk(id.value()).nodes.at("/srv/a/b.txt").mode, 0755U); // as it was
        Asked<void> open;
        open.call = rig.access().writeFile(id, {"/srv/a/b.txt", 0644}, sourceOf(rig, "new"), open.callback());
        rig.pass(1s);
        QCOMPARE(rig.guests.disk(id.value()).nodes.at("/srv/a/b.txt").mode, 0644U);
        QCOMPARE(contentOf(rig, id, "/srv/none").error().code, ErrorCode::NotFound);

        rig.guests.disk(id.value()).put("/srv/z", "z");
        const auto list = [&](bool recursive) {
            Asked<std::vector<GuestEntry>> asked;
            asked.call = rig.access().listFolder(id, "/srv", recursive, asked.callback());
            rig.pass(1s);
            std::string names;
            for (const auto &entry : *asked.answer.value())
                names += entry.path + " ";
            return names;
        };
        QCOMPARE(list(false), std::string("a z "));
        QCOMPARE(list(true), std::string("a a/b.txt z "));

        const auto remove = [&](const std::string &path) {
            auto asked = std::make_unique<Asked<void>>();
            asked->call = rig.access().remove(id, path, asked->callback());
            rig.pass(1s);
            return asked;
        };
        QVERIFY(remove("/srv/a")->isDone());
        QVERIFY(!rig.guests.disk(id.value()).has("/srv/a/b.txt"));
        QVERIFY(remove("/srv/a")->failedWith(ErrorCode::NotFound));
        QVERIFY(remove("/srv/z")->isDone());
        QCOMPARE(rig.trail("sandbox.file-written").size(), std::size_t{3});
        QCOMPARE(rig.trail("sandbox.file-read").size(), std::size_t{2});
        QCOMPARE(rig.trail("sandbox.file-removed").size(), std::size_t{3});
        QCOMPARE(rig.trail("sandbox.file-removed")[1].outcome, AuditOutcome::Failed);
    }

    void theTrailNamesWhomADoorIsFor()
    {
        AccessRig rig;
        const auto id = rig.begun();
        const auto mine = rig.engine->door().onBehalfOf("key nightly (key-1a2b3c)");
        Asked<ProgramEnd> asked;
        asked.call = mine->access().run(id, {.arguments = {"ls"}}, nullptr, {.output = {}, .done = asked.callback()});
        mine->pauseSandbox(id);
        rig.pass(1s);
        QCOMPARE(rig.trail("sandbox.program-run").at(0).origin, std::string("key nightly (key-1a2b3c)"));
        QVERIFY(rig.trail("sandbox.program-run").at(0).actor == AuditActor::ApiClient);
        QCOMPARE(rig.trail("sandbox.paused").at(0).origin, std::string("key nightly (key-1a2b3c)"));
        rig.engine->door().resumeSandbox(id);
        QVERIFY(rig.trail("sandbox.resumed").at(0).actor == AuditActor::Operator);
        QVERIFY(rig.trail("sandbox.resumed").at(0).origin != "key nightly (key-1a2b3c)");
    }

    void whenTheEngineStopsWhoeverWaitsIsAnswered()
    {
        AccessRig rig;
        const auto id = rig.begun();
        rig.goesOn();
        Asked<ProgramEnd> runs;
        rig.run(runs, id);
        rig.pass(1s);
        rig.engine->drain();
        rig.pass(2min);
        QVERIFY(runs.failedWith(ErrorCode::Cancelled));
        QVERIFY(rig.host.phase == api::EnginePhase::Stopped);
        Asked<ProgramEnd> late;
        rig.run(late, id);
        rig.pass(1s);
        QVERIFY(late.failedWith(ErrorCode::InvalidState));
        Asked<ProgramEnd> again;
        rig.guests.answerExec = nullptr;
        rig.start();
        rig.run(again, id);
        rig.pass(1min);
        QVERIFY(again.isDone());
    }
};

QTEST_GUILESS_MAIN(TestAccess)
#include "tst_access.moc"
