// Role: an answer that is known at once, given as every other: from the loop, and not to somebody who has left.
// Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/qemu/later.h"

#include <memory>
#include <utility>

class QObject;

namespace glovebox::qemu {

/// Answers from the loop, unless it is let go of before.
template <class T>
Call answer(QObject *context, Callback<T> done, Result<T> result)
{
    auto wanted = std::make_shared<Callback<T>>(std::move(done));
    later(context, [wanted, result = std::move(result)] {
        if (auto tell = std::exchange(*wanted, nullptr))
            tell(result);
    });
    return Call([wanted] { *wanted = nullptr; });
}

} // namespace glovebox::qemu
