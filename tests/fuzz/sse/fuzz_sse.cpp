// Role: feeds arbitrary bytes to the event stream's parser and decoder, in pieces whose sizes the bytes choose.
// Must hold: no crash, nothing beyond the limit, and the same messages however the bytes are cut.
#include "core/controlplane/session_codec.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox;
using controlplane::SseMessage;
using controlplane::SseParser;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr ByteCount messageMax = ByteCount::kib(4);
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    SseParser whole(messageMax);
    const auto expected = whole.feed(bytes);

    SseParser cut(messageMax);
    std::vector<SseMessage> messages;
    bool failed = false;
    for (std::size_t at = 0; at < size && !failed;) {
        const std::size_t length = 1 + static_cast<std::uint8_t>(bytes[at]) % 7;
        auto some = cut.feed(bytes.substr(at, length));
        at += length;
        failed = !some;
        if (some)
            messages.insert(messages.end(), some->begin(), some->end());
    }
    if (expected && (failed || messages != *expected))
        std::abort();
    for (const auto &message : messages)
        (void)controlplane::decodeStreamMessage(message);
    return 0;
}
