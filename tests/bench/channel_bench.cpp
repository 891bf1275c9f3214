// The channel between host and guest: frames out and in, and the messages within them.
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/messages.h"
#include "tests/bench/bench.h"

namespace bench {

using namespace glovebox::guest;

namespace {

constexpr std::size_t kReadSize = 65'536; // what a socket hands over at a time
constexpr std::size_t kPayloadMax = 1U << 20;

std::string streamOf(std::size_t frames, std::size_t payload)
{
    std::string bytes(kGreetingMark);
    for (std::size_t i = 0; i < frames; ++i)
        bytes += encode({FrameType::ToolOutput, 1, 1, std::string(payload, 'x')});
    return bytes;
}

std::size_t decodeAll(const std::string &bytes)
{
    FrameDecoder decoder(kPayloadMax, FrameDecoder::Greeting::Once);
    std::size_t frames = 0;
    Frame frame;
    for (std::size_t at = 0; at < bytes.size(); at += kReadSize) {
        decoder.feed(std::string_view(bytes).substr(at, kReadSize));
        while (decoder.next(frame) == FrameDecoder::Status::Complete)
            ++frames;
    }
    return frames;
}

Row decoding(const Effort &effort, std::size_t payload, const char *name)
{
    const auto frames = static_cast<std::size_t>(64e6 * effort.share) / (payload + kHeaderSize) + 1;
    const auto bytes = streamOf(frames, payload);
    const double seconds = bestOf(
        effort, [] { return 0; }, [&](int) { demand(decodeAll(bytes) == frames, "every frame is found"); });
    return {name, static_cast<double>(bytes.size()) / 1e6, "MB", seconds, kYardstick};
}

Row encoding(const Effort &effort)
{
    constexpr std::size_t payload = 16 << 10;
    const auto frames = static_cast<std::size_t>(64e6 * effort.share) / payload + 1;
    const Frame frame{FrameType::ToolOutput, 1, 1, std::string(payload, 'x')};
    std::size_t written = 0;
    const double seconds = bestOf(
        effort, [] { return 0; },
        [&](int) {
            written = 0;
            for (std::size_t i = 0; i < frames; ++i)
                written += encode(frame).size();
        });
    demand(written == frames * (payload + kHeaderSize), "every frame is written");
    return {"channel: frames of 16 KiB out", static_cast<double>(written) / 1e6, "MB", seconds, kYardstick};
}

Row messages(const Effort &effort)
{
    const ToolOutput output{std::string(16 << 10, 'x'), 0};
    const auto count = static_cast<std::size_t>(2000 * effort.share) + 1;
    std::size_t bytes = 0;
    const double seconds = bestOf(
        effort, [] { return 0; },
        [&](int) {
            bytes = 0;
            for (std::size_t i = 0; i < count; ++i)
                if (const auto parsed = parseToolOutput(toPayload(output)))
                    bytes += parsed->text.size();
        });
    demand(bytes == count * output.text.size(), "every message comes back");
    return {"channel: tool output of 16 KiB, written and read", static_cast<double>(bytes) / 1e6, "MB", seconds,
            kYardstick};
}

} // namespace

std::vector<Row> channel(const Effort &effort)
{
    return {encoding(effort), decoding(effort, 16 << 10, "channel: frames of 16 KiB in"),
            decoding(effort, 64, "channel: frames of 64 bytes in"), messages(effort)};
}

} // namespace bench
