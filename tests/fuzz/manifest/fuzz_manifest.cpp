// A manifest as somebody made it up. What is taken names nothing outside its folder, and comes back when written.
#include "core/qemu/manifest.h"

#include <cstdlib>

using namespace glovebox;
using namespace glovebox::qemu;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

void checkFiles(const FileLengths &files)
{
    for (const auto &[name, length] : files)
        demand(!name.empty() && name != ".." && name.find('/') == std::string::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const auto taken = parseTemplateManifest(text)) {
        demand(isSafeToken(taken->facts.id));
        checkFiles(taken->files);
        demand(parseTemplateManifest(manifestText(*taken)).has_value());
    }
    if (const auto taken = parseSnapshotManifest(text)) {
        demand(isSafeToken(taken->facts.origin.id.value()) && isSafeToken(taken->facts.base));
        checkFiles(taken->files);
        for (const auto &layer : taken->layers)
            demand(isSafeToken(layer.id));
        demand(parseSnapshotManifest(manifestText(*taken)).has_value());
    }
    return 0;
}
