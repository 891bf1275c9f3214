// Role: an asynchronous answer for a command that has nothing else to do. Thread: the main one; runs its event loop.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <QEventLoop>

#include <functional>
#include <optional>

namespace glovebox::cli {

/// `ask` begins it; it answers from the loop, and in bounded time.
template <class T>
Result<T> answerOf(const std::function<Call(Callback<T>)> &ask)
{
    std::optional<Result<T>> answer;
    QEventLoop loop;
    const auto call = ask([&](Result<T> given) {
        answer = std::move(given);
        loop.quit();
    });
    while (!answer)
        loop.exec();
    return *std::move(answer);
}

} // namespace glovebox::cli
