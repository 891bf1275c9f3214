// Which sandbox may use which secret of the gate: as its template, its environment or its operator says, what stands
// for it inside, for how long, and what of all that is kept.
#include "core/images/template_file.h"
#include "tests/support/fake_template_store.h"
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;
using testsupport::EngineRig;
using testsupport::SnapshotRig;

namespace {

constexpr const char *kValue = "marked-value-1f2e3d4c";

api::SaveSecret saving(std::string name, std::string variable = "TOKEN",
                       std::optional<std::string> value = std::string(kValue))
{
    api::SaveSecret out{.secret = {std::move(name), "", {"api.example.org"}, BearerForm{}, std::move(variable)}};
    if (value)
        out.value = SecretString(*value);
    return out;
}

bool isDenied(const api::Verdict &verdict, const char *why)
{
    return verdict.kind == Kind::Denied && verdict.reason.find(why) != std::string::npos;
}

std::string only(const EngineRig &rig)
{
    return rig.sandboxes.size() == 1 ? rig.sandboxes.begin()->first.value() : std::string();
}

/// What its line may use: "api=<value>", and that its placeholder is one.
std::string usable(const EngineRig &rig, const std::string &sandbox)
{
    const auto *line = rig.egress.of(sandbox);
    const auto secrets = line && line->order.secrets ? line->order.secrets() : nullptr;
    std::string out;
    for (const auto &each : secrets ? *secrets : std::vector<ports::LineSecret>())
        out += (out.empty() ? "" : " ") + each.secret.name + '=' + each.value.reveal() +
               (isPlaceholder(each.placeholder) ? "" : "?");
    return out;
}

std::string placeholder(const EngineRig &rig, const std::string &sandbox, std::size_t number = 0)
{
    const auto *line = rig.egress.of(sandbox);
    const auto secrets = line && line->order.secrets ? line->order.secrets() : nullptr;
    return secrets && secrets->size() > number ? secrets->at(number).placeholder : std::string();
}

/// What the guest was told last.
std::string told(const EngineRig &rig)
{
    const auto &gate = rig.guests.gates.back();
    std::string out = gate ? gate->authority : "nothing";
    for (const auto &[name, value] : gate ? gate->variables : std::vector<std::pair<std::string, std::string>>())
        out += ' ' + name + '=' + (isPlaceholder(value) ? "placeholder" : value);
    return out;
}

SandboxId made(SnapshotRig &rig, std::vector<std::string> secrets)
{
    api::NewSandbox wanted;
    wanted.secrets = std::move(secrets);
    const auto verdict = rig.engine->createSandbox(wanted);
    rig.pass(5s);
    return SandboxId(verdict.object.substr(verdict.object.find('/') + 1));
}

template <class Rig>
bool keep(Rig &rig, const api::SaveSecret &wanted)
{
    const bool begun = rig.engine->act(api::SecretAction(wanted)).kind == Kind::Accepted;
    rig.pass(1s);
    return begun && !rig.secretsView.problem;
}

} // namespace

class TestSecrets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSandboxIsGivenWhatItsOperatorSays()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(isDenied(rig.engine->createSandbox({.secrets = {"api"}}), "there is none on this host"));
        QVERIFY(keep(rig, saving("api")));
        QVERIFY(isDenied(rig.engine->createSandbox({.secrets = {"other"}}), "there are: api"));
        const auto id = made(rig, {"api"});
        QCOMPARE(usable(rig, id.value()), std::string("api=") + kValue);
        QCOMPARE(told(rig), std::string("certificate 1 TOKEN=placeholder"));
        QVERIFY(rig.view(id).secrets == std::vector<std::string>{"api"});
        const auto another = made(rig, {"api"});
        QVERIFY(placeholder(rig, id.value()) != placeholder(rig, another.value()));
        const auto without = rig.kept();
        QCOMPARE(usable(rig, without.value()), std::string());
        QCOMPARE(told(rig), std::string("nothing"));
    }

    void aSessionWhatItsEnvironmentSays()
    {
        EngineRig::Options options;
        options.environment.secrets = {"api"};
        EngineRig rig(std::move(options));
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(5s);
        QCOMPARE(rig.session("sesn_1").state, api::SessionState::Failed); // as long as there is none
        QVERIFY(rig.session("sesn_1").problem->detail.find("no secret 'api'") != std::string::npos);
        QVERIFY(keep(rig, saving("api")));
        rig.plane.addSession("sesn_2");
        rig.pass(30s);
        QCOMPARE(usable(rig, only(rig)), std::string("api=") + kValue);
    }

    void whatIsMadeOfItMayUseItWithTheSamePlaceholder()
    {
        SnapshotRig rig(6);
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        const auto id = made(rig, {"api"});
        const auto before = placeholder(rig, id.value());
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.act(api::HibernateSandbox{id}).kind == Kind::Accepted);
        rig.pass(10s);
        rig.engine->resumeSandbox(id);
        rig.pass(10s);
        QVERIFY(rig.act(api::ForkSandbox{id, 1}).kind == Kind::Accepted);
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1}).kind == Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(rig.egress.there(), std::size_t{3});
        for (const auto &[each, view] : rig.sandboxes)
            QCOMPARE(placeholder(rig, each.value()), before);
        rig.crashAndFindAgain();
        rig.pass(10s);
        QCOMPARE(placeholder(rig, id.value()), before);
        QCOMPARE(usable(rig, id.value()), std::string("api=") + kValue);
    }

    void itIsGivenAndTakenWhileItRuns()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        QVERIFY(keep(rig, saving("same", "TOKEN")));
        const auto id = rig.kept();
        QVERIFY(isDenied(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"none"}}), "there are: api, same"));
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"api"}}).kind == Kind::Accepted);
        QCOMPARE(told(rig), std::string("certificate 1 TOKEN=placeholder"));
        QCOMPARE(usable(rig, id.value()), std::string("api=") + kValue);
        QVERIFY(isDenied(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"same"}}), "the same variable"));
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .removeSecrets = {"api"}}).kind == Kind::Accepted);
        QCOMPARE(usable(rig, id.value()), std::string());
        QCOMPARE(told(rig), std::string()); // none any more: programs to come find no variable
        QVERIFY(rig.view(id).secrets.empty());
    }

    void givenWhileItStartsOrStandsStillItIsToldInTime()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        rig.guests.bootTime = 30s;
        const auto verdict = rig.engine->createSandbox({});
        const SandboxId id(verdict.object.substr(verdict.object.find('/') + 1));
        rig.pass(5s); // its identity is on its way
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"api"}}).kind == Kind::Accepted);
        rig.pass(60s);
        QCOMPARE(told(rig), std::string("certificate 1 TOKEN=placeholder"));
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        const auto before = rig.guests.gates.size();
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .removeSecrets = {"api"}}).kind == Kind::Accepted);
        QCOMPARE(rig.guests.gates.size(), before); // it hears nothing now
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QCOMPARE(told(rig), std::string());
    }

    void putBackToATimeWithASecretItKnowsThatItHasNone()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        const auto id = made(rig, {"api"});
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .removeSecrets = {"api"}}).kind == Kind::Accepted);
        QVERIFY(rig.act(api::RestoreInPlace{id, snapshot, false}).kind == Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(usable(rig, id.value()), std::string());
        QCOMPARE(told(rig), std::string());
    }

    void aSnapshotsOwnSecretsStayOrItIsNotMade()
    {
        SnapshotRig rig(6);
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        QVERIFY(keep(rig, saving("same", "TOKEN")));
        QVERIFY(keep(rig, saving("more", "MORE", "value-of-more")));
        const auto id = made(rig, {"api"});
        api::NewSandbox wanted;
        wanted.snapshot = rig.snapshotOf(id);
        wanted.secrets = {"same"};
        QVERIFY(isDenied(rig.engine->createSandbox(wanted), "the same variable"));
        wanted.secrets = {"more"};
        const auto verdict = rig.engine->createSandbox(wanted);
        QVERIFY(verdict.kind == Kind::Accepted);
        rig.pass(10s);
        const auto copy = verdict.object.substr(verdict.object.find('/') + 1);
        QCOMPARE(usable(rig, copy), std::string("api=") + kValue + " more=value-of-more");
        QCOMPARE(placeholder(rig, copy), placeholder(rig, id.value()));
    }

    void aNameThatIsNoneIsNotTakenAwayWithoutAWord()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        const auto id = rig.kept();
        QVERIFY(isDenied(rig.act(api::ChangeEgress{.sandbox = id, .removeSecrets = {"ap"}}), "no secret 'ap'"));
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .removeSecrets = {"api"}}).kind == Kind::AlreadySo);
    }

    void anotherValueHoldsAtOnceAndOneThatIsGoneIsWorthNothing()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        const auto id = made(rig, {"api"});
        const auto before = placeholder(rig, id.value());
        QVERIFY(keep(rig, saving("api", "TOKEN", "another-value-9876")));
        QCOMPARE(usable(rig, id.value()), std::string("api=another-value-9876"));
        QCOMPARE(placeholder(rig, id.value()), before);
        QVERIFY(keep(rig, saving("api", "RENAMED", std::nullopt))); // without a value it keeps the one that it has
        QCOMPARE(usable(rig, id.value()), std::string("api=another-value-9876"));
        QVERIFY(rig.engine->act(api::SecretAction(api::RemoveSecret{"api"})).kind == Kind::Accepted);
        rig.pass(1s);
        QCOMPARE(usable(rig, id.value()), std::string());
        QVERIFY(rig.secretsView.secrets.empty());
        QVERIFY(rig.vault.kept.secrets.empty());
        QVERIFY(isDenied(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"api"}}), "no secret 'api'"));
        QVERIFY(isDenied(rig.engine->act(api::SecretAction(api::RemoveSecret{"api"})), "no secret 'api'"));
    }

    void oneThatIsMadeAnewUnderItsNameIsAnother()
    {
        SnapshotRig rig(6);
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        const auto id = made(rig, {"api"});
        const auto before = placeholder(rig, id.value());
        const auto snapshot = rig.snapshotOf(id);
        QVERIFY(rig.engine->act(api::SecretAction(api::RemoveSecret{"api"})).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.view(id).secrets.empty());
        QVERIFY(keep(rig, saving("api", "TOKEN", "another-value-9876")));
        QCOMPARE(usable(rig, id.value()), std::string());
        QVERIFY(rig.view(id).secrets.empty());
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1}).kind == Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(rig.egress.there(), std::size_t{2});
        for (const auto &[each, view] : rig.sandboxes)
            QCOMPARE(usable(rig, each.value()), std::string());
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"api"}}).kind == Kind::Accepted);
        QCOMPARE(usable(rig, id.value()), std::string("api=another-value-9876"));
        QVERIFY(placeholder(rig, id.value()) != before);
        QVERIFY(rig.view(id).secrets == std::vector<std::string>{"api"});
        rig.crashAndFindAgain();
        rig.pass(10s);
        QCOMPARE(usable(rig, id.value()), std::string("api=another-value-9876"));
    }

    void aSecretMovesIntoNoVariableThatOneOfItsSandboxesHasAlready()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        QVERIFY(keep(rig, saving("more", "MORE", "value-of-more")));
        const auto id = made(rig, {"api", "more"});
        const auto denied = rig.engine->act(api::SecretAction(saving("more", "TOKEN", std::nullopt)));
        QVERIFY(isDenied(denied, (id.value() + " may use api, which is in TOKEN already").c_str()));
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .removeSecrets = {"api"}}).kind == Kind::Accepted);
        QVERIFY(keep(rig, saving("more", "TOKEN", std::nullopt)));
    }

    void whatIsGoneTakesNoRoomAmongThirtyTwo()
    {
        SnapshotRig rig;
        rig.start();
        std::vector<std::string> names;
        for (std::size_t i = 0; i < kGrantedSecretsMax; ++i) {
            names.push_back("s" + std::to_string(i));
            QVERIFY(keep(rig, saving(names.back(), "V" + std::to_string(i))));
        }
        QVERIFY(keep(rig, saving("more", "MORE")));
        const auto id = made(rig, names);
        QVERIFY(isDenied(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"more"}}), "at most"));
        QVERIFY(rig.engine->act(api::SecretAction(api::RemoveSecret{"s7"})).kind == Kind::Accepted);
        rig.pass(1s);
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .addSecrets = {"more"}}).kind == Kind::Accepted);
        QCOMPARE(rig.view(id).secrets.size(), kGrantedSecretsMax);
    }

    void aVariableThatTwoOfASnapshotWantStaysWithWhoHadItFirst()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        QVERIFY(keep(rig, saving("more", "MORE", "value-of-more")));
        const auto id = made(rig, {"api", "more"});
        QCOMPARE(told(rig), std::string("certificate 1 TOKEN=placeholder MORE=placeholder"));
        const auto snapshot = rig.snapshotOf(id);
        const auto before = placeholder(rig, id.value());
        QVERIFY(rig.act(api::ChangeEgress{.sandbox = id, .removeSecrets = {"api"}}).kind == Kind::Accepted);
        QVERIFY(keep(rig, saving("more", "TOKEN", std::nullopt)));
        QVERIFY(rig.act(api::RestoreAsNew{snapshot, 1}).kind == Kind::Accepted);
        rig.pass(20s);
        QCOMPARE(told(rig), std::string("certificate 1 TOKEN=placeholder"));
        QCOMPARE(rig.guests.gates.back()->variables.at(0).second, before);
    }

    void whatCannotBeKeptIsSaidAndTheValueOfBeforeHolds()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(isDenied(rig.engine->act(api::SecretAction(saving("API"))), "small letters"));
        QVERIFY(isDenied(rig.engine->act(api::SecretAction(saving("api", "PATH"))), "for themselves"));
        for (const auto *own : {"LD_PRELOAD", "SSL_CERT_FILE", "HTTPS_PROXY", "no_proxy", "NODE_OPTIONS"})
            QVERIFY2(isDenied(rig.engine->act(api::SecretAction(saving("api", own))), "for themselves"), own);
        QVERIFY(isDenied(rig.engine->act(api::SecretAction(saving("api", "TOKEN", std::nullopt))), "needs a value"));
        QVERIFY(isDenied(rig.engine->act(api::SecretAction(saving("api", "TOKEN", "two\nlines-of-it"))), "line end"));
        QVERIFY(keep(rig, saving("api")));
        auto again = saving("api");
        again.mustBeNew = true;
        QVERIFY(isDenied(rig.engine->act(api::SecretAction(again)), "already"));
        const auto id = made(rig, {"api"});
        rig.vault.failNext("keep", {ErrorCode::TimedOut, "the keyring does not answer"});
        QVERIFY(!keep(rig, saving("api", "TOKEN", "another-value-9876")));
        QVERIFY(rig.secretsView.problem->detail.find("the keyring does not answer") != std::string::npos);
        QVERIFY(rig.secretsView.secrets.front().problem && !rig.secretsView.secrets.front().keeping);
        QCOMPARE(usable(rig, id.value()), std::string("api=") + kValue);
        // And it can be tried again.
        QVERIFY(keep(rig, saving("api", "TOKEN", "another-value-9876")));
        QCOMPARE(usable(rig, id.value()), std::string("api=another-value-9876"));
    }

    void twoAtOnceAreBothKept()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(rig.engine->act(api::SecretAction(saving("one", "ONE"))).kind == Kind::Accepted);
        QVERIFY(rig.engine->act(api::SecretAction(saving("two", "TWO"))).kind == Kind::Accepted);
        QVERIFY(rig.secretsView.secrets.size() == 2 && rig.secretsView.secrets[1].keeping);
        rig.pass(1s);
        QCOMPARE(rig.vault.kept.secrets.size(), std::size_t{2});
        QVERIFY(!rig.secretsView.secrets[0].keeping && !rig.secretsView.secrets[1].keeping);
        QCOMPARE(rig.authorities, 1); // of the gate, for both
    }

    void theNextProgramHasThemWithTheSameAuthority()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        rig.crashAndStart();
        rig.pass(10s);
        QCOMPARE(rig.authorities, 1);
        QCOMPARE(rig.secretsView.secrets.size(), std::size_t{1});
        const auto id = made(rig, {"api"});
        QCOMPARE(usable(rig, id.value()), std::string("api=") + kValue);
        QCOMPARE(told(rig), std::string("certificate 1 TOKEN=placeholder"));
    }

    void whatCannotBeReadKeepsNobodyFromWorkingWithout()
    {
        SnapshotRig rig;
        rig.vaultFault = Error{ErrorCode::InvalidState, "the keyring is locked"};
        rig.crashAndStart();
        rig.start();
        QVERIFY(rig.secretsView.problem->detail.starts_with("the keyring is locked; put that right"));
        QVERIFY(isDenied(rig.engine->createSandbox({.secrets = {"api"}}), "the keyring is locked"));
        QVERIFY(isDenied(rig.engine->act(api::SecretAction(saving("api"))), "the keyring is locked"));
        rig.kept();
        QCOMPARE(rig.egress.there(), std::size_t{1});
    }

    void aUseIsShown()
    {
        SnapshotRig rig;
        rig.start();
        QVERIFY(keep(rig, saving("api")));
        const auto id = made(rig, {"api"});
        EgressDecision decision{.id = EgressId("egr-1"), .sandbox = id, .host = "api.example.org"};
        decision.secrets = {"api"};
        rig.egress.of(id.value())->order.decided(decision);
        rig.pass(2s);
        const auto &shown = rig.secretsView.secrets.front();
        QVERIFY(shown.usedAt.has_value());
        QCOMPARE(shown.usedFor, "api.example.org, by " + id.value());
    }

    void aTemplatesBuildAndItsSandboxesHaveThePlaceholderInCommon()
    {
        testsupport::FakeTemplateStore store;
        EngineRig::Options options;
        options.templates = &store;
        options.parseTemplate = images::parseTemplate;
        EngineRig rig(std::move(options));
        rig.hypervisor.canCloneAnswer = {};
        rig.hypervisor.canSnapshotAnswer = {};
        std::string during;
        int steps = 0;
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &) {
            during = placeholder(rig, rig.egress.lines.back()->order.sandbox.value());
            ++steps;
            return testsupport::FakeExec{};
        };
        rig.start();
        rig.pass(30s);
        const auto acted = [&rig](const api::TemplateAction &action) {
            return rig.engine->act(action).kind == Kind::Accepted;
        };
        QVERIFY(acted(api::SaveTemplate{"name = \"own\"\n[from]\nimage = \"default\"\n[secrets]\nbuild = [\"api\"]\n"
                                        "run = [\"api\", \"more\"]\n[[step]]\nrun = \"use it\"\n",
                                        "/"}));
        QVERIFY(keep(rig, saving("api")));
        QVERIFY(acted(api::BuildTemplate{"own", false}));
        rig.pass(60s);
        QVERIFY2(isDenied(rig.engine->createSandbox({.base = "own"}), "no version"), "it lacks a secret to run with");
        QVERIFY(keep(rig, saving("more", "MORE", "value-of-more")));
        QVERIFY(acted(api::BuildTemplate{"own", false}));
        rig.pass(60s);
        QVERIFY(isPlaceholder(during));
        QVERIFY(rig.engine->createSandbox({.base = "own"}).kind == Kind::Accepted);
        rig.pass(10s);
        QCOMPARE(usable(rig, only(rig)), std::string("api=") + kValue + " more=value-of-more");
        QCOMPARE(placeholder(rig, only(rig)), during);
        // A later build that goes on from what a step left has what that may have written down.
        const auto first = during;
        steps = 0;
        QVERIFY(
            acted(api::SaveTemplate{"name = \"own\"\n[from]\nimage = \"default\"\n[secrets]\nbuild = [\"api\"]\n"
                                    "run = [\"api\", \"more\"]\n[[step]]\nrun = \"use it\"\n[[step]]\nrun = \"more\"\n",
                                    "/"}));
        QVERIFY(acted(api::BuildTemplate{"own", false}));
        rig.pass(60s);
        QCOMPARE(steps, 1);
        QCOMPARE(during, first);
    }
};

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
