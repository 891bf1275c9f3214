// What somebody wrote as the place of an image. Must hold: what is taken can be written back, and is then read as the
// same; a registry's parts hold nothing that a command line or a path could take for something else.
#include "core/images/oci/layout.h"
#include "core/images/oci/reference.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace glovebox;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

bool isPlain(const std::string &text)
{
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("._-/:[]").find(c) != std::string_view::npos;
    });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char *>(data), size);
    if (text.starts_with('/') || text.starts_with('.')) // would look at this host's files
        return 0;
    const auto source = images::parseImageSource(text);
    if (!source) {
        demand(!source.error().detail.empty());
        return 0;
    }
    demand(!images::usualName(*source).empty() || source->path == "/");
    if (source->origin == domain::ImageOrigin::Registry) {
        demand(isPlain(source->path) && isPlain(source->tag) && !source->path.starts_with('-'));
        demand(source->path.find("..") == std::string::npos && source->tag.size() <= 128);
        demand(source->digest.empty() || images::isDigest(source->digest));
        demand(!source->tag.empty() || !source->digest.empty());
    } else {
        demand(source->path.starts_with('/') && source->digest.empty());
    }
    const auto written = images::toText(*source);
    if (written.starts_with('/') || written.size() > 8192)
        return 0;
    const auto again = images::parseImageSource(written);
    demand(again.has_value() && *again == *source);
    return 0;
}
