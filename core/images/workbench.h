// Role: what every build of ours needs: the right to build, a folder for what is half-made, apt on the host's own
// sources, tools that run supervised, packing. Which of it is done, and in which order, is the builds' own.
// Thread: the engine's; destruction waits for work at hand.
// Invariant: until cleanUp() has answered there is at most one temporary folder in the store, and one outside of it.
#pragma once

#include "core/base/subprocess.h"
#include "core/images/apt_workspace.h"
#include "core/images/store_folder.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace glovebox::images {

struct HostTool {
    const char *program;
    const char *package;
};

/// Where a build reads what this host is.
struct BuildHost {
    std::string aptFolder = "/etc/apt";
    std::string osReleaseFile = "/etc/os-release";
};

class Workbench final : public QObject {
public:
    /// `said` gets the lines of tools.
    Workbench(StoreFolder store, BuildHost host, std::function<void(std::string_view)> said);

    WorkPool &pool() { return m_pool; }
    const StoreFolder &store() const { return m_store; }
    const AptWorkspace &apt() const { return m_apt; }
    const std::vector<AptSource> &sources() const { return m_sources; }
    const std::string &temporary() const { return m_temporary; }
    std::string temporary(const std::string &name) const { return m_temporary + '/' + name; }

    bool hasLock() const { return m_lock != nullptr; }
    /// Waits for it; `waits` is called once when somebody else has it.
    Call takeLock(std::function<void()> waits, Callback<> done);
    void letLockGo() { m_lock.reset(); }

    /// Makes the temporary folder when the tools and the space are there.
    Call checkHost(std::vector<HostTool> tools, ByteCount space, Callback<> done);
    Call askHostSettings(Callback<> done);
    Call makeWorkspace(Callback<> done);
    Call updateLists(Callback<> done);
    /// Its lines are said; its failure is explained.
    Call runTool(ProcessSpec spec, Callback<> done);
    Call runTool(ProcessSpec spec, Callback<ProcessOutcome> done);
    /// A tar as `folder`/root.sqfs.
    Call pack(const std::string &tar, const std::string &folder, Callback<> done);
    /// `then` comes at a later turn of the loop when there is something to remove, else at once.
    void cleanUp(std::function<void()> then);

private:
    StoreFolder m_store;
    BuildHost m_host;
    std::function<void(std::string_view)> m_said;
    std::shared_ptr<FileLock> m_lock;
    QTimer m_lockRetry;
    std::string m_temporary; // empty until something is built
    std::string m_hostSettings;
    std::vector<AptSource> m_sources;
    AptWorkspace m_apt;
    WorkPool m_pool;
    Call m_cleaning;
};

/// HostToolMissing, naming the first that is.
Result<> haveTools(const std::vector<HostTool> &tools);
/// OutOfDisk when `folder` has less than that.
Result<> haveSpace(const std::string &folder, ByteCount needed);
/// Time stamps inside an image: the same packages then give the same bytes. A moment in the past, or make complains.
inline constexpr const char *kImageEpoch = "1763596800";
inline constexpr const char *kRootFile = "root.sqfs";

Result<> makeFolder(const std::string &path);
std::string shellQuoted(const std::string &text);
std::string joined(const std::vector<std::string> &list, char separator);
/// Measures what lies in `folder`, writes its manifest, and moves it into the store.
Result<Part> sealAndPublish(const StoreFolder &store, const std::string &folder, Manifest manifest,
                            const StopFlag &stop);

} // namespace glovebox::images
