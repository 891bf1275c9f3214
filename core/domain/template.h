// Role: the life of a template (a machine booted once and frozen, of which sandboxes are cloned) as a table.
//
//   building ──frozen──▶ ready ──forget──▶ gone
//       └──failed──▶ failed ──retry──▶ building
//
// building  a machine boots, is greeted and frozen; sandboxes of this size wait for it
// ready     frozen; clones come from it
// failed    none can be made for now; sandboxes boot instead, and the reason is shown
// gone      given up: its parts changed, its clones do not come up, or the engine stopped
#pragma once

#include "core/domain/state_table.h"

#include <string_view>

namespace glovebox::domain {

enum class TemplateState { Building, Ready, Failed, Gone };
enum class TemplateEvent { Frozen, Failed, Retry, Forget };

inline constexpr std::array kTemplateStates{TemplateState::Building, TemplateState::Ready, TemplateState::Failed,
                                            TemplateState::Gone};

using TemplateEdge = Edge<TemplateState, TemplateEvent>;
inline constexpr std::array kTemplateEdges{
    TemplateEdge{TemplateState::Building, TemplateEvent::Frozen, TemplateState::Ready},
    TemplateEdge{TemplateState::Building, TemplateEvent::Failed, TemplateState::Failed},
    TemplateEdge{TemplateState::Building, TemplateEvent::Forget, TemplateState::Gone},
    TemplateEdge{TemplateState::Ready, TemplateEvent::Failed, TemplateState::Failed},
    TemplateEdge{TemplateState::Ready, TemplateEvent::Forget, TemplateState::Gone},
    TemplateEdge{TemplateState::Failed, TemplateEvent::Retry, TemplateState::Building},
    TemplateEdge{TemplateState::Failed, TemplateEvent::Forget, TemplateState::Gone},
};
static_assert(edgesAreUnique(kTemplateEdges) && everyStateIsReachable(kTemplateEdges, kTemplateStates));

constexpr std::optional<TemplateState> next(TemplateState from, TemplateEvent on)
{
    return follow(kTemplateEdges, from, on);
}

std::string_view word(TemplateState state);
std::string_view word(TemplateEvent event);

} // namespace glovebox::domain
