// The pictures of costs, audit, operations, leftovers, past sessions and what a start took up.
#include "tests/qml/story.h"
#include "tests/support/fake_audit_desk.h"
#include "tests/support/sample_history.h"

#include <QEventLoop>
#include <QTimer>

namespace glovebox::screenshots {

namespace {

using domain::UsageBy;

constexpr std::chrono::milliseconds kLoadingMoment{700}; // longer than Theme.loadingMs

/// What the page asked for is answered as the sample host would.
void answer(Story &story, domain::HistoryQuestion question)
{
    story.with({testing::sampleReport({0, std::move(question)})});
}

void answerCrowded(Story &story, domain::HistoryQuestion question)
{
    story.with({testing::sampleCrowdedReport({0, std::move(question)})});
}

void fail(Story &story, domain::HistoryQuestion question)
{
    story.with({api::HistoryReport{.question = std::move(question),
                                   .answer = {},
                                   .problem = Error{ErrorCode::OutOfDisk, "the ledger cannot be read"}}});
}

/// Skeletons are not shown at once.
void letSkeletonsCome()
{
    QEventLoop pause;
    QTimer::singleShot(kLoadingMoment, &pause, &QEventLoop::quit);
    pause.exec();
}

void showPast(Story &story)
{
    story.model().setPage(PanelModel::SessionsPage);
    QGuiApplication::processEvents(); // the page is made when it is asked for
    if (auto *page = story.part("sessionsPage"))
        page->setProperty("showsPast", true);
}

void answerCosts(Story &story, UsageBy by = UsageBy::Session)
{
    answer(story, domain::UsageSums{.by = UsageBy::Day});
    if (by != UsageBy::Day)
        answer(story, domain::UsageSums{.by = by});
}

void costs()
{
    Story story;
    story.with(testing::sampleViews());
    story.model().setPage(PanelModel::CostsPage);
    answerCosts(story);
    story.take(QStringLiteral("costs"), PanelModel::CostsPage, kLarge, kAllThemes);
    story.take(QStringLiteral("costs"), PanelModel::CostsPage, kMedium);
    story.take(QStringLiteral("costs"), PanelModel::CostsPage, kSmall, kDark);
    story.with(testing::sampleBudgets());
    story.takeBoth(QStringLiteral("costs-budgets"), PanelModel::CostsPage);
    story.model().history()->costs()->setBy(static_cast<int>(UsageBy::Day));
    answerCosts(story, UsageBy::Day);
    story.takeBoth(QStringLiteral("costs-by-day"), PanelModel::CostsPage);
    story.model().history()->costs()->setRange(models::CostsModel::Custom);
    answerCosts(story, UsageBy::Day);
    story.model().history()->costs()->setToText(QStringLiteral("2026-10-01"));
    story.takeBoth(QStringLiteral("costs-custom"), PanelModel::CostsPage);
    if (auto *parts = story.part("historyParts")) {
        QMetaObject::invokeMethod(parts, "editBudgets");
        story.takeBoth(QStringLiteral("dialog-budgets"), PanelModel::CostsPage);
        QMetaObject::invokeMethod(story.dialog("budgetsDialog"), "close");
        QMetaObject::invokeMethod(parts, "exportCosts");
        story.takeBoth(QStringLiteral("dialog-export-costs"), PanelModel::CostsPage);
    }
    Story empty;
    empty.with(testing::sampleViews());
    empty.model().setPage(PanelModel::CostsPage);
    for (int turn = 0; turn < 2; ++turn)
        empty.with({api::HistoryReport{.question = domain::UsageSums{},
                                       .answer = domain::UsageTable{},
                                       .problem = {},
                                       .at = testing::kSampleNow}});
    empty.takeBoth(QStringLiteral("costs-empty"), PanelModel::CostsPage);
    Story unread;
    unread.with(testing::sampleViews());
    unread.model().setPage(PanelModel::CostsPage);
    fail(unread, domain::UsageSums{});
    unread.takeBoth(QStringLiteral("costs-unread"), PanelModel::CostsPage);
}

void costsInTrouble()
{
    Story story;
    story.with(testing::sampleViews());
    story.model().setPage(PanelModel::CostsPage);
    letSkeletonsCome();
    story.take(QStringLiteral("costs-loading"), PanelModel::CostsPage);
    answerCosts(story);
    story.model().history()->costs()->refresh();
    fail(story, domain::UsageSums{});
    story.takeBoth(QStringLiteral("costs-not-reread"), PanelModel::CostsPage);
    Story crowded;
    crowded.with(testing::sampleViews()).with(testing::sampleCrowd());
    crowded.model().setPage(PanelModel::CostsPage);
    answerCrowded(crowded, domain::UsageSums{.by = UsageBy::Day});
    answerCrowded(crowded, domain::UsageSums{.by = UsageBy::Session});
    crowded.takeBoth(QStringLiteral("costs-crowded"), PanelModel::CostsPage);
    crowded.take(QStringLiteral("costs-crowded"), PanelModel::CostsPage, kSmall, kLight);
}

void audit()
{
    Story story;
    story.with(testing::sampleViews());
    story.model().setPage(PanelModel::AuditPage);
    answer(story, domain::AuditPage{});
    story.takeBoth(QStringLiteral("audit"), PanelModel::AuditPage);
    story.take(QStringLiteral("audit"), PanelModel::AuditPage, kSmall, kDark);
    story.model().history()->audit()->rows()->select(1);
    story.take(QStringLiteral("audit-entry"), PanelModel::AuditPage, kLarge, kAllThemes);
    story.model().history()->audit()->rows()->select(2);
    story.openSheet("auditPage");
    story.take(QStringLiteral("audit-sheet"), PanelModel::AuditPage, kMedium);
    if (auto *parts = story.part("historyParts"))
        QMetaObject::invokeMethod(parts, "exportAudit", Q_ARG(bool, true));
    story.take(QStringLiteral("dialog-export-audit"), PanelModel::AuditPage, kMedium);
    Story filtered;
    filtered.with(testing::sampleViews());
    filtered.model().setPage(PanelModel::AuditPage);
    filtered.model().history()->audit()->setText(QStringLiteral("nothing like this"));
    filtered.model().history()->audit()->refresh();
    answer(filtered, domain::AuditPage{.text = "nothing like this"});
    filtered.takeBoth(QStringLiteral("audit-nothing"), PanelModel::AuditPage);
}

void verified()
{
    testing::AskedDesk desk;
    Story story;
    story.with(testing::sampleViews());
    story.model().history()->setAuditDesk(&desk);
    story.model().setPage(PanelModel::AuditPage);
    answer(story, domain::AuditPage{});
    auto *verifier = story.model().history()->verifier();
    verifier->verify();
    desk.found(bridge::AuditDesk::Verdict{
        .entries = 1'204, .head = testing::sampleAuditHead(1'204), .behind = 0, .findings = {}});
    story.takeBoth(QStringLiteral("audit-verified"), PanelModel::AuditPage);
    verifier->verify();
    desk.found(bridge::AuditDesk::Verdict{.entries = 1'199,
                                          .head = testing::sampleAuditHead(1'204),
                                          .findings = {"entry 412: it does not say what its seal was made of",
                                                       "entries 900 to 904: missing between others",
                                                       "entries 1201 to 1204: made with another key"}});
    story.takeBoth(QStringLiteral("audit-wounded"), PanelModel::AuditPage);
}

void auditInTrouble()
{
    Story story;
    story.with(testing::sampleViews());
    story.model().setPage(PanelModel::AuditPage);
    letSkeletonsCome();
    story.take(QStringLiteral("audit-loading"), PanelModel::AuditPage);
    fail(story, domain::AuditPage{});
    story.takeBoth(QStringLiteral("audit-unread"), PanelModel::AuditPage);
    Story crowded;
    crowded.with(testing::sampleViews());
    crowded.model().setPage(PanelModel::AuditPage);
    answerCrowded(crowded, domain::AuditPage{});
    crowded.takeBoth(QStringLiteral("audit-crowded"), PanelModel::AuditPage);
    crowded.model().history()->audit()->rows()->select(0);
    crowded.take(QStringLiteral("audit-crowded-entry"), PanelModel::AuditPage);
}

void pastSessions()
{
    Story story;
    story.with(testing::sampleViews());
    showPast(story);
    letSkeletonsCome();
    story.take(QStringLiteral("past-loading"), PanelModel::SessionsPage);
    answer(story, domain::PastSessions{});
    story.takeBoth(QStringLiteral("past"), PanelModel::SessionsPage);
    story.model().history()->sessions()->setText(QStringLiteral("no such thing"));
    story.model().history()->sessions()->refresh();
    answer(story, domain::PastSessions{.text = "no such thing"});
    story.takeBoth(QStringLiteral("past-nothing"), PanelModel::SessionsPage);
    Story unread;
    unread.with(testing::sampleViews());
    showPast(unread);
    fail(unread, domain::PastSessions{});
    unread.takeBoth(QStringLiteral("past-unread"), PanelModel::SessionsPage);
    Story crowded;
    crowded.with(testing::sampleViews());
    showPast(crowded);
    answerCrowded(crowded, domain::PastSessions{});
    crowded.takeBoth(QStringLiteral("past-crowded"), PanelModel::SessionsPage);
}

void crowds()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleCrowd());
    auto *parts = story.part("historyParts");
    QMetaObject::invokeMethod(parts, "toggleOperations");
    story.model().history()->operations()->rows()->select(1);
    story.takeBoth(QStringLiteral("operations-crowded"), PanelModel::SessionsPage);
    QMetaObject::invokeMethod(parts, "showLeftovers");
    story.takeBoth(QStringLiteral("leftovers-crowded"), PanelModel::SessionsPage);
    QMetaObject::invokeMethod(parts, "showRecovery");
    story.takeBoth(QStringLiteral("dialog-recovery-crowded"), PanelModel::SessionsPage);
    QMetaObject::invokeMethod(story.dialog("recoveryDialog"), "close");
    QMetaObject::invokeMethod(parts, "editBudgets");
    story.takeBoth(QStringLiteral("dialog-budgets-crowded"), PanelModel::SessionsPage);
}

void operations()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleOperations());
    if (auto *parts = story.part("historyParts"))
        QMetaObject::invokeMethod(parts, "toggleOperations");
    story.take(QStringLiteral("operations"), PanelModel::SessionsPage, kLarge, kAllThemes);
    story.take(QStringLiteral("operations"), PanelModel::SessionsPage, kMedium);
    story.take(QStringLiteral("operations"), PanelModel::SessionsPage, kSmall, kDark);
    story.model().history()->operations()->rows()->select(2);
    story.takeBoth(QStringLiteral("operations-log"), PanelModel::SessionsPage);
    Story windows;
    windows.with(testing::sampleViews()).with(testing::sampleWindowOperations());
    if (auto *parts = windows.part("historyParts"))
        QMetaObject::invokeMethod(parts, "toggleOperations");
    windows.model().history()->operations()->rows()->select(1);
    windows.takeBoth(QStringLiteral("operations-window"), PanelModel::SessionsPage);
    Story none;
    none.with(testing::sampleViews());
    if (auto *parts = none.part("historyParts"))
        QMetaObject::invokeMethod(parts, "toggleOperations");
    none.takeBoth(QStringLiteral("operations-none"), PanelModel::SessionsPage);
}

void leftovers()
{
    Story story;
    story.with(testing::sampleViews()).with(testing::sampleOrphans()).with(testing::sampleRecovery());
    story.takeBoth(QStringLiteral("banner-recovered"), PanelModel::SandboxesPage);
    auto *parts = story.part("historyParts");
    QMetaObject::invokeMethod(parts, "showLeftovers");
    story.takeBoth(QStringLiteral("leftovers"), PanelModel::SandboxesPage);
    QMetaObject::invokeMethod(
        story.part("leftoversDrawer"), "removeRequested", Q_ARG(QString, QStringLiteral("layer-9")),
        Q_ARG(QString, QStringLiteral("Disk layer")),
        Q_ARG(QString, QStringLiteral("snapshots/layers/2f9c1e77-long-name-of-a-layer-that-nothing-stands-on.qcow2")),
        Q_ARG(QString, QStringLiteral("1.4 GiB")));
    story.takeBoth(QStringLiteral("dialog-remove-leftover"), PanelModel::SandboxesPage);
    QMetaObject::invokeMethod(story.dialog("removeLeftoverDialog"), "close");
    QMetaObject::invokeMethod(parts, "showRecovery");
    story.takeBoth(QStringLiteral("dialog-recovery"), PanelModel::SandboxesPage);
    Story none;
    none.with(testing::sampleViews()).with(testing::sampleOrphans(false));
    QMetaObject::invokeMethod(none.part("historyParts"), "showLeftovers");
    none.take(QStringLiteral("leftovers-none"), PanelModel::EnvironmentsPage);
}

} // namespace

void drawHistory()
{
    costs();
    costsInTrouble();
    audit();
    verified();
    auditInTrouble();
    pastSessions();
    crowds();
    operations();
    leftovers();
}

} // namespace glovebox::screenshots
