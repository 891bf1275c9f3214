// What every list does, and the pages that have keys of their own.
#include "app/models/action_deeds.h"
#include "app/models/action_table.h"
#include "app/models/panel_model.h"

namespace glovebox::models {

namespace {

constexpr auto kExports = LogsPlace | CostsPlace | AuditPlace | EgressPlace;

ApprovalDetail *shownCall(PanelModel &panel)
{
    return panel.page() == PanelModel::SessionPage ? panel.session()->approval() : panel.approval();
}

QString staleWhy(PanelModel &panel)
{
    return unless(!panel.host()->stale(), QT_TRANSLATE_NOOP("Actions", "The engine does not answer."));
}

QString whyNotAnswer(const ApprovalDetail &call)
{
    return call.hasKey() ? actionText(QT_TRANSLATE_NOOP("Actions", "It does not wait any more.")) : call.keyMissing();
}

QString whyNotAllow(PanelModel &panel)
{
    const ApprovalDetail &call = *shownCall(panel);
    if (call.canAllow())
        return staleWhy(panel);
    return call.firstUnseen() >= 0 ? call.allowHint() : whyNotAnswer(call);
}

QString whyNotDeny(PanelModel &panel)
{
    const ApprovalDetail &call = *shownCall(panel);
    return call.canDeny() ? staleWhy(panel) : whyNotAnswer(call);
}

QString linesFirst(PanelModel &panel)
{
    return unless(panel.log()->hasSelection(), QT_TRANSLATE_NOOP("Actions", "Select lines first."));
}

template <int how>
void copyLog(PanelModel &panel)
{
    panel.copyLog(how);
}

template <int part>
void showPart(PanelModel &panel)
{
    panel.inside()->setTab(part);
}

QString sessionOf(PanelModel &panel)
{
    return selectedId(panel, Subject::Session);
}

constexpr ActionDef kPageActions[] = {
    {"list.move", QT_TRANSLATE_NOOP("Actions", "Move in the list"), "", Lists, Subject::App, kSafe, KeyUse::Fixed,
     "Up | Down | PgUp | PgDown | Home | End"},
    {"list.open", QT_TRANSLATE_NOOP("Actions", "Open"), "", Lists, Subject::App, kSafe, KeyUse::Fixed, "Return"},
    {"list.preview", QT_TRANSLATE_NOOP("Actions", "Preview"), "", Lists, Subject::App, kSafe, KeyUse::Fixed, "Space"},
    {"list.clear", QT_TRANSLATE_NOOP("Actions", "Clear the selection, then close the preview"), "", Lists, Subject::App,
     kSafe, KeyUse::Fixed, "Esc"},
    {"list.menu", QT_TRANSLATE_NOOP("Actions", "What can be done with the row"), "",
     SandboxesPlace | SnapshotsPlace | DefinedPlace | LogsPlace, Subject::App, kSafe, KeyUse::Fixed,
     "Shift+F10 | Menu"},
    {"list.mark", QT_TRANSLATE_NOOP("Actions", "Select, or not"), "check-lg",
     SandboxesPlace | SnapshotsPlace | ApprovalsPlace, Subject::App, kSafe, KeyUse::List, "X"},
    {"list.markAll", QT_TRANSLATE_NOOP("Actions", "Select all that match the filter"), "check-lg",
     SandboxesPlace | SnapshotsPlace, Subject::App, kSafe, KeyUse::List, "Ctrl+A", nullptr,
     [](PanelModel &panel) {
         markAllShown(panel);
     }},
    {"list.pending", QT_TRANSLATE_NOOP("Actions", "Show what changed, and sort again"), "arrow-clockwise",
     Lists | OverviewPlace | NetworkPlace | OwnSnapshotsPlace, Subject::App, kSafe, KeyUse::List, "R"},
    {"list.copy", QT_TRANSLATE_NOOP("Actions", "Copy the id"), "copy", Lists, Subject::App, kSafe, KeyUse::List,
     "Ctrl+C", nullptr,
     [](PanelModel &panel) {
         copyIds(panel);
     }},
    {"list.copyTable", QT_TRANSLATE_NOOP("Actions", "Copy the rows as a table"), "copy", kTables, Subject::App, kSafe,
     KeyUse::List, "Ctrl+Shift+C", whyNoTable,
     [](PanelModel &panel) {
         copyTable(panel);
     }},
    {"list.export", QT_TRANSLATE_NOOP("Actions", "Export the list as CSV…"), "download", kTables, Subject::App, kAsks,
     KeyUse::Page, "Ctrl+E", whyNoTable,
     [](PanelModel &panel) {
         exportTable(panel, false);
     }},
    {"list.exportJson", QT_TRANSLATE_NOOP("Actions", "Export the list as JSON…"), "download", kTables, Subject::App,
     kAsks, KeyUse::Chosen, "", whyNoTable,
     [](PanelModel &panel) {
         exportTable(panel, true);
     }},
    {"list.filter", QT_TRANSLATE_NOOP("Actions", "Filter the list"), "filter", kFiltered & ~LogsPlace, Subject::App,
     kSafe, KeyUse::Page, "/ | Ctrl+F"},
    {"page.export", QT_TRANSLATE_NOOP("Actions", "Export…"), "download", kExports, Subject::App, kAsks, KeyUse::Page,
     "Ctrl+E"},
    {"audit.verify", QT_TRANSLATE_NOOP("Actions", "Verify the trail"), "patch-check", AuditPlace, Subject::App, kSafe,
     KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         panel.history()->verifier()->verify();
     }},
    {"approval.allow", QT_TRANSLATE_NOOP("Actions", "Allow"), "check-lg", ApprovalsPlace | SessionPlace,
     Subject::Approval, kSafe, KeyUse::Page, "Ctrl+Shift+A", whyNotAllow,
     [](PanelModel &panel) {
         panel.allowShown();
     }},
    {"approval.deny", QT_TRANSLATE_NOOP("Actions", "Deny"), "state/hand", ApprovalsPlace | SessionPlace,
     Subject::Approval, kSafe, KeyUse::Page, "Ctrl+Shift+D", whyNotDeny,
     [](PanelModel &panel) {
         panel.denyShown();
     }},
    {"approval.next", QT_TRANSLATE_NOOP("Actions", "Next waiting call"), "chevron-down", ApprovalsPlace, Subject::App,
     kSafe, KeyUse::List, "J", nullptr,
     [](PanelModel &panel) {
         panel.approvals()->moveSelection(1);
     }},
    {"approval.previous", QT_TRANSLATE_NOOP("Actions", "Previous waiting call"), "chevron-up", ApprovalsPlace,
     Subject::App, kSafe, KeyUse::List, "K", nullptr,
     [](PanelModel &panel) {
         panel.approvals()->moveSelection(-1);
     }},
    {"session.interrupt", QT_TRANSLATE_NOOP("Actions", "Interrupt"), "stop-circle", SessionPlace, Subject::Session,
     kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         const SessionDetail &session = *panel.session();
         if (session.canInterrupt())
             return QString();
         return session.interruptOffered() ? session.interruptHint()
                                           : actionText(QT_TRANSLATE_NOOP("Actions", "It has no turn that goes on."));
     },
     [](PanelModel &panel) {
         panel.interruptSession();
     }},
    {"session.cancelCall", QT_TRANSLATE_NOOP("Actions", "Cancel the selected call"), "x-lg", SessionPlace,
     Subject::Session, kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(panel.session()->canCancel(), QT_TRANSLATE_NOOP("Actions", "No call that runs is selected."));
     },
     [](PanelModel &panel) {
         panel.cancelCall();
     }},
    {"session.sandbox", QT_TRANSLATE_NOOP("Actions", "Open its sandbox"), "sandbox", SessionPlace, Subject::Session,
     kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(!panel.session()->sandbox().isEmpty(), QT_TRANSLATE_NOOP("Actions", "It has no sandbox now."));
     },
     [](PanelModel &panel) {
         panel.openSandbox(panel.session()->sandbox());
     }},
    {"session.terminal", QT_TRANSLATE_NOOP("Actions", "A terminal in its sandbox"), "terminal", SessionPlace,
     Subject::Session, kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(!panel.session()->sandbox().isEmpty(), QT_TRANSLATE_NOOP("Actions", "It has no sandbox now."));
     },
     [](PanelModel &panel) {
         panel.openTerminals(panel.session()->sandbox());
     }},
    {"session.files", QT_TRANSLATE_NOOP("Actions", "Files of its sandbox"), "folder2-open", SessionPlace,
     Subject::Session, kSafe, KeyUse::Chosen, "", nullptr, showPart<SandboxInside::Files>},
    {"session.network", QT_TRANSLATE_NOOP("Actions", "What it tries to reach"), "egress", SessionPlace,
     Subject::Session, kSafe, KeyUse::Chosen, "", nullptr, showPart<SandboxInside::Network>},
    {"session.snapshots", QT_TRANSLATE_NOOP("Actions", "Its snapshots"), "state/diamond", SessionPlace,
     Subject::Session, kSafe, KeyUse::Chosen, "", nullptr, showPart<SandboxInside::Snapshots>},
    {"files.up", QT_TRANSLATE_NOOP("Actions", "The folder above"), "", FilesPlace, Subject::App, kSafe, KeyUse::Fixed,
     "Backspace"},
    {"files.copy", QT_TRANSLATE_NOOP("Actions", "Copy the path"), "copy", FilesPlace, Subject::App, kSafe, KeyUse::List,
     "Ctrl+C", nullptr,
     [](PanelModel &panel) {
         panel.copyText(panel.inside()->files()->selectedPath());
     }},
    {"session.export", QT_TRANSLATE_NOOP("Actions", "Export its files…"), "download", SessionPlace, Subject::Session,
     kAsks, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(panel.session()->outputs()->count() > 0,
                       QT_TRANSLATE_NOOP("Actions", "No file of it was brought here."));
     }},
    {"session.log", QT_TRANSLATE_NOOP("Actions", "Open its log"), "journal-text", SessionPlace | SessionsPlace,
     Subject::Session, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         panel.openLog(QStringLiteral("session/") + sessionOf(panel), 0);
     }},
    {"session.copyLink", QT_TRANSLATE_NOOP("Actions", "Copy a link to the session"), "link-45deg",
     SessionPlace | SessionsPlace, Subject::Session, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         copyLink(panel, QStringLiteral("session"), sessionOf(panel));
     }},
    {"log.find", QT_TRANSLATE_NOOP("Actions", "Find"), "search", LogsPlace, Subject::App, kSafe, KeyUse::Page,
     "Ctrl+F"},
    {"log.filter", QT_TRANSLATE_NOOP("Actions", "Filter the lines"), "filter", LogsPlace, Subject::App, kSafe,
     KeyUse::Page, "/ | Ctrl+L"},
    {"log.next", QT_TRANSLATE_NOOP("Actions", "Next match"), "chevron-down", LogsPlace, Subject::App, kSafe,
     KeyUse::Page, "F3", nullptr,
     [](PanelModel &panel) {
         panel.log()->findNext(1);
     }},
    {"log.previous", QT_TRANSLATE_NOOP("Actions", "Previous match"), "chevron-up", LogsPlace, Subject::App, kSafe,
     KeyUse::Page, "Shift+F3", nullptr,
     [](PanelModel &panel) {
         panel.log()->findNext(-1);
     }},
    {"log.nextError", QT_TRANSLATE_NOOP("Actions", "Next error"), "chevron-down", LogsPlace, Subject::App, kSafe,
     KeyUse::Page, "]", nullptr,
     [](PanelModel &panel) {
         panel.log()->errorNext(1);
     }},
    {"log.previousError", QT_TRANSLATE_NOOP("Actions", "Previous error"), "chevron-up", LogsPlace, Subject::App, kSafe,
     KeyUse::Page, "[", nullptr,
     [](PanelModel &panel) {
         panel.log()->errorNext(-1);
     }},
    {"log.goTo", QT_TRANSLATE_NOOP("Actions", "Go to a line or time…"), "clock-history", LogsPlace, Subject::App, kAsks,
     KeyUse::Page, "Ctrl+G"},
    {"log.wrap", QT_TRANSLATE_NOOP("Actions", "Wrap long lines"), "file-text", LogsPlace, Subject::App, kSafe,
     KeyUse::Page, "W", nullptr,
     [](PanelModel &panel) {
         panel.log()->setWrap(!panel.log()->wrap());
     }},
    {"lines.move", QT_TRANSLATE_NOOP("Actions", "Move in the lines"), "", LogsPlace, Subject::App, kSafe, KeyUse::Fixed,
     "Up | Down | PgUp | PgDown | Home"},
    {"events.move", QT_TRANSLATE_NOOP("Actions", "Move in the events; in the timeline: from lane to lane"), "",
     SessionPlace, Subject::App, kSafe, KeyUse::Fixed, "Up | Down | PgUp | PgDown | Home"},
    {"lines.end", QT_TRANSLATE_NOOP("Actions", "Follow what comes"), "", LogsPlace | SessionPlace, Subject::App, kSafe,
     KeyUse::Fixed, "End"},
    {"lines.open", QT_TRANSLATE_NOOP("Actions", "Show the whole of it"), "", LogsPlace, Subject::App, kSafe,
     KeyUse::Fixed, "Return | Space"},
    {"events.open", QT_TRANSLATE_NOOP("Actions", "Show the whole of it; in the timeline: select its event"), "",
     SessionPlace, Subject::App, kSafe, KeyUse::Fixed, "Return | Space"},
    {"lines.clear", QT_TRANSLATE_NOOP("Actions", "Clear the selection, then go back"), "", LogsPlace | SessionPlace,
     Subject::App, kSafe, KeyUse::Fixed, "Esc"},
    {"timeline.move", QT_TRANSLATE_NOOP("Actions", "In the timeline: previous, next call"), "", SessionPlace,
     Subject::App, kSafe, KeyUse::Fixed, "Left | Right"},
    {"timeline.fit", QT_TRANSLATE_NOOP("Actions", "In the timeline: fit all of it"), "", SessionPlace, Subject::App,
     kSafe, KeyUse::Fixed, "F"},
    {"timeline.zoom", QT_TRANSLATE_NOOP("Actions", "In the timeline: nearer, farther"), "", SessionPlace, Subject::App,
     kSafe, KeyUse::Fixed, "+ | - | W | S"},
    {"timeline.pan", QT_TRANSLATE_NOOP("Actions", "In the timeline: earlier, later"), "", SessionPlace, Subject::App,
     kSafe, KeyUse::Fixed, "A | D"},
    {"timeline.measure", QT_TRANSLATE_NOOP("Actions", "In the timeline: measure from here"), "", SessionPlace,
     Subject::App, kSafe, KeyUse::Fixed, "M"},
    {"timeline.error", QT_TRANSLATE_NOOP("Actions", "In the timeline: next, previous error"), "", SessionPlace,
     Subject::App, kSafe, KeyUse::Fixed, "E | Shift+E"},
    {"log.copyPlain", QT_TRANSLATE_NOOP("Actions", "Copy the text alone"), "copy", LogsPlace, Subject::LogLines, kSafe,
     KeyUse::Chosen, "", linesFirst, copyLog<LogModel::Plain>},
    {"log.copy", QT_TRANSLATE_NOOP("Actions", "Copy with time and source"), "copy", LogsPlace, Subject::LogLines, kSafe,
     KeyUse::Fixed, "Ctrl+C", linesFirst, copyLog<LogModel::WithTimes>},
    {"log.copyContext", QT_TRANSLATE_NOOP("Actions", "Copy with context"), "copy", LogsPlace, Subject::LogLines, kSafe,
     KeyUse::Chosen, "", linesFirst, copyLog<LogModel::WithContext>},
    {"log.copyJson", QT_TRANSLATE_NOOP("Actions", "Copy as JSON"), "copy", LogsPlace, Subject::LogLines, kSafe,
     KeyUse::Chosen, "", linesFirst, copyLog<LogModel::AsJson>},
    {"log.all", QT_TRANSLATE_NOOP("Actions", "Select all lines"), "", LogsPlace, Subject::LogLines, kSafe,
     KeyUse::Fixed, "Ctrl+A"},
    {"log.context", QT_TRANSLATE_NOOP("Actions", "5 lines more around it"), "plus-lg", LogsPlace, Subject::LogLines,
     kSafe, KeyUse::Fixed, "+",
     [](PanelModel &panel) {
         return panel.log()->filters() ? linesFirst(panel)
                                       : actionText(QT_TRANSLATE_NOOP("Actions", "No filter hides any."));
     },
     [](PanelModel &panel) {
         panel.log()->addContext(panel.log()->selectedRow());
     }},
    {"log.noContext", QT_TRANSLATE_NOOP("Actions", "Only what the filter shows"), "funnel", LogsPlace,
     Subject::LogLines, kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(panel.log()->hasContext(), QT_TRANSLATE_NOOP("Actions", "Nothing else is shown."));
     },
     [](PanelModel &panel) {
         panel.log()->clearContext();
     }},
    {"log.open", QT_TRANSLATE_NOOP("Actions", "Open what it is about"), "box-arrow-up-right", LogsPlace,
     Subject::LogLines, kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(panel.hasObject(panel.log()->selectedObject()),
                       QT_TRANSLATE_NOOP("Actions", "No session or sandbox that is here."));
     },
     [](PanelModel &panel) { panel.openLogged(); },
     [](PanelModel &panel) {
         return panel.log()->selectedCall().isEmpty() ? QString()
                                                      : actionText(QT_TRANSLATE_NOOP("Actions", "Open the call"));
     }},
    {"terminal.copy", QT_TRANSLATE_NOOP("Actions", "Copy"), "", TerminalPlace, Subject::App, kSafe, KeyUse::Fixed,
     "Ctrl+Shift+C"},
    {"terminal.paste", QT_TRANSLATE_NOOP("Actions", "Paste"), "", TerminalPlace, Subject::App, kSafe, KeyUse::Fixed,
     "Ctrl+Shift+V"},
    {"terminal.all", QT_TRANSLATE_NOOP("Actions", "Select everything"), "", TerminalPlace, Subject::App, kSafe,
     KeyUse::Fixed, "Ctrl+Shift+A"},
    {"terminal.palette", QT_TRANSLATE_NOOP("Actions", "Search, or do something"), "", TerminalPlace, Subject::App,
     kSafe, KeyUse::Fixed, "Ctrl+Shift+K"},
    {"terminal.leave", QT_TRANSLATE_NOOP("Actions", "Leave the terminal"), "", TerminalPlace, Subject::App, kSafe,
     KeyUse::Fixed, "Ctrl+Shift+Esc"},
};

} // namespace

std::span<const ActionDef> pageActions()
{
    return kPageActions;
}

} // namespace glovebox::models
