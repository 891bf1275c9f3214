#include "core/qemu/folder.h"

#include <filesystem>

namespace glovebox::qemu {

namespace fs = std::filesystem;

namespace {

constexpr int kRemoveAttempts = 5;

} // namespace

std::vector<std::string> entriesOf(const std::string &folder)
{
    std::vector<std::string> out;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        out.push_back(entry->path().string());
    return out;
}

void removeTree(const std::string &path)
{
    std::error_code error;
    for (int attempt = 0; attempt < kRemoveAttempts; ++attempt) {
        error.clear();
        fs::remove_all(path, error);
        if (!error)
            return;
    }
}

std::string absolutePath(const std::string &path)
{
    std::error_code error;
    const auto absolute = fs::absolute(path, error).lexically_normal().string();
    return error ? path : absolute;
}

} // namespace glovebox::qemu
