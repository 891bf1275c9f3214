// Role: so many requests a second to an HTTP server of this host, for so long, and what became of each. Requests begin
// when they are due, whatever the ones before do, and are timed from then: an answer that makes others wait is in all
// of their times. Connections are kept. Thread: the calling one, which it holds; no event loop.
// Invariants: it speaks to a unix socket or a loopback address and to nothing else; it never holds more connections, or
// more of an answer, than is said here.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace bench {

struct ApiTarget {
    std::string socket;     // a path; empty: the address
    std::uint32_t host = 0; // 127.0.0.0/8, in the host's order
    std::uint16_t port = 0;
    std::string key; // empty: none is shown
};
/// "unix:/path", "http://127.0.0.1:8467"; InvalidArgument for what is not of this host.
glovebox::Result<ApiTarget> apiTarget(const std::string &url, std::string key);

struct ApiLoad {
    std::vector<std::string> paths; // one after the other
    int perSecond = 1000;
    int seconds = 30;
    int connections = 32;
};

struct ApiLoadReport {
    int asked = 0;
    int answered = 0;                  // with 200
    std::map<std::string, int> errors; // by what: "status 503", "no answer", "connection lost"
    double seconds = 0;                // from the first to the last answer
    std::vector<double> milliseconds;  // of those answered, rising
    std::uint64_t bytes = 0;

    int failed() const { return asked - answered; }
    double percentile(double part) const;
};

inline constexpr int kAnswerWithinSeconds = 10;

/// Ends the program with words when nothing listens there.
ApiLoadReport loadApi(const ApiTarget &target, const ApiLoad &load);
/// One request, its body; for looking what there is. Empty: no answer with 200.
std::string askApi(const ApiTarget &target, const std::string &path);

} // namespace bench
