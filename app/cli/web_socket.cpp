#include "app/cli/web_socket.h"

#include "app/cli/api_client.h"
#include "core/base/units.h"

#include <QByteArray>
#include <QRandomGenerator>
#include <QUrl>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <poll.h>

#include <array>
#include <cerrno>

namespace glovebox::cli {

namespace beast = boost::beast;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMessageMax = ByteCount::mib(4).value;
constexpr std::size_t kReadAtOnce = 64 << 10;
constexpr std::uint32_t kHeadMax = 16 << 10;
constexpr std::uint64_t kRefusalMax = 64 << 10;

using HandshakeParser = beast::http::response_parser<beast::http::string_body>;
using HandshakeMoment = std::chrono::steady_clock::time_point;

bool goesOn(const WebSocketPatience &patience)
{
    return !patience.goesOn || patience.goesOn();
}

/// libcurl asks this about once a second while it connects.
int whileConnecting(void *patience, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return goesOn(*static_cast<const WebSocketPatience *>(patience)) ? 0 : 1;
}

tl::unexpected<Error> givenUp(const WebSocketPatience &patience)
{
    return goesOn(patience) ? fail(ErrorCode::NetworkError, "the running Glovebox does not answer")
                            : fail(ErrorCode::Cancelled, "interrupted");
}

WebSocketMask newMask()
{
    WebSocketMask mask{};
    const auto bits = QRandomGenerator::system()->generate();
    for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = static_cast<std::uint8_t>(bits >> (8 * i));
    return mask;
}

/// False: nothing came in time, or it does not go on.
bool await(int descriptor, short what, HandshakeMoment until, const WebSocketPatience &patience)
{
    while (goesOn(patience)) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        std::array<pollfd, 2> both{{{descriptor, what, 0}, {patience.woken, POLLIN, 0}}};
        const int ready = left > 0ms ? ::poll(both.data(), both.size(), static_cast<int>(left.count())) : 0;
        if (ready == 0 || (ready < 0 && errno != EINTR))
            return false;
        if (ready > 0 && both[0].revents != 0)
            return true;
    }
    return false;
}

std::string requestText(const ApiAddress &address, const std::string &path, const std::string &key)
{
    const QUrl base(QString::fromStdString(address.base));
    auto host = base.host(QUrl::FullyEncoded);
    if (host.contains(QLatin1Char(':')))
        host = QLatin1Char('[') + host + QLatin1Char(']');
    if (base.port() > 0)
        host += QLatin1Char(':') + QString::number(base.port());
    auto text =
        "GET " + base.path(QUrl::FullyEncoded).toStdString() + path + " HTTP/1.1\r\nHost: " + host.toStdString() +
        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key +
        "\r\n";
    if (const auto who = authorization(address); !who.empty())
        text += who + "\r\n";
    return text + "\r\n";
}

Result<> checkAnswer(const HandshakeParser &parser, const std::string &key)
{
    const auto &answer = parser.get();
    if (answer.result_int() != 101)
        return tl::unexpected(apiError(nlohmann::json::parse(answer.body(), nullptr, false), answer.result_int()));
    if (answer["Sec-WebSocket-Accept"] != webSocketAccept(key))
        return fail(ErrorCode::ProtocolError, "what answers there speaks no WebSocket; is it a Glovebox?");
    return {};
}

} // namespace

WebSocket::WebSocket(Curl curl, int descriptor, const ApiAddress &address, std::chrono::milliseconds silence)
    : m_curl(std::move(curl)), m_descriptor(descriptor), m_isFar(address.socket.empty()), m_silence(silence),
      m_heard(std::chrono::steady_clock::now()), m_spoke(m_heard), m_reader(kMessageMax)
{
}

Result<WebSocket> WebSocket::connect(const ApiAddress &address, const std::string &path,
                                     const WebSocketPatience &patience)
{
    GB_CHECK(checkPath(path));
    GB_TRY(handle, curlFor(address, path));
    auto *curl = handle.get();
    std::array<char, CURL_ERROR_SIZE> trouble{};
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, trouble.data());
    curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_ENABLE_ALPN, 0L); // HTTP/1.1 alone can be upgraded
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, whileConnecting);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &patience);
    const auto code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return givenUp(patience);
    if (code != CURLE_OK)
        return tl::unexpected(unanswered(code, trouble.data(), address));
    curl_socket_t descriptor = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &descriptor) != CURLE_OK || descriptor == CURL_SOCKET_BAD)
        return fail(ErrorCode::NetworkError, "the running Glovebox does not answer");
    WebSocket socket(std::move(handle), descriptor, address, patience.silence);
    GB_CHECK(socket.shakeHands(address, path, patience));
    return socket;
}

tl::unexpected<Error> WebSocket::lost(const char *how)
{
    return fail(ErrorCode::NetworkError, std::string("the connection to Glovebox ") + how);
}

Result<> WebSocket::look()
{
    const auto now = std::chrono::steady_clock::now();
    const auto silent = now - m_heard;
    if (!m_isFar || silent < m_silence / 3)
        return {};
    if (silent >= m_silence)
        return lost("is silent");
    if (now - m_spoke >= m_silence / 3) {
        m_spoke = now;
        send(WebSocketKind::Ping, {});
    }
    return {};
}

void WebSocket::rest()
{
    const auto now = std::chrono::steady_clock::now();
    m_heard = now; // nobody listens, which is no silence
    if (now - m_spoke < kLookEvery)
        return;
    m_spoke = now;
    send(WebSocketKind::Pong, {});
}

Result<> WebSocket::writeAll(std::string_view bytes, Moment until, const WebSocketPatience &patience)
{
    while (!bytes.empty()) {
        std::size_t written = 0;
        const auto code = curl_easy_send(m_curl.get(), bytes.data(), bytes.size(), &written);
        bytes.remove_prefix(written);
        if (code == CURLE_AGAIN && !await(m_descriptor, POLLOUT, until, patience))
            return givenUp(patience);
        if (code != CURLE_OK && code != CURLE_AGAIN)
            return lost("broke");
    }
    return {};
}

Result<> WebSocket::shakeHands(const ApiAddress &address, const std::string &path, const WebSocketPatience &patience)
{
    const auto until = std::chrono::steady_clock::now() + patience.toConnect;
    std::array<quint32, 4> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    const auto key = QByteArray(reinterpret_cast<const char *>(random.data()), sizeof random).toBase64().toStdString();
    GB_CHECK(writeAll(requestText(address, path, key), until, patience));
    HandshakeParser parser;
    parser.eager(true); // a refusal comes with its words in one piece, and on a connection that stays open
    parser.header_limit(kHeadMax);
    parser.body_limit(kRefusalMax);
    std::string bytes;
    std::array<char, 4096> piece{};
    while (!parser.is_done()) {
        std::size_t read = 0;
        const auto code = curl_easy_recv(m_curl.get(), piece.data(), piece.size(), &read);
        if (code == CURLE_AGAIN) {
            if (!await(m_descriptor, POLLIN, until, patience))
                return givenUp(patience);
            continue;
        }
        if (code != CURLE_OK || read == 0)
            return fail(ErrorCode::NetworkError, "Glovebox has ended in the meantime, or has too many clients");
        bytes.append(piece.data(), read);
        boost::system::error_code error;
        const auto used = parser.put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
        bytes.erase(0, used);
        // 101 has no body, whatever its headers say.
        if (parser.is_header_done() && parser.get().result_int() == 101)
            break;
        if (error && error != beast::http::error::need_more)
            return fail(ErrorCode::ProtocolError, "what answers there speaks no HTTP; is it a Glovebox?");
    }
    GB_CHECK(checkAnswer(parser, key));
    m_reader.add(bytes);
    return {};
}

std::uint64_t WebSocket::send(WebSocketKind kind, std::string_view bytes)
{
    m_waiting.push_back({++m_numbered, encodeFrame(kind, bytes, newMask()), 0});
    m_waitingBytes += m_waiting.back().frame.size();
    return m_numbered;
}

Result<> WebSocket::flush()
{
    while (!m_waiting.empty()) {
        auto &first = m_waiting.front();
        std::size_t written = 0;
        const auto code = curl_easy_send(m_curl.get(), first.frame.data() + first.written,
                                         first.frame.size() - first.written, &written);
        if (code == CURLE_AGAIN)
            return {};
        if (code != CURLE_OK) {
            m_leftUnread = true;
            return lost("broke");
        }
        first.written += written;
        m_waitingBytes -= written;
        if (first.written < first.frame.size())
            continue;
        m_sent = first.number;
        m_waiting.pop_front();
    }
    return {};
}

/// False: nothing is there now.
Result<bool> WebSocket::readSome()
{
    std::array<char, kReadAtOnce> piece; // NOLINT: written by the next line
    std::size_t read = 0;
    const auto code = curl_easy_recv(m_curl.get(), piece.data(), piece.size(), &read);
    if (code == CURLE_AGAIN)
        return false;
    if (code != CURLE_OK) { // reset: it ended with bytes of ours that it had not read
        m_leftUnread = true;
        return lost("broke");
    }
    if (read == 0)
        return lost("has ended");
    m_heard = std::chrono::steady_clock::now();
    m_reader.add({piece.data(), read});
    return true;
}

Result<std::optional<WebSocketMessage>> WebSocket::read()
{
    for (;;) {
        GB_TRY(message, m_reader.next());
        if (!message) {
            GB_TRY(more, readSome());
            if (!more)
                return std::optional<WebSocketMessage>();
            continue;
        }
        if (message->kind == WebSocketKind::Ping) {
            send(WebSocketKind::Pong, message->bytes);
            continue;
        }
        if (message->kind == WebSocketKind::Close) {
            m_leftUnread = true; // it says what it took by its pongs
            return lost("was closed by it");
        }
        return std::move(message);
    }
}

} // namespace glovebox::cli
