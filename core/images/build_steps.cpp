// The building half of Preparation: which tools run in which order, and what is made of their results.
#include "core/images/initrd_part.h"
#include "core/images/kernel_part.h"
#include "core/images/preparation.h"
#include "core/images/stray_processes.h"

#include <filesystem>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

// At their peak, with some room: 27 MB package + 106 MB unpacked + 16 MB kept; 90 MB packages + 240 MB unpacked + 220
// MB tar + 100 MB kept.
constexpr ByteCount kKernelSpace = ByteCount::mib(200);
constexpr ByteCount kRootSpace = ByteCount::mib(700);
constexpr ByteCount kInitrdSpace = ByteCount::mib(32);

// A second on a fast line; generous for slow lines and hosts, since a person watches and can cancel.
constexpr auto kListsTimeout = 10min;
constexpr auto kFetchTimeout = 30min;
constexpr auto kUnpackTimeout = 10min;
constexpr auto kInstallTimeout = 60min;
constexpr auto kPackTimeout = 20min;

/// Time stamps inside the image: the same packages then give the same bytes. A moment in the past, or make complains.
constexpr const char *kImageEpoch = "1763596800";

struct Tool {
    const char *program;
    const char *package;
};
constexpr std::array kKernelTools{Tool{"apt-get", "apt"}, Tool{"apt-cache", "apt"}, Tool{"apt-config", "apt"},
                                  Tool{"dpkg-deb", "dpkg"}};
constexpr std::array kRootTools{Tool{"apt-get", "apt"},           Tool{"apt-config", "apt"},
                                Tool{"mmdebstrap", "mmdebstrap"}, Tool{"fakechroot", "fakechroot"},
                                Tool{"fakeroot", "fakeroot"},     Tool{"tar2sqfs", "squashfs-tools-ng"}};

template <std::size_t N>
Result<> haveTools(const std::array<Tool, N> &tools)
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

} // namespace

void Preparation::addKernelSteps()
{
    addStep("Reading the package lists", &Preparation::updateLists);
    addStep({}, &Preparation::resolveKernel);
    addStep("Fetching the guest kernel", &Preparation::fetchKernel);
    addStep("Unpacking the guest kernel", &Preparation::unpackKernel);
    addStep({}, &Preparation::finishKernel);
}

void Preparation::addRootSteps()
{
    addStep("Fetching and unpacking the guest's packages", &Preparation::installPackages);
    addStep("Packing the guest's root file system", &Preparation::packRoot);
    addStep({}, &Preparation::finishRoot);
}

/// Everything that can be known before the first byte is fetched.
Call Preparation::checkHost(Callback<> done)
{
    return m_pool.run<std::string>(
        [store = m_store, kernel = !m_found.kernel, root = !m_found.root](const StopFlag &) -> Result<std::string> {
            if (kernel)
                GB_CHECK(haveTools(kKernelTools));
            if (root)
                GB_CHECK(haveTools(kRootTools));
            GB_CHECK(haveSpace(store.path(), root ? kRootSpace : kernel ? kKernelSpace : kInitrdSpace));
            return store.makeTemporary();
        },
        [this, done = std::move(done)](Result<std::string> folder) {
            if (folder)
                m_temporary = *folder;
            done(folder ? Result<>() : Result<>(tl::unexpected(folder.error())));
        });
}

Call Preparation::askHostSettings(Callback<> done)
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

Call Preparation::makeWorkspace(Callback<> done)
{
    return m_pool.run<AptWorkspace>(
        [options = m_options, folder = temporary("apt"),
         settings = m_hostSettings](const StopFlag &) -> Result<AptWorkspace> {
            const auto osRelease = readFile(options.osReleaseFile, ByteCount::mib(1));
            GB_TRY(sources,
                   chooseDebianSources(readAptSources(options.aptFolder), debianCodename(osRelease ? *osRelease : "")));
            return makeAptWorkspace(folder, sources, settings);
        },
        [this, done = std::move(done)](Result<AptWorkspace> workspace) {
            if (workspace)
                m_apt = std::move(*workspace);
            done(workspace ? Result<>() : Result<>(tl::unexpected(workspace.error())));
        });
}

Call Preparation::runTool(ProcessSpec spec, Callback<> done)
{
    spec.environment.emplace_back(kBuildVariable, m_temporary);
    spec.onErrorLine = [this](std::string_view line) {
        said(line);
    };
    return runProcess(spec, [done = std::move(done)](Result<ProcessOutcome> outcome) {
        done(outcome ? Result<>() : Result<>(tl::unexpected(explainPackageFailure(outcome.error()))));
    });
}

Call Preparation::updateLists(Callback<> done)
{
    auto spec = aptProcess(m_apt, "apt-get", {"update"});
    spec.timeout = kListsTimeout;
    spec.outputToErrors = true;
    return runTool(std::move(spec), std::move(done));
}

/// linux-image-cloud-amd64 is empty and depends on the package of the present version.
Call Preparation::resolveKernel(Callback<> done)
{
    auto spec = aptProcess(m_apt, "apt-cache", {"show", "--no-all-versions", "linux-image-cloud-amd64"});
    return runProcess(spec, [this, done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (!outcome)
            return done(tl::unexpected(outcome.error()));
        auto package = dependencyIn(outcome->standardOutput, "linux-image-");
        if (package)
            m_kernelPackage = std::move(*package);
        done(package ? Result<>() : Result<>(tl::unexpected(package.error())));
    });
}

Call Preparation::fetchKernel(Callback<> done)
{
    std::error_code error; // when it fails, apt-get cannot start there and says so
    fs::create_directories(temporary("deb"), error);
    const auto exact =
        m_kernelPackage.version.empty() ? m_kernelPackage.name : m_kernelPackage.name + '=' + m_kernelPackage.version;
    auto spec = aptProcess(m_apt, "apt-get", {"download", exact});
    spec.workingDirectory = temporary("deb");
    spec.timeout = kFetchTimeout;
    spec.outputToErrors = true;
    return runTool(std::move(spec), std::move(done));
}

Call Preparation::unpackKernel(Callback<> done)
{
    std::string package;
    std::error_code error;
    for (fs::directory_iterator at(temporary("deb"), error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".deb")
            package = at->path().string();
    ProcessSpec spec;
    spec.program = "dpkg-deb";
    spec.arguments = {"--extract", package, temporary("unpacked")};
    spec.timeout = kUnpackTimeout;
    return runTool(std::move(spec), std::move(done));
}

Call Preparation::publishing(std::function<Result<Part>(const StopFlag &)> work, std::optional<Part> &slot,
                             Callback<> done)
{
    return m_pool.run<Part>(std::move(work), [&slot, done = std::move(done)](Result<Part> part) {
        if (part)
            slot = std::move(*part);
        done(part ? Result<>() : Result<>(tl::unexpected(part.error())));
    });
}

Call Preparation::finishKernel(Callback<> done)
{
    return publishing(
        [store = m_store, recipe = m_options.recipe, unpacked = temporary("unpacked"), debs = temporary("deb"),
         target = temporary("kernel"), version = m_kernelPackage.version](const StopFlag &stop) -> Result<Part> {
            GB_CHECK(collectKernel(unpacked, recipe.modules, target, stop));
            StoreFolder::remove(unpacked); // makes room for the root file system
            StoreFolder::remove(debs);
            return sealAndPublish(store, target, {"kernel", recipe.kernelKey(), version, {}}, stop);
        },
        m_found.kernel, std::move(done));
}

Call Preparation::installPackages(Callback<> done)
{
    const auto layout = temporary("layout.sh");
    const auto finishing = temporary("finish.sh");
    for (const auto &[path, text] :
         {std::pair(layout, m_options.recipe.layoutScript), std::pair(finishing, m_options.recipe.finishScript)})
        if (auto written = writeFile(path, text); !written) // when the disk is full, mmdebstrap fails likewise
            said(written.error().detail);
    ProcessSpec spec;
    spec.program = "mmdebstrap";
    spec.arguments = {"--mode=fakechroot",
                      "--variant=extract",
                      "--format=tar",
                      "--skip=cleanup",
                      "--verbose",
                      "--include=" + joined(m_options.recipe.packages, ','),
                      "--aptopt=APT::Install-Recommends \"false\"",
                      "--aptopt=" + m_apt.acquireFile,
                      "--setup-hook=sh " + shellQuoted(layout) + " \"$1\"",
                      "--extract-hook=sh " + shellQuoted(finishing) + " \"$1\""};
    for (const auto &filter : m_options.recipe.pathFilters)
        spec.arguments.push_back("--dpkgopt=" + filter);
    spec.arguments.insert(spec.arguments.end(), {m_apt.suite, temporary("root.tar"), m_apt.sourcesFile});
    spec.environment = {{"TMPDIR", m_temporary}, {"SOURCE_DATE_EPOCH", kImageEpoch}, {"LC_ALL", "C.UTF-8"}};
    spec.workingDirectory = m_temporary;
    spec.timeout = kInstallTimeout;
    spec.outputToErrors = true;
    return runTool(std::move(spec), std::move(done));
}

Call Preparation::packRoot(Callback<> done)
{
    std::error_code error; // when it fails, tar2sqfs cannot write there and says so
    fs::create_directories(temporary("root"), error);
    ProcessSpec spec;
    spec.program = "tar2sqfs";
    spec.arguments = {"-q", "-f", "-c", "lz4", "-j", "2", temporary("root/root.sqfs")};
    spec.standardInputFile = temporary("root.tar");
    spec.environment = {{"SOURCE_DATE_EPOCH", kImageEpoch}};
    spec.timeout = kPackTimeout;
    return runTool(std::move(spec), std::move(done));
}

Call Preparation::finishRoot(Callback<> done)
{
    return publishing(
        [store = m_store, key = m_options.recipe.rootKey(), suite = m_apt.suite, tar = temporary("root.tar"),
         folder = temporary("root")](const StopFlag &stop) -> Result<Part> {
            StoreFolder::remove(tar);
            return sealAndPublish(store, folder, {"root", key, suite, {}}, stop);
        },
        m_found.root, std::move(done));
}

Call Preparation::buildInitrdPart(Callback<> done)
{
    return publishing(
        [store = m_store, agent = m_options.agentBinary, kernel = *m_found.kernel,
         folder = temporary("initrd")](const StopFlag &stop) -> Result<Part> {
            GB_CHECK(makeFolder(folder));
            GB_TRY(key, initrdKey(agent, kernel, stop));
            GB_CHECK(buildInitrd(agent, kernel, folder));
            return sealAndPublish(store, folder, {"initrd", key, kernel.manifest.version, {}}, stop);
        },
        m_found.initrd, std::move(done));
}

} // namespace glovebox::images
