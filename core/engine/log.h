// Role: the engine's log category.
#pragma once

#include <QLoggingCategory>

namespace glovebox::engine {

inline const QLoggingCategory &lcEngine()
{
    static const QLoggingCategory category("glovebox.engine");
    return category;
}

} // namespace glovebox::engine
