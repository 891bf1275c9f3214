// Role: feeds arbitrary bytes to the reader of a client's WebSocket frames, in pieces whose sizes the bytes choose.
// Must hold: no crash, nothing beyond the limits, text that is UTF-8, nothing behind an end, and the same messages
// however the bytes are cut.
#include "core/base/text.h"
#include "core/http/websocket_codec.h"

#include <cstdlib>
#include <vector>

using glovebox::http::FrameReader;

namespace {

constexpr glovebox::ByteCount kMessageMax{512};
constexpr std::size_t kControlMax = 125;

void check(const FrameReader::Event &event)
{
    using Kind = FrameReader::Kind;
    const bool isData = event.kind == Kind::Text || event.kind == Kind::Binary;
    if (event.bytes.size() > (isData ? kMessageMax.value : kControlMax))
        std::abort();
    if ((event.kind == Kind::Text || event.kind == Kind::Close) && glovebox::toValidUtf8(event.bytes) != event.bytes)
        std::abort();
    if ((event.kind == Kind::Close || event.kind == Kind::Broken) && (event.code < 1000 || event.code > 4999))
        std::abort();
    // What we answer to it is a control frame that may be sent.
    if (glovebox::http::closePayload(event.code, event.bytes).size() > kControlMax)
        std::abort();
}

template <class Step>
std::string messagesIn(std::string_view bytes, Step step)
{
    FrameReader reader(kMessageMax);
    std::string seen;
    bool over = false;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = step(at);
        reader.feed(bytes.substr(at, length));
        at += length;
        while (const auto event = reader.next()) {
            if (over)
                std::abort();
            check(*event);
            over = event->kind == FrameReader::Kind::Close || event->kind == FrameReader::Kind::Broken;
            seen += std::to_string(static_cast<int>(event->kind)) + ' ' + std::to_string(event->code) + ' ' +
                    std::to_string(event->bytes.size()) + ' ' + event->bytes + '\n';
        }
    }
    return seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto whole = messagesIn(bytes, [&](std::size_t) { return bytes.size(); });
    const auto cut = messagesIn(bytes, [&](std::size_t at) { return 1 + data[at] % std::size_t{9}; });
    if (whole != cut)
        std::abort();
    return 0;
}
