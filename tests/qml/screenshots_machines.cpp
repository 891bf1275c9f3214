// Stories of templates, snapshots, and the sandboxes that came from them.
#include "tests/qml/story.h"

namespace glovebox::screenshots {

namespace {

/// A dialog that opens, its picture, and closed again.
void dialog(Story &of, const char *name, const char *method, PanelModel::Page page)
{
    if (QObject *item = of.dialog(name))
        QMetaObject::invokeMethod(item, method);
    else
        Story::s_failed = true;
    of.take(QLatin1String(name), page);
    if (QObject *item = of.dialog(name))
        QMetaObject::invokeMethod(item, "close");
}

void templates()
{
    Story story;
    story.with(testing::sampleViews());
    story.takeBoth(QStringLiteral("templates"), PanelModel::TemplatesPage);
    story.take(QStringLiteral("templates"), PanelModel::TemplatesPage, kSmall, kDark);
    story.model().openTemplate(QString::fromLatin1(testing::kSampleTemplate));
    story.take(QStringLiteral("template-ready"), PanelModel::TemplatesPage, kLarge, kAllThemes);
    story.model().openTemplate(QString::fromLatin1(testing::kSampleBuildingTemplate));
    story.take(QStringLiteral("template-building"), PanelModel::TemplatesPage);
    story.model().openTemplate(QString::fromLatin1(testing::kSampleFailedTemplate));
    story.take(QStringLiteral("template-failed"), PanelModel::TemplatesPage);
    QObject *page = story.part("templatesPage");
    if (QObject *tabs = page ? page->findChild<QObject *>(QStringLiteral("evidenceTabs")) : nullptr)
        tabs->setProperty("current", 1);
    story.take(QStringLiteral("template-log"), PanelModel::TemplatesPage);
    if (QObject *ladder = story.dialog("ladderDialog"))
        QMetaObject::invokeMethod(ladder, "begin", Q_ARG(bool, true));
    story.take(QStringLiteral("template-ladder"), PanelModel::TemplatesPage);
    Story sheet;
    sheet.with(testing::sampleViews());
    sheet.model().openTemplate(QString::fromLatin1(testing::kSampleFailedTemplate));
    QGuiApplication::processEvents(); // the page is made when it is asked for
    sheet.openSheet("templatesPage");
    sheet.take(QStringLiteral("template-sheet"), PanelModel::TemplatesPage, kMedium);
    Story emulated;
    emulated.with(testing::sampleViews(false));
    emulated.take(QStringLiteral("templates-emulated"), PanelModel::TemplatesPage, kLarge, kLight);
}

void snapshots()
{
    Story story;
    story.with(testing::sampleViews());
    story.takeBoth(QStringLiteral("snapshots"), PanelModel::SnapshotsPage);
    story.take(QStringLiteral("snapshots"), PanelModel::SnapshotsPage, kSmall, kDark);
    for (const auto &[id, name] :
         {std::pair{testing::kSampleSnapshot, "ready"}, std::pair{testing::kSampleTakenSnapshot, "taking"},
          std::pair{testing::kSampleFailedSnapshot, "failed"}}) {
        story.model().openSnapshot(QString::fromLatin1(id));
        story.take(QStringLiteral("snapshot-%1").arg(QLatin1String(name)), PanelModel::SnapshotsPage);
    }
    if (QObject *page = story.part("snapshotsPage"))
        page->setProperty("tree", false);
    story.model().openSnapshot(QString::fromLatin1(testing::kSampleFirstSnapshot));
    story.model().actions()->toggleSnapshot(QString::fromLatin1(testing::kSampleSnapshot));
    story.model().actions()->toggleSnapshot(QString::fromLatin1(testing::kSampleFailedSnapshot));
    story.take(QStringLiteral("snapshots-list"), PanelModel::SnapshotsPage);
    story.model().actions()->prepareDeletion({QString::fromLatin1(testing::kSampleFirstSnapshot)});
    dialog(story, "deleteSnapshotsDialog", "show", PanelModel::SnapshotsPage);
    story.model().openSnapshot(QString::fromLatin1(testing::kSampleSnapshot));
    dialog(story, "restoreDialog", "begin", PanelModel::SnapshotsPage);
    dialog(story, "renameDialog", "begin", PanelModel::SnapshotsPage);
    story.model().openSnapshot(QStringLiteral("snap-a41f66"));
    story.take(QStringLiteral("snapshot-pinned"), PanelModel::SnapshotsPage);
    Story sheet;
    sheet.with(testing::sampleViews());
    sheet.model().openSnapshot(QString::fromLatin1(testing::kSampleSnapshot));
    QGuiApplication::processEvents(); // the page is made when it is asked for
    sheet.openSheet("snapshotsPage");
    sheet.take(QStringLiteral("snapshot-sheet"), PanelModel::SnapshotsPage, kMedium);
}

/// Of those that are marked: what became of what was asked.
void results(Story &story)
{
    models::BulkResult &result = *story.model().actions()->result();
    result.begin(models::SandboxVerb::Hibernate);
    result.add(QString::fromLatin1(testing::kSampleIdleSandbox));
    result.add(QString::fromLatin1(testing::kSampleForkedSandbox));
    result.add(QStringLiteral("sbx-t5b8gh"));
    result.skip(QString::fromLatin1(testing::kSampleRunningSandbox),
                QStringLiteral("bash runs in it. Wait for its end, or cancel the call."));
    result.done(QString::fromLatin1(testing::kSampleIdleSandbox));
    result.fail(QStringLiteral("sbx-t5b8gh"),
                QStringLiteral("It was booted. Only clones of a template can be written down."));
    story.takeBoth(QStringLiteral("sandboxes-result"), PanelModel::SandboxesPage);
    story.take(QStringLiteral("sandboxes-result"), PanelModel::SandboxesPage, kSmall, kLight);
    result.close();
}

void history()
{
    Story story;
    story.with(testing::sampleViews());
    QObject *page = story.part("sandboxesPage");
    if (!page) {
        Story::s_failed = true;
        return;
    }
    page->setProperty("ended", true);
    story.takeBoth(QStringLiteral("ended"), PanelModel::SandboxesPage);
    story.take(QStringLiteral("ended"), PanelModel::SandboxesPage, kSmall, kDark);
    story.model().ended()->select(0);
    story.take(QStringLiteral("ended-failed"), PanelModel::SandboxesPage, kLarge, kAllThemes);
    QObject *pane = story.part("endedPane");
    if (QObject *tabs = pane ? pane->findChild<QObject *>(QStringLiteral("evidenceTabs")) : nullptr)
        tabs->setProperty("current", 1);
    story.take(QStringLiteral("ended-console"), PanelModel::SandboxesPage);
    story.model().ended()->select(3);
    story.take(QStringLiteral("ended-idle"), PanelModel::SandboxesPage);
    story.openSheet("sandboxesPage");
    story.take(QStringLiteral("ended-sheet"), PanelModel::SandboxesPage, kMedium);
    Story queued;
    queued.with(testing::sampleViews());
    queued.model().openSandbox(QStringLiteral("sbx-z7p1fa"));
    queued.take(QStringLiteral("sandbox-queued"), PanelModel::SandboxesPage);
    queued.model().openSandbox(QStringLiteral("sbx-w2n8lt"));
    queued.take(QStringLiteral("sandbox-destroying"), PanelModel::SandboxesPage);
    queued.model().openSandbox(QString::fromLatin1(testing::kSampleKeptSandbox));
    queued.take(QStringLiteral("sandbox-kept"), PanelModel::SandboxesPage);
    for (auto change : testing::sampleViews()) {
        auto *view = std::get_if<api::SandboxView>(&change);
        if (!view || view->id.value() != testing::kSampleKeptSandbox)
            continue;
        view->generation += 50;
        view->state = domain::SandboxState::Stopped;
        view->reason = "its host or its machine went away; its files are there, its processes are not";
        view->processId = 0;
        view->memory.reset();
        view->cpuPercent.reset();
        queued.with({*view});
    }
    queued.take(QStringLiteral("sandbox-stopped"), PanelModel::SandboxesPage, kLarge, kAllThemes);
    queued.take(QStringLiteral("sandbox-stopped"), PanelModel::SandboxesPage, kMedium);
    api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
    host.generation = 50;
    host.diskFree = ByteCount::mib(301);
    queued.with({host});
    queued.take(QStringLiteral("disk-full"), PanelModel::SandboxesPage);
}

void whatCameFromThem()
{
    Story boxes;
    boxes.with(testing::sampleViews());
    for (const auto &[id, name] :
         {std::pair{testing::kSampleHibernatedSandbox, "hibernated"},
          std::pair{testing::kSampleForkedSandbox, "forked"}, std::pair{"sbx-3vq9ht", "snapshotting"}}) {
        boxes.model().openSandbox(QString::fromLatin1(id));
        boxes.take(QStringLiteral("sandbox-%1").arg(QLatin1String(name)), PanelModel::SandboxesPage);
        boxes.model().actions()->markSandbox(QString::fromLatin1(id), true);
    }
    boxes.takeBoth(QStringLiteral("sandboxes-marked"), PanelModel::SandboxesPage);
    results(boxes);
    boxes.model().openSandbox(QString::fromLatin1(testing::kSampleForkedSandbox));
    dialog(boxes, "snapshotDialog", "begin", PanelModel::SandboxesPage);
    if (QObject *ladder = boxes.dialog("ladderDialog"))
        QMetaObject::invokeMethod(ladder, "begin", Q_ARG(bool, false));
    if (QObject *step = boxes.model().actions()->ladder()->pause())
        step->setProperty("current", 10);
    boxes.take(QStringLiteral("ladderDialog"), PanelModel::SandboxesPage);
    if (QObject *ladder = boxes.dialog("ladderDialog"))
        QMetaObject::invokeMethod(ladder, "close");
    dialog(boxes, "keepAwakeDialog", "begin", PanelModel::SandboxesPage);
    if (QObject *create = boxes.dialog("newSandboxDialog")) {
        QMetaObject::invokeMethod(create, "show");
        create->setProperty("more", true);
        boxes.model().newSandbox()->ladder()->setByDefault(false);
        boxes.take(QStringLiteral("newSandboxDialog-more"), PanelModel::SandboxesPage);
        boxes.take(QStringLiteral("newSandboxDialog-more"), PanelModel::SandboxesPage, kSmall, kDark);
        QMetaObject::invokeMethod(create, "close");
    }
    dialog(boxes, "destroyMarkedDialog", "show", PanelModel::SandboxesPage);
    if (QObject *fork = boxes.dialog("forkDialog"))
        QMetaObject::invokeMethod(fork, "begin", Q_ARG(bool, false));
    boxes.take(QStringLiteral("forkDialog"), PanelModel::SandboxesPage);
    Story poor;
    api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
    host.noCloning = Error{ErrorCode::Unsupported, "This QEMU (5.2) cannot share a machine's memory with others."};
    host.noSnapshots = Error{ErrorCode::Unsupported, "This QEMU (5.2) cannot write a running machine down."};
    poor.with({host}).with(testing::sampleEnvironment());
    poor.take(QStringLiteral("snapshots-none-here"), PanelModel::SnapshotsPage);
    poor.take(QStringLiteral("templates-none-here"), PanelModel::TemplatesPage, kLarge, kDark);
}

} // namespace

void drawMachines()
{
    templates();
    snapshots();
    whatCameFromThem();
    history();
}

} // namespace glovebox::screenshots
