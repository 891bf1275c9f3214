#include "core/domain/template.h"

namespace glovebox::domain {

std::string_view word(TemplateState state)
{
    switch (state) {
    case TemplateState::Building:
        return "building";
    case TemplateState::Ready:
        return "ready";
    case TemplateState::Failed:
        return "failed";
    case TemplateState::Gone:
        return "gone";
    }
    return "unknown";
}

std::string_view word(TemplateEvent event)
{
    switch (event) {
    case TemplateEvent::Frozen:
        return "frozen";
    case TemplateEvent::Failed:
        return "failed";
    case TemplateEvent::Retry:
        return "retry";
    case TemplateEvent::Forget:
        return "forget";
    }
    return "unknown";
}

} // namespace glovebox::domain
