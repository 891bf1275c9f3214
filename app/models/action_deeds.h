// Role: what actions do that belongs to no single model: to the list that is shown, to all environments, to the
// clipboard. Thread: GUI.
#pragma once

#include "app/models/action_def.h"

#include <vector>

namespace glovebox::models {

class StableList;
struct NamedObject;

/// The list of the page that is shown; null: it has none.
StableList *shownList(PanelModel &panel);
/// Everything that matches the filter, also what is not drawn.
void markAllShown(PanelModel &panel);
/// Of what is marked, or of the selected row.
void copyIds(PanelModel &panel);
/// The same rows as a table, or all that the filter leaves.
void copyTable(PanelModel &panel);
/// The list that is shown, as filtered: its dialog opens.
void exportTable(PanelModel &panel, bool json);
/// Empty: there is something in it.
QString whyNoTable(PanelModel &panel);
/// "glovebox://sandbox/sbx-1", to the clipboard.
void copyLink(PanelModel &panel, const QString &kind, const QString &id);

/// What the panel can open by its name or id, as openObject() takes it.
std::vector<NamedObject> namedObjects(PanelModel &panel);
/// "glovebox://sandbox/sbx-1", of whoever sent it: opens the object, or says why not.
void openLink(PanelModel &panel, const QString &link);

bool canPausePolling(PanelModel &panel);
bool canResumePolling(PanelModel &panel);
void pauseAllPolling(PanelModel &panel);
void resumeAllPolling(PanelModel &panel);

} // namespace glovebox::models
