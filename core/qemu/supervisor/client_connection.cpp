#include "core/qemu/supervisor/client.h"

#include "core/base/subprocess.h"
#include "core/qemu/later.h"
#include "core/qemu/supervisor/codec.h"
#include "core/qemu/supervisor/folder_lock.h"

#include <QPointer>

#include <poll.h>

namespace glovebox::qemu::supervisor {

namespace {

/// Between two attempts: a supervisor that is about to end needs a moment to be gone.
constexpr std::chrono::milliseconds kRetryPause{20};
constexpr std::chrono::milliseconds kDeadlineCheck{250};
/// What is being killed is gone within tens of milliseconds; longer means a host in trouble.
constexpr std::chrono::milliseconds kEndWait{4000};
/// Packets read in one turn of the event loop.
constexpr int kTurn = 32;
constexpr std::string_view kProgram = "Glovebox " GLOVEBOX_VERSION;

Error ended()
{
    return {ErrorCode::HostToolFailed,
            "the program that looks after the sandboxes (glovebox-supervisor) has ended, and "
            "every sandbox with it"};
}

} // namespace

SupervisorClient::SupervisorClient(ClientOptions options) : m_options(std::move(options))
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] { tryOpen(); });
    connect(&m_deadlines, &QTimer::timeout, this, [this] { checkDeadlines(); });
    m_deadlines.setInterval(kDeadlineCheck);
}

SupervisorClient::~SupervisorClient()
{
    if (m_state != State::Open)
        return;
    if (m_options.endsWithUs)
        tell(Leave{});
    flush();
}

Call SupervisorClient::open(Callback<Welcome> done)
{
    const auto number = m_nextNumber++;
    m_openers[number] = std::move(done);
    if (m_state == State::Open) {
        later(this, [this] {
            if (m_state == State::Open)
                openEnded(m_welcome);
        });
    } else if (m_state == State::Closed) {
        m_state = State::Opening;
        m_openBy = std::chrono::steady_clock::now() + m_options.openTime;
        m_deadlines.start();
        later(this, [this] { tryOpen(); });
    }
    return Call([guard = QPointer<SupervisorClient>(this), number] {
        if (guard)
            guard->m_openers.erase(number);
    });
}

void SupervisorClient::tryOpen()
{
    if (m_state != State::Opening)
        return;
    auto socket = connectTo(socketPath(m_options.folder));
    if (socket) {
        if (const auto ours = checkPeer(socket->get()); !ours)
            return openEnded(tl::unexpected(ours.error()));
        return connected(std::move(*socket));
    }
    if (socket.error().code == ErrorCode::NotFound)
        return startProgram();
    if (socket.error().code == ErrorCode::InvalidState)
        return tryAgain(socket.error());
    openEnded(tl::unexpected(socket.error()));
}

void SupervisorClient::tryAgain(Error why)
{
    disconnectFromIt();
    if (std::chrono::steady_clock::now() < m_openBy)
        return m_retry.start(kRetryPause);
    openEnded(fail(ErrorCode::TimedOut, "glovebox-supervisor did not come up in time: " + why.detail));
}

void SupervisorClient::startProgram()
{
    ProcessSpec spec{.program = m_options.program,
                     .arguments = {"--folder", m_options.folder},
                     .environment = {},
                     .workingDirectory = {},
                     .standardInputFile = {},
                     .standardOutputFile = {}};
    if (m_options.idle)
        spec.arguments.insert(spec.arguments.end(), {"--idle-ms", std::to_string(m_options.idle->count())});
    spec.timeout = m_options.openTime;
    m_starting = runProcess(spec, [this](Result<ProcessOutcome> outcome) {
        if (!outcome)
            return openEnded(tl::unexpected(inContext("starting glovebox-supervisor", outcome.error())));
        // Usually it listens now; when it gave way to one that was just ending, nobody does.
        auto socket = connectTo(socketPath(m_options.folder));
        if (!socket)
            return tryAgain(socket.error());
        if (const auto ours = checkPeer(socket->get()); !ours)
            return openEnded(tl::unexpected(ours.error()));
        connected(std::move(*socket));
    });
}

void SupervisorClient::connected(UniqueFd socket)
{
    m_socket = std::move(socket);
    m_readable = std::make_unique<QSocketNotifier>(m_socket.get(), QSocketNotifier::Read);
    m_writable = std::make_unique<QSocketNotifier>(m_socket.get(), QSocketNotifier::Write);
    m_writable->setEnabled(false);
    connect(m_readable.get(), &QSocketNotifier::activated, this, [this] {
        receive();
        deliver();
    });
    connect(m_writable.get(), &QSocketNotifier::activated, this, [this] { flush(); });
    if (auto hello = encode({m_nextNumber++, Hello{std::string(kProgram)}}))
        send({std::move(*hello), {}});
}

void SupervisorClient::openEnded(Result<Welcome> result)
{
    QPointer<SupervisorClient> self(this);
    if (!result && m_state == State::Opening) {
        disconnectFromIt();
        m_state = State::Closed;
    }
    const auto openers = std::exchange(m_openers, {});
    for (const auto &[number, done] : openers) {
        if (done)
            done(result);
        if (!self)
            return;
    }
}

void SupervisorClient::send(Packet packet)
{
    m_outbox.push_back(std::move(packet));
    flush();
}

void SupervisorClient::flush()
{
    auto sending = Sending::Sent;
    while (!m_outbox.empty() && m_socket) {
        sending = sendPacket(m_socket.get(), m_outbox.front());
        if (sending != Sending::Sent)
            break;
        m_outbox.pop_front();
    }
    // Gone: there may still be something to read, and then the end; that is where it is noticed.
    if (sending == Sending::Gone)
        m_outbox.clear();
    if (m_writable)
        m_writable->setEnabled(sending == Sending::Full);
}

/// False: there is nothing more to come.
bool SupervisorClient::receive()
{
    for (int i = 0; i < kTurn && m_socket && !m_broken; ++i) {
        auto received = receivePacket(m_socket.get());
        if (received.what == Received::What::Nothing)
            return true;
        if (received.what != Received::What::Packet) {
            m_broken = received.what == Received::What::Gone
                           ? ended()
                           : Error{ErrorCode::ProtocolError, "the supervisor sends what no supervisor of ours does"};
            break;
        }
        auto message = decode(received.packet.bytes);
        if (!message) {
            m_broken = message.error();
            break;
        }
        if (std::holds_alternative<Refused>(message->body) && versionOf(received.packet.bytes) == kProtocolVersion)
            message->number = 1; // of our version: see takeGreeting()
        m_inbox.push_back({std::move(*message), std::move(received.packet.descriptors)});
    }
    if (m_broken && m_readable)
        m_readable->setEnabled(false);
    return m_socket && !m_broken;
}

void SupervisorClient::deliver()
{
    QPointer<SupervisorClient> self(this);
    while (self && !m_inbox.empty()) {
        auto arrived = std::move(m_inbox.front());
        m_inbox.pop_front();
        take(std::move(arrived));
    }
    if (!self || !m_broken)
        return;
    const auto error = *std::exchange(m_broken, std::nullopt);
    if (m_state == State::Opening)
        tryAgain(error);
    else if (m_state == State::Open)
        lose(error);
}

void SupervisorClient::take(Arrived arrived)
{
    if (m_state == State::Opening)
        return takeGreeting(arrived.message);
    if (const auto *output = std::get_if<Output>(&arrived.message.body); output && arrived.message.number == 0) {
        const auto found = m_watches.find(output->id);
        if (found != m_watches.end() && found->second.output) {
            const auto heard = found->second.output; // outlives us if it destroys us
            heard(*output);
        }
        return;
    }
    if (const auto *exited = std::get_if<Exited>(&arrived.message.body)) {
        auto watch = m_watches.extract(exited->id);
        if (!watch.empty() && watch.mapped().ended)
            watch.mapped().ended(exited->end);
        return;
    }
    if (const auto *refused = std::get_if<Refused>(&arrived.message.body)) {
        if (!m_broken)
            m_broken = Error{ErrorCode::ProtocolError, "the supervisor refuses us: " + refused->why};
        return;
    }
    takeAnswer(std::move(arrived));
}

void SupervisorClient::takeGreeting(const Message &message)
{
    if (const auto *welcome = std::get_if<Welcome>(&message.body)) {
        m_welcome = *welcome;
        m_state = State::Open;
        return openEnded(m_welcome);
    }
    const auto *refused = std::get_if<Refused>(&message.body);
    if (refused == nullptr)
        return openEnded(fail(ErrorCode::ProtocolError, "the supervisor greets in no way that we know"));
    if (refused->retiring)
        return tryAgain({ErrorCode::Unsupported, refused->why});
    openEnded(fail(message.number == 1 ? ErrorCode::InvalidState : ErrorCode::Unsupported, refused->why));
}

void SupervisorClient::takeAnswer(Arrived arrived)
{
    auto pending = m_pending.extract(arrived.message.number);
    if (pending.empty())
        return; // nobody waits for it
    const auto &answered = pending.mapped().done ? pending.mapped().done : pending.mapped().unwanted;
    if (answered)
        answered(std::move(arrived));
}

void SupervisorClient::checkDeadlines()
{
    const auto now = std::chrono::steady_clock::now();
    if (m_state == State::Opening && now >= m_openBy)
        return openEnded(fail(ErrorCode::TimedOut, "glovebox-supervisor did not greet in time"));
    std::vector<Answered> late;
    for (auto &[number, pending] : m_pending)
        if (pending.done && now >= pending.deadline)
            late.push_back(std::exchange(pending.done, nullptr));
    if (m_state != State::Opening && m_pending.empty())
        m_deadlines.stop();
    QPointer<SupervisorClient> self(this);
    for (const auto &done : late) {
        done(fail(ErrorCode::TimedOut, "glovebox-supervisor did not answer in time"));
        if (!self)
            return;
    }
}

bool SupervisorClient::await(const std::function<bool(const Message &)> &wanted)
{
    const auto until = std::chrono::steady_clock::now() + kEndWait;
    // Everything else that comes meanwhile waits for the event loop.
    later(this, [this] { deliver(); });
    for (std::size_t seen = 0;;) {
        for (; seen < m_inbox.size(); ++seen)
            if (wanted(m_inbox[seen].message))
                return true;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (!m_socket || m_broken || left.count() <= 0)
            return false;
        ::pollfd ready{m_socket.get(), static_cast<short>(POLLIN | (m_outbox.empty() ? 0 : POLLOUT)), 0};
        ::poll(&ready, 1, static_cast<int>(left.count()));
        flush();
        receive();
    }
}

void SupervisorClient::disconnectFromIt()
{
    m_retry.stop();
    m_starting.cancel();
    // Deleted later: one of them may be the one that is calling us.
    for (auto *notifier : {&m_readable, &m_writable})
        if (auto *old = notifier->release()) {
            old->setEnabled(false);
            old->deleteLater();
        }
    m_socket.reset();
    m_outbox.clear();
    m_inbox.clear();
    m_broken.reset();
}

void SupervisorClient::lose(Error error)
{
    disconnectFromIt();
    m_state = State::Closed;
    // Nobody else removes what a killed supervisor leaves; one that lives keeps it.
    removeLeftSocket(m_options.folder);
    QPointer<SupervisorClient> self(this);
    const auto pending = std::exchange(m_pending, {});
    const auto watches = std::exchange(m_watches, {});
    const auto lost = std::exchange(m_lost, nullptr);
    for (const auto &[number, each] : pending) {
        if (each.done)
            each.done(tl::unexpected(error));
        if (!self)
            return;
    }
    for (const auto &[id, watch] : watches) {
        if (watch.lost)
            watch.lost(error);
        if (!self)
            return;
    }
    if (lost)
        lost(error);
}

} // namespace glovebox::qemu::supervisor
