// Scripted agents: what comes next follows from what the tools really answered, and what fits nothing ends badly.
#include "core/demo/scenario_run.h"

#include <QTest>

using namespace glovebox::demo;

namespace {

ScenarioRun runOf(const std::string &states, const std::string &more = {})
{
    const auto scenario = parseScenario(R"({"name":"t","title":"T","description":"d","prompt":"p","start":"a")" + more +
                                        R"(,"states":{)" + states + "}}");
    if (!scenario)
        qFatal("%s", scenario.error().detail.c_str());
    ScenarioRun run(std::make_shared<const Scenario>(*scenario));
    return run;
}

std::string errorOf(const std::string &states, const std::string &more = {})
{
    const auto scenario = parseScenario(R"({"name":"t","title":"T","description":"d","prompt":"p","start":"a")" + more +
                                        R"(,"states":{)" + states + "}}");
    return scenario ? "" : scenario.error().detail;
}

std::string said(ScenarioRun &run)
{
    const auto action = run.next();
    const auto *say = std::get_if<SayAction>(&action);
    return say ? say->text : "(nothing said)";
}

std::string called(ScenarioRun &run)
{
    const auto action = run.next();
    const auto *calls = std::get_if<CallAction>(&action);
    std::string all;
    if (calls)
        for (const auto &call : calls->calls)
            all += call.tool + " " + call.input.dump() + ";";
    return all;
}

bool ended(ScenarioRun &run)
{
    return std::holds_alternative<EndTurnAction>(run.next());
}

} // namespace

class ScenarioTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void branchesOnResultsAndUsesWhatItCaptured();
    void endsBadlyOnAResultThatFitsNoBranch();
    void endsBadlyWhenAnExpectationFails();
    void endsBadlyOnAVariableThatNothingSet();
    void reactsToADenial();
    void startsAgainWithEachMessageAndTakesItsLines();
    void leavesEscapedVariablesAlone();
    void comesToAnEndWhenAScenarioGoesInCircles();
    void refusesFilesThatCannotRun_data();
    void refusesFilesThatCannotRun();
    void bundledScenariosAreSound();
    void refusesBelongingsThatAreNone_data();
    void refusesBelongingsThatAreNone();
};

void ScenarioTest::branchesOnResultsAndUsesWhatItCaptured()
{
    auto run = runOf(R"j("a":[{"call":{"tool":"bash","input":{"command":"test"}}},
                        {"branch":[{"if":{"is_error":false},"goto":"good"},{"if":{"matches":"^FAIL: (\\w+)"},"goto":"bad"}]}],
                        "good":[{"end":"well"}],
                        "bad":[{"capture":"^FAIL: (?<test>\\w+)"},{"say":"${test} fails"},{"goto":"a"}])j");
    run.begin("go");
    QCOMPARE(called(run), std::string(R"j(bash {"command":"test"};)j"));
    run.results({{"some\nFAIL: one\n", true, false}});
    QCOMPARE(said(run), std::string("one fails"));
    QCOMPARE(called(run), std::string(R"j(bash {"command":"test"};)j"));
    run.results({{"OK", false, false}});
    QVERIFY(ended(run));
    QVERIFY(run.outcome().kind == Outcome::Kind::EndedWell);
}

void ScenarioTest::endsBadlyOnAResultThatFitsNoBranch()
{
    auto run = runOf(R"j("a":[{"call":{"tool":"bash"}},{"branch":[{"if":{"matches":"^OK$"},"goto":"a"}]}])j");
    run.begin("go");
    called(run);
    run.results({{"Segmentation fault", true, false}});
    QVERIFY(said(run).find("Segmentation fault") != std::string::npos);
    QVERIFY(ended(run));
    QVERIFY(run.outcome().kind == Outcome::Kind::EndedBadly);
    QVERIFY(run.outcome().why.find("Segmentation fault") != std::string::npos);
}

void ScenarioTest::endsBadlyWhenAnExpectationFails()
{
    auto run = runOf(
        R"j("a":[{"call":{"tool":"bash"}},{"expect":{"is_error":false,"matches":"^3$"},"or":"Not three."},{"end":"well"}])j");
    for (const auto &[text, isError, well] : {std::tuple{"3", false, true}, {"3", true, false}, {"33", false, false}}) {
        run.begin("go");
        called(run);
        run.results({{text, isError, false}});
        if (!well)
            QVERIFY(said(run).find("Not three.") != std::string::npos);
        QVERIFY(ended(run));
        QCOMPARE(run.outcome().kind == Outcome::Kind::EndedWell, well);
    }
}

void ScenarioTest::endsBadlyOnAVariableThatNothingSet()
{
    auto run = runOf(R"j("a":[{"call":{"tool":"bash","input":{"command":"${nothing}"}}},{"end":"well"}])j");
    run.begin("go");
    QVERIFY(said(run).find("${nothing}") != std::string::npos);
    QVERIFY(ended(run));
    QVERIFY(run.outcome().kind == Outcome::Kind::EndedBadly);
}

void ScenarioTest::reactsToADenial()
{
    auto run = runOf(R"j("a":[{"calls":[{"label":"x","tool":"bash"},{"label":"y","tool":"bash"}]},
                        {"branch":[{"if":{"result":"y","denied":true},"goto":"b"}]}],
                        "b":[{"say":"${y.text}"},{"end":"well"}])j");
    run.begin("go");
    called(run);
    run.results({{"done", false, false}, {"keep it", true, true}});
    QCOMPARE(said(run), std::string("keep it"));
}

void ScenarioTest::startsAgainWithEachMessageAndTakesItsLines()
{
    auto run = runOf(R"j("a":[{"take_line":"message","matches":"^\\$ (.*)$","into":"line","else":"z"},
                        {"call":{"tool":"bash","input":{"command":"${line}"}}},{"goto":"a"}],
                        "b":[{"say":"hello to you"},{"end":"well"}],"z":[{"end":"well"}])j",
                     R"j(,"on_message":[{"if":{"text":"${message}","matches":"^hello"},"goto":"b"}])j");
    run.begin("please:\n$ one\nand\n$ two");
    QCOMPARE(called(run), std::string(R"j(bash {"command":"one"};)j"));
    run.results({{"", false, false}});
    QCOMPARE(called(run), std::string(R"j(bash {"command":"two"};)j"));
    run.results({{"", false, false}});
    QVERIFY(ended(run));
    run.begin("hello");
    QCOMPARE(said(run), std::string("hello to you"));
}

void ScenarioTest::leavesEscapedVariablesAlone()
{
    auto run = runOf(R"j("a":[{"say":"$${HOME} costs $5 ${x}"},{"end":"well"}])j", R"j(,"variables":{"x":["1","2"]})j");
    run.begin("go");
    QCOMPARE(said(run), std::string("${HOME} costs $5 1\n2"));
}

void ScenarioTest::comesToAnEndWhenAScenarioGoesInCircles()
{
    auto run = runOf(R"j("a":[{"goto":"a"}])j");
    run.begin("go");
    said(run);
    QVERIFY(ended(run));
    QVERIFY(run.outcome().kind == Outcome::Kind::EndedBadly);
}

void ScenarioTest::refusesFilesThatCannotRun_data()
{
    QTest::addColumn<QByteArray>("states");
    QTest::addColumn<QByteArray>("complaint");
    QTest::newRow("unknown state") << QByteArray(R"j("a":[{"goto":"b"}])j") << QByteArray("no state \"b\"");
    QTest::newRow("no end") << QByteArray(R"j("a":[{"say":"x"}])j") << QByteArray("last step");
    QTest::newRow("unknown step") << QByteArray(R"j("a":[{"dance":1},{"end":"well"}])j") << QByteArray("no such step");
    QTest::newRow("misspelt field") << QByteArray(R"j("a":[{"call":{"tool":"bash","imput":{}}},{"end":"well"}])j")
                                    << QByteArray("imput");
    QTest::newRow("broken pattern") << QByteArray(R"j("a":[{"capture":"("},{"end":"well"}])j")
                                    << QByteArray("regular expression");
    QTest::newRow("same label twice") << QByteArray(
                                             R"j("a":[{"calls":[{"tool":"bash"},{"tool":"bash"}]},{"end":"well"}])j")
                                      << QByteArray("labels");
    QTest::newRow("endless thought") << QByteArray(R"j("a":[{"think":99999999},{"end":"well"}])j")
                                     << QByteArray("think");
    QTest::newRow("silent failure") << QByteArray(R"j("a":[{"end":"badly"}])j") << QByteArray("why");
}

void ScenarioTest::refusesFilesThatCannotRun()
{
    QFETCH(QByteArray, states);
    QFETCH(QByteArray, complaint);
    QVERIFY2(errorOf(states.toStdString()).find(complaint.toStdString()) != std::string::npos,
             errorOf(states.toStdString()).c_str());
}

void ScenarioTest::bundledScenariosAreSound()
{
    const auto scenarios = bundledScenarios();
    QVERIFY2(scenarios, scenarios ? "" : scenarios.error().detail.c_str());
    for (const char *name : {"repair-tests", "analyse-data", "clean-up", "interactive-shell", "live-log",
                             "release-notes", "two-agents", "ask-first"})
        QVERIFY2(scenarios->contains(name), name);
}

void ScenarioTest::refusesBelongingsThatAreNone_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("complaint");
    const auto row = [](const char *name, const char *field, const char *complaint) {
        QTest::newRow(name) << QByteArray(field) << QByteArray(complaint);
    };
    row("metadata", R"("metadata":7)", "\"metadata\" must be an object");
    row("skills", R"("skills":{})", "\"skills\" must be a list");
    row("a skill's name", R"("skills":[{"name":"../x","description":"d","files":{"a":"b"}}])", "a skill has a name");
    row("a skill without files", R"("skills":[{"name":"x","description":"d"}])", "and files");
    row("access", R"("memory_stores":[{"name":"n","access":"all"}])", "\"access\" must be");
    row("too many stores", R"("memory_stores":[0,1,2,3,4,5,6,7,8])", "at most 8");
    row("custom tools", R"("custom_tools":[{"name":"n","description":"d","more":1}])", "unknown field \"more\"");
}

void ScenarioTest::refusesBelongingsThatAreNone()
{
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, complaint);
    const auto error = errorOf(R"("a":[{"end":"well"}])", ',' + field.toStdString());
    QVERIFY2(error.find(complaint.toStdString()) != std::string::npos, error.c_str());
}

QTEST_GUILESS_MAIN(ScenarioTest)
#include "tst_scenario.moc"
