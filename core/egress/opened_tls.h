// Role: a TLS connection of a guest's program that ends at the gate, and another one from the gate to the server, with
// what is said inside looked at in between. Bytes in, bytes out; no sockets. Thread: the engine's.
// Invariants: the server is not wanted before a request was found good, and hears nothing before its certificate was;
// what is held for either side is what was fed and not taken yet; after objection() nothing is for the server, and for
// the guest at most an answer that says why.
#pragma once

#include "core/egress/inspector.h"
#include "core/egress/opened_http.h"
#include "core/egress/tls_end.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::egress {

/// What the gate opens TLS with; of all lines. Without an authority no connection can be opened.
struct TlsOpening {
    std::shared_ptr<CertificateAuthority> authority;
    TlsTrust trust;
};

struct OpenedObjection {
    std::string reason; // one sentence
    bool isPolicy = false;
    bool isTold = false; // the guest has an answer waiting; otherwise only a reset says that something was wrong
};

class OpenedTls {
public:
    /// `opened.host` is a name. Errors of the authority.
    static Result<std::unique_ptr<OpenedTls>> make(Opened opened, SecretsNow secrets, TlsOpening &opening,
                                                   WallTime now);

    // Bytes of the wire
    void fromGuest(std::string_view bytes);
    void guestEnded();
    void fromServer(std::string_view bytes);
    void serverEnded();
    std::string takeForGuest(std::size_t max) { return m_guest.takeCipher(max); }
    std::size_t forGuest() const { return m_guest.cipherWaiting(); }
    std::string takeForServer();

    /// A request was found good: to be connected, and then said so.
    bool wantsServer() const { return m_http.requests() > 0 && !m_objection; }
    void serverConnected(TlsOpening &opening, WallTime now);
    /// Something outside went wrong: `sentence` goes to the guest as an answer, if one may stand there.
    void refuse(const std::string &sentence, int status, bool isPolicy);

    const std::optional<OpenedObjection> &objection() const { return m_objection; }
    /// Whoever is waited for has some seconds: the guest with a handshake or a head, the server with its handshake.
    bool waitsForGuest() const;
    bool waitsForServer() const { return m_server && !m_server->isDone() && !m_objection; }
    /// Nothing more comes for it, once all that waits was taken.
    bool isOverForGuest() const { return m_overForGuest; }
    bool isOverForServer() const { return m_overForServer; }
    /// Said by the guest, and not yet for the server to take.
    std::size_t heldForServer() const { return m_early.size() + (m_server ? m_server->plainHeld() : 0); }
    std::size_t held() const { return m_http.held(); }

    const std::vector<std::string> &used() const { return m_http.used(); }
    const std::vector<std::string> &misused() const { return m_http.misused(); }

private:
    OpenedTls(Opened opened, SecretsNow secrets, TlsEnd guest);

    void passToServer(std::string plain);
    void guestFailed();
    void serverFailed();
    void endServerIfUnused();
    void checkServersWords();
    void object(std::string reason, int status, bool isPolicy);

    Opened m_opened;
    OpenedHttp m_http;
    TlsEnd m_guest;
    std::optional<TlsEnd> m_server;
    std::string m_early; // for the server, before it is there
    bool m_guestEnded = false;
    bool m_serverEnded = false;
    bool m_overForGuest = false;
    bool m_overForServer = false;
    std::optional<OpenedObjection> m_objection;
};

} // namespace glovebox::egress
