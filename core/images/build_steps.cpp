// The building half of Preparation: which tools run in which order, and what is made of their results.
#include "core/images/initrd_part.h"
#include "core/images/kernel_part.h"
#include "core/images/preparation.h"

#include <array>
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
constexpr auto kFetchTimeout = 30min;
constexpr auto kUnpackTimeout = 10min;
constexpr auto kInstallTimeout = 60min;

constexpr std::array kKernelTools{HostTool{"apt-get", "apt"}, HostTool{"apt-cache", "apt"},
                                  HostTool{"apt-config", "apt"}, HostTool{"dpkg-deb", "dpkg"}};
constexpr std::array kRootTools{HostTool{"apt-get", "apt"},           HostTool{"apt-config", "apt"},
                                HostTool{"mmdebstrap", "mmdebstrap"}, HostTool{"fakechroot", "fakechroot"},
                                HostTool{"fakeroot", "fakeroot"},     HostTool{"tar2sqfs", "squashfs-tools-ng"}};

} // namespace

void Preparation::addKernelSteps()
{
    addStep("Reading the package lists", &Workbench::updateLists);
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

Call Preparation::checkHost(Callback<> done)
{
    std::vector<HostTool> tools;
    if (!m_found.kernel)
        tools.assign(kKernelTools.begin(), kKernelTools.end());
    if (!m_found.root)
        tools.insert(tools.end(), kRootTools.begin(), kRootTools.end());
    return m_bench.checkHost(std::move(tools),
                             !m_found.root     ? kRootSpace
                             : !m_found.kernel ? kKernelSpace
                                               : kInitrdSpace,
                             std::move(done));
}

/// linux-image-cloud-amd64 is empty and depends on the package of the present version.
Call Preparation::resolveKernel(Callback<> done)
{
    auto spec = aptProcess(m_bench.apt(), "apt-cache", {"show", "--no-all-versions", "linux-image-cloud-amd64"});
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
    auto spec = aptProcess(m_bench.apt(), "apt-get", {"download", exact});
    spec.workingDirectory = temporary("deb");
    spec.timeout = kFetchTimeout;
    spec.outputToErrors = true;
    return m_bench.runTool(std::move(spec), std::move(done));
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
    return m_bench.runTool(std::move(spec), std::move(done));
}

Call Preparation::publishing(std::function<Result<Part>(const StopFlag &)> work, std::optional<Part> &slot,
                             Callback<> done)
{
    return m_bench.pool().run<Part>(std::move(work), [&slot, done = std::move(done)](Result<Part> part) {
        if (part)
            slot = std::move(*part);
        done(part ? Result<>() : Result<>(tl::unexpected(part.error())));
    });
}

Call Preparation::finishKernel(Callback<> done)
{
    return publishing(
        [store = m_bench.store(), recipe = m_options.recipe, unpacked = temporary("unpacked"), debs = temporary("deb"),
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
                      "--aptopt=" + m_bench.apt().acquireFile,
                      "--setup-hook=sh " + shellQuoted(layout) + " \"$1\"",
                      "--extract-hook=sh " + shellQuoted(finishing) + " \"$1\""};
    for (const auto &filter : m_options.recipe.pathFilters)
        spec.arguments.push_back("--dpkgopt=" + filter);
    spec.arguments.insert(spec.arguments.end(),
                          {m_bench.apt().suite, temporary("root.tar"), m_bench.apt().sourcesFile});
    spec.environment = {{"TMPDIR", m_bench.temporary()}, {"SOURCE_DATE_EPOCH", kImageEpoch}, {"LC_ALL", "C.UTF-8"}};
    spec.workingDirectory = m_bench.temporary();
    spec.timeout = kInstallTimeout;
    spec.outputToErrors = true;
    return m_bench.runTool(std::move(spec), std::move(done));
}

Call Preparation::packRoot(Callback<> done)
{
    return m_bench.pack(temporary("root.tar"), temporary("root"), std::move(done));
}

Call Preparation::finishRoot(Callback<> done)
{
    return publishing(
        [store = m_bench.store(), key = m_options.recipe.rootKey(), suite = m_bench.apt().suite,
         tar = temporary("root.tar"), folder = temporary("root")](const StopFlag &stop) -> Result<Part> {
            StoreFolder::remove(tar);
            return sealAndPublish(store, folder, {"root", key, suite, {}}, stop);
        },
        m_found.root, std::move(done));
}

Call Preparation::buildInitrdPart(Callback<> done)
{
    return publishing(
        [store = m_bench.store(), agent = m_options.agentBinary, kernel = *m_found.kernel,
         folder = temporary("initrd")](const StopFlag &stop) -> Result<Part> {
            GB_CHECK(makeFolder(folder));
            GB_TRY(key, initrdKey(agent, kernel, stop));
            GB_CHECK(buildInitrd(agent, kernel, folder));
            return sealAndPublish(store, folder, {"initrd", key, kernel.manifest.version, {}}, stop);
        },
        m_found.initrd, std::move(done));
}

} // namespace glovebox::images
