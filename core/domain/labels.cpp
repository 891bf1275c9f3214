#include "core/domain/labels.h"

#include "core/base/text.h"

#include <algorithm>
#include <string_view>

namespace glovebox::domain {

namespace {

constexpr std::size_t kLabelsMax = 64;
constexpr std::size_t kLabelNameMax = 63;
constexpr std::size_t kLabelValueMax = 256;

bool isNameSign(unsigned char sign)
{
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') ||
           std::string_view("._/-").find(static_cast<char>(sign)) != std::string_view::npos;
}

} // namespace

std::string whyNotLabels(const Labels &labels)
{
    if (labels.size() > kLabelsMax)
        return "A sandbox has " + std::to_string(kLabelsMax) + " labels at most.";
    for (const auto &[name, value] : labels) {
        if (name.empty() || name.size() > kLabelNameMax || !std::all_of(name.begin(), name.end(), isNameSign))
            return "A label's name has 1 to 63 letters, digits, dots, dashes, underlines or slashes.";
        if (value.size() > kLabelValueMax)
            return "The label " + name + " is longer than 256 bytes.";
        if (toValidUtf8(value) != value)
            return "The label " + name + " is no text.";
        if (std::any_of(value.begin(), value.end(), [](unsigned char sign) { return sign < 0x20 || sign == 0x7f; }))
            return "The label " + name + " has a control character in it.";
    }
    return {};
}

} // namespace glovebox::domain
