// Stories of what sandboxes try to reach.
#include "tests/qml/story.h"
#include "tests/support/sample_history.h"
#include "tests/support/sample_secret_crowd.h"

namespace glovebox::screenshots {

void drawEgress()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleEgress());
    story.takeBoth(QStringLiteral("egress"), PanelModel::EgressPage);
    story.take(QStringLiteral("egress"), PanelModel::EgressPage, kSmall, kDark);
    auto &egress = *story.model().egress();
    egress.setTestProfile(2);
    egress.setTestTarget(QStringLiteral("https://api.weather.example/v1"));
    egress.rows()->select(0);
    story.takeBoth(QStringLiteral("egress-denied"), PanelModel::EgressPage);
    story.openSheet("egressPage");
    story.take(QStringLiteral("egress-sheet"), PanelModel::EgressPage, kMedium);
    if (auto *parts = story.part("historyParts"))
        QMetaObject::invokeMethod(parts, "exportEgress", Q_ARG(bool, false), Q_ARG(QString, QStringLiteral("weather")));
    story.takeBoth(QStringLiteral("dialog-egress-export"), PanelModel::EgressPage);
    if (auto *dialog = story.dialog("fileExportDialog"))
        QMetaObject::invokeMethod(dialog, "close");
    if (auto *menu = story.part("allowMenu"))
        QMetaObject::invokeMethod(menu, "open");
    story.takeBoth(QStringLiteral("egress-allow"), PanelModel::EgressPage);
    if (auto *menu = story.part("allowMenu"))
        QMetaObject::invokeMethod(menu, "close");
    egress.profiles()->setCurrent(static_cast<int>(egress.profiles()->names().indexOf(QStringLiteral("builds"))));
    story.model().setPage(PanelModel::EgressPage);
    egress.setTab(1);
    story.with({testing::sampleReport({.question = domain::EgressRuleUses{}})});
    story.takeBoth(QStringLiteral("egress-profiles"), PanelModel::EgressPage);
    story.take(QStringLiteral("egress-profiles"), PanelModel::EgressPage, kSmall, kDark);
    Story ports;
    ports.with(testing::sampleViews()).with(testing::sampleEgress());
    ports.model().openSandbox(QString::fromLatin1(testing::kSampleIdleSandbox));
    ports.takeBoth(QStringLiteral("ports-pane"), PanelModel::SandboxesPage);
    if (auto *dialog = ports.dialog("portsDialog"))
        QMetaObject::invokeMethod(dialog, "begin");
    ports.takeBoth(QStringLiteral("portsDialog"), PanelModel::SandboxesPage);
    Story crowd;
    crowd.with(testing::sampleViews()).with(testing::sampleEgress()).with(testing::sampleEgressCrowd());
    crowd.takeBoth(QStringLiteral("crowd-egress"), PanelModel::EgressPage);
    auto &many = *crowd.model().egress();
    many.setTestProfile(1);
    many.setTestTarget(QStringLiteral("node-100.a-very-long-name-of-a-service.some.deep.region.of.a.cloud.example"));
    many.rows()->select(0);
    crowd.take(QStringLiteral("crowd-egress-denied"), PanelModel::EgressPage);
    if (auto *menu = crowd.part("allowMenu"))
        QMetaObject::invokeMethod(menu, "open");
    crowd.take(QStringLiteral("crowd-egress-allow"), PanelModel::EgressPage, kLarge, kDark);
    if (auto *menu = crowd.part("allowMenu"))
        QMetaObject::invokeMethod(menu, "close");
    crowd.openSheet("egressPage");
    crowd.take(QStringLiteral("crowd-egress-sheet"), PanelModel::EgressPage, kMedium);
    many.setTab(1);
    many.profiles()->setCurrent(1);
    crowd.takeBoth(QStringLiteral("crowd-egress-profiles"), PanelModel::EgressPage);
    Story nothing;
    nothing.with(testing::sampleViews());
    nothing.takeBoth(QStringLiteral("egress-empty"), PanelModel::EgressPage);
}

} // namespace glovebox::screenshots
