// Stories of sandboxes that are made ready for somebody: the wizard, seeding, reservations, and starting a session.
#include "tests/qml/story.h"

#include <QDir>
#include <QTemporaryDir>

namespace glovebox::screenshots {

namespace {

void call(Story &of, const char *name, const char *method)
{
    if (QObject *item = of.dialog(name))
        QMetaObject::invokeMethod(item, method);
    else
        Story::s_failed = true;
}

void page(Story &of, int number)
{
    if (QObject *dialog = of.dialog("newSandboxDialog"))
        dialog->setProperty("page", number);
    else
        Story::s_failed = true;
    QGuiApplication::processEvents();
}

void wizard()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::samplePrepared());
    story.model().setPage(PanelModel::SandboxesPage);
    QTemporaryDir folder;
    QDir(folder.path()).mkdir(QStringLiteral("site"));
    call(story, "newSandboxDialog", "show");
    auto &form = *story.model().newSandbox();
    story.takeBoth(QStringLiteral("wizard-base"), PanelModel::SandboxesPage);
    form.egress()->setCurrent(4);
    story.takeBoth(QStringLiteral("wizard-egress-open"), PanelModel::SandboxesPage);
    page(story, 1);
    story.takeBoth(QStringLiteral("wizard-steps-empty"), PanelModel::SandboxesPage);
    form.seed()->set({.steps = {domain::PutFiles{"/usr/share", "/workspace/share", false},
                                domain::PutFiles{"/usr/share/nothing.tar.gz", "/workspace", true},
                                domain::CopyFromSnapshot{domain::SnapshotId(testing::kSampleSnapshot), "/var/cache/pip",
                                                         "/var/cache/pip"},
                                domain::CloneRepository{"https://git.example/team/billing.git", "", "release/4.2"},
                                domain::RunStep{{"cd billing && npm ci", {}}}},
                      .start = {},
                      .ready = {}});
    story.takeBoth(QStringLiteral("wizard-steps"), PanelModel::SandboxesPage);
    story.take(QStringLiteral("wizard-steps"), PanelModel::SandboxesPage, kSmall, kDark);
    form.seed()->steps()->setFirst(3, QStringLiteral("git@git.example:team/billing.git"));
    story.take(QStringLiteral("wizard-steps-wrong"), PanelModel::SandboxesPage);
    form.seed()->steps()->setFirst(3, QStringLiteral("https://git.example/team/billing.git"));
    page(story, 2);
    form.seed()->setStart(QStringLiteral("npm run dev"));
    form.seed()->setReady(QStringLiteral("curl -fsS http://127.0.0.1:3000/"));
    form.seed()->setHibernate(true);
    story.takeBoth(QStringLiteral("wizard-start"), PanelModel::SandboxesPage);
    page(story, 3);
    form.reservation()->setForWhom(models::ReservationForm::Match);
    form.reservation()->match()->setName(0, QStringLiteral("team"));
    form.reservation()->match()->setValue(0, QStringLiteral("billing"));
    form.reservation()->setExpiry(2);
    story.takeBoth(QStringLiteral("wizard-binding"), PanelModel::SandboxesPage);
    page(story, 4);
    story.takeBoth(QStringLiteral("wizard-summary"), PanelModel::SandboxesPage);
    story.take(QStringLiteral("wizard-summary"), PanelModel::SandboxesPage, kSmall, kLight);
}

void seeding()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::samplePrepared());
    story.takeBoth(QStringLiteral("sandboxes-prepared"), PanelModel::SandboxesPage);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleSeedingSandbox));
    story.take(QStringLiteral("sandbox-seeding"), PanelModel::SandboxesPage, kLarge, kAllThemes);
    story.openSheet("sandboxesPage");
    story.take(QStringLiteral("sandbox-seeding-sheet"), PanelModel::SandboxesPage, kMedium);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleSeedFailedSandbox));
    story.take(QStringLiteral("sandbox-seed-failed"), PanelModel::SandboxesPage);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleReservedSandbox));
    story.take(QStringLiteral("sandbox-reserved"), PanelModel::SandboxesPage);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleGuestRunnerSandbox));
    story.take(QStringLiteral("sandbox-own-runner"), PanelModel::SandboxesPage);
    story.model().openSession(QString::fromLatin1(testing::kSampleRunningSession));
    story.take(QStringLiteral("session-own-runner"), PanelModel::SessionPage);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleSeedFailedSandbox));
    call(story, "preparation", "seedAgain");
    story.takeBoth(QStringLiteral("put-files"), PanelModel::SandboxesPage);
    call(story, "seedDialog", "close");
    story.model().openSandbox(QString::fromLatin1(testing::kSampleSeedingSandbox));
    call(story, "preparation", "reserve");
    story.takeBoth(QStringLiteral("reservation"), PanelModel::SandboxesPage);
    story.model().preparation()->reservation()->match()->setName(0, {});
    story.take(QStringLiteral("reservation-wrong"), PanelModel::SandboxesPage);
    story.model().preparation()->reservation()->setForWhom(models::ReservationForm::Session);
    story.model().preparation()->reservation()->setSession(QString::fromLatin1(testing::kSampleRunningSession));
    story.take(QStringLiteral("reservation-session"), PanelModel::SandboxesPage);
}

void starting()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::samplePrepared());
    story.model().openSandbox(QString::fromLatin1(testing::kSampleSeedFailedSandbox));
    QObject *parts = story.part("preparation");
    if (!parts) {
        Story::s_failed = true;
        return;
    }
    QMetaObject::invokeMethod(parts, "startSession",
                              Q_ARG(QString, QString::fromLatin1(testing::kSampleSeedFailedSandbox)));
    auto &form = *story.model().preparation()->starting();
    form.setAgent(0);
    form.setTitle(QStringLiteral("Evaluate the billing refactoring"));
    if (QObject *message = story.part("startMessage"))
        message->setProperty("text", QStringLiteral("Run the evaluation suite and tell me what fails."));
    story.takeBoth(QStringLiteral("start-session"), PanelModel::SandboxesPage);
    story.with(testing::sampleAgents("refused"));
    story.take(QStringLiteral("start-session-refused"), PanelModel::SandboxesPage);
    story.with(testing::sampleAgents("loading"));
    story.take(QStringLiteral("start-session-loading"), PanelModel::SandboxesPage, kLarge, kDark);
    story.with(testing::sampleAgents());
    form.setSending(7);
    api::StartedSessionView started{
        .generation = 1, .ticket = 7, .environment = domain::EnvironmentId(testing::kSampleEnvironment)};
    started.session = domain::SessionId("sesn_01JD4Y3T8Z6Q1M9XWKRC5VBNHE");
    started.problem = Error{ErrorCode::ServerError, "the session is there, but its message was not sent: the service "
                                                    "answered with 503"};
    started.over = true;
    started.messageMissing = true;
    story.with({started});
    story.take(QStringLiteral("start-session-message-missing"), PanelModel::SandboxesPage);
    started.generation = 2;
    started.problem.reset();
    started.messageMissing = false;
    story.with({started});
    story.takeBoth(QStringLiteral("start-session-done"), PanelModel::SandboxesPage);
    Story keyless;
    keyless.with(testing::sampleViews()).with(testing::sampleEnvironmentWithoutKey());
    keyless.take(QStringLiteral("sessions-start"), PanelModel::SessionsPage);
    if (QObject *ask = keyless.part("preparation"))
        QMetaObject::invokeMethod(ask, "startSession", Q_ARG(QString, QString()));
    keyless.take(QStringLiteral("start-session-no-key"), PanelModel::SessionsPage);
}

void library()
{
    Story story;
    story.with(testing::sampleViews());
    story.takeBoth(QStringLiteral("images-usage"), PanelModel::ImagesPage);
    call(story, "buildAgentDialog", "show");
    story.take(QStringLiteral("build-agent"), PanelModel::ImagesPage);
    call(story, "buildAgentDialog", "close");
    call(story, "collectImagesDialog", "show");
    story.take(QStringLiteral("collect-images"), PanelModel::ImagesPage);
    call(story, "collectImagesDialog", "close");
    api::ImageView building{.generation = 5, .image = {.id = domain::ImageId("import-4")}};
    building.image.names = {"agent"};
    building.image.origin = domain::ImageOrigin::Built;
    building.image.source = "the agent image's recipe";
    building.state = api::ImageState::Importing;
    building.since = testing::kSampleNow - std::chrono::minutes(2);
    building.step =
        "Fetching 148 MiB for 143 packages, Node and the SDK (0 B are here already); it takes about 690 MiB of "
        "the disk, and 1.9 GiB more while it is built";
    story.with({building});
    story.model().openImage(QStringLiteral("import-4"));
    story.takeBoth(QStringLiteral("image-building"), PanelModel::ImagesPage);
}

} // namespace

void drawPrepared()
{
    wizard();
    seeding();
    starting();
    library();
}

} // namespace glovebox::screenshots
