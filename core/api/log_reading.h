// Role: the logs on disk for whoever is outside: which there are, and a page of one. Thread: the engine's; the reading
// is done on another, and nothing is answered from inside a call. Invariant: one page costs a bounded look, whatever
// the filter is and however long the log.
#pragma once

#include "core/base/call.h"
#include "core/base/log_query.h"
#include "core/base/result.h"

#include <vector>

namespace glovebox::api {

class LogReading {
public:
    virtual ~LogReading() = default;

    /// The program's first, then the ones that were written last.
    virtual Call list(Callback<std::vector<LogEntry>> done) = 0;
    /// A log that is not there is empty. InvalidArgument: it has no name of a log.
    virtual Call page(LogPageQuery query, Callback<LogPage> done) = 0;
};

} // namespace glovebox::api
