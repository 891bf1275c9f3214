// Role: feeds a local address that leads into a sandbox what its clients and a guest may say, in turns: 0xFE and 0xFF
// say who speaks next, 0xFD lets the time pass in which a token is good. All of it twice: on loopback, and at an
// address that other computers reach, where browsers do not say from where they ask. Small bytes stand for what no
// fuzzer finds by itself: the tokens of this address, and words of HTTP. Must hold: no crash; the same outcome however
// the bytes are cut; each request that passes came with something that admits it, is whole, names this address, and its
// head shows the guest neither a token nor a cookie of ours; beyond loopback one that came with a cookie says that it
// is of this address; what the client hears is a beginning of what the guest said, and nothing before a request; a page
// of ours is one answer, with our fields alone; nothing is held beyond the bounds; after a refusal nothing passes.
#include "core/domain/inward_port.h"
#include "core/egress/inward_http.h"

#include <array>
#include <cstdint>
#include <cstdlib>

using namespace glovebox;
using namespace glovebox::egress;
using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t kLocal = 4711;
constexpr std::size_t kSpelledMax = 400'000;
constexpr std::size_t kAhead = 128;
constexpr char kFiller = 'v'; // of what is long, and goes in larger pieces
constexpr std::size_t kFill = 30'000;

void must(bool holds)
{
    if (!holds)
        std::abort();
}

/// What a guest hears: each head, and whether all but the last one's body is whole. Reads on its own, not as the gate
/// does.
class Heard {
public:
    Heard(std::string_view bytes, bool isRaw, std::size_t requests) : m_rest(bytes)
    {
        while (!m_rest.empty() && !(isRaw && heads.size() == requests)) {
            const auto end = m_rest.find("\r\n\r\n");
            must(end != std::string_view::npos); // of a head all passes or nothing
            heads.push_back(m_rest.substr(0, end + 2));
            m_rest.remove_prefix(end + 4);
            if (!skipBody(lowered(heads.back())))
                return;
        }
    }
    std::vector<std::string_view> heads;

private:
    /// False: more of it has to come.
    bool skipBody(const std::string &head)
    {
        if (const auto at = head.find("\r\ncontent-length:"); at != std::string::npos) {
            const auto length = std::strtoull(head.c_str() + at + 17, nullptr, 10);
            const bool isWhole = m_rest.size() >= length;
            m_rest.remove_prefix(std::min<std::size_t>(length, m_rest.size()));
            return isWhole;
        }
        if (head.find("\r\ntransfer-encoding:") == std::string::npos)
            return true;
        for (;;) {
            const auto end = m_rest.find("\r\n");
            if (end == std::string_view::npos)
                return false;
            const auto size = std::strtoull(std::string(m_rest.substr(0, end)).c_str(), nullptr, 16);
            m_rest.remove_prefix(end + 2);
            if (size == 0)
                return skipTrailers();
            if (m_rest.size() < size + 2)
                return false;
            m_rest.remove_prefix(size + 2);
        }
    }
    bool skipTrailers()
    {
        for (;;) {
            const auto end = m_rest.find("\r\n");
            if (end == std::string_view::npos)
                return false;
            m_rest.remove_prefix(end + 2);
            if (end == 0)
                return true;
        }
    }

    std::string_view m_rest;
};

/// An address with its secrets, before anybody has asked.
struct Secrets {
    MonoTime now{1h};
    InwardTokens tokens;
    std::string claimed = tokens.newOnce(now);
    bool isClaimed = tokens.isBearer(claimed, now);
    std::string once = tokens.newOnce(now);
};

class Played {
public:
    Played(const Secrets &secrets, bool inPieces, std::string host)
        : m_inPieces(inPieces), m_host(std::move(host)), m_now(secrets.now), m_tokens(secrets.tokens),
          m_claimed(secrets.claimed), m_once(secrets.once)
    {
    }

    void play(std::string_view bytes)
    {
        bool isClient = true;
        while (!bytes.empty()) {
            const auto end = bytes.find_first_of("\xFD\xFE\xFF");
            turn(isClient, spelled(bytes.substr(0, end)));
            if (end == std::string_view::npos)
                break;
            const auto mark = static_cast<unsigned char>(bytes[end]);
            if (mark == 0xFD)
                m_now += kPortTokenFor;
            else
                isClient = mark == 0xFE;
            bytes.remove_prefix(end + 1);
        }
        m_forClient += m_http.guestEnded();
        mustBeTheGuests();
        if (m_http.isRefused())
            nothingPassesAnyMore();
    }

    std::string outcome() const
    {
        return m_forGuest + '\n' + m_http.refusal().value_or("") + '\n' + std::to_string(m_http.requests());
    }
    const std::string &forClient() const { return m_forClient; }
    bool isRefused() const { return m_http.isRefused(); }
    bool isBroken() const { return m_http.isBroken(); }

private:
    std::string spelled(std::string_view bytes)
    {
        std::string out;
        for (const char c : bytes) {
            const auto mark = static_cast<unsigned char>(c);
            if (mark >= 1 && mark <= 3)
                ++m_marks;
            if (mark == 1 || mark == 2)
                ++m_bearers;
            const std::string some = mark == 1                              ? m_once
                                     : mark == 2                            ? m_claimed
                                     : mark == 3                            ? m_tokens.cookie()
                                     : mark == 4                            ? "Host: " + m_host + ":4711\r\n"
                                     : mark == 0x12                         ? "Referer: http://" + m_host + ":4711/\r\n"
                                     : mark == 0x13                         ? "Origin: http://" + m_host + ":4711\r\n"
                                     : mark < kWords.size() && kWords[mark] ? std::string(kWords[mark])
                                     : mark == 0x11                         ? std::string(kFill, kFiller)
                                                                            : std::string(1, c);
            m_spelled += some.size();
            if (m_spelled > kSpelledMax)
                break;
            out += some;
        }
        return out;
    }

    void turn(bool isClient, const std::string &bytes)
    {
        auto copy = m_tokens;
        const bool isOnceGood = copy.redeem(m_once, m_now) || copy.isBearer(m_once, m_now);
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t length = m_inPieces ? pieceAt(bytes[at]) : bytes.size();
            const auto some = std::string_view(bytes).substr(at, length);
            at += length;
            const bool wasRefused = m_http.isRefused();
            const bool wasBroken = m_http.isBroken();
            const auto before = m_forGuest.size();
            if (isClient) {
                m_forGuest += m_http.fromClient(some);
            } else {
                m_guestSaid += some;
                const auto out = m_http.fromGuest(some);
                must(out.empty() || !wasBroken);
                m_forClient += out;
                m_forGuest += m_http.takeForGuest();
            }
            must(!wasRefused || m_forGuest.size() == before);
            must(m_http.unanswered() <= kAhead);
        }
        mustBeTheGuests();
        look(isOnceGood);
    }

    static std::size_t pieceAt(char first) { return first == kFiller ? 999 : 1 + static_cast<std::uint8_t>(first) % 7; }

    void mustBeTheGuests() const
    {
        must(m_guestSaid.starts_with(m_forClient));
        must(m_forClient.empty() || m_http.requests() > 0);
        must(!m_http.isRaw() || m_forClient.find(" 101") != std::string::npos);
    }

    void look(bool isOnceGood)
    {
        const Heard heard(m_forGuest, m_http.isRaw(), m_http.requests());
        must(heard.heads.size() == m_http.requests() && heard.heads.size() <= m_marks);
        for (; m_looked < heard.heads.size(); ++m_looked)
            lookAt(heard.heads[m_looked], isOnceGood);
        if (const auto refusal = m_http.refusal())
            lookAtPage(*refusal);
    }

    bool isLoopback() const { return m_host == "127.0.0.1"; }

    void lookAt(std::string_view head, bool isOnceGood)
    {
        const auto all = lowered(head);
        const auto has = [&all](const std::string &line) {
            return all.find("\r\n" + line) != all.npos;
        };
        if (!isLoopback() && !has("origin:") && !has("referer:") && !has("sec-fetch-site:"))
            must(++m_unproven <= m_bearers);
        must(head.find(m_claimed) == head.npos && head.find(m_tokens.cookie()) == head.npos);
        must(!isOnceGood || head.find(m_once) == head.npos);
        const auto first = head.substr(0, head.find("\r\n"));
        const auto blank = first.find(' ');
        must(blank != first.npos && first.find(' ', blank + 1) == first.rfind(' '));
        const auto target = first.substr(blank + 1, first.rfind(' ') - blank - 1);
        must(target.starts_with('/') || target == "*");
        must(!withoutToken(target).token);
        int hosts = 0;
        for (std::size_t at = 0, end = 0; (end = head.find("\r\n", at)) != head.npos; at = end + 2) {
            const auto line = lowered(head.substr(at, end - at));
            must(line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos);
            if (line.starts_with("host:")) {
                ++hosts;
                const auto host = trimmed(std::string_view(line).substr(5));
                must(host == m_host + ":4711" || (isLoopback() && (host == "localhost:4711" || host == "[::1]:4711")));
            }
            if (line.starts_with("cookie:"))
                for (auto rest = std::string_view(line).substr(7); !rest.empty();) {
                    must(!trimmed(rest).starts_with(kPortCookie));
                    const auto next = rest.find(';');
                    rest = next == rest.npos ? std::string_view() : rest.substr(next + 1);
                }
        }
        must(hosts == 1);
    }

    /// What the client is told instead.
    void lookAtPage(const std::string &page) const
    {
        const auto end = page.find("\r\n\r\n");
        must(page.starts_with("HTTP/1.1 ") && end != std::string::npos);
        const bool isRedirect = page.starts_with("HTTP/1.1 303 ") || // to what the client has said itself
                                page.find("\r\nContent-Type: text/html") < end;
        must((page.find("<script") == page.npos) == !page.starts_with("HTTP/1.1 200 "));
        must(!isLoopback() || page.find("text/html") == page.npos);
        must(isRedirect || !m_tokens.isIn(page, m_now));
        std::size_t length = 0;
        const auto head = std::string_view(page).substr(0, end + 2);
        for (std::size_t at = head.find("\r\n") + 2, next = 0; (next = head.find("\r\n", at)) != head.npos;
             at = next + 2) {
            const auto field = fieldOf(head.substr(at, next - at));
            must(field && head.substr(at, next - at).find('\n') == head.npos);
            const auto &[name, value] = *field;
            if (name == "content-length")
                length = std::strtoull(std::string(value).c_str(), nullptr, 10);
            else if (name == "location")
                must(isLoopback() && value.starts_with('/') && !value.starts_with("//") && !value.starts_with("/\\"));
            else if (name == lowered(domain::kUnknownPortTokenHeader)) // the hash of what was shown, and nothing else
                must(value.size() == 64 && value.find_first_not_of("0123456789abcdef") == value.npos);
            else
                must(std::string_view(" content-type connection cache-control referrer-policy x-content-type-options "
                                      "set-cookie www-authenticate x-frame-options content-security-policy ")
                         .find(' ' + name + ' ') != std::string_view::npos);
        }
        must(page.size() == end + 4 || page.size() == end + 4 + length);
    }

    void nothingPassesAnyMore()
    {
        const auto more =
            "GET / HTTP/1.1\r\nHost: " + m_host + ":4711\r\nAuthorization: Bearer " + m_claimed + "\r\n\r\n";
        must(m_http.fromClient(more).empty());
        (void)m_http.fromGuest("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        must(m_http.takeForGuest().empty() && m_http.fromClient(more).empty());
    }

    static constexpr std::array<const char *, 0x20> kWords{nullptr,
                                                           nullptr,
                                                           nullptr,
                                                           nullptr,
                                                           nullptr, // the host
                                                           "Authorization: Bearer ",
                                                           "Cookie: glovebox-4711=",
                                                           " HTTP/1.1\r\n",
                                                           "glovebox-token=",
                                                           nullptr, // a tab
                                                           nullptr, // the ends of lines
                                                           "Content-Length: ",
                                                           "Transfer-Encoding: chunked\r\n",
                                                           nullptr,
                                                           "Connection: upgrade\r\nUpgrade: websocket\r\n",
                                                           "HTTP/1.1 101 Switching Protocols\r\n",
                                                           "HTTP/1.1 200 OK\r\n"};

    bool m_inPieces;
    std::string m_host;
    MonoTime m_now;
    InwardTokens m_tokens;
    std::string m_claimed;
    std::string m_once;
    InwardHttp m_http{{"sbx-1", 8000, kLocal, m_host}, m_tokens, [this] {
                          return m_now;
                      }};
    std::string m_forGuest;
    std::string m_forClient;
    std::string m_guestSaid;
    std::size_t m_marks = 0;   // of secrets, that were said
    std::size_t m_bearers = 0; // of them, such as a bearer may be
    std::size_t m_unproven = 0;
    std::size_t m_spelled = 0;
    std::size_t m_looked = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const Secrets secrets;
    must(secrets.isClaimed);
    for (const auto *host : {"127.0.0.1", "192.0.2.7"}) {
        Played whole(secrets, false, host);
        whole.play(bytes);
        Played cut(secrets, true, host);
        cut.play(bytes);
        must(whole.outcome() == cut.outcome() && whole.isRefused() == cut.isRefused());
        // What came before a problem has passed when it came by itself.
        must(whole.isBroken() ? cut.forClient().starts_with(whole.forClient()) : cut.forClient() == whole.forClient());
    }
    return 0;
}
