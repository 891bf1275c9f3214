// Stories of secrets that the gate puts into requests.
#include "tests/qml/story.h"
#include "tests/support/plain_template_texts.h"
#include "tests/support/sample_secret_crowd.h"

namespace glovebox::screenshots {

namespace {

void open(Story &story, const char *dialog)
{
    if (auto *found = story.dialog(dialog))
        QMetaObject::invokeMethod(found, "show");
    else
        Story::s_failed = true;
    QGuiApplication::processEvents(); // its fields are made when it is seen
}

void list()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleEgress()).with(testing::sampleSecrets());
    auto &secrets = *story.model().secrets();
    secrets.setShown(true);
    story.takeBoth(QStringLiteral("secrets"), PanelModel::EgressPage);
    story.take(QStringLiteral("secrets"), PanelModel::EgressPage, kSmall, kDark);
    secrets.rows()->selectKey(QStringLiteral("git-forge"));
    story.take(QStringLiteral("secrets-pane"), PanelModel::EgressPage, kLarge, kAllThemes);
    story.openSheet("secretsPage");
    story.take(QStringLiteral("secrets-sheet"), PanelModel::EgressPage, kMedium);
    open(story, "grantSecretDialog");
    story.takeBoth(QStringLiteral("dialog-secret-grant"), PanelModel::EgressPage);
    secrets.candidates()->setFilterText(QStringLiteral("nobody"));
    if (auto *find = story.part("findSandbox"))
        find->setProperty("text", QStringLiteral("nobody"));
    story.take(QStringLiteral("dialog-secret-grant-nobody"), PanelModel::EgressPage);
    QMetaObject::invokeMethod(story.dialog("grantSecretDialog"), "close");
    open(story, "removeSecretDialog");
    story.takeBoth(QStringLiteral("dialog-secret-remove"), PanelModel::EgressPage);
    QMetaObject::invokeMethod(story.dialog("removeSecretDialog"), "close");
    secrets.prepareChange();
    open(story, "secretDialog");
    story.takeBoth(QStringLiteral("dialog-secret-change"), PanelModel::EgressPage);
    Story failed;
    failed.with(testing::sampleViews()).with(testing::sampleSecrets("failed"));
    failed.model().secrets()->setShown(true);
    failed.model().secrets()->rows()->selectKey(QStringLiteral("weather-api"));
    failed.takeBoth(QStringLiteral("secrets-failed"), PanelModel::EgressPage);
}

void dialog()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleSecrets());
    auto &secrets = *story.model().secrets();
    secrets.setShown(true);
    story.model().setPage(PanelModel::EgressPage);
    secrets.prepareNew();
    open(story, "secretDialog");
    story.takeBoth(QStringLiteral("dialog-secret-new"), PanelModel::EgressPage);
    auto &form = *secrets.form();
    form.setName(QStringLiteral("Weather API"));
    form.setHosts(QStringLiteral("https://api.weather.example/v1"));
    form.setKind(models::SecretForm::Custom);
    form.setHeader(QStringLiteral("Content-Length"));
    form.setText(QStringLiteral("token"));
    form.setVariable(QStringLiteral("WEATHER-API"));
    form.setValue(QStringLiteral("short"));
    form.revealMistakes();
    story.takeBoth(QStringLiteral("dialog-secret-mistakes"), PanelModel::EgressPage);
    story.take(QStringLiteral("dialog-secret-mistakes"), PanelModel::EgressPage, kSmall, kDark);
}

/// As much as there may be, and as long.
void crowd()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleEgress()).with(testing::sampleEgressCrowd());
    story.with(testing::sampleSecretCrowd()).with(testing::sampleManySandboxes(1000));
    auto &secrets = *story.model().secrets();
    secrets.setShown(true);
    secrets.rows()->select(0);
    story.takeBoth(QStringLiteral("crowd-secrets"), PanelModel::EgressPage);
    story.openSheet("secretsPage");
    story.take(QStringLiteral("crowd-secrets-sheet"), PanelModel::EgressPage, kMedium);
    open(story, "grantSecretDialog");
    secrets.candidates()->select(0);
    story.takeBoth(QStringLiteral("crowd-dialog-grant"), PanelModel::EgressPage);
    secrets.candidates()->select(secrets.candidates()->count() - 1);
    story.take(QStringLiteral("crowd-dialog-grant-hint"), PanelModel::EgressPage, kMedium);
    QMetaObject::invokeMethod(story.dialog("grantSecretDialog"), "close");
    secrets.prepareChange();
    open(story, "secretDialog");
    secrets.form()->setVariable(
        QStringLiteral("DEPLOYS_OF_THE_WHOLE_REGION_OF_THE_FAR_NORTH_AND_ITS_ISLAND_11")); // one may use both
    story.takeBoth(QStringLiteral("crowd-dialog-secret"), PanelModel::EgressPage);
    QMetaObject::invokeMethod(story.dialog("secretDialog"), "close");
    open(story, "removeSecretDialog");
    story.take(QStringLiteral("crowd-dialog-remove"), PanelModel::EgressPage, kMedium);
    QMetaObject::invokeMethod(story.dialog("removeSecretDialog"), "close");
    open(story, "newSandboxDialog");
    for (int i = 0; i < 32; ++i)
        story.model().newSandbox()->secrets()->toggle(i);
    story.takeBoth(QStringLiteral("crowd-dialog-wizard"), PanelModel::SandboxesPage);
    QMetaObject::invokeMethod(story.dialog("newSandboxDialog"), "close");
    story.model().openSandbox(QStringLiteral("sbx-crowded"));
    story.takeBoth(QStringLiteral("crowd-sandbox"), PanelModel::SandboxesPage);
}

/// The form of a template, with secrets that are here and one that is not.
void templateForm()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleEgress()).with(testing::sampleSecrets());
    story.with(testing::sampleImages());
    auto &library = *story.model().library();
    library.editor()->setTexts({testing::plainTemplateCheck, testing::plainTemplateText});
    library.prepareNew();
    story.model().setPage(PanelModel::DefinedPage);
    auto *dialog = story.dialog("templateDialog");
    if (!dialog) {
        Story::s_failed = true;
        return;
    }
    QMetaObject::invokeMethod(dialog, "present");
    domain::TemplateDefinition made;
    made.name = "web";
    made.from.name = "default";
    made.buildSecrets = {"package-mirror"};
    made.runSecrets = {"git-forge", "old-token"};
    library.editor()->setText(QString::fromStdString(testing::plainTemplateText(made)));
    library.editor()->setAsForm(true);
    QGuiApplication::processEvents();
    for (const int end : {0, 1}) {
        if (auto *fields = story.part("templateFields"); fields && end == 1)
            fields->setProperty("contentY",
                                fields->property("contentHeight").toReal() - fields->property("height").toReal());
        story.takeBoth(end == 0 ? QStringLiteral("template-form") : QStringLiteral("template-form-secrets"),
                       PanelModel::DefinedPage);
    }
}

} // namespace

void drawSecrets()
{
    list();
    dialog();
    crowd();
    templateForm();
    Story broken;
    broken.with(testing::sampleViews()).with(testing::sampleSecrets("broken"));
    broken.model().secrets()->setShown(true);
    broken.takeBoth(QStringLiteral("secrets-broken"), PanelModel::EgressPage);
    Story nothing;
    nothing.with(testing::sampleViews());
    nothing.model().secrets()->setShown(true);
    nothing.takeBoth(QStringLiteral("secrets-empty"), PanelModel::EgressPage);
    Story wizard;
    wizard.with(testing::sampleViews()).with(testing::sampleEgress()).with(testing::sampleSecrets());
    open(wizard, "newSandboxDialog");
    wizard.model().newSandbox()->secrets()->toggle(0);
    wizard.model().newSandbox()->secrets()->toggle(3);
    wizard.takeBoth(QStringLiteral("dialog-new-sandbox-secrets"), PanelModel::SandboxesPage);
    wizard.model().openSandbox(QString::fromLatin1(testing::kSampleRunningSandbox));
    QMetaObject::invokeMethod(wizard.dialog("newSandboxDialog"), "close");
    wizard.take(QStringLiteral("sandbox-secrets"), PanelModel::SandboxesPage);
}

} // namespace glovebox::screenshots
