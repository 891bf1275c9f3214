// Everything the host does with a guest's bytes before it knows that they are sound: cut into frames, checked, parsed.
// The first byte chooses how the rest is cut into reads; the result must not depend on it.
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/exec_messages.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "core/guest/protocol/net_messages.h"
#include "core/guest/protocol/terminal_messages.h"

#include <cstdlib>
#include <vector>

using namespace glovebox::guest;

namespace {

/// What was accepted is sent on as the same, and means what it says.
void parseNet(const std::string &payload)
{
    if (const auto open = parseNetOpen(payload)) {
        const auto again = parseNetOpen(toPayload(*open));
        if (!again || again->name != open->name || again->address != open->address || again->port != open->port ||
            open->name.empty() == open->address.empty() || open->credit > kNetWindow)
            std::abort();
    }
    if (const auto opened = parseNetOpened(payload); opened && opened->credit > kNetWindow)
        std::abort();
    if (const auto refused = parseNetRefused(payload); refused && !parseNetRefused(toPayload(*refused)))
        std::abort();
    if (const auto credit = parseNetCredit(payload); credit && (credit->bytes == 0 || credit->bytes > kNetWindow))
        std::abort();
    if (const auto ask = parseNetAsk(payload)) {
        const auto again = parseNetAsk(toPayload(*ask));
        if (!again || again->name != ask->name || !isPublicName(ask->name) || isPlainAddress(ask->name))
            std::abort();
    }
    if (const auto in = parseNetOpenIn(payload); in && (in->port == 0 || in->credit > kNetWindow))
        std::abort();
    parseNetAnswer(payload);
    if (const auto ready = parseNetReady(payload); ready && !parseNetReady(toPayload(*ready)))
        std::abort();
    if (isPublicName(payload) && (payload.size() > kNetNameMax || isPlainAddress(payload)))
        std::abort();
}

/// What was accepted keeps to the bounds, shows nobody an escape, and is understood again as the same.
void parseTerminals(const std::string &payload)
{
    if (const auto start = parseTerminalStart(payload)) {
        const auto again = parseTerminalStart(toPayload(*start));
        if (start->columns > kTerminalCellsMax || start->columns == 0 || start->rows == 0)
            std::abort();
        // What is no text is mended on the way, and may then be too long.
        if (again && (again->work != start->work || again->number != start->number || again->size != start->size ||
                      again->columns != start->columns))
            std::abort();
    }
    if (const auto entry = parseTerminalEntry(payload)) {
        const auto again = parseTerminalEntry(toPayload(*entry));
        if (!again || again->number != entry->number || again->state != entry->state || again->how != entry->how ||
            entry->rows > kTerminalCellsMax || entry->program.size() > 3 * kTerminalNameMax ||
            entry->program.find('\x1b') != std::string::npos)
            std::abort();
    }
    if (const auto credit = parseTerminalCredit(payload); credit && credit->bytes > kTerminalWindow)
        std::abort();
    if (const auto done = parseTerminalDone(payload)) {
        const auto again = parseTerminalDone(toPayload(*done));
        if (!again || again->outcome != done->outcome || again->number != done->number ||
            again->status != done->status || again->signal != done->signal)
            std::abort();
    }
}

void parseEverything(const std::string &payload)
{
    parseNet(payload);
    parseTerminals(payload);
    parseHello(payload);
    if (const auto hello = parseHelloOk(payload)) {
        const auto again = parseHelloOk(toPayload(*hello));
        if (again && again->level != hello->level)
            std::abort();
    }
    if (const auto identity = parseIdentity(payload)) {
        const auto again = parseIdentity(toPayload(*identity));
        if (!again || again->setup != identity->setup)
            std::abort();
    }
    if (const auto start = parseExecStart(payload)) {
        const auto words = unpackedWords(start->arguments);
        const auto again = parseExecStart(toPayload(*start));
        if (!words || packedWords(*words) != start->arguments || (again && again->untilEnd != start->untilEnd))
            std::abort();
    }
    parseExecCredit(payload);
    if (const auto end = parseExecEnd(payload)) {
        const auto again = parseExecEnd(toPayload(*end));
        if (!again || again->status != end->status || again->signal != end->signal)
            std::abort();
    }
    if (const auto words = unpackedWords(payload); words && packedWords(*words) != payload)
        std::abort();
    if (const auto variables = unpackedVariables(payload); variables && packedVariables(*variables) != payload)
        std::abort();
    parseToolStart(payload);
    if (const auto report = parseIdentityReport(payload)) {
        const auto again = parseIdentityReport(toPayload(*report));
        if (!again || again->clockIs != report->clockIs || again->machineIdIsNew != report->machineIdIsNew)
            std::abort();
    }
    parseToolOutput(payload);
    parseToolCredit(payload);
    parseHeartbeat(payload);
    if (const auto reply = parseToolReply(payload)) {
        // What was accepted is understood again as the same.
        const auto again = parseToolReply(toPayload(*reply));
        if (again && (again->text != reply->text || again->isError != reply->isError))
            std::abort();
    }
    parseFileStart(payload);
    parseFileCredit(payload);
    parseFileDone(payload);
    if (const auto entries = parseFileEntries(payload)) {
        const auto again = parseFileEntries(toPayload(*entries));
        if (!again || again->entries != entries->entries)
            std::abort();
    }
    if (const auto content = parseContentPayload(payload); content && toContentPayload(*content) != payload)
        std::abort();
    // Whatever a file holds can be carried, and looks like no greeting.
    const auto carried = toContentPayload(payload);
    if (carried.find(kGreetingMark) != std::string::npos)
        std::abort();
    if (!payload.empty() && payload.size() <= kFileChunkMax && parseContentPayload(carried) != payload)
        std::abort();
    if (const auto message = parsePayload(payload); message && !isAcceptableCbor(payload))
        std::abort();
}

std::vector<Frame> decode(std::string_view bytes, std::size_t piece, FrameDecoder::Greeting greeting)
{
    FrameDecoder decoder(4096, greeting);
    std::vector<Frame> frames;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        decoder.feed(bytes.substr(at, piece));
        Frame frame;
        while (decoder.next(frame) == FrameDecoder::Status::Complete)
            frames.push_back(frame);
        if (decoder.buffered() > 4096 + kHeaderSize + piece)
            std::abort();
    }
    return frames;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    parseEverything(std::string(bytes));

    const auto stream = std::string(kGreetingMark) + std::string(bytes);
    const auto whole = decode(stream, stream.size(), FrameDecoder::Greeting::Once);
    if (decode(stream, 1 + data[0] % 64, FrameDecoder::Greeting::Once) != whole)
        std::abort();
    for (const auto &frame : whole)
        parseEverything(frame.payload);
    for (const auto &frame : decode(stream, 1 + data[0] % 64, FrameDecoder::Greeting::AnyTime))
        parseEverything(frame.payload);
    return 0;
}
