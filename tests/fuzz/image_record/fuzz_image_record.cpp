// What the library keeps of images, and a registry's manifest, as somebody made them up. What is taken leads nowhere
// outside the library, and comes back when written.
#include "core/base/sha256.h"
#include "core/images/library/image_record.h"
#include "core/images/library/skopeo.h"

#include <cstdlib>

using namespace glovebox;
using namespace glovebox::images;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const auto record = recordFromJson(text)) {
        demand(isImageId(record->image.id.value()) && isSha256Hex(record->rootKey));
        for (const auto &blob : record->blobs)
            demand(isSha256Hex(blob));
        demand(recordFromJson(toJson(*record)).has_value());
    }
    if (const auto names = namesFromJson(text)) {
        for (const auto &[name, id] : *names)
            demand(checkImageName(name).has_value() && isImageId(id));
        demand(namesFromJson(toJson(*names)).has_value());
    }
    if (const auto manifest = remoteManifestFrom(text)) {
        demand(manifest->chosen.empty() || !hexOfDigest(manifest->chosen).empty());
        for (const auto &layer : manifest->layers)
            demand(!hexOfDigest(layer.digest).empty());
    }
    const std::string words(text);
    demand(explainSkopeoFailure({ErrorCode::HostToolFailed, words}).detail.size() <= words.size() * 3 + 200);
    (void)isLoopback(words);
    return 0;
}
