// The request parser on hostile bytes, cut into pieces of a size that the first byte says. However they are cut, the
// same requests come out, and nothing grows past the limits.
#include "core/http/message_codec.h"
#include "core/http/origin_check.h"

#include <cstdlib>

using glovebox::http::RequestParser;

namespace {

constexpr glovebox::http::ParserLimits kLimits{glovebox::ByteCount{512}, glovebox::ByteCount{2048}};

std::string parsed(std::string_view bytes, std::size_t step)
{
    RequestParser parser(kLimits);
    std::string seen;
    for (std::size_t at = 0; at < bytes.size() && parser.state() != RequestParser::State::Refused; at += step) {
        auto state = parser.feed(bytes.substr(at, step));
        while (state == RequestParser::State::Complete) {
            const auto request = parser.take();
            if (request.body.size() > kLimits.body.value || request.path.find('\0') != std::string::npos)
                std::abort();
            (void)glovebox::http::isFromAllowedHost(request.headers, glovebox::http::loopbackHosts());
            (void)glovebox::http::pathSegments(request.path);
            seen += request.method + " " + request.path + "\n" + request.body + "\n";
            state = parser.feed({});
        }
        if (state != RequestParser::State::Refused && parser.leftOver() > kLimits.header.value + step)
            std::abort();
    }
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    // One of the two may be refused earlier within a limit's reach of the other, but never disagree on what came
    // before.
    const auto cut = parsed(bytes, 1 + data[0] % 64);
    const auto whole = parsed(bytes, bytes.size() + 1);
    const auto common = std::min(cut.size(), whole.size());
    if (std::string_view(cut).substr(0, common) != std::string_view(whole).substr(0, common))
        std::abort();
    return 0;
}
