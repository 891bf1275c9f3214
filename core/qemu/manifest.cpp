#include "core/qemu/manifest.h"

#include "core/base/limits.h"
#include "core/qemu/disk_layer.h"
#include "core/qemu/json_reader.h"
#include "core/qemu/record_json.h"

#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <sys/stat.h>

namespace glovebox::qemu {

namespace {

using nlohmann::json;

constexpr std::uint64_t kFormat = 1;
/// Of machines with a network port: a version that does not know the port could not load their state.
constexpr std::uint64_t kNetworkFormat = 2;
constexpr std::size_t kFilesMax = 16;
constexpr std::size_t kHashMax = 64;
/// A counter's rate is measured within a tenth of this.
constexpr std::uint64_t kTscPartsPer = 100;

tl::unexpected<Error> notAManifest(const std::string &why)
{
    return fail(ErrorCode::ProtocolError, "this is no manifest that can be used: " + why);
}

// ---- Writing

json hostJson(const HostIdentity &host)
{
    return {{"qemu", host.qemuVersion},
            {"board", host.board},
            {"cpu", host.cpuModel},
            {"page_size", host.pageSize},
            {"tsc_khz", host.tscKhz}};
}

json imageJson(const ports::GuestImage &image, const FileStamp &rootDisk)
{
    json out{{"key", image.key},
             {"kernel", image.kernel},
             {"initrd", image.initrd},
             {"root_disk", image.rootDisk},
             {"root_disk_bytes", rootDisk.size},
             {"root_disk_changed", rootDisk.changed}};
    if (image.id)
        out["id"] = image.id->value();
    return out;
}

json sizeJson(const domain::MachineSize &size)
{
    return {{"vcpus", size.vcpus}, {"memory", size.memory.value}, {"disk", size.disk.value}};
}

json originJson(const domain::SnapshotOrigin &origin)
{
    json out{{"kind", domain::word(origin.kind)},  {"name", origin.name},
             {"sandbox", origin.sandbox.value()},  {"sandbox_name", origin.sandboxName},
             {"sandbox_kept", origin.sandboxKept}, {"at_ms", origin.at.time_since_epoch().count()}};
    if (origin.session)
        out["session"] = origin.session->value();
    if (!origin.egress.profile.empty())
        out["egress"] = origin.egress.profile;
    if (!origin.egress.own.empty())
        out["egress_own"] = egressRulesJson(origin.egress.own);
    if (!origin.egress.secrets.empty())
        out["secrets"] = grantedSecretsJson(origin.egress.secrets);
    if (!origin.labels.empty() && !origin.record) // which has them
        out["labels"] = origin.labels;
    out["guest_runner"] = origin.guestRunner;
    if (origin.parent)
        out["parent"] = origin.parent->value();
    if (origin.record)
        out["record"] = recordJson(*origin.record);
    else if (origin.image != domain::SandboxImage{}) // a record has it, too
        out["image"] = sandboxImageJson(origin.image);
    return out;
}

/// People read it; what is no UTF-8 in a name is replaced, not thrown at us.
std::string textOf(const json &manifest)
{
    return manifest.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

// ---- Reading

Result<HostIdentity> readHost(const JsonReader &host)
{
    const auto version = host.text("qemu");
    const auto board = host.text("board");
    const auto cpu = host.text("cpu");
    const auto page = host.count("page_size");
    const auto tsc = host.count("tsc_khz", UINT32_MAX);
    if (!version || !board || !cpu || !page || !tsc)
        return notAManifest("it does not say what host it is of");
    return HostIdentity{*version, *board, *cpu, *page, *tsc};
}

Result<std::pair<ports::GuestImage, FileStamp>> readImage(const JsonReader &image)
{
    const auto key = image.text("key");
    const auto kernel = image.path("kernel");
    const auto initrd = image.path("initrd");
    const auto root = image.path("root_disk");
    const auto bytes = image.count("root_disk_bytes");
    const auto changed = image.whole("root_disk_changed");
    const auto id = image.token("id");
    if (!key || !kernel || !initrd || !root || !bytes || !changed || (image.has("id") && !id))
        return notAManifest("it does not say which image it is of");
    ports::GuestImage out{*kernel, *initrd, *root, *key};
    if (id)
        out.id = domain::ImageId(*id);
    return std::pair{std::move(out), FileStamp{*bytes, *changed}};
}

Result<domain::MachineSize> readSize(const JsonReader &size)
{
    const auto vcpus = size.count("vcpus", limits::kVcpusMax);
    const auto memory = size.count("memory", limits::kMachineMemoryMax.value);
    const auto disk = size.count("disk", limits::kMachineDiskMax.value);
    if (!vcpus || *vcpus == 0 || !memory || *memory == 0 || !disk || *disk == 0)
        return notAManifest("its machine is of a size that none of ours has");
    domain::MachineSize out;
    out.vcpus = static_cast<int>(*vcpus);
    out.memory = ByteCount{*memory};
    out.disk = ByteCount{*disk};
    return out;
}

Result<domain::Acceleration> readAcceleration(const JsonReader &manifest)
{
    const auto word = manifest.text("acceleration");
    for (const auto each : {domain::Acceleration::Kvm, domain::Acceleration::Emulated})
        if (word == domain::word(each))
            return each;
    return notAManifest("it does not say how its machine was run");
}

Result<FileLengths> readFiles(const json &files)
{
    if (!files.is_object() || files.empty() || files.size() > kFilesMax)
        return notAManifest("it does not say which files belong to it");
    FileLengths out;
    for (const auto &[name, length] : files.items()) {
        const bool good = !name.empty() && name.size() < JsonReader::kTextMax && name.find('/') == std::string::npos &&
                          name.find('\0') == std::string::npos && name != "." && name != "..";
        if (!good || !length.is_number_unsigned() || length.get<std::uint64_t>() > INT64_MAX)
            return notAManifest("a file that belongs to it is none");
        out.emplace(name, length.get<std::uint64_t>());
    }
    return out;
}

bool isHash(const std::string &text)
{
    return text.size() <= kHashMax && isSafeToken(text);
}

/// Of some of the files, or of none: versions before wrote none.
Result<FileHashes> readHashes(const JsonReader &manifest, const FileLengths &files)
{
    FileHashes out;
    if (!manifest.has("hashes"))
        return out;
    const auto &hashes = manifest.member("hashes");
    if (!hashes.is_object() || hashes.size() > kFilesMax)
        return notAManifest("its checksums are none");
    for (const auto &[name, hash] : hashes.items()) {
        if (!files.contains(name) || !hash.is_string() || !isHash(hash.get_ref<const std::string &>()))
            return notAManifest("a checksum is none");
        out.emplace(name, hash.get<std::string>());
    }
    return out;
}

Result<std::vector<LayerLength>> readLayers(const json &layers)
{
    if (!layers.is_array() || layers.empty() || layers.size() > kLayersMax)
        return notAManifest("it does not say what its disk is made of");
    std::vector<LayerLength> out;
    for (const auto &each : layers) {
        const JsonReader layer(each);
        const auto id = layer.token("id");
        const auto length = layer.count("bytes");
        const auto hash = layer.has("hash") ? layer.token("hash") : std::string();
        if (!id || !length || !hash || hash->size() > kHashMax)
            return notAManifest("a layer of its disk is none");
        out.push_back({*id, *length, *hash});
    }
    return out;
}

Result<domain::SnapshotOrigin> readOrigin(std::string id, const JsonReader &origin)
{
    const auto word = origin.text("kind");
    std::optional<domain::SnapshotKind> kind;
    for (const auto each : {domain::SnapshotKind::Kept, domain::SnapshotKind::Hibernated, domain::SnapshotKind::Step,
                            domain::SnapshotKind::Template})
        if (word == domain::word(each))
            kind = each;
    const auto name = origin.text("name");
    const auto sandbox = origin.token("sandbox");
    const auto sandboxName = origin.text("sandbox_name");
    const auto kept = origin.truth("sandbox_kept");
    const auto at = origin.whole("at_ms");
    if (!kind || !name || !sandbox || !sandboxName || !kept || !at)
        return notAManifest("it does not say where it comes from");
    domain::SnapshotOrigin out{.id = domain::SnapshotId(std::move(id)),
                               .kind = *kind,
                               .name = *name,
                               .sandbox = domain::SandboxId(*sandbox),
                               .sandboxName = *sandboxName,
                               .sandboxKept = *kept,
                               .session = std::nullopt,
                               .parent = std::nullopt,
                               .at = WallTime(std::chrono::milliseconds(*at))};
    if (const auto session = origin.text("session"))
        out.session = domain::SessionId(*session);
    if (const auto parent = origin.token("parent"))
        out.parent = domain::SnapshotId(*parent);
    const auto egress = origin.text("egress");
    auto own = readEgressRules(origin.member("egress_own"));
    auto secrets = readGrantedSecrets(origin.member("secrets"));
    if (!own || !secrets || (origin.has("egress") && !egress))
        return notAManifest("it does not say what may leave it");
    out.egress = {egress.value_or(""), *std::move(own), *std::move(secrets)};
    const auto runner = origin.truth("guest_runner");
    if (origin.has("guest_runner") && !runner)
        return notAManifest("it does not say whether a runner has been in it");
    out.guestRunner = runner.value_or(mayHaveHadRunner(out.session.has_value(), egress));
    // Without it, or with one that this version cannot read, the sandbox wakes up as its manifest alone knows it.
    out.record = readRecord(origin.member("record"));
    if (out.record && out.record->id != out.sandbox)
        out.record.reset();
    const auto image = readSandboxImage(origin.member("image"));
    if (origin.has("image") && !image)
        return notAManifest("it does not say how its programs run");
    auto labels = readLabels(origin.member("labels"));
    if (!labels)
        return notAManifest("it does not say which labels it has");
    out.labels = out.record ? out.record->labels : *std::move(labels);
    if (out.record || image)
        out.image = out.record ? out.record->image : *image;
    return out;
}

bool hasNetwork(const JsonReader &manifest)
{
    return manifest.count("format") == kNetworkFormat;
}

Result<json> parsed(std::string_view text, const char *kind)
{
    if (text.size() > kManifestMax.value)
        return fail(ErrorCode::TooLarge, "a manifest of more than 64 KiB");
    auto manifest = json::parse(text, nullptr, false);
    const JsonReader reader(manifest);
    if (!manifest.is_object() || reader.text("kind") != kind)
        return notAManifest(std::string("it is not that of a ") + kind);
    if (const auto format = reader.count("format"); format != kFormat && format != kNetworkFormat)
        return notAManifest("another version of Glovebox wrote it");
    return manifest;
}

} // namespace

Result<> HostIdentity::takes(const HostIdentity &saved) const
{
    const auto differs = [](const char *what, const std::string &was, const std::string &is) {
        return fail(ErrorCode::Unsupported, std::string("it was saved with another ") + what + " (" + was +
                                                ") than this host has now (" + is + ")");
    };
    if (saved.qemuVersion != qemuVersion)
        return differs("QEMU", saved.qemuVersion, qemuVersion);
    if (saved.board != board)
        return differs("machine", saved.board, board);
    if (saved.cpuModel != cpuModel)
        return differs("processor", saved.cpuModel, cpuModel);
    if (saved.pageSize != pageSize)
        return differs("page size", std::to_string(saved.pageSize), std::to_string(pageSize));
    const auto apart = saved.tscKhz > tscKhz ? saved.tscKhz - tscKhz : tscKhz - saved.tscKhz;
    if (apart > tscKhz / kTscPartsPer)
        return differs("rate of the time stamp counter", std::to_string(saved.tscKhz), std::to_string(tscKhz));
    return {};
}

FileStamp stampOf(const std::string &file)
{
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0)
        return {};
    return {static_cast<std::uint64_t>(info.st_size),
            static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec};
}

std::string manifestText(const TemplateManifest &manifest)
{
    const auto &facts = manifest.facts;
    return textOf({{"format", facts.network ? kNetworkFormat : kFormat},
                   {"kind", "template"},
                   {"id", facts.id},
                   {"at_ms", manifest.at.time_since_epoch().count()},
                   {"size", sizeJson(facts.size)},
                   {"acceleration", domain::word(facts.acceleration)},
                   {"image", imageJson(facts.image, manifest.rootDisk)},
                   {"disk", facts.disk.value},
                   {"content", manifest.content},
                   {"host", hostJson(manifest.host)},
                   {"files", manifest.files},
                   {"hashes", manifest.hashes}});
}

std::string manifestText(const SnapshotManifest &manifest)
{
    const auto &facts = manifest.facts;
    json layers = json::array();
    for (const auto &layer : manifest.layers) {
        layers.push_back({{"id", layer.id}, {"bytes", layer.length}});
        if (!layer.hash.empty())
            layers.back()["hash"] = layer.hash;
    }
    return textOf({{"format", facts.network ? kNetworkFormat : kFormat},
                   {"kind", "snapshot"},
                   {"id", facts.origin.id.value()},
                   {"origin", originJson(facts.origin)},
                   {"template", facts.base},
                   {"template_content", manifest.content},
                   {"size", sizeJson(facts.size)},
                   {"acceleration", domain::word(facts.acceleration)},
                   {"image", imageJson(facts.image, manifest.rootDisk)},
                   {"memory", facts.memory.value},
                   {"disk", facts.disk.value},
                   {"disk_shared", facts.diskShared.value},
                   {"stopped_us", facts.stopped.count()},
                   {"method", facts.method},
                   {"layers", layers},
                   {"host", hostJson(manifest.host)},
                   {"files", manifest.files},
                   {"hashes", manifest.hashes}});
}

Result<TemplateManifest> parseTemplateManifest(std::string_view text)
{
    GB_TRY(manifest, parsed(text, "template"));
    const JsonReader reader(manifest);
    TemplateManifest out;
    const auto id = reader.token("id");
    const auto at = reader.whole("at_ms");
    const auto disk = reader.count("disk");
    const auto content = reader.token("content");
    if (!id || !at || !disk || !content)
        return notAManifest("it does not say what it is");
    GB_TRY(image, readImage(reader.inner("image")));
    GB_TRY(size, readSize(reader.inner("size")));
    GB_TRY(acceleration, readAcceleration(reader));
    GB_TRY(host, readHost(reader.inner("host")));
    GB_TRY(files, readFiles(reader.member("files")));
    GB_TRY(hashes, readHashes(reader, files));
    out.facts = {.id = *id,
                 .size = size,
                 .acceleration = acceleration,
                 .image = std::move(image.first),
                 .memory = {},
                 .disk = ByteCount{*disk},
                 .network = hasNetwork(reader)};
    out.host = std::move(host);
    out.rootDisk = image.second;
    out.files = std::move(files);
    out.hashes = std::move(hashes);
    out.content = *content;
    out.at = WallTime(std::chrono::milliseconds(*at));
    return out;
}

Result<SnapshotManifest> parseSnapshotManifest(std::string_view text)
{
    GB_TRY(manifest, parsed(text, "snapshot"));
    const JsonReader reader(manifest);
    const auto id = reader.token("id");
    const auto base = reader.token("template");
    const auto content = reader.token("template_content");
    const auto memory = reader.count("memory");
    const auto disk = reader.count("disk");
    const auto shared = reader.count("disk_shared");
    const auto stopped = reader.count("stopped_us");
    const auto method = reader.text("method");
    if (!id || !base || !content || !memory || !disk || !shared || !stopped || !method)
        return notAManifest("it does not say what it is");
    GB_TRY(origin, readOrigin(*id, reader.inner("origin")));
    GB_TRY(image, readImage(reader.inner("image")));
    GB_TRY(size, readSize(reader.inner("size")));
    GB_TRY(acceleration, readAcceleration(reader));
    GB_TRY(host, readHost(reader.inner("host")));
    GB_TRY(files, readFiles(reader.member("files")));
    GB_TRY(hashes, readHashes(reader, files));
    GB_TRY(layers, readLayers(reader.member("layers")));
    return SnapshotManifest{.facts = {.origin = std::move(origin),
                                      .base = *base,
                                      .size = size,
                                      .acceleration = acceleration,
                                      .image = std::move(image.first),
                                      .memory = ByteCount{*memory},
                                      .disk = ByteCount{*disk},
                                      .diskShared = ByteCount{*shared},
                                      .stopped = std::chrono::microseconds(static_cast<std::int64_t>(*stopped)),
                                      .method = *method,
                                      .network = hasNetwork(reader)},
                            .host = std::move(host),
                            .rootDisk = image.second,
                            .files = std::move(files),
                            .hashes = std::move(hashes),
                            .content = *content,
                            .layers = std::move(layers)};
}

} // namespace glovebox::qemu
