// Role: the table of settings, and the flags that are made of it.
#include "app/compose/environments_file.h"
#include "app/compose/settings.h"

#include <CLI/CLI.hpp>

namespace glovebox::compose {

namespace {

constexpr SettingRow kRows[]{
    {"--environment-id", "ANTHROPIC_ENVIRONMENT_ID", &SettingTexts::environmentId, "none", "environment to serve"},
    {"", "ANTHROPIC_ENVIRONMENT_KEY", nullptr, "none",
     "that environment's key; there is no flag, because every user of the host can read flags"},
    {"--environment-key-file", "GLOVEBOX_ENVIRONMENT_KEY_FILE", &SettingTexts::environmentKeyFile, "none",
     "file holding the key, closed to other users; goes before ANTHROPIC_ENVIRONMENT_KEY"},
    {"--operator-key-file", "GLOVEBOX_OPERATOR_KEY_FILE", &SettingTexts::operatorKeyFile, "none",
     "file holding an API key, closed to other users, to answer approvals and to interrupt sessions from here"},
    {"--environments-file", "GLOVEBOX_ENVIRONMENTS_FILE", &SettingTexts::environmentsFile, "none",
     "TOML file naming several environments, in place of the ones above"},
    {"--base-url", "ANTHROPIC_BASE_URL", &SettingTexts::baseUrl, kDefaultBaseUrl, "control plane"},
    {"--data-dir", "GLOVEBOX_DATA_DIR", &SettingTexts::dataDir, "XDG folders",
     "one folder for everything Glovebox keeps"},
    {"--image-dir", "GLOVEBOX_IMAGE_DIR", &SettingTexts::imageDir, "build one", "folder of a finished guest image"},
    {"--capacity", "GLOVEBOX_CAPACITY", &SettingTexts::capacity, "by processors and memory", "sandboxes at a time"},
    {"--queue", "GLOVEBOX_QUEUE", &SettingTexts::queue, "4", "sessions that may wait for a slot before polling rests"},
    {"--vcpus", "GLOVEBOX_VCPUS", &SettingTexts::vcpus, "1", "virtual processors of a sandbox"},
    {"--memory", "GLOVEBOX_MEMORY", &SettingTexts::memory, "1G", "memory of a sandbox"},
    {"--disk", "GLOVEBOX_DISK", &SettingTexts::disk, "8G", "writable disk of a sandbox"},
    {"--warm", "GLOVEBOX_WARM", &SettingTexts::warm, "1",
     "clones kept ready beforehand, so that a session's sandbox is there at once; 0: none"},
    {"--memory-reserve", "GLOVEBOX_MEMORY_RESERVE", &SettingTexts::memoryReserve, "1G",
     "memory of this host that sandboxes are not promised; nothing starts while less is left"},
    {"--cpu-overcommit", "GLOVEBOX_CPU_OVERCOMMIT", &SettingTexts::cpuOvercommit, "8",
     "virtual processors promised for each of this host's"},
    {"--disk-reserve", "GLOVEBOX_DISK_RESERVE", &SettingTexts::diskReserve, "512M",
     "free space where disks are, below which nothing starts"},
    {"--cpu-weight", "GLOVEBOX_CPU_WEIGHT", &SettingTexts::cpuWeight, "100",
     "a sandbox's share beside others when processors are scarce, 1 to 10000"},
    {"--disk-rate", "GLOVEBOX_DISK_RATE", &SettingTexts::diskRate, "0",
     "what a sandbox may read and write a second, like 50M; 0: as much as it can"},
    {"--disk-operations", "GLOVEBOX_DISK_OPERATIONS", &SettingTexts::diskOperations, "0",
     "reads and writes of a sandbox a second; 0: as many as it can"},
    {"--prices", "GLOVEBOX_PRICES", &SettingTexts::prices, "none",
     "JSON file of what sandboxes cost, in place of the prices that are built in"},
    {"--budgets", "GLOVEBOX_BUDGETS", &SettingTexts::budgets, "none",
     "what sandboxes may cost, like host/day=5.00:pause-polling, until others are set in the panel"},
    {"--egress", "GLOVEBOX_EGRESS", &SettingTexts::egress, "none",
     "egress profile of sandboxes that are given no other"},
    {"--egress-file", "GLOVEBOX_EGRESS_FILE", &SettingTexts::egressFile, "none",
     "TOML file of egress profiles of your own; read anew when it changes"},
    {"--egress-ceiling", "GLOVEBOX_EGRESS_CEILING", &SettingTexts::egressCeiling, "no ceiling",
     "egress profile that no sandbox may exceed"},
    {"--ports-address", "GLOVEBOX_PORTS_ADDRESS", &SettingTexts::portsAddress, "loopback",
     "address of this host where http ports of sandboxes are opened, for other computers to reach them"},
    {"--api-port", "GLOVEBOX_API_PORT", &SettingTexts::apiPort, "0",
     "port of the local API on 127.0.0.1 and ::1, for programs that have a key, like 8467; 0: its socket alone"},
    {"--keep-history", "GLOVEBOX_KEEP_HISTORY", &SettingTexts::keepHistory, "365d",
     "how long history is kept, 1d to 3650d; the audit trail stays"},
    {"--secret-store", "GLOVEBOX_SECRET_STORE", &SettingTexts::secretStore, "auto",
     "auto, keyring or file: where the audit trail's key is kept; decided at the first start"},
    {"--pause-after", "GLOVEBOX_PAUSE_AFTER", &SettingTexts::pauseAfter, "60s",
     "a sandbox that nobody uses stands still after this long and uses no processor; 0: never"},
    {"--hibernate-after", "GLOVEBOX_HIBERNATE_AFTER", &SettingTexts::hibernateAfter, "15m",
     "then its memory is written to disk and it takes no slot; whoever uses it wakes it; 0: never"},
    {"--destroy-after", "GLOVEBOX_DESTROY_AFTER", &SettingTexts::destroyAfter, "7d",
     "then it is destroyed, unless it is the operator's; 0: never"},
    {"--session-idle", "GLOVEBOX_SESSION_IDLE", &SettingTexts::sessionIdle, "60s",
     "release a session that is idle for this long; 0: never"},
    {"--tool-timeout", "GLOVEBOX_TOOL_TIMEOUT", &SettingTexts::toolTimeout, "120s", "time limit of one tool call"},
    {"--skills", "GLOVEBOX_SKILLS", &SettingTexts::skills, "on", "on or off: download what the agent brings along"},
    {"--memory-sync", "GLOVEBOX_MEMORY_SYNC", &SettingTexts::memorySync, "15s",
     "how often changed memories are sent to their store; off: sessions with a memory store fail here"},
    {"--memory-deletions", "GLOVEBOX_MEMORY_DELETIONS", &SettingTexts::memoryDeletions, "enabled",
     "enabled, log_only or disabled: whether deleting a memory's file deletes the memory"},
    {"--webhook-listen", "GLOVEBOX_WEBHOOK_LISTEN", &SettingTexts::webhookListen, "none",
     "address and port for webhooks, behind a proxy that speaks HTTPS; switched on in the panel it is 127.0.0.1:8466"},
    {"", "ANTHROPIC_WEBHOOK_SIGNING_KEY", nullptr, "none", "key that webhooks are signed with; there is no flag"},
    {"--webhook-key-file", "GLOVEBOX_WEBHOOK_KEY_FILE", &SettingTexts::webhookKeyFile, "none",
     "file holding that key, closed to other users; goes before ANTHROPIC_WEBHOOK_SIGNING_KEY"},
    {"--accel", "GLOVEBOX_ACCEL", &SettingTexts::accelerate, "auto", "auto, kvm or emulated"},
    {"--worker-id", "ANTHROPIC_WORKER_ID", &SettingTexts::workerId, "host name and a random part",
     "this worker's name in the queue"},
    {"--log-level", "GLOVEBOX_LOG_LEVEL", &SettingTexts::logLevel, "info", "debug, info, warning or error"},
    {"--log-format", "GLOVEBOX_LOG_FORMAT", &SettingTexts::logFormat, "text",
     "text or json: how log lines are printed on standard error"},
    {"--log-keep", "GLOVEBOX_LOG_KEEP", &SettingTexts::logKeep, "30d",
     "logs on disk are deleted when they are older; 0: never"},
    {"--log-size", "GLOVEBOX_LOG_SIZE", &SettingTexts::logSize, "1G",
     "what logs on disk may take together; the oldest are deleted then"},
};

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

} // namespace glovebox::compose
