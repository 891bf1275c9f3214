// Role: what the library writes down of one image, and the names that lead to images, as JSON. Values only; no I/O.
// Invariants: what is read from a file is foreign until it was checked here: ids, digests and keys that come out may
// stand in paths.
#pragma once

#include "core/base/result.h"
#include "core/domain/image.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct ImageRecord {
    domain::Image image;            // its names are kept apart
    std::string rootKey;            // of the part that its root file system is
    std::vector<std::string> blobs; // in hex, all that it was made from: manifest, config, layers. May be none

    friend bool operator==(const ImageRecord &, const ImageRecord &) = default;
};

/// Name → id.
using ImageNames = std::map<std::string, std::string>;

std::string toJson(const ImageRecord &record);
/// ImageBroken when the text is no record.
Result<ImageRecord> recordFromJson(std::string_view text);

std::string toJson(const ImageNames &names);
/// ImageBroken when the text holds no names.
Result<ImageNames> namesFromJson(std::string_view text);

/// "img-" and the beginning of `digest`, which is "sha256:…".
domain::ImageId imageIdOf(const std::string &digest);
bool isImageId(std::string_view text);
/// The hex behind "sha256:", or nothing.
std::string hexOfDigest(std::string_view digest);
/// Of one that is read: 1 to 255 bytes of one line, and none that looks like an id. InvalidArgument.
Result<> checkImageName(std::string_view name);
/// Of one that is given: domain::whyNoImageName() besides.
Result<> checkNewImageName(std::string_view name);

} // namespace glovebox::images
