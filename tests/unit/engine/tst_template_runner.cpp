// A template's own runner serves its sessions; those of other templates and of none are served as ever. The session is
// read before anybody beats.
#include "core/images/template_file.h"
#include "tests/support/engine_rig.h"
#include "tests/support/fake_template_store.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::EngineRig;
using testsupport::FakeExec;
using Kind = api::Verdict::Kind;

class TestTemplateRunner : public QObject {
    Q_OBJECT

    testsupport::FakeTemplateStore m_store;
    std::unique_ptr<EngineRig> m_rig;

    void build(const std::string &text, const std::string &name)
    {
        QCOMPARE(m_rig->engine->act(api::TemplateAction(api::SaveTemplate{text, "/"})).kind, Kind::Accepted);
        QCOMPARE(m_rig->engine->act(api::TemplateAction(api::BuildTemplate{name, false})).kind, Kind::Accepted);
        m_rig->pass(2min);
    }
    void session(const char *asksFor)
    {
        m_rig->plane.addSession("sesn_1");
        m_rig->plane.session("sesn_1").metadata = {{"glovebox.template", asksFor}};
        m_rig->queue.add("work_1", "sesn_1", WorkState::Active);
        m_rig->guests.executed.clear();
        m_rig->pass(10s);
    }

private Q_SLOTS:
    void init()
    {
        m_store = {};
        EngineRig::Options options;
        options.templates = &m_store;
        options.parseTemplate = images::parseTemplate;
        m_rig = std::make_unique<EngineRig>(std::move(options));
        m_rig->hypervisor.canCloneAnswer = {};
        m_rig->hypervisor.canSnapshotAnswer = {};
        m_rig->guests.answerExec = [](const std::string &, const ports::ExecRequest &request) {
            FakeExec answer;
            answer.goesOn = request.arguments.front() == "/opt/runner";
            return answer;
        };
        m_rig->start();
        m_rig->pass(30s);
        build("name = \"own\"\n[from]\nimage = \"default\"\n[runner]\nrun = [\"/opt/runner\"]\n", "own");
        build("name = \"plain\"\n[from]\nimage = \"default\"\n", "plain");
    }
    void cleanup() { m_rig.reset(); }

    void itsSessionsAreServedInTheirSandboxes()
    {
        session("own");
        QVERIFY(m_rig->session("sesn_1").guestRunner);
        QCOMPARE(m_rig->guests.executed.size(), std::size_t{1});
        QCOMPARE(m_rig->guests.executed[0].second.arguments, std::vector<std::string>{"/opt/runner"});
        QCOMPARE(m_rig->plane.count("heartbeat"), 0);
    }

    void oneThatIsNotBuiltIsToldFromOneThatIsNotThere()
    {
        const std::string text = "name = \"later\"\n[from]\nimage = \"default\"\n";
        QCOMPARE(m_rig->engine->act(api::TemplateAction(api::SaveTemplate{text, "/"})).kind, Kind::Accepted);
        const auto later = m_rig->engine->createSandbox({.base = "later"});
        QVERIFY2(later.kind == Kind::Denied && later.reason.find("template 'later' has no version that this host can "
                                                                 "start; build it first") != std::string::npos,
                 later.reason.c_str());
        const auto none = m_rig->engine->createSandbox({.base = "none"});
        QVERIFY2(none.reason.find("there is no template 'none'; those that can be used: own, plain") !=
                     std::string::npos,
                 none.reason.c_str());
    }

    void otherTemplatesSessionsAreServedHere()
    {
        session("plain");
        const auto call = m_rig->plane.callTool("sesn_1", "bash", {});
        m_rig->pass(2s);
        QVERIFY(!m_rig->session("sesn_1").guestRunner && m_rig->plane.count("heartbeat") > 0);
        QCOMPARE(m_rig->calls("sesn_1").at(call).state, ToolCallState::Done);
        QVERIFY(m_rig->guests.executed.empty());
    }

    void aSessionThatCannotBeReadIsServedHereAsEver()
    {
        m_rig->plane.failNext("session", {ErrorCode::ServerError, "503"});
        session("own");
        // Read again, by whoever serves here: it wants a runner after all, and is given back to begin anew.
        QVERIFY(m_rig->guests.executed.empty());
        QCOMPARE(m_rig->plane.count("stop"), 0);
        QCOMPARE(m_rig->ledger->count("work work_1 given back"), 1);
    }

    void anItemOfBeforeACrashIsGivenBack()
    {
        session("own");
        m_rig->crashAndFindAgain();
        m_rig->pass(10s);
        QCOMPARE(m_rig->plane.count("stop"), 0);
        QVERIFY(m_rig->ledger->count("work work_1 given back") + m_rig->ledger->count("work work_1 lost") == 1);
    }
};

QTEST_GUILESS_MAIN(TestTemplateRunner)
#include "tst_template_runner.moc"
