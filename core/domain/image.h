// Role: an image (what a sandbox's root file system is made of) as values: where it comes from, what it says about how
// its programs are meant to be run, and what this host keeps of it. Values only; no I/O. Source of the config's fields:
// the OCI image specification, config.md.
#pragma once

#include "core/base/units.h"
#include "core/domain/ids.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glovebox::domain {

/// As an image gives it, bounded and checked (images/oci). Nothing of it is believed on the host: it is for the guest.
struct ImageConfig {
    std::vector<std::pair<std::string, std::string>> environment; // in order, each name once
    std::string user;    // name, uid, uid:gid or name:group; the guest looks it up. Empty: root
    std::string workdir; // absolute; empty: "/"
    std::vector<std::string> entrypoint;
    std::vector<std::string> command;
    std::vector<std::string> exposedPorts; // "8080/tcp"
    std::vector<std::string> volumes;
    std::string stopSignal; // "SIGTERM"; empty: not said
    std::map<std::string, std::string> labels;

    friend bool operator==(const ImageConfig &, const ImageConfig &) = default;
};

enum class ImageOrigin {
    Registry, // docker://, by tag or digest
    Layout,   // a folder in the OCI layout
    Archive,  // what `docker save` writes, or an OCI layout in a tar file
    Tarball,  // a root file system in a tar file, which says nothing about itself
    Built,    // by this host from the distribution's packages
    Path,     // a file or folder of one of these kinds: whoever imports it looks which. Of no image that is there
};
std::string_view word(ImageOrigin origin);
std::optional<ImageOrigin> imageOriginFrom(std::string_view word);

struct ImageLayer {
    std::string digest; // "sha256:…", of the blob as it is stored
    ByteCount size;     // of that

    friend bool operator==(const ImageLayer &, const ImageLayer &) = default;
};

struct Image {
    ImageId id;
    std::vector<std::string> names; // that people ask for it by; sorted; none: by its id alone
    ImageOrigin origin = ImageOrigin::Built;
    std::string source; // as it was asked for: "docker.io/library/python:3.12-slim", a file's path, a recipe's name
    std::string digest; // "sha256:…": of the manifest; of a tarball, its content; of a built one, its root
    std::string architecture = "amd64";
    ImageConfig config;
    std::vector<ImageLayer> layers;    // lowest first; none: not kept in layers
    ByteCount rootSize;                // of its root file system as packed here
    ByteCount contentSize;             // of the files in it
    std::uint64_t entries = 0;         // files, folders, links
    std::optional<WallTime> createdAt; // as it says
    WallTime importedAt;

    friend bool operator==(const Image &, const Image &) = default;
};

/// What an operator wrote as the place that an image is to be taken from.
struct ImageSource {
    ImageOrigin origin = ImageOrigin::Registry;
    std::string path;   // of a file or folder; of a registry: the reference without its tag or digest
    std::string tag;    // of a registry, or of what an archive or a layout holds; empty: the only one
    std::string digest; // of a registry: "sha256:…"; goes before the tag

    friend bool operator==(const ImageSource &, const ImageSource &) = default;
};

} // namespace glovebox::domain
