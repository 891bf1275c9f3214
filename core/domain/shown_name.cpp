#include "core/domain/shown_name.h"

#include "core/base/text.h"

namespace glovebox::domain {

namespace {

/// Of the character that begins `text`: C0 and C1, the marks and overrides of direction, the separators of lines.
bool hides(std::string_view text)
{
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    if (byte(0) < 0x20 || byte(0) == 0x7F)
        return true;
    if (byte(0) == 0xC2)
        return byte(1) < 0xA0;
    if (byte(0) == 0xD8)
        return byte(1) == 0x9C; // U+061C
    if (byte(0) != 0xE2)
        return false;
    const auto last = byte(2);
    return byte(1) == 0x80   ? last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE)
           : byte(1) == 0x81 ? last >= 0xA6 && last <= 0xA9
                             : false;
}

} // namespace

std::string whyNotName(std::string_view name)
{
    if (name.size() > kShownNameMax)
        return "The name is too long: " + std::to_string(kShownNameMax) + " bytes at most.";
    if (toValidUtf8(name) != name)
        return "The name is not valid UTF-8.";
    for (std::size_t at = 0; at < name.size(); ++at)
        if (hides(name.substr(at)))
            return "The name has a character that is not seen: a control character, a line break, or one that turns "
                   "around what stands behind it.";
    return {};
}

} // namespace glovebox::domain
