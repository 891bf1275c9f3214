// Role: one end of a TLS connection, as bytes: what came from the wire goes in, what is for the wire comes out, and the
// same with what is said inside. No sockets. TLS 1.2 and 1.3; of application protocols HTTP/1.1 alone. Thread: the
// engine's.
// Invariants: holds what nobody has taken yet of at most what was fed; after a problem nothing more comes out but the
// alert that says so; a client end passes nothing in or out before the server's certificate was found good.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/egress/certificate_authority.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;
struct bio_st;

namespace glovebox::egress {

/// Whom the gate believes as a client: this host's trust store, or the authorities of a file. Reading a store takes
/// tens of milliseconds, looking whether it is still the same some microseconds.
class TlsTrust {
public:
    /// `file`: of PEM certificates, in place of the host's store. Read at the first use, and again at the next one
    /// after it has changed, or after a day.
    explicit TlsTrust(std::string file = {}) : m_file(std::move(file)) {}

    /// The same one for as long as nothing has changed.
    Result<std::shared_ptr<ssl_ctx_st>> context(WallTime now);

private:
    /// Of the store's file and folders: which they are, and since when as they are.
    std::string stamp() const;

    std::string m_file;
    std::shared_ptr<ssl_ctx_st> m_context;
    std::string m_stamp; // of what was read
    WallTime m_readAt;
};

struct TlsProblem {
    enum class Kind {
        Refused,     // the other end does not believe our certificate
        Certificate, // we do not believe theirs
        Protocol,    // something else
    } kind = Kind::Protocol;
    std::string words; // without a dot: "its certificate is for another name"
};

class TlsEnd {
public:
    /// To a program that dialled the leaf's name.
    static Result<TlsEnd> server(const Leaf &leaf);
    /// To `host`, which names the server to itself and is what its certificate has to be for.
    static Result<TlsEnd> client(const std::string &host, TlsTrust &trust, WallTime now);

    TlsEnd(TlsEnd &&) noexcept = default;
    TlsEnd &operator=(TlsEnd &&) noexcept = default;
    ~TlsEnd() = default;

    /// From the wire.
    void feedCipher(std::string_view bytes);
    /// For the wire; at most that much.
    std::string takeCipher(std::size_t max = std::string::npos);
    std::size_t cipherWaiting() const;

    /// To be said inside, once the handshake is done.
    void feedPlain(std::string_view bytes);
    std::size_t plainHeld() const { return m_unsaid.size(); }
    std::string takePlain();
    /// We say nothing more, after what was fed.
    void endPlain();

    bool isDone() const { return m_done; } // the handshake
    /// The other end said that it says nothing more.
    bool peerEnded() const { return m_peerEnded; }
    const std::optional<TlsProblem> &problem() const { return m_problem; }

private:
    struct FreeSsl {
        void operator()(ssl_st *ssl) const;
    };

    explicit TlsEnd(ssl_st *ssl);
    void turn();
    void handshake();
    void say();
    void listen();
    void failed(int result);

    std::unique_ptr<ssl_st, FreeSsl> m_ssl;
    bio_st *m_in = nullptr; // both are the ssl's
    bio_st *m_out = nullptr;
    std::string m_unsaid;
    std::string m_heard;
    bool m_done = false;
    bool m_ending = false;
    bool m_peerEnded = false;
    std::optional<TlsProblem> m_problem;
};

} // namespace glovebox::egress
