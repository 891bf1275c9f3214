// Role: what an operator may set, in one table: flag, environment variable, default. docs/configuration.md is checked
// against it by a test. Pure, apart from reading the environment and the host's size.
#pragma once

#include "core/api/engine_control.h"
#include "core/base/log.h"
#include "core/base/result.h"
#include "core/base/secret.h"

#include <optional>
#include <span>
#include <string>

namespace CLI {
class App;
}

namespace glovebox::compose {

/// Texts as they came from flags or the environment; empty means the default.
struct SettingTexts {
    std::string environmentId;
    std::string environmentKeyFile;
    std::string baseUrl;
    std::string dataDir;
    std::string imageDir;
    std::string capacity;
    std::string queue;
    std::string vcpus;
    std::string memory;
    std::string disk;
    std::string sessionIdle;
    std::string toolTimeout;
    std::string accelerate;
    std::string workerId;
    std::string logLevel;
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

struct EnvironmentSettings {
    std::string id;
    SecretString key;
    std::string baseUrl;
};

struct Settings {
    api::EngineSettings engine;
    std::optional<EnvironmentSettings> environment; // none: neither id nor key was given
    std::string baseUrl;
    std::string dataDir; // empty: the XDG folders
    std::string imageDir;
    LogLevel logLevel = LogLevel::Info;
};

struct HostSize {
    int processors = 1;
    ByteCount memory;
};

/// Adds every setting's flag to a command; its environment variable stands in where the flag is not given.
void addSettings(CLI::App &command, SettingTexts &texts);

/// InvalidArgument naming the flag, what was given (never a key) and what is possible. The key comes from
/// ANTHROPIC_ENVIRONMENT_KEY or from a file; never from a flag, which every user of the host could read.
Result<Settings> resolve(const SettingTexts &texts, const HostSize &host);

/// Once settings are resolved nothing needs the key's variable: taken out, so that no child inherits it, and
/// overwritten where /proc/<pid>/environ would still show it.
void forgetEnvironmentKey();

/// "500ms", "60s", "2m", "1h", "0".
Result<std::chrono::milliseconds> parseDuration(const std::string &text);
/// "512M", "2G", "8GiB"; powers of two.
Result<ByteCount> parseSize(const std::string &text);

/// Sandboxes that fit: one a processor at most, in half of the memory, eight at most unless asked for more.
int defaultCapacity(const HostSize &host, ByteCount memoryEach);

inline constexpr const char *kDefaultBaseUrl = "https://api.anthropic.com";

} // namespace glovebox::compose
