// Role: how skopeo is started and what it says: its command lines, what its last words mean, and the manifest that it
// prints unread. Pure. Trap that the callers deal with: a blob that is already in the pool it trusts unread.
#pragma once

#include "core/base/subprocess.h"
#include "core/domain/image.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

/// Where one import's skopeo works: nothing of the user's own credentials is found from there.
struct SkopeoPlace {
    std::string folder;   // private, of this import; also its working folder
    std::string pool;     // of blobs; on the file system of `folder`
    std::string authFile; // the user's own, absolute; empty: none
    bool plainHttp = false;
};

// Files and folders in SkopeoPlace::folder.
inline constexpr const char *kSkopeoPolicy = "policy.json";
inline constexpr const char *kSkopeoNoLogins = "no-logins.json";
inline constexpr const char *kSkopeoRuntime = "runtime";
inline constexpr const char *kSkopeoTemporary = "temporary";
inline constexpr const char *kSkopeoLayout = "layout"; // what it makes …
inline constexpr const char *kSkopeoTag = "image";     // … and what that calls the image
inline constexpr const char *kSkopeoArchive = "archive";

/// Makes those of the above that it reads. Blocking.
Result<> furnish(const SkopeoPlace &place);

/// Prints the manifest of `reference` ("registry.example/team/app:1") as the registry has it.
ProcessSpec skopeoManifest(const SkopeoPlace &place, const std::string &reference);
/// Fetches it into the pool and the layout; layers stay as they are, also those that nobody compressed.
ProcessSpec skopeoFetch(const SkopeoPlace &place, const std::string &reference);
/// `archive`: kSkopeoArchive as a transport, with what it is called in there: "docker-archive:archive:name:tag". Layers
/// stay as they are: compressed anew, the same file would be another image with the next version of skopeo.
ProcessSpec skopeoUnpack(const SkopeoPlace &place, const std::string &archive);

/// Its failure as ours: PermissionDenied (credentials), NotFound, NetworkError, ImageBroken, Unsupported, OutOfDisk,
/// RateLimited, or what it was.
Error explainSkopeoFailure(const Error &error);

/// The registry is this host: nobody listens in between.
bool isLoopback(const std::string &reference);

/// What a registry calls an image.
struct RemoteManifest {
    std::string digest; // of these bytes
    std::string chosen; // it is an index: the manifest of linux/amd64 in there. Empty: it is a manifest
    std::vector<domain::ImageLayer> layers;

    friend bool operator==(const RemoteManifest &, const RemoteManifest &) = default;
};
/// ProtocolError, TooLarge, or Unsupported: no linux/amd64, or older than layers with digests.
Result<RemoteManifest> remoteManifestFrom(std::string_view bytes);

} // namespace glovebox::images
