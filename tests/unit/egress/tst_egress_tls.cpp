// The gate's certificate authority and both ends of its TLS, as bytes: what is made holds for one name and its days,
// what is read back is the same, and of two ends each sees whom it talks to, or why not.
#include <QTest>

#include "core/egress/certificate_authority.h"
#include "core/egress/opened_tls.h"
#include "core/egress/openssl_types.h"
#include "core/egress/tls_end.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::egress;
using namespace std::chrono_literals;

namespace {

const WallTime kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20};

CertificateAuthority authorityOf(WallTime now = kNow)
{
    return *CertificateAuthority::make(now, "Glovebox on this host");
}

struct Trust {
    QTemporaryDir folder;
    TlsTrust trust;

    explicit Trust(const CertificateAuthority &authority)
        : trust(folder.filePath(QStringLiteral("ca.pem")).toStdString())
    {
        std::ofstream(folder.filePath(QStringLiteral("ca.pem")).toStdString()) << authority.certificatePem();
    }
};

/// Until neither has anything for the other; in pieces of that many bytes.
void exchange(TlsEnd &one, TlsEnd &two, std::size_t piece = 100'000)
{
    while (one.cipherWaiting() > 0 || two.cipherWaiting() > 0) {
        two.feedCipher(one.takeCipher(piece));
        one.feedCipher(two.takeCipher(piece));
    }
}

bool verifies(X509 *certificate, X509 *authority, const std::string &host, WallTime when)
{
    const std::unique_ptr<X509_STORE, FreedBy<X509_STORE_free>> store(X509_STORE_new());
    const std::unique_ptr<X509_STORE_CTX, FreedBy<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
    X509_STORE_add_cert(store.get(), authority);
    X509_STORE_CTX_init(context.get(), store.get(), certificate, nullptr);
    auto *param = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size());
    X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_time(param,
                               std::chrono::duration_cast<std::chrono::seconds>(when.time_since_epoch()).count());
    return X509_verify_cert(context.get()) == 1;
}

std::shared_ptr<X509> certificateFrom(const std::string &pem)
{
    const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return {PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
}

} // namespace

class TestEgressTls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLeafIsForOneNameAndItsDays()
    {
        auto authority = authorityOf();
        const auto ca = certificateFrom(authority.certificatePem());
        const auto leaf = *authority.leafFor("api.good.test", kNow);
        auto *x509 = leaf.certificate.get();
        QVERIFY(verifies(x509, ca.get(), "api.good.test", kNow));
        QVERIFY(verifies(x509, ca.get(), "api.good.test", kNow + 24h * 6));
        QVERIFY(!verifies(x509, ca.get(), "api.good.test", kNow + 24h * 8));
        QVERIFY(!verifies(x509, ca.get(), "api.good.test", kNow - 24h * 2));
        for (const char *other : {"good.test", "x.api.good.test", "Glovebox"})
            QVERIFY2(!verifies(x509, ca.get(), other, kNow), other);
        // It is no authority, and the authority is one for leaves alone.
        QCOMPARE(X509_check_ca(x509), 0);
        QCOMPARE(X509_get_pathlen(ca.get()), 0L);
        QVERIFY(X509_get_key_usage(ca.get()) == (KU_KEY_CERT_SIGN | KU_CRL_SIGN));
        QVERIFY(X509_get_extended_key_usage(x509) == XKU_SSL_SERVER);
        QVERIFY(authority.until() > kNow + 24h * 3650 && authority.until() < kNow + 24h * 3660);
        QVERIFY(!authority.leafFor("no name", kNow) && !authority.leafFor("a.test,DNS:evil.test", kNow));
        const auto longName = std::string(60, 'a') + '.' + std::string(60, 'b') + ".test";
        QVERIFY(verifies(authority.leafFor(longName, kNow)->certificate.get(), ca.get(), longName, kNow));
    }

    void leavesAreKeptAndRenewed()
    {
        auto authority = authorityOf();
        const auto first = authority.leafFor("a.test", kNow)->certificate;
        QVERIFY(authority.leafFor("a.test", kNow + 24h * 5)->certificate == first);
        QVERIFY(authority.leafFor("a.test", kNow + 24h * 6 + 1h)->certificate != first);
        for (int i = 0; i < 300; ++i)
            QVERIFY(authority.leafFor("n" + std::to_string(i) + ".test", kNow));
        QVERIFY(authority.leaves() <= kLeavesMax);
        QVERIFY(!authority.leafFor("a.test", kNow + 24h * 4000));
        QVERIFY(!authority.leafFor("a.test", kNow - 24h * 30));
    }

    void anAuthorityIsKeptAsText()
    {
        auto authority = authorityOf();
        const auto pem = authority.pem();
        QVERIFY(authority.certificatePem().find("PRIVATE") == std::string::npos);
        auto again = CertificateAuthority::fromPem(pem);
        QVERIFY(again);
        QVERIFY(again->certificatePem() == authority.certificatePem() && again->until() == authority.until());
        const auto ca = certificateFrom(authority.certificatePem());
        QVERIFY(verifies(again->leafFor("a.test", kNow)->certificate.get(), ca.get(), "a.test", kNow));
        auto other = authorityOf();
        const auto key = pem.reveal().substr(0, pem.reveal().find("-----BEGIN CERTIFICATE"));
        const auto leaf = *authority.leafFor("a.test", kNow);
        const BioPtr bio(BIO_new(BIO_s_mem()));
        PEM_write_bio_X509(bio.get(), leaf.certificate.get());
        char *data = nullptr;
        const auto size = static_cast<std::size_t>(BIO_get_mem_data(bio.get(), &data));
        for (const auto &bad :
             {std::string(), std::string("nonsense"), key, authority.certificatePem(), key + other.certificatePem(),
              key + std::string(data, size), std::string(100'000, 'x')}) {
            const auto read = CertificateAuthority::fromPem(SecretString(bad));
            QVERIFY2(!read, bad.c_str());
            QVERIFY(read.error().detail.find(key.substr(40, 20)) == std::string::npos || key.empty());
        }
    }

    void bothEndsHearEachOtherHoweverTheBytesAreCut()
    {
        auto authority = authorityOf();
        Trust trust(authority);
        for (const std::size_t piece : {1, 7, 100'000}) {
            auto server = *TlsEnd::server(*authority.leafFor("a.test", kNow));
            auto client = *TlsEnd::client("a.test", trust.trust, kNow);
            client.feedPlain("before the handshake");
            exchange(client, server, piece);
            QVERIFY(client.isDone() && server.isDone() && !client.problem() && !server.problem());
            QCOMPARE(server.takePlain(), std::string("before the handshake"));
            const std::string much(200'000, 'x');
            server.feedPlain(much);
            exchange(client, server, piece);
            QVERIFY(client.takePlain() == much);
            client.endPlain();
            exchange(client, server, piece);
            QVERIFY(server.peerEnded() && !server.problem());
            server.feedPlain("still heard"); // each direction ends by itself
            server.endPlain();
            exchange(client, server, piece);
            QCOMPARE(client.takePlain(), std::string("still heard"));
            QVERIFY(client.peerEnded());
        }
    }

    void whoIsNotBelievedIsSaidInWords()
    {
        auto authority = authorityOf();
        auto stranger = authorityOf();
        Trust trust(authority);
        const auto problemOf = [&](CertificateAuthority &of, const char *leaf, WallTime when) {
            auto server = *TlsEnd::server(*of.leafFor(leaf, kNow));
            auto client = *TlsEnd::client("a.test", trust.trust, when);
            client.feedPlain("secret");
            exchange(client, server);
            if (!server.takePlain().empty())
                qFatal("something was said to a server that was not believed");
            if (!client.problem() || client.problem()->kind != TlsProblem::Kind::Certificate)
                qFatal("no problem of that kind");
            // The other end is told, and can say so.
            if (!server.problem() || server.problem()->kind != TlsProblem::Kind::Refused)
                qFatal("the server was not told");
            return client.problem()->words;
        };
        QCOMPARE(problemOf(authority, "b.test", kNow), std::string("its certificate is for another name"));
        QCOMPARE(problemOf(stranger, "a.test", kNow),
                 std::string("its certificate is by nobody whom this host trusts"));
        QCOMPARE(problemOf(authority, "a.test", kNow + 24h * 10), std::string("its certificate has expired"));
    }

    void onlyHttp11IsSpoken()
    {
        auto authority = authorityOf();
        const auto protocolWith = [&](std::string_view offered, int newest) {
            const std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
            SSL_CTX_set_max_proto_version(context.get(), newest);
            SSL_CTX_set_security_level(context.get(), 0);
            const std::unique_ptr<SSL, FreedBy<SSL_free>> client(SSL_new(context.get()));
            auto *in = BIO_new(BIO_s_mem());
            auto *out = BIO_new(BIO_s_mem());
            SSL_set_bio(client.get(), in, out);
            if (!offered.empty())
                SSL_set_alpn_protos(client.get(), reinterpret_cast<const unsigned char *>(offered.data()),
                                    static_cast<unsigned>(offered.size()));
            SSL_set_connect_state(client.get());
            auto server = *TlsEnd::server(*authority.leafFor("a.test", kNow));
            for (int i = 0; i < 10; ++i) {
                SSL_do_handshake(client.get());
                std::string bytes(100'000, '\0');
                const auto got = BIO_read(out, bytes.data(), static_cast<int>(bytes.size()));
                server.feedCipher(std::string_view(bytes).substr(0, got > 0 ? static_cast<std::size_t>(got) : 0));
                const auto back = server.takeCipher();
                BIO_write(in, back.data(), static_cast<int>(back.size()));
            }
            const unsigned char *chosen = nullptr;
            unsigned length = 0;
            SSL_get0_alpn_selected(client.get(), &chosen, &length);
            return !server.isDone() ? "none: " + server.problem().value_or(TlsProblem{}).words
                                    : std::string(reinterpret_cast<const char *>(chosen), length);
        };
        QCOMPARE(protocolWith("\x02h2\x08http/1.1", TLS1_3_VERSION), std::string("http/1.1"));
        QCOMPARE(protocolWith("\x08http/1.1", TLS1_2_VERSION), std::string("http/1.1"));
        QCOMPARE(protocolWith("", TLS1_3_VERSION), std::string());
        QVERIFY(protocolWith("\x02h2", TLS1_3_VERSION).starts_with("none: "));
        QVERIFY(protocolWith("", TLS1_1_VERSION).starts_with("none: "));
    }

    /// Reading a host's store takes too long to do it on the engine's thread for nothing.
    void whomWeBelieveIsReadWhenItChangesAndNotElse()
    {
        const auto first = authorityOf();
        const auto second = *CertificateAuthority::make(kNow, "Another one");
        Trust trust(first);
        const auto path = trust.folder.filePath(QStringLiteral("ca.pem")).toStdString();
        const auto read = *trust.trust.context(kNow);
        QVERIFY(*trust.trust.context(kNow + 3h) == read);
        QVERIFY(*trust.trust.context(kNow + 25h) != read); // all the same, a day later
        const auto before = *trust.trust.context(kNow + 25h);
        const auto believes = [&](const CertificateAuthority &authority) {
            const auto context = trust.trust.context(kNow + 25h);
            if (!context)
                return false;
            const BioPtr bio(BIO_new_mem_buf(authority.certificatePem().data(),
                                             static_cast<int>(authority.certificatePem().size())));
            const CertificatePtr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
            const std::unique_ptr<X509_STORE_CTX, FreedBy<X509_STORE_CTX_free>> check(X509_STORE_CTX_new());
            X509_STORE_CTX_init(check.get(), SSL_CTX_get_cert_store(context->get()), certificate.get(), nullptr);
            X509_VERIFY_PARAM_set_time(
                X509_STORE_CTX_get0_param(check.get()),
                std::chrono::duration_cast<std::chrono::seconds>(kNow.time_since_epoch()).count());
            return X509_verify_cert(check.get()) == 1;
        };
        QVERIFY(believes(first) && !believes(second));
        std::ofstream(path + ".new") << second.certificatePem(); // as whoever updates it does
        std::filesystem::rename(path + ".new", path);
        QVERIFY(!believes(first) && believes(second));
        QVERIFY(*trust.trust.context(kNow + 25h) != before);
        std::ofstream(path, std::ios::app) << first.certificatePem(); // and by hand
        QVERIFY(believes(first) && believes(second));
        std::filesystem::remove(path); // it is not what it was before either
        QVERIFY(!trust.trust.context(kNow + 25h) && !trust.trust.context(kNow + 25h));
        std::ofstream(path) << second.certificatePem();
        QVERIFY(!believes(first) && believes(second));
    }

    void theHostsStoreIsLookedAtEachTimeAndReadOnce()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("store.pem")).toStdString();
        std::ofstream(file) << authorityOf().certificatePem();
        qputenv("SSL_CERT_FILE", QByteArray::fromStdString(file));
        qputenv("SSL_CERT_DIR", QByteArray::fromStdString("/nowhere:" + folder.path().toStdString()));
        TlsTrust trust;
        const auto read = *trust.context(kNow);
        QVERIFY(*trust.context(kNow) == read);
        std::ofstream(folder.filePath(QStringLiteral("1234abcd.0")).toStdString()) << "one more\n";
        const auto again = *trust.context(kNow);
        QVERIFY(again != read && *trust.context(kNow) == again);
        std::ofstream(file, std::ios::app) << authorityOf().certificatePem();
        QVERIFY(*trust.context(kNow) != again);
        qunsetenv("SSL_CERT_FILE");
        qunsetenv("SSL_CERT_DIR");
    }

    void nonsenseIsAProblemAndNothingElse()
    {
        auto authority = authorityOf();
        Trust trust(authority);
        auto server = *TlsEnd::server(*authority.leafFor("a.test", kNow));
        server.feedCipher("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        QVERIFY(server.problem() && server.problem()->kind == TlsProblem::Kind::Protocol && !server.isDone());
        auto client = *TlsEnd::client("a.test", trust.trust, kNow);
        client.feedCipher(std::string(100, 'x'));
        QVERIFY(client.problem() && client.takePlain().empty());
        TlsTrust none("/nowhere/ca.pem");
        QVERIFY(!TlsEnd::client("a.test", none, kNow));
    }
};

QTEST_GUILESS_MAIN(TestEgressTls)
#include "tst_egress_tls.moc"
