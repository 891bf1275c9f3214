// Role: what runs in the sample's terminals: a tiny shell over a disk of a few files, as a pure machine: bytes typed
// in, bytes printed out. Nothing of the host is behind it. Thread: the sample engine's. Invariants: the disk and what
// one command prints are bounded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::sample {

/// The files of one sandbox, by their whole paths. Folders are there by what is in them, and those that were made.
class SampleDisk {
public:
    static constexpr std::size_t kFilesMax = 2'000;
    static constexpr std::size_t kFileMax = std::size_t{8} << 20;

    SampleDisk();

    bool isFolder(const std::string &path) const;
    const std::string *file(const std::string &path) const;
    /// False: it does not fit.
    bool write(const std::string &path, std::string content);
    bool makeFolder(const std::string &path);
    bool remove(const std::string &path); // with all that is below
    /// Names right in it; folders with a slash at their end. Sorted.
    std::vector<std::string> namesIn(const std::string &folder) const;

private:
    std::map<std::string, std::string> m_files;
    std::map<std::string, bool> m_folders;
};

class SampleShell {
public:
    SampleShell(SampleDisk &disk, std::string host) : m_disk(disk), m_host(std::move(host)) {}

    std::string greeting() const;
    /// What the terminal prints for it.
    std::string type(std::string_view bytes);
    /// It has ended, with this status.
    std::optional<int> over() const { return m_over; }
    /// One command line, without a terminal: what it prints; its status is `status()`.
    std::string run(const std::string &line);
    int status() const { return m_status; }

private:
    std::string prompt() const;
    std::string enter();
    std::string key(char sign);
    std::string control(std::string_view sequence);
    std::string replaceLine(const std::string &line);
    std::string pathOf(const std::string &name) const;
    std::string command(const std::vector<std::string> &words);
    std::string printed(const std::vector<std::string> &words);
    std::string list(const std::vector<std::string> &words);
    std::string printFiles(const std::vector<std::string> &words);
    std::string fail(const std::string &text, int status = 1);

    SampleDisk &m_disk;
    std::string m_host;
    std::string m_folder = "/mnt/session";
    std::string m_line;
    std::string m_escape; // a sequence that is not whole yet
    std::vector<std::string> m_past;
    std::size_t m_at = 0; // in m_past
    int m_status = 0;
    std::optional<int> m_over;
};

} // namespace glovebox::sample
