#include "tests/support/oci_fixture.h"

#include "core/base/sha256.h"

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <fstream>
#include <memory>

namespace testsupport {

namespace {

namespace fs = std::filesystem;

using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

ssize_t append(archive *, void *to, const void *bytes, std::size_t length)
{
    static_cast<std::string *>(to)->append(static_cast<const char *>(bytes), length);
    return static_cast<ssize_t>(length);
}

unsigned fileTypeOf(TarItem::Kind kind)
{
    switch (kind) {
    case TarItem::Kind::Folder:
        return AE_IFDIR;
    case TarItem::Kind::Link:
        return AE_IFLNK;
    case TarItem::Kind::CharacterDevice:
        return AE_IFCHR;
    case TarItem::Kind::BlockDevice:
        return AE_IFBLK;
    case TarItem::Kind::Fifo:
        return AE_IFIFO;
    case TarItem::Kind::File:
    case TarItem::Kind::HardLink:
        break;
    }
    return AE_IFREG;
}

TarItem::Kind kindOfEntry(archive_entry *entry)
{
    if (archive_entry_hardlink(entry) != nullptr)
        return TarItem::Kind::HardLink;
    for (const auto kind : {TarItem::Kind::Folder, TarItem::Kind::Link, TarItem::Kind::CharacterDevice,
                            TarItem::Kind::BlockDevice, TarItem::Kind::Fifo})
        if (archive_entry_filetype(entry) == fileTypeOf(kind))
            return kind;
    return TarItem::Kind::File;
}

void writeItem(archive *writer, const TarItem &item)
{
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), &archive_entry_free);
    archive_entry_copy_pathname(entry.get(), item.name.c_str());
    archive_entry_set_filetype(entry.get(), fileTypeOf(item.kind));
    archive_entry_set_perm(entry.get(), item.mode);
    archive_entry_set_uid(entry.get(), item.uid);
    archive_entry_set_gid(entry.get(), item.gid);
    archive_entry_set_mtime(entry.get(), item.modified, 0);
    archive_entry_set_rdevmajor(entry.get(), item.major);
    archive_entry_set_rdevminor(entry.get(), item.minor);
    for (const auto &[name, value] : item.attributes)
        archive_entry_xattr_add_entry(entry.get(), name.c_str(), value.data(), value.size());
    if (item.kind == TarItem::Kind::Link)
        archive_entry_copy_symlink(entry.get(), item.text.c_str());
    if (item.kind == TarItem::Kind::HardLink)
        archive_entry_copy_hardlink(entry.get(), item.text.c_str());
    const bool file = item.kind == TarItem::Kind::File;
    archive_entry_set_size(entry.get(),
                           file ? static_cast<la_int64_t>(std::max<std::uint64_t>(item.size, item.text.size())) : 0);
    if (file && item.size > item.text.size())
        archive_entry_sparse_add_entry(entry.get(), 0, static_cast<la_int64_t>(item.text.size()));
    archive_write_header(writer, entry.get());
    if (file)
        archive_write_data(writer, item.text.data(), item.text.size());
}

void writeBytes(const std::string &path, std::string_view bytes)
{
    fs::remove(path);
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace

TarItem TarItem::file(std::string name, std::string content, unsigned mode)
{
    return {.kind = Kind::File, .name = std::move(name), .text = std::move(content), .mode = mode};
}

TarItem TarItem::folder(std::string name, unsigned mode)
{
    return {.kind = Kind::Folder, .name = std::move(name), .mode = mode};
}

TarItem TarItem::link(std::string name, std::string target)
{
    return {.kind = Kind::Link, .name = std::move(name), .text = std::move(target), .mode = 0777};
}

TarItem TarItem::hardLink(std::string name, std::string target)
{
    return {.kind = Kind::HardLink, .name = std::move(name), .text = std::move(target)};
}

TarItem TarItem::whiteout(const std::string &path)
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? file(".wh." + path, {})
                                      : file(path.substr(0, slash + 1) + ".wh." + path.substr(slash + 1), {});
}

TarItem TarItem::opaque(const std::string &folder)
{
    return file(folder.empty() ? ".wh..wh..opq" : folder + "/.wh..wh..opq", {});
}

std::string tarOf(const std::vector<TarItem> &items)
{
    std::string bytes;
    const Writer writer(archive_write_new(), &archive_write_free);
    archive_write_set_format_pax_restricted(writer.get());
    archive_write_set_options(writer.get(), "hdrcharset=BINARY");
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    archive_write_open(writer.get(), &bytes, nullptr, &append, nullptr);
    for (const auto &item : items)
        writeItem(writer.get(), item);
    archive_write_close(writer.get());
    return bytes;
}

std::vector<TarItem> itemsOf(std::string_view tar)
{
    std::vector<TarItem> items;
    const Reader reader(archive_read_new(), &archive_read_free);
    archive_read_support_format_tar(reader.get());
    archive_read_open_memory(reader.get(), tar.data(), tar.size());
    archive_entry *entry = nullptr;
    int answer = ARCHIVE_OK;
    while ((answer = archive_read_next_header(reader.get(), &entry)) >= ARCHIVE_WARN && answer != ARCHIVE_EOF) {
        TarItem item{.kind = kindOfEntry(entry), .name = archive_entry_pathname(entry)};
        item.mode = archive_entry_perm(entry);
        item.uid = archive_entry_uid(entry);
        item.gid = archive_entry_gid(entry);
        item.modified = archive_entry_mtime(entry);
        item.major = static_cast<unsigned>(archive_entry_rdevmajor(entry));
        item.minor = static_cast<unsigned>(archive_entry_rdevminor(entry));
        item.size = static_cast<std::uint64_t>(archive_entry_size(entry));
        const char *name = nullptr;
        const void *value = nullptr;
        std::size_t length = 0;
        archive_entry_xattr_reset(entry);
        while (archive_entry_xattr_next(entry, &name, &value, &length) == ARCHIVE_OK)
            item.attributes[name].assign(static_cast<const char *>(value), length);
        if (item.kind == TarItem::Kind::Link)
            item.text = archive_entry_symlink(entry);
        if (item.kind == TarItem::Kind::HardLink)
            item.text = archive_entry_hardlink(entry);
        if (item.kind == TarItem::Kind::File) {
            item.text.resize(item.size);
            const auto got = archive_read_data(reader.get(), item.text.data(), item.text.size());
            item.text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        }
        items.push_back(std::move(item));
    }
    if (answer != ARCHIVE_EOF)
        items.push_back(TarItem::file("(broken)", {}));
    return items;
}

std::string packed(std::string_view bytes, Packing packing)
{
    if (packing == Packing::None)
        return std::string(bytes);
    std::string out;
    const Writer writer(archive_write_new(), &archive_write_free);
    if (packing == Packing::Gzip) {
        archive_write_add_filter_gzip(writer.get());
        // The same content is the same layer, whenever it is packed.
        archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr);
    } else if (packing == Packing::Zstd) {
        archive_write_add_filter_zstd(writer.get());
    } else {
        archive_write_add_filter_xz(writer.get());
    }
    archive_write_set_format_raw(writer.get());
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    archive_write_open(writer.get(), &out, nullptr, &append, nullptr);
    archive_entry *entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(writer.get(), entry);
    archive_write_data(writer.get(), bytes.data(), bytes.size());
    archive_entry_free(entry);
    archive_write_close(writer.get());
    return out;
}

OciFixture::OciFixture(std::string folder, std::string blobs)
    : m_folder(std::move(folder)), m_blobs(blobs.empty() ? m_folder + "/blobs" : std::move(blobs))
{
    fs::create_directories(m_folder);
    fs::create_directories(m_blobs + "/sha256");
    writeBytes(m_folder + "/oci-layout", R"({"imageLayoutVersion": "1.0.0"})");
}

std::string OciFixture::blobFile(const std::string &digest) const
{
    return m_blobs + "/sha256/" + digest.substr(7);
}

std::string OciFixture::addBlob(std::string_view bytes)
{
    auto digest = "sha256:" + glovebox::sha256Hex(bytes);
    writeBytes(blobFile(digest), bytes);
    return digest;
}

nlohmann::json OciFixture::descriptor(std::string_view blob, const std::string &type)
{
    return {{"mediaType", type}, {"digest", addBlob(blob)}, {"size", blob.size()}};
}

void OciFixture::addLayer(const std::vector<TarItem> &items, Packing packing)
{
    addLayer(tarOf(items), packing);
}

void OciFixture::addLayer(std::string_view tar, Packing packing)
{
    const auto *ending = packing == Packing::Gzip ? "+gzip" : packing == Packing::Zstd ? "+zstd" : "";
    m_layers.push_back(descriptor(packed(tar, packing), std::string(kLayerType) + ending));
    if (m_layers.size() == 1) {
        m_layerDigests.clear();
        m_diffIds.clear();
    }
    m_layerDigests.push_back(m_layers.back().at("digest").get<std::string>());
    m_diffIds.push_back("sha256:" + glovebox::sha256Hex(tar));
}

nlohmann::json OciFixture::finishManifest()
{
    auto wholeConfig = config;
    if (!wholeConfig.contains("rootfs"))
        wholeConfig["rootfs"] = {{"type", "layers"},
                                 {"diff_ids", m_layers.empty() ? std::vector<std::string>() : m_diffIds}};
    auto whole = manifest;
    if (!whole.contains("config"))
        whole["config"] = descriptor(wholeConfig.dump(), kConfigType);
    if (!whole.contains("layers"))
        whole["layers"] = m_layers;
    m_layers = nlohmann::json::array();
    return descriptor(whole.dump(), whole.value("mediaType", kManifestType));
}

nlohmann::json OciFixture::finish(const std::string &tag)
{
    auto about = finishManifest();
    if (!tag.empty())
        about["annotations"] = {{"org.opencontainers.image.ref.name", tag}};
    m_manifests.push_back(about);
    writeIndex({{"schemaVersion", 2}, {"mediaType", kIndexType}, {"manifests", m_manifests}});
    return about;
}

void OciFixture::writeIndex(const nlohmann::json &index) const
{
    writeBytes(m_folder + "/index.json", index.dump());
}

} // namespace testsupport
