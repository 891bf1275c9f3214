// Role: the next turn of the event loop. Handlers of this folder are called from there, on an empty stack, so that
// they may destroy whatever reported to them.
#pragma once

#include <functional>

class QObject;

namespace glovebox::qemu {

/// Runs `action` soon, unless `guard` is gone by then.
void later(QObject *guard, std::function<void()> action);

} // namespace glovebox::qemu
