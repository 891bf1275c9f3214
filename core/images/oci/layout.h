// Role: reads an image in the OCI layout: which manifest, which layers, what it says about itself. Source: the OCI
// image specification (image-layout.md, image-index.md, manifest.md, config.md); Docker's own media types are read
// alike. Thread: any; blocking file work of some small files.
// Invariants: every JSON blob has the digest that it was named by; every count and length that comes out is bounded.
#pragma once

#include "core/base/result.h"
#include "core/domain/image.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct LayoutPlace {
    std::string folder; // with index.json
    std::string blobs;  // with sha256/<hex>: the layout's own "blobs", or a pool that several layouts share
};

struct OciLayer {
    std::string digest; // "sha256:…", of the blob
    ByteCount size;     // of that
    std::string mediaType;
    std::string diffId; // "sha256:…", of the tar stream in it

    friend bool operator==(const OciLayer &, const OciLayer &) = default;
};

struct OciImage {
    std::string manifestDigest;
    std::string configDigest;
    domain::ImageConfig config;
    std::optional<WallTime> createdAt;
    std::string architecture;
    std::string os;
    std::vector<OciLayer> layers; // lowest first; whether their blobs are there is not looked at
};

/// The image that the layout calls `tag`, or the only one. Of several platforms, linux/amd64.
/// NotFound (no such tag; it says which there are), Unsupported (platform, old or foreign formats), TooLarge,
/// ImageBroken: a blob that is missing or is not what it is called, see digestNamedIn().
Result<OciImage> readLayout(const LayoutPlace &place, const std::string &tag);

/// Where the blob lies. The digest must be one ("sha256:<64 hex digits>").
std::string blobPath(const LayoutPlace &place, const std::string &digest);

/// "sha256:" and 64 hex digits.
bool isDigest(std::string_view text);

/// Of an ImageBroken: the blob that it is about, which can be deleted and fetched again; empty when it names none.
std::string digestNamedIn(const Error &error);

} // namespace glovebox::images
