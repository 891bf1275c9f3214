// Role: open descriptors and whole reads and writes of them, with the kernel's refusals as Errors. Blocking; for worker
// threads and the supervisor. Thread: any, one at a time for each object.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>

namespace glovebox::qemu::memory {

/// Closes what it holds.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(Descriptor &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor();

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd = -1;
};

/// Called between two batches of a long operation with what is done and what there is to do, in pages. To say false
/// stops the operation, which then fails with Cancelled. An empty one never stops anything.
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;
Result<> tell(const Progress &progress, std::uint64_t done, std::uint64_t total);

/// The kernel's refusal `error` of what was being done.
tl::unexpected<Error> refused(const std::string &doing, int error);

std::size_t pageSize();
bool isZero(std::span<const std::byte> bytes);

/// All of the bytes, or an error.
Result<> writeAt(int fd, std::span<const std::byte> bytes, std::uint64_t offset, const std::string &doing);
/// The pages of `bytes` that are not zero and not to be left out (asked with each one's place in `bytes`), into a file
/// that has nothing there yet. Says how many pages were not written.
Result<std::uint64_t> writeSparse(int fd, std::span<const std::byte> bytes, std::uint64_t offset,
                                  const std::string &doing, const std::function<bool(std::size_t)> &leaveOut = {});
/// Fills `into`, or an error; a file that ends before is a ProtocolError.
Result<> readAt(int fd, std::span<std::byte> into, std::uint64_t offset, const std::string &doing);

/// A file that appears under its name whole or not at all, also after a power cut. Until commit() it has another name
/// beside it, and it goes when this object goes.
class NewFile {
public:
    static Result<NewFile> create(const std::string &path);
    NewFile(NewFile &&other) noexcept
        : m_path(std::move(other.m_path)), m_fd(std::move(other.m_fd)), m_waiting(std::exchange(other.m_waiting, false))
    {
    }
    NewFile &operator=(NewFile &&) = delete;
    ~NewFile();

    int fd() const { return m_fd.get(); }
    /// What was written so far is on the disk.
    Result<> sync() const;
    /// Syncs, takes the place of a file of that name, and syncs the folder.
    Result<> commit();

    static std::string waitingName(const std::string &path) { return path + ".part"; }

private:
    NewFile(std::string path, Descriptor fd) : m_path(std::move(path)), m_fd(std::move(fd)), m_waiting(true) {}

    std::string m_path;
    Descriptor m_fd;
    bool m_waiting = false;
};

} // namespace glovebox::qemu::memory
