// A layout whose JSON somebody made up: index, manifest and config, each named by its right digest, so that what is in
// them is looked at. The input's parts are separated by NULs. Must hold: what comes out is bounded, and every digest in
// it is one.
#include "core/images/oci/digest.h"
#include "core/images/oci/layout.h"
#include "tests/fuzz/scratch_folder.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace glovebox;
using namespace glovebox::images;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

const std::string &workFolder()
{
    static const ScratchFolder folder("layout");
    static const bool isMade = std::filesystem::create_directories(folder.path() + "/blobs/sha256");
    demand(isMade);
    return folder.path();
}

void write(const std::string &path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void replaceAll(std::string &text, std::string_view what, const std::string &with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

void check(const OciImage &image)
{
    demand(isDigest(image.manifestDigest) && isDigest(image.configDigest));
    demand(image.layers.size() <= 512 && image.config.environment.size() <= 1024);
    for (const auto &layer : image.layers)
        demand(isDigest(layer.digest) && isDigest(layer.diffId));
    for (const auto &[name, value] : image.config.environment)
        demand(!name.empty() && (name + value).find('\0') == std::string::npos);
    demand(image.config.workdir.empty() || image.config.workdir.starts_with('/'));
    for (const auto *arguments : {&image.config.entrypoint, &image.config.command})
        for (const auto &argument : *arguments)
            demand(argument.find('\0') == std::string::npos);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view rest(reinterpret_cast<const char *>(data), size);
    const auto next = [&] {
        const auto end = std::min(rest.find('\0'), rest.size());
        std::string part(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        return part;
    };
    const auto &folder = workFolder();
    const LayoutPlace place{folder, folder + "/blobs"};
    auto index = next();
    auto manifest = next();
    const auto config = next();
    // "CONFIG" and "MANIFEST" stand for the digests, which no mutation would find.
    replaceAll(manifest, "CONFIG", digestOf(config));
    replaceAll(index, "MANIFEST", digestOf(manifest));
    write(folder + "/index.json", index);
    for (const auto *blob : {&static_cast<const std::string &>(manifest), &config})
        write(blobPath(place, digestOf(*blob)), *blob);
    if (const auto image = readLayout(place, {}))
        check(*image);
    for (const auto *blob : {&static_cast<const std::string &>(manifest), &config})
        std::filesystem::remove(blobPath(place, digestOf(*blob)));
    return 0;
}
