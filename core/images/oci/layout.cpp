#include "core/images/oci/layout.h"

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/images/oci/digest.h"
#include "core/images/oci/image_config.h"
#include "core/images/oci/oci_json.h"
#include "core/images/oci/platform.h"
#include "core/images/oci/regular_file.h"

#include <algorithm>
#include <array>
#include <span>

namespace glovebox::images {

namespace {

using namespace oci;

constexpr std::size_t kLayersMax = 512; // overlay file systems end at 500
constexpr std::size_t kHistoryMax = 4096;
constexpr std::size_t kManifestsMax = 1024;
constexpr int kIndexDepthMax = 4;

constexpr std::array<std::string_view, 2> kIndexTypes = {"application/vnd.oci.image.index.v1+json",
                                                         "application/vnd.docker.distribution.manifest.list.v2+json"};
constexpr std::array<std::string_view, 2> kManifestTypes = {"application/vnd.oci.image.manifest.v1+json",
                                                            "application/vnd.docker.distribution.manifest.v2+json"};
constexpr std::array<std::string_view, 2> kConfigTypes = {"application/vnd.oci.image.config.v1+json",
                                                          "application/vnd.docker.container.image.v1+json"};
constexpr std::array<std::string_view, 6> kLayerTypes = {"application/vnd.oci.image.layer.v1.tar",
                                                         "application/vnd.oci.image.layer.v1.tar+gzip",
                                                         "application/vnd.oci.image.layer.v1.tar+zstd",
                                                         "application/vnd.docker.image.rootfs.diff.tar",
                                                         "application/vnd.docker.image.rootfs.diff.tar.gzip",
                                                         "application/vnd.docker.image.rootfs.diff.tar.zstd"};

bool isOneOf(std::string_view type, std::span<const std::string_view> types)
{
    return std::ranges::find(types, type) != types.end();
}

std::string shown(std::string_view foreign)
{
    return '"' + clipped(toOneLine(foreign), ByteCount{100}) + '"';
}

/// A JSON blob, found and verified by what a descriptor says of it.
Result<nlohmann::json> readDescribed(const LayoutPlace &place, const nlohmann::json &descriptor, const char *what)
{
    const auto digest = textField(descriptor, "digest");
    if (!isDigest(digest))
        return fail(ErrorCode::ImageBroken,
                    std::string("the ") + what + " has the digest " + shown(digest) + "; only sha256 is read");
    const auto name = what + (' ' + digest);
    auto file = RegularFile::open(blobPath(place, digest));
    if (!file && file.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::ImageBroken, name + ": it is not there");
    GB_TRY(opened, std::move(file));
    GB_TRY(text, opened->readAll(kJsonMax));
    if (digestOf(text) != digest)
        return fail(ErrorCode::ImageBroken, name + ": its bytes are those of " + digestOf(text));
    if (const auto &size = field(descriptor, "size"); size.is_number_unsigned() && size != text.size())
        return fail(ErrorCode::ImageBroken, name + ": it has " + std::to_string(text.size()) + " bytes, and " +
                                                std::to_string(size.get<std::uint64_t>()) + " were promised");
    auto json = parseJson(text);
    if (!json)
        return tl::unexpected(inContext(name, std::move(json).error()));
    return json;
}

Error oldFormat()
{
    return {ErrorCode::Unsupported, "the image is in Docker's first format (schema 1), which nothing has written since "
                                    "2017; push it anew with a present tool"};
}

Result<> refuseOldFormat(const nlohmann::json &manifest)
{
    const auto type = textField(manifest, "mediaType");
    const auto &version = field(manifest, "schemaVersion");
    if (type.find("distribution.manifest.v1") != std::string::npos || version == 1)
        return tl::unexpected(oldFormat());
    if (version != 2)
        return fail(ErrorCode::Unsupported, "the manifest's schemaVersion is not 2");
    return {};
}

Result<std::vector<OciLayer>> layersFrom(const nlohmann::json &list)
{
    if (!list.is_array())
        return fail(ErrorCode::ImageBroken, "the manifest has no layers");
    GB_CHECK(atMost(list.size(), kLayersMax, "layers"));
    std::vector<OciLayer> layers;
    for (const auto &descriptor : list) {
        const auto &size = field(descriptor, "size");
        OciLayer layer{.digest = textField(descriptor, "digest"),
                       .size = {size.is_number_unsigned() ? size.get<std::uint64_t>() : 0},
                       .mediaType = textField(descriptor, "mediaType"),
                       .diffId = {}};
        if (!isDigest(layer.digest))
            return fail(ErrorCode::ImageBroken,
                        "a layer has the digest " + shown(layer.digest) + "; only sha256 is read");
        if (layer.mediaType.find("nondistributable") != std::string::npos ||
            layer.mediaType.find("foreign") != std::string::npos)
            return fail(ErrorCode::Unsupported, "layer " + layer.digest +
                                                    " is not in the registry: its owner lets nobody pass it on "
                                                    "(" +
                                                    shown(layer.mediaType) + ")");
        if (!isOneOf(layer.mediaType, kLayerTypes))
            return fail(ErrorCode::Unsupported,
                        "layer " + layer.digest + " is of a type that is not read: " + shown(layer.mediaType));
        layers.push_back(std::move(layer));
    }
    return layers;
}

Result<> addDiffIds(const nlohmann::json &config, std::vector<OciLayer> &layers)
{
    const auto &ids = field(field(config, "rootfs"), "diff_ids");
    if (!ids.is_array() || ids.size() != layers.size())
        return fail(ErrorCode::ImageBroken, "the manifest has " + std::to_string(layers.size()) +
                                                " layers, and the config " + std::to_string(countOf(ids)));
    for (std::size_t at = 0; at < layers.size(); ++at) {
        layers[at].diffId = ids[at].is_string() ? ids[at].get<std::string>() : std::string();
        if (!isDigest(layers[at].diffId))
            return fail(ErrorCode::ImageBroken,
                        "the config's diff_id of layer " + layers[at].digest + " is " + shown(layers[at].diffId));
    }
    return {};
}

Result<OciImage> readManifest(const LayoutPlace &place, const nlohmann::json &descriptor,
                              const nlohmann::json &manifest)
{
    GB_CHECK(refuseOldFormat(manifest));
    OciImage image;
    image.manifestDigest = textField(descriptor, "digest");
    const auto &about = field(manifest, "config");
    if (const auto type = textField(about, "mediaType"); !isOneOf(type, kConfigTypes))
        return fail(ErrorCode::Unsupported, "this is no container image, but holds something else: " + shown(type));
    GB_TRY(layers, layersFrom(field(manifest, "layers")));
    image.layers = std::move(layers);
    GB_TRY(config, readDescribed(place, about, "config"));
    image.configDigest = textField(about, "digest");
    const auto platform = platformOf(config);
    if (!rankOf(platform))
        return fail(ErrorCode::Unsupported, unsupportedText({toText(platform)}));
    image.os = platform.os;
    image.architecture = platform.architecture;
    GB_CHECK(atMost(countOf(field(config, "history")), kHistoryMax, "steps of history"));
    GB_CHECK(addDiffIds(config, image.layers));
    image.createdAt = timeFrom(textField(config, "created"));
    GB_TRY(cleaned, imageConfigFrom(field(config, "config")));
    image.config = std::move(cleaned);
    return image;
}

Result<OciImage> readAny(const LayoutPlace &place, const nlohmann::json &descriptor, int depth);

/// Of several platforms the one that runs here.
Result<OciImage> readBest(const LayoutPlace &place, const std::vector<const nlohmann::json *> &descriptors, int depth)
{
    const nlohmann::json *best = nullptr;
    int bestRank = 0;
    std::vector<std::string> others;
    for (const auto *descriptor : descriptors) {
        const auto &about = field(*descriptor, "platform");
        const auto rank = rankOf(platformOf(about));
        if (rank && (best == nullptr || *rank < bestRank)) {
            best = descriptor;
            bestRank = *rank;
        }
        if (!rank)
            others.push_back(toText(platformOf(about)));
    }
    if (best == nullptr)
        return fail(ErrorCode::Unsupported, unsupportedText(std::move(others)));
    return readAny(place, *best, depth);
}

/// Build tools put signatures and provenance beside images, as manifests of no platform.
bool isImage(const nlohmann::json &descriptor)
{
    const auto &platform = field(descriptor, "platform");
    return descriptor.is_object() && textField(platform, "architecture") != "unknown" &&
           field(field(descriptor, "annotations"), "vnd.docker.reference.type").is_null();
}

Result<std::vector<const nlohmann::json *>> manifestsIn(const nlohmann::json &index)
{
    const auto &list = field(index, "manifests");
    if (!list.is_array())
        return fail(ErrorCode::ImageBroken, "the index has no manifests");
    GB_CHECK(atMost(list.size(), kManifestsMax, "manifests in an index"));
    std::vector<const nlohmann::json *> found;
    for (const auto &descriptor : list)
        if (isImage(descriptor))
            found.push_back(&descriptor);
    if (found.empty())
        return fail(ErrorCode::ImageBroken, "there is no image in the index");
    return found;
}

Result<OciImage> readAny(const LayoutPlace &place, const nlohmann::json &descriptor, int depth)
{
    const auto type = textField(descriptor, "mediaType");
    if (type.find("distribution.manifest.v1") != std::string::npos)
        return tl::unexpected(oldFormat());
    const bool isIndex = isOneOf(type, kIndexTypes);
    if (!isIndex && !isOneOf(type, kManifestTypes))
        return fail(ErrorCode::Unsupported, "this is no container image, but holds something else: " + shown(type));
    if (depth > kIndexDepthMax)
        return fail(ErrorCode::TooLarge,
                    "image indexes in each other, more than " + std::to_string(kIndexDepthMax) + " deep, the limit");
    GB_TRY(json, readDescribed(place, descriptor, isIndex ? "index" : "manifest"));
    // The same bytes must not be two things.
    if (const auto own = textField(json, "mediaType"); !own.empty() && own != type)
        return fail(ErrorCode::ImageBroken,
                    textField(descriptor, "digest") + " is called " + shown(type) + " and calls itself " + shown(own));
    if (!isIndex)
        return readManifest(place, descriptor, json);
    GB_TRY(found, manifestsIn(json));
    return readBest(place, found, depth + 1);
}

std::string nameIn(const nlohmann::json &descriptor, const char *annotation)
{
    return textField(field(descriptor, "annotations"), annotation);
}

constexpr const char *kRefName = "org.opencontainers.image.ref.name";
constexpr const char *kFullName = "io.containerd.image.name";

std::string namesOf(const std::vector<const nlohmann::json *> &found)
{
    constexpr std::size_t shownMax = 10;
    std::vector<std::string> names;
    for (const auto *descriptor : found) {
        auto name = shown(nameIn(*descriptor, kRefName));
        if (std::ranges::find(names, name) == names.end())
            names.push_back(std::move(name));
    }
    std::string text;
    for (std::size_t at = 0; at < std::min(names.size(), shownMax); ++at)
        text += (at == 0 ? "" : ", ") + names[at];
    return names.size() <= shownMax ? text : text + ", …";
}

/// Those that are called `tag`, or all when they are one image's (of several platforms).
Result<std::vector<const nlohmann::json *>> wantedOf(const std::vector<const nlohmann::json *> &all,
                                                     const std::string &tag)
{
    if (tag.empty()) {
        const auto first = nameIn(*all.front(), kRefName);
        if (std::ranges::any_of(all, [&](const auto *other) { return nameIn(*other, kRefName) != first; }))
            return fail(ErrorCode::InvalidArgument, "there are several images: " + namesOf(all) + "; say which");
        return all;
    }
    std::vector<const nlohmann::json *> wanted;
    std::ranges::copy_if(all, std::back_inserter(wanted), [&](const auto *descriptor) {
        return nameIn(*descriptor, kRefName) == tag || nameIn(*descriptor, kFullName) == tag;
    });
    if (wanted.empty())
        return fail(ErrorCode::NotFound, "no image is called " + shown(tag) + " there; there is " + namesOf(all));
    return wanted;
}

} // namespace

bool isDigest(std::string_view text)
{
    return text.starts_with("sha256:") && isSha256Hex(text.substr(7));
}

std::string blobPath(const LayoutPlace &place, const std::string &digest)
{
    return place.blobs + "/sha256/" + digest.substr(7);
}

std::string digestNamedIn(const Error &error)
{
    constexpr std::size_t length = 7 + 64;
    const auto at = error.detail.find("sha256:");
    if (error.code != ErrorCode::ImageBroken || at == std::string::npos)
        return {};
    const auto digest = error.detail.substr(at, length);
    return isDigest(digest) ? digest : std::string();
}

Result<OciImage> readLayout(const LayoutPlace &place, const std::string &tag)
{
    const auto path = place.folder + "/index.json";
    GB_TRY(file, RegularFile::open(path));
    GB_TRY(text, file->readAll(kJsonMax));
    auto index = parseJson(text);
    if (!index)
        return tl::unexpected(inContext(path, std::move(index).error()));
    GB_TRY(all, manifestsIn(*index));
    GB_TRY(wanted, wantedOf(all, tag));
    return wanted.size() == 1 ? readAny(place, *wanted.front(), 0) : readBest(place, wanted, 0);
}

} // namespace glovebox::images
