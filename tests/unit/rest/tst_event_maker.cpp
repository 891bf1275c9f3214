// What becomes an event: each change once, with what it was before; nothing that is private, and no flood.
#include "core/rest/event_maker.h"
#include "tests/support/engine_rig.h"

#include <QTest>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::rest;
using namespace std::chrono_literals;
using testsupport::EngineRig;
using testsupport::ManualClock;

namespace {

/// A whole engine over fakes, and what is told of it.
struct Rig : EngineRig {
    Rig()
    {
        heard = [this](const api::Change &change) {
            for (auto &draft : maker.saw(change))
                told.push_back(std::move(draft));
        };
    }
    ~Rig() { heard = nullptr; } // the engine tells to its end
    /// "sandbox.state running" of those that are of this kind.
    std::vector<std::string> of(const std::string &kind) const
    {
        std::vector<std::string> out;
        for (const auto &draft : told)
            if (draft.kind.starts_with(kind))
                out.push_back(draft.kind + ' ' + draft.facts.value("state", std::string()));
        return out;
    }
    EventMaker maker{clock};
    std::vector<EventDraft> told;
};

using Texts = std::vector<std::string>;

domain::EgressDecision refusal(int number)
{
    domain::EgressDecision decision{.id = domain::EgressId("egr-" + std::to_string(number)),
                                    .sandbox = domain::SandboxId("sbx-1")};
    decision.host = "evil.example";
    decision.port = 443;
    decision.reason = "no rule allows it";
    decision.lasted = 0ms;
    return decision;
}

} // namespace

class EventMakerTest : public QObject {
    Q_OBJECT

    ManualClock m_clock;

private Q_SLOTS:
    void aSessionsWayIsToldStepByStep()
    {
        Rig rig;
        rig.guests.toolTime = 700ms;
        rig.start();
        rig.controlPlane->addSession("sesn_1", "The title");
        rig.pass(30s);
        rig.told.clear();
        const auto call = rig.controlPlane->callTool("sesn_1", "bash", {{"command", "echo private-words"}});
        rig.pass(5s);
        QCOMPARE(rig.of("call"), (Texts{"call.requested requested", "call.began running", "call.ended done"}));
        for (const auto &draft : rig.told) {
            QVERIFY2(draft.facts.dump().find("private-words") == std::string::npos, draft.facts.dump().c_str());
            if (draft.kind.starts_with("call")) {
                QCOMPARE(draft.object, "call/" + call);
                QCOMPARE(draft.session, std::string("sesn_1"));
                QCOMPARE(draft.facts["tool"].get<std::string>(), std::string("bash"));
            }
        }
        const auto ended = std::ranges::find(rig.told, "call.ended", &EventDraft::kind);
        QCOMPARE(ended->facts["duration_ms"].get<int>(), 700);
    }

    void aStartAndAnEndAreToldInOrder()
    {
        Rig rig;
        rig.start();
        QCOMPARE(rig.of("host").back(), std::string("host.phase running"));
        rig.controlPlane->addSession("sesn_1");
        rig.pass(30s);
        const auto states = rig.of("sandbox.state");
        QCOMPARE(states.back(), std::string("sandbox.state running"));
        const auto running = std::ranges::find_if(rig.told, [](const EventDraft &draft) {
            return draft.kind == "sandbox.state" && draft.facts["state"] == "running";
        });
        QVERIFY(running->facts["before"] == "creating" || running->facts["before"] == "queued");
        QVERIFY(running->object == "sandbox/" + running->sandbox);
        QVERIFY(!rig.of("session.state").empty());
        const auto before = rig.told.size();
        rig.pass(60s); // figures come and go; nothing happens
        for (auto i = before; i < rig.told.size(); ++i)
            QVERIFY2(rig.told[i].facts.value("before", std::string()) !=
                         rig.told[i].facts.value("state", std::string("x")),
                     rig.told[i].kind.c_str());
    }

    void anApprovalIsNeededAndAnswered()
    {
        EventMaker maker(m_clock);
        api::TranscriptEntry entry{.session = domain::SessionId("sesn_1"), .sequence = 7};
        api::ToolCallView call{.id = domain::EventId("sevt_1"), .name = "bash"};
        Texts told;
        for (const auto state : {domain::ToolCallState::NeedsApproval, domain::ToolCallState::NeedsApproval,
                                 domain::ToolCallState::Denied, domain::ToolCallState::Denied}) {
            call.state = state;
            entry.what = call;
            for (const auto &draft : maker.saw(entry))
                told.push_back(draft.kind);
        }
        QCOMPARE(told, (Texts{"call.requested", "approval.needed", "approval.answered", "call.ended"}));
    }

    void whatWasBeforeTheProgramIsNotToldAsNew()
    {
        EventMaker maker(m_clock);
        api::OperationView operation{.operation = {.id = domain::OperationId("op-1")}};
        operation.operation.state = domain::OperationState::Done;
        operation.operation.endedAt = m_clock.wallNow() - 1h;
        QVERIFY(maker.saw(operation).empty());
        api::SecretsView secrets;
        secrets.secrets.push_back({.secret = {.name = "github"}, .since = m_clock.wallNow()});
        QVERIFY(maker.saw(secrets).empty());
        secrets.secrets[0].since += 1h;
        secrets.secrets.push_back({.secret = {.name = "npm"}, .since = m_clock.wallNow()});
        const auto told = maker.saw(secrets);
        QCOMPARE(told.size(), std::size_t{2});
        QCOMPARE(told[0].kind + ' ' + told[0].object, std::string("secret.changed secret/github"));
        QCOMPARE(told[1].kind + ' ' + told[1].object, std::string("secret.created secret/npm"));
        QVERIFY(maker.saw(secrets).empty());
    }

    void anOperationBeginsAndEndsOnce()
    {
        EventMaker maker(m_clock);
        api::OperationView view{.operation = {.id = domain::OperationId("op-1")}};
        view.operation.object = "sandbox/sbx-1";
        view.operation.state = domain::OperationState::Running;
        const auto began = maker.saw(view);
        QVERIFY(began.size() == 1 && began[0].kind == "operation.began" && began[0].sandbox == "sbx-1");
        view.operation.step = "Copying memory";
        QVERIFY(maker.saw(view).empty());
        view.operation.state = domain::OperationState::Failed;
        view.operation.problem = Error{ErrorCode::OutOfDisk, "no space"};
        view.operation.endedAt = m_clock.wallNow();
        const auto ended = maker.saw(view);
        QVERIFY(ended.size() == 1 && ended[0].kind == "operation.ended");
        QVERIFY(ended[0].facts["problem"]["code"] == "OutOfDisk");
        QVERIFY(maker.saw(view).empty());
    }

    void anEnvironmentsEndIsToldOnceAndItComesAnew()
    {
        EventMaker maker(m_clock);
        api::EnvironmentView view{.id = domain::EnvironmentId("env_1")};
        QVERIFY(maker.saw(api::EnvironmentGone{view.id}).empty()); // nobody knew of it
        QCOMPARE(maker.saw(view).size(), std::size_t{1});
        const auto gone = maker.saw(api::EnvironmentGone{view.id});
        QCOMPARE(gone.size(), std::size_t{1});
        QCOMPARE(gone[0].kind + ' ' + gone[0].object, std::string("environment.gone environment/env_1"));
        QVERIFY(maker.saw(api::EnvironmentGone{view.id}).empty());
        const auto anew = maker.saw(view);
        QVERIFY(anew.size() == 1 && !anew[0].facts.contains("before"));
    }

    void aBudgetIsToldUntilItIsWithinAgainOrItsObjectIsGone()
    {
        EventMaker maker(m_clock);
        api::BudgetView view{.object = "environment/env_1"};
        const auto told = [&](domain::BudgetState state) {
            view.state = state;
            const auto drafts = maker.saw(view);
            return drafts.empty() ? std::string()
                                  : drafts[0].facts.value("before", std::string("-")) + " > " +
                                        drafts[0].facts.value("state", std::string());
        };
        QCOMPARE(told(domain::BudgetState::Within), std::string()); // no news
        QCOMPARE(told(domain::BudgetState::Warned), std::string("- > warned"));
        QCOMPARE(told(domain::BudgetState::Within), std::string("warned > within"));
        QCOMPARE(told(domain::BudgetState::Warned), std::string("- > warned"));
        QVERIFY(maker.saw(api::EnvironmentView{.id = domain::EnvironmentId("env_1")}).size() == 1);
        QVERIFY(maker.saw(api::EnvironmentGone{domain::EnvironmentId("env_1")}).size() == 1);
        QCOMPARE(told(domain::BudgetState::Warned), std::string("- > warned")); // of another environment of that name
    }

    void aGuestThatIsRefusedInALoopIsToldOfNowAndThen()
    {
        EventMaker maker(m_clock);
        std::size_t told = 0;
        int number = 0;
        for (; number < 1000; ++number)
            told += maker.saw(api::EgressAttemptView{refusal(number)}).size();
        QCOMPARE(told, std::size_t{kRefusalsAtOnce});
        m_clock.advance(2s);
        const auto next = maker.saw(api::EgressAttemptView{refusal(number)});
        QCOMPARE(next.size(), std::size_t{1});
        QCOMPARE(next[0].facts["not_told"].get<int>(), 1000 - kRefusalsAtOnce);
        QCOMPARE(next[0].kind, std::string("egress.refused"));
        QCOMPARE(next[0].sandbox, std::string("sbx-1"));
        // Another sandbox is told of whatever this one does.
        auto other = refusal(number + 1);
        other.sandbox = domain::SandboxId("sbx-2");
        QCOMPARE(maker.saw(api::EgressAttemptView{other}).size(), std::size_t{1});
    }

    void whatGuestsSayIsOneBoundedLine()
    {
        EventMaker maker(m_clock);
        auto decision = refusal(1);
        decision.host = std::string(100'000, 'a') + "\n\x1b[31m";
        const auto told = maker.saw(api::EgressAttemptView{decision});
        const auto host = told[0].facts["host"].get<std::string>();
        QVERIFY(host.size() < 600 && host.find('\n') == host.npos && host.find('\x1b') == host.npos);
    }
};

QTEST_GUILESS_MAIN(EventMakerTest)
#include "tst_event_maker.moc"
