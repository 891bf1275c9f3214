#include "app/bridge/file_transfer.h"

#include "core/base/file_access.h"
#include "core/base/work_pool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <deque>
#include <utility>

namespace glovebox::bridge {

namespace {

/// No file of a guest's is larger: it bounds what is asked for, not what a disk takes.
constexpr ByteCount kFetchedMax = ByteCount::gib(1024);

/// A file that has no name of its own until all of it is there. Whichever thread has it.
class NewFile {
public:
    explicit NewFile(std::string path) : m_path(std::move(path)), m_begun(m_path + ".XXXXXX") {}
    ~NewFile()
    {
        if (m_fd < 0)
            return;
        ::close(m_fd);
        if (!m_begun.empty())
            ::unlink(m_begun.c_str());
    }
    NewFile(const NewFile &) = delete;
    NewFile &operator=(const NewFile &) = delete;

    Result<> open()
    {
        m_fd = ::mkostemp(m_begun.data(), O_CLOEXEC);
        if (m_fd < 0)
            return fileTrouble(m_path + " cannot be made", errno);
        return {};
    }
    Result<> add(std::string_view piece)
    {
        while (!piece.empty()) {
            const auto written = ::write(m_fd, piece.data(), piece.size());
            if (written < 0 && errno == EINTR)
                continue;
            if (written < 0)
                return fileTrouble(m_path + " cannot be written", errno);
            piece.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }
    /// What has that name already stays.
    Result<> keep()
    {
        if (::fsync(m_fd) != 0)
            return fileTrouble(m_path + " cannot be written", errno);
        int renamed = ::renameat2(AT_FDCWD, m_begun.c_str(), AT_FDCWD, m_path.c_str(), RENAME_NOREPLACE);
        if (renamed != 0 && errno == EINVAL && ::access(m_path.c_str(), F_OK) != 0) // a disk that knows no such thing
            renamed = std::rename(m_begun.c_str(), m_path.c_str());
        else if (renamed != 0 && (errno == EEXIST || errno == EINVAL))
            return fail(ErrorCode::FolderUnusable, m_path + " is there already");
        if (renamed != 0)
            return fileTrouble(m_path + " cannot be named", errno);
        m_begun.clear();
        return {};
    }

private:
    std::string m_path;
    std::string m_begun; // empty: it has its name
    int m_fd = -1;
};

/// Work on a disk in its order, and how far that is.
class DiskSide {
public:
    explicit DiskSide(std::shared_ptr<ExportProgress> progress) : m_progress(std::move(progress)) {}
    ~DiskSide() { m_pool->deleteLater(); } // an answer may be what ends us
    DiskSide(const DiskSide &) = delete;
    DiskSide &operator=(const DiskSide &) = delete;

    template <class T>
    Call run(std::function<Result<T>(const StopFlag &)> work, Callback<T> done)
    {
        return m_pool->run<T>(std::move(work), std::move(done));
    }
    void moved(std::size_t bytes, ByteCount whole)
    {
        m_moved.value += bytes;
        if (m_progress && whole.value > 0)
            m_progress->set(std::min(1.0, static_cast<double>(m_moved.value) / static_cast<double>(whole.value)));
    }
    ByteCount moved() const { return m_moved; }

private:
    WorkPool *m_pool = new WorkPool;
    std::shared_ptr<ExportProgress> m_progress;
    ByteCount m_moved;
};

class Fetch : public std::enable_shared_from_this<Fetch> {
public:
    Fetch(FileDesk::Copying what, Callback<ByteCount> done)
        : m_disk(what.progress), m_size(what.size), m_file(std::make_shared<NewFile>(std::move(what.here))),
          m_done(std::move(done))
    {
    }

    void begin(api::SandboxAccess &access, const domain::SandboxId &sandbox, std::string file)
    {
        const auto weak = weak_from_this();
        onDisk([file = m_file](const StopFlag &) { return file->open(); }, 0);
        api::FileHandlers handlers;
        handlers.pace = m_pace;
        handlers.piece = [weak](std::string_view piece) -> Result<> {
            const auto self = weak.lock();
            if (!self || self->m_error)
                return fail(ErrorCode::Cancelled, "it could not be kept");
            self->onDisk(
                [kept = self->m_file, bytes = std::string(piece)](const StopFlag &) { return kept->add(bytes); },
                piece.size());
            return {};
        };
        handlers.done = [weak](const Result<> &read) {
            if (const auto self = weak.lock())
                self->wasRead(read);
        };
        m_reading = access.readFile(sandbox, std::move(file), kFetchedMax, std::move(handlers));
    }

private:
    void onDisk(std::function<Result<>(const StopFlag &)> work, std::size_t bytes)
    {
        const auto weak = weak_from_this();
        m_steps.push_back(m_disk.run<void>(std::move(work), [weak, bytes](const Result<> &done) {
            if (const auto self = weak.lock())
                self->stepDone(done, bytes);
        }));
    }
    /// In the order of their beginning.
    void stepDone(const Result<> &done, std::size_t bytes)
    {
        const auto over = std::move(m_steps.front());
        m_steps.pop_front();
        if (!done && !m_error)
            m_error = done.error();
        m_disk.moved(bytes, m_size);
        m_pace->used(bytes);
        endWhenAll();
    }
    void wasRead(const Result<> &read)
    {
        m_isRead = true;
        if (!read && !m_error)
            m_error = read.error();
        if (!m_error)
            onDisk([file = m_file](const StopFlag &) { return file->keep(); }, 0);
        endWhenAll();
    }
    void endWhenAll()
    {
        if (!m_done || !(m_isRead ? m_steps.empty() : m_error.has_value()))
            return;
        m_reading = {};
        m_file.reset(); // without its name it goes
        const auto done = std::exchange(m_done, nullptr);
        if (m_error)
            done(tl::unexpected(*m_error));
        else
            done(m_disk.moved());
    }

    DiskSide m_disk;
    ByteCount m_size;
    std::shared_ptr<NewFile> m_file;
    Callback<ByteCount> m_done;
    std::shared_ptr<ReadPace> m_pace = std::make_shared<ReadPace>();
    std::deque<Call> m_steps;
    std::optional<Error> m_error;
    bool m_isRead = false;
    Call m_reading;
};

/// What of a file here is not read yet.
struct Source {
    explicit Source(int descriptor) : fd(descriptor) {}

    FileDescriptor fd;
    ByteCount size;
    bool isExecutable = false;
};

Result<std::shared_ptr<Source>> openSource(const std::string &path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // or a pipe would be waited for
    if (fd < 0)
        return fileTrouble(path + " cannot be read", errno);
    auto source = std::make_shared<Source>(fd);
    struct stat found {};
    if (::fstat(fd, &found) != 0)
        return fileTrouble(path + " cannot be read", errno);
    if (!S_ISREG(found.st_mode))
        return fail(ErrorCode::InvalidArgument, path + " is no plain file");
    source->size = ByteCount{static_cast<std::uint64_t>(found.st_size)};
    source->isExecutable = (found.st_mode & S_IXUSR) != 0;
    return source;
}

Result<std::string> readOn(const Source &source, std::size_t max)
{
    std::string piece(max, '\0');
    for (;;) {
        const auto got = ::read(source.fd.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fileTrouble("it cannot be read", errno);
        piece.resize(static_cast<std::size_t>(got));
        return piece;
    }
}

class Put : public std::enable_shared_from_this<Put> {
public:
    Put(FileDesk::Copying what, Callback<ByteCount> done)
        : m_disk(what.progress), m_what(std::move(what)), m_done(std::move(done))
    {
    }

    void begin(api::SandboxAccess &access, const domain::SandboxId &sandbox)
    {
        const auto weak = weak_from_this();
        m_step =
            m_disk.run<std::shared_ptr<Source>>([path = m_what.here](const StopFlag &) { return openSource(path); },
                                                [weak, &access, sandbox](Result<std::shared_ptr<Source>> source) {
                                                    const auto self = weak.lock();
                                                    if (self && source)
                                                        self->write(access, sandbox, *std::move(source));
                                                    else if (self)
                                                        self->m_done(tl::unexpected(source.error()));
                                                });
    }

private:
    void write(api::SandboxAccess &access, const domain::SandboxId &sandbox, std::shared_ptr<Source> source)
    {
        const auto weak = weak_from_this();
        api::FileTarget target{.path = m_what.inside};
        if (source->isExecutable)
            target.mode = 0700;
        const ContentSource next = [weak, source](std::size_t max, Callback<std::string> done) -> Call {
            const auto self = weak.lock();
            if (!self)
                return {};
            return self->m_disk.run<std::string>([source, max](const StopFlag &) { return readOn(*source, max); },
                                                 [weak, source, done = std::move(done)](Result<std::string> piece) {
                                                     const auto mine = weak.lock();
                                                     if (mine && piece)
                                                         mine->m_disk.moved(piece->size(), source->size);
                                                     done(std::move(piece));
                                                 });
        };
        m_step = access.writeFile(sandbox, std::move(target), next, [weak](const Result<> &written) {
            const auto self = weak.lock();
            if (self && written)
                self->m_done(self->m_disk.moved());
            else if (self)
                self->m_done(tl::unexpected(written.error()));
        });
    }

    DiskSide m_disk;
    FileDesk::Copying m_what;
    Callback<ByteCount> m_done;
    Call m_step;
};

} // namespace

Call lookInto(api::SandboxAccess &access, const domain::SandboxId &sandbox, std::string file,
              Callback<std::string> done)
{
    auto bytes = std::make_shared<std::string>();
    auto isCut = std::make_shared<bool>(false);
    api::FileHandlers handlers;
    handlers.piece = [bytes, isCut](std::string_view piece) -> Result<> {
        const auto room = FileDesk::kLookMax - bytes->size();
        *isCut = piece.size() > room;
        bytes->append(piece.substr(0, room));
        if (*isCut)
            return fail(ErrorCode::Cancelled, "its beginning was all that was asked for");
        return {};
    };
    handlers.done = [bytes, isCut, done = std::move(done)](const Result<> &read) {
        if (read || *isCut)
            done(std::move(*bytes));
        else
            done(tl::unexpected(read.error()));
    };
    return access.readFile(sandbox, std::move(file), kFetchedMax, std::move(handlers));
}

Call fetchFile(api::SandboxAccess &access, const domain::SandboxId &sandbox, FileDesk::Copying what,
               Callback<ByteCount> done)
{
    auto inside = what.inside;
    auto fetch = std::make_shared<Fetch>(std::move(what), std::move(done));
    fetch->begin(access, sandbox, std::move(inside));
    return Call([fetch]() mutable { fetch.reset(); });
}

Call putFile(api::SandboxAccess &access, const domain::SandboxId &sandbox, FileDesk::Copying what,
             Callback<ByteCount> done)
{
    auto put = std::make_shared<Put>(std::move(what), std::move(done));
    put->begin(access, sandbox);
    return Call([put]() mutable { put.reset(); });
}

} // namespace glovebox::bridge
