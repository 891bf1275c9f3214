// Role: small images as files, made without any tool but tar: a root file system in a tarball, and an OCI layout.
// Thread: the test's.
#pragma once

#include "core/base/sha256.h"
#include "core/images/library/disk_image_library.h"

#include <QProcess>
#include <QString>
#include <QStringList>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace testsupport {

inline std::string contentOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeContent(const std::string &path, const std::string &content)
{
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

/// A program run to its end, with what it needs to find things; aborts the test when it fails.
inline std::string ran(const std::string &program, const std::vector<std::string> &arguments,
                       const std::string &folder = {})
{
    QProcess process;
    QStringList list;
    for (const auto &argument : arguments)
        list << QString::fromStdString(argument);
    process.setWorkingDirectory(QString::fromStdString(folder));
    process.start(QString::fromStdString(program), list);
    if (!process.waitForFinished(120'000) || process.exitCode() != 0)
        qFatal("%s: %s", program.c_str(), process.readAllStandardError().constData());
    return process.readAllStandardOutput().toStdString();
}

/// A tar file with the file `name` of `content`, always the same bytes.
inline void makeTarball(const std::string &path, const std::string &name, const std::string &content)
{
    const auto tree = path + ".tree";
    writeContent(tree + '/' + name, content);
    ran("tar", {"--sort=name", "--mtime=@1700000000", "--owner=0", "--group=0", "--numeric-owner", "-C", tree, "-cf",
                path, "."});
    std::filesystem::remove_all(tree);
}

/// An OCI layout with one image of uncompressed layers, each with a file of its content. Returns the manifest's digest.
inline std::string makeLayout(const std::string &folder, const std::vector<std::string> &layers)
{
    const auto put = [&](const std::string &content) {
        const auto hex = glovebox::sha256Hex(content);
        writeContent(folder + "/blobs/sha256/" + hex, content);
        return nlohmann::json{{"digest", "sha256:" + hex}, {"size", content.size()}};
    };
    auto listed = nlohmann::json::array();
    auto diffIds = nlohmann::json::array();
    for (std::size_t i = 0; i < layers.size(); ++i) {
        makeTarball(folder + ".layer", "layer-" + std::to_string(i), layers[i]);
        auto layer = put(contentOf(folder + ".layer"));
        layer["mediaType"] = "application/vnd.oci.image.layer.v1.tar";
        diffIds.push_back(layer["digest"]);
        listed.push_back(layer);
        std::filesystem::remove(folder + ".layer");
    }
    auto config = put(nlohmann::json{{"architecture", "amd64"},
                                     {"os", "linux"},
                                     {"created", "2026-11-20T10:00:00Z"},
                                     {"config", {{"Env", {"GREETING=hello"}}, {"User", "1234"}}},
                                     {"rootfs", {{"type", "layers"}, {"diff_ids", diffIds}}}}
                          .dump());
    config["mediaType"] = "application/vnd.oci.image.config.v1+json";
    auto manifest = put(nlohmann::json{
        {"schemaVersion", 2},
        {"mediaType", "application/vnd.oci.image.manifest.v1+json"},
        {"config", config},
        {"layers", listed}}.dump());
    const auto digest = manifest["digest"].get<std::string>();
    manifest["mediaType"] = "application/vnd.oci.image.manifest.v1+json";
    writeContent(folder + "/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
    writeContent(folder + "/index.json", nlohmann::json{{"schemaVersion", 2}, {"manifests", {manifest}}}.dump());
    return digest;
}

/// A library below `folder`, with a kernel and an agent that are files and nothing more.
inline glovebox::images::LibraryOptions libraryIn(const std::string &folder)
{
    namespace images = glovebox::images;
    const auto ready = folder + "/ready";
    if (!std::filesystem::exists(ready)) {
        writeContent(ready + "/kernel/vmlinuz", "a kernel");
        writeContent(ready + "/kernel/modules.list", "virtio.ko\n");
        writeContent(ready + "/kernel/mod/virtio.ko", "a module");
        writeContent(ready + "/root/root.sqfs", "the built-in root");
        writeContent(folder + "/agent", "\177ELF, an agent");
        for (const auto *kind : {"kernel", "root"})
            if (!images::sealPart(ready + '/' + kind, {kind, "key", "1", {}}, {}))
                qFatal("cannot seal a part");
    }
    images::LibraryOptions options{folder + "/images", folder + "/blobs", {}};
    options.guest.folder = folder + "/guest";
    options.guest.agentBinary = folder + "/agent";
    options.guest.readyFolder = ready;
    options.guest.installedFolder.clear();
    return options;
}

} // namespace testsupport
