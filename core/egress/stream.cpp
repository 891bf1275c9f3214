#include "core/egress/stream.h"

#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;
using guest::FrameType;
using guest::NetRefused;
using Why = NetRefused::Why;

/// A program that opened a connection says what it wants at once, or goes slowly on purpose.
constexpr auto kFirstBytesWithin = 10s;
/// How long a program that was refused may take to read why.
constexpr auto kLinger = 2s;

Why whyOf(Dialled::End end)
{
    switch (end) {
    case Dialled::End::Policy:
        return Why::Policy;
    case Dialled::End::UnknownName:
        return Why::UnknownName;
    case Dialled::End::TimedOut:
        return Why::TimedOut;
    case Dialled::End::Connected:
    case Dialled::End::Unreachable:
        break;
    }
    return Why::Unreachable;
}

Opened openedBy(const StreamOwner &owner, const StreamStart &start)
{
    const bool isAddress = start.open.name.empty();
    return {.host = isAddress ? start.open.address : start.open.name,
            .isAddress = isAddress,
            .port = start.open.port,
            .profile = owner.policy().profile.name,
            .traffic = start.ruling.traffic,
            .allowsName =
                [&owner, port = start.open.port](const std::string &name) {
                    return domain::decide(owner.policy(), {name, {}, port}).allowed;
                },
            .secrets = start.secrets};
}

} // namespace

Stream::Stream(StreamOwner &owner, StreamStart start)
    : m_owner(owner), m_id(start.id), m_open(start.open), m_ruling(start.ruling), m_decision(start.decision),
      m_inspector(openedBy(owner, start)), m_opening(start.opening), m_window(start.window),
      m_credit(start.open.credit), m_began(clock().now()), m_lastActive(m_began), m_stoodAt(m_began)
{
    ++*m_owner.dialParts().connections;
    if (isToBeOpened(start))
        openTls(start);
    if (m_state == State::Over)
        return;
    if (m_inspector.mayDial())
        dialNow();
    else
        openForGuest();
    watchForMore();
}

Stream::~Stream()
{
    --*m_owner.dialParts().connections;
    retireUpstream(true);
}

void Stream::openForGuest()
{
    if (std::exchange(m_isOpen, true))
        return;
    m_allowance = m_window;
    m_owner.send(FrameType::NetOpened, m_id, toPayload(guest::NetOpened{m_window}));
}

bool Stream::takeData(std::string_view bytes)
{
    if (m_state == State::Over)
        return true;
    if (m_guestEnded || bytes.size() > m_allowance)
        return false;
    m_allowance -= bytes.size();
    m_lastActive = clock().now();
    if (m_state != State::Refusing) {
        auto out = m_inspector.feed(bytes);
        if (m_inspector.objection()) {
            objected();
            return true;
        }
        if (m_tls) {
            m_tls->fromGuest(out);
            serveTls();
        } else {
            pass(std::move(out));
            if (m_state == State::Inspecting && m_inspector.mayDial())
                dialNow();
        }
        watchForMore();
    }
    giveBack();
    return true;
}

bool Stream::takeCredit(std::size_t bytes)
{
    if (m_credit + bytes > guest::kNetWindow)
        return false;
    m_credit += bytes;
    if (m_state == State::Through || m_tls)
        m_owner.wantsToSend(m_id);
    return true;
}

bool Stream::takeEnd()
{
    if (std::exchange(m_guestEnded, true))
        return false;
    switch (m_state) {
    case State::Refusing:
        if (m_hostEnded)
            finish();
        return true;
    case State::Over:
        return true;
    case State::Inspecting:
    case State::Dialling:
    case State::Through:
        break;
    }
    m_inspector.end();
    if (m_inspector.objection()) {
        objected();
        return true;
    }
    if (m_tls) {
        m_tls->guestEnded();
        serveTls();
    } else if (m_upstream) {
        m_upstream->endWriting();
    }
    finishIfBothEnded();
    return true;
}

void Stream::takeReset()
{
    retireUpstream(true);
    finish();
}

void Stream::pass(std::string bytes)
{
    m_decision.sent.value += bytes.size();
    if (m_upstream)
        m_upstream->write(std::move(bytes));
    else
        m_pending += bytes;
}

std::size_t Stream::outstanding() const
{
    return m_pending.size() + (m_upstream ? m_upstream->unsent() : 0) + (m_tls ? m_tls->heldForServer() : 0);
}

/// In pieces of a quarter of the window: a frame for each few bytes would cost more than they do.
void Stream::giveBack()
{
    if (m_state == State::Over || m_guestEnded || !m_isOpen)
        return;
    const auto taken = m_allowance + outstanding();
    const auto back = m_window > taken ? m_window - taken : 0;
    if (back == 0 || (back < m_window / 4 && m_allowance > 0))
        return;
    m_allowance += back;
    m_owner.send(FrameType::NetCredit, m_id, toPayload(guest::NetCredit{back}));
}

void Stream::watchForMore()
{
    const bool waits = m_state != State::Refusing && m_state != State::Over &&
                       (m_inspector.waits() || (m_tls && m_tls->waitsForGuest()));
    if (!waits || m_owner.standsStill()) {
        if (m_state != State::Refusing)
            m_deadline.cancel();
        return;
    }
    if (m_deadline)
        return;
    m_deadline = clock().after(kFirstBytesWithin, [this] {
        const auto reason = "The sandbox policy " + m_owner.policy().profile.name + " closed the connection to " +
                            (m_open.name.empty() ? m_open.address : m_open.name.substr(0, 60)) + " port " +
                            std::to_string(m_open.port) + ": what it has to see first did not come in time.";
        if (m_tls)
            return refuseInTls(reason, 408, true);
        if (m_state == State::Through)
            return reset(reason);
        refuse(m_inspector.objectionOf(reason, 408), Why::Policy);
    });
}

void Stream::dialNow()
{
    m_state = State::Dialling;
    m_dial = dial(m_owner.dialParts(),
                  {.name = m_open.name,
                   .address = m_open.address,
                   .port = m_open.port,
                   .to = m_ruling.to,
                   .policy = m_owner.policy()},
                  [this](Dialled outcome) { dialled(std::move(outcome)); });
}

void Stream::dialled(Dialled outcome)
{
    m_decision.address = outcome.address;
    if (!outcome.rule.empty() && outcome.rule != m_decision.rule)
        m_decision.rule = outcome.end == Dialled::End::Policy ? outcome.rule : m_decision.rule + "; " + outcome.rule;
    if (outcome.end == Dialled::End::Connected && !isStillAllowed(ownOf(m_owner.dialParts())))
        outcome = {.end = Dialled::End::Policy, .reason = "The sandbox policy changed while it was dialled."};
    if (outcome.end == Dialled::End::Connected)
        return through(std::move(outcome));
    const bool policy = outcome.end == Dialled::End::Policy;
    if (!policy)
        m_decision.reason = outcome.reason; // it was allowed, and did not come about
    if (m_tls)
        return refuseInTls(outcome.reason, policy ? 403 : 502, policy);
    refuse(m_inspector.objectionOf(outcome.reason, policy ? 403 : 502), whyOf(outcome.end));
}

void Stream::through(Dialled outcome)
{
    m_state = State::Through;
    m_upstream = std::move(outcome.upstream);
    m_upstream->setHandlers({.connected = nullptr,
                             .readable = [this] { m_owner.wantsToSend(m_id); },
                             .written =
                                 [this] {
                                     m_lastActive = clock().now();
                                     giveBack();
                                     if (m_tls) // it may have waited for that
                                         m_owner.wantsToSend(m_id);
                                     finishIfBothEnded();
                                 },
                             .failed =
                                 [this](int error) {
                                     m_tls ? refuseInTls(std::string("The connection to the server failed: ") +
                                                             std::strerror(error) + '.',
                                                         502, false)
                                           : reset(std::strerror(error));
                                 }});
    openForGuest();
    if (m_tls) {
        m_tls->serverConnected(*m_opening, clock().wallNow());
        watchHandshake();
        serveTls();
    } else {
        m_upstream->write(std::exchange(m_pending, {}));
        if (m_guestEnded)
            m_upstream->endWriting();
    }
    if (m_upstream && !m_owner.standsStill())
        m_upstream->wantToRead();
}

bool Stream::pump()
{
    if (m_tls)
        return pumpTls();
    const auto most = room();
    if (m_state != State::Through || m_hostEnded || most == 0 || m_owner.standsStill())
        return false;
    auto read = m_upstream->read(most);
    switch (read.kind) {
    case Upstream::Read::Kind::Nothing:
        m_upstream->wantToRead();
        return false;
    case Upstream::Read::Kind::Failed:
        reset(std::strerror(read.error));
        return false;
    case Upstream::Read::Kind::End:
        m_hostEnded = true;
        m_owner.send(FrameType::NetEnd, m_id, guest::emptyPayload());
        finishIfBothEnded();
        return false;
    case Upstream::Read::Kind::Bytes:
        break;
    }
    m_lastActive = clock().now();
    m_credit -= read.bytes.size();
    m_decision.received.value += read.bytes.size();
    m_owner.send(FrameType::NetData, m_id, guest::toContentPayload(read.bytes));
    return true;
}

void Stream::objected()
{
    const auto objection = *m_inspector.objection();
    if (!m_inspector.misused().empty())
        m_decision.misused = {m_inspector.misused()};
    // In the middle of an answer, another one would be taken for a part of it.
    if (m_state == State::Through) {
        m_decision.verdict = domain::EgressVerdict::Denied;
        return reset(objection.reason);
    }
    refuse(objection, Why::Policy);
}

/// Nothing of it has reached a server.
void Stream::refuse(const Objection &objection, Why why)
{
    m_dial.cancel();
    m_deadline.cancel();
    retireUpstream(true);
    m_pending.clear();
    if (why == Why::Policy)
        m_decision.verdict = domain::EgressVerdict::Denied;
    m_decision.reason = objection.reason;
    m_decision.sent = {};
    if (!m_isOpen) {
        m_owner.send(FrameType::NetRefused, m_id, toPayload(guest::NetRefused{why, objection.reason}));
        return finish();
    }
    if (objection.answer.empty() || objection.answer.size() > m_credit)
        return reset(objection.reason);
    m_state = State::Refusing;
    m_hostEnded = true;
    m_credit -= objection.answer.size();
    m_owner.send(FrameType::NetData, m_id, guest::toContentPayload(objection.answer));
    m_owner.send(FrameType::NetEnd, m_id, guest::emptyPayload());
    if (m_guestEnded)
        return finish();
    giveBack();
    linger();
}

/// The program may be in the middle of a long request, and reads the answer when it has sent it.
void Stream::linger()
{
    m_deadline = clock().after(kLinger, [this] {
        m_owner.send(FrameType::NetReset, m_id, guest::emptyPayload());
        finish();
    });
}

void Stream::cut(const std::string &reason)
{
    if (m_state == State::Over)
        return;
    reset(reason);
}

void Stream::reset(std::string reason)
{
    retireUpstream(true);
    m_decision.reason = std::move(reason);
    m_owner.send(FrameType::NetReset, m_id, guest::emptyPayload());
    finish();
}

bool Stream::isStillAllowed(const std::vector<domain::IpAddress> &own) const
{
    const auto &policy = m_owner.policy();
    const auto ruling = domain::decide(policy, {m_open.name, m_open.address, m_open.port});
    if (!ruling.allowed || ruling.traffic != m_ruling.traffic || ruling.to != m_ruling.to)
        return false;
    if (!ruling.to.empty() || m_decision.address.empty())
        return true;
    const auto address = domain::ipAddressFrom(m_decision.address);
    return address && decideDialled(policy, *address, m_open.port, own).allowed;
}

/// While it stands still nothing can go over it, so that time is not counted.
void Stream::standStillChanged()
{
    const auto now = clock().now();
    if (m_owner.standsStill())
        m_stoodAt = now;
    else
        m_lastActive = std::min(now, m_lastActive + (now - m_stoodAt));
    watchForMore();
    if ((m_state == State::Through || m_tls) && !m_owner.standsStill())
        m_owner.wantsToSend(m_id);
}

void Stream::finishIfBothEnded()
{
    if (m_guestEnded && m_hostEnded && outstanding() == 0) {
        retireUpstream(false);
        finish();
    }
}

void Stream::finish()
{
    if (std::exchange(m_state, State::Over) == State::Over)
        return;
    m_dial.cancel();
    m_deadline.cancel();
    m_handshake.cancel();
    retireUpstream(true);
    m_decision.lasted = std::chrono::duration_cast<std::chrono::milliseconds>(clock().now() - m_began);
    m_owner.ended(m_id, m_decision);
}

/// It may be the one that is calling us.
void Stream::retireUpstream(bool abruptly)
{
    if (!m_upstream)
        return;
    m_upstream->close(abruptly);
    m_upstream.release()->deleteLater();
}

} // namespace glovebox::egress
