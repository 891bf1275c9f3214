#include "core/images/library/root_packing.h"

#include "core/base/file_access.h"
#include "core/base/subprocess.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <sys/socket.h>

namespace glovebox::images {

namespace {

using namespace std::chrono_literals;

/// As long as fetching may take: the largest images are as large.
constexpr auto kPackingTimeout = 6h;
/// Time stamps of the file system itself: the same layers then give the same bytes.
constexpr const char *kRootEpoch = "1763596800";

/// tar2sqfs reads no more: what it says itself is the reason.
constexpr const char *kReaderGone = "tar2sqfs reads no more";

class SocketSink final : public Sink {
public:
    explicit SocketSink(int fd) : m_fd(fd) {}

    Result<> write(std::string_view bytes) override
    {
        while (!bytes.empty()) {
            const auto sent = ::send(m_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno == EINTR)
                continue;
            if (sent < 0)
                return fail(ErrorCode::HostToolFailed, kReaderGone);
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return {};
    }

private:
    FileDescriptor m_fd;
};

/// Waits for both halves. Shared by their callbacks and the Call.
struct Packing {
    Callback<FlattenFacts> done;
    std::optional<Result<FlattenFacts>> written;
    std::optional<Result<ProcessOutcome>> packed;
    Call tool;
    Call writer;

    void look()
    {
        if (!written || !packed || !done)
            return;
        auto answer = std::exchange(done, nullptr);
        const bool writerFailed = !*written && !(written->error().code == ErrorCode::HostToolFailed &&
                                                 written->error().detail == kReaderGone);
        if (writerFailed || *packed)
            return answer(std::move(*written));
        auto error = packed->error();
        if (error.detail.find(std::strerror(ENOSPC)) != std::string::npos)
            error.code = ErrorCode::OutOfDisk;
        answer(tl::unexpected(std::move(error)));
    }
};

} // namespace

Call packRoot(WorkPool &pool, const std::string &target, WriteTar write, Callback<FlattenFacts> done)
{
    auto packing = std::make_shared<Packing>();
    packing->done = std::move(done);
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        const int reason = errno;
        return pool.run<FlattenFacts>(
            [reason](const StopFlag &) -> Result<FlattenFacts> { return fileTrouble("making a socket", reason); },
            [packing](Result<FlattenFacts> failed) { packing->done(std::move(failed)); });
    }
    ProcessSpec spec;
    spec.program = "tar2sqfs";
    spec.arguments = {"-q", "-f", "-c", "lz4", "-j", "2", target};
    spec.environment = {{"SOURCE_DATE_EPOCH", kRootEpoch}};
    spec.timeout = kPackingTimeout;
    spec.standardInput = ends[0];
    packing->tool = runProcess(spec, [packing](Result<ProcessOutcome> outcome) {
        packing->packed = std::move(outcome);
        packing->look();
    });
    auto sink = std::make_shared<std::unique_ptr<SocketSink>>(std::make_unique<SocketSink>(ends[1]));
    packing->writer = pool.run<FlattenFacts>(
        [sink, write = std::move(write)](const StopFlag &stop) {
            auto facts = write(**sink, stop);
            sink->reset(); // the end of the stream
            return facts;
        },
        [packing](Result<FlattenFacts> facts) {
            packing->written = std::move(facts);
            packing->look();
        });
    return Call([packing] {
        packing->done = nullptr;
        packing->writer.cancel();
        packing->tool.cancel(); // a writer that waits for it goes on, and sees that it is to stop
    });
}

} // namespace glovebox::images
