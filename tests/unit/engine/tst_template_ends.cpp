// How the build of a template ends: its start command, and the ready check that decides.
#include "tests/support/template_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using api::DefinedTemplateState;
using testsupport::FakeExec;
using testsupport::TemplateRig;

namespace {

std::string ends(const std::string &how)
{
    return "name = \"tools\"\nfrom = { image = \"base\" }\n" + how;
}

struct Rig : TemplateRig {
    const api::DefinedTemplateView &tools() { return views.at("tools"); }
    bool logHas(const std::string &text)
    {
        return std::ranges::any_of(tools().log, [&](const auto &line) { return line.text == text; });
    }
};

} // namespace

class TestTemplateEnds : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theReadyCheckDecides()
    {
        Rig rig;
        int asked = 0;
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &request) {
            if (request.arguments.back() == "serve")
                return FakeExec{};
            ++asked;
            return FakeExec{.output = {}, .errors = "refused\n", .end = ports::ExecEnd{asked < 4 ? 7 : 0}};
        };
        const std::string end = "[start]\nrun = \"serve\"\n[ready]\nrun = \"ask\"\nevery = \"2s\"\nwithin = \"30s\"\n";
        rig.save(ends(end));
        const auto before = rig.clock.now();
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Ready);
        QCOMPARE(asked, 4);
        QVERIFY(rig.clock.now() - before >= 6s);
        QVERIFY(rig.guests.executed.front().second.background); // it stays when sandboxes are greeted
        QCOMPARE(rig.ran().front(), std::string("serve"));      // before it was asked
        // It never succeeds.
        asked = -1000;
        rig.buildAndWait("tools");
        QVERIFY(rig.tools().state == DefinedTemplateState::Failed);
        const auto &why = rig.tools().problem->detail;
        QVERIFY2(why.find("the ready check, ask, did not succeed within 30 s: it ended with exit status 7") == 0,
                 why.c_str());
        QVERIFY(why.find("refused") != std::string::npos);
        QCOMPARE(rig.tools().versions.size(), std::size_t{1}); // the one before goes on being used
        QVERIFY(rig.library->current("tools")->version == 1);
        QVERIFY(rig.hypervisor.machines.empty());
    }

    void theReadyChecksLastAnswerIsToldNotThatTheNextOneWasCutOff()
    {
        Rig rig;
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &request) {
            const auto end = request.timeout < 2s ? ports::ExecEnd{{}, 0, true} : ports::ExecEnd{7};
            return FakeExec{.output = {}, .errors = end.status ? "refused\n" : "", .end = end, .time = 100ms};
        };
        rig.save(ends("[ready]\nrun = \"ask\"\nevery = \"2s\"\nwithin = \"5s\"\n"));
        rig.buildAndWait("tools");
        QVERIFY2(
            rig.tools().problem->detail.starts_with("the ready check, ask, did not succeed within 5 s: it ended with "
                                                    "exit status 7; it printed last:\nrefused"),
            rig.tools().problem->detail.c_str());
    }

    void aStartCommandThatIsNotThereFailsTheBuild()
    {
        Rig rig;
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &) {
            return FakeExec{.output = {}, .errors = {}, .end = fail(ErrorCode::NotFound, "no such program")};
        };
        rig.save(ends("[start]\nrun = [\"serve\"]\n"));
        rig.buildAndWait("tools");
        QVERIFY2(
            rig.tools().problem->detail.starts_with("the start command, serve: it could not be run: no such program"),
            rig.tools().problem->detail.c_str());
    }

    void aStartCommandThatEndsAtOnceFailsTheBuild()
    {
        Rig rig;
        rig.guests.answerExec = [&](const std::string &, const ports::ExecRequest &request) {
            return request.background
                       ? FakeExec{.output = {}, .errors = "not found\n", .end = ports::ExecEnd{127}, .time = 500ms}
                       : FakeExec{.output = {}, .errors = {}, .end = ports::ExecEnd{1}};
        };
        const std::string start = "[start]\nrun = \"serve\"\n";
        const auto *const why = "the start command, serve: it ended with exit status 127; it printed last:\nnot found";
        rig.save(ends(start));
        rig.buildAndWait("tools");
        QVERIFY2(rig.tools().problem->detail.starts_with(why), rig.tools().problem->detail.c_str());
        QVERIFY(rig.logHas("not found"));
        // While the ready check is asked, too, and then at once.
        rig.save(ends(start + "[ready]\nrun = \"ask\"\nwithin = \"10m\"\n"));
        const auto before = rig.clock.now();
        rig.buildAndWait("tools");
        QVERIFY2(rig.tools().problem->detail.starts_with(why), rig.tools().problem->detail.c_str());
        QVERIFY(rig.clock.now() - before < 1min);
        QVERIFY(rig.hypervisor.machines.empty());
    }
};

QTEST_GUILESS_MAIN(TestTemplateEnds)
#include "tst_template_ends.moc"
