// The editor of a template's definition, in both of its views, and the log of a build.
#include "app/models/panel_model.h"
#include "tests/support/plain_template_texts.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::BuildLines;
using models::PanelModel;
using models::TemplateEditor;

namespace {

api::DefinedTemplateView made(const char *name, std::uint64_t generation)
{
    api::DefinedTemplateView view;
    view.generation = generation;
    view.definition.name = name;
    view.definition.from.name = "python";
    view.definition.steps = {{domain::RunStep{{"one", {}}}}, {domain::RunStep{{"two", {}}}}};
    view.text = "name = \"" + std::string(name) + "\"\n[from]\nimage = \"python\"\n[[step]]\nrun = \"one\"\n";
    return view;
}

api::SecretsView threeSecrets()
{
    api::SecretsView view{.generation = 1, .secrets = {}, .store = "the keyring"};
    for (const auto &[name, host, variable] :
         {std::tuple("alpha", "api.alpha.example", "ALPHA"), std::tuple("beta", "api.beta.example", "BETA"),
          std::tuple("gamma", "api.gamma.example", "ALPHA")})
        view.secrets.push_back({{name, "", {host}, domain::BearerForm{}, variable}, kSampleNow});
    return view;
}

QVariant ofSecret(const models::SecretChoice &choice, int row, int role)
{
    return choice.index(row).data(role);
}

QString lineAt(const BuildLines &lines, int row)
{
    return lines.index(row).data(BuildLines::TextRole).toString();
}

} // namespace

class TemplateEditorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLogKeepsItsRowsWhileItGrowsAndSlides();
    void headingsOfStepsWhoseLinesAreGoneAreNotMadeUp();
    void textAndFormAreTheSameThing();
    void theFormWaitsUntilTheTextIsRight();
    void aTimeLimitThatTheFormDoesNotShowStays();
    void secretsAreTicksInStepWithTheText();
    void aSecretThatIsNotHereStaysAsItWasWritten();
    void secretsThatTheRulesKeepInAreSaid();
    void anotherTemplatesNameWarns();
    void withoutAReaderTheEngineDecides();

private:
    HandClock m_clock;
};

void TemplateEditorTest::theLogKeepsItsRowsWhileItGrowsAndSlides()
{
    BuildLines lines;
    QAbstractItemModelTester tester(&lines, QAbstractItemModelTester::FailureReportingMode::QtTest);
    api::DefinedTemplateView view = made("web", 1);
    view.state = api::DefinedTemplateState::Building;
    view.step = 1;
    for (int i = 0; i < 3; ++i)
        view.log.push_back({api::BuildLine::Stream::Output, kSampleNow, 1, "line " + std::to_string(i)});
    lines.show(view, QTimeZone::utc());
    QCOMPARE(lines.count(), 4); // and a heading
    QCOMPARE(lineAt(lines, 0), QStringLiteral("Step 1 of 2  run one"));
    QSignalSpy reset(&lines, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&lines, &QAbstractItemModel::rowsInserted);
    view.step = 2;
    view.log.push_back({api::BuildLine::Stream::Error, kSampleNow, 2, "line 3"});
    lines.show(view, QTimeZone::utc());
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(lines.index(lines.count() - 1).data(BuildLines::KindRole).toString(), QStringLiteral("error"));
    view.log.erase(view.log.begin(), view.log.begin() + 3); // the oldest are not told any more
    view.log.push_back({api::BuildLine::Stream::Output, kSampleNow, 2, "line 4"});
    lines.show(view, QTimeZone::utc());
    QCOMPARE(reset.count(), 0);
    QCOMPARE(lineAt(lines, 0), QStringLiteral("Step 2 of 2  run two"));
    QCOMPARE(lineAt(lines, lines.count() - 1), QStringLiteral("line 4"));
}

void TemplateEditorTest::headingsOfStepsWhoseLinesAreGoneAreNotMadeUp()
{
    BuildLines lines;
    api::DefinedTemplateView view = made("web", 1);
    view.cachedSteps = {1};
    lines.show(view, QTimeZone::utc());
    QCOMPARE(lines.count(), 1); // it was taken from before, which is worth a line
    QVERIFY(lines.index(0).data(BuildLines::CachedRole).toBool());
    view.log = {{api::BuildLine::Stream::Output, kSampleNow, 7, "of a step that is not there"}};
    lines.show(view, QTimeZone::utc());
    QVERIFY(lines.count() <= 3);
    view.definition.steps.clear();
    lines.show(view, QTimeZone::utc());
    QCOMPARE(lines.count(), 1);
}

void TemplateEditorTest::textAndFormAreTheSameThing()
{
    TemplateEditor editor;
    editor.setTexts(plainTemplateTexts());
    editor.edit(made("web", 1), {QStringLiteral("web")});
    QVERIFY(!editor.dirty());
    QVERIFY(editor.canSave());
    editor.setAsForm(true);
    QCOMPARE(editor.form()->name(), QStringLiteral("web"));
    QCOMPARE(editor.form()->steps()->count(), 1);
    QVERIFY(!editor.dirty()); // looking changes nothing
    editor.form()->steps()->add(models::StepList::Workdir);
    editor.form()->steps()->setFirst(1, QStringLiteral("/workspace"));
    editor.form()->setWarm(QStringLiteral("2"));
    QVERIFY(editor.text().contains(QStringLiteral("workdir = \"/workspace\"")));
    QVERIFY(editor.text().contains(QStringLiteral("warm = 2")));
    editor.form()->setWarm(QStringLiteral("many")); // no number: not saved, and the text stays as it was
    QVERIFY(!editor.canSave());
    QVERIFY(editor.text().contains(QStringLiteral("warm = 2")));
    editor.form()->setWarm(QStringLiteral("0"));
    editor.setAsForm(false);
    editor.setText(editor.text().replace(QStringLiteral("/workspace"), QStringLiteral("/srv")));
    editor.setAsForm(true);
    QCOMPARE(editor.form()->steps()->index(1).data(models::StepList::FirstRole).toString(), QStringLiteral("/srv"));
}

void TemplateEditorTest::theFormWaitsUntilTheTextIsRight()
{
    TemplateEditor editor;
    editor.setTexts(plainTemplateTexts());
    editor.begin({}, {});
    QVERIFY(editor.mistakes()->count() > 0); // a name is missing
    QVERIFY(editor.canForm());               // that is what the form is for
    editor.setText(QStringLiteral("nonsense"));
    QVERIFY(!editor.canForm());
    editor.setAsForm(true);
    QVERIFY(!editor.asForm());
    QCOMPARE(editor.text(), QStringLiteral("nonsense"));
    QCOMPARE(editor.mistakes()->lines(), QList<int>{1});
}

void TemplateEditorTest::aTimeLimitThatTheFormDoesNotShowStays()
{
    models::TemplateForm form;
    domain::TemplateDefinition definition = made("web", 1).definition;
    definition.steps = {{domain::RunStep{{"long\nscript", {}}, 7min}},
                        {domain::RunStep{{{}, {"nginx", "-g", "daemon off;"}}}},
                        {domain::EnvStep{"A", "b c"}},
                        {domain::CopyStep{"files", "/srv"}}};
    definition.size = domain::MachineSize{.vcpus = 3, .memory = ByteCount::mib(1536), .disk = ByteCount::gib(9)};
    definition.ready = domain::ReadyCheck{{"true", {}}, 500ms, 90s};
    definition.ladder = domain::IdleLadder{2min, {}, {}};
    form.set(definition);
    QCOMPARE(form.definition(), definition);
    form.steps()->move(0, 1);
    QCOMPARE(form.definition().steps[1], definition.steps[0]);
}

void TemplateEditorTest::secretsAreTicksInStepWithTheText()
{
    TemplateEditor editor;
    editor.setTexts(plainTemplateTexts());
    editor.form()->setSecrets(threeSecrets());
    editor.edit(made("web", 1), {QStringLiteral("web")});
    editor.setText(editor.text() + QStringLiteral("[secrets]\nbuild = []\nrun = [\"beta\"]\n"));
    editor.setAsForm(true);
    models::SecretChoice &build = *editor.form()->buildSecrets();
    models::SecretChoice &run = *editor.form()->runSecrets();
    const QAbstractItemModelTester tester(&run, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(run.count(), 3);
    QVERIFY(ofSecret(run, 1, models::SecretChoice::ChosenRole).toBool());
    QCOMPARE(ofSecret(run, 1, models::SecretChoice::DetailRole).toString(),
             QStringLiteral("$BETA, for api.beta.example"));
    QVERIFY(build.chosen().empty());
    build.toggle(0);
    run.toggle(0);
    QVERIFY2(editor.text().contains(QStringLiteral("[secrets]\nbuild = [\"alpha\"]\nrun = [\"alpha\", \"beta\"]")),
             qPrintable(editor.text()));
    run.toggle(2);
    QVERIFY(run.warning().contains(QStringLiteral("the same variable, ALPHA")));
    run.toggle(2);
    run.toggle(1);
    run.toggle(0);
    build.toggle(0);
    QVERIFY(!editor.text().contains(QStringLiteral("secrets")));
    editor.setAsForm(false);
    editor.setText(editor.text() + QStringLiteral("[secrets]\nbuild = [\"beta\"]\nrun = []\n"));
    editor.setAsForm(true);
    QCOMPARE(build.chosen(), std::vector<std::string>{"beta"});
}

void TemplateEditorTest::aSecretThatIsNotHereStaysAsItWasWritten()
{
    models::TemplateForm form;
    domain::TemplateDefinition definition = made("web", 1).definition;
    definition.runSecrets = {"zeta", "gone", "alpha"};
    form.set(definition);
    models::SecretChoice &run = *form.runSecrets();
    QCOMPARE(run.count(), 3); // which there are is not known yet
    QVERIFY(!ofSecret(run, 0, models::SecretChoice::MissingRole).toBool() && run.warning().isEmpty());
    form.setSecrets(threeSecrets());
    QCOMPARE(form.definition(), definition); // in the order in which somebody wrote them
    QCOMPARE(run.count(), 5);
    QCOMPARE(ofSecret(run, 4, models::SecretChoice::NameRole).toString(), QStringLiteral("gone"));
    QVERIFY(ofSecret(run, 4, models::SecretChoice::MissingRole).toBool());
    QVERIFY(!ofSecret(run, 0, models::SecretChoice::MissingRole).toBool());
    QCOMPARE(ofSecret(run, 4, models::SecretChoice::DetailRole).toString(),
             QStringLiteral("This host has no such secret."));
    QCOMPARE(run.warning(), QStringLiteral("A build fails as long as this host has no secret zeta, gone."));
    QSignalSpy edited(&form, &models::TemplateForm::edited);
    run.toggle(3);
    QCOMPARE(edited.count(), 1);
    QCOMPARE(form.definition().runSecrets, (std::vector<std::string>{"gone", "alpha"}));
    QCOMPARE(run.count(), 5); // its row stays while somebody may want it back
    auto fewer = threeSecrets();
    fewer.secrets.erase(fewer.secrets.begin()); // alpha is removed meanwhile
    form.setSecrets(fewer);
    QCOMPARE(form.definition().runSecrets, (std::vector<std::string>{"gone", "alpha"}));
    QVERIFY(run.warning().contains(QStringLiteral("gone, alpha")));
    QCOMPARE(edited.count(), 1);
    api::SecretsView unreadable{.generation = 9, .secrets = {}, .store = {}};
    unreadable.problem = Error{ErrorCode::InvalidState, "the keyring is locked"};
    form.setSecrets(unreadable); // that is not the same as none
    QVERIFY(run.warning().isEmpty());
    QCOMPARE(form.definition().runSecrets, (std::vector<std::string>{"gone", "alpha"}));
}

void TemplateEditorTest::secretsThatTheRulesKeepInAreSaid()
{
    models::TemplateForm form;
    api::EgressProfilesView profiles;
    profiles.profiles.push_back({.profile = {"none", "", {}}});
    profiles.profiles.push_back({.profile = {"alphas", "", {{.host = "*.alpha.example", .ports = {{443, 443}}}}}});
    form.setProfiles(profiles);
    form.setSecrets(threeSecrets());
    domain::TemplateDefinition definition = made("web", 1).definition;
    definition.buildEgress = "alphas";
    definition.buildSecrets = {"alpha", "beta"};
    definition.runSecrets = {"alpha"};
    form.set(definition);
    QVERIFY2(
        form.buildSecrets()->warning().contains(QStringLiteral("With the egress alphas it reaches no host of beta:")),
        qPrintable(form.buildSecrets()->warning()));
    QVERIFY(form.runSecrets()->warning().isEmpty()); // what their environment or the host gives is not known here
    form.buildEgress()->setCurrent(0);
    QVERIFY(form.buildSecrets()->warning().contains(QStringLiteral("no host of alpha, beta:")));
    form.runEgress()->setCurrent(1);
    QVERIFY(form.runSecrets()->warning().isEmpty());
    form.runSecrets()->toggle(1);
    QVERIFY(form.runSecrets()->warning().contains(QStringLiteral("no host of beta:")));
    definition.runSecrets.clear();
    for (std::size_t i = 0; i <= domain::kGrantedSecretsMax; ++i)
        definition.runSecrets.push_back("gone-" + std::to_string(i));
    form.set(definition); // many are not all named
    QCOMPARE(form.runSecrets()->warning(),
             QStringLiteral("A sandbox may use 32 secrets at most.\nA build fails as long as "
                            "this host has no secret gone-0, gone-1, gone-2 and 30 more."));
}

void TemplateEditorTest::anotherTemplatesNameWarns()
{
    TemplateEditor editor;
    editor.setTexts(plainTemplateTexts());
    editor.edit(made("web", 1), {QStringLiteral("web"), QStringLiteral("shop")});
    QCOMPARE(editor.warning(), QString());
    editor.setText(editor.text().replace(QStringLiteral("web"), QStringLiteral("shop")));
    QVERIFY(editor.warning().contains(QStringLiteral("takes its place")));
    editor.setText(editor.text().replace(QStringLiteral("shop"), QStringLiteral("other")));
    QVERIFY(editor.warning().contains(QStringLiteral("beside web")));
}

void TemplateEditorTest::withoutAReaderTheEngineDecides()
{
    ObedientEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    models::LibraryPanel &library = *panel.library();
    library.prepareNew();
    TemplateEditor &editor = *library.editor();
    QVERIFY(!editor.canForm());
    QVERIFY(editor.text().contains(QStringLiteral("[from]")));
    editor.setText(QStringLiteral("nonsense"));
    QVERIFY(editor.canSave());
    engine.verdict = api::Verdict::denied("Line 1: a key without a value");
    library.saveTemplate(false);
    QTRY_VERIFY(!editor.refusal().isEmpty());
    QCOMPARE(editor.mistakes()->lines(), QList<int>{1});
    QCOMPARE(editor.text(), QStringLiteral("nonsense"));
    editor.setText(QStringLiteral("nonsense = 1"));
    QCOMPARE(editor.mistakes()->count(), 0);
}

QTEST_MAIN(TemplateEditorTest)
#include "template_editor_test.moc"
