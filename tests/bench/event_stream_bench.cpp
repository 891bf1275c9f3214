// The control plane's event stream, as the bytes arrive.
#include "core/base/limits.h"
#include "core/controlplane/sse_parser.h"
#include "tests/bench/bench.h"

namespace bench {

using namespace glovebox;

namespace {

constexpr std::size_t kReadSize = 16'384; // one TLS record

Row parsing(const Effort &effort, std::size_t text, const char *name)
{
    const std::string event = "event: agent.message\ndata: {\"type\":\"agent.message\",\"id\":\"sevt_1\",\"text\":\"" +
                              std::string(text, 'x') + "\"}\n\n";
    const auto count = static_cast<std::size_t>(64e6 * effort.share) / event.size() + 1;
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i)
        bytes += event;
    const double seconds = bestOf(
        effort, [] { return controlplane::SseParser(limits::kHttpBodyMax); },
        [&](controlplane::SseParser &parser) {
            std::size_t found = 0;
            for (std::size_t at = 0; at < bytes.size(); at += kReadSize)
                if (const auto messages = parser.feed(std::string_view(bytes).substr(at, kReadSize)))
                    found += messages->size();
            demand(found == count, "every event is found");
        });
    return {name, static_cast<double>(bytes.size()) / 1e6, "MB", seconds, kYardstick};
}

} // namespace

std::vector<Row> eventStream(const Effort &effort)
{
    return {parsing(effort, 200, "event stream: events of 0.3 KB"),
            parsing(effort, 100'000, "event stream: events of 100 KB")};
}

} // namespace bench
