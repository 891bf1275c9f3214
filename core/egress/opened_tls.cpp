#include "core/egress/opened_tls.h"

#include <openssl/crypto.h>

#include <utility>

namespace glovebox::egress {

namespace {

/// What nobody takes on the way to a guest is little: handshakes, and one piece of the server's at a time.
constexpr std::size_t kForGuestMax = 512 << 10;

/// What is held until the server is there: secrets make of a window of heads many times as much.
constexpr std::size_t kEarlyMax = 192 << 10;

} // namespace

Result<std::unique_ptr<OpenedTls>> OpenedTls::make(Opened opened, SecretsNow secrets, TlsOpening &opening, WallTime now)
{
    if (!opening.authority)
        return fail(ErrorCode::InvalidState, "the gate has no certificate authority to open TLS with");
    GB_TRY(leaf, opening.authority->leafFor(opened.host, now));
    GB_TRY(end, TlsEnd::server(leaf));
    return std::unique_ptr<OpenedTls>(new OpenedTls(std::move(opened), std::move(secrets), std::move(end)));
}

OpenedTls::OpenedTls(Opened opened, SecretsNow secrets, TlsEnd guest)
    : m_opened(std::move(opened)), m_http(m_opened.host, m_opened.port, std::move(secrets)), m_guest(std::move(guest))
{
}

void OpenedTls::fromGuest(std::string_view bytes)
{
    if (m_objection || (m_overForGuest && !m_http.isRaw()))
        return;
    m_guest.feedCipher(bytes);
    if (const auto plain = m_guest.takePlain(); !plain.empty()) {
        passToServer(m_http.fromGuest(plain));
        if (const auto &problem = m_http.problem())
            return object("the request does not pass: " + problem->sentence, problem->status, true);
    }
    if (m_guest.problem())
        return guestFailed();
    if (m_guest.cipherWaiting() > kForGuestMax)
        return object("the program does not read what it is told", 400, true);
    if (m_guest.peerEnded())
        guestEnded();
}

void OpenedTls::guestEnded()
{
    if (std::exchange(m_guestEnded, true) || m_objection)
        return;
    if (!m_guest.isDone())
        return object("the program ended the TLS handshake; it may not trust this host's certificate authority, as it "
                      "has to for a host of a secret",
                      400, false);
    if (m_http.isHalf())
        return object("it ended before it was complete", 400, true);
    if (m_http.requests() == 0 || m_http.isInBody())
        return object("the program ended it before its request was whole", 400, false);
    if (m_http.isRaw() && m_server)
        m_server->endPlain();
    endServerIfUnused();
}

/// A server that is told that the client has ended may drop what it was about to answer.
void OpenedTls::endServerIfUnused()
{
    if (!m_guestEnded || m_overForServer || (m_http.unanswered() > 0 && !m_http.isRaw()))
        return;
    if (m_server)
        m_server->endPlain();
    m_overForServer = true;
}

/// There may be a secret in it.
void OpenedTls::passToServer(std::string plain)
{
    if (plain.empty())
        return;
    if (m_server)
        m_server->feedPlain(plain);
    else
        m_early += plain;
    OPENSSL_cleanse(plain.data(), plain.size());
    if (m_early.size() > kEarlyMax)
        object("it sends too much before the server is there", 400, false);
}

void OpenedTls::serverConnected(TlsOpening &opening, WallTime now)
{
    auto end = TlsEnd::client(m_opened.host, opening.trust, now);
    if (!end)
        return object("the gate cannot speak TLS to it: " + end.error().detail, 502, false);
    m_server.emplace(std::move(*end));
    m_server->feedPlain(m_early);
    OPENSSL_cleanse(m_early.data(), m_early.size());
    m_early.clear();
    if (m_overForServer)
        m_server->endPlain();
}

std::string OpenedTls::takeForServer()
{
    return m_server && !m_objection ? m_server->takeCipher() : std::string();
}

void OpenedTls::fromServer(std::string_view bytes)
{
    if (!m_server || m_objection || m_overForGuest)
        return;
    m_server->feedCipher(bytes);
    const auto heard = m_server->takePlain();
    m_guest.feedPlain(m_http.fromServer(heard));
    passToServer(m_http.takeForServer());
    checkServersWords();
    if (m_objection)
        return;
    if (m_server->problem())
        return serverFailed();
    endServerIfUnused();
    if (m_server->peerEnded() || m_http.isOver())
        serverEnded();
}

void OpenedTls::checkServersWords()
{
    if (const auto &problem = m_http.problem()) // of what it has set free
        return object("the request does not pass: " + problem->sentence, problem->status, true);
    if (const auto &problem = m_http.serverProblem())
        return object(*problem, 502, false);
}

void OpenedTls::serverEnded()
{
    if (std::exchange(m_serverEnded, true) || m_objection)
        return;
    if (!m_server || !m_server->isDone())
        return object("the server ended the TLS handshake", 502, false);
    // Later a program asks again by itself: it was late for a connection that had been idle.
    if (m_http.requests() == 1 && m_http.unanswered() == 1 && m_http.mayAnswer())
        return object("the server ended the connection without an answer", 502, false);
    m_guest.feedPlain(m_http.serverEnded());
    // Whoever reads until the end has to see whether it was one: an end that the server did not say is none.
    if (m_server->peerEnded() || m_http.unanswered() == 0)
        m_guest.endPlain();
    m_overForGuest = true;
    m_overForServer = m_overForServer || !m_http.isRaw();
}

void OpenedTls::guestFailed()
{
    const auto &problem = *m_guest.problem();
    if (problem.kind == TlsProblem::Kind::Refused)
        return object("the program refused the gate's certificate (" + problem.words +
                          "): it does not trust this host's certificate authority, as it has to for a host of a secret",
                      400, false);
    object("the program's TLS failed: " + problem.words, 400, false);
}

void OpenedTls::serverFailed()
{
    const auto &problem = *m_server->problem();
    switch (problem.kind) {
    case TlsProblem::Kind::Certificate:
        return object("the server is not believed: " + problem.words, 502, false);
    case TlsProblem::Kind::Refused:
        return object("the server wants a certificate, and the gate has none for it: " + problem.words, 502, false);
    case TlsProblem::Kind::Protocol:
        return object("the server's TLS failed: " + problem.words, 502, false);
    }
}

bool OpenedTls::waitsForGuest() const
{
    return !m_objection && !m_overForGuest && (!m_guest.isDone() || m_http.requests() == 0 || m_http.isHalf());
}

void OpenedTls::refuse(const std::string &sentence, int status, bool isPolicy)
{
    if (m_objection)
        return;
    m_objection = OpenedObjection{sentence, isPolicy, false};
    m_overForServer = true;
    m_overForGuest = true;
    OPENSSL_cleanse(m_early.data(), m_early.size());
    m_early.clear();
    if (!m_guest.isDone() || m_guest.problem()) {
        m_objection->isTold = true; // by an alert, or by nothing that it would still read
        return;
    }
    if (!m_http.mayAnswer())
        return;
    m_guest.feedPlain(httpAnswer(status, sentence));
    m_guest.endPlain();
    m_objection->isTold = true;
}

void OpenedTls::object(std::string reason, int status, bool isPolicy)
{
    const auto where = m_opened.host.substr(0, 60) + " port " + std::to_string(m_opened.port);
    refuse((isPolicy ? "The sandbox policy " + m_opened.profile + " closed the connection to " + where
                     : "The connection to " + where + " did not come about") +
               ": " + std::move(reason) + '.',
           status, isPolicy);
}

} // namespace glovebox::egress
