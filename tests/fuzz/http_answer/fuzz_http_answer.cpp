// The reader of answers on a hostile server's bytes, cut into pieces of a size that the first byte says. However they
// are cut, the same comes out.
#include "core/http/answer_parser.h"

#include <algorithm>
#include <cstdlib>

using glovebox::http::AnswerParser;

namespace {

std::string readOut(std::string_view bytes, std::size_t step)
{
    std::string seen;
    int heads = 0;
    AnswerParser parser(false, {.head =
                                    [&](const glovebox::http::Response &head) {
                                        if (++heads > 1)
                                            std::abort();
                                        seen += std::to_string(head.status) + "\n";
                                    },
                                .body =
                                    [&](std::string_view piece) {
                                        seen += piece;
                                    }});
    for (std::size_t at = 0; at < bytes.size(); at += step)
        parser.feed(bytes.substr(at, step));
    parser.end();
    if (parser.state() == AnswerParser::State::Reading)
        std::abort();
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    // One of the two may find out earlier that it is broken, but never disagree on what came before.
    const auto cut = readOut(bytes, 1 + data[0] % 64);
    const auto whole = readOut(bytes, bytes.size() + 1);
    const auto common = std::min(cut.size(), whole.size());
    if (std::string_view(cut).substr(0, common) != std::string_view(whole).substr(0, common))
        std::abort();
    return 0;
}
