// Role: the states of sessions and sandboxes as the Overview page counts them, and the words by which a filter finds
// the rows that were counted ("state:changing"): one table, so that a count and its list agree. Pure.
#pragma once

#include "app/format/states.h"

#include <span>

namespace glovebox::models {

struct StateGroup {
    const char *key; // what "state:" is followed by
    const char *label;
    format::Tone tone;
    format::Shape shape;
};

std::span<const StateGroup> sandboxGroups();
std::span<const StateGroup> sessionGroups();

/// An index of the above; none of what is not counted: a sandbox that is no more.
std::optional<std::size_t> groupOf(domain::SandboxState state);
std::size_t groupOf(const api::SessionView &session);

/// For ViewList::StateRole: "creating changing".
QString stateWords(domain::SandboxState state);
QString stateWords(const api::SessionView &session);

} // namespace glovebox::models
