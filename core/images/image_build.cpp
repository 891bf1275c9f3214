// The planning half of ImageBuild, and its telling: what is there, what this host can do, what has to be fetched.
#include "core/images/image_build.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/images/download.h"
#include "core/images/image_build_run.h"
#include "core/images/stray_processes.h"

#include <QProcessEnvironment>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

Q_LOGGING_CATEGORY(lcImageBuild, "glovebox.images")

namespace {

using namespace std::chrono_literals;

constexpr auto kCountEvery = 250ms;
constexpr auto kProbeTimeout = 30s;
constexpr auto kResolveTimeout = 2min;
constexpr std::chrono::hours kUnusedBuildKept{7 * 24};
constexpr ByteCount kLineMax{200};
constexpr ByteCount kNpmFileMax = ByteCount::mib(1);
/// Package lists, before anything else is known.
constexpr ByteCount kListsSpace = ByteCount::mib(200);

// As kUnpackedSize.
constexpr ByteCount kPackedSize = ByteCount::mib(300);
constexpr ByteCount kBaseSize = ByteCount::mib(280); // unpacked, with package lists

constexpr std::array kBuildTools{HostTool{"apt-get", "apt"}, HostTool{"apt-config", "apt"},
                                 HostTool{"mmdebstrap", "mmdebstrap"}, HostTool{"tar2sqfs", "squashfs-tools-ng"}};

std::string textOf(const std::string &path)
{
    const auto text = readFile(path, kNpmFileMax);
    return text ? *text : std::string();
}

std::map<std::string, std::string> ownEnvironment()
{
    const auto environment = QProcessEnvironment::systemEnvironment();
    std::map<std::string, std::string> out;
    for (const auto &name : environment.keys())
        out[name.toStdString()] = environment.value(name).toStdString();
    return out;
}

/// npm knows best where its files are.
std::string fileNamed(const nlohmann::json &answer, const char *key, const std::string &otherwise)
{
    const auto found = answer.is_object() ? answer.find(key) : answer.end();
    return answer.is_object() && found != answer.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

} // namespace

ImageBuild::ImageBuild(BuildOptions options, BuildHandlers handlers)
    : m_options(std::move(options)), m_handlers(std::move(handlers)), m_cleared(std::move(m_handlers.cleared)),
      m_bench(StoreFolder(m_options.folder), m_options.host, [this](std::string_view line) { said(line); })
{
    m_chain = new StepChain([this](const std::string &what) { began(what); },
                            [this](Result<> result) { finish(std::move(result)); });
    m_counting.setInterval(kCountEvery);
    connect(&m_counting, &QTimer::timeout, this, [this] {
        m_shown.done = m_bytes();
        tell();
    });
}

ImageBuild::~ImageBuild()
{
    if (m_chain)
        m_chain->abandon();
}

void ImageBuild::start()
{
    if (m_options.anew)
        planBuild();
    else
        addStep({}, &ImageBuild::look);
    m_chain->start();
}

void ImageBuild::abandon()
{
    if (!std::exchange(m_handlers.done, nullptr))
        return;
    m_handlers = {};
    m_counting.stop();
    m_nested.cancel();
    if (m_chain)
        m_chain->abandon();
    cleanUp([this] { clear(); });
}

void ImageBuild::clear()
{
    deleteLater();
    if (const auto cleared = std::exchange(m_cleared, nullptr))
        cleared();
}

void ImageBuild::addStep(std::string what, Call (ImageBuild::*run)(Callback<>))
{
    m_chain->add({std::move(what), [this, run](Callback<> done) {
                      return (this->*run)(std::move(done));
                  }});
}

void ImageBuild::addStep(std::string what, Call (Workbench::*run)(Callback<>))
{
    m_chain->add({std::move(what), [this, run](Callback<> done) {
                      return (m_bench.*run)(std::move(done));
                  }});
}

Call ImageBuild::look(Callback<> done)
{
    using Found = std::optional<BuiltImage>;
    return m_bench.pool().run<Found>(
        [folder =
             m_bench.store().partFolder("root", m_options.recipe.rootKey())](const StopFlag &stop) -> Result<Found> {
            auto part = openPart(folder, "root", stop);
            if (!part && part.error().code == ErrorCode::Cancelled)
                return tl::unexpected(part.error());
            if (!part)
                return Found();
            auto lock = StoreFolder::hold(*part);
            if (!lock)
                return Found();
            BuiltImage built;
            built.root = std::move(*part);
            built.lock = std::move(*lock);
            built.wasThere = true;
            return Found(std::move(built));
        },
        [this, done = std::move(done)](Result<Found> found) {
            if (!found)
                return done(tl::unexpected(found.error()));
            m_built = std::move(*found);
            if (!m_built)
                planBuild();
            done({});
        });
}

/// What another one built while we waited for the lock is found by the second look.
void ImageBuild::planBuild()
{
    if (!m_bench.hasLock()) {
        addStep({}, &ImageBuild::takeLock);
        addStep({}, &ImageBuild::findLeftovers);
        addStep({}, &ImageBuild::sweep);
        if (!m_options.anew) {
            addStep({}, &ImageBuild::look);
            return;
        }
    }
    addStep({}, &ImageBuild::checkHost);
    addStep({}, &ImageBuild::probeNamespace);
}

/// All that is left to do.
void ImageBuild::chose(InstallAs how)
{
    m_installAs = how;
    const bool inMachine = how == InstallAs::MachineRoot;
    if (inMachine)
        addStep({}, &ImageBuild::checkMachineTools);
    addStep({}, &Workbench::askHostSettings);
    addStep({}, &Workbench::makeWorkspace);
    addStep("Reading the package lists", &Workbench::updateLists);
    addStep({}, &ImageBuild::resolve);
    if (inMachine)
        addStep({}, &ImageBuild::resolveBase);
    addStep({}, &ImageBuild::askNpm);
    addStep({}, &ImageBuild::weigh);
    addStep({}, &ImageBuild::agree);
    addStep("Fetching packages", &ImageBuild::fetchArchives);
    addStep({}, &ImageBuild::checkArchives);
    if (!m_options.recipe.npm.empty()) {
        addStep("Fetching Node and the SDK", &ImageBuild::fetchNpm);
        addStep({}, &ImageBuild::packTree);
    }
    addStep({}, &ImageBuild::openPlace);
    if (inMachine) {
        addStep({}, &ImageBuild::prepareInside);
        addStep("Unpacking what a machine boots from", &ImageBuild::unpackBase);
        addStep({}, &ImageBuild::packBase);
        addStep("Starting a machine", &ImageBuild::bootBase);
        addStep("Installing packages in it and trying them", &ImageBuild::installInside);
        addStep("Taking the root file system out of it", &ImageBuild::takeRoot);
        addStep({}, &ImageBuild::endMachine);
    } else {
        addStep("Installing packages and trying them", &ImageBuild::install);
    }
    addStep({}, &ImageBuild::measure);
    addStep("Packing the root file system", &ImageBuild::pack);
    addStep({}, &ImageBuild::publish);
}

Call ImageBuild::takeLock(Callback<> done)
{
    return m_bench.takeLock([this] { began("Waiting for another Glovebox that builds an image"); }, std::move(done));
}

/// A build that was killed may have left a folder outside, whose files are another user's.
Call ImageBuild::findLeftovers(Callback<> done)
{
    m_shown = {};
    using Places = std::vector<std::string>;
    return m_bench.pool().run<Places>(
        [store = m_bench.store(), open = m_options.openFolder](const StopFlag &) -> Result<Places> {
            Places places;
            std::error_code error;
            for (fs::directory_iterator at(store.path(), error), end; !error && at != end; at.increment(error)) {
                if (!at->path().filename().string().starts_with(kTemporaryPrefix))
                    continue;
                endStrayProcesses(at->path().string());
                const auto place = textOf((at->path() / kPlaceFile).string());
                if (place.starts_with(open + '/' + kPlaceStart) && place.find("/..") == std::string::npos)
                    places.push_back(place);
            }
            return places;
        },
        [this, done = std::move(done)](Result<Places> places) {
            m_leftPlaces = places ? std::move(*places) : Places();
            done({});
        });
}

Call ImageBuild::sweep(Callback<> done)
{
    const auto sweepRest = [this, done = std::move(done)] {
        m_nested = m_bench.pool().run<void>(
            [store = m_bench.store()](const StopFlag &) {
                store.sweep(kUnusedBuildKept);
                return Result<>();
            },
            done);
    };
    if (!m_leftPlaces.empty())
        return removePlaces(std::exchange(m_leftPlaces, {}), sweepRest);
    sweepRest();
    return Call([this] { m_nested.cancel(); });
}

Call ImageBuild::checkHost(Callback<> done)
{
    return m_bench.checkHost({kBuildTools.begin(), kBuildTools.end()}, kListsSpace, std::move(done));
}

/// Whether it works depends on the kernel, its security modules, subordinate ids and helper programs: it is tried.
Call ImageBuild::probeNamespace(Callback<> done)
{
    if (m_options.inMachine)
        return m_bench.pool().run<void>([](const StopFlag &) { return Result<>(); },
                                        [this, done = std::move(done)](Result<>) { noRootHere({}, done); });
    ProcessSpec spec;
    spec.program = "mmdebstrap";
    spec.arguments = {"--unshare-helper", "/bin/true"};
    spec.timeout = kProbeTimeout;
    return runProcess(spec, [this, done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (outcome) {
            chose(InstallAs::NamespaceRoot);
            return done({});
        }
        if (::geteuid() == 0) {
            m_nested = probeRoot(outcome.error(), done);
            return;
        }
        noRootHere("user namespaces with a range of subordinate ids (/etc/subuid, /etc/subgid, package uidmap): " +
                       outcome.error().detail,
                   done);
    });
}

/// `why`: what would have to be given; empty: a machine was asked for.
void ImageBuild::noRootHere(const std::string &why, const Callback<> &done)
{
    if (!m_options.bootMachine)
        return done(fail(ErrorCode::Unsupported, "building this image needs what this user is not given: " + why));
    m_plan.whyInMachine = why;
    chose(InstallAs::MachineRoot);
    done({});
}

Call ImageBuild::probeRoot(const Error &namespaceError, Callback<> done)
{
    ProcessSpec spec;
    spec.program = "unshare";
    spec.arguments = {"--mount", "/bin/true"};
    spec.timeout = kProbeTimeout;
    return runProcess(spec,
                      [this, why = namespaceError.detail, done = std::move(done)](Result<ProcessOutcome> outcome) {
                          if (!outcome)
                              return noRootHere("user or mount namespaces: " + why, done);
                          chose(InstallAs::HostRoot);
                          done({});
                      });
}

/// Into a root where nothing is installed: what is essential, and the recipe's.
std::vector<std::string> ImageBuild::aptRequest(std::vector<std::string> options) const
{
    std::vector<std::string> arguments{"install", "-y",
                                       "-o",      "APT::Install-Recommends=false",
                                       "-o",      "Acquire::ForceHash=SHA256",
                                       "-o",      "Dir::Cache::archives=" + fetchedArchives()};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.emplace_back("?essential");
    if (m_installAs == InstallAs::MachineRoot) // installs the rest there; otherwise mmdebstrap adds it
        arguments.emplace_back("apt");
    arguments.insert(arguments.end(), m_options.recipe.packages.begin(), m_options.recipe.packages.end());
    return arguments;
}

Call ImageBuild::resolve(Callback<> done)
{
    // apt leaves out what lies in its folder already, so it is asked with another one.
    auto spec = aptProcess(
        m_bench.apt(), "apt-get",
        aptRequest({"-qq", "--print-uris", "-o", "Dir::Cache::archives=" + m_bench.temporary("apt/cache/archives")}));
    spec.timeout = kResolveTimeout;
    return m_bench.runTool(std::move(spec),
                           Callback<ProcessOutcome>([this, done = std::move(done)](Result<ProcessOutcome> outcome) {
                               if (!outcome)
                                   return done(tl::unexpected(outcome.error()));
                               auto archives = parseAptArchives(outcome->standardOutput);
                               if (archives)
                                   m_archives = std::move(*archives);
                               done(archives ? Result<>() : Result<>(tl::unexpected(archives.error())));
                           }));
}

Call ImageBuild::askNpm(Callback<> done)
{
    if (m_options.recipe.npm.empty() || !findProgram("npm"))
        return readNpm({}, std::move(done));
    ProcessSpec spec;
    spec.program = "npm";
    spec.arguments = {"config", "list", "--json"};
    spec.workingDirectory = "/"; // not what some project's folder says
    spec.timeout = kProbeTimeout;
    return runProcess(spec, [this, done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (!outcome)
            qCWarning(lcImageBuild).noquote()
                << "npm does not say how it is set up:" << QString::fromStdString(outcome.error().detail);
        m_nested = readNpm(outcome ? outcome->standardOutput : std::string(), done);
    });
}

Call ImageBuild::readNpm(std::string answer, Callback<> done)
{
    return m_bench.pool().run<NpmSettings>(
        [options = m_options, answer = std::move(answer)](const StopFlag &) -> Result<NpmSettings> {
            if (options.recipe.npm.empty())
                return NpmSettings();
            const auto known = nlohmann::json::parse(answer, nullptr, false);
            return npmSettings({textOf(fileNamed(known, "globalconfig", options.npmGlobalFile)),
                                textOf(fileNamed(known, "userconfig", options.npmUserFile)), ownEnvironment(), answer});
        },
        [this, done = std::move(done)](Result<NpmSettings> settings) {
            if (settings)
                m_npm = std::move(*settings);
            done(settings ? Result<>() : Result<>(tl::unexpected(settings.error())));
        });
}

Call ImageBuild::weigh(Callback<> done)
{
    return m_bench.pool().run<BuildPlan>(
        [options = m_options, archives = m_archives, debs = fetchedArchives(), npm = fetchedNpm(),
         inMachine = m_installAs == InstallAs::MachineRoot,
         why = m_plan.whyInMachine](const StopFlag &stop) -> Result<BuildPlan> {
            GB_CHECK(makeFolder(debs + "/partial"));
            GB_CHECK(makeFolder(npm));
            std::error_code ignored;
            fs::last_write_time(options.folder + '/' + kFetchedFolder, fs::file_time_type::clock::now(), ignored);
            GB_TRY(missing, missingArchives(debs, archives, stop));
            ByteCount all = sizeOf(archives);
            ByteCount toFetch = sizeOf(missing);
            for (const auto &package : options.recipe.npm) {
                all.value += package.size.value;
                if (!hasContent(npm + '/' + package.fileName(), package.size, package.sha512, stop))
                    toFetch.value += package.size.value;
            }
            if (stop.raised())
                return fail(ErrorCode::Cancelled);
            // Beside what is fetched: the root, its archives in it, its tar, the tree of the registry's packages.
            ByteCount needs{toFetch.value + all.value + 2 * kUnpackedSize.value + kPackedSize.value};
            if (inMachine) // what it boots from, as a tar and packed, has the archives in it once more
                needs.value += 2 * (all.value + kBaseSize.value);
            GB_CHECK(haveSpace(options.folder, needs));
            return BuildPlan{archives.size(), toFetch, {all.value - toFetch.value}, kPackedSize, needs, inMachine, why};
        },
        [this, done = std::move(done)](Result<BuildPlan> plan) {
            if (plan)
                m_plan = *plan;
            done(plan ? Result<>() : Result<>(tl::unexpected(plan.error())));
        });
}

Call ImageBuild::agree(Callback<> done)
{
    if (const auto ask = m_handlers.agree)
        return ask(m_plan, std::move(done));
    return m_bench.pool().run<void>([](const StopFlag &) { return Result<>(); }, std::move(done));
}

void ImageBuild::began(const std::string &what)
{
    qCInfo(lcImageBuild).noquote() << QString::fromStdString(what);
    m_counting.stop();
    m_shown.what = what;
    m_shown.line.clear();
    m_shown.done = m_shown.total = {};
    m_shown.step += m_bench.hasLock() ? 1 : 0;
    m_shown.steps = m_bench.hasLock() && m_chain ? m_shown.step + m_chain->shownAhead() : 0;
    tell();
}

void ImageBuild::said(std::string_view line)
{
    m_shown.line = clipped(line, kLineMax);
    qCDebug(lcImageBuild).noquote() << QString::fromStdString(m_shown.line);
    tell();
}

void ImageBuild::count(std::function<ByteCount()> bytes, ByteCount total)
{
    m_bytes = std::move(bytes);
    m_shown.total = total;
    m_counting.start();
}

void ImageBuild::tell()
{
    if (const auto progress = m_handlers.progress)
        progress(m_shown);
}

void ImageBuild::finish(Result<> result)
{
    m_counting.stop();
    cleanUp([this, result = std::move(result)] {
        m_bench.letLockGo();
        deleteLater();
        auto done = std::exchange(m_handlers.done, nullptr);
        if (!done)
            return;
        if (!result)
            return done(tl::unexpected(result.error()));
        describeBuilt();
        done(std::move(*m_built));
    });
}

/// In this order: what still runs, what has another user's files, the rest.
void ImageBuild::cleanUp(std::function<void()> then)
{
    if (m_bench.temporary().empty())
        return m_bench.cleanUp(std::move(then));
    m_cleaning = m_bench.pool().run<std::string>(
        [folder = m_bench.temporary()](const StopFlag &) -> Result<std::string> {
            endStrayProcesses(folder);
            return textOf(folder + '/' + kPlaceFile);
        },
        [this, then = std::move(then)](Result<std::string> place) {
            m_machine.reset(); // nothing of it is calling us
            if (!place || place->empty())
                return m_bench.cleanUp(then);
            m_cleaning = removePlaces({*place}, [this, then] { m_bench.cleanUp(then); });
        });
}

Call buildImage(BuildOptions options, BuildHandlers handlers)
{
    // Owns itself: gone when it has answered, or the Call lets go of it.
    auto *build = new ImageBuild(std::move(options), std::move(handlers));
    build->start();
    return Call([guard = QPointer<ImageBuild>(build)] {
        if (guard)
            guard->abandon();
    });
}

} // namespace glovebox::images
