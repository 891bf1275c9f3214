#include "core/qemu/left_disks.h"

#include "core/base/id.h"
#include "core/base/text.h"
#include "core/qemu/folder.h"
#include "core/qemu/machine_record.h"

#include <QFile>
#include <QLoggingCategory>

#include <algorithm>
#include <filesystem>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcLeft, "glovebox.qemu")

namespace fs = std::filesystem;

constexpr std::string_view kLeftSuffix = ".qcow2";
constexpr std::string_view kLeftRecordSuffix = ".json";
constexpr std::string_view kReasonSuffix = ".why";
constexpr qint64 kReasonMax = 500;

/// Of a machine that nobody ever worked in: a template that was being built, a look at the host.
bool isScratch(const std::string &name)
{
    return name.starts_with("tpl-") || name.starts_with("probe");
}

/// Of several that one machine left, one after another, over the years.
std::string freeName(const std::string &folder, const std::string &stem)
{
    std::error_code error;
    auto name = stem;
    for (int n = 2; fs::exists(fs::symlink_status(folder + "/" + name + std::string(kLeftSuffix), error)); ++n)
        name = stem + "-" + std::to_string(n);
    return name;
}

/// It began since the host booted, as its folder tells, and has no record: nobody had worked in it. After a power cut
/// neither is there.
bool wasNeverRemembered(const std::string &machine, const RuntimeDir &runtimeDir)
{
    std::error_code error;
    return isSafeToken(machine) && fs::exists(runtimeDir.sandboxDir(machine), error) &&
           !fs::exists(fs::symlink_status(runtimeDir.recordFile(machine), error));
}

/// Shown with it from then on. Without it the disk is shown all the same.
void writeReason(const std::string &file, const std::string &why)
{
    QFile out(QString::fromStdString(file));
    if (out.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        out.write(QByteArray::fromStdString(why).left(kReasonMax));
}

std::string readReason(const std::string &file)
{
    std::error_code error;
    QFile in(QString::fromStdString(file));
    if (!fs::is_regular_file(fs::symlink_status(file, error)) || !in.open(QIODevice::ReadOnly))
        return {};
    return toOneLine(toValidUtf8(in.read(kReasonMax).toStdString()));
}

} // namespace

Result<> putDisksAside(const std::string &diskDir, const std::string &leftDir, const RuntimeDir &runtimeDir,
                       const std::set<std::string> &inUse, const std::set<std::string> &unfinished,
                       const std::set<std::string> &living, const std::map<std::string, NotedDisk> &noted)
{
    std::error_code error;
    for (const auto &entry : entriesOf(diskDir)) {
        const auto name = fs::path(entry).filename().string();
        if (!name.ends_with(kLeftSuffix) || inUse.contains(name))
            continue;
        const auto machine = fs::path(entry).stem().string();
        const bool wasToBe =
            std::ranges::any_of(living, [&](const auto &each) { return machine.starts_with(each + "-snap-"); });
        const auto told = noted.find(name);
        const bool isNoted = told != noted.end();
        if (!isNoted &&
            (wasToBe || isScratch(name) || unfinished.contains(machine) || wasNeverRemembered(machine, runtimeDir))) {
            fs::remove(entry, error);
            continue;
        }
        fs::create_directories(leftDir, error);
        if (!error)
            fs::permissions(leftDir, fs::perms::owner_all, error);
        const auto target = leftDir + "/" + freeName(leftDir, machine);
        if (!error)
            fs::rename(entry, target + std::string(kLeftSuffix), error);
        if (error)
            return fail(ErrorCode::FolderUnusable, "putting " + entry + " aside: " + error.message());
        qCWarning(lcLeft) << "The disk" << entry.c_str() << "was left by a machine that is not there any more; it is in"
                          << leftDir.c_str();
        std::error_code unrecorded; // after a power cut there is no record
        if (isNoted)
            fs::copy_file(told->second.note, target + std::string(kLeftRecordSuffix), unrecorded);
        else if (isSafeToken(machine))
            fs::copy_file(runtimeDir.recordFile(machine), target + std::string(kLeftRecordSuffix), unrecorded);
        if (isNoted)
            writeReason(target + std::string(kReasonSuffix), told->second.why);
    }
    for (const auto &[file, told] : noted)
        if (!inUse.contains(file))
            fs::remove(told.note, error);
    return {};
}

std::vector<LeftDisk> leftDisks(const std::string &leftDir)
{
    std::vector<LeftDisk> out;
    for (const auto &entry : entriesOf(leftDir)) {
        if (!entry.ends_with(kLeftSuffix))
            continue;
        const auto file = entry.substr(0, entry.size() - kLeftSuffix.size()) + std::string(kLeftRecordSuffix);
        const auto record = readMachineRecord(file);
        const auto stem = entry.substr(0, entry.size() - kLeftSuffix.size());
        LeftDisk disk{.path = entry,
                      .record = record ? file : std::string(),
                      .reason = stem + std::string(kReasonSuffix),
                      .why = {}};
        if (record)
            disk.under = record->under;
        disk.why = "The disk of " + (record ? record->sandbox.id.value() : "a sandbox");
        if (record && !record->sandbox.name.empty())
            disk.why += " (" + record->sandbox.name + ")";
        if (record && record->sandbox.session)
            disk.why += ", of session " + record->sandbox.session->value();
        disk.why += ", whose machine ended with its host, or with the supervisor.";
        if (const auto reason = readReason(disk.reason); !reason.empty())
            disk.why += " It cannot be booted from: " + reason + '.';
        out.push_back(std::move(disk));
    }
    return out;
}

} // namespace glovebox::qemu
