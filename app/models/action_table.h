// Role: every action of the window, by what it is done to; together they are the registry's. Pure tables: reasons and
// deeds are those of the models that know them.
#pragma once

#include "app/models/action_def.h"

namespace glovebox::models {

/// The window, its pages, going somewhere.
std::span<const ActionDef> windowActions();
/// What every list does, and pages with keys of their own: approvals, sessions, logs, exports, terminals.
std::span<const ActionDef> pageActions();
/// One sandbox, several that are marked, and what snapshots there are.
std::span<const ActionDef> machineActions();
/// What sandboxes are made of; what may leave; who may ask.
std::span<const ActionDef> libraryActions();

inline constexpr auto kSafe = ActionKind::Safe;
inline constexpr auto kAsks = ActionKind::Asks;
inline constexpr auto kDestructive = ActionKind::Destructive;

/// Why it cannot be done, as a rule answers: nothing when it can.
QString unless(bool can, const char *why);
/// A title as it is read, and why nothing can be done when nothing is selected.
QString actionText(const char *text);
QString whySelectFirst(Subject subject);
/// The id of what is selected of that kind on the page that is shown; empty: nothing is.
QString selectedId(PanelModel &panel, Subject subject);

} // namespace glovebox::models
