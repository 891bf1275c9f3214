// ImageBuild where this host gives its user no root: what a machine boots from is unpacked as the user, with everything
// that was fetched in it; in the machine its root installs the rest, and the finished root comes out as a tar stream.
#include "core/images/image_build_run.h"

#include "core/base/text.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

constexpr auto kBaseTimeout = 60min;
constexpr auto kResolveBaseTimeout = 2min;
/// A quarter of an hour on two busy cores without KVM.
constexpr auto kInsideTimeout = 4h;
constexpr auto kTakeTimeout = 60min;
/// Ten times what the agent image has.
constexpr ByteCount kTakenMax = ByteCount::gib(8);
constexpr std::size_t kLastLines = 12;
constexpr std::size_t kInsideLineMax = 400;

constexpr const char *kBaseTar = "base.tar";
constexpr const char *kBaseFolder = "base";
constexpr const char *kInsideFolder = "inside";
constexpr const char *kInsidePath = "/glovebox-build";
constexpr const char *kLayoutFile = "layout.sh";
constexpr const char *kInstallFile = "install.sh";
constexpr const char *kPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// As mmdebstrap writes its tar files. Single files that the guest's init laid something over come out as the finishing
/// script wrote them: there is no `umount` in the base. The kernel's own folders change under whoever reads them, so
/// empty ones come out in their place.
constexpr const char *kTakeScript =
    "set -e; umask 022; mkdir /dev/shm/folders; cd /dev/shm/folders; mkdir dev; mkdir -m 0555 proc sys; "
    "exec tar --one-file-system --exclude=./proc --exclude=./sys --exclude=./dev --exclude=./run/glovebox --sort=name "
    "--clamp-mtime --mtime=@\"$1\" --numeric-owner --xattrs --xattrs-include=security.capability --format=pax "
    "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime --create --file=- --directory=/ . "
    "--directory=/dev/shm/folders dev proc sys";

constexpr std::array kMachineTools{HostTool{"fakechroot", "fakechroot"}, HostTool{"fakeroot", "fakeroot"}};

/// The file that a stream from a machine goes into. Pieces are small and go into the page cache.
class TakenFile {
public:
    explicit TakenFile(const std::string &path)
        : m_file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600))
    {
        if (m_file < 0)
            fails(errno);
    }
    ~TakenFile()
    {
        if (m_file >= 0)
            ::close(m_file);
    }
    TakenFile(const TakenFile &) = delete;
    TakenFile &operator=(const TakenFile &) = delete;

    void add(std::string_view piece)
    {
        if (m_size.value + piece.size() > kTakenMax.value)
            m_wrong = Error{ErrorCode::TooLarge, "the machine gives more than a root file system has"};
        while (!piece.empty() && !m_wrong) {
            const auto written = ::write(m_file, piece.data(), piece.size());
            if (written < 0 && errno != EINTR)
                fails(errno);
            if (written <= 0)
                continue;
            m_size.value += static_cast<std::uint64_t>(written);
            piece.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    ByteCount size() const { return m_size; }
    const std::optional<Error> &wrong() const { return m_wrong; }

private:
    void fails(int why)
    {
        m_wrong = Error{ErrorCode::OutOfDisk, std::string("writing what the machine gives: ") + std::strerror(why)};
    }

    int m_file;
    ByteCount m_size;
    std::optional<Error> m_wrong;
};

std::string baseNames(const std::vector<std::string> &names)
{
    std::string text;
    for (const auto &name : names)
        text += name + '\n';
    return text;
}

} // namespace

Call ImageBuild::checkMachineTools(Callback<> done)
{
    return m_bench.pool().run<void>(
        [](const StopFlag &) {
            return haveTools({kMachineTools.begin(), kMachineTools.end()});
        },
        std::move(done));
}

/// What has to be unpacked for a machine to install the rest.
Call ImageBuild::resolveBase(Callback<> done)
{
    auto spec = aptProcess(m_bench.apt(), "apt-get",
                           {"install", "-y", "-qq", "--print-uris", "-o", "APT::Install-Recommends=false", "-o",
                            "Acquire::ForceHash=SHA256", "?essential", "apt"});
    spec.timeout = kResolveBaseTimeout;
    return m_bench.runTool(std::move(spec),
                           Callback<ProcessOutcome>([this, done = std::move(done)](Result<ProcessOutcome> outcome) {
                               if (!outcome)
                                   return done(tl::unexpected(outcome.error()));
                               const auto base = parseAptArchives(outcome->standardOutput);
                               if (!base)
                                   return done(tl::unexpected(base.error()));
                               for (const auto &archive : *base)
                                   m_base.push_back(archive.file);
                               done({});
                           }));
}

Call ImageBuild::prepareInside(Callback<> done)
{
    return m_bench.pool().run<void>(
        [temporary = m_bench.temporary(), base = m_base, recipe = m_options.recipe](const StopFlag &) -> Result<> {
            const auto scripts = insideScripts();
            const auto inside = temporary + '/' + kInsideFolder;
            GB_CHECK(makeFolder(inside));
            GB_CHECK(writeFile(temporary + '/' + kLayoutFile, scripts.layout));
            GB_CHECK(writeFile(inside + '/' + kInstallFile, scripts.install));
            GB_CHECK(writeFile(inside + '/' + kFinishFile, recipe.finishScript));
            GB_CHECK(writeFile(inside + "/base", baseNames(base)));
            GB_CHECK(writeFile(inside + "/packages", baseNames(recipe.packages)));
            std::error_code error;
            if (!recipe.npm.empty())
                fs::rename(temporary + '/' + kTreeFile, inside + '/' + kTreeFile, error);
            return error ? Result<>(fail(ErrorCode::OutOfDisk,
                                         "moving " + inside + '/' + kTreeFile + ": " + error.message()))
                         : Result<>();
        },
        std::move(done));
}

Call ImageBuild::unpackBase(Callback<> done)
{
    ProcessSpec spec;
    spec.program = "mmdebstrap";
    spec.arguments = {"--mode=fakechroot",
                      "--variant=extract",
                      "--format=tar",
                      "--verbose",
                      "--skip=update,download/empty,cleanup",
                      "--include=?essential",
                      "--include=apt",
                      "--aptopt=APT::Install-Recommends \"false\"",
                      "--setup-hook=sh " + shellQuoted(m_bench.temporary(kLayoutFile)) + " \"$1\""};
    const auto hooks = hooksForArchives();
    spec.arguments.insert(spec.arguments.end(), hooks.begin(), hooks.end());
    spec.arguments.push_back(std::string("--setup-hook=mkdir \"$1") + kInsidePath + '"');
    spec.arguments.push_back("--extract-hook=sync-in " + shellQuoted(m_bench.temporary(kInsideFolder)) + ' ' +
                             kInsidePath);
    for (const auto &filter : m_options.recipe.pathFilters)
        spec.arguments.push_back("--dpkgopt=" + filter);
    spec.arguments.insert(spec.arguments.end(),
                          {m_bench.apt().suite, m_bench.temporary(kBaseTar), m_place + '/' + kSourcesFile});
    spec.environment = {
        {"TMPDIR", m_bench.temporary()}, {"SOURCE_DATE_EPOCH", kImageEpoch}, {"LC_ALL", "C.UTF-8"}, {"APT_CONFIG", ""}};
    spec.workingDirectory = m_bench.temporary();
    spec.timeout = kBaseTimeout;
    spec.outputToErrors = true;
    return m_bench.runTool(std::move(spec), std::move(done));
}

Call ImageBuild::packBase(Callback<> done)
{
    return m_bench.pack(m_bench.temporary(kBaseTar), m_bench.temporary(kBaseFolder),
                        [this, done = std::move(done)](Result<> packed) {
                            StoreFolder::remove(m_bench.temporary(kBaseTar));
                            done(std::move(packed));
                        });
}

Call ImageBuild::bootBase(Callback<> done)
{
    const auto root = m_bench.temporary(kBaseFolder) + '/' + kRootFile;
    return m_options.bootMachine(
        {root, "build-" + m_options.recipe.rootKey(),
         [this](std::string_view line) {
             said(line);
         }},
        [this, done = std::move(done)](Result<std::unique_ptr<BuildMachine>> machine) {
            if (!machine)
                return done(tl::unexpected(inContext("starting a machine to install in", machine.error())));
            m_machine = *std::move(machine);
            done({});
        });
}

/// Pieces of its lines as they come; the last of them are kept for whoever has to be told what went wrong.
void ImageBuild::lineFromInside(std::string_view piece)
{
    m_pieceOfLine += piece;
    for (std::size_t end = 0; (end = m_pieceOfLine.find_first_of("\n\r")) != std::string::npos;) {
        auto line = clipped(toValidUtf8(m_pieceOfLine.substr(0, end)), ByteCount{kInsideLineMax});
        m_pieceOfLine.erase(0, end + 1);
        if (line.empty())
            continue;
        said(line);
        m_lastLines.push_back(std::move(line));
        if (m_lastLines.size() > kLastLines)
            m_lastLines.pop_front();
    }
    if (m_pieceOfLine.size() > kInsideLineMax)
        m_pieceOfLine.clear(); // a line that nobody reads
}

Error ImageBuild::failedInside(const char *what, const ports::ExecEnd &end) const
{
    std::string text = std::string(what) + " in the machine failed";
    if (end.timedOut)
        text += ": it took too long";
    else if (end.status)
        text += " with status " + std::to_string(*end.status);
    else
        text += " by signal " + std::to_string(end.signal);
    for (const auto &line : m_lastLines)
        text += '\n' + line;
    return {end.timedOut ? ErrorCode::TimedOut : ErrorCode::HostToolFailed, text};
}

Call ImageBuild::installInside(Callback<> done)
{
    ports::ExecRequest request;
    request.arguments = {"/bin/sh", std::string(kInsidePath) + '/' + kInstallFile, kInsidePath};
    request.environment = {
        {"PATH", kPath}, {"HOME", "/root"}, {"LC_ALL", "C.UTF-8"}, {"DEBIAN_FRONTEND", "noninteractive"}};
    request.user = "0:0"; // by number: there are no names yet
    request.workdir = "/";
    request.timeout = kInsideTimeout;
    m_lastLines.clear();
    return m_machine->guest().exec(
        std::move(request),
        {[this](ports::ExecStream, std::string_view piece) { lineFromInside(piece); },
         [this, done = std::move(done)](Result<ports::ExecEnd> end) {
             if (!end)
                 return done(tl::unexpected(inContext("the machine in which packages are installed", end.error())));
             done(end->status == 0 ? Result<>() : Result<>(tl::unexpected(failedInside("installing packages", *end))));
         }});
}

Call ImageBuild::takeRoot(Callback<> done)
{
    const auto file = std::make_shared<TakenFile>(m_bench.temporary(kInstalledTar));
    count([file] { return file->size(); }, kUnpackedSize);
    ports::ExecRequest request;
    request.arguments = {"/bin/sh", "-c", kTakeScript, "sh", kImageEpoch};
    request.environment = {{"PATH", kPath}, {"LC_ALL", "C.UTF-8"}};
    request.user = "0:0";
    request.workdir = "/";
    request.timeout = kTakeTimeout;
    m_lastLines.clear();
    // What is not wanted any more need not be waited for; but the link is not let go of while it speaks.
    const auto giveUp = [this, done](const Error &why) {
        QMetaObject::invokeMethod(
            this, [done, why] { done(tl::unexpected(why)); }, Qt::QueuedConnection);
    };
    return m_machine->guest().exec(
        std::move(request),
        {[this, file, giveUp](ports::ExecStream stream, std::string_view piece) {
             if (stream == ports::ExecStream::Error)
                 return lineFromInside(piece);
             const bool wasRight = !file->wrong();
             file->add(piece);
             if (wasRight && file->wrong())
                 giveUp(*file->wrong());
         },
         [this, file, done = std::move(done)](Result<ports::ExecEnd> end) {
             if (file->wrong())
                 return done(tl::unexpected(*file->wrong()));
             if (!end)
                 return done(tl::unexpected(inContext("the machine with the finished root", end.error())));
             done(end->status == 0 ? Result<>() : Result<>(tl::unexpected(failedInside("reading the root", *end))));
         }});
}

/// Not from inside what its link says.
Call ImageBuild::endMachine(Callback<> done)
{
    return m_bench.pool().run<void>(
        [folder = m_bench.temporary(kBaseFolder)](const StopFlag &) {
            StoreFolder::remove(folder);
            return Result<>();
        },
        [this, done = std::move(done)](Result<> removed) {
            m_machine.reset();
            done(std::move(removed));
        });
}

} // namespace glovebox::images
