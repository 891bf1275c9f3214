#include "tests/support/fake_guest_disk.h"

#include "core/base/plain_path.h"

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>

namespace testsupport {

using namespace glovebox;
using namespace std::chrono_literals;
using Kind = ports::GuestEntry::Kind;

namespace {

std::string parentOf(const std::string &path)
{
    return path.substr(0, path.rfind('/'));
}

bool isBelow(const std::string &path, const std::string &folder)
{
    return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

} // namespace

FakeDisk::FakeDisk()
{
    for (const char *folder : {"/mnt", "/mnt/session", "/mnt/session/outputs"})
        nodes[folder] = {.kind = Kind::Folder, .mode = 0755};
}

FakeNode &FakeDisk::put(const std::string &path, const std::string &content)
{
    for (auto folder = parentOf(path); !folder.empty(); folder = parentOf(folder))
        nodes.try_emplace(folder, FakeNode{.kind = Kind::Folder, .mode = 0755, .changed = now});
    return nodes[path] = {.content = content, .changed = ++now};
}

void FakeDisk::putOther(const std::string &path)
{
    put(path, {}).kind = Kind::Other;
}

void FakeDisk::erase(const std::string &path)
{
    std::erase_if(nodes, [&](const auto &node) { return node.first == path || isBelow(node.first, path); });
}

std::string FakeDisk::content(const std::string &path) const
{
    const auto found = nodes.find(path);
    return found == nodes.end() ? std::string() : found->second.content;
}

/// `step` is given the operation's record and takes it off the list when it answers.
Call FakeGuestFiles::begin(const std::string &work, const std::string &path, Step step,
                           std::function<void(const Error &)> fail)
{
    auto pending = std::make_shared<Pending>(Pending{std::move(fail), {}});
    m_pending.push_back(pending); // the only lasting owner
    m_disk.log.push_back(work + " " + path);
    const std::weak_ptr weak(pending);
    pending->timer = m_clock.after(m_disk.delay, [this, work, path, step = std::move(step), weak] {
        const auto still = weak.lock();
        if (!still)
            return;
        std::optional<Error> wrong = m_lost;
        if (!wrong && m_disk.fault)
            wrong = m_disk.fault(work, path);
        if (!wrong && !isPlainAbsolutePath(path) && !(work == "list" && path == "/"))
            wrong = Error{ErrorCode::InvalidArgument, "not a plain absolute path: " + path};
        if (!wrong)
            return step(still);
        m_pending.remove(still);
        still->fail(*wrong);
    });
    return Call([this, weak] {
        if (const auto still = weak.lock()) {
            still->timer.cancel();
            m_pending.remove(still);
        }
    });
}

template <class T>
Call FakeGuestFiles::inOneStep(const std::string &work, const std::string &path, std::function<Result<T>()> step,
                               Callback<T> done)
{
    return begin(
        work, path,
        [this, step = std::move(step), done](const std::shared_ptr<Pending> &pending) {
            m_pending.remove(pending);
            done(step());
        },
        [done](const Error &why) { done(tl::unexpected(why)); });
}

void FakeGuestFiles::lose(Error why)
{
    m_lost = why;
    for (const auto &pending : std::exchange(m_pending, {})) {
        pending->timer.cancel();
        pending->fail(why);
    }
}

Result<> FakeGuestFiles::checkAncestors(const std::string &path) const
{
    for (auto folder = parentOf(path); !folder.empty(); folder = parentOf(folder)) {
        const auto found = m_disk.nodes.find(folder);
        if (found != m_disk.nodes.end() && found->second.kind != Kind::Folder)
            return fail(ErrorCode::InvalidState, folder + ": not a folder, or a link");
    }
    return {};
}

Result<> FakeGuestFiles::makeAncestors(const std::string &path)
{
    GB_CHECK(checkAncestors(path));
    for (auto folder = parentOf(path); !folder.empty(); folder = parentOf(folder))
        m_disk.nodes.try_emplace(folder, FakeNode{.kind = Kind::Folder,
                                                  .mode = isBelow(folder, "/mnt/memory") ? 0700U : 0755U,
                                                  .changed = ++m_disk.now});
    return {};
}

Call FakeGuestFiles::makeFolder(ports::GuestFolder folder, Callback<> done)
{
    const auto make = [this, folder]() -> Result<> {
        GB_CHECK(makeAncestors(folder.path));
        const auto found = m_disk.nodes.find(folder.path);
        if (found == m_disk.nodes.end()) {
            m_disk.nodes[folder.path] = {.kind = Kind::Folder, .mode = folder.mode, .changed = ++m_disk.now};
            return {};
        }
        if (folder.mustBeNew || found->second.kind != Kind::Folder)
            return fail(ErrorCode::InvalidState, folder.path + ": something is there already");
        return {};
    };
    return inOneStep<void>("folder", folder.path, make, std::move(done));
}

Result<> FakeGuestFiles::put(const ports::GuestFile &file)
{
    GB_CHECK(makeAncestors(file.path));
    const auto found = m_disk.nodes.find(file.path);
    if (found != m_disk.nodes.end() && found->second.kind != Kind::File)
        return fail(ErrorCode::InvalidState, file.path + ": something else than a file is there");
    m_disk.nodes[file.path] = {.content = file.content, .mode = file.mode, .changed = ++m_disk.now};
    return {};
}

Call FakeGuestFiles::write(ports::GuestFile file, Callback<> done)
{
    const auto path = file.path;
    return inOneStep<void>(
        "write", path, [this, file = std::move(file)] { return put(file); }, std::move(done));
}

Call FakeGuestFiles::writeFrom(ports::GuestFileTarget target, ports::ContentSource next, Callback<> done)
{
    const auto found = m_disk.nodes.find(target.path);
    const auto mode = target.keepsMode && found != m_disk.nodes.end() ? found->second.mode : target.mode;
    auto written = std::make_shared<Written>(Written{{target.path, {}, mode}, std::move(next), std::move(done)});
    return begin(
        "write", target.path, [this, written](const std::shared_ptr<Pending> &pending) { writeOn(pending, written); },
        [written](const Error &why) { written->done(tl::unexpected(why)); });
}

/// A piece at each turn of the clock; the file is there when all have come.
void FakeGuestFiles::writeOn(std::weak_ptr<Pending> pending, std::shared_ptr<Written> written)
{
    const auto still = pending.lock();
    if (!still)
        return;
    still->timer = written->next(m_disk.pieceMax, [this, pending, written](Result<std::string> piece) {
        wrote(pending, written, std::move(piece));
    });
}

void FakeGuestFiles::wrote(const std::weak_ptr<Pending> &pending, const std::shared_ptr<Written> &written,
                           Result<std::string> piece)
{
    const auto still = pending.lock();
    if (!still || std::ranges::find(m_pending, still) == m_pending.end())
        return; // it was let go meanwhile
    if (piece && !piece->empty()) {
        written->file.content += *piece;
        still->timer = m_clock.after(0ms, [this, pending, written] { writeOn(pending, written); });
        return;
    }
    m_pending.remove(still);
    written->done(piece ? put(written->file) : Result<>(tl::unexpected(piece.error())));
}

Call FakeGuestFiles::makeLink(ports::GuestSymlink link, Callback<> done)
{
    const auto path = link.path;
    const auto make = [this, link = std::move(link)]() -> Result<> {
        if (link.target.empty())
            return fail(ErrorCode::InvalidArgument, link.path + ": a link leads somewhere");
        GB_CHECK(makeAncestors(link.path));
        const auto found = m_disk.nodes.find(link.path);
        if (found != m_disk.nodes.end() && found->second.kind == Kind::Folder)
            return fail(ErrorCode::InvalidState, link.path + ": a folder is there");
        m_disk.nodes[link.path] = {.kind = Kind::Other, .content = link.target, .mode = 0777, .changed = ++m_disk.now};
        return {};
    };
    return inOneStep<void>("link", path, make, std::move(done));
}

Call FakeGuestFiles::read(std::string path, ByteCount max, ports::ReadHandlers handlers)
{
    return begin(
        "read", path,
        [this, path, max, handlers](const std::shared_ptr<Pending> &pending) {
            readOn(pending, path, 0, max, handlers);
        },
        [done = handlers.done](const Error &why) { done(tl::unexpected(why)); });
}

void FakeGuestFiles::readOn(std::weak_ptr<Pending> pending, std::string path, std::size_t at, ByteCount max,
                            ports::ReadHandlers handlers)
{
    const auto still = pending.lock();
    if (!still)
        return;
    const auto end = [&](Result<> result) {
        m_pending.remove(still);
        handlers.done(std::move(result));
    };
    if (auto open = checkAncestors(path); !open)
        return end(std::move(open));
    const auto found = m_disk.nodes.find(path);
    if (found == m_disk.nodes.end())
        return end(fail(ErrorCode::NotFound, path + ": no such file or directory"));
    if (found->second.kind != Kind::File)
        return end(fail(ErrorCode::InvalidState, path + ": not a regular file"));
    const auto &content = found->second.content;
    if (content.size() > max.value)
        return end(fail(ErrorCode::TooLarge, path + ": more than " + std::to_string(max.value) + " bytes"));
    if (at >= content.size())
        return end({});
    const auto piece = content.substr(at, m_disk.pieceMax);
    auto goOn = [this, pending, path, next = at + piece.size(), max, handlers] {
        if (m_disk.betweenPieces)
            m_disk.betweenPieces(path);
        readOn(pending, path, next, max, handlers);
    };
    if (handlers.pace) // a piece at a time: the smallest window that there could be
        handlers.pace->onUsed([this, pending, goOn, left = piece.size()](std::size_t used) mutable {
            left -= std::min(left, used);
            if (const auto here = pending.lock(); here && left == 0)
                here->timer = m_clock.after(0ms, goOn);
        });
    if (auto taken = handlers.piece(piece); !taken)
        return end(std::move(taken));
    if (!pending.expired() && !handlers.pace)
        still->timer = m_clock.after(0ms, std::move(goOn));
}

Call FakeGuestFiles::list(ports::ListRequest request, Callback<std::vector<ports::GuestEntry>> done)
{
    const auto look = [this, request]() -> Result<std::vector<ports::GuestEntry>> {
        const auto above = request.path == "/" ? std::string() : request.path;
        if (!above.empty()) {
            GB_CHECK(checkAncestors(above));
            const auto folder = m_disk.nodes.find(above);
            if (folder == m_disk.nodes.end())
                return fail(ErrorCode::NotFound, above + ": no such file or directory");
            if (folder->second.kind != Kind::Folder)
                return fail(ErrorCode::InvalidState, above + ": not a folder, or a link");
        }
        std::vector<ports::GuestEntry> entries;
        for (const auto &[path, node] : m_disk.nodes) {
            if (!isBelow(path, above))
                continue;
            if (request.depth > 0 &&
                std::count(path.begin() + static_cast<std::ptrdiff_t>(above.size()), path.end(), '/') > request.depth)
                continue;
            if (entries.size() >= request.entriesMax)
                return fail(ErrorCode::TooLarge, "more than " + std::to_string(request.entriesMax) + " entries");
            ports::GuestEntry entry{.path = path.substr(above.size() + 1),
                                    .kind = node.kind,
                                    .changed = node.changed,
                                    .links = node.links,
                                    .mode = node.mode};
            if (node.kind == Kind::Other)
                entry.target = node.content;
            if (node.kind == Kind::File)
                entry.size = {node.content.size()};
            if (node.kind == Kind::File && request.withHashes &&
                (request.hashMax.value == 0 || entry.size <= request.hashMax))
                entry.sha256 =
                    QCryptographicHash::hash(QByteArray::fromStdString(node.content), QCryptographicHash::Sha256)
                        .toHex()
                        .toStdString();
            entries.push_back(std::move(entry));
        }
        return entries;
    };
    return inOneStep<std::vector<ports::GuestEntry>>("list", request.path, look, std::move(done));
}

Call FakeGuestFiles::remove(std::string path, Callback<> done)
{
    const auto take = [this, path]() -> Result<> {
        GB_CHECK(checkAncestors(path));
        m_disk.erase(path);
        return {};
    };
    return inOneStep<void>("remove", path, take, std::move(done));
}

} // namespace testsupport
