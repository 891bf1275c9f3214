// Role: the sample engine on a thread of its own, as EngineHost runs the real one: over a ledger in a folder that goes
// with the window, with the host's clock or one that it is given.
// Thread: made, used and destroyed on the caller's. The observer and the console are called on the engine's.
#pragma once

#include "app/compose/engine_host.h"
#include "app/sample/sample_options.h"

namespace glovebox::compose {

struct SampleSetup {
    sample::SampleOptions options;
    std::string dataDir; // of its own, and empty
    std::function<void(const std::string &machine, std::string_view bytes)> console{};
    std::function<WallTime()> now{}; // in place of the host's; called on the engine's thread
};

class SampleWorker;

class SampleHost {
public:
    SampleHost(SampleSetup setup, api::Observer observer);
    ~SampleHost();
    SampleHost(const SampleHost &) = delete;
    SampleHost &operator=(const SampleHost &) = delete;

    /// Queues onto the engine's thread. May be called from any thread.
    void post(EngineHost::Job job);

private:
    QThread m_thread;
    SampleWorker *m_worker; // lives on m_thread
};

} // namespace glovebox::compose
