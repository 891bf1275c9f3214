// Role: what an operator may set, in one table: flag, environment variable, default. docs/configuration.md is checked
// against it by a test. Pure, apart from reading the environment, the host's size, and the files and folders it names.
#pragma once

#include "app/compose/environment_settings.h"
#include "app/compose/setting_values.h"
#include "core/base/log.h"
#include "core/base/result.h"
#include "core/secrets/choosing.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace glovebox::compose {

/// Texts as they came from flags or the environment; empty means the default.
struct SettingTexts {
    std::string environmentId;
    std::string environmentKeyFile;
    std::string operatorKeyFile;
    std::string environmentsFile;
    std::string baseUrl;
    std::string dataDir;
    std::string imageDir;
    std::string capacity;
    std::string queue;
    std::string vcpus;
    std::string memory;
    std::string disk;
    std::string warm;
    std::string memoryReserve;
    std::string cpuOvercommit;
    std::string diskReserve;
    std::string cpuWeight;
    std::string diskRate;
    std::string diskOperations;
    std::string prices;
    std::string budgets;
    std::string egress;
    std::string egressFile;
    std::string egressCeiling;
    std::string portsAddress;
    std::string apiPort;
    std::string secretStore;
    std::string keepHistory;
    std::string pauseAfter;
    std::string hibernateAfter;
    std::string destroyAfter;
    std::string sessionIdle;
    std::string toolTimeout;
    std::string skills;
    std::string memorySync;
    std::string memoryDeletions;
    std::string webhookListen;
    std::string webhookKeyFile;
    std::string accelerate;
    std::string workerId;
    std::string logLevel;
    std::string logFormat;
    std::string logKeep;
    std::string logSize;
};

/// A row of docs/configuration.md.
struct SettingRow {
    const char *flag; // empty: only the variable
    const char *variable;
    std::string SettingTexts::*text; // none: only the variable
    const char *usual;               // the default, or in words what decides it
    const char *meaning;
};
std::span<const SettingRow> settingRows();

enum class LogFormat { Text, Json };

struct Settings {
    api::EngineSettings engine;
    std::vector<EnvironmentSettings> environments; // none: nobody named one
    std::optional<WebhookSettings> webhook;        // none: there is no signing key
    std::chrono::hours keepHistory = limits::kHistoryKept;
    secrets::StoreWish secretStore = secrets::StoreWish::Auto;
    std::string baseUrl;
    std::string dataDir; // empty: the XDG folders
    std::string imageDir;
    std::string egressFile;    // empty: no profiles of the operator's own
    std::uint16_t apiPort = 0; // 0: none
    LogLevel logLevel = LogLevel::Info;
    LogFormat logFormat = LogFormat::Text; // on standard error
    std::chrono::milliseconds logKeep = std::chrono::days(30);
    ByteCount logSize = ByteCount::gib(1); // of all logs on disk
};

struct HostSize {
    int processors = 1;
    ByteCount memory;
};

/// Adds every setting's flag to a command; its environment variable stands in where the flag is not given.
void addSettings(CLI::App &command, SettingTexts &texts);

/// InvalidArgument naming the flag, what was given (never a key) and what is possible. Keys come from variables or from
/// files; never from flags, which every user of the host could read. Call forgetSecrets() (secret_files.h) afterwards.
Result<Settings> resolve(const SettingTexts &texts, const HostSize &host);

/// What flags say about one environment's serving.
Result<> resolveServing(const SettingTexts &texts, api::EnvironmentSettings &serving);

/// Without environments and webhooks: for who brings an environment of his own.
SettingTexts withoutEnvironments(SettingTexts texts);

/// Sandboxes that fit: one a processor at most, in half of the memory, eight at most unless asked for more.
int defaultCapacity(const HostSize &host, ByteCount memoryEach);

} // namespace glovebox::compose
