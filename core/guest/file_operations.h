// Role: the host's end of a guest's files: GuestFiles over the channel. The agent works on a few operations at once;
// the others wait here. Content moves within a window per stream, in both directions.
// Thread: the engine's. Invariants: each operation is answered once at most, from the event loop, and never after its
// handle has gone; what a guest sends beyond what was asked for ends the link; an operation that shows no sign of life
// for kFileSilence fails, and one that the agent does not even give up ends the link.
#pragma once

#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/ports/clock.h"
#include "core/ports/guest_files.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>

namespace glovebox::guest {

class FileOperations : public ports::GuestFiles {
public:
    /// The link that carries them.
    struct Carrier {
        std::function<std::uint32_t()> newStream;
        std::function<void(FrameType, std::uint32_t stream, std::string payload)> send;
        std::function<void(Error)> lose;
    };

    FileOperations(ports::Clock &clock, Carrier carrier);
    ~FileOperations() override;

    Call makeFolder(ports::GuestFolder folder, Callback<> done) override;
    Call write(ports::GuestFile file, Callback<> done) override;
    Call writeFrom(ports::GuestFileTarget target, ports::ContentSource next, Callback<> done) override;
    Call makeLink(ports::GuestSymlink link, Callback<> done) override;
    Call read(std::string path, ByteCount max, ports::ReadHandlers handlers) override;
    Call list(ports::ListRequest request, Callback<std::vector<ports::GuestEntry>> done) override;
    Call remove(std::string path, Callback<> done) override;

    /// A frame from the guest of one of the file types.
    void frameArrived(const Frame &frame);
    /// Everything under way is answered with this, and all that follows.
    void lost(const Error &error);
    /// Nobody listens any more: nothing is called.
    void abandon();

private:
    struct Operation;
    using Shared = std::shared_ptr<Operation>;

    Call begin(Shared operation);
    void startWaiting();
    void sendContent(Operation &operation, std::uint32_t stream);
    void askSource(std::uint32_t stream, const Shared &operation);
    void sourceGave(std::uint32_t stream, const Shared &operation, std::size_t max, Result<std::string> piece);
    void keepPace(std::uint32_t stream, const Shared &operation);
    void takeContent(const Frame &frame, const Shared &operation);
    void takeEntries(const Frame &frame, const Shared &operation);
    void takeCredit(const Frame &frame, const Shared &operation);
    void takeDone(const Frame &frame, const Shared &operation);
    void giveCredit(Operation &operation, std::uint32_t stream, std::size_t bytes);
    void cancel(const Shared &operation);
    void giveUp(std::uint32_t stream, const Shared &operation);
    void watch(std::uint32_t stream, const Shared &operation);
    void protocolError(const std::string &what);
    static void finish(Operation &operation, Result<> result);

    ports::Clock &m_clock;
    Carrier m_carrier;
    std::shared_ptr<FileOperations *> m_self; // for handles that may outlive us
    std::deque<Shared> m_waiting;
    std::map<std::uint32_t, Shared> m_active;
    std::optional<Error> m_lost;
};

} // namespace glovebox::guest
