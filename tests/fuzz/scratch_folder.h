// Role: where fuzz targets put the files that the code under test reads. Thread: any, of one process.
#pragma once

#include <filesystem>
#include <string>

#include <unistd.h>

namespace glovebox {

/// A folder of one target's process, in memory where the host has such a place. It goes with the process, unless that
/// crashes: what it crashed on stays for whoever looks.
class ScratchFolder {
public:
    explicit ScratchFolder(const std::string &target)
    {
        std::error_code error;
        const std::filesystem::path memory = "/dev/shm";
        const auto above =
            std::filesystem::is_directory(memory, error) ? memory : std::filesystem::temp_directory_path();
        m_path = (above / ("fuzz-" + target + "-" + std::to_string(::getpid()))).string();
        std::filesystem::create_directories(m_path);
    }
    ~ScratchFolder()
    {
        std::error_code error;
        std::filesystem::remove_all(m_path, error);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;

    const std::string &path() const { return m_path; }

private:
    std::string m_path;
};

} // namespace glovebox
