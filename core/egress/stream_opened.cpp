// Role: a Stream whose TLS ends here (see stream.h): between its sockets and OpenedTls. Thread: the engine's.
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

constexpr auto kServerHandshakeWithin = 15s;
/// TLS answers by itself to what a server says: one that does not read that is not read either.
constexpr std::size_t kUnsentToServer = 256 << 10;

} // namespace

bool isToBeOpened(const StreamStart &start)
{
    if (start.ruling.traffic != domain::EgressTraffic::Tls || start.open.name.empty() || !start.secrets)
        return false;
    const auto secrets = start.secrets();
    return secrets && std::ranges::any_of(*secrets, [&](const ports::LineSecret &each) {
               return domain::mayGoTo(each.secret, start.open.name, start.open.port);
           });
}

void Stream::openTls(const StreamStart &start)
{
    static const Error kNoOpening{ErrorCode::InvalidState, "the gate opens no TLS"};
    Opened opened{.host = start.open.name, .port = start.open.port, .profile = m_owner.policy().profile.name};
    auto made = m_opening ? OpenedTls::make(std::move(opened), start.secrets, *m_opening, clock().wallNow())
                          : tl::unexpected(kNoOpening);
    if (made) {
        m_tls = std::move(*made);
        return;
    }
    // Not end to end instead: that would hide what is wrong, and send the placeholder.
    refuse({"A secret may go to " + start.open.name.substr(0, 60) + ", and " + made.error().detail + '.', {}},
           guest::NetRefused::Why::Unreachable);
}

/// After each of its turns: what it has for either side goes there.
void Stream::serveTls()
{
    if (m_state == State::Refusing || m_state == State::Over)
        return;
    const bool isNews = m_tls->used().size() > m_decision.secrets.size();
    m_decision.secrets = m_tls->used();
    m_decision.misused = m_tls->misused();
    if (isNews)
        m_owner.usedSecret(m_decision);
    if (m_tls->objection())
        return objectedInTls();
    if (m_upstream) {
        pass(m_tls->takeForServer());
        if (m_tls->isOverForServer())
            m_upstream->endWriting();
    }
    if (m_state == State::Inspecting && m_tls->wantsServer())
        dialNow();
    if (m_tls->forGuest() > 0 || m_tls->isOverForGuest())
        m_owner.wantsToSend(m_id);
}

bool Stream::pumpTls()
{
    const auto most = room();
    if (m_state == State::Over || m_hostEnded || most == 0 || m_owner.standsStill())
        return false;
    const bool mayRead = m_state == State::Through && m_tls->forGuest() == 0 && !m_tls->isOverForGuest() &&
                         m_upstream->unsent() <= kUnsentToServer;
    const bool more = mayRead && readForTls();
    if (m_state == State::Over)
        return false;
    const bool hasForGuest = m_tls->forGuest() > 0;
    if (const auto bytes = m_tls->takeForGuest(most); !bytes.empty()) {
        m_lastActive = clock().now();
        m_credit -= bytes.size();
        m_owner.send(guest::FrameType::NetData, m_id, guest::toContentPayload(bytes));
    }
    if (m_tls->forGuest() > 0)
        return true;
    if (m_tls->isOverForGuest()) {
        endTlsForGuest();
        return false;
    }
    if (m_state != State::Through)
        return false;
    if (hasForGuest)
        return !mayRead || more; // what was held back is gone: the server may be read again
    if (more)                    // a server that speaks without saying anything has one turn of the loop at a time
        m_upstream->wantToRead();
    return false;
}

/// False: there is nothing more to read now.
bool Stream::readForTls()
{
    auto read = m_upstream->read(guest::kNetChunkMax);
    switch (read.kind) {
    case Upstream::Read::Kind::Nothing:
        m_upstream->wantToRead();
        return false;
    case Upstream::Read::Kind::Failed:
        m_tls->refuse(std::string("The connection to the server failed: ") + std::strerror(read.error) + '.', 502,
                      false);
        serveTls();
        return false;
    case Upstream::Read::Kind::End:
        m_tls->serverEnded();
        serveTls();
        return false;
    case Upstream::Read::Kind::Bytes:
        break;
    }
    m_lastActive = clock().now();
    m_decision.received.value += read.bytes.size();
    m_tls->fromServer(read.bytes);
    serveTls();
    return m_state == State::Through;
}

void Stream::endTlsForGuest()
{
    m_hostEnded = true;
    m_owner.send(guest::FrameType::NetEnd, m_id, guest::emptyPayload());
    if (m_state != State::Refusing)
        return finishIfBothEnded();
    if (m_guestEnded)
        return finish();
    giveBack();
    linger();
}

void Stream::refuseInTls(const std::string &reason, int status, bool isPolicy)
{
    m_tls->refuse(reason, status, isPolicy);
    serveTls();
}

/// Its answer, if there is one, goes the usual way.
void Stream::objectedInTls()
{
    const auto objection = *m_tls->objection();
    m_dial.cancel();
    m_deadline.cancel();
    m_handshake.cancel();
    if (objection.isPolicy)
        m_decision.verdict = domain::EgressVerdict::Denied;
    if (!objection.isTold)
        return reset(objection.reason);
    retireUpstream(true);
    m_pending.clear();
    m_decision.reason = objection.reason;
    m_state = State::Refusing;
    linger();
    m_owner.wantsToSend(m_id);
}

void Stream::watchHandshake()
{
    m_handshake = clock().after(kServerHandshakeWithin, [this] {
        if (!m_tls->waitsForServer())
            return;
        if (m_owner.standsStill())
            return watchHandshake();
        refuseInTls("The connection to " + m_open.name.substr(0, 60) + " port " + std::to_string(m_open.port) +
                        " did not come about: the server did not finish the TLS handshake in time.",
                    502, false);
    });
}

} // namespace glovebox::egress
