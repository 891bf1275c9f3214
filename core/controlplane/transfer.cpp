// Role: one request and its answer as libcurl sees them: the options that a request is made with, and what is kept of
// the answer. Thread: the transport's.
#include "core/controlplane/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace glovebox::controlplane {

namespace {

/// What is held of a body that nobody has taken yet: beyond it the sender is held back.
constexpr std::size_t kBodyHeld = 256 * 1024;

/// Far more than any answer's head has.
constexpr std::size_t kHeadMax = 64 * 1024;

/// Of one request: see the invariants.
constexpr int kSendsMax = 2;

bool isHead(int status)
{
    return status >= 200; // what comes before is "go on"
}

TransportFailure::Kind kindOf(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_INTERFACE_FAILED:
        return TransportFailure::Kind::Unreachable;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
        return TransportFailure::Kind::Tls;
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SEND_FAIL_REWIND:
    case CURLE_ABORTED_BY_CALLBACK: // onConnected()
        return TransportFailure::Kind::Closed;
    case CURLE_UNSUPPORTED_PROTOCOL: // an answer that is not HTTP
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR: // we refused it: takeHeader()
        return TransportFailure::Kind::Protocol;
    default:
        return TransportFailure::Kind::Other;
    }
}

std::string_view trimmed(std::string_view text)
{
    const auto blank = [](char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    };
    while (!text.empty() && blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && blank(text.back()))
        text.remove_suffix(1);
    return text;
}

} // namespace

Transfer::Transfer(std::shared_ptr<Transport> transport, const WireRequest &request, Lane lane,
                   std::function<void()> news)
    : m_transport(std::move(transport)), m_request(request), m_lane(lane), m_news(std::move(news))
{
}

Transfer::~Transfer()
{
    m_transport->letGo(*this);
    m_transport->giveBack(m_easy);
    auto *headers = static_cast<curl_slist *>(m_headers);
    if (headers) // the credential's
        ::explicit_bzero(headers->data, std::strlen(headers->data));
    ::curl_slist_free_all(headers);
}

/// False: it has failed.
bool Transfer::prepare()
{
    m_easy = m_transport->takeHandle();
    const bool anonymous = m_request.credential.empty();
    auto authorization = anonymous ? "authorization:" : "authorization: Bearer " + m_request.credential.reveal();
    auto *headers = ::curl_slist_append(nullptr, authorization.c_str());
    ::explicit_bzero(authorization.data(), authorization.size());
    m_headers = headers;
    bool whole = m_easy && headers;
    for (const auto &line : m_request.headers)
        whole = whole && ::curl_slist_append(headers, line.c_str());
    if (!whole) {
        fail({TransportFailure::Kind::Other, "no memory for a request"});
        return false;
    }

    CURLcode worst = CURLE_OK;
    const auto set = [this, &worst](CURLoption option, auto value) {
        worst = std::max(worst, ::curl_easy_setopt(m_easy, option, value));
    };
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_URL, m_request.url.c_str());
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_HTTPHEADER, headers);
    if (m_request.method == Method::Post) {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        set(CURLOPT_POSTFIELDS, m_request.body.c_str());
    } else if (m_request.method == Method::Delete) {
        set(CURLOPT_CUSTOMREQUEST, "DELETE");
    }
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    // Both empty: not what the environment says, but what the caller found out.
    set(CURLOPT_PROXY, m_request.proxy.address.c_str());
    if (!m_request.proxy.user.empty()) {
        set(CURLOPT_PROXYUSERNAME, m_request.proxy.user.c_str());
        set(CURLOPT_PROXYPASSWORD, m_request.proxy.password.reveal().c_str());
    }
    set(CURLOPT_NOPROXY, "");
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (!m_transport->m_caFile.empty()) {
        set(CURLOPT_CAINFO, m_transport->m_caFile.c_str());
        set(CURLOPT_CAPATH, static_cast<const char *>(nullptr));
    }
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FRESH_CONNECT, m_request.freshConnection ? 1L : 0L);
    set(CURLOPT_OPENSOCKETFUNCTION, &Transport::openSocket);
    set(CURLOPT_OPENSOCKETDATA, m_transport.get());
    set(CURLOPT_CLOSESOCKETFUNCTION, &Transport::closeSocket);
    set(CURLOPT_CLOSESOCKETDATA, m_transport.get());
    set(CURLOPT_PREREQFUNCTION, &Transfer::onConnected);
    set(CURLOPT_PREREQDATA, this);
    // Letting go must not wait for a name server: the thread that asks it is left to itself.
    set(CURLOPT_QUICK_EXIT, 1L);
    set(CURLOPT_ERRORBUFFER, m_errorText.data());
    set(CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    set(CURLOPT_WRITEDATA, this);
    if (worst != CURLE_OK)
        fail({TransportFailure::Kind::Other, std::string("the network library: ") + ::curl_easy_strerror(worst)});
    return worst == CURLE_OK;
}

/// Before the request is sent, and before it is sent again.
int Transfer::onConnected(void *self, char *, char *, int, int)
{
    return ++static_cast<Transfer *>(self)->m_sends <= kSendsMax ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t Transfer::onHeader(char *line, std::size_t, std::size_t size, void *self)
{
    return static_cast<Transfer *>(self)->takeHeader({line, size}) ? size : 0;
}

bool Transfer::takeHeader(std::string_view line)
{
    m_headSize += line.size();
    if (m_headSize > kHeadMax) {
        fail({TransportFailure::Kind::Protocol,
              "the answer's head is larger than " + std::to_string(kHeadMax) + " bytes"});
        return false;
    }
    if (isHead(m_status))
        return true; // a trailer, behind the body
    if (std::exchange(m_statusLineIsDue, false)) {
        m_head.clear();
    } else if (line == "\r\n" || line == "\n") {
        long status = 0;
        ::curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
        m_statusLineIsDue = !isHead(static_cast<int>(status));
        if (!m_statusLineIsDue) {
            m_status = static_cast<int>(status);
            m_transport->note(*this);
        }
    } else if (line.front() == ' ' || line.front() == '\t') { // goes on with the one before
        if (!m_head.empty())
            m_head.back().second.append(" ").append(trimmed(line));
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        std::string name(trimmed(line.substr(0, colon)));
        std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
        m_head.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
    }
    return true;
}

std::size_t Transfer::onBody(char *bytes, std::size_t, std::size_t size, void *self)
{
    auto &transfer = *static_cast<Transfer *>(self);
    transfer.m_transport->note(transfer);
    if (transfer.m_body.size() >= kBodyHeld) {
        transfer.m_paused = true;
        return CURL_WRITEFUNC_PAUSE; // it comes again
    }
    transfer.m_body.append(bytes, size);
    return size;
}

std::string_view Transfer::header(std::string_view name) const
{
    const auto found = std::ranges::find(m_head, name, [](const auto &entry) { return std::string_view(entry.first); });
    return found == m_head.end() ? std::string_view() : found->second;
}

std::optional<std::uint64_t> Transfer::contentLength() const
{
    curl_off_t length = -1;
    ::curl_easy_getinfo(m_easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    return length < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(length));
}

std::string Transfer::takeBody()
{
    auto body = std::exchange(m_body, {});
    if (std::exchange(m_paused, false) && m_under) {
        ::curl_easy_pause(m_easy, CURLPAUSE_CONT); // may hand over more at once
        m_transport->settle();
    }
    return body;
}

std::uint64_t Transfer::sent() const
{
    curl_off_t bytes = 0;
    if (m_easy)
        ::curl_easy_getinfo(m_easy, CURLINFO_SIZE_UPLOAD_T, &bytes);
    return static_cast<std::uint64_t>(bytes);
}

void Transfer::finish(int result)
{
    m_over = true;
    const auto code = static_cast<CURLcode>(result);
    if (code == CURLE_OK || m_failure)
        return;
    long systems = 0;
    long proxys = 0;
    ::curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &systems);
    ::curl_easy_getinfo(m_easy, CURLINFO_HTTP_CONNECTCODE, &proxys);
    const std::string_view said(m_errorText.data());
    if (proxys >= 300)
        m_failure = {TransportFailure::Kind::ProxyRefused,
                     proxys == 407 ? "it wants a user name and a password, or other ones (HTTP 407)"
                                   : "HTTP " + std::to_string(proxys)};
    else if (code == CURLE_COULDNT_CONNECT && systems != 0)
        m_failure = {kindOf(code), std::system_category().message(static_cast<int>(systems))};
    else if (code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_URL_MALFORMAT)
        m_failure = {kindOf(code), ::curl_easy_strerror(code)}; // its own words may quote a whole address
    else
        m_failure = {kindOf(code), std::string(said.empty() ? ::curl_easy_strerror(code) : said)};
}

void Transfer::fail(TransportFailure failure)
{
    m_over = true;
    m_failure = std::move(failure);
}

} // namespace glovebox::controlplane
