#include "core/guest/agent/terminals/terminal.h"

#include "core/guest/agent/programs/launch.h"
#include "core/guest/agent/terminals/session.h"
#include "core/guest/agent/tools/process.h"
#include "core/guest/protocol/file_messages.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

namespace glovebox::agent {

using guest::FrameType;
using guest::TerminalDone;
using DoneOutcome = TerminalDone::Outcome;

namespace {

using namespace std::chrono_literals;

/// How far the slowest look may be behind before the program waits.
constexpr std::size_t kBehindMax = 64 << 10;
/// Reads before other work gets its turn: the kernel gives 4 KiB at most with each.
constexpr int kTerminalReadsPerTurn = 16;
/// Between SIGHUP and SIGKILL, and between that and doing without its end; and between two looks at who is left.
constexpr auto kHangUpGrace = 2000ms;
constexpr auto kLookAtSession = 100ms;
/// Of what is typed: room is given back in steps, or when all of it was taken.
constexpr std::size_t kTypedStep = guest::kTerminalWindow / 4;
/// What the kernel holds of a terminal's output is far below.
constexpr std::size_t kLastOutputMax = 1 << 20;

winsize toKernel(TerminalCells cells)
{
    return {static_cast<unsigned short>(cells.rows), static_cast<unsigned short>(cells.columns), 0, 0};
}

} // namespace

Terminal::Terminal(std::uint32_t number, std::string program, TerminalCells cells, Channel channel)
    : m_number(number), m_program(std::move(program)), m_cells(cells), m_channel(std::move(channel))
{
}

/// Of tests, and of a terminal that could not be opened: process 1 ends with its machine.
Terminal::~Terminal()
{
    if (m_child <= 0)
        return;
    signalSession(m_child, SIGKILL);
    collect();
}

bool Terminal::makeTerminal(const ToolContext &context)
{
    m_master = Descriptor(::open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    int locked = 0;
    if (!m_master || ::ioctl(m_master.get(), TIOCSPTLCK, &locked) != 0)
        return false;
    m_line = Descriptor(::ioctl(m_master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    termios modes{};
    if (!m_line || ::tcgetattr(m_line.get(), &modes) != 0)
        return false;
    modes.c_iflag |= IUTF8; // a backspace takes a character away, not a byte
    const auto size = toKernel(m_cells);
    return ::tcsetattr(m_line.get(), TCSANOW, &modes) == 0 && ::ioctl(m_master.get(), TIOCSWINSZ, &size) == 0 &&
           (!context.credentials || (::fchown(m_line.get(), context.credentials->uid, static_cast<gid_t>(-1)) == 0 &&
                                     ::fchmod(m_line.get(), 0600) == 0));
}

std::optional<guest::ExecEnd> Terminal::open(const ToolContext &context, const std::vector<std::string> &arguments)
{
    if (!makeTerminal(context))
        return notLaunched(context, "a terminal for " + arguments.front(), errno);
    auto launched = launchProgram(context, arguments, [line = m_line.get()] {
        ::ioctl(line, TIOCSCTTY, 0);
        for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
            ::dup2(line, standard);
    });
    if (launched.refusal)
        return launched.refusal;
    m_child = launched.child;
    return {};
}

void Terminal::look(std::uint32_t stream)
{
    m_looks.emplace(stream, Look{m_kept.begin()});
}

void Terminal::type(std::uint32_t stream, std::uint64_t size)
{
    if (m_hasEnded)
        return answer(stream, {.outcome = DoneOutcome::InvalidState, .detail = "the terminal's program has ended"});
    m_typing.push_back({stream, size, {}});
}

bool Terminal::resize(TerminalCells cells)
{
    const auto size = toKernel(cells);
    if (m_hasEnded || ::ioctl(m_master.get(), TIOCSWINSZ, &size) != 0)
        return false;
    m_cells = cells;
    return true;
}

bool Terminal::has(std::uint32_t stream) const
{
    return m_looks.contains(stream) || std::ranges::find(m_typing, stream, &Typing::stream) != m_typing.end() ||
           std::ranges::find(m_closers, stream) != m_closers.end();
}

void Terminal::data(std::uint32_t stream, std::string_view content)
{
    const auto typing = std::ranges::find(m_typing, stream, &Typing::stream);
    if (typing == m_typing.end() || content.size() > typing->expected ||
        content.size() > guest::kTerminalWindow - std::min(typing->unwritten.size(), guest::kTerminalWindow))
        return;
    typing->expected -= content.size();
    typing->unwritten.append(content);
}

void Terminal::credit(std::uint32_t stream, std::size_t bytes)
{
    if (const auto look = m_looks.find(stream); look != m_looks.end())
        look->second.credit = std::min(look->second.credit + bytes, guest::kTerminalWindow);
}

void Terminal::cancel(std::uint32_t stream)
{
    const bool looked = m_looks.erase(stream) > 0;
    if (looked || std::erase_if(m_typing, [stream](const Typing &each) { return each.stream == stream; }) > 0)
        answer(stream);
}

void Terminal::dropStreams()
{
    m_looks.clear();
    m_typing.clear();
    m_closers.clear();
}

void Terminal::forget()
{
    const auto looks = std::exchange(m_looks, {});
    for (const auto &[stream, look] : looks)
        answer(stream, {.outcome = DoneOutcome::NotFound, .detail = "the terminal was closed"});
}

void Terminal::addPollFds(std::vector<pollfd> &fds) const
{
    const bool isTyped = !m_typing.empty() && !m_typing.front().unwritten.empty();
    const auto events = static_cast<short>((mayRead() ? POLLIN : 0) | (isTyped ? POLLOUT : 0));
    if (m_master && events != 0 && !m_isHungUp)
        fds.push_back({m_master.get(), events, 0});
}

void Terminal::advance(Instant now)
{
    if (m_isGone)
        return;
    lookForExit(); // before reading: what it wrote last is then there
    writeTyped();
    read();
    if (m_exit && !m_hasEnded)
        end();
    serveLooks();
    if (m_killAt)
        hangUp(now);
}

/// All looks are near enough to what is read next.
bool Terminal::mayRead() const
{
    return !m_hasEnded && std::ranges::all_of(m_looks, [this](const auto &each) {
        return m_kept.end() - std::max(each.second.at, m_kept.begin()) < kBehindMax;
    });
}

/// It is left to be collected: see collect().
void Terminal::lookForExit()
{
    siginfo_t how{};
    if (m_exit || m_child <= 0)
        return;
    const bool isMine = ::waitid(P_PID, static_cast<id_t>(m_child), &how, WEXITED | WNOHANG | WNOWAIT) == 0;
    if (isMine && how.si_pid == 0)
        return;
    m_exit.emplace();
    if (isMine && how.si_code == CLD_EXITED)
        m_exit->status = static_cast<unsigned>(how.si_status);
    else if (isMine)
        m_exit->signal = static_cast<unsigned>(how.si_status);
    if (!m_killAt)
        collect();
}

void Terminal::collect()
{
    int status = 0;
    while (m_child > 0 && ::waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
    }
    m_child = -1;
}

void Terminal::read()
{
    std::array<char, 4096> buffer;
    for (std::size_t turn = 0, all = 0; m_master && (m_exit || mayRead()); ++turn) {
        const auto got = ::read(m_master.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            m_isHungUp = got == 0 || errno != EAGAIN;
            return;
        }
        m_kept.append({buffer.data(), static_cast<std::size_t>(got)});
        all += static_cast<std::size_t>(got);
        if (m_exit ? all >= kLastOutputMax : turn + 1 >= kTerminalReadsPerTurn)
            return;
    }
}

void Terminal::writeTyped()
{
    while (!m_typing.empty()) {
        auto &typing = m_typing.front();
        while (!typing.unwritten.empty()) {
            const auto written = ::write(m_master.get(), typing.unwritten.data(), typing.unwritten.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written <= 0)
                break; // full: poll says when there is room
            typing.unwritten.erase(0, static_cast<std::size_t>(written));
            typing.taken += static_cast<std::size_t>(written);
        }
        if (typing.expected == 0 && typing.unwritten.empty()) {
            answer(typing.stream);
            m_typing.pop_front();
            continue;
        }
        if (typing.taken >= kTypedStep || (typing.taken > 0 && typing.unwritten.empty()))
            m_channel.send(FrameType::TerminalCredit, typing.stream,
                           guest::toPayload(guest::TerminalCredit{std::exchange(typing.taken, 0)}));
        return;
    }
}

void Terminal::serveLooks()
{
    for (auto at = m_looks.begin(); at != m_looks.end();) {
        auto &[stream, look] = *at;
        look.at = std::max(look.at, m_kept.begin());
        while (look.at < m_kept.end() && look.credit > 0 && m_channel.hasRoom()) {
            const auto piece = m_kept.from(look.at, std::min(look.credit, guest::kFileChunkMax));
            m_channel.send(FrameType::TerminalData, stream, guest::toContentPayload(piece));
            look.at += piece.size();
            look.credit -= piece.size();
        }
        if (!m_hasEnded || look.at < m_kept.end()) {
            ++at;
            continue;
        }
        answer(stream, endOfProgram());
        at = m_looks.erase(at);
    }
}

/// Its program is gone, and with it the terminal, as whoever still has it open learns from the kernel.
void Terminal::end()
{
    m_hasEnded = true;
    m_master.reset();
    m_line.reset();
    const auto typing = std::exchange(m_typing, {});
    for (const auto &each : typing)
        answer(each.stream, {.outcome = DoneOutcome::InvalidState, .detail = "the terminal's program has ended"});
}

void Terminal::close(std::uint32_t stream)
{
    m_closers.push_back(stream);
    if (m_hasEnded) { // what it left running is nobody's
        m_isGone = true;
        forget();
        answer(stream);
        m_closers.clear();
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    m_killAt = now + kHangUpGrace;
    m_nextLook = now;
    signalSession(m_child, SIGHUP);
}

void Terminal::hangUp(Instant now)
{
    if (m_nextLook && now < *m_nextLook)
        return;
    m_nextLook = now + kLookAtSession;
    if (!m_killed && now >= *m_killAt) {
        m_killed = true;
        signalSession(m_child, SIGKILL);
    }
    // A program that traces it can keep its end from us, for as long as it likes: then process 1 collects it one day.
    const bool isKeptFromUs = !m_exit && m_killed && now >= *m_killAt + kHangUpGrace;
    if (isKeptFromUs) {
        m_exit.emplace().signal = SIGKILL;
        m_child = -1;
        end();
    }
    if (!m_exit || (!m_killed && !processesOf(m_child).empty()))
        return;
    collect();
    m_nextLook.reset();
    m_isGone = true;
    serveLooks();
    forget();
    for (const auto stream : std::exchange(m_closers, {}))
        answer(stream);
}

void Terminal::answer(std::uint32_t stream, const TerminalDone &how)
{
    m_channel.send(FrameType::TerminalDone, stream, guest::toPayload(how));
}

TerminalDone Terminal::endOfProgram() const
{
    return {.status = m_exit ? m_exit->status : 0, .signal = m_exit ? m_exit->signal : 0};
}

guest::TerminalEntry Terminal::entry() const
{
    using State = guest::TerminalEntry::State;
    const auto age = std::chrono::system_clock::now() - m_opened;
    guest::TerminalEntry entry{m_number, m_program, m_cells.columns, m_cells.rows,
                               std::max(0ms, std::chrono::duration_cast<std::chrono::milliseconds>(age))};
    if (!m_hasEnded)
        return entry;
    entry.state = m_exit->signal == 0 ? State::Exited : State::Killed;
    entry.how = m_exit->signal == 0 ? m_exit->status : m_exit->signal;
    return entry;
}

} // namespace glovebox::agent
