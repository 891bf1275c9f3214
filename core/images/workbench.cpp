#include "core/images/workbench.h"

#include "core/images/stray_processes.h"

#include <algorithm>
#include <filesystem>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

/// How often the lock of another Glovebox is tried. It builds for half a minute.
constexpr auto kLockRetry = 250ms;
// A second on a fast line; generous for slow lines and hosts, since a person watches and can cancel.
constexpr auto kListsTimeout = 10min;
constexpr auto kPackTimeout = 20min;

} // namespace

Result<> haveTools(const std::vector<HostTool> &tools)
{
    for (const auto &tool : tools)
        if (!findProgram(tool.program))
            return fail(ErrorCode::HostToolMissing,
                        std::string(tool.program) + " is not installed (Debian package " + tool.package + ")");
    return {};
}

Result<> haveSpace(const std::string &folder, ByteCount needed)
{
    std::error_code error;
    const auto space = fs::space(folder, error);
    if (error || space.available >= needed.value)
        return {};
    return fail(ErrorCode::OutOfDisk, folder + " has " + std::to_string(space.available >> 20) +
                                          " MiB free; building the guest image needs " +
                                          std::to_string(needed.value >> 20) + " MiB");
}

std::string shellQuoted(const std::string &text)
{
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return result + '\'';
}

std::string joined(const std::vector<std::string> &list, char separator)
{
    std::string text;
    for (const auto &item : list)
        text += (text.empty() ? "" : std::string(1, separator)) + item;
    return text;
}

Result<> makeFolder(const std::string &path)
{
    std::error_code error;
    fs::create_directories(path, error);
    return error ? Result<>(fail(ErrorCode::OutOfDisk, "making " + path + ": " + error.message())) : Result<>();
}

Result<Part> sealAndPublish(const StoreFolder &store, const std::string &folder, Manifest manifest,
                            const StopFlag &stop)
{
    GB_TRY(part, sealPart(folder, std::move(manifest), stop));
    return store.publish(part);
}

Workbench::Workbench(StoreFolder store, BuildHost host, std::function<void(std::string_view)> said)
    : m_store(std::move(store)), m_host(std::move(host)), m_said(std::move(said))
{
    m_lockRetry.setSingleShot(true);
}

Call Workbench::takeLock(std::function<void()> waits, Callback<> done)
{
    m_lockRetry.disconnect();
    connect(&m_lockRetry, &QTimer::timeout, this, [this, waits = std::move(waits), done = std::move(done)]() mutable {
        auto lock = m_store.tryLock();
        if (!lock && lock.error().code == ErrorCode::Conflict) {
            m_lockRetry.start(kLockRetry);
            if (const auto tell = std::exchange(waits, nullptr))
                tell();
            return;
        }
        if (lock)
            m_lock = std::move(*lock);
        done(lock ? Result<>() : Result<>(tl::unexpected(lock.error())));
    });
    m_lockRetry.start(0);
    return Call([this] { m_lockRetry.stop(); });
}

/// Everything that can be known before the first byte is fetched.
Call Workbench::checkHost(std::vector<HostTool> tools, ByteCount space, Callback<> done)
{
    return m_pool.run<std::string>(
        [store = m_store, tools = std::move(tools), space](const StopFlag &) -> Result<std::string> {
            GB_CHECK(haveTools(tools));
            GB_CHECK(haveSpace(store.path(), space));
            return store.makeTemporary();
        },
        [this, done = std::move(done)](Result<std::string> folder) {
            if (folder)
                m_temporary = *folder;
            done(folder ? Result<>() : Result<>(tl::unexpected(folder.error())));
        });
}

Call Workbench::askHostSettings(Callback<> done)
{
    ProcessSpec spec;
    spec.program = "apt-config";
    spec.arguments = {"dump"};
    return runProcess(spec, [this, done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (outcome)
            m_hostSettings = hostAcquireSettings(outcome->standardOutput);
        done(outcome ? Result<>() : Result<>(tl::unexpected(outcome.error())));
    });
}

Call Workbench::makeWorkspace(Callback<> done)
{
    using Made = std::pair<DebianSources, AptWorkspace>;
    return m_pool.run<Made>(
        [host = m_host, folder = temporary("apt"), settings = m_hostSettings](const StopFlag &) -> Result<Made> {
            const auto osRelease = readFile(host.osReleaseFile, ByteCount::mib(1));
            GB_TRY(sources,
                   chooseDebianSources(readAptSources(host.aptFolder), debianCodename(osRelease ? *osRelease : "")));
            GB_TRY(workspace, makeAptWorkspace(folder, sources, settings));
            return Made(std::move(sources), std::move(workspace));
        },
        [this, done = std::move(done)](Result<Made> made) {
            if (!made)
                return done(tl::unexpected(made.error()));
            m_sources = std::move(made->first.sources);
            m_apt = std::move(made->second);
            done({});
        });
}

Call Workbench::updateLists(Callback<> done)
{
    auto spec = aptProcess(m_apt, "apt-get", {"update"});
    spec.timeout = kListsTimeout;
    spec.outputToErrors = true;
    return runTool(std::move(spec), std::move(done));
}

Call Workbench::runTool(ProcessSpec spec, Callback<ProcessOutcome> done)
{
    spec.environment.emplace_back(kBuildVariable, m_temporary);
    if (!spec.onErrorLine)
        spec.onErrorLine = [this](std::string_view line) {
            m_said(line);
        };
    return runProcess(spec, [done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (!outcome)
            return done(tl::unexpected(explainPackageFailure(outcome.error())));
        done(std::move(outcome));
    });
}

Call Workbench::runTool(ProcessSpec spec, Callback<> done)
{
    return runTool(std::move(spec), Callback<ProcessOutcome>([done = std::move(done)](Result<ProcessOutcome> outcome) {
                       done(outcome ? Result<>() : Result<>(tl::unexpected(outcome.error())));
                   }));
}

Call Workbench::pack(const std::string &tar, const std::string &folder, Callback<> done)
{
    std::error_code error; // when it fails, tar2sqfs cannot write there and says so
    fs::create_directories(folder, error);
    ProcessSpec spec;
    spec.program = "tar2sqfs";
    spec.arguments = {"-q", "-f", "-c", "lz4", "-j", "2", folder + '/' + kRootFile};
    spec.standardInputFile = tar;
    spec.environment = {{"SOURCE_DATE_EPOCH", kImageEpoch}};
    spec.timeout = kPackTimeout;
    return runTool(std::move(spec), std::move(done));
}

void Workbench::cleanUp(std::function<void()> then)
{
    m_lockRetry.stop();
    if (m_temporary.empty())
        return then();
    m_cleaning = m_pool.run<void>(
        [folder = m_temporary](const StopFlag &) {
            endStrayProcesses(folder);
            StoreFolder::remove(folder);
            return Result<>();
        },
        [then = std::move(then)](Result<>) { then(); });
}

} // namespace glovebox::images
