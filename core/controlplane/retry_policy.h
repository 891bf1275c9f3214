// Role: whether and when one HTTP call is tried again (reference 7.1). A pure function of what came back. Thread: any.
#pragma once

#include "core/base/units.h"

#include <optional>
#include <string>

namespace glovebox::controlplane {

/// How one attempt ended without success.
struct AttemptOutcome {
    enum class Kind {
        NoAnswer, // nothing, or not all of the headers: refused, reset, not resolved, too late
        CutOff,   // the headers came, the body did not
        Answered, // a whole answer, of a status that is no success
    } kind = Kind::NoAnswer;
    bool repeatable = false; // asking again changes nothing at the server: a GET
    int status = 0;
    // Headers as they came; empty when absent.
    std::string shouldRetry;
    std::string retryAfterMs;
    std::string retryAfter;
};

struct RetryContext {
    int attempt = 1;   // which one just ended, from 1 on
    double random = 0; // in [0, 1)
    WallTime now;      // only to read an HTTP date in retry-after
};

/// How long to wait before the next attempt; nothing: give up.
std::optional<std::chrono::milliseconds> retryDelay(const AttemptOutcome &outcome, const RetryContext &context);

} // namespace glovebox::controlplane
