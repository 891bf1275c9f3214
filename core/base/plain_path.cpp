#include "core/base/plain_path.h"

#include "core/base/text.h"

#include <algorithm>

namespace glovebox {

namespace {

constexpr std::size_t kNameMax = 255; // NAME_MAX of every file system in use

bool isPlainComponent(std::string_view name)
{
    return !name.empty() && name.size() <= kNameMax && name != "." && name != "..";
}

} // namespace

bool isPlainRelativePath(std::string_view path)
{
    if (path.find('\0') != std::string_view::npos || toValidUtf8(path) != path)
        return false;
    for (;;) {
        const auto slash = path.find('/');
        if (!isPlainComponent(path.substr(0, slash)))
            return false;
        if (slash == std::string_view::npos)
            return true;
        path.remove_prefix(slash + 1);
    }
}

bool isPlainAbsolutePath(std::string_view path)
{
    return path.starts_with('/') && isPlainRelativePath(path.substr(1));
}

std::size_t pathDepth(std::string_view path)
{
    const auto slashes = static_cast<std::size_t>(std::ranges::count(path, '/'));
    return path.starts_with('/') ? slashes : slashes + 1;
}

bool hasControlCharacters(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

} // namespace glovebox
