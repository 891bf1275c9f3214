// Role: an asynchronous answer, waited for with the event loop, and checked not to come from inside the call.
// Thread: the test's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"

#include <QTest>

#include <functional>
#include <optional>

namespace testsupport {

template <class T>
glovebox::Result<T> waited(const std::function<glovebox::Call(glovebox::Callback<T>)> &ask)
{
    std::optional<glovebox::Result<T>> answer;
    const auto call = ask([&](glovebox::Result<T> given) { answer = std::move(given); });
    if (answer)
        qFatal("answered from inside the call");
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 30'000))
        qFatal("no answer");
    return *std::move(answer);
}

} // namespace testsupport
