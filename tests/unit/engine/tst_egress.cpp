// Which profile a sandbox obeys, and that its way out is there for exactly as long as its guest.
#include "core/images/template_file.h"
#include "tests/support/fake_template_store.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::SessionState;
using Kind = api::Verdict::Kind;
using testsupport::EngineRig;
using testsupport::SnapshotRig;

namespace {

std::string onlySandbox(const EngineRig &rig)
{
    return rig.sandboxes.size() == 1 ? rig.sandboxes.begin()->first.value() : std::string();
}

EngineRig::Options withEnvironment(std::string egress, std::vector<std::string> allowed = {})
{
    EngineRig::Options options;
    options.environment.egress = std::move(egress);
    options.environment.egressAllowed = std::move(allowed);
    return options;
}

} // namespace

class TestEgress : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGuestHasItsWayOutFromItsGreetingToItsEnd()
    {
        SnapshotRig rig;
        rig.start();
        QCOMPARE(rig.egress.lines.size(), std::size_t{0});
        const auto id = rig.kept();
        const auto *line = rig.egress.of(id.value());
        QVERIFY(line && !line->stands);
        QCOMPARE(line->order.socket, id.value() + "/net");
        QCOMPARE(line->order.policy.profile.name, std::string("none"));
        QCOMPARE(rig.view(id).egress, std::string("none"));
        rig.engine->destroySandbox(id);
        rig.pass(1min);
        QCOMPARE(rig.egress.there(), std::size_t{0});
        QCOMPARE(rig.egress.lines.size(), std::size_t{1});
    }

    void aMachineOfBeforeTheNetworkPortHasNone()
    {
        SnapshotRig rig;
        rig.hypervisor.hasNetwork = false;
        rig.start();
        rig.kept();
        QCOMPARE(rig.egress.lines.size(), std::size_t{0});
    }

    void whileItStandsStillNothingIsReadForIt()
    {
        SnapshotRig rig;
        rig.start();
        const auto id = rig.kept();
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        QVERIFY(rig.egress.of(id.value())->stands);
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QVERIFY(!rig.egress.of(id.value())->stands);
        QCOMPARE(rig.egress.lines.size(), std::size_t{1});
    }

    void whatWasDecidedIsInTheLedgerWithItsSession()
    {
        EngineRig rig(withEnvironment("packages"));
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        const auto sandbox = onlySandbox(rig);
        const auto *line = rig.egress.of(sandbox);
        QVERIFY(line);
        QVERIFY(line->order.session() == SessionId("sesn_1"));
        line->order.decided({.id = EgressId("egr-1"), .sandbox = SandboxId(sandbox), .host = "x.test"});
        rig.pass(1s);
        const auto &told = rig.ledger->durable().history.egress;
        QCOMPARE(told.size(), std::size_t{1});
        QCOMPARE(told[0].host, std::string("x.test"));
    }

    void aSecretsUseIsInTheAuditTrailWithItsSession()
    {
        EngineRig rig(withEnvironment("packages"));
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        EgressDecision decision{.id = EgressId("egr-1"), .sandbox = SandboxId(onlySandbox(rig))};
        decision.session = SessionId("sesn_1");
        decision.host = "api.test";
        decision.port = 443;
        decision.verdict = EgressVerdict::Allowed;
        const auto *line = rig.egress.of(onlySandbox(rig));
        line->order.decided(decision); // when it is opened, no request has come
        decision.secrets = {"api-token"};
        decision.lasted = 3s;
        line->order.decided(decision);
        rig.pass(1s);
        std::vector<AuditEntry> used;
        for (const auto &entry : rig.ledger->durable().history.audit)
            if (entry.action == "secret.used")
                used.push_back(entry);
        QCOMPARE(used.size(), std::size_t{1});
        QCOMPARE(used[0].object, std::string("secret/api-token"));
        QCOMPARE(used[0].session, std::string("sesn_1"));
        QVERIFY(used[0].at > WallTime());
    }

    void aSessionGetsItsEnvironmentsProfile()
    {
        EngineRig rig(withEnvironment("packages"));
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        QCOMPARE(rig.egress.profileOf(onlySandbox(rig)), std::string("packages"));
        QCOMPARE(rig.sandboxes.begin()->second.egress, std::string("packages"));
    }

    void orWhatItsMetadataAsksForWithinWhatIsPermitted_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<QString>("given"); // empty: it is not served
        QTest::newRow("permitted") << "open"
                                   << "open";
        QTest::newRow("the environment's own") << "packages"
                                               << "packages";
        QTest::newRow("nothing leaves: nobody's loss") << "none"
                                                       << "none";
        QTest::newRow("not permitted") << "control-plane-only"
                                       << "";
        QTest::newRow("unknown") << "nowhere"
                                 << "";
    }
    void orWhatItsMetadataAsksForWithinWhatIsPermitted()
    {
        QFETCH(const QString, asked);
        QFETCH(const QString, given);
        EngineRig rig(withEnvironment("packages", {"open"}));
        rig.plane.addSession("sesn_1");
        rig.plane.session("sesn_1").metadata["glovebox.egress"] = asked.toStdString();
        rig.start();
        rig.pass(5s);
        if (!given.isEmpty()) {
            QCOMPARE(rig.egress.profileOf(onlySandbox(rig)), given.toStdString());
            return;
        }
        QCOMPARE(rig.session("sesn_1").state, SessionState::Failed);
        QVERIFY(rig.egress.lines.empty());
        QVERIFY2(rig.session("sesn_1").problem->detail.find(asked.toStdString()) != std::string::npos,
                 rig.session("sesn_1").problem->detail.c_str());
    }

    void theOperatorChoosesForHisOwn()
    {
        SnapshotRig rig;
        rig.start();
        api::NewSandbox wanted;
        wanted.egress = "nowhere";
        const auto verdict = rig.engine->createSandbox(wanted);
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("there are: none, ") != std::string::npos, verdict.reason.c_str());
        wanted.egress = "open";
        QVERIFY(rig.engine->createSandbox(wanted).kind == Kind::Accepted);
        rig.pass(5s);
        QCOMPARE(rig.egress.profileOf(onlySandbox(rig)), std::string("open"));
    }

    void itKeepsItsProfileOverSleepForksAndRestores()
    {
        SnapshotRig rig(6);
        rig.start();
        api::NewSandbox wanted;
        wanted.egress = "open";
        rig.engine->createSandbox(wanted);
        rig.pass(5s);
        const SandboxId id(onlySandbox(rig));
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        rig.pass(10s);
        QCOMPARE(rig.egress.there(), std::size_t{0});
        rig.engine->resumeSandbox(id);
        rig.pass(10s);
        QCOMPARE(rig.egress.profileOf(id.value()), std::string("open"));
        QVERIFY(rig.act(api::ForkSandbox{id, 2}).kind == Kind::Accepted);
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1}).kind == Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(rig.egress.there(), std::size_t{4});
        for (const auto &[each, view] : rig.sandboxes)
            QCOMPARE(rig.egress.profileOf(each.value()), std::string("open"));
        QVERIFY(rig.act(api::RestoreInPlace{id, snapshot}).kind == Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(rig.egress.profileOf(id.value()), std::string("open"));
        QCOMPARE(rig.egress.there(), std::size_t{4}); // of the machine before there is none any more
    }

    void whatOneMayReachIsChangedWhileItRuns()
    {
        SnapshotRig rig;
        rig.start();
        const auto id = rig.kept();
        auto *line = rig.egress.of(id.value());
        const EgressRule rule{.host = "api.test", .ports = {{443, 443}}};
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .profile = "packages", .add = {rule}}).kind == Kind::Accepted);
        QCOMPARE(line->order.policy.profile.name, std::string("packages"));
        QVERIFY(line->order.policy.own == std::vector{rule} && rig.view(id).egressOwn == std::vector{rule});
        QCOMPARE(rig.view(id).egress, std::string("packages"));
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .add = {rule}}).kind == Kind::AlreadySo);
        QCOMPARE(line->obeyed, 1);
        // What comes of it may do what it may, and so does what outlives the program.
        const auto snapshot = rig.snapshotOf(id);
        rig.crashAndFindAgain();
        rig.pass(10s);
        QVERIFY(rig.egress.of(id.value())->order.policy.own == std::vector{rule});
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1}).kind == Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(rig.egress.there(), std::size_t{2});
        for (const auto &[each, view] : rig.sandboxes)
            QVERIFY(rig.egress.of(each.value())->order.policy.own == std::vector{rule});
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .remove = {rule}}).kind == Kind::Accepted);
        QVERIFY(rig.egress.of(id.value())->order.policy.own.empty());
    }

    void whatCannotBeIsSaidAndChangesNothing()
    {
        SnapshotRig rig;
        rig.start();
        const auto id = rig.kept();
        const auto denied = [&](const api::ChangeEgress &wanted, const char *why) {
            const auto verdict = rig.act(wanted);
            return verdict.kind == Kind::Denied && verdict.reason.find(why) != std::string::npos;
        };
        QVERIFY(denied({.sandbox = SandboxId("sbx-none"), .profile = "open"}, "no such sandbox"));
        QVERIFY(denied({.sandbox = id, .profile = "nowhere"}, "there are: none, "));
        QVERIFY(denied({.sandbox = id, .profile = "open", .add = {{.host = "API.test"}}}, "lower case"));
        QVERIFY(denied({.sandbox = id, .add = {{.host = "api.test", .to = "127.0.0.1:80"}}}, "operator's file"));
        QCOMPARE(rig.view(id).egress, std::string("none"));
        QCOMPARE(rig.egress.of(id.value())->obeyed, 0);
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        rig.pass(10s);
        QVERIFY(denied({.sandbox = id, .profile = "open"}, "hibernated"));
    }

    void aSessionsSandboxThatOnlyReachesItsControlPlaneCanBeGivenMore()
    {
        EngineRig rig(withEnvironment("control-plane-only"));
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        const SandboxId id(onlySandbox(rig));
        QVERIFY(rig.engine->act(api::SandboxAction(api::ChangeEgress{.sandbox = id, .profile = "open"})).kind ==
                Kind::Accepted);
    }

    void otherProfilesHoldAtOnceAndForAll()
    {
        SnapshotRig rig;
        rig.start();
        api::NewSandbox wanted;
        wanted.egress = "packages";
        rig.engine->createSandbox(wanted);
        rig.pass(5s);
        auto *line = rig.egress.of(onlySandbox(rig));
        QVERIFY(std::ranges::any_of(rig.egressProfiles.profiles, [](const auto &each) {
            return each.profile.name == "none" && each.builtIn && each.version.size() == 8;
        }));
        const auto before = rig.egressProfiles.generation;
        rig.engine->setEgressProfiles(std::vector{EgressProfile{"packages", "", {{.host = "other.test"}}}});
        QCOMPARE(line->order.policy.profile.rules.front().host, std::string("other.test"));
        QVERIFY(rig.egressProfiles.generation > before && !rig.egressProfiles.problem);
        // One that cannot be read is shown, and changes nothing.
        rig.engine->setEgressProfiles(fail(ErrorCode::InvalidArgument, "line 3: a rule has to name a host"));
        QVERIFY(rig.egressProfiles.problem.value_or("").ends_with("line 3: a rule has to name a host"));
        QCOMPARE(line->order.policy.profile.rules.front().host, std::string("other.test"));
        // A profile that is gone lets nothing out.
        rig.engine->setEgressProfiles(std::vector<EgressProfile>{});
        QVERIFY(line->order.policy.profile.rules.empty() && !rig.egressProfiles.problem);
    }

    void aProfileGrowsForAllWhoObeyItAndForTheNextStart()
    {
        SnapshotRig rig;
        const EgressProfile builds{"builds", "", {{.host = "git.test"}}};
        rig.start();
        rig.engine->setEgressProfiles(std::vector{builds});
        const auto id = rig.kept();
        const auto change = [&](const api::ChangeEgressProfile &wanted) {
            return rig.engine->door().act(api::SandboxAction(wanted));
        };
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .profile = "builds"}).kind == Kind::Accepted);
        const auto *line = rig.egress.of(id.value());
        const EgressRule rule{.host = "api.test"};
        const EgressRule denial{.action = EgressRule::Action::Deny, .host = "old.test"};
        QVERIFY(change({.profile = "builds", .add = {rule, denial, {.host = "git.test"}}}).kind == Kind::Accepted);
        QCOMPARE(line->order.policy.profile.rules, (std::vector{builds.rules[0], rule, denial}));
        QCOMPARE(rig.egressAdded, (engine::EgressBook::Added{{"builds", {rule, denial}}})); // written down
        const auto shown = [&rig] {
            return *std::ranges::find(rig.egressProfiles.profiles, std::string("builds"),
                                      [](const auto &each) { return each.profile.name; });
        };
        QCOMPARE(shown().added, (std::vector{rule, denial}));
        QVERIFY(shown().version != versionOf(builds));
        QVERIFY(change({.profile = "builds", .add = {rule}}).kind == Kind::AlreadySo);
        // The file is read anew, and the profile is gone for a while.
        rig.engine->setEgressProfiles(std::vector{EgressProfile{"builds", "", {}}});
        QCOMPARE(line->order.policy.profile.rules, (std::vector{rule, denial}));
        rig.engine->setEgressProfiles(std::vector<EgressProfile>{});
        QVERIFY(line->order.policy.profile.rules.empty());
        QVERIFY(rig.egressProfiles.problem.value_or("").find("gone: builds.") != std::string::npos);
        QVERIFY(change({.profile = "builds", .add = {rule}}).kind == Kind::Denied);
        QVERIFY(change({.profile = "builds", .remove = {denial}}).kind == Kind::Accepted);
        rig.engine->setEgressProfiles(std::vector{builds});
        QCOMPARE(line->order.policy.profile.rules, (std::vector{builds.rules[0], rule}));
        QVERIFY(!rig.egressProfiles.problem);
        QVERIFY(change({.profile = "builds", .remove = {rule}}).kind == Kind::Accepted);
        QVERIFY(rig.egressAdded.empty());
        std::vector<std::string> audited;
        rig.pass(1s);
        for (const auto &entry : rig.ledger->durable().history.audit)
            if (entry.action == "egress.profile-changed" && entry.outcome == AuditOutcome::Done)
                audited.push_back(entry.object + ": " + entry.after);
        QCOMPARE(audited.size(), std::size_t{4});
        QCOMPARE(audited[0], std::string("egress/builds: also api.test, also not old.test, also git.test"));
        QCOMPARE(audited[3], std::string("egress/builds: no more api.test"));
    }

    void whatWasAddedBeforeHoldsFromTheStart()
    {
        SnapshotRig rig;
        const EgressRule rule{.host = "api.test"};
        rig.start();
        rig.egressAdded = {{"builds", {rule}}, {"open", {rule}}}; // the second was written by somebody else
        rig.crashAndStart();
        rig.engine->setEgressProfiles(
            std::vector{EgressProfile{"builds", "", {}}, EgressProfile{"open", "", {{.host = "*"}}}});
        for (const auto &each : rig.egressProfiles.profiles)
            QCOMPARE(each.profile.rules.size(), each.profile.name == "none" ? std::size_t{0} : std::size_t{1});
    }

    void whatCannotBeAddedToAProfileIsSaidAndChangesNothing()
    {
        auto settings = EngineRig::defaultSettings();
        settings.egressCeiling = "limit";
        EngineRig rig(settings);
        rig.start();
        rig.engine->setEgressProfiles(
            std::vector{EgressProfile{"builds", "", {{.host = "git.test"}}}, EgressProfile{"limit", "", {}}});
        const auto generation = rig.egressProfiles.generation;
        const EgressRule rule{.host = "api.test"};
        const auto denied = [&](const api::ChangeEgressProfile &wanted, const char *why) {
            const auto verdict = rig.engine->act(api::SandboxAction(wanted));
            return verdict.kind == Kind::Denied && verdict.reason.find(why) != std::string::npos;
        };
        QVERIFY(denied({.profile = "open", .add = {rule}}, "make one of your own"));
        QVERIFY(denied({.profile = "none", .add = {rule}}, "every host has"));
        QVERIFY(denied({.profile = "nowhere", .add = {rule}}, "There is no egress profile 'nowhere'"));
        QVERIFY(denied({.profile = "nowhere", .remove = {rule}}, "There is no egress profile 'nowhere'"));
        QVERIFY(denied({.profile = "builds", .add = {rule, {.host = "API.test"}}}, "lower case"));
        QVERIFY(denied({.profile = "builds", .add = {{.host = "api.test", .to = "127.0.0.1:80"}}}, "operator's file"));
        QVERIFY(denied({.profile = "builds", .remove = {{.host = "git.test"}}}, "take it out there"));
        QVERIFY(denied({.profile = "limit", .add = {rule}}, "ceiling"));
        api::ChangeEgressProfile many{.profile = "builds"};
        for (std::size_t i = 0; i <= kEgressOwnMax; ++i)
            many.add.push_back({.host = "h" + std::to_string(i) + ".test"});
        QVERIFY(denied(many, "at most"));
        rig.egressAddedFault = Error{ErrorCode::OutOfDisk, "no room"}; // what is not kept does not hold
        QVERIFY(denied({.profile = "builds", .add = {rule}}, "No room"));
        QVERIFY(rig.egressAdded.empty());
        QCOMPARE(rig.egressProfiles.generation, generation);
    }

    void aBuildThatIsUnderWayObeysThemToo()
    {
        testsupport::FakeTemplateStore store;
        EngineRig::Options options;
        options.templates = &store;
        options.parseTemplate = images::parseTemplate;
        EngineRig rig(std::move(options));
        rig.hypervisor.canCloneAnswer = {};
        rig.hypervisor.canSnapshotAnswer = {};
        rig.guests.answerExec = [](const std::string &, const ports::ExecRequest &) {
            testsupport::FakeExec answer;
            answer.goesOn = true; // its step never ends
            return answer;
        };
        rig.start();
        rig.pass(30s);
        const auto acted = [&rig](const api::TemplateAction &action) {
            return rig.engine->act(action).kind == Kind::Accepted;
        };
        QVERIFY(acted(api::SaveTemplate{"name = \"own\"\n[from]\nimage = \"default\"\n[egress]\nbuild = \"packages\"\n"
                                        "[[step]]\nrun = \"wait\"\n",
                                        "/"}));
        QVERIFY(acted(api::BuildTemplate{"own", false}));
        rig.pass(30s);
        QCOMPARE(rig.egress.there(), std::size_t{1});
        const auto line = rig.egress.lines.back();
        QCOMPARE(line->order.policy.profile.name, std::string("packages"));
        rig.engine->setEgressProfiles(std::vector{EgressProfile{"packages", "", {{.host = "other.test"}}}});
        QCOMPARE(line->order.policy.profile.rules.size(), std::size_t{1});
        QCOMPARE(line->order.policy.profile.rules.front().host, std::string("other.test"));
        QCOMPARE(line->obeyed, 1);
        rig.engine->setEgressProfiles(std::vector<EgressProfile>{});
        QVERIFY(line->order.policy.profile.rules.empty());
        QVERIFY(line->isThere);
    }

    void theCeilingIsOverAll()
    {
        auto settings = EngineRig::defaultSettings();
        settings.egressCeiling = "packages";
        EngineRig rig(settings);
        rig.start();
        api::NewSandbox wanted;
        wanted.egress = "open";
        rig.engine->createSandbox(wanted);
        rig.pass(5s);
        const auto &policy = rig.egress.of(onlySandbox(rig))->order.policy;
        QVERIFY(policy.ceiling && policy.ceiling->name == "packages");
        QCOMPARE(rig.egressProfiles.ceiling, std::string("packages"));
    }

    void eachAttemptIsTold()
    {
        SnapshotRig rig;
        rig.start();
        const auto id = rig.kept();
        EgressDecision decision{.id = EgressId("egr-1"), .sandbox = id, .host = "x.test"};
        rig.egress.of(id.value())->order.decided(decision);
        decision.lasted = 3ms;
        rig.egress.of(id.value())->order.decided(decision);
        QCOMPARE(rig.attempts.size(), std::size_t{2});
        QCOMPARE(rig.attempts.back(), decision);
    }

    void aMachineThatOutlivedTheProgramIsTakenUpWithItsProfile()
    {
        SnapshotRig rig;
        rig.start();
        api::NewSandbox wanted;
        wanted.egress = "packages";
        rig.engine->createSandbox(wanted);
        rig.pass(5s);
        const auto id = onlySandbox(rig);
        rig.crashAndFindAgain();
        rig.pass(10s);
        QCOMPARE(rig.egress.profileOf(id), std::string("packages"));
        QCOMPARE(rig.egress.there(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestEgress)
#include "tst_egress.moc"
