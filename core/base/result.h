// Role: the one way a function reports failure. Our code does not throw across a folder's boundary.
#pragma once

#include "core/base/error.h"

#include <tl/expected.hpp>

#include <functional>

namespace glovebox {

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string detail = {})
{
    return tl::unexpected(Error{code, std::move(detail)});
}

/// How an asynchronous operation answers: once at most, from the event loop, never from inside the call that began it.
template <class T = void>
using Callback = std::function<void(Result<T>)>;

} // namespace glovebox

/// Takes the value out of a Result, or returns its error from the enclosing function.
#define GB_TRY(name, expr)                                                                                             \
    auto name##_result = (expr);                                                                                       \
    if (!name##_result)                                                                                                \
        return tl::unexpected(std::move(name##_result).error());                                                       \
    auto &&name = *std::move(name##_result)

/// The same for a Result<void>.
#define GB_CHECK(expr)                                                                                                 \
    do {                                                                                                               \
        if (auto gbCheckResult = (expr); !gbCheckResult)                                                               \
            return tl::unexpected(std::move(gbCheckResult).error());                                                   \
    } while (false)
