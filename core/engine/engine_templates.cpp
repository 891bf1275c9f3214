// Role: the part of Engine that answers what is asked of templates that somebody defined.
#include "core/engine/engine.h"

namespace glovebox::engine {

using api::Verdict;

Verdict Engine::act(const api::TemplateAction &)
{
    return Verdict::denied("This program keeps no templates.");
}

} // namespace glovebox::engine
