// Draws every page and state of the window into PNG files, off-screen, from the sample data. For designers' eyes,
// README and comparison; it asserts nothing.
#include "app/panel/rendering.h"
#include "tests/qml/state_gallery.h"
#include "tests/qml/story.h"
#include "tests/qml/words.h"

#include <QDir>
#include <QEventLoop>
#include <QGuiApplication>
#include <QTimer>

#include <array>
#include <cstdio>
#include <utility>

using namespace glovebox;
using namespace glovebox::screenshots;

namespace {

constexpr std::chrono::milliseconds kLoadingMoment{700}; // longer than Theme.loadingMs

void pages()
{
    Story story;
    story.with(testing::sampleViews());
    story.take(QStringLiteral("sessions"), PanelModel::SessionsPage, kLarge, kAllThemes);
    story.take(QStringLiteral("sessions"), PanelModel::SessionsPage, kMedium);
    story.take(QStringLiteral("sessions"), PanelModel::SessionsPage, kSmall, kDark);
    story.model().openSession(QString::fromLatin1(testing::kSampleRunningSession));
    story.take(QStringLiteral("session-overview"), PanelModel::SessionPage);
    story.model().session()->select(story.model().session()->transcript()->count() - 1);
    story.take(QStringLiteral("session-running"), PanelModel::SessionPage, kLarge, kAllThemes);
    story.take(QStringLiteral("session-running"), PanelModel::SessionPage, kMedium);
    story.take(QStringLiteral("session-running"), PanelModel::SessionPage, kSmall, kLight);
    story.openSheet("sessionPage");
    story.take(QStringLiteral("session-sheet"), PanelModel::SessionPage, kMedium);
    story.take(QStringLiteral("session-sheet"), PanelModel::SessionPage, kSmall, kLight);
    story.take(QStringLiteral("sandboxes"), PanelModel::SandboxesPage);
    story.take(QStringLiteral("sandboxes"), PanelModel::SandboxesPage, kMedium);
    story.take(QStringLiteral("sandboxes"), PanelModel::SandboxesPage, kSmall, kDark);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleRunningSandbox));
    story.take(QStringLiteral("sandbox-preview"), PanelModel::SandboxesPage, kLarge, kAllThemes);
    story.take(QStringLiteral("sandbox-preview"), PanelModel::SandboxesPage, QSize(1600, 900), kDark);
    story.openSheet("sandboxesPage");
    story.take(QStringLiteral("sandbox-sheet"), PanelModel::SandboxesPage, kMedium);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleFailedSandbox));
    story.take(QStringLiteral("sandbox-failed"), PanelModel::SandboxesPage);
    story.model().openSandbox(QString::fromLatin1(testing::kSamplePausedSandbox));
    story.takeBoth(QStringLiteral("sandbox-paused"), PanelModel::SandboxesPage);
    story.model().openSandbox(QString::fromLatin1(testing::kSampleIdleSandbox));
    story.take(QStringLiteral("sandbox-clone"), PanelModel::SandboxesPage);
    if (auto *menu = story.part("sandboxMenu"))
        QMetaObject::invokeMethod(menu, "open");
    story.take(QStringLiteral("sandbox-menu"), PanelModel::SandboxesPage);
    if (auto *menu = story.part("sandboxMenu"))
        QMetaObject::invokeMethod(menu, "close");
}

void approvals()
{
    Story story;
    story.with(testing::sampleViews());
    story.take(QStringLiteral("approvals-none-selected"), PanelModel::ApprovalsPage, kLarge, kDark);
    story.model().nextApproval();
    story.model().approval()->saw(0, 100); // pictures are quicker than readers
    story.take(QStringLiteral("approvals"), PanelModel::ApprovalsPage, kLarge, kAllThemes);
    story.take(QStringLiteral("approvals-sheet"), PanelModel::ApprovalsPage, kMedium);
    story.take(QStringLiteral("approvals-sheet"), PanelModel::ApprovalsPage, kSmall, kDark);
    for (int steps = 0; steps < 3; ++steps) {
        story.model().approvals()->moveSelection(1);
        if (story.model().approval()->tool() == QLatin1String("edit"))
            break;
    }
    story.model().approval()->saw(0, 100);
    story.take(QStringLiteral("approvals-edit"), PanelModel::ApprovalsPage, kLarge, kDark);
    story.model().approvals()->moveSelection(1);
    story.take(QStringLiteral("approvals-long"), PanelModel::ApprovalsPage, kLarge, kLight);
    story.take(QStringLiteral("approvals-long"), PanelModel::ApprovalsPage, kMedium, kDark);
    Story several;
    several.with(testing::sampleViews()).with(testing::sampleMoreApprovals());
    several.model().nextApproval();
    several.model().approval()->saw(0, 100);
    several.takeBoth(QStringLiteral("approvals-several"), PanelModel::ApprovalsPage);
    several.model().approvals()->clearSelection();
    for (int row = 0; row < 4; ++row)
        several.model().markApproval(
            several.model().approvals()->index(row, 0).data(models::ViewList::KeyRole).toString(), true);
    several.takeBoth(QStringLiteral("approvals-marked"), PanelModel::ApprovalsPage);
    several.model().prepareDenialOfMarked();
    several.takeBoth(QStringLiteral("dialog-bulk-deny"), PanelModel::ApprovalsPage);
    Story keyless;
    keyless.with(testing::sampleViews()).with(testing::sampleEnvironmentWithoutKey());
    keyless.model().nextApproval();
    keyless.take(QStringLiteral("approvals-without-key"), PanelModel::ApprovalsPage);
    keyless.take(QStringLiteral("approvals-without-key"), PanelModel::ApprovalsPage, kMedium, kDark);
    Story failed;
    failed.with(testing::sampleViews());
    failed.model().nextApproval();
    std::vector<api::Change> all = testing::sampleTranscripts();
    for (api::Change &change : all) {
        auto *entry = std::get_if<api::TranscriptEntry>(&change);
        auto *call = entry ? std::get_if<api::ToolCallView>(&entry->what) : nullptr;
        if (!call || call->state != domain::ToolCallState::NeedsApproval)
            continue;
        call->answer = entry->session.value() == testing::kSampleApprovalSession ? api::AnswerState::Failed
                                                                                 : api::AnswerState::Sent;
        call->answerProblem = "The control plane answered with an error of its own (503).";
    }
    failed.with(std::move(all));
    failed.take(QStringLiteral("approvals-failed"), PanelModel::ApprovalsPage, kLarge, kLight);
}

void queue()
{
    Story story;
    story.with(testing::sampleViews());
    story.take(QStringLiteral("queue"), PanelModel::QueuePage);
    story.take(QStringLiteral("queue"), PanelModel::QueuePage, kMedium);
    story.take(QStringLiteral("queue"), PanelModel::QueuePage, kSmall, kDark);
    story.model().work()->selectKey(QString::fromLatin1(testing::kSampleNeverStartedWork));
    story.take(QStringLiteral("queue-stuck"), PanelModel::QueuePage, kLarge, kAllThemes);
    story.openSheet("queuePage");
    story.take(QStringLiteral("queue-sheet"), PanelModel::QueuePage, kMedium);
    if (auto *dialog = story.dialog("repairDialog"))
        QMetaObject::invokeMethod(dialog, "ask");
    story.take(QStringLiteral("dialog-repair"), PanelModel::QueuePage);
    Story several;
    several.with(testing::sampleViews()).with(testing::sampleEnvironments());
    several.take(QStringLiteral("queue-several"), PanelModel::QueuePage);
    several.take(QStringLiteral("queue-several"), PanelModel::QueuePage, kMedium, kDark);
    auto failed = std::get<api::WorkView>(testing::sampleWork().front());
    failed.generation = 200;
    failed.repair = api::Repair::InterruptFailed;
    failed.problem = Error{ErrorCode::Forbidden, "user.interrupt: 403 the key may not write to this session"};
    several.with({failed});
    several.model().work()->selectKey(QString::fromLatin1(testing::kSampleNeverStartedWork));
    several.take(QStringLiteral("queue-repair-failed"), PanelModel::QueuePage, kLarge, kLight);
    Story empty;
    auto environment = std::get<api::EnvironmentView>(testing::sampleEnvironment().front());
    environment.queue = domain::QueueStats{.depth = 0, .pending = 0, .oldestQueuedAt = {}, .workersPolling = 1};
    empty.with(testing::sampleHost()).with({environment});
    empty.take(QStringLiteral("queue-empty"), PanelModel::QueuePage, kLarge, kDark);
    empty.take(QStringLiteral("approvals-empty"), PanelModel::ApprovalsPage, kLarge, kLight);
    Story unread;
    environment.queue.reset();
    environment.queueSeenAt.reset();
    environment.queueProblem = Error{ErrorCode::Forbidden, "stats: 403"};
    unread.with(testing::sampleHost()).with({environment});
    unread.take(QStringLiteral("queue-unread"), PanelModel::QueuePage, kLarge, kLight);
}

void environments()
{
    Story one;
    one.with(testing::sampleViews());
    one.take(QStringLiteral("environments-one"), PanelModel::EnvironmentsPage, kLarge, kLight);
    Story several;
    several.with(testing::sampleViews()).with(testing::sampleEnvironments());
    several.take(QStringLiteral("environments"), PanelModel::EnvironmentsPage, kLarge, kAllThemes);
    several.take(QStringLiteral("environments"), PanelModel::EnvironmentsPage, kMedium);
    several.take(QStringLiteral("environments"), PanelModel::EnvironmentsPage, kSmall, kDark);
    Story unset;
    api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
    host.generation = 99;
    host.webhook = {};
    unset.with(testing::sampleViews()).with({host});
    unset.take(QStringLiteral("webhook-unset"), PanelModel::EnvironmentsPage, kLarge, kDark);
}

void sessionTabs()
{
    Story story;
    story.with(testing::sampleViews());
    const auto tab = [&](int index) {
        if (auto *tabs = story.window()->findChild<QObject *>(QStringLiteral("sessionTabs")))
            tabs->setProperty("current", index);
        else
            Story::s_failed = true;
    };
    story.model().openSession(QString::fromLatin1(testing::kSampleTeamSession));
    story.take(QStringLiteral("session-team"), PanelModel::SessionPage);
    tab(3);
    story.take(QStringLiteral("session-brought"), PanelModel::SessionPage);
    tab(2);
    story.take(QStringLiteral("session-usage"), PanelModel::SessionPage);
    story.model().openSession(QString::fromLatin1(testing::kSampleOutputsSession));
    tab(1);
    story.takeBoth(QStringLiteral("session-outputs"), PanelModel::SessionPage);
    story.model().prepareExport();
    if (auto *dialog = story.dialog("exportDialog"))
        QMetaObject::invokeMethod(dialog, "show");
    story.takeBoth(QStringLiteral("dialog-export"), PanelModel::SessionPage);
    QMetaObject::invokeMethod(story.dialog("exportDialog"), "choose");
    story.take(QStringLiteral("dialog-folder"), PanelModel::SessionPage);
    Story sheet;
    sheet.with(testing::sampleViews());
    sheet.model().openSession(QString::fromLatin1(testing::kSampleOutputsSession));
    sheet.take(QStringLiteral("session-narrow"), PanelModel::SessionPage, kMedium, kDark);
    sheet.openSheet("sessionPage");
    for (int index = 0; index < 4; ++index) {
        for (QObject *tabs : sheet.window()->findChildren<QObject *>(QStringLiteral("sessionTabs")))
            tabs->setProperty("current", index); // the pane's, and the sheet's over it
        sheet.take(QStringLiteral("session-narrow-tab%1").arg(index), PanelModel::SessionPage, kMedium, kLight);
    }
    Story poor; // nothing was reported, nothing was left, nothing was brought along
    poor.with(testing::sampleViews());
    poor.model().openSession(QString::fromLatin1(testing::kSampleFailedSession));
    Story::pageOf(poor, 1, QStringLiteral("session-outputs-failed"));
    poor.model().openSession(QString::fromLatin1(testing::kSampleRunningSession));
    Story::pageOf(poor, 1, QStringLiteral("session-outputs-collecting"));
    Story::pageOf(poor, 2, QStringLiteral("session-usage-budget"));
    api::SessionView fresh{.id = domain::SessionId("sesn_fresh"), .environment = domain::EnvironmentId("env_1")};
    fresh.title = "Something that has only just begun";
    fresh.startedAt = fresh.since = fresh.lastActivity = testing::kSampleNow;
    poor.with({fresh});
    poor.model().openSession(QStringLiteral("sesn_fresh"));
    Story::pageOf(poor, 1, QStringLiteral("session-outputs-none"));
    Story::pageOf(poor, 2, QStringLiteral("session-usage-none"));
    Story::pageOf(poor, 3, QStringLiteral("session-brought-none"));
}

void sessionsInTrouble()
{
    Story story;
    story.with(testing::sampleViews());
    story.model().openSession(QString::fromLatin1(testing::kSampleApprovalSession));
    story.take(QStringLiteral("session-approval"), PanelModel::SessionPage);
    story.model().session()->selectApproval();
    story.model().session()->approval()->saw(0, 100);
    story.take(QStringLiteral("session-approval-input"), PanelModel::SessionPage, kLarge, kLight);
    story.model().openSession(QString::fromLatin1(testing::kSampleFailedSession));
    story.take(QStringLiteral("session-failed"), PanelModel::SessionPage);
}

void banners()
{
    Story emulated;
    emulated.with(testing::sampleViews(false, true));
    emulated.take(QStringLiteral("banner-emulated-demo"), PanelModel::SessionsPage);
    emulated.take(QStringLiteral("sandboxes-emulated"), PanelModel::SandboxesPage, kLarge, kDark);
    Story rejected;
    rejected.with(testing::sampleViews()).with(testing::sampleEnvironment(api::PollState::KeyRejected));
    rejected.take(QStringLiteral("banner-key-rejected"), PanelModel::SessionsPage);
    Story unreachable;
    unreachable.with(testing::sampleViews(false)).with(testing::sampleEnvironment(api::PollState::Disconnected));
    unreachable.take(QStringLiteral("banner-disconnected"), PanelModel::SessionsPage);
    Story paused;
    paused.with(testing::sampleViews()).with(testing::sampleEnvironment(api::PollState::PausedByOperator));
    paused.take(QStringLiteral("paused"), PanelModel::SessionsPage);
}

void engineStates()
{
    api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
    host.generation = 99;
    host.phase = api::EnginePhase::Preparing;
    host.acceleration.reset();
    host.activity = "Building the guest image (2 of 4): Unpacking packages";
    host.slotsUsed = 0;
    host.queued = 0;
    Story preparing;
    preparing.with({host}).with(testing::sampleEnvironment(api::PollState::Stopped));
    preparing.take(QStringLiteral("preparing"), PanelModel::SessionsPage);
    host.phase = api::EnginePhase::Failed;
    host.problem = Error{ErrorCode::HostToolMissing, "qemu-system-x86_64 is not installed"};
    Story failed;
    failed.with({host}).with(testing::sampleEnvironment(api::PollState::Stopped));
    failed.takeBoth(QStringLiteral("engine-failed"), PanelModel::SessionsPage);
    Story loading;
    for (const auto &[page, name] :
         {std::pair{PanelModel::SessionsPage, "sessions"}, std::pair{PanelModel::ApprovalsPage, "approvals"},
          std::pair{PanelModel::QueuePage, "queue"}, std::pair{PanelModel::SandboxesPage, "sandboxes"},
          std::pair{PanelModel::SnapshotsPage, "snapshots"}, std::pair{PanelModel::TemplatesPage, "templates"},
          std::pair{PanelModel::DefinedPage, "defined"}, std::pair{PanelModel::ImagesPage, "images"}}) {
        loading.model().setPage(page);
        loading.window()->show();
        QEventLoop moment; // nothing is drawn for a while, so that a quick answer does not flicker
        QTimer::singleShot(kLoadingMoment, &moment, &QEventLoop::quit);
        moment.exec();
        loading.take(QStringLiteral("loading-%1").arg(QLatin1String(name)), page);
    }
}

void emptyStates()
{
    Story first;
    first.with(testing::sampleHost());
    first.model().setOffersDemo(true);
    first.take(QStringLiteral("first-time"), PanelModel::SessionsPage);
    first.take(QStringLiteral("first-time"), PanelModel::SessionsPage, kSmall, kDark);
    Story empty;
    empty.with(testing::sampleHost()).with(testing::sampleEnvironment());
    empty.take(QStringLiteral("empty-sessions"), PanelModel::SessionsPage);
    empty.take(QStringLiteral("empty-sandboxes"), PanelModel::SandboxesPage, kLarge, kDark);
    empty.takeBoth(QStringLiteral("empty-snapshots"), PanelModel::SnapshotsPage);
    empty.takeBoth(QStringLiteral("empty-templates"), PanelModel::TemplatesPage);
    empty.take(QStringLiteral("empty-logs"), PanelModel::LogsPage, kLarge, kDark);
    Story filtered;
    filtered.with(testing::sampleViews());
    filtered.model().sessions()->setFilterText(QStringLiteral("nothing like this"));
    filtered.take(QStringLiteral("filtered-to-nothing"), PanelModel::SessionsPage, kLarge, kLight);
}

void dialogs()
{
    Story story;
    story.with(testing::sampleViews());
    story.model().openSandbox(QString::fromLatin1(testing::kSampleRunningSandbox));
    if (auto *dialog = story.dialog("destroyDialog"))
        QMetaObject::invokeMethod(dialog, "ask");
    story.take(QStringLiteral("dialog-destroy"), PanelModel::SandboxesPage);
    Story quit;
    quit.with(testing::sampleViews());
    quit.model().quit()->requestClose();
    quit.take(QStringLiteral("dialog-quit"), PanelModel::SessionsPage);
    quit.model().quit()->drainAndQuit();
    quit.take(QStringLiteral("dialog-quit-draining"), PanelModel::SessionsPage, kLarge, kDark);
    Story kvm;
    kvm.with(testing::sampleViews(false));
    if (auto *dialog = kvm.dialog("whyEmulatedDialog"))
        QMetaObject::invokeMethod(dialog, "ask");
    kvm.take(QStringLiteral("dialog-why-emulated"), PanelModel::SessionsPage, kLarge, kLight);
    Story fresh;
    fresh.with(testing::sampleViews());
    if (auto *dialog = fresh.dialog("newSandboxDialog"))
        QMetaObject::invokeMethod(dialog, "show");
    fresh.take(QStringLiteral("dialog-new-sandbox"), PanelModel::SandboxesPage);
    if (auto *field = fresh.window()->findChild<QObject *>(QStringLiteral("sandboxMemory")))
        field->setProperty("text", QStringLiteral("64"));
    fresh.model().newSandbox()->setMemory(QStringLiteral("64"));
    fresh.take(QStringLiteral("dialog-new-sandbox-wrong"), PanelModel::SandboxesPage, kMedium, kLight);
    Story frozen;
    frozen.with(testing::sampleViews());
    frozen.model().sessions()->select(6);
    std::vector<api::Change> more;
    for (const char *id : {"sesn_new1", "sesn_new2", "sesn_new3"}) {
        api::SessionView view{.id = domain::SessionId(id), .environment = domain::EnvironmentId("env_1")};
        view.title = "Something new";
        view.startedAt = testing::kSampleNow;
        more.emplace_back(view);
    }
    frozen.with(std::move(more));
    frozen.take(QStringLiteral("sessions-pending"), PanelModel::SessionsPage);
}

/// Sessions, approvals, machines, queue, environments, and the window around them.
void drawWindow()
{
    pages();
    approvals();
    drawMachines();
    queue();
    environments();
    sessionTabs();
    sessionsInTrouble();
    banners();
    engineStates();
    emptyStates();
    dialogs();
    const Story story; // for fonts and plug-ins
    Story::s_failed = !drawStateGallery(Story::s_folder) || Story::s_failed;
}

/// What can be drawn by itself: panel_screenshots <folder> <name>.
constexpr auto kParts = std::to_array<std::pair<const char *, void (*)()>>({
    {"window", drawWindow},
    {"overview", drawOverview},
    {"logs", drawLogs},
    {"timeline", drawTimeline},
    {"images", drawImages},
    {"prepared", drawPrepared},
    {"egress", drawEgress},
    {"secrets", drawSecrets},
    {"history", drawHistory},
    {"terminals", drawTerminals},
    {"doctor", drawDoctor},
    {"setup", drawSetup},
    {"actions", drawActions},
    {"settings", drawSettings},
    {"inside", drawInside},
});

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QGuiApplication app(argc, argv);
    panel::chooseRendering(panel::Rendering::Software);
    speakTestWords();
    Story::s_folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral(GLOVEBOX_SCREENSHOTS);
    if (!QDir().mkpath(Story::s_folder)) {
        std::fprintf(stderr, "Cannot create %s\n", qPrintable(Story::s_folder));
        return 1;
    }
    const auto only = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QString();
    for (const auto &[name, draw] : kParts)
        if (only.isEmpty() || only == QLatin1String(name))
            draw();
    return Story::s_failed ? 1 : 0;
}
