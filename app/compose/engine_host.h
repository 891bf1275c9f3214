// Role: an engine with its real adapters on a thread of its own: the one place where concrete classes meet. The window
// and the command line both use it; nothing else knows what the ports are made of.
// Thread: made, used and destroyed on the caller's. The observer is called on the engine's.
// Invariants: destruction ends the engine's thread and every machine with it; call drain() first for a clean end.
#pragma once

#include "app/compose/settings.h"
#include "app/compose/single_item.h"
#include "core/api/engine_door.h"
#include "core/secrets/choosing.h"
#include "core/system/service_manager.h"

#include <QThread>

#include <functional>
#include <memory>
#include <vector>

namespace glovebox::compose {

struct HostEnvironment {
    EnvironmentSettings settings;
    bool isDemo = false;
};

struct HostSetup {
    api::EngineSettings engine;
    std::vector<HostEnvironment> environments;
    std::string dataDir;
    std::string imageDir;
    std::string baseUrl = kDefaultBaseUrl; // of environments that are added and name none
    std::string egressFile{};              // of profiles that the operator wrote; empty: none
    std::optional<WebhookSettings> webhook;
    std::chrono::hours keepHistory = limits::kHistoryKept;
    std::string origin = "serve"; // of commands, in the audit trail
    secrets::StoreWish secretStore = secrets::StoreWish::Auto;
    std::uint16_t apiPort = 0; // of the local API on loopback; 0: over its socket alone
    bool apiAlone = false;     // no environment is served, and none can be added
    /// Off: a first start leaves the desktop's keyring alone. For a demo.
    bool mayTakeKeyring = true;
    /// Serves this item of the one environment and nothing else, in folders of its own below the data folder.
    std::optional<OneItem> onlyItem;
    /// What guests print, with their machine's name; on the engine's thread. May be none.
    std::function<void(const std::string &machine, std::string_view bytes)> console;
    /// Who started this program as a service, and is told how the engine is; none: nobody.
    std::shared_ptr<const system::ServiceManager> serviceManager{};
};

/// An engine for everything that was set.
HostSetup hostSetup(const Settings &settings);

class EngineWorker;

class EngineHost {
public:
    using Job = std::function<void(api::EngineDoor &)>;

    EngineHost(HostSetup setup, api::Observer observer);
    ~EngineHost();

    /// Runs the job on the engine's thread. If this host cannot run an engine at all (no QEMU, no writable data
    /// folder), the job meets a door that says so, and whose start() tries again.
    void post(Job job);
    /// Ends at once what is being put together; what waits for it is denied as after any failure, and
    /// HostView::problem is Cancelled. Nothing when the engine is there, or has failed.
    void giveUp();

private:
    QThread m_thread;
    EngineWorker *m_worker; // lives on m_thread, deleted by its end
};

} // namespace glovebox::compose
