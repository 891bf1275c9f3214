#include "core/images/oci/platform.h"

#include "core/base/text.h"
#include "core/images/oci/oci_json.h"

#include <algorithm>

namespace glovebox::images::oci {

namespace {

constexpr std::size_t kPlatformsShown = 16;

std::string orElse(std::string text, const char *otherwise)
{
    return text.empty() ? otherwise : text;
}

} // namespace

Platform platformOf(const nlohmann::json &about)
{
    auto architecture = orElse(textField(about, "architecture"), "amd64");
    if (architecture == "x86_64" || architecture == "x86-64")
        architecture = "amd64";
    return {.os = orElse(textField(about, "os"), "linux"),
            .architecture = std::move(architecture),
            .variant = textField(about, "variant")};
}

std::string toText(const Platform &platform)
{
    auto text = platform.os + '/' + platform.architecture;
    if (!platform.variant.empty())
        text += '/' + platform.variant;
    return clipped(toOneLine(text), ByteCount{64});
}

std::optional<int> rankOf(const Platform &platform)
{
    if (platform.os != "linux" || platform.architecture != "amd64")
        return std::nullopt;
    const auto &variant = platform.variant;
    if (variant.empty())
        return 0;
    if (variant.size() == 2 && variant[0] == 'v' && variant[1] >= '1' && variant[1] <= '9')
        return variant[1] - '0';
    return std::nullopt;
}

std::string unsupportedText(std::vector<std::string> platforms)
{
    std::ranges::sort(platforms);
    platforms.erase(std::unique(platforms.begin(), platforms.end()), platforms.end());
    std::string text;
    for (std::size_t at = 0; at < std::min(platforms.size(), kPlatformsShown); ++at)
        text += (at == 0 ? "" : ", ") + platforms[at];
    if (platforms.size() > kPlatformsShown)
        text += ", …";
    return "the image is for " + text + "; sandboxes run linux/amd64";
}

} // namespace glovebox::images::oci
