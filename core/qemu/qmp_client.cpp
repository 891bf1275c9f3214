#include "core/qemu/qmp_client.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/qemu/later.h"

#include <QLocalSocket>
#include <QPointer>

#include <array>
#include <cstring>
#include <sys/socket.h>

namespace glovebox::qemu {

namespace {

constexpr std::chrono::milliseconds kConnectRetry{2};
/// Deadlines are seconds; looking this often is exact enough and costs nothing.
constexpr std::chrono::milliseconds kDeadlineLook{50};
/// Ours are sent one or two at a time.
constexpr std::size_t kPendingMax = 64;
/// Kept of one line of what was said: what follows it in a long answer explains no failure.
constexpr std::size_t kNotedLine = 512;

} // namespace

QmpClient::QmpClient(std::string socketPath, std::chrono::milliseconds greetingDeadline, QmpHandlers handlers)
    : m_path(std::move(socketPath)), m_handlers(std::move(handlers)), m_socket(new QLocalSocket),
      m_greetingDeadline(std::chrono::steady_clock::now() + greetingDeadline)
{
    connect(m_socket, &QLocalSocket::connected, this, [this] {
        if (m_state == State::Connecting)
            m_state = State::Greeting;
    });
    connect(m_socket, &QLocalSocket::readyRead, this, [this] { readLines(); });
    connect(m_socket, &QLocalSocket::disconnected, this, [this] {
        if (m_state != State::Connecting)
            close({ErrorCode::GuestExited, "QEMU closed its monitor"});
    });
    connect(m_socket, &QLocalSocket::errorOccurred, this, [this] {
        if (m_state == State::Connecting)
            m_retry.start(kConnectRetry);
        else
            close({ErrorCode::GuestExited, "QEMU broke off its monitor"}); // it ended with a command of ours unread
    });
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] { tryConnect(); });
    connect(&m_deadlines, &QTimer::timeout, this, [this] { checkDeadlines(); });
    m_deadlines.start(kDeadlineLook);
    m_retry.start(0);
}

QmpClient::~QmpClient()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
}

void QmpClient::tryConnect()
{
    if (m_state == State::Connecting && m_socket->state() == QLocalSocket::UnconnectedState)
        m_socket->connectToServer(QString::fromStdString(m_path));
}

void QmpClient::readLines()
{
    if (m_state == State::Closed)
        return;
    const QByteArray bytes = m_socket->readAll();
    if (auto taken = m_lines.append({bytes.constData(), static_cast<std::size_t>(bytes.size())}); !taken)
        return close(taken.error());
    QPointer<QmpClient> self(this);
    while (auto line = m_lines.next()) {
        if (line->empty())
            continue;
        note('<', *line);
        auto message = parseQmpLine(*line);
        if (!message)
            return close(message.error());
        take(std::move(*message));
        if (!self || m_state == State::Closed)
            return;
    }
    // What follows a finished line is bounded too.
    if (auto rest = m_lines.append({}); !rest)
        close(rest.error());
}

void QmpClient::take(QmpMessage message)
{
    if (auto *greeting = std::get_if<QmpGreeting>(&message)) {
        if (m_state != State::Greeting)
            return close({ErrorCode::ProtocolError, "QEMU's monitor greeted twice"});
        m_state = State::Negotiating;
        m_version = std::move(greeting->version);
        send(
            "qmp_capabilities", nlohmann::json::object(),
            [this](Result<nlohmann::json> answer) {
                if (!answer)
                    return close(inContext("negotiating with QEMU's monitor", answer.error()));
                m_state = State::Ready;
                if (auto ready = std::exchange(m_handlers.ready, nullptr))
                    ready(m_version);
            },
            m_greetingDeadline);
    } else if (auto *reply = std::get_if<QmpReply>(&message)) {
        takeReply(reply->id, std::move(reply->value));
    } else if (auto *failure = std::get_if<QmpFailure>(&message)) {
        takeReply(failure->id, fail(ErrorCode::ProtocolError, failure->kind + ": " + failure->text));
    } else if (auto *event = std::get_if<QmpEvent>(&message); event && m_handlers.event) {
        const auto handler = m_handlers.event; // outlives us if it destroys us
        handler(*event);
    }
}

void QmpClient::takeReply(long id, Result<nlohmann::json> result)
{
    const auto found = m_pending.find(id);
    if (found == m_pending.end()) {
        // An answer that comes after its deadline is no longer wanted; one to what was never asked is no QMP.
        if (id <= 0 || id >= m_nextId)
            close({ErrorCode::ProtocolError, "QEMU's monitor answered what nobody asked" +
                                                 (result ? std::string() : ": " + result.error().detail)});
        return;
    }
    auto pending = std::move(found->second);
    m_pending.erase(found);
    if (!result)
        result = tl::unexpected(inContext(pending.command, result.error()));
    if (pending.done)
        pending.done(std::move(result));
}

void QmpClient::execute(const std::string &command, nlohmann::json arguments, Callback<nlohmann::json> done,
                        std::chrono::milliseconds deadline)
{
    if (!takesCommands())
        return refuse(command, std::move(done));
    send(command, std::move(arguments), std::move(done), std::chrono::steady_clock::now() + deadline);
}

void QmpClient::execute(const std::string &command, Callback<nlohmann::json> done)
{
    execute(command, nlohmann::json::object(), std::move(done), m_patience);
}

void QmpClient::execute(const std::string &command, nlohmann::json arguments, Callback<nlohmann::json> done)
{
    execute(command, std::move(arguments), std::move(done), m_patience);
}

void QmpClient::executeWith(int descriptor, const std::string &command, nlohmann::json arguments,
                            Callback<nlohmann::json> done)
{
    if (!takesCommands() || !sendWith(descriptor, QByteArray::fromStdString(qmpCommand(command, arguments, m_nextId))))
        return refuse(command, std::move(done));
    const auto deadline = std::chrono::steady_clock::now() + m_patience;
    m_pending.emplace(m_nextId++, Pending{command, std::move(done), deadline});
}

bool QmpClient::takesCommands() const
{
    return m_state == State::Ready && m_pending.size() < kPendingMax;
}

void QmpClient::refuse(const std::string &command, Callback<nlohmann::json> done)
{
    later(this, [done = std::move(done), command] {
        if (done)
            done(fail(ErrorCode::InvalidState, command + ": QEMU's monitor takes no commands now"));
    });
}

/// Qt's sockets carry no descriptors: past what it has queued, the line is written by hand.
bool QmpClient::sendWith(int descriptor, const QByteArray &line)
{
    m_socket->flush();
    if (m_socket->bytesToWrite() > 0)
        return false; // QEMU does not read
    ::iovec bytes{const_cast<char *>(line.constData()), static_cast<std::size_t>(line.size())};
    alignas(::cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> space{};
    ::msghdr message{};
    message.msg_iov = &bytes;
    message.msg_iovlen = 1;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
    auto *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    note('>', {line.constData(), static_cast<std::size_t>(line.size())});
    const auto sent = ::sendmsg(static_cast<int>(m_socket->socketDescriptor()), &message, MSG_NOSIGNAL);
    if (sent > 0 && sent < line.size())
        m_socket->write(line.sliced(sent));
    return sent > 0;
}

void QmpClient::send(const std::string &command, nlohmann::json arguments, Callback<nlohmann::json> done,
                     MonoTime deadline)
{
    const long id = m_nextId++;
    m_pending.emplace(id, Pending{command, std::move(done), deadline});
    const auto line = qmpCommand(command, arguments, id);
    note('>', line);
    m_socket->write(QByteArray::fromStdString(line));
}

void QmpClient::note(char direction, std::string_view line)
{
    line = line.substr(0, line.find_last_not_of("\r\n") + 1);
    (m_said += direction) += ' ';
    for (const char c : line.substr(0, kNotedLine))
        m_said += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    m_said += line.size() > kNotedLine ? "…\n" : "\n";
    if (m_said.size() > 2 * limits::kEvidenceMax.value) // cut now and then, not for each line
        m_said.erase(0, m_said.size() - limits::kEvidenceMax.value);
}

std::string QmpClient::tail() const
{
    return lastOf(toValidUtf8(m_said), limits::kEvidenceMax);
}

void QmpClient::checkDeadlines()
{
    const auto now = std::chrono::steady_clock::now();
    if (m_state != State::Ready && m_state != State::Closed && now >= m_greetingDeadline)
        return close({ErrorCode::TimedOut, "QEMU's monitor did not answer in time"});
    QPointer<QmpClient> self(this);
    std::vector<long> late;
    for (const auto &[id, pending] : m_pending)
        if (now >= pending.deadline)
            late.push_back(id);
    for (const long id : late) {
        takeReply(id, fail(ErrorCode::TimedOut, "QEMU's monitor did not answer in time"));
        if (!self)
            return;
    }
}

void QmpClient::close(Error error)
{
    if (m_state == State::Closed)
        return;
    m_state = State::Closed;
    m_retry.stop();
    m_deadlines.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    QPointer<QmpClient> self(this);
    auto closed = std::exchange(m_handlers.closed, nullptr);
    auto pending = std::exchange(m_pending, {});
    for (auto &[id, each] : pending) {
        if (each.done && each.command != "qmp_capabilities")
            each.done(tl::unexpected(inContext(each.command, error)));
        if (!self)
            return;
    }
    if (closed)
        closed(std::move(error));
}

long QmpClient::peerProcess() const
{
    ::ucred peer{};
    socklen_t size = sizeof peer;
    const auto fd = static_cast<int>(m_socket->socketDescriptor());
    if (fd < 0 || ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return 0;
    return peer.pid;
}

} // namespace glovebox::qemu
