// Role: the ImageLibrary port on this host's disk: skopeo fetches, the flattener lays layers over each other, tar2sqfs
// packs, and what comes of it is kept by its content. Decision 0046. Thread: the engine's; files are read and written
// on threads of its own, tools run as processes.
// Invariants: see library_folder.h for what is on disk. What open() gave out stays locked against removal until this
// object goes, or removes it itself.
#pragma once

#include "core/images/image_build.h"
#include "core/images/image_store.h"
#include "core/images/library/import_run.h"
#include "core/images/library/library_folder.h"
#include "core/ports/image_library.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace glovebox::images {

struct LibraryOptions {
    std::string folder; // images: must not be lost, sandboxes stand on them
    std::string blobs;  // what they were made from: may be lost, and is then fetched again
    StoreOptions guest; // where the kernel and the initial RAM disk come from
};

class DiskImageLibrary final : public ports::ImageLibrary {
public:
    explicit DiskImageLibrary(LibraryOptions options);
    ~DiskImageLibrary() override;

    Call list(Callback<std::vector<domain::Image>> done) override;
    Call import(ports::ImageImport wanted, std::function<void(ports::ImportProgress)> progress,
                Callback<domain::Image> done) override;
    Call open(std::string nameOrId, Callback<ports::OpenImage> done) override;
    Call remove(domain::ImageId id, Callback<> done) override;
    Call setName(domain::ImageId id, std::string name, Callback<> done) override;
    Call removeName(std::string name, Callback<> done) override;
    Call verify(domain::ImageId id, std::function<void(ByteCount done, ByteCount total)> progress,
                Callback<ports::ImageProof> done) override;
    Call usage(Callback<ports::LibraryUsage> done) override;
    Call collect(Callback<ByteCount> done) override;

    /// By name or id, as open() finds it. NotFound.
    Call find(std::string nameOrId, Callback<domain::Image> done);
    /// Path of the root file system of each image, for whoever looks what stands on it: id → path.
    Call roots(Callback<std::map<std::string, std::string>> done);
    /// Takes in what was built here, under its name; adopt_built.cpp. The same root again is the same image.
    Call adopt(BuiltImage built, Callback<domain::Image> done);

private:
    class Opening;
    using Locks = std::vector<std::shared_ptr<FileLock>>;

    LibraryOptions m_options;
    LibraryFolder m_folder;
    std::map<std::string, Locks> m_held; // by id; of what was given out
    QObject m_running;                   // parent of imports and openings; what pools tell comes through it
    WorkPool m_pool;                     // what takes moments
    WorkPool m_reader;                   // what may read whole images
};

} // namespace glovebox::images
