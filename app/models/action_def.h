// Role: what an action of the window is: one row for each, in the tables of action_table.h. Menus, keys, the palette
// and the shortcut sheet are made from these rows and from nothing else. Values; thread: GUI.
#pragma once

#include <QString>

#include <span>

namespace glovebox::models {

class PanelModel;

/// Where an action's keys act, and the sheet of which page shows it. Flags: some act on two pages.
enum Place : unsigned {
    NoPlace = 0,
    Anywhere = 1U << 0,
    Lists = 1U << 1, // every page with a table
    ApprovalsPlace = 1U << 2,
    SessionsPlace = 1U << 3,
    SessionPlace = 1U << 4,
    QueuePlace = 1U << 5,
    SandboxesPlace = 1U << 6,
    SnapshotsPlace = 1U << 7,
    DefinedPlace = 1U << 8,
    TemplatesPlace = 1U << 9,
    ImagesPlace = 1U << 10,
    EgressPlace = 1U << 11,
    SecretsPlace = 1U << 12,
    LogsPlace = 1U << 13,
    CostsPlace = 1U << 14,
    AuditPlace = 1U << 15,
    EnvironmentsPlace = 1U << 16,
    KeysPlace = 1U << 17,
    TerminalPlace = 1U << 18,
    OverviewPlace = 1U << 19,
    SettingsPlace = 1U << 20,
    DoctorPlace = 1U << 21,
    FilesPlace = 1U << 22, // these three: parts of the pages of a session and of a sandbox's terminals
    NetworkPlace = 1U << 23,
    OwnSnapshotsPlace = 1U << 24,
    SetupPlace = 1U << 25
};
/// Pages whose list is narrowed by a field.
inline constexpr unsigned kFiltered = SessionsPlace | QueuePlace | SandboxesPlace | SnapshotsPlace | DefinedPlace |
                                      TemplatesPlace | ImagesPlace | EgressPlace | SecretsPlace | LogsPlace |
                                      AuditPlace;

/// Pages whose list is a table for other programs, see ListTable.
inline constexpr unsigned kTables = ApprovalsPlace | SessionsPlace | QueuePlace | SandboxesPlace | SnapshotsPlace |
                                    DefinedPlace | TemplatesPlace | ImagesPlace | SecretsPlace | KeysPlace;

/// What it is done to.
enum class Subject {
    App,
    Setting,
    Page,
    Approval,
    Session,
    WorkItem,
    Sandbox,
    MarkedSandboxes,
    Snapshot,
    Defined,
    Template,
    Image,
    Attempt, // to leave: a row of the egress page
    Secret,
    Key,
    LogLines
};

/// Safe does it at once; Asks opens a dialog or leads elsewhere; Destructive opens one that asks, and does nothing by
/// itself. No destructive one has a single letter.
enum class ActionKind { Safe, Asks, Destructive };

enum class KeyUse {
    Page,  // acts wherever the focus is, on its places
    List,  // only while the page's list has the focus
    Fixed, // the control that has the focus knows it: shown in the sheet, never changed, not in the palette
    Chosen // no key of its own: menus and the palette
};

struct ActionDef {
    const char *id;
    const char *title; // in the context "Actions"; "…" when it asks for more
    const char *symbol;
    unsigned places;
    Subject subject;
    ActionKind kind = ActionKind::Safe;
    KeyUse use = KeyUse::Chosen;
    const char *keys = ""; // portable names, " | " between several: "G, S | Ctrl+1"
    /// Empty: it can be done now. None: always, when there is what it is done to.
    QString (*why)(PanelModel &) = nullptr;
    /// None: the window does it, see ActionRegistry::asked().
    void (*run)(PanelModel &) = nullptr;
    /// What it is called now, where that hangs on the state: "Start" for "Resume".
    QString (*word)(PanelModel &) = nullptr;
};

} // namespace glovebox::models
