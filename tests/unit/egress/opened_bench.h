// Role: a program in TLS through a gate that may open it, to a TLS server on loopback, and a secret that may go there.
// Thread: the test's.
#pragma once

#include "core/egress/http_text.h"
#include "tests/unit/egress/tls_server.h"

namespace egresstest {

inline constexpr auto kTls = glovebox::domain::EgressTraffic::Tls;
inline constexpr const char *kHost = "api.good.test";
inline const std::string kSecretValue = "the-real-value-0123456789";
inline const std::string kPlaceholder = "gbx-" + std::string(40, 'a');

inline std::string hostLine(std::uint16_t port)
{
    return std::string("Host: ") + kHost + ':' + std::to_string(port) + "\r\n";
}

inline std::string okWith(const std::string &body, const std::string &more = {})
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           more + "\r\n" + body;
}

/// A server for kHost, a gate that may open TLS to it, and a secret that may go there.
struct Whole {
    testsupport::ManualClock forNow;
    TlsServer server;
    std::shared_ptr<glovebox::egress::CertificateAuthority> authority;
    QTemporaryDir folder;
    glovebox::egress::TlsTrust guestTrust; // of what the guest was given
    GateBench bench;

    explicit Whole(TlsServer::Talk talk, glovebox::domain::SecretForm form = glovebox::domain::BearerForm(),
                   const char *serverName = kHost)
        : server(forNow.wallNow(), serverName, std::move(talk)),
          authority(std::make_shared<glovebox::egress::CertificateAuthority>(
              *glovebox::egress::CertificateAuthority::make(forNow.wallNow(), "Glovebox on this host"))),
          guestTrust(fileOf(folder, "gate.pem", authority->certificatePem())),
          bench(policyOf({allow(kHost, server.port(), kTls, "127.0.0.1:" + std::to_string(server.port())),
                          allow("other.good.test", server.port(), kTls, "127.0.0.1:" + std::to_string(server.port())),
                          allow("plain.good.test", 80, glovebox::domain::EgressTraffic::Http,
                                "127.0.0.1:" + std::to_string(server.port()))}))
    {
        bench.gate->openTlsWith(authority, server.trustFile);
        give(std::move(form));
    }
    void give(glovebox::domain::SecretForm form, std::vector<std::string> hosts = {})
    {
        if (hosts.empty())
            hosts = {std::string(kHost) + ':' + std::to_string(server.port())};
        bench.secrets =
            std::make_shared<const std::vector<glovebox::ports::LineSecret>>(std::vector<glovebox::ports::LineSecret>{
                {{.name = "api-key", .description = {}, .hosts = hosts, .form = std::move(form), .variable = "KEY"},
                 kPlaceholder,
                 glovebox::SecretString(kSecretValue)}});
    }
    TlsProgram program(std::size_t credit = wire::kNetWindow)
    {
        return TlsProgram(bench, guestTrust, kHost, server.port(), credit);
    }
    std::string get(const std::string &lines, const std::string &target = "/")
    {
        return "GET " + target + " HTTP/1.1\r\n" + hostLine(server.port()) + lines + "\r\n";
    }
    std::string withBearer() { return get("Authorization: Bearer " + kPlaceholder + "\r\n"); }
    std::optional<glovebox::domain::EgressDecision> lastWord()
    {
        const auto words = bench.lastWords();
        return words.empty() || !words.back().lasted ? std::nullopt : std::optional(words.back());
    }
    bool waitLastWord()
    {
        return bench.wait([&] { return lastWord().has_value(); });
    }
};

/// Answers each request with its head, as a careless server does.
inline TlsServer::Talk echoing(TlsServer *&self)
{
    return [&self](TlsTalk &talk) {
        for (std::string head; !(head = talk.head()).empty();) {
            self->server.hear(head);
            talk.say(okWith(head));
        }
        talk.end();
    };
}

} // namespace egresstest
