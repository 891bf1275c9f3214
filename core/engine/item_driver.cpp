#include "core/engine/item_driver.h"

#include "core/engine/log.h"

namespace glovebox::engine {

void advance(domain::ItemPhase &phase, domain::ItemEvent event, const domain::WorkId &item)
{
    if (const auto to = domain::next(phase, event))
        phase = *to;
    else
        qCCritical(lcEngine, "%s cannot take '%s' while %s", item.value().c_str(),
                   std::string(domain::word(event)).c_str(), std::string(domain::word(phase)).c_str());
}

} // namespace glovebox::engine
