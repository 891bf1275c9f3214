#include "core/qemu/probe_memory.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QSaveFile>

namespace glovebox::qemu {

namespace {

using nlohmann::json;

Q_LOGGING_CATEGORY(lcProbe, "glovebox.qemu")

constexpr qint64 kFileMax = 256 * 1024;

std::string readSmallFile(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.read(kFileMax).toStdString();
}

/// The file's list of probes; empty when it is missing or not ours.
json readProbes(const std::string &path)
{
    const json file = json::parse(readSmallFile(path), nullptr, false);
    if (!file.is_object() || !file.contains("probes") || !file["probes"].is_array())
        return json::array();
    return file["probes"];
}

std::string probeText(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

json keyOf(const ProbeConditions &conditions, const std::string &imageKey)
{
    return {{"boot", conditions.bootId},
            {"qemu", conditions.qemuVersion},
            {"cpu", conditions.cpuModel},
            {"kvm", conditions.kvmAccess},
            {"image", imageKey}};
}

} // namespace

ProbeMemory::ProbeMemory(std::string file, ProbeConditions conditions)
    : m_file(std::move(file)), m_conditions(std::move(conditions))
{
}

std::optional<ports::AccelerationReport> ProbeMemory::recall(const std::string &imageKey) const
{
    const json key = keyOf(m_conditions, imageKey);
    for (const auto &probe : readProbes(m_file)) {
        if (!probe.is_object() || !probe.contains("key") || probe["key"] != key)
            continue;
        const auto usable = probeText(probe, "usable");
        if (usable == domain::word(domain::Acceleration::Kvm))
            return ports::AccelerationReport{domain::Acceleration::Kvm, {}, m_conditions.qemuVersion};
        if (usable == domain::word(domain::Acceleration::Emulated))
            return ports::AccelerationReport{domain::Acceleration::Emulated, probeText(probe, "reason"),
                                             m_conditions.qemuVersion};
    }
    return std::nullopt;
}

void ProbeMemory::remember(const std::string &imageKey, const ports::AccelerationReport &report)
{
    const json key = keyOf(m_conditions, imageKey);
    json kept = json::array();
    kept.push_back({{"key", key}, {"usable", domain::word(report.usable)}, {"reason", report.reason}});
    for (const auto &probe : readProbes(m_file))
        if (kept.size() < kRemembered && probe.is_object() && probe.contains("key") && probe["key"] != key)
            kept.push_back(probe);
    const auto path = QString::fromStdString(m_file);
    QDir().mkpath(QFileInfo(path).path());
    QSaveFile file(path);
    const json whole{{"probes", kept}};
    // A reason may quote a program's output: what is no UTF-8 in it is replaced, not thrown at us.
    const auto bytes = QByteArray::fromStdString(whole.dump(2, ' ', false, json::error_handler_t::replace));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        qCWarning(lcProbe) << "The acceleration probe's outcome could not be kept in" << path << ":"
                           << file.errorString();
}

std::string readBootId()
{
    return QByteArray::fromStdString(readSmallFile("/proc/sys/kernel/random/boot_id")).trimmed().toStdString();
}

std::string readCpuModel()
{
    const auto info = readSmallFile("/proc/cpuinfo");
    const auto line = info.find("model name");
    if (line == std::string::npos)
        return {};
    const auto colon = info.find(':', line);
    const auto end = info.find('\n', line);
    if (colon == std::string::npos || end == std::string::npos || colon > end)
        return {};
    return QByteArray::fromStdString(info.substr(colon + 1, end - colon - 1)).trimmed().toStdString();
}

} // namespace glovebox::qemu
