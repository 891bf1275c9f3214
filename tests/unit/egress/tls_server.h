// Role: a TLS server on this host's loopback with an authority of its own, and a guest's program that speaks TLS
// through the gate. Thread: the test's; a server's handler runs on a thread of the connection.
#pragma once

#include "core/egress/certificate_authority.h"
#include "core/egress/openssl_types.h"
#include "core/egress/tls_end.h"
#include "tests/unit/egress/gate_bench.h"

#include <QTemporaryDir>

#include <fstream>
#include <functional>
#include <memory>
#include <string>

namespace egresstest {

inline std::string fileOf(const QTemporaryDir &folder, const std::string &name, const std::string &content)
{
    const auto path = folder.filePath(QString::fromStdString(name)).toStdString();
    std::ofstream(path) << content;
    return path;
}

/// One connection of the server's, after its handshake.
class TlsTalk {
public:
    explicit TlsTalk(SSL *ssl) : m_ssl(ssl) {}

    /// What comes next; empty: it ended.
    std::string some()
    {
        std::string out(16'384, '\0');
        const auto got = SSL_read(m_ssl, out.data(), static_cast<int>(out.size()));
        out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return out;
    }
    /// Up to the end of a head, or of what there is; what is behind it waits.
    std::string head() { return until("\r\n\r\n"); }
    std::string until(const std::string &mark)
    {
        while (m_held.find(mark) == std::string::npos) {
            const auto more = some();
            if (more.empty())
                return std::exchange(m_held, {});
            m_held += more;
        }
        const auto end = m_held.find(mark) + mark.size();
        auto out = m_held.substr(0, end);
        m_held.erase(0, end);
        return out;
    }
    /// What came behind the last head.
    std::string takeHeld() { return std::exchange(m_held, {}); }
    bool say(const std::string &bytes)
    {
        return SSL_write(m_ssl, bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
    }
    void end() { SSL_shutdown(m_ssl); }

private:
    SSL *m_ssl;
    std::string m_held;
};

class TlsServer {
public:
    using Talk = std::function<void(TlsTalk &)>;

    TlsServer(glovebox::WallTime now, const std::string &name, Talk talk)
        : authority(*glovebox::egress::CertificateAuthority::make(now, "The test's servers")),
          m_leaf(*authority.leafFor(name, now)), m_talk(std::move(talk)), server([this](int fd) { serve(fd); })
    {
        trustFile = fileOf(m_folder, "servers.pem", authority.certificatePem());
    }

    std::uint16_t port() const { return server.port(); }

    glovebox::egress::CertificateAuthority authority;
    std::string trustFile;

private:
    void serve(int fd)
    {
        const std::unique_ptr<SSL_CTX, glovebox::egress::FreedBy<SSL_CTX_free>> context(
            SSL_CTX_new(TLS_server_method()));
        SSL_CTX_use_certificate(context.get(), m_leaf.certificate.get());
        SSL_CTX_use_PrivateKey(context.get(), m_leaf.key.get());
        const std::unique_ptr<SSL, glovebox::egress::FreedBy<SSL_free>> ssl(SSL_new(context.get()));
        SSL_set_fd(ssl.get(), fd);
        if (SSL_accept(ssl.get()) != 1)
            return;
        TlsTalk talk(ssl.get());
        m_talk(talk);
    }

    QTemporaryDir m_folder;
    glovebox::egress::Leaf m_leaf;
    Talk m_talk;

public:
    LoopbackServer server; // last: its threads use the others
};

/// A guest's program on one connection.
class TlsProgram {
public:
    TlsProgram(GateBench &bench, glovebox::egress::TlsTrust &trust, const std::string &host, std::uint16_t port,
               std::size_t credit = wire::kNetWindow)
        : m_bench(bench), stream(bench.guest.open(host, port, credit)),
          end(*glovebox::egress::TlsEnd::client(host, trust, bench.clock.wallNow()))
    {
    }

    void turn()
    {
        auto &one = m_bench.guest.streams[stream];
        end.feedCipher(std::string_view(one.data).substr(m_taken));
        m_taken = one.data.size();
        plain += end.takePlain();
        while (one.credit > 0 && end.cipherWaiting() > 0)
            m_bench.guest.say(stream, end.takeCipher(std::min(one.credit, wire::kNetChunkMax)));
    }
    template <class Done>
    bool wait(Done done)
    {
        return m_bench.wait([&] {
            turn();
            return done();
        });
    }
    bool waitFor(const std::string &text)
    {
        return wait([&] { return plain.find(text) != std::string::npos; });
    }
    /// One with a length, whole.
    bool waitAnswer()
    {
        return wait([&] {
            const auto head = plain.find("\r\n\r\n");
            const auto length = plain.find("Content-Length: ");
            return head != std::string::npos && length < head &&
                   plain.size() >= head + 4 + std::stoul(plain.substr(length + 16));
        });
    }
    bool waitOver()
    {
        return wait([&] { return m_bench.guest.streams[stream].over(); });
    }
    void say(const std::string &bytes)
    {
        end.feedPlain(bytes);
        turn();
    }

private:
    GateBench &m_bench;
    std::size_t m_taken = 0;

public:
    std::uint32_t stream;
    glovebox::egress::TlsEnd end;
    std::string plain;
};

} // namespace egresstest
