// Role: makes images in the OCI layout as a test wants them, layer by layer and entry by entry, broken ones too, and
// reads tar streams back. Blobs may go into a pool of their own.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace testsupport {

/// An entry of a tar file, as it is written and as it is read back.
struct TarItem {
    enum class Kind { File, Folder, Link, HardLink, CharacterDevice, BlockDevice, Fifo };
    Kind kind = Kind::File;
    std::string name;
    std::string text; // content of a file, target of a link
    unsigned mode = 0644;
    std::int64_t uid = 0;
    std::int64_t gid = 0;
    std::int64_t modified = 1'700'000'000;
    std::map<std::string, std::string> attributes;
    unsigned major = 0;
    unsigned minor = 0;
    std::uint64_t size = 0; // read back; written: 0 is the text's, more than that is a file with a hole at its end

    static TarItem file(std::string name, std::string content, unsigned mode = 0644);
    static TarItem folder(std::string name, unsigned mode = 0755);
    static TarItem link(std::string name, std::string target);
    static TarItem hardLink(std::string name, std::string target);
    /// Hides `path` of the layers below.
    static TarItem whiteout(const std::string &path);
    /// Hides all that is in `folder` in the layers below.
    static TarItem opaque(const std::string &folder);
};

std::string tarOf(const std::vector<TarItem> &items);
/// In order, with contents. A stream that does not read ends with an item called "(broken)".
std::vector<TarItem> itemsOf(std::string_view tar);

enum class Packing { None, Gzip, Zstd, Xz };
std::string packed(std::string_view bytes, Packing packing);

class OciFixture {
public:
    /// The layout is made in `folder`; blobs go to `blobs`, or into the layout when that is empty.
    explicit OciFixture(std::string folder, std::string blobs = {});

    /// Any bytes. Its digest.
    std::string addBlob(std::string_view bytes);
    void addLayer(const std::vector<TarItem> &items, Packing packing = Packing::Gzip);
    /// A layer of whatever bytes, said to be a tar stream.
    void addLayer(std::string_view tar, Packing packing);
    /// What the config says: "config", "created", "architecture" … stand as in the specification. Layers are added.
    nlohmann::json config = {{"architecture", "amd64"}, {"os", "linux"}, {"config", nlohmann::json::object()}};
    nlohmann::json manifest = {{"schemaVersion", 2}, {"mediaType", kManifestType}};

    /// Writes config, manifest and index. Layers start anew: a layout may have several images.
    nlohmann::json finish(const std::string &tag = "latest");
    /// Config and manifest only: the manifest's descriptor, for an index of one's own.
    nlohmann::json finishManifest();
    void writeIndex(const nlohmann::json &index) const;
    nlohmann::json descriptor(std::string_view blob, const std::string &type);

    std::string blobFile(const std::string &digest) const;
    const std::string &folder() const { return m_folder; }
    const std::string &blobs() const { return m_blobs; }
    const std::vector<std::string> &layerDigests() const { return m_layerDigests; }
    const std::vector<std::string> &diffIds() const { return m_diffIds; }

    static constexpr const char *kManifestType = "application/vnd.oci.image.manifest.v1+json";
    static constexpr const char *kIndexType = "application/vnd.oci.image.index.v1+json";
    static constexpr const char *kConfigType = "application/vnd.oci.image.config.v1+json";
    static constexpr const char *kLayerType = "application/vnd.oci.image.layer.v1.tar";

private:
    std::string m_folder;
    std::string m_blobs;
    nlohmann::json m_layers = nlohmann::json::array();
    nlohmann::json m_manifests = nlohmann::json::array();
    std::vector<std::string> m_layerDigests;
    std::vector<std::string> m_diffIds;
};

} // namespace testsupport
