#include "core/qemu/machine_record.h"

#include "core/base/limits.h"
#include "core/qemu/disk_layer.h"
#include "core/qemu/json_reader.h"
#include "core/qemu/memory/descriptor.h"
#include "core/qemu/record_json.h"

#include <QThreadPool>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

using nlohmann::json;

constexpr std::uint64_t kRecordFormat = 1;
constexpr std::string_view kDiskSuffix = ".qcow2";

tl::unexpected<Error> noRecord(const char *why)
{
    return fail(ErrorCode::ProtocolError, std::string("this is no record of a machine: ") + why);
}

/// A disk's name in its folder.
bool isDiskName(const std::string &name)
{
    return name.ends_with(kDiskSuffix) && name.size() <= 255 && name.front() != '.' &&
           name.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
}

std::optional<std::string> diskName(const JsonReader &object, const char *key)
{
    auto name = object.text(key);
    return name && isDiskName(*name) ? name : std::nullopt;
}

json machineImageJson(const ports::GuestImage &image)
{
    json out{{"key", image.key}, {"kernel", image.kernel}, {"initrd", image.initrd}, {"root_disk", image.rootDisk}};
    if (image.id)
        out["id"] = image.id->value();
    return out;
}

std::optional<ports::GuestImage> readMachineImage(const JsonReader &image)
{
    const auto key = image.text("key");
    const auto kernel = image.path("kernel");
    const auto initrd = image.path("initrd");
    const auto root = image.path("root_disk");
    const auto id = image.token("id");
    if (!key || !kernel || !initrd || !root || (image.has("id") && !id))
        return std::nullopt;
    ports::GuestImage out{*kernel, *initrd, *root, *key};
    if (id)
        out.id = domain::ImageId(*id);
    return out;
}

std::optional<domain::MachineSize> readMachineSize(const JsonReader &size)
{
    const auto vcpus = size.count("vcpus", limits::kVcpusMax);
    const auto memory = size.count("memory", limits::kMachineMemoryMax.value);
    const auto disk = size.count("disk", limits::kMachineDiskMax.value);
    if (!vcpus || *vcpus < 1 || !memory || *memory < limits::kMachineMemoryMin.value || !disk ||
        *disk < limits::kMachineDiskMin.value)
        return std::nullopt;
    return domain::MachineSize{static_cast<int>(*vcpus), ByteCount{*memory}, ByteCount{*disk}};
}

std::optional<supervisor::Spawned> readProcess(const JsonReader &process)
{
    const auto id = process.count("child");
    const auto pid = process.count("pid", INT32_MAX);
    const auto start = process.count("start_time");
    if (!id || !pid || *pid == 0 || !start)
        return std::nullopt;
    return supervisor::Spawned{*id, static_cast<std::int64_t>(*pid), *start};
}

std::optional<std::vector<MachineRecord::Layer>> readMachineLayers(const json &layers)
{
    if (!layers.is_array() || layers.size() > kLayersMax)
        return std::nullopt;
    std::vector<MachineRecord::Layer> out;
    for (const auto &each : layers) {
        const JsonReader layer(each);
        const auto id = layer.token("id");
        const auto file = diskName(layer, "file");
        const auto node = layer.token("node");
        if (!id || !file || !node)
            return std::nullopt;
        out.push_back({*id, *file, *node});
    }
    return out;
}

std::optional<MachineRecord::Move> readMove(const JsonReader &move)
{
    const auto file = diskName(move, "file");
    const auto node = move.token("node");
    const auto layer = move.token("layer");
    if (!file || !node || !layer)
        return std::nullopt;
    return MachineRecord::Move{*file, *node, *layer};
}

std::optional<FileStamp> readStamp(const JsonReader &stamp)
{
    const auto size = stamp.count("size");
    const auto changed = stamp.whole("changed");
    if (!size || !changed)
        return std::nullopt;
    return FileStamp{*size, *changed};
}

std::optional<domain::Acceleration> readMachineAcceleration(const JsonReader &record)
{
    const auto word = record.text("acceleration");
    for (const auto each : {domain::Acceleration::Kvm, domain::Acceleration::Emulated})
        if (word == domain::word(each))
            return each;
    return std::nullopt;
}

/// What a record of ours always has; the rest is read by who calls.
std::optional<MachineRecord> readWhole(const JsonReader &reader)
{
    const auto sandbox = readRecord(reader.member("sandbox"));
    const auto machine = reader.token("machine");
    const auto process = readProcess(reader.inner("process"));
    const auto wrapped = reader.truth("wrapped");
    const auto version = reader.text("qemu");
    const auto size = readMachineSize(reader.inner("size"));
    const auto acceleration = readMachineAcceleration(reader);
    const auto image = readMachineImage(reader.inner("image"));
    const auto over = reader.truth("over");
    const auto device = reader.count("memory_device");
    const auto inode = reader.count("memory_inode");
    const auto disk = diskName(reader, "disk");
    const auto node = reader.token("node");
    const auto layers = readMachineLayers(reader.member("layers"));
    const auto held = reader.truth("held");
    if (!sandbox || !machine || !process || !wrapped || !version || !size || !acceleration || !image || !over ||
        !device || !inode || !disk || !node || !layers || !held)
        return std::nullopt;
    return MachineRecord{.sandbox = *sandbox,
                         .machine = *machine,
                         .process = *process,
                         .wrapped = *wrapped,
                         .qemuVersion = *version,
                         .size = *size,
                         .acceleration = *acceleration,
                         .image = *image,
                         .base = {},
                         .under = {},
                         .blank = {},
                         .over = *over,
                         .memory = {static_cast<dev_t>(*device), static_cast<ino_t>(*inode)},
                         .disk = *disk,
                         .node = *node,
                         .layers = *layers,
                         .move = {},
                         .held = *held};
}

} // namespace

std::string overName(const std::string &machine)
{
    return "over-" + machine.substr(0, supervisor::bounds::kName - 5);
}

std::string recordText(const MachineRecord &record)
{
    auto layers = json::array();
    for (const auto &layer : record.layers)
        layers.push_back({{"id", layer.id}, {"file", layer.file}, {"node", layer.node}});
    json out{{"format", kRecordFormat},
             {"sandbox", recordJson(record.sandbox)},
             {"machine", record.machine},
             {"process",
              {{"child", record.process.id}, {"pid", record.process.pid}, {"start_time", record.process.startTime}}},
             {"wrapped", record.wrapped},
             {"qemu", record.qemuVersion},
             {"size",
              {{"vcpus", record.size.vcpus}, {"memory", record.size.memory.value}, {"disk", record.size.disk.value}}},
             {"acceleration", domain::word(record.acceleration)},
             {"image", machineImageJson(record.image)},
             {"over", record.over},
             {"memory_device", static_cast<std::uint64_t>(record.memory.device)},
             {"memory_inode", static_cast<std::uint64_t>(record.memory.inode)},
             {"disk", record.disk},
             {"node", record.node},
             {"layers", std::move(layers)},
             {"held", record.held}};
    if (!record.base.empty())
        out["base"] = record.base;
    if (!record.under.empty())
        out["under"] = record.under;
    if (record.blank.size > 0)
        out["blank"] = {{"size", record.blank.size}, {"changed", record.blank.changed}};
    if (record.network)
        out["network"] = true;
    if (record.move)
        out["move"] = {{"file", record.move->file}, {"node", record.move->node}, {"layer", record.move->layer}};
    // What is no UTF-8 in a name is replaced, not thrown at us.
    return out.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

std::string lastingText(MachineRecord record)
{
    record.sandbox.meter = {};
    record.sandbox.mark.reset();
    return recordText(record);
}

Result<MachineRecord> parseMachineRecord(std::string_view text)
{
    if (text.size() > kMachineRecordMax.value)
        return noRecord("it is too long");
    const auto root = json::parse(text, nullptr, false);
    if (!root.is_object())
        return noRecord("it is not a JSON object");
    const JsonReader reader(root);
    if (reader.count("format") != kRecordFormat)
        return noRecord("it is of another format");
    auto record = readWhole(reader);
    if (!record)
        return noRecord("something is missing, or out of bounds");
    if (reader.has("base")) {
        const auto base = reader.token("base");
        if (!base)
            return noRecord("its template's name cannot be one");
        record->base = *base;
    }
    record->under = record->base; // versions before did not write it
    if (reader.has("under")) {
        const auto under = reader.token("under");
        if (!under)
            return noRecord("its disk's template's name cannot be one");
        record->under = *under;
    }
    if (reader.has("blank")) { // versions before did not write that either
        const auto blank = readStamp(reader.inner("blank"));
        if (!blank)
            return noRecord("what its disk stands on is not said");
        record->blank = *blank;
    }
    if (reader.has("network")) {
        const auto network = reader.truth("network");
        if (!network)
            return noRecord("whether it has a network port is not said");
        record->network = *network;
    }
    if (reader.has("move")) {
        record->move = readMove(reader.inner("move"));
        if (!record->move)
            return noRecord("what becomes of its disk is not said");
    }
    return std::move(*record);
}

Result<> writeMachineRecord(const std::string &file, const MachineRecord &record)
{
    const auto text = recordText(record);
    const auto aside = memory::NewFile::waitingName(file);
    {
        const memory::Descriptor fd(::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!fd)
            return memory::refused("opening " + aside, errno);
        GB_CHECK(memory::writeAt(fd.get(), std::as_bytes(std::span(text)), 0, "writing " + aside));
    }
    if (::rename(aside.c_str(), file.c_str()) != 0)
        return memory::refused("naming " + file, errno);
    return {};
}

Result<MachineRecord> readMachineRecord(const std::string &file)
{
    const memory::Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat info {};
    if (!fd || ::fstat(fd.get(), &info) != 0)
        return memory::refused("opening " + file, errno);
    if (!S_ISREG(info.st_mode) || static_cast<std::uint64_t>(info.st_size) > kMachineRecordMax.value)
        return noRecord("no file of ours");
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    GB_CHECK(memory::readAt(fd.get(), std::as_writable_bytes(std::span(text)), 0, "reading " + file));
    return parseMachineRecord(text);
}

void syncSoon(const std::string &file)
{
    QThreadPool::globalInstance()->start([file] {
        const memory::Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (!fd || ::fsync(fd.get()) != 0)
            return; // it is gone, and its machine with it
        const memory::Descriptor folder(
            ::open(file.substr(0, file.rfind('/')).c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY));
        if (folder)
            ::fsync(folder.get());
    });
}

} // namespace glovebox::qemu
