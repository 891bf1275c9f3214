// One sandbox, several that are marked, and snapshots. Why something cannot be done is what sandbox_rules and the
// details say: there is no second rule here.
#include "app/models/action_deeds.h"
#include "app/models/action_table.h"
#include "app/models/panel_model.h"

namespace glovebox::models {

namespace {

constexpr auto kSnapshotPlaces = SnapshotsPlace | OwnSnapshotsPlace;

QString whyNotOwn(PanelModel &panel)
{
    return unless(panel.sandbox()->kept(), QT_TRANSLATE_NOOP("Actions", "It belongs to its session."));
}

QString whyNotReadyFor(PanelModel &panel)
{
    if (!panel.sandbox()->kept())
        return whyNotOwn(panel);
    return panel.sandbox()->sessionId().isEmpty() ? panel.preparation()->whyNotStart()
                                                  : actionText(QT_TRANSLATE_NOOP("Actions", "A session holds it."));
}

QString whyNoLadder(PanelModel &panel)
{
    return unless(panel.sandbox()->hasLadder(), QT_TRANSLATE_NOOP("Actions", "It is gone, or has failed."));
}

QString whyGone(PanelModel &panel)
{
    return unless(panel.sandbox()->known(), QT_TRANSLATE_NOOP("Actions", "It is gone."));
}

template <int (MachineActions::*able)() const>
QString whyNone(PanelModel &panel)
{
    return unless((panel.actions()->*able)() > 0, QT_TRANSLATE_NOOP("Actions", "Of none that is selected."));
}

template <void (MachineActions::*ask)()>
void askMarked(PanelModel &panel)
{
    (panel.actions()->*ask)();
}

constexpr ActionDef kMachineActions[] = {
    {"sandbox.pause", QT_TRANSLATE_NOOP("Actions", "Pause"), "pause-fill", SandboxesPlace, Subject::Sandbox, kSafe,
     KeyUse::List, "P", [](PanelModel &panel) { return panel.sandbox()->whyNotPause(); },
     [](PanelModel &panel) { panel.actions()->pauseSandbox(panel.sandbox()->id()); }},
    {"sandbox.resume", QT_TRANSLATE_NOOP("Actions", "Resume"), "play-fill", SandboxesPlace, Subject::Sandbox, kSafe,
     KeyUse::List, "U", [](PanelModel &panel) { return panel.sandbox()->whyNotResume(); },
     [](PanelModel &panel) { panel.actions()->resumeSandbox(panel.sandbox()->id()); },
     [](PanelModel &panel) {
         return panel.sandbox()->stopped() ? actionText(QT_TRANSLATE_NOOP("Actions", "Start")) : QString();
     }},
    {"sandbox.hibernate", QT_TRANSLATE_NOOP("Actions", "Hibernate"), "state/crescent", SandboxesPlace, Subject::Sandbox,
     kSafe, KeyUse::List, "H", [](PanelModel &panel) { return panel.sandbox()->whyNotHibernate(); },
     [](PanelModel &panel) { panel.actions()->hibernateSandbox(panel.sandbox()->id()); }},
    {"sandbox.snapshot", QT_TRANSLATE_NOOP("Actions", "Snapshot…"), "state/diamond", SandboxesPlace | OwnSnapshotsPlace, Subject::Sandbox,
     kAsks, KeyUse::List, "S", [](PanelModel &panel) { return panel.sandbox()->whyNotSnapshot(); }, nullptr,
     [](PanelModel &panel) {
         return panel.sandbox()->hibernated()
                    ? actionText(QT_TRANSLATE_NOOP("Actions", "Keep what it has on disk…"))
                    : QString();
     }},
    {"sandbox.fork", QT_TRANSLATE_NOOP("Actions", "Fork…"), "diagram-3", SandboxesPlace, Subject::Sandbox, kAsks,
     KeyUse::List, "F", [](PanelModel &panel) { return panel.sandbox()->whyNotFork(); }},
    {"sandbox.terminal", QT_TRANSLATE_NOOP("Actions", "Terminal"), "terminal", SandboxesPlace, Subject::Sandbox, kSafe,
     KeyUse::List, "T",
     [](PanelModel &panel) {
         return unless(panel.sandbox()->movable(), QT_TRANSLATE_NOOP("Actions", "It does not run."));
     },
     [](PanelModel &panel) { panel.openTerminals(panel.sandbox()->id()); }},
    {"sandbox.browse", QT_TRANSLATE_NOOP("Actions", "Its files"), "folder2-open", SandboxesPlace, Subject::Sandbox,
     kSafe, KeyUse::List, "N",
     [](PanelModel &panel) {
         return unless(panel.sandbox()->movable(), QT_TRANSLATE_NOOP("Actions", "It does not run."));
     },
     [](PanelModel &panel) { panel.openFiles(panel.sandbox()->id()); }},
    {"sandbox.files", QT_TRANSLATE_NOOP("Actions", "Put files…"), "folder2-open", SandboxesPlace, Subject::Sandbox,
     kAsks, KeyUse::List, "I",
     [](PanelModel &panel) { return panel.preparation()->whyNotSeed(panel.sandbox()->id()); }},
    {"sandbox.ports", QT_TRANSLATE_NOOP("Actions", "Ports…"), "link-45deg", SandboxesPlace, Subject::Sandbox, kAsks,
     KeyUse::Chosen, "", whyGone},
    {"sandbox.reserve", QT_TRANSLATE_NOOP("Actions", "Reserve…"), "person", SandboxesPlace, Subject::Sandbox, kAsks,
     KeyUse::List, "V", [](PanelModel &panel) { return panel.preparation()->whyNotReserve(panel.sandbox()->id()); },
     nullptr,
     [](PanelModel &panel) {
         return panel.sandbox()->reservedText().isEmpty() ? QString()
                                                          : actionText(QT_TRANSLATE_NOOP("Actions", "Reservation…"));
     }},
    {"sandbox.start", QT_TRANSLATE_NOOP("Actions", "Start a session in it…"), "session", SandboxesPlace,
     Subject::Sandbox, kAsks, KeyUse::Chosen, "", whyNotReadyFor},
    {"sandbox.handOut", QT_TRANSLATE_NOOP("Actions", "Copy its id for a session's metadata"), "copy", SandboxesPlace,
     Subject::Sandbox, kSafe, KeyUse::Chosen, "", whyNotOwn,
     [](PanelModel &panel) { panel.copyText(panel.preparation()->handOut(panel.sandbox()->id())); }},
    {"sandbox.copyLink", QT_TRANSLATE_NOOP("Actions", "Copy a link to it"), "link-45deg", SandboxesPlace,
     Subject::Sandbox, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) { copyLink(panel, QStringLiteral("sandbox"), panel.sandbox()->id()); }},
    {"sandbox.ladder", QT_TRANSLATE_NOOP("Actions", "When nobody uses it…"), "pencil-square", SandboxesPlace,
     Subject::Sandbox, kAsks, KeyUse::Chosen, "", whyNoLadder},
    {"sandbox.awake", QT_TRANSLATE_NOOP("Actions", "Keep awake for…"), "clock-history", SandboxesPlace,
     Subject::Sandbox, kAsks, KeyUse::Chosen, "", whyNoLadder},
    {"sandbox.session", QT_TRANSLATE_NOOP("Actions", "Open its session"), "session", SandboxesPlace, Subject::Sandbox,
     kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(!panel.sandbox()->sessionId().isEmpty(),
                       QT_TRANSLATE_NOOP("Actions", "No session holds it."));
     },
     [](PanelModel &panel) { panel.openSession(panel.sandbox()->sessionId()); }},
    {"sandbox.log", QT_TRANSLATE_NOOP("Actions", "Open its console's log"), "journal-text", SandboxesPlace,
     Subject::Sandbox, kSafe, KeyUse::List, "L", whyGone,
     [](PanelModel &panel) { panel.openLog(QStringLiteral("sandbox/") + panel.sandbox()->id(), 0); }},
    {"sandbox.template", QT_TRANSLATE_NOOP("Actions", "Open its template"), "template", SandboxesPlace,
     Subject::Sandbox, kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(!panel.sandbox()->templateId().isEmpty(), QT_TRANSLATE_NOOP("Actions", "It is no clone."));
     },
     [](PanelModel &panel) { panel.openTemplate(panel.sandbox()->templateId()); }},
    {"sandbox.destroy", QT_TRANSLATE_NOOP("Actions", "Destroy…"), "trash3", SandboxesPlace, Subject::Sandbox,
     kDestructive, KeyUse::List, "Del",
     [](PanelModel &panel) {
         return unless(panel.sandbox()->canDestroy(), QT_TRANSLATE_NOOP("Actions", "Already asked for, or gone."));
     }},
    {"marked.pause", QT_TRANSLATE_NOOP("Actions", "Pause"), "pause-fill", SandboxesPlace, Subject::MarkedSandboxes,
     kSafe, KeyUse::Chosen, "", whyNone<&MachineActions::pausable>, askMarked<&MachineActions::pauseMarked>},
    {"marked.resume", QT_TRANSLATE_NOOP("Actions", "Resume"), "play-fill", SandboxesPlace, Subject::MarkedSandboxes,
     kSafe, KeyUse::Chosen, "", whyNone<&MachineActions::resumable>, askMarked<&MachineActions::resumeMarked>,
     [](PanelModel &panel) { return panel.actions()->resumeWord(); }},
    {"marked.hibernate", QT_TRANSLATE_NOOP("Actions", "Hibernate"), "state/crescent", SandboxesPlace,
     Subject::MarkedSandboxes, kSafe, KeyUse::Chosen, "", whyNone<&MachineActions::hibernatable>,
     askMarked<&MachineActions::hibernateMarked>},
    {"marked.snapshot", QT_TRANSLATE_NOOP("Actions", "Snapshot"), "state/diamond", SandboxesPlace,
     Subject::MarkedSandboxes, kSafe, KeyUse::Chosen, "", whyNone<&MachineActions::snapshotable>,
     askMarked<&MachineActions::snapshotMarked>},
    {"marked.destroy", QT_TRANSLATE_NOOP("Actions", "Destroy…"), "trash3", SandboxesPlace, Subject::MarkedSandboxes,
     kDestructive, KeyUse::Chosen, "", whyNone<&MachineActions::destroyable>},
    {"snapshot.restore", QT_TRANSLATE_NOOP("Actions", "Restore as new, or fork…"), "plus-lg", kSnapshotPlaces,
     Subject::Snapshot, kAsks, KeyUse::List, "F", [](PanelModel &panel) { return panel.snapshot()->whyNotRestore(); }},
    {"snapshot.sandbox", QT_TRANSLATE_NOOP("Actions", "New sandbox from it…"), "sandbox", kSnapshotPlaces,
     Subject::Snapshot, kAsks, KeyUse::Chosen, "",
     [](PanelModel &panel) { return panel.snapshot()->whyNotRestore(); }},
    {"snapshot.inPlace", QT_TRANSLATE_NOOP("Actions", "Restore in place…"), "clock-history", kSnapshotPlaces,
     Subject::Snapshot, kDestructive, KeyUse::Chosen, "",
     [](PanelModel &panel) { return panel.snapshot()->whyNotInPlace(); }},
    {"snapshot.cancel", QT_TRANSLATE_NOOP("Actions", "Cancel taking it"), "x-lg", kSnapshotPlaces, Subject::Snapshot,
     kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(panel.snapshot()->taking(), QT_TRANSLATE_NOOP("Actions", "It is not being taken."));
     },
     [](PanelModel &panel) { panel.actions()->cancelSnapshot(panel.snapshot()->id()); }},
    {"snapshot.pin", QT_TRANSLATE_NOOP("Actions", "Pin"), "state/diamond-pin", kSnapshotPlaces, Subject::Snapshot, kSafe,
     KeyUse::Chosen, "", [](PanelModel &panel) { return panel.snapshot()->whyNotPin(); },
     [](PanelModel &panel) { panel.actions()->pinSnapshot(panel.snapshot()->id(), !panel.snapshot()->pinned()); },
     [](PanelModel &panel) {
         return panel.snapshot()->pinned() ? actionText(QT_TRANSLATE_NOOP("Actions", "Take the pin out")) : QString();
     }},
    {"snapshot.rename", QT_TRANSLATE_NOOP("Actions", "Rename…"), "pencil-square", kSnapshotPlaces, Subject::Snapshot,
     kAsks, KeyUse::Chosen, "", [](PanelModel &panel) { return panel.snapshot()->whyNotPin(); }},
    {"snapshot.verify", QT_TRANSLATE_NOOP("Actions", "Verify"), "shield-check", kSnapshotPlaces, Subject::Snapshot,
     kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return panel.snapshot()->verifying() ? QString() : panel.snapshot()->whyNotVerify();
     },
     [](PanelModel &panel) {
         const QString id = panel.snapshot()->id();
         panel.snapshot()->verifying() ? panel.actions()->cancelVerify(id) : panel.actions()->verifySnapshot(id);
     },
     [](PanelModel &panel) {
         return panel.snapshot()->verifying() ? actionText(QT_TRANSLATE_NOOP("Actions", "Stop verifying")) : QString();
     }},
    {"snapshot.origin", QT_TRANSLATE_NOOP("Actions", "Open its sandbox"), "sandbox", kSnapshotPlaces, Subject::Snapshot,
     kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(panel.snapshot()->sandboxKnown(), QT_TRANSLATE_NOOP("Actions", "It is gone."));
     },
     [](PanelModel &panel) { panel.openSandbox(panel.snapshot()->sandboxId()); }},
    {"snapshot.copyLink", QT_TRANSLATE_NOOP("Actions", "Copy a link to it"), "link-45deg", kSnapshotPlaces,
     Subject::Snapshot, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) { copyLink(panel, QStringLiteral("snapshot"), panel.snapshot()->id()); }},
    {"snapshot.delete", QT_TRANSLATE_NOOP("Actions", "Delete…"), "trash3", kSnapshotPlaces, Subject::Snapshot,
     kDestructive, KeyUse::List, "Del",
     [](PanelModel &panel) {
         return panel.snapshot()->pinned() ? panel.snapshot()->whyNotDelete() : QString();
     }},
    {"snapshot.fold", QT_TRANSLATE_NOOP("Actions", "Fold or unfold the tree"), "", SnapshotsPlace, Subject::App, kSafe,
     KeyUse::Fixed, "Left | Right"},
};

} // namespace

std::span<const ActionDef> machineActions()
{
    return kMachineActions;
}

} // namespace glovebox::models
