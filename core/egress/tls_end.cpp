#include "core/egress/tls_end.h"

#include "core/egress/openssl_types.h"

#include <algorithm>
#include <cstdlib>
#include <sys/stat.h>
#include <utility>

namespace glovebox::egress {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view kHttp11{"\x08http/1.1", 9};
/// A link in the store's folder may lead to a file that was written anew, which nothing here sees.
constexpr auto kTrustLasts = 24h;
constexpr std::size_t kPieceMax = 16 << 10; // a record's

tl::unexpected<Error> tlsFailed(const std::string &what)
{
    return fail(ErrorCode::Internal, what + ": " + opensslReason());
}

std::shared_ptr<SSL_CTX> newContext(const SSL_METHOD *method)
{
    std::shared_ptr<SSL_CTX> out(SSL_CTX_new(method), SSL_CTX_free);
    if (!out || SSL_CTX_set_min_proto_version(out.get(), TLS1_2_VERSION) != 1)
        return nullptr;
    // Nothing is resumed: each connection is verified by itself, and nothing is kept of it.
    SSL_CTX_set_options(out.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_session_cache_mode(out.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(out.get(), 0);
    SSL_CTX_set_mode(out.get(),
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return out;
}

/// Who offers nothing speaks HTTP/1.1; who offers other protocols alone would not understand us.
int chooseHttp11(SSL *, const unsigned char **out, unsigned char *outLength, const unsigned char *in,
                 unsigned int inLength, void *)
{
    auto *chosen = const_cast<unsigned char *>(*out);
    const auto found =
        SSL_select_next_proto(&chosen, outLength, reinterpret_cast<const unsigned char *>(kHttp11.data()),
                              static_cast<unsigned>(kHttp11.size()), in, inLength);
    *out = chosen;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::string wordsOfCertificate(long result)
{
    switch (result) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
        return "its certificate is for another name";
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return "its certificate has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "its certificate does not hold yet";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return "its certificate is by nobody whom this host trusts";
    default:
        return std::string("its certificate is not good: ") + X509_verify_cert_error_string(result);
    }
}

/// What the other end says in an alert when it does not believe a certificate.
bool isCertificateAlert(int reason)
{
    return reason == SSL_R_TLSV1_ALERT_UNKNOWN_CA || reason == SSL_R_SSLV3_ALERT_BAD_CERTIFICATE ||
           reason == SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN || reason == SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED ||
           reason == SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE || reason == SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED ||
           reason == SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED;
}

/// As OpenSSL finds it.
std::string storePath(const char *variable, const char *usual)
{
    const char *said = ::secure_getenv(variable);
    return said ? said : usual;
}

/// What a link leads to counts, not the link.
std::string stampOf(const std::string &path)
{
    struct stat what {};
    if (::stat(path.c_str(), &what) != 0)
        return path + ": none\n";
    std::string out = path + ':';
    for (const auto number : {static_cast<long long>(what.st_dev), static_cast<long long>(what.st_ino),
                              static_cast<long long>(what.st_size), static_cast<long long>(what.st_mtim.tv_sec),
                              static_cast<long long>(what.st_mtim.tv_nsec), static_cast<long long>(what.st_ctim.tv_sec),
                              static_cast<long long>(what.st_ctim.tv_nsec)})
        out += ' ' + std::to_string(number);
    return out + '\n';
}

} // namespace

std::string TlsTrust::stamp() const
{
    if (!m_file.empty())
        return stampOf(m_file);
    auto out = stampOf(storePath(X509_get_default_cert_file_env(), X509_get_default_cert_file()));
    auto folders = storePath(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
    for (std::size_t at = 0; at <= folders.size();) {
        const auto end = std::min(folders.find(':', at), folders.size());
        out += stampOf(folders.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

Result<std::shared_ptr<ssl_ctx_st>> TlsTrust::context(WallTime now)
{
    auto current = stamp();
    if (m_context && m_stamp == current && now >= m_readAt && now - m_readAt < kTrustLasts)
        return m_context;
    m_context.reset(); // what cannot be read any more is not believed
    ERR_clear_error();
    auto made = newContext(TLS_client_method());
    if (!made)
        return tlsFailed("prepare TLS");
    const bool read = m_file.empty() ? SSL_CTX_set_default_verify_paths(made.get()) == 1
                                     : SSL_CTX_load_verify_locations(made.get(), m_file.c_str(), nullptr) == 1;
    if (!read)
        return tlsFailed("read whom this host trusts");
    SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, nullptr);
    m_readAt = now;
    m_stamp = std::move(current);
    return m_context = std::move(made);
}

void TlsEnd::FreeSsl::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

TlsEnd::TlsEnd(ssl_st *ssl) : m_ssl(ssl), m_in(BIO_new(BIO_s_mem())), m_out(BIO_new(BIO_s_mem()))
{
    // Empty is not ended: whether the wire has is known to whoever feeds it.
    BIO_set_mem_eof_return(m_in, -1);
    BIO_set_mem_eof_return(m_out, -1);
    SSL_set_bio(ssl, m_in, m_out);
}

Result<TlsEnd> TlsEnd::server(const Leaf &leaf)
{
    ERR_clear_error();
    const auto context = newContext(TLS_server_method());
    if (!context || SSL_CTX_use_certificate(context.get(), leaf.certificate.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context.get(), leaf.key.get()) != 1)
        return tlsFailed("prepare TLS");
    SSL_CTX_set_alpn_select_cb(context.get(), chooseHttp11, nullptr);
    auto *ssl = SSL_new(context.get());
    if (!ssl)
        return tlsFailed("prepare TLS");
    SSL_set_accept_state(ssl);
    return TlsEnd(ssl);
}

Result<TlsEnd> TlsEnd::client(const std::string &host, TlsTrust &trust, WallTime now)
{
    GB_TRY(context, trust.context(now));
    ERR_clear_error();
    auto *ssl = SSL_new(context.get());
    if (!ssl)
        return tlsFailed("prepare TLS");
    TlsEnd out(ssl);
    SSL_set_connect_state(ssl);
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    X509_VERIFY_PARAM_set_time(
        SSL_get0_param(ssl),
        static_cast<std::time_t>(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count()));
    if (SSL_set1_host(ssl, host.c_str()) != 1 || SSL_set_tlsext_host_name(ssl, host.c_str()) != 1 ||
        SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char *>(kHttp11.data()),
                            static_cast<unsigned>(kHttp11.size())) != 0)
        return tlsFailed("prepare TLS");
    out.turn();
    return out;
}

void TlsEnd::feedCipher(std::string_view bytes)
{
    if (m_problem || m_peerEnded)
        return;
    for (; !bytes.empty() && !m_problem; bytes.remove_prefix(std::min(bytes.size(), kPieceMax))) {
        const auto some = bytes.substr(0, kPieceMax);
        BIO_write(m_in, some.data(), static_cast<int>(some.size()));
        turn();
    }
}

std::size_t TlsEnd::cipherWaiting() const
{
    return BIO_ctrl_pending(m_out);
}

std::string TlsEnd::takeCipher(std::size_t max)
{
    std::string out(std::min(max, cipherWaiting()), '\0');
    const auto got = out.empty() ? 0 : BIO_read(m_out, out.data(), static_cast<int>(out.size()));
    out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return out;
}

void TlsEnd::feedPlain(std::string_view bytes)
{
    if (m_problem || m_ending)
        return;
    m_unsaid += bytes;
    turn();
}

std::string TlsEnd::takePlain()
{
    return std::exchange(m_heard, {});
}

void TlsEnd::endPlain()
{
    if (std::exchange(m_ending, true) || m_problem)
        return;
    turn();
}

void TlsEnd::turn()
{
    if (!m_done)
        handshake();
    if (m_done && !m_problem)
        listen();
    if (m_done && !m_problem)
        say();
}

void TlsEnd::handshake()
{
    ERR_clear_error();
    const auto result = SSL_do_handshake(m_ssl.get());
    if (result != 1)
        return failed(result);
    const unsigned char *chosen = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &chosen, &length);
    const std::string_view protocol(reinterpret_cast<const char *>(chosen), length);
    if (length > 0 && protocol != kHttp11.substr(1))
        m_problem = TlsProblem{TlsProblem::Kind::Protocol, "it does not speak HTTP/1.1"};
    m_done = !m_problem;
}

void TlsEnd::say()
{
    std::size_t said = 0;
    while (said < m_unsaid.size()) {
        ERR_clear_error();
        const auto some = std::min(kPieceMax, m_unsaid.size() - said);
        const auto put = SSL_write(m_ssl.get(), m_unsaid.data() + said, static_cast<int>(some));
        if (put <= 0) {
            failed(put);
            break;
        }
        said += static_cast<std::size_t>(put);
    }
    // It may be a secret, and it is on its way.
    OPENSSL_cleanse(m_unsaid.data(), said);
    m_unsaid.erase(0, said);
    if (m_ending && m_unsaid.empty() && !(SSL_get_shutdown(m_ssl.get()) & SSL_SENT_SHUTDOWN)) {
        ERR_clear_error();
        SSL_shutdown(m_ssl.get());
    }
}

void TlsEnd::listen()
{
    while (!m_peerEnded && !m_problem) {
        char piece[kPieceMax];
        ERR_clear_error();
        const auto got = SSL_read(m_ssl.get(), piece, sizeof piece);
        if (got <= 0)
            return failed(got);
        m_heard.append(piece, static_cast<std::size_t>(got));
    }
}

/// Of a call that did not succeed; that more has to come is no failure.
void TlsEnd::failed(int result)
{
    const auto error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return;
    if (error == SSL_ERROR_ZERO_RETURN) {
        m_peerEnded = true;
        return;
    }
    const auto code = ERR_peek_error();
    const auto verified = SSL_is_server(m_ssl.get()) ? long{X509_V_OK} : SSL_get_verify_result(m_ssl.get());
    if (verified != X509_V_OK)
        m_problem = TlsProblem{TlsProblem::Kind::Certificate, wordsOfCertificate(verified)};
    else if (isCertificateAlert(ERR_GET_REASON(code)))
        m_problem = TlsProblem{TlsProblem::Kind::Refused, opensslReason()};
    else
        m_problem = TlsProblem{TlsProblem::Kind::Protocol, opensslReason()};
    ERR_clear_error();
}

} // namespace glovebox::egress
