// Stories of secrets that the gate puts into requests.
#include "tests/qml/story.h"

namespace glovebox::screenshots {

namespace {

void open(Story &story, const char *dialog)
{
    if (auto *found = story.part(dialog))
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
    QMetaObject::invokeMethod(story.part("grantSecretDialog"), "close");
    open(story, "removeSecretDialog");
    story.takeBoth(QStringLiteral("dialog-secret-remove"), PanelModel::EgressPage);
    QMetaObject::invokeMethod(story.part("removeSecretDialog"), "close");
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

} // namespace

void drawSecrets()
{
    list();
    dialog();
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
    QMetaObject::invokeMethod(wizard.part("newSandboxDialog"), "close");
    wizard.take(QStringLiteral("sandbox-secrets"), PanelModel::SandboxesPage);
}

} // namespace glovebox::screenshots
