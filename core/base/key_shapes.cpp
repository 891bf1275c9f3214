#include "core/base/key_shapes.h"

#include <algorithm>
#include <string_view>

namespace glovebox {

namespace {

struct Shape {
    std::string_view beginning;
    std::size_t lengthMin; // of the word; shorter ones give nothing away, or are words of a language
};
constexpr Shape kShapes[]{{"sk-ant-", 8}, {"whsec_", 7}, {"gbx_", 20}, {"eyJ", 24}};

bool isOfKey(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_+/=.").find(c) != std::string_view::npos;
}

} // namespace

std::string withoutKeyShapes(std::string text)
{
    constexpr std::string_view instead = "[credential]";
    for (const auto &shape : kShapes) {
        for (auto at = text.find(shape.beginning); at != std::string::npos; at = text.find(shape.beginning, at)) {
            const auto first = text.begin() + static_cast<std::ptrdiff_t>(at);
            const auto length = static_cast<std::size_t>(std::find_if_not(first, text.end(), isOfKey) - first);
            if (length >= shape.lengthMin) {
                text.replace(at, length, instead);
                at += instead.size();
            } else {
                at += shape.beginning.size();
            }
        }
    }
    return text;
}

} // namespace glovebox
