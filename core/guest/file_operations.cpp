#include "core/guest/file_operations.h"

#include "core/base/limits.h"
#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace glovebox::guest {

using namespace std::chrono_literals;

namespace {

/// Returned in steps, so that a window takes a handful of frames.
constexpr std::size_t kGiveBackStep = kFileWindow / 8;
/// What the host keeps of one list: the paths, which are its bulk. A thousandth of it is a large listing.
constexpr std::size_t kListedPathsMax = 16 << 20;

std::string_view verb(FileWork work)
{
    switch (work) {
    case FileWork::MakeFolder:
        return "make folder ";
    case FileWork::Write:
        return "write ";
    case FileWork::Read:
        return "read ";
    case FileWork::List:
        return "list ";
    case FileWork::Remove:
        return "remove ";
    case FileWork::MakeLink:
        return "make link ";
    }
    return {};
}

ErrorCode codeOf(FileDone::Outcome outcome)
{
    switch (outcome) {
    case FileDone::Outcome::NotFound:
        return ErrorCode::NotFound;
    case FileDone::Outcome::InvalidArgument:
        return ErrorCode::InvalidArgument;
    case FileDone::Outcome::TooLarge:
        return ErrorCode::TooLarge;
    case FileDone::Outcome::Done:
    case FileDone::Outcome::InvalidState:
        break;
    }
    return ErrorCode::InvalidState;
}

ports::GuestEntry toPort(FileEntry &&entry)
{
    const auto kind = entry.kind == FileEntry::Kind::File     ? ports::GuestEntry::Kind::File
                      : entry.kind == FileEntry::Kind::Folder ? ports::GuestEntry::Kind::Folder
                                                              : ports::GuestEntry::Kind::Other;
    return {std::move(entry.path),
            kind,
            ByteCount{entry.size},
            std::move(entry.sha256),
            static_cast<std::int64_t>(entry.changed),
            static_cast<unsigned>(entry.links),
            static_cast<unsigned>(entry.mode),
            std::move(entry.target)};
}

} // namespace

struct FileOperations::Operation {
    FileStart start;
    Callback<> done;
    Callback<std::vector<ports::GuestEntry>> listed; // of a list, instead of `done`
    std::function<Result<>(std::string_view)> piece; // of a read
    std::string content;                             // of a write
    ports::ContentSource source;                     // of a write, instead of that
    bool sourceEnded = false;
    bool asking = false;                   // the source has not answered yet
    Call turn;                             // that question
    std::shared_ptr<ports::ReadPace> pace; // of a read, whose credit follows it
    std::uint64_t unused = 0;              // of what was handed out
    std::size_t sent = 0;
    std::size_t credit = kFileWindow; // a write: what we may send; otherwise: what the guest may
    std::size_t consumed = 0;         // of what the guest sent, not yet given back
    std::uint64_t received = 0;
    std::vector<ports::GuestEntry> entries;
    std::size_t pathBytes = 0;
    bool alive = false;    // since the last look
    bool answered = false; // or its handle has gone
    bool givenUp = false;  // the agent was told; FileDone is still to come
    Call timer;
};

FileOperations::FileOperations(ports::Clock &clock, Carrier carrier)
    : m_clock(clock), m_carrier(std::move(carrier)), m_self(std::make_shared<FileOperations *>(this))
{
}

FileOperations::~FileOperations()
{
    abandon();
}

Call FileOperations::makeFolder(ports::GuestFolder folder, Callback<> done)
{
    auto operation = std::make_shared<Operation>();
    operation->start = {.work = FileWork::MakeFolder,
                        .path = std::move(folder.path),
                        .mode = folder.mode & 0777,
                        .mustBeNew = folder.mustBeNew};
    operation->done = std::move(done);
    return begin(std::move(operation));
}

Call FileOperations::write(ports::GuestFile file, Callback<> done)
{
    auto operation = std::make_shared<Operation>();
    operation->start = {
        .work = FileWork::Write, .path = std::move(file.path), .mode = file.mode & 0777, .max = file.content.size()};
    operation->content = std::move(file.content);
    operation->done = std::move(done);
    return begin(std::move(operation));
}

Call FileOperations::writeFrom(ports::GuestFileTarget target, ports::ContentSource next, Callback<> done)
{
    auto operation = std::make_shared<Operation>();
    operation->start = {.work = FileWork::Write,
                        .path = std::move(target.path),
                        .mode = target.mode & 0777,
                        .max = std::numeric_limits<std::int64_t>::max(),
                        .untilEnd = true,
                        .keepsMode = target.keepsMode};
    operation->source = std::move(next);
    operation->done = std::move(done);
    return begin(std::move(operation));
}

Call FileOperations::makeLink(ports::GuestSymlink link, Callback<> done)
{
    auto operation = std::make_shared<Operation>();
    const bool isTarget = !link.target.empty() && link.target.size() <= kFilePathMax &&
                          toValidUtf8(link.target) == link.target && link.target.find('\0') == std::string::npos;
    // What is no target is refused as what is no path.
    operation->start = {.work = FileWork::MakeLink,
                        .path = isTarget ? std::move(link.path) : std::string(),
                        .target = isTarget ? std::move(link.target) : std::string()};
    operation->done = std::move(done);
    return begin(std::move(operation));
}

Call FileOperations::read(std::string path, ByteCount max, ports::ReadHandlers handlers)
{
    auto operation = std::make_shared<Operation>();
    operation->start = {.work = FileWork::Read, .path = std::move(path), .max = max.value};
    operation->piece = std::move(handlers.piece);
    operation->done = std::move(handlers.done);
    operation->pace = std::move(handlers.pace);
    return begin(std::move(operation));
}

Call FileOperations::list(ports::ListRequest request, Callback<std::vector<ports::GuestEntry>> done)
{
    auto operation = std::make_shared<Operation>();
    operation->start = {.work = FileWork::List,
                        .path = std::move(request.path),
                        .max = request.entriesMax,
                        .withHashes = request.withHashes,
                        .hashMax = request.hashMax.value,
                        .depth = static_cast<std::uint64_t>(std::max(0, request.depth))};
    operation->listed = std::move(done);
    return begin(std::move(operation));
}

Call FileOperations::remove(std::string path, Callback<> done)
{
    auto operation = std::make_shared<Operation>();
    operation->start = {.work = FileWork::Remove, .path = std::move(path)};
    operation->done = std::move(done);
    return begin(std::move(operation));
}

Call FileOperations::begin(Shared operation)
{
    std::optional<Error> refused = m_lost;
    const auto &path = operation->start.path;
    if (!refused && (path.size() > kFilePathMax || !isPlaceFor(operation->start.work, path)))
        refused = Error{ErrorCode::InvalidArgument, "not a plain absolute path: " + path.substr(0, kFileDetailMax)};
    if (!refused && m_waiting.size() >= kFileWaitingMax)
        refused = Error{ErrorCode::InvalidState, "too many file operations at once"};
    if (refused) {
        return m_clock.after(0ms, [operation, error = *refused, self = std::weak_ptr(m_self)] {
            if (!self.expired())
                finish(*operation, tl::unexpected(error));
        });
    }
    m_waiting.push_back(operation);
    startWaiting();
    return Call([self = std::weak_ptr(m_self), weak = std::weak_ptr(operation)] {
        const auto here = self.lock();
        const auto still = weak.lock();
        if (here && still)
            (*here)->cancel(still);
    });
}

void FileOperations::startWaiting()
{
    while (!m_lost && !m_waiting.empty() && m_active.size() < kFileJobsMax) {
        const auto operation = std::move(m_waiting.front());
        m_waiting.pop_front();
        const auto stream = m_carrier.newStream();
        m_active.emplace(stream, operation);
        m_carrier.send(FrameType::FileStart, stream, toPayload(operation->start));
        watch(stream, operation);
        keepPace(stream, operation);
        if (operation->source)
            operation->turn = m_clock.after(0ms, [this, stream, operation = std::weak_ptr(operation)] {
                if (const auto still = operation.lock())
                    askSource(stream, still);
            });
        else
            sendContent(*operation, stream);
    }
}

/// The guest may send as much as whoever reads has used up.
void FileOperations::keepPace(std::uint32_t stream, const Shared &operation)
{
    if (!operation->pace)
        return;
    operation->pace->onUsed([self = std::weak_ptr(m_self), weak = std::weak_ptr(operation), stream](std::size_t bytes) {
        const auto here = self.lock();
        const auto still = weak.lock();
        if (!here || !still || still->answered || still->givenUp || (*here)->m_lost)
            return;
        bytes = std::min<std::size_t>(bytes, still->unused);
        still->unused -= bytes;
        (*here)->giveCredit(*still, stream, bytes);
    });
}

/// As long as the guest takes something. The source may let go of the operation, or of the link.
void FileOperations::askSource(std::uint32_t stream, const Shared &operation)
{
    if (operation->asking || operation->credit == 0 || operation->sourceEnded || operation->givenUp ||
        operation->answered)
        return;
    operation->asking = true;
    const auto max = std::min(operation->credit, kFileChunkMax);
    const auto source = operation->source;
    auto question = source(max, [this, self = std::weak_ptr(m_self), weak = std::weak_ptr(operation), stream,
                                 max](Result<std::string> piece) {
        const auto still = weak.lock();
        if (!self.expired() && still)
            sourceGave(stream, still, max, std::move(piece));
    });
    operation->turn = std::move(question);
}

void FileOperations::sourceGave(std::uint32_t stream, const Shared &operation, std::size_t max,
                                Result<std::string> piece)
{
    operation->asking = false;
    if (m_lost || operation->answered || operation->givenUp)
        return;
    if (piece && piece->size() > max)
        piece = fail(ErrorCode::InvalidArgument, "a source gave more than it was asked for");
    if (!piece) {
        giveUp(stream, operation);
        return finish(*operation, tl::unexpected(piece.error()));
    }
    if (piece->empty()) {
        operation->sourceEnded = true;
        return m_carrier.send(FrameType::FileEnd, stream, emptyPayload());
    }
    operation->sent += piece->size();
    operation->credit -= piece->size();
    m_carrier.send(FrameType::FileData, stream, toContentPayload(*piece));
    askSource(stream, operation);
}

void FileOperations::sendContent(Operation &operation, std::uint32_t stream)
{
    while (operation.sent < operation.content.size() && operation.credit > 0 && !operation.givenUp) {
        const auto size = std::min({operation.content.size() - operation.sent, operation.credit, kFileChunkMax});
        m_carrier.send(FrameType::FileData, stream,
                       toContentPayload(std::string_view(operation.content).substr(operation.sent, size)));
        operation.sent += size;
        operation.credit -= size;
    }
}

void FileOperations::frameArrived(const Frame &frame)
{
    const auto found = m_active.find(frame.stream);
    if (found == m_active.end())
        return protocolError("a frame of an unknown file operation");
    const auto operation = found->second; // its handlers may end it
    operation->alive = true;
    switch (frame.type) {
    case FrameType::FileData:
        return takeContent(frame, operation);
    case FrameType::FileEntries:
        return takeEntries(frame, operation);
    case FrameType::FileCredit:
        return takeCredit(frame, operation);
    case FrameType::FileDone:
        return takeDone(frame, operation);
    default:
        return protocolError("a file operation's frame that is ours to send");
    }
}

void FileOperations::takeContent(const Frame &frame, const Shared &operation)
{
    const auto content = parseContentPayload(frame.payload);
    if (!content || operation->start.work != FileWork::Read || content->size() > operation->credit ||
        content->size() > operation->start.max - operation->received)
        return protocolError("a file's content that was not asked for");
    operation->credit -= content->size();
    operation->received += content->size();
    if (operation->answered)
        return;
    operation->unused += operation->pace ? content->size() : 0;
    const auto self = std::weak_ptr(m_self);
    const auto taken = operation->piece ? operation->piece(*content) : Result<>();
    if (self.expired() || m_lost || operation->answered || (taken && operation->pace))
        return;
    if (taken)
        return giveCredit(*operation, frame.stream, content->size());
    giveUp(frame.stream, operation);
    finish(*operation, taken);
}

void FileOperations::takeEntries(const Frame &frame, const Shared &operation)
{
    auto entries = parseFileEntries(frame.payload);
    const auto size = frame.payload.size();
    if (!entries || operation->start.work != FileWork::List || size > operation->credit ||
        entries->entries.size() > operation->start.max - operation->received)
        return protocolError("a list of files that was not asked for");
    operation->credit -= size;
    operation->received += entries->entries.size();
    if (operation->answered)
        return;
    for (auto &entry : entries->entries) {
        operation->pathBytes += entry.path.size() + entry.target.size();
        operation->entries.push_back(toPort(std::move(entry)));
    }
    if (operation->pathBytes <= kListedPathsMax)
        return giveCredit(*operation, frame.stream, size);
    giveUp(frame.stream, operation);
    finish(*operation, fail(ErrorCode::TooLarge, "list " + operation->start.path + ": the paths are too long"));
}

/// None is the sign of life of an operation that takes its time.
void FileOperations::takeCredit(const Frame &frame, const Shared &operation)
{
    const auto credit = parseFileCredit(frame.payload);
    if (!credit || credit->bytes > operation->sent || (credit->bytes > 0 && operation->start.work != FileWork::Write) ||
        credit->bytes > kFileWindow - operation->credit)
        return protocolError("credit for what was not sent");
    operation->credit += credit->bytes;
    if (operation->source)
        askSource(frame.stream, operation);
    else
        sendContent(*operation, frame.stream);
}

void FileOperations::takeDone(const Frame &frame, const Shared &operation)
{
    const auto done = parseFileDone(frame.payload);
    const bool ok = done && done->outcome == FileDone::Outcome::Done;
    if (!done || (ok && (operation->sent < operation->content.size() ||
                         (operation->source && !operation->sourceEnded && !operation->givenUp))))
        return protocolError("the malformed end of a file operation");
    m_active.erase(frame.stream);
    operation->timer.cancel();
    operation->turn.cancel();
    startWaiting();
    if (ok)
        return finish(*operation, {});
    finish(*operation, fail(codeOf(done->outcome),
                            std::string(verb(operation->start.work)) + operation->start.path + ": " + done->detail));
}

void FileOperations::giveCredit(Operation &operation, std::uint32_t stream, std::size_t bytes)
{
    operation.consumed += bytes;
    if (operation.consumed < kGiveBackStep)
        return;
    const auto back = std::exchange(operation.consumed, 0);
    operation.credit += back;
    m_carrier.send(FrameType::FileCredit, stream, toPayload(FileCredit{back}));
}

/// The handle has gone.
void FileOperations::cancel(const Shared &operation)
{
    operation->answered = true;
    if (std::erase(m_waiting, operation) > 0)
        return;
    const auto active = std::ranges::find(m_active, operation, &std::pair<const std::uint32_t, Shared>::second);
    if (active != m_active.end())
        giveUp(active->first, operation);
}

void FileOperations::giveUp(std::uint32_t stream, const Shared &operation)
{
    if (std::exchange(operation->givenUp, true) || m_lost)
        return;
    m_carrier.send(FrameType::FileCancel, stream, emptyPayload());
    operation->timer = m_clock.after(limits::kToolGrace, [this] {
        m_carrier.lose({ErrorCode::GuestUnresponsive, "the guest did not give up a file operation"});
    });
}

void FileOperations::watch(std::uint32_t stream, const Shared &operation)
{
    operation->alive = false;
    operation->timer = m_clock.after(kFileSilence, [this, stream, weak = std::weak_ptr(operation)] {
        const auto still = weak.lock();
        if (!still)
            return;
        // It may well be us that it waits for.
        if (still->alive || (still->asking && !still->givenUp) || still->unused > 0)
            return watch(stream, still);
        giveUp(stream, still);
        finish(*still, fail(ErrorCode::GuestUnresponsive,
                            std::string(verb(still->start.work)) + still->start.path + ": no sign of life"));
    });
}

void FileOperations::lost(const Error &error)
{
    if (m_lost)
        return;
    m_lost = error;
    std::vector<Shared> all(m_waiting.begin(), m_waiting.end());
    for (const auto &[stream, operation] : m_active)
        all.push_back(operation);
    m_waiting.clear();
    m_active.clear();
    const auto self = std::weak_ptr(m_self);
    for (const auto &operation : all) {
        operation->timer.cancel();
        operation->turn.cancel();
        if (!self.expired())
            finish(*operation, tl::unexpected(error));
    }
}

void FileOperations::abandon()
{
    m_self.reset();
    for (auto &[stream, operation] : m_active) {
        operation->timer.cancel();
        operation->turn.cancel();
    }
    for (const auto &operation : m_waiting)
        operation->answered = true;
    for (auto &[stream, operation] : m_active)
        operation->answered = true;
    m_waiting.clear();
    m_active.clear();
    m_lost = Error{ErrorCode::Cancelled, "the link to the guest was let go"};
}

void FileOperations::protocolError(const std::string &what)
{
    m_carrier.lose({ErrorCode::GuestProtocol, what});
}

void FileOperations::finish(Operation &operation, Result<> result)
{
    if (std::exchange(operation.answered, true))
        return;
    operation.content.clear();
    operation.turn.cancel();
    const auto done = std::exchange(operation.done, nullptr);
    const auto listed = std::exchange(operation.listed, nullptr);
    if (done)
        return done(std::move(result));
    if (listed && result)
        return listed(std::move(operation.entries));
    if (listed)
        listed(tl::unexpected(std::move(result).error()));
}

} // namespace glovebox::guest
