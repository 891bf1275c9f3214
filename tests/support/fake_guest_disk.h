// Role: a guest's files in memory, and GuestFiles over them: what the real agent does with a disk, without one. The
// same suite runs on both (tests/contract). Every answer comes at a turn of the test's clock.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/guest_files.h"

#include <list>
#include <map>
#include <memory>
#include <optional>

namespace testsupport {

struct FakeNode {
    glovebox::ports::GuestEntry::Kind kind = glovebox::ports::GuestEntry::Kind::File;
    std::string content; // of a file; of a link that was made here, what it leads to
    unsigned mode = 0600;
    std::int64_t changed = 0;
    unsigned links = 1;
};

class FakeDisk {
public:
    FakeDisk();

    /// By absolute path; folders have a node of their own. A test may change it at any time.
    std::map<std::string, FakeNode> nodes;
    /// The guest's clock, in ns: moves on with every change, so that no two look alike.
    std::int64_t now = 1'700'000'000'000'000'000;

    /// A file with its folders, as if a tool had written it.
    FakeNode &put(const std::string &path, const std::string &content);
    /// A link, a device: whatever it is, it is no plain file.
    void putOther(const std::string &path);
    void erase(const std::string &path); // with all below
    bool has(const std::string &path) const { return nodes.contains(path); }
    std::string content(const std::string &path) const;

    /// What goes wrong: asked before every operation ("write", "/a/b").
    std::function<std::optional<glovebox::Error>(const std::string &work, const std::string &path)> fault;
    /// Called between the pieces of a read: a test changes the file meanwhile.
    std::function<void(const std::string &path)> betweenPieces;
    std::size_t pieceMax = 32 << 10;
    std::chrono::milliseconds delay{0}; // of every operation
    std::vector<std::string> log;       // "read /a/b", in order of their start
};

class FakeGuestFiles final : public glovebox::ports::GuestFiles {
public:
    FakeGuestFiles(glovebox::ports::Clock &clock, FakeDisk &disk) : m_clock(clock), m_disk(disk) {}

    glovebox::Call makeFolder(glovebox::ports::GuestFolder folder, glovebox::Callback<> done) override;
    glovebox::Call write(glovebox::ports::GuestFile file, glovebox::Callback<> done) override;
    glovebox::Call writeFrom(glovebox::ports::GuestFileTarget target, glovebox::ports::ContentSource next,
                             glovebox::Callback<> done) override;
    glovebox::Call makeLink(glovebox::ports::GuestSymlink link, glovebox::Callback<> done) override;
    glovebox::Call read(std::string path, glovebox::ByteCount max, glovebox::ports::ReadHandlers handlers) override;
    glovebox::Call list(glovebox::ports::ListRequest request,
                        glovebox::Callback<std::vector<glovebox::ports::GuestEntry>> done) override;
    glovebox::Call remove(std::string path, glovebox::Callback<> done) override;

    /// The link is gone: what is under way and all that follows ends with this.
    void lose(glovebox::Error why);

private:
    struct Pending {
        std::function<void(const glovebox::Error &)> fail;
        glovebox::Call timer;
    };
    using Step = std::function<void(const std::shared_ptr<Pending> &)>;

    glovebox::Call begin(const std::string &work, const std::string &path, Step step,
                         std::function<void(const glovebox::Error &)> fail);
    template <class T>
    glovebox::Call inOneStep(const std::string &work, const std::string &path,
                             std::function<glovebox::Result<T>()> step, glovebox::Callback<T> done);
    glovebox::Result<> makeAncestors(const std::string &path);
    glovebox::Result<> checkAncestors(const std::string &path) const;
    struct Written {
        glovebox::ports::GuestFile file;
        glovebox::ports::ContentSource next;
        glovebox::Callback<> done;
    };
    void wrote(const std::weak_ptr<Pending> &pending, const std::shared_ptr<Written> &written,
               glovebox::Result<std::string> piece);
    void writeOn(std::weak_ptr<Pending> pending, std::shared_ptr<Written> written);
    glovebox::Result<> put(const glovebox::ports::GuestFile &file);
    void readOn(std::weak_ptr<Pending> pending, std::string path, std::size_t at, glovebox::ByteCount max,
                glovebox::ports::ReadHandlers handlers);

    glovebox::ports::Clock &m_clock;
    FakeDisk &m_disk;
    std::list<std::shared_ptr<Pending>> m_pending;
    std::optional<glovebox::Error> m_lost;
};

} // namespace testsupport
