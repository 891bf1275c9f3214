// The building half of ImageBuild: fetching, installing, packing.
#include "core/images/download.h"
#include "core/images/image_build_run.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

// Generous for slow lines and hosts, since a person watches and can cancel: 142 MB at 0.2 Mbit/s; two minutes of
// installing on two busy cores.
constexpr auto kArchivesTimeout = 100min;
constexpr auto kScriptsTimeout = 60min;
constexpr auto kRemoveTimeout = 10min;
/// The root of a user namespace may enter it; nobody may list it.
constexpr mode_t kPlaceMode = 0711;
constexpr mode_t kReadableMode = 0644;

constexpr const char *kDistributionKey = "/debian-archive-keyring.";
constexpr const char *kInstalledFolder = "root";
/// After a crash of ours a tool in the namespace may go on writing for a moment.
constexpr const char *kRemoveScript =
    "PATH=/usr/bin:/bin; [ $# = 0 ] && exit 0; for i in 1 2 3 4 5 6 7 8 9; do rm -rf -- \"$@\"; "
    "[ -z \"$(find \"$@\" -mindepth 1 -maxdepth 1 | head -n 1)\" ] && exit 0; sleep 1; done";
/// Nothing of this program's own environment.
constexpr const char *kCleanEnvironment =
    "/usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8";

/// As it may stand in the image: without the password of "http://user:password@mirror/" (apt names its lists without
/// it, too), and without a key that only this host has.
AptSource forTheImage(AptSource source)
{
    if (source.signedBy.find(kDistributionKey) == std::string::npos || hasInlineKey(source))
        source.signedBy.clear();
    const auto host = source.uri.find("://");
    if (host == std::string::npos)
        return source;
    const auto at = source.uri.rfind('@', source.uri.find('/', host + 3));
    if (at != std::string::npos && at > host)
        source.uri.erase(host + 3, at - host - 2);
    return source;
}

} // namespace

Call ImageBuild::fetchArchives(Callback<> done)
{
    auto spec = aptProcess(m_bench.apt(), "apt-get", aptRequest({"--download-only"}));
    spec.timeout = kArchivesTimeout;
    spec.outputToErrors = true;
    count([folder = fetchedArchives()] { return sizeOnDisk(folder); }, sizeOf(m_archives));
    return m_bench.runTool(std::move(spec), std::move(done));
}

/// apt has compared them as they came; here it is what the disk gave back.
Call ImageBuild::checkArchives(Callback<> done)
{
    return m_bench.pool().run<void>(
        [folder = fetchedArchives(), archives = m_archives](const StopFlag &stop) -> Result<> {
            GB_TRY(missing, missingArchives(folder, archives, stop));
            if (!missing.empty())
                return fail(ErrorCode::ProtocolError,
                            "the package mirror did not give " + missing.front().file + " as its lists have it");
            return {};
        },
        std::move(done));
}

Call ImageBuild::fetchNpm(Callback<> done)
{
    struct Counter {
        std::atomic<std::uint64_t> bytes{0};
    };
    const auto counter = std::make_shared<Counter>();
    ByteCount total;
    for (const auto &package : m_options.recipe.npm)
        total.value += package.size.value;
    count([counter] { return ByteCount{counter->bytes.load(std::memory_order_relaxed)}; }, total);
    return m_bench.pool().run<void>(
        [packages = m_options.recipe.npm, settings = m_npm, folder = fetchedNpm(),
         counter](const StopFlag &stop) -> Result<> {
            std::uint64_t before = 0;
            for (const auto &package : packages) {
                const auto url = settings.registryOf(package.scope()) + package.path();
                const auto &proxy = url.starts_with("https:") && !settings.httpsProxy.empty() ? settings.httpsProxy
                                                                                              : settings.httpProxy;
                GB_CHECK(download({url, settings.authorizationFor(url), settings.caFile, proxy, settings.noProxy,
                                   package.size, package.sha512, folder + '/' + package.fileName()},
                                  stop, [&](ByteCount arrived) {
                                      counter->bytes.store(before + arrived.value, std::memory_order_relaxed);
                                  }));
                before += package.size.value;
            }
            return {};
        },
        std::move(done));
}

Call ImageBuild::packTree(Callback<> done)
{
    return m_bench.pool().run<void>(
        [packages = m_options.recipe.npm, folder = fetchedNpm(),
         tar = m_bench.temporary(kTreeFile)](const StopFlag &stop) { return packNpmTree(packages, folder, tar, stop); },
        std::move(done));
}

/// The root of a user's namespace is another user to the host, whom a private folder keeps out. What must be readable
/// for it goes to a folder of its own, and holds no secret. The host's root needs none, and a machine's neither.
Call ImageBuild::openPlace(Callback<> done)
{
    return m_bench.pool().run<std::string>(
        [open = m_options.openFolder, temporary = m_bench.temporary(), finish = m_options.recipe.finishScript,
         sources = m_bench.sources(),
         apart = m_installAs == InstallAs::NamespaceRoot && ::geteuid() != 0](const StopFlag &) -> Result<std::string> {
            GB_CHECK(writeFile(temporary + '/' + kFinishFile, finish));
            auto place = temporary;
            if (apart) {
                GB_CHECK(haveSpace(open, kPlaceSpace));
                place = open + '/' + kPlaceStart + "XXXXXX";
                if (!::mkdtemp(place.data()))
                    return fail(ErrorCode::PermissionDenied,
                                "making a folder in " + open + ": " + std::strerror(errno));
                if (auto noted = writeFile(temporary + '/' + kPlaceFile, place); !noted) {
                    StoreFolder::remove(place);
                    return tl::unexpected(noted.error());
                }
                if (::chmod(place.c_str(), kPlaceMode) != 0)
                    return fail(ErrorCode::PermissionDenied, "opening " + place + ": " + std::strerror(errno));
            }
            std::string list;
            for (const auto &source : sources)
                list += renderOneLine(forTheImage(source), {});
            const auto sourcesFile = place + '/' + kSourcesFile;
            GB_CHECK(writeFile(sourcesFile, list));
            if (::chmod(sourcesFile.c_str(), kReadableMode) != 0) // whatever our umask is
                return fail(ErrorCode::PermissionDenied, "opening " + sourcesFile + ": " + std::strerror(errno));
            return place;
        },
        [this, done = std::move(done)](Result<std::string> place) {
            if (place)
                m_place = std::move(*place);
            done(place ? Result<>() : Result<>(tl::unexpected(place.error())));
        });
}

/// Lists and archives are put into the new root; nobody has to ask the network for anything then.
std::vector<std::string> ImageBuild::hooksForArchives() const
{
    return {"--setup-hook=umask 022; mkdir -p \"$1/var/cache/apt/archives\" \"$1/var/lib/apt/lists\"",
            "--setup-hook=sync-in " + shellQuoted(m_bench.apt().folder + "/state/lists") + " /var/lib/apt/lists",
            "--setup-hook=sync-in " + shellQuoted(fetchedArchives()) + " /var/cache/apt/archives"};
}

std::vector<std::string> ImageBuild::installArguments() const
{
    const auto finish = m_bench.temporary(kFinishFile);
    std::vector<std::string> arguments{m_installAs == InstallAs::HostRoot ? "--mode=root" : "--mode=unshare",
                                       "--variant=apt",
                                       "--format=tar",
                                       "--verbose",
                                       "--skip=update,download/empty,essential/unlink",
                                       "--include=" + joined(m_options.recipe.packages, ','),
                                       "--aptopt=APT::Install-Recommends \"false\""};
    const auto hooks = hooksForArchives();
    arguments.insert(arguments.end(), hooks.begin(), hooks.end());
    if (!m_options.recipe.npm.empty())
        arguments.push_back("--customize-hook=tar-in " + shellQuoted(m_bench.temporary(kTreeFile)) + " /");
    arguments.push_back("--customize-hook=upload " + shellQuoted(finish) + " /tmp/finish.sh");
    arguments.push_back(std::string("--customize-hook=chroot \"$1\" ") + kCleanEnvironment +
                        " sh /tmp/finish.sh && rm \"$1/tmp/finish.sh\"");
    for (const auto &filter : m_options.recipe.pathFilters)
        arguments.push_back("--dpkgopt=" + filter);
    arguments.insert(arguments.end(),
                     {m_bench.apt().suite, m_bench.temporary(kInstalledTar), m_place + '/' + kSourcesFile});
    return arguments;
}

Call ImageBuild::install(Callback<> done)
{
    ProcessSpec spec;
    spec.program = "mmdebstrap";
    spec.arguments = installArguments();
    // As the host's root what is mounted in the new root must go with the tool, however that ends.
    if (m_installAs == InstallAs::HostRoot) {
        spec.program = "unshare";
        spec.arguments.insert(spec.arguments.begin(), {"--mount", "--propagation", "private", "mmdebstrap"});
    }
    spec.environment = {{"TMPDIR", m_place},
                        {"SOURCE_DATE_EPOCH", kImageEpoch},
                        {"LC_ALL", "C.UTF-8"},
                        {"DEBIAN_FRONTEND", "noninteractive"},
                        {"APT_CONFIG", ""}};
    spec.workingDirectory = m_place;
    spec.timeout = kScriptsTimeout;
    spec.outputToErrors = true;
    return m_bench.runTool(std::move(spec), std::move(done));
}

Call ImageBuild::measure(Callback<> done)
{
    return m_bench.pool().run<TarContent>(
        [tar = m_bench.temporary(kInstalledTar)](const StopFlag &stop) { return contentOfTar(tar, stop); },
        [this, done = std::move(done)](Result<TarContent> content) {
            if (content)
                m_content = *content;
            done(content ? Result<>() : Result<>(tl::unexpected(content.error())));
        });
}

Call ImageBuild::pack(Callback<> done)
{
    return m_bench.pack(m_bench.temporary(kInstalledTar), m_bench.temporary(kInstalledFolder), std::move(done));
}

/// What was fetched for it is not needed again.
Call ImageBuild::publish(Callback<> done)
{
    return m_bench.pool().run<BuiltImage>(
        [store = m_bench.store(), key = m_options.recipe.rootKey(), suite = m_bench.apt().suite,
         folder = m_bench.temporary(kInstalledFolder),
         content = m_content](const StopFlag &stop) -> Result<BuiltImage> {
            GB_CHECK(writeFile(folder + '/' + kContentFile,
                               std::to_string(content.entries) + ' ' + std::to_string(content.size.value) + '\n'));
            GB_TRY(part, sealAndPublish(store, folder, {"root", key, suite, {}}, stop));
            GB_TRY(lock, StoreFolder::hold(part));
            StoreFolder::remove(store.path() + '/' + kFetchedFolder);
            BuiltImage built;
            built.root = std::move(part);
            built.lock = std::move(lock);
            return built;
        },
        [this, done = std::move(done)](Result<BuiltImage> built) {
            if (built)
                m_built = std::move(*built);
            done(built ? Result<>() : Result<>(tl::unexpected(built.error())));
        });
}

/// What the root of a user namespace made only that can remove; but it may not list the folder, so what is in there is
/// named.
Call ImageBuild::removePlaces(std::vector<std::string> places, std::function<void()> then)
{
    ProcessSpec spec;
    spec.program = "mmdebstrap";
    spec.arguments = {"--unshare-helper", "/bin/sh", "-c", kRemoveScript, "sh"};
    for (const auto &place : places) {
        std::error_code error;
        for (fs::directory_iterator at(place, error), end; !error && at != end; at.increment(error))
            spec.arguments.push_back(at->path().string());
    }
    spec.timeout = kRemoveTimeout;
    // It cannot remove what stands in our folder, only what is below: its complaint means nothing.
    return runProcess(spec, [places, then = std::move(then)](const Result<ProcessOutcome> &) {
        for (const auto &place : places)
            StoreFolder::remove(place);
        then();
    });
}

void ImageBuild::describeBuilt()
{
    m_built->name = m_options.name;
    m_built->config = m_options.config;
    m_built->config.labels[kRecipeLabel] = m_options.recipe.rootKey();
    for (const auto &file : m_built->root.manifest.files)
        if (file.name == kRootFile) {
            m_built->digest = "sha256:" + file.sha256;
            m_built->rootSize = ByteCount{file.size};
        }
    if (const auto text = readFile(m_built->root.path(kContentFile), ByteCount::kib(1))) {
        std::istringstream numbers(*text);
        numbers >> m_built->entries >> m_built->contentSize.value;
    }
}

domain::Image imageOf(const BuiltImage &built, domain::ImageId id, WallTime importedAt)
{
    return {.id = std::move(id),
            .names = {built.name},
            .origin = domain::ImageOrigin::Built,
            .source = built.name,
            .digest = built.digest,
            .config = built.config,
            .layers = {},
            .rootSize = built.rootSize,
            .contentSize = built.contentSize,
            .entries = built.entries,
            .createdAt = {},
            .importedAt = importedAt};
}

} // namespace glovebox::images
