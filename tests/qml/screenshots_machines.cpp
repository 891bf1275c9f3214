// Stories of templates, snapshots, and the sandboxes that came from them.
#include "tests/qml/story.h"

namespace glovebox::screenshots {

namespace {

/// A dialog that opens, its picture, and closed again.
void dialog(Story &of, const char *name, const char *method, PanelModel::Page page)
{
    if (QObject *item = of.part(name))
        QMetaObject::invokeMethod(item, method);
    else
        Story::s_failed = true;
    of.take(QLatin1String(name), page);
    if (QObject *item = of.part(name))
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
    Story sheet;
    sheet.with(testing::sampleViews());
    sheet.model().openSnapshot(QString::fromLatin1(testing::kSampleSnapshot));
    QGuiApplication::processEvents(); // the page is made when it is asked for
    sheet.openSheet("snapshotsPage");
    sheet.take(QStringLiteral("snapshot-sheet"), PanelModel::SnapshotsPage, kMedium);
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
    boxes.model().openSandbox(QString::fromLatin1(testing::kSampleForkedSandbox));
    dialog(boxes, "snapshotDialog", "begin", PanelModel::SandboxesPage);
    dialog(boxes, "ladderDialog", "begin", PanelModel::SandboxesPage);
    dialog(boxes, "destroyMarkedDialog", "show", PanelModel::SandboxesPage);
    if (QObject *fork = boxes.part("forkDialog"))
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
}

} // namespace glovebox::screenshots
