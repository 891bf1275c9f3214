// Role: one buildImage() from its start to its answer. Thread: the engine's. Owns itself: gone when it has answered or
// was abandoned.
#pragma once

#include "core/images/apt_archives.h"
#include "core/images/image_build.h"
#include "core/images/npm_settings.h"
#include "core/images/npm_tree.h"
#include "core/images/steps.h"

#include <QPointer>
#include <QTimer>

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <sstream>

namespace glovebox::images {

/// In our temporary folder: where outside of it the build works, for whoever cleans up after a crash.
inline constexpr const char *kPlaceFile = "place";
inline constexpr const char *kPlaceStart = "glovebox-build-";
/// The root, and its archives in it.
inline constexpr ByteCount kPlaceSpace = ByteCount::mib(900);
inline constexpr const char *kSourcesFile = "debian.list";
inline constexpr const char *kTreeFile = "tree.tar";
inline constexpr const char *kFinishFile = "finish.sh";
inline constexpr const char *kInstalledTar = "root.tar";
/// Measured with Debian 12's packages of November 2026, on x86-64; docs/images.md. Nobody can tell before it is built.
inline constexpr ByteCount kUnpackedSize = ByteCount::mib(640);
/// Beside the root: how much is in it.
inline constexpr const char *kContentFile = "content";

class ImageBuild final : public QObject {
public:
    ImageBuild(BuildOptions options, BuildHandlers handlers);
    ~ImageBuild() override;

    void start();
    /// Nothing is called any more; what runs is killed, what is half-made removed. Safe from inside our callbacks.
    void abandon();

private:
    /// Whose root the packages are installed as.
    enum class InstallAs { NamespaceRoot, HostRoot, MachineRoot };

    // Looking and planning.
    Call look(Callback<> done);
    Call takeLock(Callback<> done);
    Call findLeftovers(Callback<> done);
    Call sweep(Callback<> done);
    Call checkHost(Callback<> done);
    Call probeNamespace(Callback<> done);
    Call probeRoot(const Error &namespaceError, Callback<> done);
    void noRootHere(const std::string &why, const Callback<> &done);
    void chose(InstallAs how);
    Call checkMachineTools(Callback<> done);
    Call resolveBase(Callback<> done);
    Call resolve(Callback<> done);
    Call askNpm(Callback<> done);
    Call readNpm(std::string answer, Callback<> done);
    Call weigh(Callback<> done);
    Call agree(Callback<> done);
    void planBuild();

    // Building; image_build_steps.cpp.
    Call fetchArchives(Callback<> done);
    Call checkArchives(Callback<> done);
    Call fetchNpm(Callback<> done);
    Call packTree(Callback<> done);
    Call openPlace(Callback<> done);
    Call install(Callback<> done);
    Call measure(Callback<> done);
    Call pack(Callback<> done);
    Call publish(Callback<> done);
    std::vector<std::string> installArguments() const;
    std::vector<std::string> aptRequest(std::vector<std::string> options) const;
    std::vector<std::string> hooksForArchives() const;

    // In a machine; image_build_machine.cpp.
    Call prepareInside(Callback<> done);
    Call unpackBase(Callback<> done);
    Call packBase(Callback<> done);
    Call bootBase(Callback<> done);
    Call installInside(Callback<> done);
    Call takeRoot(Callback<> done);
    Call endMachine(Callback<> done);
    void lineFromInside(std::string_view piece);
    Error failedInside(const char *what, const ports::ExecEnd &end) const;

    void addStep(std::string what, Call (ImageBuild::*run)(Callback<>));
    void addStep(std::string what, Call (Workbench::*run)(Callback<>));
    std::string fetchedArchives() const { return m_options.folder + '/' + kFetchedFolder + "/archives"; }
    std::string fetchedNpm() const { return m_options.folder + '/' + kFetchedFolder + "/npm"; }
    void describeBuilt();

    // Telling.
    void began(const std::string &what);
    void said(std::string_view line);
    void count(std::function<ByteCount()> bytes, ByteCount total);
    void tell();
    void finish(Result<> result);
    void clear();
    void cleanUp(std::function<void()> then);
    Call removePlaces(std::vector<std::string> places, std::function<void()> then);

    BuildOptions m_options;
    BuildHandlers m_handlers;
    std::function<void()> m_cleared;
    Workbench m_bench;
    BuildProgress m_shown;
    QTimer m_counting;
    std::function<ByteCount()> m_bytes;

    std::optional<BuiltImage> m_built;
    InstallAs m_installAs = InstallAs::NamespaceRoot;
    std::string m_place; // where the root of a user namespace works, when that is not our temporary folder
    std::vector<std::string> m_leftPlaces;
    std::vector<AptArchive> m_archives;
    std::vector<std::string> m_base; // file names of archives that a machine boots from
    std::unique_ptr<BuildMachine> m_machine;
    std::string m_pieceOfLine;           // that came from it
    std::deque<std::string> m_lastLines; // likewise
    NpmSettings m_npm;
    BuildPlan m_plan;
    TarContent m_content;
    Call m_cleaning;
    Call m_nested;               // what a step begins when its first part has answered
    QPointer<StepChain> m_chain; // owns itself, and is gone before we are
};

} // namespace glovebox::images
