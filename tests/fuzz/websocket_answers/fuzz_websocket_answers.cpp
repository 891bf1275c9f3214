// Role: feeds arbitrary bytes to gloveboxctl's reader of WebSocket frames, in pieces whose sizes the bytes choose, and
// what comes of it to what looks at a terminal's output.
// Must hold: no crash, nothing beyond the limit, the same messages however the bytes are cut; a screen that was undone
// needs no undoing.
#include "app/cli/terminal_stream.h"
#include "app/cli/web_socket_codec.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace glovebox;
using namespace glovebox::cli;

namespace {

constexpr std::size_t kFuzzedMax = 4096;

/// False: it was refused.
bool drain(WebSocketReader &reader, std::vector<WebSocketMessage> &messages)
{
    for (;;) {
        auto message = reader.next();
        if (!message || !*message)
            return message.has_value();
        if ((*message)->bytes.size() > kFuzzedMax)
            std::abort();
        messages.push_back(**std::move(message));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    WebSocketReader whole(kFuzzedMax);
    std::vector<WebSocketMessage> expected;
    whole.add(bytes);
    const bool good = drain(whole, expected);

    WebSocketReader cut(kFuzzedMax);
    std::vector<WebSocketMessage> messages;
    bool stillGood = true;
    for (std::size_t at = 0; at < size && stillGood;) {
        const std::size_t length = 1 + static_cast<std::uint8_t>(bytes[at]) % 7;
        cut.add(bytes.substr(at, length));
        at += length;
        stillGood = drain(cut, messages);
    }
    if (good != stillGood || messages != expected)
        std::abort();

    ScreenModes modes;
    DetachKeys keys = *DetachKeys::parse(kUsualDetachKeys);
    modes.see(bytes);
    for (const auto &message : messages)
        modes.see(message.bytes);
    ScreenModes undone;
    undone.see(modes.undo());
    if (!undone.undo().empty() || keys.pass(bytes).size() > size || withoutQuestions(bytes).size() > size)
        std::abort();
    return 0;
}
