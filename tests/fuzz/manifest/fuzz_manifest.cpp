// A manifest as somebody made it up. What is taken names nothing outside its folder, and comes back when written.
#include "core/qemu/manifest.h"
#include "core/qemu/store_notes.h"

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
        for (const auto &[name, hash] : taken->hashes)
            demand(taken->files.contains(name) && isSafeToken(hash));
        if (const auto &record = taken->facts.origin.record)
            demand(record->id == taken->facts.origin.sandbox);
        demand(parseSnapshotManifest(manifestText(*taken)).has_value());
    }
    if (const auto taken = parseSnapshotNotes(text))
        demand(parseSnapshotNotes(notesText(*taken)).has_value());
    if (const auto taken = parseTemplateNotes(text))
        demand(parseTemplateNotes(notesText(*taken)).has_value());
    return 0;
}
