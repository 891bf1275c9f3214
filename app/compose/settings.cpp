#include "app/compose/settings.h"

#include <CLI/CLI.hpp>

#include <QFile>
#include <QHostInfo>
#include <QUuid>

#include <algorithm>
#include <charconv>

namespace glovebox::compose {

using namespace std::chrono_literals;

namespace {

constexpr int kCapacityMax = 256;      // QEMU processes; far beyond what one host's memory gives
constexpr int kCapacityByDefault = 8;
constexpr qint64 kKeyFileMax = 4096;
constexpr ByteCount kMemoryMin = ByteCount::mib(128); // the kernel and our agent need about 90
constexpr ByteCount kMemoryMax = ByteCount::gib(512);
constexpr ByteCount kDiskMin = ByteCount::mib(64);
constexpr ByteCount kDiskMax = ByteCount::gib(4096);

struct Row {
    const char *flag;
    const char *variable;
    std::string SettingTexts::*text;
    const char *meaning;
};

constexpr Row kRows[]{
    {"--environment-id", "ANTHROPIC_ENVIRONMENT_ID", &SettingTexts::environmentId, "environment to serve"},
    {"--environment-key-file", "GLOVEBOX_ENVIRONMENT_KEY_FILE", &SettingTexts::environmentKeyFile,
     "file holding the environment key (or set ANTHROPIC_ENVIRONMENT_KEY)"},
    {"--base-url", "ANTHROPIC_BASE_URL", &SettingTexts::baseUrl, "control plane [https://api.anthropic.com]"},
    {"--data-dir", "GLOVEBOX_DATA_DIR", &SettingTexts::dataDir, "one folder for everything Glovebox keeps [XDG folders]"},
    {"--image-dir", "GLOVEBOX_IMAGE_DIR", &SettingTexts::imageDir, "a finished guest image to use instead of building one"},
    {"--capacity", "GLOVEBOX_CAPACITY", &SettingTexts::capacity, "sandboxes at a time [by the host's processors and memory]"},
    {"--queue", "GLOVEBOX_QUEUE", &SettingTexts::queue, "sessions that may wait for a slot before polling rests [4]"},
    {"--vcpus", "GLOVEBOX_VCPUS", &SettingTexts::vcpus, "virtual processors of a sandbox [1]"},
    {"--memory", "GLOVEBOX_MEMORY", &SettingTexts::memory, "memory of a sandbox [1G]"},
    {"--disk", "GLOVEBOX_DISK", &SettingTexts::disk, "writable disk of a sandbox [8G]"},
    {"--session-idle", "GLOVEBOX_SESSION_IDLE", &SettingTexts::sessionIdle, "release a session idle for this long; 0: never [60s]"},
    {"--tool-timeout", "GLOVEBOX_TOOL_TIMEOUT", &SettingTexts::toolTimeout, "time limit of one tool call [120s]"},
    {"--accel", "GLOVEBOX_ACCEL", &SettingTexts::accelerate, "auto, kvm or emulated [auto]"},
    {"--worker-id", "ANTHROPIC_WORKER_ID", &SettingTexts::workerId, "this worker's name in the queue [host name and a random part]"},
    {"--log-level", "GLOVEBOX_LOG_LEVEL", &SettingTexts::logLevel, "debug, info, warning or error [info]"},
};

auto wrong(const std::string &flag, const std::string &given, const std::string &possible)
{
    return fail(ErrorCode::InvalidArgument, flag + ": '" + given + "' is not possible; it takes " + possible);
}

Result<long long> wholeNumber(const std::string &flag, const std::string &text, long long min, long long max)
{
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < min || value > max)
        return wrong(flag, text, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return value;
}

Result<SecretString> environmentKey(const std::string &file)
{
    if (file.empty())
        return SecretString(qgetenv("ANTHROPIC_ENVIRONMENT_KEY").trimmed().toStdString());
    QFile source(QString::fromStdString(file));
    if (!source.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, "--environment-key-file: " + file + " cannot be read: " + source.errorString().toStdString());
    const auto open = QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (source.permissions() & open)
        return fail(ErrorCode::InvalidArgument, "--environment-key-file: " + file + " can be read by every user of this host; run: chmod 600 " + file);
    auto text = source.read(kKeyFileMax).trimmed().toStdString();
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, "--environment-key-file: " + file + " is empty");
    return SecretString(std::move(text));
}

Result<std::optional<EnvironmentSettings>> environmentOf(const SettingTexts &texts)
{
    GB_TRY(key, environmentKey(texts.environmentKeyFile));
    if (texts.environmentId.empty() && key.empty())
        return std::nullopt;
    if (texts.environmentId.empty())
        return fail(ErrorCode::InvalidArgument, "there is an environment key but no environment id; set ANTHROPIC_ENVIRONMENT_ID");
    if (key.empty())
        return fail(ErrorCode::InvalidArgument, "there is an environment id but no key; set ANTHROPIC_ENVIRONMENT_KEY to a key of "
                                                "that environment, made in the Console");
    if (!isSafeToken(texts.environmentId))
        return wrong("--environment-id", texts.environmentId, "an id like env_01ABC");
    return EnvironmentSettings{texts.environmentId, std::move(key), texts.baseUrl.empty() ? kDefaultBaseUrl : texts.baseUrl};
}

Result<> resolveSize(const SettingTexts &texts, domain::MachineSize &size)
{
    if (!texts.vcpus.empty()) {
        GB_TRY(vcpus, wholeNumber("--vcpus", texts.vcpus, 1, 64));
        size.vcpus = static_cast<int>(vcpus);
    }
    size.memory = ByteCount::gib(1);
    if (!texts.memory.empty()) {
        const auto memory = parseSize(texts.memory);
        if (!memory || *memory < kMemoryMin || *memory > kMemoryMax)
            return wrong("--memory", texts.memory, "a size like 512M or 2G, 128M at least");
        size.memory = *memory;
    }
    if (!texts.disk.empty()) {
        const auto disk = parseSize(texts.disk);
        if (!disk || *disk < kDiskMin || *disk > kDiskMax)
            return wrong("--disk", texts.disk, "a size like 8G, 64M at least");
        size.disk = *disk;
    }
    return {};
}

Result<> resolveTimes(const SettingTexts &texts, api::EngineSettings &engine)
{
    if (!texts.sessionIdle.empty()) {
        const auto idle = parseDuration(texts.sessionIdle);
        if (!idle || *idle > 30 * 24h)
            return wrong("--session-idle", texts.sessionIdle, "a time like 60s, 5m or 0 for never");
        engine.sessionIdle = *idle;
    }
    if (!texts.toolTimeout.empty()) {
        const auto timeout = parseDuration(texts.toolTimeout);
        if (!timeout || *timeout < 1s || *timeout > 24h)
            return wrong("--tool-timeout", texts.toolTimeout, "a time from 1s to 24h");
        engine.toolTimeout = *timeout;
    }
    return {};
}

Result<LogLevel> logLevelOf(const std::string &text)
{
    if (text.empty() || text == "info")
        return LogLevel::Info;
    if (text == "debug")
        return LogLevel::Debug;
    if (text == "warning")
        return LogLevel::Warning;
    if (text == "error")
        return LogLevel::Error;
    return wrong("--log-level", text, "debug, info, warning or error");
}

} // namespace

void addSettings(CLI::App &command, SettingTexts &texts)
{
    for (const auto &row : kRows)
        command.add_option(row.flag, texts.*row.text, row.meaning)->envname(row.variable)->group("Settings");
}

Result<Settings> resolve(const SettingTexts &texts, const HostSize &host)
{
    Settings settings;
    settings.dataDir = texts.dataDir;
    settings.imageDir = texts.imageDir;
    GB_TRY(environment, environmentOf(texts));
    settings.environment = std::move(environment);
    GB_TRY(level, logLevelOf(texts.logLevel));
    settings.logLevel = level;
    GB_CHECK(resolveSize(texts, settings.engine.size));
    GB_CHECK(resolveTimes(texts, settings.engine));
    settings.engine.capacity = defaultCapacity(host, settings.engine.size.memory);
    if (!texts.capacity.empty()) {
        GB_TRY(capacity, wholeNumber("--capacity", texts.capacity, 1, kCapacityMax));
        settings.engine.capacity = static_cast<int>(capacity);
    }
    if (!texts.queue.empty()) {
        GB_TRY(queue, wholeNumber("--queue", texts.queue, 0, 10'000));
        settings.engine.queue = static_cast<int>(queue);
    }
    using Accelerate = api::EngineSettings::Accelerate;
    if (texts.accelerate == "kvm")
        settings.engine.accelerate = Accelerate::Kvm;
    else if (texts.accelerate == "emulated")
        settings.engine.accelerate = Accelerate::Emulated;
    else if (!texts.accelerate.empty() && texts.accelerate != "auto")
        return wrong("--accel", texts.accelerate, "auto, kvm or emulated");
    settings.engine.workerId = texts.workerId.empty()
        ? QHostInfo::localHostName().toStdString() + '-' + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString()
        : texts.workerId;
    // It becomes a header's value.
    if (std::ranges::any_of(settings.engine.workerId, [](char c) { return c < 0x21 || c > 0x7e; }))
        return wrong("--worker-id", texts.workerId, "letters, digits and punctuation without spaces");
    return settings;
}

Result<std::chrono::milliseconds> parseDuration(const std::string &text)
{
    long long value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(end, text.data() + text.size());
    constexpr long long max = 1'000'000'000;
    if (error != std::errc{} || value < 0 || value > max)
        return fail(ErrorCode::InvalidArgument, text);
    if (unit == "ms")
        return std::chrono::milliseconds(value);
    if (unit == "s" || (unit.empty() && value == 0))
        return std::chrono::seconds(value);
    if (unit == "m" || unit == "min")
        return std::chrono::minutes(value);
    if (unit == "h")
        return std::chrono::hours(value);
    return fail(ErrorCode::InvalidArgument, text);
}

Result<ByteCount> parseSize(const std::string &text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string unit(end, text.data() + text.size());
    constexpr std::uint64_t max = 1'000'000;
    if (error != std::errc{} || value > max)
        return fail(ErrorCode::InvalidArgument, text);
    if (unit == "M" || unit == "MiB")
        return ByteCount::mib(value);
    if (unit == "G" || unit == "GiB")
        return ByteCount::gib(value);
    return fail(ErrorCode::InvalidArgument, text);
}

int defaultCapacity(const HostSize &host, ByteCount memoryEach)
{
    const auto byMemory = static_cast<int>(std::min<std::uint64_t>(host.memory.value / 2 / std::max<std::uint64_t>(memoryEach.value, 1), kCapacityMax));
    return std::clamp(std::min(host.processors, byMemory), 1, kCapacityByDefault);
}

} // namespace glovebox::compose
