#include "app/compose/settings.h"

#include "app/compose/budget_file.h"
#include "app/compose/environments_file.h"
#include "app/compose/image_store.h"
#include "app/compose/price_file.h"
#include "app/compose/secret_files.h"
#include "core/base/limits.h"
#include "core/base/log_level.h"
#include "core/controlplane/base_url.h"
#include "core/domain/egress_policy.h"
#include "core/domain/ip_address.h"
#include "core/rest/webhook_signature.h"

#include <CLI/CLI.hpp>

#include <QFileInfo>
#include <QHostInfo>
#include <QUuid>

#include <algorithm>
#include <charconv>

namespace glovebox::compose {

using namespace std::chrono_literals;

namespace {

constexpr int kCapacityMax = 256; // QEMU processes; far beyond what one host's memory gives
constexpr int kCapacityByDefault = 8;
constexpr std::size_t kWorkerIdMax = 200; // it is sent with every poll

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

Result<SecretString> keyOf(KeyKind kind, const std::string &flag, const std::string &file, const char *variable)
{
    return file.empty() ? keyFromVariable(kind, variable) : readKeyFile(kind, flag, file);
}

/// "128M to 1024G"
std::string sizesFrom(ByteCount min, ByteCount max)
{
    return std::to_string(min.value >> 20) + "M to " + std::to_string(max.value >> 30) + 'G';
}

Result<std::vector<EnvironmentSettings>> oneEnvironment(const SettingTexts &texts, const std::string &baseUrl)
{
    GB_TRY(key, keyOf(KeyKind::Environment, "--environment-key-file", texts.environmentKeyFile,
                      "ANTHROPIC_ENVIRONMENT_KEY"));
    EnvironmentSettings environment{.id = texts.environmentId,
                                    .key = std::move(key),
                                    .keySource = texts.environmentKeyFile.empty()
                                                     ? "ANTHROPIC_ENVIRONMENT_KEY"
                                                     : texts.environmentKeyFile + " (--environment-key-file)",
                                    .baseUrl = baseUrl};
    environment.namedBy = "--environment-id or ANTHROPIC_ENVIRONMENT_ID";
    GB_CHECK(resolveServing(texts, environment.serving));
    if (!texts.operatorKeyFile.empty()) {
        GB_TRY(operatorKey, readKeyFile(KeyKind::Operator, "--operator-key-file", texts.operatorKeyFile));
        environment.operatorKey = std::move(operatorKey);
        environment.operatorKeySource = texts.operatorKeyFile + " (--operator-key-file)";
    }
    if (environment.id.empty() && environment.key.empty())
        return std::vector<EnvironmentSettings>();
    if (environment.id.empty())
        return fail(ErrorCode::InvalidArgument,
                    "there is an environment key but no environment id; set ANTHROPIC_ENVIRONMENT_ID");
    if (environment.key.empty())
        return fail(ErrorCode::InvalidArgument,
                    "there is an environment id but no key; set ANTHROPIC_ENVIRONMENT_KEY to a key of "
                    "that environment, made in the Console");
    if (!isSafeToken(environment.id))
        return wrong("--environment-id", environment.id, "an id like env_01ABC");
    return std::vector{std::move(environment)};
}

/// Several: what belongs to one environment stands in the file then, or it would be anybody's guess whose it is.
Result<std::vector<EnvironmentSettings>> environmentsOf(const SettingTexts &texts, const std::string &baseUrl)
{
    if (texts.environmentsFile.empty())
        return oneEnvironment(texts, baseUrl);
    for (const auto &row : settingRows()) {
        const auto text = row.text;
        const bool belongs = text == &SettingTexts::environmentId || text == &SettingTexts::environmentKeyFile ||
                             text == &SettingTexts::operatorKeyFile || text == &SettingTexts::skills ||
                             text == &SettingTexts::memorySync || text == &SettingTexts::memoryDeletions;
        if (belongs && !(texts.*text).empty())
            return fail(ErrorCode::InvalidArgument,
                        std::string(row.flag) + " (" + row.variable +
                            ") is about one environment; with --environments-file write it into the file");
    }
    if (qEnvironmentVariableIsSet("ANTHROPIC_ENVIRONMENT_KEY"))
        return fail(ErrorCode::InvalidArgument, "ANTHROPIC_ENVIRONMENT_KEY is about one environment; with "
                                                "--environments-file name a key_file in the file");
    return readEnvironmentsFile(texts.environmentsFile, baseUrl);
}

Result<std::optional<WebhookSettings>> webhookOf(const SettingTexts &texts)
{
    WebhookSettings webhook{.listen = !texts.webhookListen.empty()};
    if (webhook.listen) {
        const auto listen = parseListenAddress(texts.webhookListen);
        if (!listen)
            return wrong("--webhook-listen", texts.webhookListen, kListenAddressPossible);
        webhook.address = listen->address;
        webhook.port = listen->port;
    }
    GB_TRY(key, keyOf(KeyKind::Webhook, "--webhook-key-file", texts.webhookKeyFile, "ANTHROPIC_WEBHOOK_SIGNING_KEY"));
    if (key.empty() && webhook.listen)
        return fail(ErrorCode::InvalidArgument, "--webhook-listen needs the key that webhooks are signed with; set "
                                                "ANTHROPIC_WEBHOOK_SIGNING_KEY or --webhook-key-file");
    if (key.empty())
        return std::nullopt;
    if (const auto usable = rest::SigningKey::parse(key); !usable)
        return fail(ErrorCode::InvalidArgument,
                    (texts.webhookKeyFile.empty() ? "ANTHROPIC_WEBHOOK_SIGNING_KEY"
                                                  : "--webhook-key-file: " + texts.webhookKeyFile) +
                        ": " + usable.error().detail);
    webhook.key = std::move(key);
    return webhook;
}

/// An environment that is called is called by somebody.
Result<> checkArrival(const Settings &settings)
{
    if (settings.webhook && settings.webhook->listen)
        return {};
    for (const auto &environment : settings.environments)
        if (environment.serving.arrival == api::WorkArrival::Webhooks)
            return fail(ErrorCode::InvalidArgument, "environment " + environment.id +
                                                        " has webhooks = true, which needs --webhook-listen and the "
                                                        "key that webhooks are signed with");
    return {};
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

/// One step of the ladder; a text that says never takes it out.
Result<> readStep(const char *flag, const std::string &text, std::optional<std::chrono::milliseconds> &step)
{
    if (text.empty())
        return {};
    const auto time = parseDuration(text);
    if (!time || *time > 365 * 24h)
        return wrong(flag, text, "a time like 60s, 15m, 7d or 0 for never, 365d at most");
    step.reset();
    if (*time > 0ms)
        step = *time;
    return {};
}

Result<> readLadder(const SettingTexts &texts, domain::IdleLadder &ladder)
{
    GB_CHECK(readStep("--pause-after", texts.pauseAfter, ladder.pauseAfter));
    GB_CHECK(readStep("--hibernate-after", texts.hibernateAfter, ladder.hibernateAfter));
    return readStep("--destroy-after", texts.destroyAfter, ladder.destroyAfter);
}

Result<> resolveSize(const SettingTexts &texts, domain::MachineSize &size)
{
    if (!texts.vcpus.empty()) {
        GB_TRY(vcpus, wholeNumber("--vcpus", texts.vcpus, 1, limits::kVcpusMax));
        size.vcpus = static_cast<int>(vcpus);
    }
    size.memory = ByteCount::gib(1);
    if (!texts.memory.empty()) {
        const auto memory = parseSize(texts.memory);
        if (!memory || *memory < limits::kMachineMemoryMin || *memory > limits::kMachineMemoryMax)
            return wrong("--memory", texts.memory,
                         "a size like 512M or 2G, from " +
                             sizesFrom(limits::kMachineMemoryMin, limits::kMachineMemoryMax));
        size.memory = *memory;
    }
    if (!texts.disk.empty()) {
        const auto disk = parseSize(texts.disk);
        if (!disk || *disk < limits::kMachineDiskMin || *disk > limits::kMachineDiskMax)
            return wrong("--disk", texts.disk,
                         "a size like 8G, from " + sizesFrom(limits::kMachineDiskMin, limits::kMachineDiskMax));
        size.disk = *disk;
    }
    return {};
}

Result<> readReserve(const char *flag, const std::string &text, ByteCount &reserve)
{
    if (text.empty())
        return {};
    const auto size = text == "0" ? Result<ByteCount>(ByteCount{}) : parseSize(text);
    if (!size || *size > limits::kMachineDiskMax)
        return wrong(flag, text,
                     "a size like 512M or 2G, or 0, up to " + std::to_string(limits::kMachineDiskMax.value >> 30) +
                         'G');
    reserve = *size;
    return {};
}

/// One that a URL can name and a socket be bound to: not all at once, no group of hosts, none that needs a scope.
bool isOfOneHost(const domain::IpAddress &address)
{
    for (const auto *none : {"0.0.0.0", "::", "224.0.0.0/4", "255.255.255.255", "ff00::/8", "fe80::/10"})
        if (domain::ipRangeFrom(none)->holds(address))
            return false;
    return true;
}

Result<> resolveNetwork(const SettingTexts &texts, api::EngineSettings &engine)
{
    if (!texts.egress.empty()) {
        if (!domain::isEgressProfileName(texts.egress))
            return wrong("--egress", texts.egress, "an egress profile's name, like none or packages");
        engine.egress = texts.egress;
    }
    if (!texts.egressCeiling.empty()) {
        if (!domain::isEgressProfileName(texts.egressCeiling))
            return wrong("--egress-ceiling", texts.egressCeiling, "an egress profile's name, like packages");
        engine.egressCeiling = texts.egressCeiling;
    }
    if (!texts.portsAddress.empty() && texts.portsAddress != "loopback") {
        const auto address = domain::ipAddressFrom(texts.portsAddress);
        if (!address || !isOfOneHost(*address))
            return wrong("--ports-address", texts.portsAddress,
                         "loopback, or one address of this host, like 127.0.0.1 or 192.0.2.7");
        engine.portsAddress = domain::textOf(*address);
    }
    return {};
}

/// What may start beside what, and what each may take.
Result<> resolveRoom(const SettingTexts &texts, api::EngineSettings &engine)
{
    GB_CHECK(readReserve("--memory-reserve", texts.memoryReserve, engine.memoryReserve));
    GB_CHECK(readReserve("--disk-reserve", texts.diskReserve, engine.diskReserve));
    if (const auto &text = texts.cpuOvercommit; !text.empty()) {
        double times = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), times);
        if (error != std::errc{} || end != text.data() + text.size() || !(times >= 0.1 && times <= 1000))
            return wrong("--cpu-overcommit", text, "a number from 0.1 to 1000");
        engine.cpuOvercommit = times;
    }
    auto &shares = engine.shares;
    if (!texts.cpuWeight.empty()) {
        GB_TRY(weight, wholeNumber("--cpu-weight", texts.cpuWeight, 1, 10'000));
        shares.cpuWeight = static_cast<int>(weight);
    }
    if (!texts.diskRate.empty() && texts.diskRate != "0") {
        const auto rate = parseSize(texts.diskRate);
        if (!rate || *rate < ByteCount::mib(1))
            return wrong("--disk-rate", texts.diskRate, "a size a second like 50M, from 1M, or 0 for no limit");
        shares.diskRate = *rate;
    }
    if (!texts.diskOperations.empty()) {
        GB_TRY(operations, wholeNumber("--disk-operations", texts.diskOperations, 0, 10'000'000));
        shares.diskOperations.reset();
        if (operations > 0)
            shares.diskOperations = static_cast<int>(operations);
    }
    auto prices = readPrices(texts.prices);
    if (!prices)
        return fail(ErrorCode::InvalidArgument, "--prices: " + texts.prices + ": " + prices.error().detail);
    engine.prices = *std::move(prices);
    auto budgets = parseBudgets(texts.budgets);
    if (!budgets)
        return fail(ErrorCode::InvalidArgument, "--budgets: " + budgets.error().detail);
    engine.budgets = *std::move(budgets);
    return resolveNetwork(texts, engine);
}

Result<> resolveHistory(const SettingTexts &texts, Settings &settings)
{
    if (texts.keepHistory.empty())
        return {};
    const auto time = parseDuration(texts.keepHistory);
    if (!time || *time < 24h || *time > 3650 * 24h)
        return wrong("--keep-history", texts.keepHistory, "a time from 1d to 3650d");
    settings.keepHistory = std::chrono::duration_cast<std::chrono::hours>(*time);
    return {};
}

/// Helper programs run elsewhere, some of them behind other mounts: a relative path would mean another place there.
std::string absolute(const std::string &path)
{
    return path.empty() ? path : QFileInfo(QString::fromStdString(path)).absoluteFilePath().toStdString();
}

/// What one session may ask for: the host's processors, half of its memory; never less than what is usual.
domain::MachineSize sizeMaxOf(const HostSize &host, const domain::MachineSize &usual)
{
    return {std::clamp(host.processors, usual.vcpus, limits::kVcpusMax),
            std::clamp(ByteCount{host.memory.value / 2}, usual.memory, limits::kMachineMemoryMax),
            std::max(ByteCount::gib(64), usual.disk)};
}

Result<> resolveTimes(const SettingTexts &texts, api::EngineSettings &engine)
{
    if (!texts.sessionIdle.empty()) {
        const auto idle = parseDuration(texts.sessionIdle);
        if (!idle || *idle > 30 * 24h)
            return wrong("--session-idle", texts.sessionIdle, "a time like 60s, 5m or 0 for never, 720h at most");
        engine.sessionIdle = *idle;
    }
    GB_CHECK(readLadder(texts, engine.ladder));
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
    if (const auto level = logLevelFrom(text.empty() ? "info" : text))
        return *level;
    return wrong("--log-level", text, "debug, info, warning or error");
}

Result<> resolveLogs(const SettingTexts &texts, Settings &settings)
{
    GB_TRY(level, logLevelOf(texts.logLevel));
    settings.logLevel = level;
    if (!texts.logFormat.empty() && texts.logFormat != "text" && texts.logFormat != "json")
        return wrong("--log-format", texts.logFormat, "text or json");
    settings.logFormat = texts.logFormat == "json" ? LogFormat::Json : LogFormat::Text;
    if (!texts.logKeep.empty()) {
        const auto keep = parseDuration(texts.logKeep);
        if (!keep || (*keep > 0ms && *keep < 1h) || *keep > 3650 * 24h)
            return wrong("--log-keep", texts.logKeep, "a time like 12h or 30d, from 1h to 3650d, or 0 for ever");
        settings.logKeep = *keep;
    }
    if (!texts.logSize.empty()) {
        const auto size = parseSize(texts.logSize);
        if (!size || *size < ByteCount::mib(64))
            return wrong("--log-size", texts.logSize, "a size like 512M or 2G, from 64M");
        settings.logSize = *size;
    }
    return {};
}

Result<secrets::StoreWish> secretStoreOf(const std::string &text)
{
    if (text.empty() || text == "auto")
        return secrets::StoreWish::Auto;
    if (text == "keyring")
        return secrets::StoreWish::Keyring;
    if (text == "file")
        return secrets::StoreWish::File;
    return wrong("--secret-store", text, "auto, keyring or file");
}

} // namespace

Result<Settings> resolve(const SettingTexts &texts, const HostSize &host)
{
    Settings settings;
    settings.dataDir = absolute(texts.dataDir);
    settings.egressFile = absolute(texts.egressFile);
    settings.imageDir = absolute(texts.imageDir);
    if (!settings.imageDir.empty())
        GB_CHECK(checkImageDir(settings.imageDir));
    GB_TRY(baseUrl, baseUrlOf(texts));
    settings.baseUrl = baseUrl;
    GB_TRY(environments, environmentsOf(texts, settings.baseUrl));
    settings.environments = std::move(environments);
    GB_TRY(webhook, webhookOf(texts));
    settings.webhook = std::move(webhook);
    GB_CHECK(checkArrival(settings));
    GB_CHECK(resolveLogs(texts, settings));
    GB_CHECK(resolveSize(texts, settings.engine.size));
    settings.engine.sizeMax = sizeMaxOf(host, settings.engine.size);
    GB_CHECK(resolveTimes(texts, settings.engine));
    GB_CHECK(resolveRoom(texts, settings.engine));
    GB_CHECK(resolveHistory(texts, settings));
    if (!texts.apiPort.empty()) {
        GB_TRY(port, wholeNumber("--api-port", texts.apiPort, 0, 65'535));
        settings.apiPort = static_cast<std::uint16_t>(port);
    }
    GB_TRY(secretStore, secretStoreOf(texts.secretStore));
    settings.secretStore = secretStore;
    settings.engine.capacity = defaultCapacity(host, settings.engine.size.memory);
    if (!texts.capacity.empty()) {
        GB_TRY(capacity, wholeNumber("--capacity", texts.capacity, 1, kCapacityMax));
        settings.engine.capacity = static_cast<int>(capacity);
    }
    if (!texts.warm.empty()) {
        GB_TRY(warm, wholeNumber("--warm", texts.warm, 0, settings.engine.capacity));
        settings.engine.warm = static_cast<int>(warm);
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

Result<> resolveServing(const SettingTexts &texts, api::EnvironmentSettings &serving)
{
    if (!texts.skills.empty() && texts.skills != "on" && texts.skills != "off")
        return wrong("--skills", texts.skills, "on or off");
    serving.skills = texts.skills != "off";
    if (!texts.memorySync.empty()) {
        const auto sync = parseMemorySync(texts.memorySync);
        if (!sync)
            return wrong("--memory-sync", texts.memorySync, kMemorySyncPossible);
        serving.memorySync = *sync;
    }
    if (!texts.memoryDeletions.empty()) {
        const auto deletions = parseMemoryDeletions(texts.memoryDeletions);
        if (!deletions)
            return wrong("--memory-deletions", texts.memoryDeletions, kMemoryDeletionsPossible);
        serving.memoryDeletions = *deletions;
    }
    if (!texts.webhookListen.empty())
        serving.arrival = api::WorkArrival::Webhooks;
    return {};
}

SettingTexts withoutEnvironments(SettingTexts texts)
{
    for (const auto text :
         {&SettingTexts::environmentId, &SettingTexts::environmentKeyFile, &SettingTexts::operatorKeyFile,
          &SettingTexts::environmentsFile, &SettingTexts::webhookListen, &SettingTexts::webhookKeyFile})
        (texts.*text).clear();
    return texts;
}

int defaultCapacity(const HostSize &host, ByteCount memoryEach)
{
    const auto byMemory = static_cast<int>(
        std::min<std::uint64_t>(host.memory.value / 2 / std::max<std::uint64_t>(memoryEach.value, 1), kCapacityMax));
    return std::clamp(std::min(host.processors, byMemory), 1, kCapacityByDefault);
}

} // namespace glovebox::compose
