// The window's own actions: where one can go, what helps finding one's way, and the engine and its environments.
#include "app/models/action_deeds.h"
#include "app/models/action_table.h"
#include "app/models/desktop_panel.h"
#include "app/models/panel_model.h"
#include "app/models/setup_panel.h"

namespace glovebox::models {

namespace {

template <PanelModel::Page page>
void goTo(PanelModel &panel)
{
    panel.setPage(page);
}

constexpr int kPlainLooks = 3; // desktop, dark, light: high contrast is chosen on its page

/// What F5 reads again: most is live.
void readAgain(PanelModel &panel)
{
    if (panel.page() == PanelModel::CostsPage)
        panel.history()->costs()->refresh();
    else if (panel.page() == PanelModel::AuditPage)
        panel.history()->audit()->refresh();
    else if (panel.page() == PanelModel::EgressPage && panel.egress()->tab() == 1)
        panel.egress()->profiles()->refresh();
    else if (panel.page() == PanelModel::DoctorPage)
        panel.doctor()->checkAll();
    else
        panel.readQueues();
}

constexpr ActionDef kWindowActions[] = {
    {"app.palette", QT_TRANSLATE_NOOP("Actions", "Search, or do something"), "search", Anywhere, Subject::App, kAsks,
     KeyUse::Page, "Ctrl+K"},
    {"app.goTo", QT_TRANSLATE_NOOP("Actions", "Go to an object"), "search", Anywhere, Subject::App, kAsks, KeyUse::Page,
     "Ctrl+P"},
    {"app.keys", QT_TRANSLATE_NOOP("Actions", "Keys of this page"), "book", Anywhere, Subject::App, kAsks, KeyUse::Page,
     "? | Ctrl+/"},
    {"app.operations", QT_TRANSLATE_NOOP("Actions", "Operations"), "clock-history", Anywhere, Subject::App, kAsks,
     KeyUse::Page, "Ctrl+J"},
    {"app.alerts", QT_TRANSLATE_NOOP("Actions", "Alerts"), "bell", Anywhere, Subject::App, kAsks, KeyUse::Page,
     "Ctrl+Shift+J"},
    {"app.next", QT_TRANSLATE_NOOP("Actions", "Next call that waits for you"), "shield-check", Anywhere, Subject::App,
     kSafe, KeyUse::Page, "Ctrl+Shift+N", nullptr,
     [](PanelModel &panel) {
         panel.nextApproval();
     }},
    {"app.undo", QT_TRANSLATE_NOOP("Actions", "Take back what was just done"), "arrow-counterclockwise", Anywhere,
     Subject::App, kSafe, KeyUse::Page, "Ctrl+Z",
     [](PanelModel &panel) {
         return unless(!panel.note()->verb().isEmpty(), QT_TRANSLATE_NOOP("Actions", "Nothing can be taken back."));
     },
     [](PanelModel &panel) {
         panel.note()->act();
     }},
    {"app.stop", QT_TRANSLATE_NOOP("Actions", "Stop everything…"), "state/octagon-cross", Anywhere, Subject::App,
     ActionKind::Destructive, KeyUse::Chosen},
    {"app.show", QT_TRANSLATE_NOOP("Actions", "Open the main window"), "house", Anywhere, Subject::App, kSafe,
     KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         panel.desktop()->comeForward();
     }},
    {"app.quit", QT_TRANSLATE_NOOP("Actions", "Quit…"), "x-lg", Anywhere, Subject::App, kAsks, KeyUse::Chosen, "",
     nullptr,
     [](PanelModel &panel) {
         panel.desktop()->comeForward(); // it may ask, there
         panel.quit()->requestClose();
     }},
    {"app.back", QT_TRANSLATE_NOOP("Actions", "Back"), "chevron-left", Anywhere, Subject::App, kSafe, KeyUse::Page,
     "Alt+Left",
     [](PanelModel &panel) {
         return unless(panel.registry()->pages()->canGoBack(),
                       QT_TRANSLATE_NOOP("Actions", "Nothing was shown before."));
     },
     [](PanelModel &panel) {
         panel.registry()->pages()->goBack();
     }},
    {"app.forward", QT_TRANSLATE_NOOP("Actions", "Forward"), "chevron-right", Anywhere, Subject::App, kSafe,
     KeyUse::Page, "Alt+Right",
     [](PanelModel &panel) {
         return unless(panel.registry()->pages()->canGoForward(), QT_TRANSLATE_NOOP("Actions", "You did not go back."));
     },
     [](PanelModel &panel) {
         panel.registry()->pages()->goForward();
     }},
    {"app.readAgain", QT_TRANSLATE_NOOP("Actions", "Read again now"), "arrow-clockwise", Anywhere, Subject::App, kSafe,
     KeyUse::Page, "F5", nullptr, readAgain},
    {"app.nextPane", QT_TRANSLATE_NOOP("Actions", "Next part of the window"), "chevron-right", Anywhere, Subject::App,
     kSafe, KeyUse::Page, "F6"},
    {"app.previousPane", QT_TRANSLATE_NOOP("Actions", "Previous part of the window"), "chevron-left", Anywhere,
     Subject::App, kSafe, KeyUse::Page, "Shift+F6"},
    {"app.fullScreen", QT_TRANSLATE_NOOP("Actions", "Full screen"), "box-arrow-up-right", Anywhere, Subject::App, kSafe,
     KeyUse::Page, "F11"},
    {"app.ownWindow", QT_TRANSLATE_NOOP("Actions", "Open in own window"), "box-arrow-up-right", Anywhere, Subject::App,
     kSafe, KeyUse::Page, "Ctrl+Shift+O",
     [](PanelModel &panel) { return panel.desktop()->windows()->whyNotShown(); },
     [](PanelModel &panel) {
         panel.desktop()->windows()->openShown();
     }},
    {"go.overview", QT_TRANSLATE_NOOP("Actions", "Overview"), "house", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, O", nullptr, goTo<PanelModel::OverviewPage>},
    {"go.approvals", QT_TRANSLATE_NOOP("Actions", "Approvals"), "shield-check", Anywhere, Subject::Page, kSafe,
     KeyUse::Page, "G, A", nullptr, goTo<PanelModel::ApprovalsPage>},
    {"go.sessions", QT_TRANSLATE_NOOP("Actions", "Sessions"), "session", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, S", nullptr, goTo<PanelModel::SessionsPage>},
    {"go.queue", QT_TRANSLATE_NOOP("Actions", "Queue"), "list-task", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, Q", nullptr, goTo<PanelModel::QueuePage>},
    {"go.sandboxes", QT_TRANSLATE_NOOP("Actions", "Sandboxes"), "sandbox", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, B", nullptr, goTo<PanelModel::SandboxesPage>},
    {"go.snapshots", QT_TRANSLATE_NOOP("Actions", "Snapshots"), "state/diamond", Anywhere, Subject::Page, kSafe,
     KeyUse::Page, "G, N", nullptr, goTo<PanelModel::SnapshotsPage>},
    {"go.templates", QT_TRANSLATE_NOOP("Actions", "Templates"), "template", Anywhere, Subject::Page, kSafe,
     KeyUse::Page, "G, T", nullptr, goTo<PanelModel::DefinedPage>},
    {"go.images", QT_TRANSLATE_NOOP("Actions", "Images"), "image", Anywhere, Subject::Page, kSafe, KeyUse::Page, "G, I",
     nullptr, goTo<PanelModel::ImagesPage>},
    {"go.egress", QT_TRANSLATE_NOOP("Actions", "Egress"), "egress", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, E", nullptr, goTo<PanelModel::EgressPage>},
    {"go.logs", QT_TRANSLATE_NOOP("Actions", "Logs"), "journal-text", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, L", nullptr, goTo<PanelModel::LogsPage>},
    {"go.costs", QT_TRANSLATE_NOOP("Actions", "Costs"), "coin", Anywhere, Subject::Page, kSafe, KeyUse::Page, "G, C",
     nullptr, goTo<PanelModel::CostsPage>},
    {"go.audit", QT_TRANSLATE_NOOP("Actions", "Audit"), "patch-check", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, U", nullptr, goTo<PanelModel::AuditPage>},
    {"go.environments", QT_TRANSLATE_NOOP("Actions", "Environments"), "environment", Anywhere, Subject::Page, kSafe,
     KeyUse::Page, "G, V", nullptr, goTo<PanelModel::EnvironmentsPage>},
    {"go.settings", QT_TRANSLATE_NOOP("Actions", "Settings"), "sliders", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "Ctrl+,", nullptr, goTo<PanelModel::SettingsPage>},
    {"go.doctor", QT_TRANSLATE_NOOP("Actions", "Host doctor"), "cpu", Anywhere, Subject::Page, kSafe, KeyUse::Page,
     "G, H", nullptr, goTo<PanelModel::DoctorPage>},
    {"go.setup", QT_TRANSLATE_NOOP("Actions", "Set up…"), "check-lg", Anywhere, Subject::Page, kAsks, KeyUse::Chosen, "",
     nullptr,
     [](PanelModel &panel) {
         panel.setup()->open();
     }},
    {"setup.next", QT_TRANSLATE_NOOP("Actions", "Next step"), "", SetupPlace, Subject::App, kSafe, KeyUse::Fixed,
     "Return"},
    {"setup.leave", QT_TRANSLATE_NOOP("Actions", "Leave the set-up; it stays where it is"), "", SetupPlace, Subject::App,
     kSafe, KeyUse::Fixed, "Esc"},
    {"doctor.bundle", QT_TRANSLATE_NOOP("Actions", "Export support bundle…"), "download", DoctorPlace, Subject::Page,
     kAsks, KeyUse::Page, "Ctrl+E"},
    {"polling.pause", QT_TRANSLATE_NOOP("Actions", "Pause polling"), "pause-fill", Anywhere, Subject::App, kSafe,
     KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(canPausePolling(panel), QT_TRANSLATE_NOOP("Actions", "No environment takes new work."));
     },
     [](PanelModel &panel) {
         pauseAllPolling(panel);
     }},
    {"polling.resume", QT_TRANSLATE_NOOP("Actions", "Resume polling"), "play-fill", Anywhere, Subject::App, kSafe,
     KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(canResumePolling(panel), QT_TRANSLATE_NOOP("Actions", "None was paused by you."));
     },
     [](PanelModel &panel) {
         resumeAllPolling(panel);
     }},
    {"engine.start", QT_TRANSLATE_NOOP("Actions", "Start"), "play-fill", Anywhere, Subject::App, kSafe, KeyUse::Chosen,
     "",
     [](PanelModel &panel) {
         return unless(panel.host()->canStart() && panel.environment()->known() && !panel.engineBusy(),
                       QT_TRANSLATE_NOOP("Actions", "The engine runs already, or has no environment."));
     },
     [](PanelModel &panel) {
         panel.startEngine();
     }},
    {"engine.drain", QT_TRANSLATE_NOOP("Actions", "Drain & stop"), "stop-circle", Anywhere, Subject::App, kSafe,
     KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(panel.host()->canDrain() && !panel.engineBusy(),
                       QT_TRANSLATE_NOOP("Actions", "The engine does not take work."));
     },
     [](PanelModel &panel) {
         panel.drainEngine();
     }},
    {"session.new", QT_TRANSLATE_NOOP("Actions", "Start a session…"), "session", Anywhere, Subject::App, kAsks,
     KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return panel.preparation()->whyNotStart();
     }},
    {"sandbox.new", QT_TRANSLATE_NOOP("Actions", "New sandbox…"), "plus-lg", Anywhere, Subject::App, kAsks},
    {"defined.new", QT_TRANSLATE_NOOP("Actions", "New template…"), "template", Anywhere, Subject::App, kAsks},
    {"image.import", QT_TRANSLATE_NOOP("Actions", "Import an image…"), "image", Anywhere, Subject::App, kAsks},
    {"setting.look", QT_TRANSLATE_NOOP("Actions", "Look: next of desktop, dark, light"), "circle-half", Anywhere,
     Subject::Setting, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         panel.settings()->setLook((panel.settings()->look() + 1) % kPlainLooks);
     }},
    {"setting.times", QT_TRANSLATE_NOOP("Actions", "Times: next of local, UTC, relative"), "clock-history", Anywhere,
     Subject::Setting, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         panel.settings()->setTimes((panel.settings()->times() + 1) %
                                    static_cast<int>(PanelSettings::timesChoices().size()));
     }},
    {"setting.quiet", QT_TRANSLATE_NOOP("Actions", "Do not disturb"), "bell", Anywhere, Subject::Setting, kSafe,
     KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) { panel.settings()->setQuiet(!panel.settings()->quiet()); },
     [](PanelModel &panel) {
         return panel.settings()->quiet() ? actionText(QT_TRANSLATE_NOOP("Actions", "Notify the desktop again"))
                                          : QString();
     }},
    {"setting.letters", QT_TRANSLATE_NOOP("Actions", "Turn single-letter keys off"), "book", Anywhere, Subject::Setting,
     kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) { panel.settings()->setLetters(!panel.settings()->letters()); },
     [](PanelModel &panel) {
         return panel.settings()->letters() ? QString()
                                            : actionText(QT_TRANSLATE_NOOP("Actions", "Turn single-letter keys on"));
     }},
};

} // namespace

std::span<const ActionDef> windowActions()
{
    return kWindowActions;
}

} // namespace glovebox::models
