#include "app/compose/settings.h"

#include "core/controlplane/base_url.h"

#include <CLI/CLI.hpp>

#include <QFile>
#include <QHostInfo>
#include <QUuid>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>

namespace glovebox::compose {

using namespace std::chrono_literals;

namespace {

constexpr int kCapacityMax = 256; // QEMU processes; far beyond what one host's memory gives
constexpr int kCapacityByDefault = 8;
constexpr qint64 kKeyFileMax = 4096;
constexpr ByteCount kMemoryMin = ByteCount::mib(128); // the kernel and our agent need about 90
constexpr ByteCount kMemoryMax = ByteCount::gib(512);
constexpr ByteCount kDiskMin = ByteCount::mib(64);
constexpr ByteCount kDiskMax = ByteCount::gib(4096);

constexpr std::size_t kWorkerIdMax = 200; // it is sent with every poll

constexpr SettingRow kRows[]{
    {"--environment-id", "ANTHROPIC_ENVIRONMENT_ID", &SettingTexts::environmentId, "none", "environment to serve"},
    {"", "ANTHROPIC_ENVIRONMENT_KEY", nullptr, "none",
     "that environment's key; there is no flag, because every user of the host can read flags"},
    {"--environment-key-file", "GLOVEBOX_ENVIRONMENT_KEY_FILE", &SettingTexts::environmentKeyFile, "none",
     "file holding the key, closed to other users; goes before ANTHROPIC_ENVIRONMENT_KEY"},
    {"--base-url", "ANTHROPIC_BASE_URL", &SettingTexts::baseUrl, kDefaultBaseUrl, "control plane"},
    {"--data-dir", "GLOVEBOX_DATA_DIR", &SettingTexts::dataDir, "XDG folders",
     "one folder for everything Glovebox keeps"},
    {"--image-dir", "GLOVEBOX_IMAGE_DIR", &SettingTexts::imageDir, "build one", "folder of a finished guest image"},
    {"--capacity", "GLOVEBOX_CAPACITY", &SettingTexts::capacity, "by processors and memory", "sandboxes at a time"},
    {"--queue", "GLOVEBOX_QUEUE", &SettingTexts::queue, "4", "sessions that may wait for a slot before polling rests"},
    {"--vcpus", "GLOVEBOX_VCPUS", &SettingTexts::vcpus, "1", "virtual processors of a sandbox"},
    {"--memory", "GLOVEBOX_MEMORY", &SettingTexts::memory, "1G", "memory of a sandbox"},
    {"--disk", "GLOVEBOX_DISK", &SettingTexts::disk, "8G", "writable disk of a sandbox"},
    {"--session-idle", "GLOVEBOX_SESSION_IDLE", &SettingTexts::sessionIdle, "60s",
     "release a session that is idle for this long; 0: never"},
    {"--tool-timeout", "GLOVEBOX_TOOL_TIMEOUT", &SettingTexts::toolTimeout, "120s", "time limit of one tool call"},
    {"--accel", "GLOVEBOX_ACCEL", &SettingTexts::accelerate, "auto", "auto, kvm or emulated"},
    {"--worker-id", "ANTHROPIC_WORKER_ID", &SettingTexts::workerId, "host name and a random part",
     "this worker's name in the queue"},
    {"--log-level", "GLOVEBOX_LOG_LEVEL", &SettingTexts::logLevel, "info", "debug, info, warning or error"},
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

/// Fit for a header's value. The message must not show what it is about.
bool isPrintableWord(const std::string &text)
{
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<SecretString> checkedKey(const std::string &source, std::string text)
{
    SecretString key(std::move(text));
    if (!isPrintableWord(key.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    source + " contains a blank, a line break or another character that no key has");
    return key;
}

Result<SecretString> environmentKey(const std::string &file)
{
    if (file.empty())
        return checkedKey("ANTHROPIC_ENVIRONMENT_KEY", qgetenv("ANTHROPIC_ENVIRONMENT_KEY").trimmed().toStdString());
    QFile source(QString::fromStdString(file));
    if (!source.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument,
                    "--environment-key-file: " + file + " cannot be read: " + source.errorString().toStdString());
    const auto open = QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (source.permissions() & open)
        return fail(ErrorCode::InvalidArgument, "--environment-key-file: " + file +
                                                    " can be read by every user of this host; run: chmod 600 " + file);
    const auto bytes = source.read(kKeyFileMax + 1);
    if (bytes.size() > kKeyFileMax)
        return fail(ErrorCode::InvalidArgument, "--environment-key-file: " + file +
                                                    " is longer than any key: more than " +
                                                    std::to_string(kKeyFileMax) + " bytes");
    auto text = bytes.trimmed().toStdString();
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, "--environment-key-file: " + file + " is empty");
    return checkedKey("--environment-key-file: " + file, std::move(text));
}

Result<std::optional<EnvironmentSettings>> environmentOf(const SettingTexts &texts)
{
    GB_TRY(key, environmentKey(texts.environmentKeyFile));
    if (texts.environmentId.empty() && key.empty())
        return std::nullopt;
    if (texts.environmentId.empty())
        return fail(ErrorCode::InvalidArgument,
                    "there is an environment key but no environment id; set ANTHROPIC_ENVIRONMENT_ID");
    if (key.empty())
        return fail(ErrorCode::InvalidArgument,
                    "there is an environment id but no key; set ANTHROPIC_ENVIRONMENT_KEY to a key of "
                    "that environment, made in the Console");
    if (!isSafeToken(texts.environmentId))
        return wrong("--environment-id", texts.environmentId, "an id like env_01ABC");
    return EnvironmentSettings{texts.environmentId, std::move(key), {}};
}

Result<std::string> baseUrlOf(const SettingTexts &texts)
{
    if (texts.baseUrl.empty())
        return kDefaultBaseUrl;
    if (const auto url = controlplane::BaseUrl::parse(texts.baseUrl); !url)
        return fail(ErrorCode::InvalidArgument,
                    "--base-url: " + url.error().detail + "; it takes one like " + kDefaultBaseUrl);
    return texts.baseUrl;
}

Result<std::string> workerIdOf(const SettingTexts &texts)
{
    if (texts.workerId.empty()) {
        auto host = QHostInfo::localHostName().toStdString().substr(0, kWorkerIdMax / 2);
        std::ranges::replace_if(
            host, [](char c) { return c <= 0x20 || c >= 0x7f; }, '-');
        return host + '-' + QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
    }
    if (!isPrintableWord(texts.workerId) || texts.workerId.size() > kWorkerIdMax)
        return wrong("--worker-id", texts.workerId,
                     "letters, digits and punctuation without spaces, " + std::to_string(kWorkerIdMax) + " at most");
    return texts.workerId;
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
            return wrong("--memory", texts.memory, "a size like 512M or 2G, from 128M to 512G");
        size.memory = *memory;
    }
    if (!texts.disk.empty()) {
        const auto disk = parseSize(texts.disk);
        if (!disk || *disk < kDiskMin || *disk > kDiskMax)
            return wrong("--disk", texts.disk, "a size like 8G, from 64M to 4096G");
        size.disk = *disk;
    }
    return {};
}

Result<> resolveTimes(const SettingTexts &texts, api::EngineSettings &engine)
{
    if (!texts.sessionIdle.empty()) {
        const auto idle = parseDuration(texts.sessionIdle);
        if (!idle || *idle > 30 * 24h)
            return wrong("--session-idle", texts.sessionIdle, "a time like 60s, 5m or 0 for never, 720h at most");
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

std::span<const SettingRow> settingRows()
{
    return kRows;
}

void addSettings(CLI::App &command, SettingTexts &texts)
{
    for (const auto &row : kRows)
        if (row.text)
            command.add_option(row.flag, texts.*row.text, std::string(row.meaning) + " [" + row.usual + ']')
                ->envname(row.variable)
                ->group("Settings");
}

Result<Settings> resolve(const SettingTexts &texts, const HostSize &host)
{
    Settings settings;
    settings.dataDir = texts.dataDir;
    settings.imageDir = texts.imageDir;
    GB_TRY(baseUrl, baseUrlOf(texts));
    settings.baseUrl = baseUrl;
    GB_TRY(environment, environmentOf(texts));
    settings.environment = std::move(environment);
    if (settings.environment)
        settings.environment->baseUrl = settings.baseUrl;
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
    GB_TRY(workerId, workerIdOf(texts));
    settings.engine.workerId = workerId;
    return settings;
}

void forgetEnvironmentKey()
{
    constexpr const char *variable = "ANTHROPIC_ENVIRONMENT_KEY";
    if (char *value = std::getenv(variable))
        explicit_bzero(value, std::strlen(value));
    ::unsetenv(variable);
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
    const auto byMemory = static_cast<int>(
        std::min<std::uint64_t>(host.memory.value / 2 / std::max<std::uint64_t>(memoryEach.value, 1), kCapacityMax));
    return std::clamp(std::min(host.processors, byMemory), 1, kCapacityByDefault);
}

} // namespace glovebox::compose
