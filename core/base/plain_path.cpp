#include "core/base/plain_path.h"

#include "core/base/text.h"

#include <algorithm>

namespace glovebox {

namespace {

/// What Linux file systems take.
constexpr std::size_t kComponentMax = 255;

} // namespace

bool isValidUtf8(std::string_view text)
{
    return toValidUtf8(text) == text;
}

bool isPlainComponent(std::string_view text)
{
    if (text.empty() || text.size() > kComponentMax || text == "." || text == "..")
        return false;
    const bool bad = std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F || c == '/';
    });
    return !bad && isValidUtf8(text);
}

bool isPlainPath(std::string_view text, std::size_t bytesMax)
{
    if (text.size() > bytesMax)
        return false;
    for (;;) {
        const auto slash = text.find('/');
        if (!isPlainComponent(text.substr(0, slash)))
            return false;
        if (slash == std::string_view::npos)
            return true;
        text.remove_prefix(slash + 1);
    }
}

} // namespace glovebox
