// The request parser on hostile bytes, cut into pieces of a size that the first byte says. However they are cut, and
// whether a body is read whole or as it comes, the same requests come out, and nothing grows past the limits.
#include "core/http/message_codec.h"
#include "core/http/origin_check.h"

#include <cstdlib>

using glovebox::http::RequestParser;
using State = RequestParser::State;

namespace {

constexpr glovebox::http::ParserLimits kLimits{glovebox::ByteCount{512}, glovebox::ByteCount{2048}, 30};

void check(const glovebox::http::Request &head)
{
    if (head.path.find('\0') != std::string::npos || head.headers.entries().size() > kLimits.headers)
        std::abort();
    // Nothing that two programs could read in two ways gets this far.
    if (head.headers.count("host") > 1 ||
        head.headers.count("content-length") + head.headers.count("transfer-encoding") > 1)
        std::abort();
    if (!head.target.starts_with('/') && head.target != "*")
        std::abort();
    (void)glovebox::http::isFromAllowedHost(head.headers, glovebox::http::loopbackHosts());
}

struct Reading {
    RequestParser parser{kLimits, RequestParser::Heads::Shown};
    bool inPieces;
    std::string seen{};
    std::string body{};
    std::size_t step;

    void goOn(State state)
    {
        for (;;) {
            if (inPieces)
                body += parser.takePiece();
            if (state == State::Head) {
                check(parser.head());
                seen += parser.head().method + ' ' + parser.head().target + '\n';
                inPieces ? parser.readPieces(kLimits.body) : parser.readWhole();
            } else if (state == State::Complete) {
                auto request = parser.take();
                body += request.body;
                if (body.size() > kLimits.body.value)
                    std::abort();
                seen += std::exchange(body, {}) + '\n';
            } else {
                break;
            }
            state = parser.feed({});
        }
        if (state != State::Refused && parser.leftOver() > kLimits.header.value + step)
            std::abort();
    }
};

std::string parsed(std::string_view bytes, std::size_t step, bool inPieces)
{
    Reading reading{.inPieces = inPieces, .step = step};
    for (std::size_t at = 0; at < bytes.size() && reading.parser.state() != State::Refused; at += step)
        reading.goOn(reading.parser.feed(bytes.substr(at, step)));
    return reading.seen;
}

void mustAgree(const std::string &one, const std::string &other)
{
    const auto common = std::min(one.size(), other.size());
    if (std::string_view(one).substr(0, common) != std::string_view(other).substr(0, common))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    const std::size_t step = 1 + data[0] % 64;
    // One of them may be refused earlier within a limit's reach of another, but never disagree on what came before.
    const auto whole = parsed(bytes, bytes.size() + 1, false);
    mustAgree(parsed(bytes, step, false), whole);
    mustAgree(parsed(bytes, step, true), whole);
    mustAgree(parsed(bytes, bytes.size() + 1, true), whole);
    return 0;
}
