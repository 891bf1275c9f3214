#include "core/egress/inward_streams.h"

#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"
#include "core/guest/protocol/net_messages.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;
using guest::FrameType;
using ports::InwardEnd;
using Why = guest::NetRefused::Why;

/// A guest that woke up greets within a second or so; its agent gives up on a program after ten.
constexpr auto kOpenWithin = 30s;
/// Of all windows together, as for what a guest sends outward.
constexpr std::size_t kInwardWindowsMax = 8 << 20;
constexpr std::size_t kInwardWindowMin = 16 << 10;

InwardEnd endOf(Why why)
{
    switch (why) {
    case Why::TimedOut:
        return InwardEnd::TimedOut;
    case Why::Limit:
        return InwardEnd::TooMany;
    case Why::Policy:
    case Why::UnknownName:
    case Why::Unreachable:
    case Why::Paused:
        break;
    }
    return InwardEnd::NothingListens;
}

} // namespace

struct InwardStreams::Stream {
    enum class Phase { Waiting, Asked, Open, Over };

    InwardStreams *owner = nullptr; // null: it is gone
    std::uint64_t key = 0;
    std::uint32_t id = 0; // none: the guest does not know of it
    std::uint16_t port = 0;
    ports::InwardHandlers handlers;
    Phase phase = Phase::Waiting;
    std::size_t window = 0;
    std::size_t allowance = 0; // what the guest may still send
    std::size_t granted = 0;   // when it was opened
    std::size_t credit = 0;    // what we may still send
    std::size_t taken = 0;     // gone on, not yet given back
    bool guestEnded = false;
    bool wantsEnd = false;
    bool hostEnded = false; // and the guest was told
    Call deadline;          // until it is open
};

/// What its user holds.
class InwardStreams::Connection final : public ports::InwardConnection {
public:
    explicit Connection(Shared stream) : m_stream(std::move(stream)) {}
    ~Connection() override
    {
        m_stream->handlers = {};
        if (auto *owner = m_stream->owner)
            owner->abandon(m_stream);
    }

    void more() override
    {
        if (m_stream->phase == Stream::Phase::Open && m_stream->owner)
            m_stream->owner->m_ways.wantsToSend(m_stream->id);
    }
    void end() override
    {
        m_stream->wantsEnd = true;
        more();
    }
    void took(std::size_t bytes) override
    {
        auto &stream = *m_stream;
        stream.taken += bytes;
        if (stream.phase != Stream::Phase::Open || stream.guestEnded || stream.taken < stream.window / 4 ||
            !stream.owner)
            return;
        const auto back = std::exchange(stream.taken, 0);
        stream.allowance += back;
        stream.owner->m_ways.send(FrameType::NetCredit, stream.id, toPayload(guest::NetCredit{back}));
    }

private:
    Shared m_stream;
};

InwardStreams::~InwardStreams()
{
    for (const auto &[key, stream] : std::exchange(m_all, {})) {
        stream->owner = nullptr;
        if (std::exchange(stream->phase, Stream::Phase::Over) == Stream::Phase::Over)
            continue;
        stream->deadline.cancel();
        if (const auto tell = std::exchange(stream->handlers, {}).closed)
            tell(InwardEnd::Gone);
    }
}

std::unique_ptr<ports::InwardConnection> InwardStreams::open(std::uint16_t port, ports::InwardHandlers handlers)
{
    auto stream = std::make_shared<Stream>();
    stream->owner = this;
    stream->key = ++m_lastKey;
    stream->port = port;
    stream->handlers = std::move(handlers);
    const bool tooMany = m_all.size() >= guest::kNetInwardMax;
    m_all.emplace(stream->key, stream);
    const std::weak_ptr<Stream> weak = stream;
    const auto closeAfter = [&](std::chrono::milliseconds time, InwardEnd why) {
        return m_ways.clock.after(time, [this, weak, why] {
            const auto still = weak.lock();
            if (!still || still->phase == Stream::Phase::Over || still->phase == Stream::Phase::Open)
                return;
            if (still->id != 0)
                m_ways.send(FrameType::NetReset, still->id, guest::emptyPayload());
            close(still, why);
        });
    };
    if (tooMany || (m_greeted && !m_takes)) {
        stream->deadline = closeAfter(0ms, tooMany ? InwardEnd::TooMany : InwardEnd::OldGuest);
    } else {
        stream->deadline = closeAfter(kOpenWithin, InwardEnd::TimedOut);
        if (m_greeted)
            ask(stream);
    }
    return std::make_unique<Connection>(std::move(stream));
}

void InwardStreams::ask(const Shared &stream)
{
    stream->phase = Stream::Phase::Asked;
    stream->id = guest::kNetInward | ++m_lastId;
    stream->window = nextWindow();
    stream->allowance = stream->window;
    m_windows += stream->window;
    m_known[stream->id] = stream->key;
    m_ways.send(FrameType::NetOpenIn, stream->id, toPayload(guest::NetOpenIn{stream->port, stream->window}));
}

std::size_t InwardStreams::nextWindow() const
{
    const auto left = m_windows < kInwardWindowsMax ? kInwardWindowsMax - m_windows : 0;
    return std::clamp(left / 4, kInwardWindowMin, guest::kNetWindow);
}

void InwardStreams::guestGreeted(bool takes)
{
    m_greeted = true;
    m_takes = takes;
    const auto all = m_all;
    for (const auto &[key, stream] : all)
        if (stream->phase == Stream::Phase::Waiting)
            takes ? ask(stream) : close(stream, InwardEnd::OldGuest);
}

void InwardStreams::guestGone()
{
    m_greeted = false;
    m_lastId = 0;
    m_known.clear();
    const auto all = m_all;
    for (const auto &[key, stream] : all)
        if (stream->phase == Stream::Phase::Asked || stream->phase == Stream::Phase::Open)
            close(stream, InwardEnd::Gone);
}

bool InwardStreams::take(const guest::Frame &frame)
{
    const auto known = m_known.find(frame.stream);
    if (known == m_known.end())
        return (frame.stream & ~guest::kNetInward) <= m_lastId; // its last frames may still be on their way
    const Shared stream = m_all.at(known->second);
    const bool isOpen = stream->phase == Stream::Phase::Open;
    switch (frame.type) {
    case FrameType::NetOpened: {
        const auto opened = guest::parseNetOpened(frame.payload);
        if (!opened || isOpen)
            return false;
        stream->phase = Stream::Phase::Open;
        stream->granted = opened->credit;
        stream->credit = opened->credit;
        stream->deadline.cancel();
        if (const auto tell = stream->handlers.opened)
            tell();
        if (stream->phase == Stream::Phase::Open)
            m_ways.wantsToSend(stream->id);
        return true;
    }
    case FrameType::NetRefused: {
        const auto refused = guest::parseNetRefused(frame.payload);
        if (!refused || isOpen)
            return false;
        close(stream, endOf(refused->why));
        return true;
    }
    case FrameType::NetData:
        return isOpen && takeContent(stream, frame.payload);
    case FrameType::NetCredit: {
        const auto credit = guest::parseNetCredit(frame.payload);
        if (!credit || !isOpen || stream->credit + credit->bytes > guest::kNetWindow)
            return false;
        stream->credit += credit->bytes;
        m_ways.wantsToSend(stream->id);
        return true;
    }
    case FrameType::NetEnd:
        if (!isOpen || !guest::isEmptyPayload(frame.payload) || std::exchange(stream->guestEnded, true))
            return false;
        if (const auto tell = stream->handlers.guestEnded)
            tell();
        finishIfBothEnded(stream);
        return true;
    case FrameType::NetReset:
        if (!guest::isEmptyPayload(frame.payload))
            return false;
        close(stream, InwardEnd::Reset);
        return true;
    default:
        return false;
    }
}

bool InwardStreams::takeContent(const Shared &stream, const std::string &payload)
{
    const auto bytes = guest::parseContentPayload(payload);
    if (!bytes || stream->guestEnded || bytes->size() > stream->allowance)
        return false;
    stream->allowance -= bytes->size();
    if (const auto tell = stream->handlers.received)
        tell(*bytes);
    return true;
}

bool InwardStreams::pump(std::uint32_t id)
{
    const auto known = m_known.find(id);
    if (known == m_known.end())
        return false;
    const Shared stream = m_all.at(known->second);
    if (stream->phase != Stream::Phase::Open || stream->hostEnded)
        return false;
    if (const auto most = m_ways.roomFor(stream->granted, stream->credit); most > 0) {
        const auto take = stream->handlers.take;
        const auto bytes = take ? take(most) : std::string();
        if (stream->phase != Stream::Phase::Open)
            return false;
        if (!bytes.empty()) {
            stream->credit -= std::min(bytes.size(), stream->credit);
            m_ways.send(FrameType::NetData, id, guest::toContentPayload(bytes));
            return true;
        }
        if (stream->wantsEnd) {
            stream->hostEnded = true;
            m_ways.send(FrameType::NetEnd, id, guest::emptyPayload());
            finishIfBothEnded(stream);
        }
    }
    return false;
}

void InwardStreams::finishIfBothEnded(const Shared &stream)
{
    if (stream->phase == Stream::Phase::Open && stream->guestEnded && stream->hostEnded)
        forget(stream);
}

void InwardStreams::close(const Shared &stream, InwardEnd why)
{
    forget(stream);
    if (const auto tell = std::exchange(stream->handlers, {}).closed)
        tell(why);
}

void InwardStreams::forget(const Shared &stream)
{
    stream->phase = Stream::Phase::Over;
    stream->deadline.cancel();
    m_windows -= stream->window;
    stream->window = 0;
    m_known.erase(stream->id);
    m_all.erase(stream->key);
    stream->owner = nullptr;
}

void InwardStreams::abandon(const Shared &stream)
{
    const bool isOpen = stream->phase == Stream::Phase::Open;
    if (isOpen && stream->guestEnded && stream->wantsEnd) // its last bytes are not to be lost
        m_ways.send(FrameType::NetEnd, stream->id, guest::emptyPayload());
    else if (isOpen || stream->phase == Stream::Phase::Asked)
        m_ways.send(FrameType::NetReset, stream->id, guest::emptyPayload());
    forget(stream);
}

} // namespace glovebox::egress
