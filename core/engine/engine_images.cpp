// Role: the part of Engine that answers what is asked of images.
#include "core/engine/engine.h"

namespace glovebox::engine {

using api::Verdict;

Verdict Engine::act(const api::ImageAction &)
{
    return Verdict::denied("This program keeps no images.");
}

} // namespace glovebox::engine
