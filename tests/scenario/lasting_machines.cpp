#include "tests/scenario/lasting_machines.h"

#include "core/qemu/record_json.h"

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace scenario {

using namespace glovebox;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kSuffix = ".json";

/// Its processors are busy a third of the time.
std::chrono::milliseconds cpuTimeAfter(std::chrono::milliseconds lived)
{
    return lived / 3;
}

bool lasts(const std::string &sandbox)
{
    return std::hash<std::string>()(sandbox) % 3 != 0;
}

} // namespace

LastingMachines::LastingMachines(testsupport::FakeHypervisor &hypervisor, ports::Clock &clock, std::string folder)
    : m_hypervisor(hypervisor), m_clock(clock), m_folder(std::move(folder))
{
    std::filesystem::create_directories(m_folder);
    m_hypervisor.usageOf = [this](const std::string &sandbox) {
        return usageOf(sandbox);
    };
    m_hypervisor.onRemember = [this](const std::string &sandbox, const domain::SandboxRecord &record) {
        remember(sandbox, record);
    };
    m_hypervisor.onEnd = [this](const std::string &sandbox) {
        end(sandbox);
    };
    takeOver();
}

ports::MachineUsage LastingMachines::usageOf(const std::string &sandbox) const
{
    auto usage = m_hypervisor.usage;
    const auto born = m_bornAt.find(sandbox);
    const auto lived = born == m_bornAt.end()
                           ? 0ms
                           : std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - born->second);
    usage.cpuTime = cpuTimeAfter(lived);
    return usage;
}

void LastingMachines::remember(const std::string &sandbox, const domain::SandboxRecord &record)
{
    const auto born = m_bornAt.try_emplace(sandbox, m_clock.now()).first->second;
    if (!lasts(sandbox))
        return;
    const nlohmann::json text{
        {"record", qemu::recordJson(record)},
        {"born_ms", std::chrono::duration_cast<std::chrono::milliseconds>(born.time_since_epoch()).count()}};
    const auto part = m_folder + "/part";
    std::ofstream(part) << text.dump();
    if (std::rename(part.c_str(), fileOf(sandbox).c_str()) != 0)
        qFatal("a machine cannot be kept");
}

/// One write for a line: this process may be killed at any moment. The line comes first: a machine that is in both has
/// ended.
void LastingMachines::end(const std::string &sandbox)
{
    const auto born = m_bornAt.find(sandbox);
    if (born == m_bornAt.end())
        return;
    const auto lived = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - born->second);
    const auto line =
        sandbox + ' ' + std::to_string(lived.count()) + ' ' + std::to_string(cpuTimeAfter(lived).count()) + '\n';
    const int file = ::open((m_folder + "/ended").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0 || ::write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        qFatal("the end of a machine cannot be kept");
    ::close(file);
    ::unlink(fileOf(sandbox).c_str());
    m_bornAt.erase(born);
}

void LastingMachines::takeOver()
{
    std::set<std::string> gone;
    for (const auto &one : ended(m_folder))
        gone.insert(one.sandbox);
    for (const auto &sandbox : left(m_folder)) {
        std::ifstream file(fileOf(sandbox));
        std::stringstream text;
        text << file.rdbuf();
        const auto object = nlohmann::json::parse(text.str(), nullptr, false);
        const auto record = object.is_object() ? qemu::readRecord(object.at("record")) : std::nullopt;
        if (!record)
            qFatal("a machine's file cannot be read");
        if (gone.contains(sandbox)) {
            ::unlink(fileOf(sandbox).c_str());
            continue;
        }
        m_bornAt.emplace(sandbox, MonoTime(std::chrono::milliseconds(object.at("born_ms").get<std::int64_t>())));
        m_hypervisor.leaveBehind(
            {.sandbox = domain::SandboxId(sandbox), .size = {1, ByteCount::mib(128), ByteCount::gib(1)}}, *record,
            false);
    }
}

std::vector<LastingMachines::Ended> LastingMachines::ended(const std::string &folder)
{
    std::vector<Ended> all;
    std::ifstream file(folder + "/ended");
    std::string sandbox;
    std::int64_t lived = 0;
    std::int64_t cpu = 0;
    while (file >> sandbox >> lived >> cpu)
        all.push_back({sandbox, std::chrono::milliseconds(lived), std::chrono::milliseconds(cpu)});
    return all;
}

std::vector<std::string> LastingMachines::left(const std::string &folder)
{
    std::vector<std::string> all;
    std::error_code none;
    for (const auto &entry : std::filesystem::directory_iterator(folder, none)) {
        const auto name = entry.path().filename().string();
        if (name.ends_with(kSuffix))
            all.push_back(name.substr(0, name.size() - kSuffix.size()));
    }
    return all;
}

} // namespace scenario
