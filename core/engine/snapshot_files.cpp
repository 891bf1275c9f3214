#include "core/engine/snapshot_files.h"

#include "core/base/limits.h"
#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/engine/random_bytes.h"

#include <algorithm>
#include <optional>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kLeftOutTold = 100;
constexpr unsigned kMayBeRun = 0111;

std::string joined(const std::string &folder, const std::string &path)
{
    return path.empty() ? folder : (folder == "/" ? "" : folder) + '/' + path;
}

/// None: of a kind that is not copied.
std::optional<ports::TreeEntry> treeEntry(const ports::GuestEntry &found)
{
    ports::TreeEntry entry{.path = found.path,
                           .isFolder = found.kind == ports::GuestEntry::Kind::Folder,
                           .isExecutable = (found.mode & kMayBeRun) != 0};
    if (found.kind == ports::GuestEntry::Kind::File)
        entry.size = found.size;
    if (found.kind == ports::GuestEntry::Kind::Other)
        entry.target = found.target;
    const bool canBe = found.kind != ports::GuestEntry::Kind::Other || entry.isLink();
    return canBe && isPlainRelativePath(found.path) ? std::optional(std::move(entry)) : std::nullopt;
}

/// One file after another of a guest; what has come of one waits here until it is taken, within the guest's window.
class GuestSource final : public ports::FileSource {
public:
    GuestSource(ports::Clock &clock, ports::GuestFiles &files, std::string root, std::vector<ports::TreeEntry> entries)
        : m_clock(clock), m_files(files), m_root(std::move(root)), m_entries(std::move(entries))
    {
    }

    Call next(Callback<std::optional<ports::TreeEntry>> done) override
    {
        return m_clock.after(0ms, [this, done = std::move(done)] {
            m_reading.cancel();
            m_pace.reset();
            m_buffer.clear();
            m_end.reset();
            if (m_next == m_entries.size())
                return done(std::optional<ports::TreeEntry>());
            done(std::optional(m_entries[m_next++]));
        });
    }

    Call read(std::size_t max, Callback<std::string> done) override
    {
        m_max = max;
        m_wanted = std::make_shared<Callback<std::string>>(std::move(done));
        if (!m_pace)
            begin();
        turn();
        return Call([wanted = std::weak_ptr(m_wanted)] {
            if (const auto still = wanted.lock())
                *still = nullptr;
        });
    }

private:
    void begin()
    {
        m_pace = std::make_shared<ports::ReadPace>();
        m_reading = m_files.read(joined(m_root, m_entries[m_next - 1].path), ports::kHostFilesMax,
                                 {[this](std::string_view piece) -> Result<> {
                                      m_buffer.append(piece);
                                      turn();
                                      return {};
                                  },
                                  [this](Result<> end) {
                                      m_end = std::move(end);
                                      turn();
                                  },
                                  m_pace});
    }

    void turn()
    {
        m_turn = m_clock.after(0ms, [this] { give(); });
    }

    void give()
    {
        const auto wanted = m_wanted;
        if (!wanted || !*wanted || (m_buffer.empty() && !m_end))
            return;
        const auto done = std::exchange(*wanted, nullptr);
        m_wanted.reset();
        if (m_buffer.empty() && !*m_end)
            return done(tl::unexpected(m_end->error()));
        auto piece = m_buffer.substr(0, m_max);
        m_buffer.erase(0, piece.size());
        if (m_pace)
            m_pace->used(piece.size());
        done(std::move(piece)); // asks for more
    }

    ports::Clock &m_clock;
    ports::GuestFiles &m_files;
    std::string m_root;
    std::vector<ports::TreeEntry> m_entries;
    std::size_t m_next = 0;
    std::string m_buffer;
    std::optional<Result<>> m_end; // of the file that is read
    std::size_t m_max = 0;
    std::shared_ptr<Callback<std::string>> m_wanted;
    std::shared_ptr<ports::ReadPace> m_pace; // while a file is read
    Call m_turn;
    Call m_reading;
};

} // namespace

SnapshotFiles::SnapshotFiles(Parts parts) : m_parts(parts) {}

SnapshotFiles::~SnapshotFiles()
{
    m_call.cancel();
    m_link.reset();
    m_machine.reset();
}

void SnapshotFiles::find(const SnapshotId &snapshot, std::string path, Callback<ports::HostTree> done)
{
    m_path = std::move(path);
    while (m_path.size() > 1 && m_path.ends_with('/'))
        m_path.pop_back();
    m_done = std::move(done);
    // Those of hibernated sandboxes and of builds are nobody's to look into.
    const auto all = m_parts.hypervisor.store().snapshots();
    const auto known = std::ranges::find_if(
        all, [&](const auto &each) { return each.origin.id == snapshot && each.origin.kind == SnapshotKind::Kept; });
    if (known == all.end())
        return over(fail(ErrorCode::NotFound, "there is no snapshot " + snapshot.value()));
    m_call = m_parts.hypervisor.store().openSnapshot(
        snapshot, [this](const Result<std::shared_ptr<const ports::Snapshot>> &opened) {
            if (!opened)
                return over(tl::unexpected(inContext("open the snapshot", opened.error())));
            m_ending = m_parts.clock.after(0ms, [this, snapshot = *opened] { start(snapshot); });
        });
}

void SnapshotFiles::start(const std::shared_ptr<const ports::Snapshot> &snapshot)
{
    const auto &facts = snapshot->facts();
    const SandboxId name("seed-" + randomHex(4));
    const auto connect = [this, name, setup = facts.origin.image.setup] {
        m_call = m_parts.connector.connect(
            m_machine->controlSocket(), {name.value(), m_parts.clock.wallNow(), randomBytes(kEntropyBytes), setup},
            limits::kBootTimeoutEmulated, [this](Result<ports::GreetedGuest> guest) {
                if (!guest)
                    return over(tl::unexpected(inContext("reach the guest of the snapshot", guest.error())));
                m_link = std::move(guest->link);
                m_link->onLost(nullptr); // what is asked of it is answered with that
                m_ending = m_parts.clock.after(0ms, [this] { list(); });
            });
    };
    m_call = m_parts.hypervisor.start(
        {.sandbox = name,
         .size = facts.size,
         .acceleration = facts.acceleration,
         .image = facts.image,
         .from = snapshot},
        [this, connect](Result<std::unique_ptr<ports::Machine>> machine) {
            if (!machine)
                return over(tl::unexpected(inContext("start a machine from the snapshot", machine.error())));
            m_machine = *std::move(machine);
            m_ending = m_parts.clock.after(0ms, connect);
        });
}

void SnapshotFiles::list()
{
    m_call = m_link->files().list({.path = m_path, .entriesMax = ports::kHostEntriesMax},
                                  [this](Result<std::vector<ports::GuestEntry>> found) {
                                      if (found)
                                          return listed(*std::move(found));
                                      const auto why = inContext(m_path, found.error());
                                      if (why.code != ErrorCode::InvalidState || m_path == "/")
                                          return over(tl::unexpected(why));
                                      m_ending = m_parts.clock.after(0ms, [this, why] { lookInParent(why); });
                                  });
}

/// It is no folder: it may be a file, of which its folder tells.
void SnapshotFiles::lookInParent(Error why)
{
    const auto slash = m_path.rfind('/');
    if (slash == 0) // the root is not listed: its reading tells whether it is a file
        return over(ports::HostTree{.entries = {ports::TreeEntry{}}, .bytes = {}, .leftOut = {}});
    const auto folder = m_path.substr(0, slash);
    m_call = m_link->files().list({.path = folder, .entriesMax = ports::kHostEntriesMax},
                                  [this, why = std::move(why), name = m_path.substr(slash + 1)](
                                      const Result<std::vector<ports::GuestEntry>> &found) {
                                      if (!found)
                                          return over(tl::unexpected(why));
                                      const auto its = std::ranges::find(*found, name, &ports::GuestEntry::path);
                                      if (its == found->end() || its->kind != ports::GuestEntry::Kind::File)
                                          return over(tl::unexpected(why));
                                      over(ports::HostTree{.entries = {{.path = {},
                                                                        .isFolder = false,
                                                                        .isExecutable = (its->mode & kMayBeRun) != 0,
                                                                        .size = its->size}},
                                                           .bytes = its->size,
                                                           .leftOut = {}});
                                  });
}

void SnapshotFiles::listed(std::vector<ports::GuestEntry> found)
{
    std::ranges::sort(found, {}, &ports::GuestEntry::path); // a folder's name is a beginning of what is in it
    ports::HostTree tree;
    for (const auto &each : found) {
        if (auto entry = treeEntry(each)) {
            tree.bytes.value += std::min(entry->size.value, ports::kHostFilesMax.value + 1);
            if (tree.bytes > ports::kHostFilesMax)
                return over(fail(ErrorCode::TooLarge, m_path + " holds more than " +
                                                          std::to_string(ports::kHostFilesMax.value >> 30) + " GiB"));
            tree.entries.push_back(*std::move(entry));
        } else if (tree.leftOut.size() < kLeftOutTold) {
            tree.leftOut.push_back(toOneLine(each.path) + " is a device, a pipe, or of a kind of its own");
        }
    }
    over(std::move(tree));
}

std::unique_ptr<ports::FileSource> SnapshotFiles::source(std::vector<ports::TreeEntry> entries)
{
    return std::make_unique<GuestSource>(m_parts.clock, m_link->files(), m_path, std::move(entries));
}

void SnapshotFiles::over(Result<ports::HostTree> result)
{
    m_ending = m_parts.clock.after(
        0ms, [done = std::move(m_done), result = std::move(result)]() mutable { done(std::move(result)); });
}

} // namespace glovebox::engine
