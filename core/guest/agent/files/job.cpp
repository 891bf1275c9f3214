#include "core/guest/agent/files/job.h"

#include "core/guest/agent/files/work.h"
#include "core/guest/agent/tools/process.h"
#include "core/guest/protocol/cbor.h"

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace glovebox::agent {

using guest::FrameType;
using Outcome = guest::FileDone::Outcome;

namespace {

/// For a writing child to take its half written file away before it is killed.
constexpr std::chrono::milliseconds kCleanUpGrace{2000};
/// Told to the host in steps, so that a window takes a handful of frames.
constexpr std::size_t kCreditStep = guest::kFileWindow / 8;
/// Reads before other work gets its turn.
constexpr int kJobReadsPerTurn = 8;

} // namespace

FileJob::FileJob(const ToolContext &context, const guest::FileStart &start, Channel channel)
    : m_channel(std::move(channel)), m_writes(start.work == guest::FileWork::Write),
      m_untilEnd(m_writes && start.untilEnd), m_expected(m_writes ? start.max : 0)
{
    startChild(context, start);
}

FileJob::~FileJob()
{
    m_toChild.reset();
    m_fromChild.reset();
    if (m_child <= 0)
        return;
    ::kill(m_child, SIGKILL);
    int status = 0;
    while (::waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
    }
}

void FileJob::startChild(const ToolContext &context, const guest::FileStart &start)
{
    auto input = makePipe();
    auto output = makePipe();
    const bool ready = input && output && setNonBlocking(input.writeEnd.get()) && setNonBlocking(output.readEnd.get());
    m_child = ready ? ::fork() : -1;
    if (m_child == 0)
        fileChildMain(context, start, input.readEnd.get(), output.writeEnd.get(), m_whole);
    if (m_child < 0)
        return answer(Outcome::InvalidState, "the guest cannot start another process");
    m_toChild = std::move(input.writeEnd);
    m_fromChild = std::move(output.readEnd);
    if (m_expected == 0)
        m_toChild.reset();
}

void FileJob::take(std::string_view content)
{
    if (m_answered || m_cancelled)
        return; // it was on its way when the operation ended
    if (content.size() > m_expected || m_content.size() + content.size() > guest::kFileWindow) {
        answer(Outcome::InvalidArgument, "more content than was agreed");
        return;
    }
    m_expected -= content.size();
    m_content.append(content);
}

void FileJob::end()
{
    if (m_untilEnd && !m_answered && !m_cancelled)
        m_expected = 0;
}

void FileJob::addCredit(std::size_t bytes)
{
    m_credit = std::min(m_credit + bytes, guest::kFileWindow);
}

void FileJob::cancel(Instant now, bool quietly)
{
    m_answered = m_answered || quietly;
    if (std::exchange(m_cancelled, true))
        return;
    endChild(now);
}

void FileJob::addPollFds(std::vector<pollfd> &fds) const
{
    if (m_toChild && !m_content.empty())
        fds.push_back({m_toChild.get(), POLLOUT, 0});
    if (m_fromChild && mayRead())
        fds.push_back({m_fromChild.get(), POLLIN, 0});
}

/// With a record in hand that waits for credit, or for room in the channel, there is nothing to wake up for.
bool FileJob::mayRead() const
{
    if (!m_channel.hasRoom())
        return false;
    if (m_records.size() < kRecordHead)
        return true;
    const auto head = parseRecordHead(m_records);
    return !head || (head->size <= m_credit && m_records.size() < kRecordHead + head->size);
}

void FileJob::advance(Instant now)
{
    feedChild();
    readChild();
    if (m_answered && (m_toChild || m_fromChild))
        endChild(now);
    collect(now);
}

void FileJob::feedChild()
{
    while (m_toChild && !m_content.empty()) {
        const auto written = ::write(m_toChild.get(), m_content.data(), m_content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            if (errno != EAGAIN)
                m_toChild.reset(); // it has ended, and says why in its last record
            break;
        }
        m_taken += static_cast<std::size_t>(written);
        m_content.erase(0, static_cast<std::size_t>(written));
    }
    if (m_toChild && m_expected == 0 && m_content.empty()) {
        m_whole.set(); // before the pipe ends, which is what it is read after
        m_toChild.reset();
    }
    if (m_taken < kCreditStep || m_answered || m_cancelled)
        return;
    m_channel.send(FrameType::FileCredit, guest::toPayload(guest::FileCredit{std::exchange(m_taken, 0)}));
}

void FileJob::readChild()
{
    std::array<char, 32 << 10> buffer;
    for (int turn = 0; m_fromChild && turn < kJobReadsPerTurn; ++turn) {
        while (passOn()) {
        }
        if (m_answered || m_cancelled || !mayRead())
            return;
        const auto got = ::read(m_fromChild.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0)
            return answer(Outcome::InvalidState, "the operation's process ended early");
        m_records.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

bool FileJob::passOn()
{
    if (m_answered || m_cancelled || m_records.size() < kRecordHead || !m_channel.hasRoom())
        return false;
    const auto head = parseRecordHead(m_records);
    if (!head) {
        answer(Outcome::InvalidState, "the operation's process went astray");
        return false;
    }
    const bool needsCredit = head->kind == RecordKind::Content || head->kind == RecordKind::Entries;
    if (m_records.size() < kRecordHead + head->size || (needsCredit && head->size > m_credit))
        return false;
    auto payload = m_records.substr(kRecordHead, head->size);
    m_records.erase(0, kRecordHead + head->size);
    m_credit -= needsCredit ? head->size : 0;
    switch (head->kind) {
    case RecordKind::Content:
        m_channel.send(FrameType::FileData, guest::toContentPayload(payload));
        break;
    case RecordKind::Entries:
        if (guest::isAcceptableCbor(payload)) // nothing else may stand in a frame
            m_channel.send(FrameType::FileEntries, std::move(payload));
        break;
    case RecordKind::Alive:
        m_channel.send(FrameType::FileCredit, guest::toPayload(guest::FileCredit{}));
        break;
    case RecordKind::Done:
        if (guest::parseFileDone(payload))
            answer(payload);
        break;
    }
    return true;
}

void FileJob::answer(const std::string &payload)
{
    if (std::exchange(m_answered, true))
        return;
    m_channel.send(FrameType::FileDone, payload);
}

void FileJob::answer(Outcome outcome, const char *detail)
{
    answer(guest::toPayload(guest::FileDone{outcome, detail}));
}

/// Without its pipes a writing child takes away what it has begun and ends; the others have nothing to take away.
void FileJob::endChild(Instant now)
{
    m_toChild.reset();
    m_fromChild.reset();
    m_content.clear();
    m_records.clear();
    if (m_child <= 0)
        return;
    if (m_writes)
        m_killAt = now + kCleanUpGrace;
    else
        ::kill(m_child, SIGKILL);
}

void FileJob::collect(Instant now)
{
    int status = 0;
    if (m_child > 0 && (m_answered || m_cancelled)) {
        if (m_killAt && now >= *m_killAt)
            ::kill(m_child, SIGKILL);
        if (collectExit(m_child, status)) {
            m_child = -1;
            m_killAt.reset();
        }
    }
    if (m_child < 0 && m_cancelled)
        answer(Outcome::InvalidState, "given up");
}

} // namespace glovebox::agent
