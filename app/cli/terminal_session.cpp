#include "app/cli/terminal_session.h"

#include "app/cli/commands.h"
#include "app/cli/signal_pipe.h"
#include "app/cli/terminal_mode.h"
#include "app/cli/web_socket.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <deque>

namespace glovebox::cli {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kPieceMax = 16 << 10;
/// Typed and not taken yet: beyond that, the terminal itself holds it.
constexpr std::size_t kTypedMax = 64 << 10;
constexpr int kRetryMs = 300;
constexpr int kSilentMs = 2000;
constexpr auto kComesBackWithin = 5s;
/// A Glovebox that has just begun does not know yet what it has.
constexpr int kUnknownMax = 400;
/// The API's: a window may be larger than what a terminal in a sandbox can be.
constexpr int kCellsMax = 1000;
constexpr const char *kClear = "\x1b[H\x1b[2J";

nlohmann::json sizeJson()
{
    const auto size = screenSize();
    return {{"columns", size.columns}, {"rows", size.rows}};
}

class TerminalSession {
public:
    TerminalSession(const ApiClient &api, TerminalWay way) : m_api(api), m_way(std::move(way)) {}

    Result<TerminalLeft> run()
    {
        if (const auto connected = connect(30s); !connected)
            return m_left ? Result<TerminalLeft>(*m_left) : tl::unexpected(connected.error());
        const TerminalMode mode(STDIN_FILENO, TerminalMode::Kind::Raw);
        if (!m_way.isNew)
            showAnew();
        while (!m_left)
            if (const auto turned = turn(); !turned) {
                leave();
                return tl::unexpected(turned.error());
            }
        leave();
        return *m_left;
    }

private:
    struct Piece {
        std::uint64_t message = 0; // 0: not sent yet
        std::uint64_t ping = 0;
        std::string bytes;
    };

    /// What was typed before the keys that left goes its way; the screen is as it was before.
    void leave()
    {
        if (m_left && m_left->why == TerminalLeft::Why::Detached && m_socket) {
            sendTyped();
            [[maybe_unused]] const auto flushed = m_socket->flush();
        }
        print(m_modes.undo());
    }

    /// A terminal that is held up holds nobody who ends us.
    bool print(const std::string &bytes)
    {
        return writeFully(STDOUT_FILENO, bytes, [this] {
            takeSignals();
            return !m_left || m_left->why != TerminalLeft::Why::Interrupted;
        });
    }

    Result<> connect(std::chrono::milliseconds within)
    {
        GB_TRY(socket, WebSocket::connect(m_api.address(),
                                          "/v1/sandboxes/" + ApiClient::escaped(m_way.sandbox) + "/terminals/" +
                                              ApiClient::escaped(m_way.terminal) + "/attach",
                                          {.toConnect = within, .woken = m_signals.descriptor(), .goesOn = [this] {
                                               takeSignals();
                                               return !m_left;
                                           }}));
        m_socket.emplace(std::move(socket));
        m_isFresh = true;
        sendSize();
        return {};
    }

    void sendSize()
    {
        if (m_socket)
            m_socket->send(WebSocketKind::Text, nlohmann::json{{"resize", sizeJson()}}.dump());
    }

    Result<> turn()
    {
        sendTyped();
        if (m_socket)
            if (const auto flushed = m_socket->flush(); !flushed) { // what it said before it left counts
                GB_CHECK(readSocket());
                if (m_socket && !m_left)
                    lose();
            }
        std::array<pollfd, 3> watched{{{m_signals.descriptor(), POLLIN, 0},
                                       {m_typedBytes < kTypedMax && !m_inputEnded ? STDIN_FILENO : -1, POLLIN, 0},
                                       {-1, POLLIN, 0}}};
        if (m_socket) {
            watched[2].fd = m_socket->descriptor();
            watched[2].events = static_cast<short>(m_socket->hasUnsent() ? POLLIN | POLLOUT : POLLIN);
        }
        const bool isFresh = m_socket && std::exchange(m_isFresh, false); // something may have come with its answer
        const int patience = isFresh              ? 0
                             : !m_socket          ? kRetryMs
                             : m_waitsForTerminal ? kSilentMs
                                                  : static_cast<int>(WebSocket::kLookEvery.count());
        const int ready = ::poll(watched.data(), watched.size(), patience);
        takeSignals();
        if (m_socket && ready == 0 && !isFresh) // one that never printed anything
            m_waitsForTerminal = false;
        if (ready > 0 && watched[1].revents != 0)
            readTyped();
        if (!m_socket)
            return m_left ? Result<>() : comeBack(); // whatever was typed meanwhile
        if (isFresh || watched[2].revents != 0)
            GB_CHECK(readSocket());
        if (m_socket && !m_left && !m_socket->look())
            lose();
        return {};
    }

    void takeSignals()
    {
        while (const auto signal = m_signals.next()) {
            if (*signal == SIGWINCH)
                sendSize();
            else if (!m_left)
                m_left = TerminalLeft{TerminalLeft::Why::Interrupted, 128 + *signal};
        }
    }

    void readTyped()
    {
        std::array<char, kPieceMax> bytes; // NOLINT: written by the next line
        const auto count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        if (count <= 0) { // the window is gone
            m_inputEnded = true;
            m_left = TerminalLeft{TerminalLeft::Why::Interrupted, 128 + SIGHUP};
            return;
        }
        auto typed = m_way.detach.pass({bytes.data(), static_cast<std::size_t>(count)});
        m_typedBytes += typed.size();
        if (!typed.empty())
            m_typed.push_back({0, 0, std::move(typed)});
        if (m_way.detach.areFound())
            m_left = TerminalLeft{TerminalLeft::Why::Detached, 0};
    }

    void sendTyped()
    {
        if (!m_socket || m_waitsForTerminal)
            return;
        for (auto &piece : m_typed) {
            if (piece.message != 0)
                continue;
            piece.message = m_socket->send(WebSocketKind::Binary, piece.bytes);
            piece.ping = ++m_pings;
            m_socket->send(WebSocketKind::Ping, std::to_string(piece.ping));
        }
    }

    void taken(std::uint64_t ping)
    {
        while (!m_typed.empty() && m_typed.front().ping != 0 && m_typed.front().ping <= ping) {
            m_typedBytes -= m_typed.front().bytes.size();
            m_typed.pop_front();
        }
    }

    /// What is on its way is taken back where it did not arrive.
    void letGo()
    {
        for (auto piece = m_typed.begin(); piece != m_typed.end();) {
            const bool wasRead =
                piece->message != 0 && piece->message <= m_socket->sent() && !m_socket->leftSomethingUnread();
            if (wasRead) {
                m_typedBytes -= piece->bytes.size();
                piece = m_typed.erase(piece);
            } else {
                piece->message = piece->ping = 0;
                ++piece;
            }
        }
        m_socket.reset();
        m_sleeps = false;
    }

    void lose()
    {
        letGo();
        m_unknown = 0;
        print(m_modes.undo() + "\r\n[Glovebox has ended; this goes on when it is started again" +
              (m_way.detachText.empty() ? "" : "; " + m_way.detachText + " leaves") + "]\r\n");
    }

    Result<> comeBack()
    {
        const auto connected = connect(kComesBackWithin);
        if (!connected && m_left) // somebody ends it
            return {};
        if (!connected) {
            const auto code = connected.error().code;
            const bool mayCome = code == ErrorCode::NetworkError || code == ErrorCode::Conflict ||
                                 (code == ErrorCode::NotFound && ++m_unknown < kUnknownMax);
            return mayCome ? Result<>() : Result<>(tl::unexpected(connected.error()));
        }
        m_waitsForTerminal = true; // what was typed meanwhile goes to one that is there
        return {};
    }

    /// What the terminal keeps comes once more.
    void showAnew()
    {
        m_isPast = true;
        print(m_modes.undo() + kClear);
    }

    Result<> readSocket()
    {
        for (;;) {
            const auto message = m_socket->read();
            if (!message && message.error().code == ErrorCode::NetworkError) {
                lose();
                return {};
            }
            if (!message)
                return tl::unexpected(message.error());
            if (!*message)
                break;
            GB_CHECK(take(*std::move(*message)));
            if (m_left || !m_socket)
                return {};
        }
        // All that was there is shown: what comes from now on is new.
        m_isPast = m_isPast && !std::exchange(m_hasShown, false);
        return {};
    }

    Result<> take(WebSocketMessage message)
    {
        if (message.kind == WebSocketKind::Pong) {
            taken(std::strtoull(message.bytes.c_str(), nullptr, 10));
            return {};
        }
        if (message.kind == WebSocketKind::Text) {
            const auto heard = hear(message.bytes);
            if (!heard && m_waitsForTerminal && heard.error().code != ErrorCode::InvalidArgument &&
                ++m_unknown < kUnknownMax) { // it has begun, and does not know it yet
                letGo();
                return {};
            }
            m_waitsForTerminal = false;
            return heard;
        }
        if (std::exchange(m_waitsForTerminal, false))
            showAnew();
        show(std::move(message.bytes));
        return {};
    }

    void show(std::string bytes)
    {
        if (m_isPast)
            bytes = withoutQuestions(bytes);
        m_hasShown = true;
        m_modes.see(bytes);
        if (!print(bytes) && !m_left)
            m_left = TerminalLeft{TerminalLeft::Why::Interrupted, 128 + SIGPIPE};
    }

    /// {"ended": {…}}, {"present": …}, {"error": {…}}
    Result<> hear(const std::string &text)
    {
        const auto said = nlohmann::json::parse(text, nullptr, false);
        if (!said.is_object())
            return {};
        if (said.contains("error"))
            return tl::unexpected(apiError(said, kSaidInWords));
        if (const auto end = said.find("ended"); end != said.end())
            m_left = TerminalLeft{TerminalLeft::Why::Ended, shellStatus(*end)};
        if (const auto there = said.find("present"); there != said.end() && there->is_boolean()) {
            const bool isThere = there->get<bool>();
            if (isThere && m_sleeps)
                showAnew();
            else if (!isThere && !m_sleeps)
                print("\r\n[The sandbox sleeps; typing wakes it]\r\n");
            m_sleeps = !isThere;
        }
        return {};
    }

    const ApiClient &m_api;
    TerminalWay m_way;
    const SignalPipe m_signals{SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    std::optional<WebSocket> m_socket;
    std::deque<Piece> m_typed; // oldest first; those that were sent and not answered stand before the others
    std::size_t m_typedBytes = 0;
    std::uint64_t m_pings = 0;
    ScreenModes m_modes;
    std::optional<TerminalLeft> m_left;
    int m_unknown = 0;
    bool m_isFresh = false;
    bool m_inputEnded = false;
    bool m_isPast = false;
    bool m_hasShown = false;
    bool m_sleeps = false;
    bool m_waitsForTerminal = false; // it came back and nothing was heard of the terminal yet
};

} // namespace

Result<TerminalLeft> joinTerminal(const ApiClient &api, TerminalWay way)
{
    return TerminalSession(api, std::move(way)).run();
}

ScreenSize screenSize()
{
    winsize size{};
    for (const int terminal : {STDOUT_FILENO, STDIN_FILENO})
        if (::ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
            return {std::min<int>(size.ws_col, kCellsMax), std::min<int>(size.ws_row, kCellsMax)};
    return {};
}

int shellStatus(const nlohmann::json &end)
{
    if (!end.is_object())
        return kExitNotRun;
    const auto number = [&](const char *field) {
        const auto found = end.find(field);
        return found != end.end() && found->is_number_integer() ? found->get<int>() : 0;
    };
    if (const auto late = end.find("timed_out"); late != end.end() && late->is_boolean() && late->get<bool>())
        return kExitTimedOut;
    return number("signal") != 0 ? 128 + number("signal") : number("exit_code") & 0xff;
}

bool writeFully(int descriptor, std::string_view bytes, const std::function<bool()> &goesOn)
{
    while (!bytes.empty()) {
        const auto written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            if (goesOn && !goesOn())
                return false;
            continue;
        }
        if (written < 0 && errno == EAGAIN) { // somebody else made it so
            pollfd one{descriptor, POLLOUT, 0};
            ::poll(&one, 1, -1);
            continue;
        }
        if (written < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace glovebox::cli
