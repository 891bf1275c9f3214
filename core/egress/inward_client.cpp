#include "core/egress/inward_client.h"

#include <utility>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;
using ports::InwardEnd;

/// For a request's head, from its first byte or from when the connection was made.
constexpr auto kHeadWithin = 10s;
/// For a sandbox to come back from disk; an emulated one takes some seconds.
constexpr auto kWakeWithin = 60s;
/// Of a client that has ended and may be gone: a server that neither ends nor says anything is not waited for longer.
constexpr auto kEndedWithin = 5min;
/// For a client to read what was said to it last, and how much it may still say.
constexpr auto kLeaveWithin = 2s;
/// And to take some of what is still on its way to it.
constexpr auto kDrainWithin = 30s;
constexpr std::size_t kDroppedMax = 1 << 20;
constexpr std::size_t kPiece = 16 << 10;

} // namespace

InwardClient::InwardClient(Parts parts, int connection)
    : m_parts(std::move(parts)), m_socket(std::make_unique<Upstream>(connection))
{
    m_socket->setHandlers({.connected = nullptr,
                           .readable = [this] { readable(); },
                           .written = [this] { written(); },
                           .failed =
                               [this](int) {
                                   finish(true);
                               }});
    if (m_parts.tokens) {
        m_http = std::make_unique<InwardHttp>(
            InwardHttp::Address{m_parts.order.sandbox.value(), m_parts.order.port, m_parts.local, m_parts.order.host},
            *m_parts.tokens, [this] { return m_parts.clock.now(); });
        watchHead();
        m_socket->wantToRead();
    } else {
        wake();
    }
}

InwardClient::~InwardClient()
{
    m_guest.reset();
    if (m_socket) {
        m_socket->close(m_state != State::Leaving);
        m_socket.release()->deleteLater(); // it may be the one that is calling us
    }
}

// ---- The client's words

void InwardClient::readable()
{
    switch (m_state) {
    case State::Asking:
        return readHead();
    case State::Through:
        m_parts.active(); // a sandbox that stands still takes nothing before it goes on
        if (m_guest)
            m_guest->more();
        return;
    case State::Leaving:
        return dropRest();
    case State::Waking: // read when the guest is there
    case State::Over:
        return;
    }
}

void InwardClient::readHead()
{
    const auto read = m_socket->read(kPiece);
    if (read.kind == Upstream::Read::Kind::End || read.kind == Upstream::Read::Kind::Failed)
        return finish(true);
    m_forGuest += m_http->fromClient(read.bytes);
    if (answerRefusal())
        return;
    if (m_http->requests() == 0)
        return m_socket->wantToRead();
    watchHead();
    wake();
}

void InwardClient::watchHead()
{
    const bool owes = m_http && (m_state == State::Asking || (m_state == State::Through && m_http->isHalf()));
    if (!owes)
        return m_head.cancel();
    if (m_head)
        return;
    m_head = m_parts.clock.after(kHeadWithin, [this] {
        if (m_state == State::Asking || m_http->mayAnswer())
            answer(408, "The request did not come in time.");
        else
            finish(true);
    });
}

/// At most so many bytes that may go on; none: there is nothing now, or the client has ended.
std::string InwardClient::take(std::size_t max)
{
    if (m_state != State::Through)
        return {};
    while (m_forGuest.empty() && !m_clientEnded && !(m_http && m_http->isRefused())) {
        const auto read = m_socket->read(std::min(max, kPiece));
        if (read.kind == Upstream::Read::Kind::Nothing) {
            m_socket->wantToRead();
            break;
        }
        if (read.kind == Upstream::Read::Kind::Failed) {
            finish(true);
            return {};
        }
        if (read.kind == Upstream::Read::Kind::End) {
            clientEnded();
            break;
        }
        m_parts.active();
        m_forGuest = m_http ? m_http->fromClient(read.bytes) : read.bytes;
        watchHead();
        if (answerRefusal()) // if what is before it was answered
            return {};
    }
    auto out = m_forGuest.substr(0, max);
    m_forGuest.erase(0, out.size());
    if (answerRefusal()) // what was before it is answered already, without the rest of it
        return {};
    return out;
}

void InwardClient::clientEnded()
{
    m_clientEnded = true;
    m_head.cancel();
    if (m_guest)
        m_guest->end();
    watchEnded();
    finishIfBothEnded();
}

void InwardClient::watchEnded()
{
    if (m_clientEnded && m_state == State::Through)
        m_deadline = m_parts.clock.after(kEndedWithin, [this] { finish(true); });
}

// ---- The sandbox

void InwardClient::wake()
{
    m_state = State::Waking;
    m_head.cancel();
    m_parts.admitted();
    m_parts.active();
    m_deadline = m_parts.clock.after(kWakeWithin, [this] {
        m_waking.cancel();
        m_guest.reset();
        answer(504, m_parts.order.sandbox.value() + " did not wake in time.");
    });
    m_waking = m_parts.order.awake([this](Result<ports::EgressLine *> line) { awake(std::move(line)); });
}

void InwardClient::awake(Result<ports::EgressLine *> line)
{
    if (m_state != State::Waking)
        return;
    const auto name = m_parts.order.sandbox.value();
    if (!line) {
        m_deadline.cancel();
        const bool late = line.error().code == ErrorCode::TimedOut;
        return answer(late ? 504 : 503, name + " cannot be reached: " + line.error().detail + '.');
    }
    m_guest = (*line)->reach(m_parts.order.port, {.opened = [this] { opened(); },
                                                  .take = [this](std::size_t max) { return take(max); },
                                                  .received = [this](std::string_view bytes) { received(bytes); },
                                                  .guestEnded = [this] { guestEnded(); },
                                                  .closed =
                                                      [this](InwardEnd why) {
                                                          guestClosed(why);
                                                      }});
}

void InwardClient::opened()
{
    if (m_state != State::Waking)
        return;
    m_deadline.cancel();
    m_state = State::Through;
    watchHead();
    if (m_guest)
        m_guest->more();
}

void InwardClient::received(std::string_view bytes)
{
    m_received += bytes.size();
    if (m_state != State::Through)
        return;
    m_parts.active();
    watchEnded();
    if (!m_http) {
        m_socket->write(std::string(bytes));
        return;
    }
    auto out = m_http->fromGuest(bytes);
    const bool isWhole = out.size() == bytes.size();
    if (!out.empty())
        m_socket->write(std::move(out));
    if (m_http->isBroken())
        return m_http->mayAnswerFirst()
                   ? answer(502, "What listens on port " + std::to_string(m_parts.order.port) + " does not speak HTTP.")
                   : leave({});
    if (auto freed = m_http->takeForGuest(); !freed.empty()) {
        m_forGuest += freed;
        m_guest->more();
    }
    if (!isWhole) // a head that is not whole yet is held, and nothing is written that would say so
        written();
    answerRefusal();
}

/// What the client took the guest may send again.
void InwardClient::written()
{
    if (m_state == State::Over)
        return;
    if (m_state == State::Leaving)
        return leaveSoon();
    const auto left = m_socket->unsent();
    const auto gone = m_received > left ? m_received - left : 0;
    m_received -= gone;
    if (gone > 0 && m_guest && m_state == State::Through)
        m_guest->took(gone);
    finishIfBothEnded();
}

void InwardClient::guestEnded()
{
    m_guestEnded = true;
    if (m_state != State::Through)
        return;
    if (m_http) {
        if (auto rest = m_http->guestEnded(); !rest.empty())
            m_socket->write(std::move(rest));
        if (m_http->mayAnswerFirst())
            return answer(502, "What listens on port " + std::to_string(m_parts.order.port) +
                                   " closed the connection without an answer.");
        if (!m_http->isRaw())
            return leave({});
    }
    m_socket->endWriting();
    finishIfBothEnded();
}

void InwardClient::guestClosed(InwardEnd why)
{
    if (m_state != State::Waking && m_state != State::Through)
        return;
    m_deadline.cancel();
    const auto name = m_parts.order.sandbox.value();
    const auto port = std::to_string(m_parts.order.port);
    switch (why) {
    case InwardEnd::NothingListens:
        return answer(502, "Nothing listens on port " + port + " in " + name + '.');
    case InwardEnd::TimedOut:
        return answer(504, "Port " + port + " of " + name + " does not answer.");
    case InwardEnd::TooMany:
        return answer(503, name + " has too many connections at once.");
    case InwardEnd::OldGuest:
        return answer(502, name + " was made by an older Glovebox, and its agent takes no connections. Make it anew, "
                                  "or fork it from a template that was built again.");
    case InwardEnd::Reset:
        return answer(502, "What listens on port " + port + " broke the connection off.");
    case InwardEnd::Gone:
        return answer(503, name + " went away.");
    }
}

// ---- Ends

/// In words where an answer of ours cannot be taken for a part of another; else the connection breaks off.
void InwardClient::answer(int status, const std::string &sentence)
{
    m_guest.reset();
    const bool may = m_http && (m_state == State::Asking || m_state == State::Waking || m_http->mayAnswer() ||
                                m_http->mayAnswerFirst());
    may ? leave(m_http->page(status, sentence)) : finish(true);
}

bool InwardClient::answerRefusal()
{
    const auto refusal = m_http ? m_http->refusal() : std::nullopt;
    if (!refusal || !m_http->mayAnswer() || !m_forGuest.empty())
        return false;
    leave(*refusal);
    return true;
}

/// A client that is still sending would see a reset instead of the answer.
void InwardClient::leave(const std::string &lastWords)
{
    if (m_state == State::Over || m_state == State::Leaving)
        return;
    m_state = State::Leaving;
    m_waking.cancel();
    m_head.cancel();
    m_guest.reset();
    if (!lastWords.empty())
        m_socket->write(lastWords);
    m_socket->endWriting();
    leaveSoon();
    m_socket->wantToRead();
}

void InwardClient::leaveSoon()
{
    const std::chrono::milliseconds time = m_socket->unsent() > 0 ? kDrainWithin : kLeaveWithin;
    m_deadline = m_parts.clock.after(time, [this] { finish(m_socket->unsent() > 0); });
}

void InwardClient::dropRest()
{
    for (;;) {
        const auto read = m_socket->read(kPiece);
        if (read.kind == Upstream::Read::Kind::Nothing)
            return m_socket->wantToRead();
        m_dropped += read.bytes.size();
        if (read.kind != Upstream::Read::Kind::Bytes || m_dropped > kDroppedMax)
            return finish(m_dropped > kDroppedMax);
    }
}

void InwardClient::finishIfBothEnded()
{
    if (m_state == State::Through && m_clientEnded && m_guestEnded && m_forGuest.empty() && m_socket->unsent() == 0)
        finish(false);
}

void InwardClient::finish(bool abruptly)
{
    if (std::exchange(m_state, State::Over) == State::Over)
        return;
    m_waking.cancel();
    m_deadline.cancel();
    m_head.cancel();
    m_guest.reset();
    m_socket->close(abruptly);
    m_over = m_parts.clock.after(0ms, m_parts.over);
}

} // namespace glovebox::egress
