// Role: one import from its beginning to its answer: wait for one's turn, fetch or copy what the image is made of into
// the pool of blobs, read it, pack its root, write the record.
// Thread: the engine's; files are read and written on a pool of its own, tools run as processes. Belongs to its parent;
// goes by itself when it has answered or was abandoned.
// Invariants: nothing is listed before the last step. Letting go at any moment leaves whole blobs in the pool and
// nothing else. A blob that turns out to be damaged is deleted and fetched again, once.
#pragma once

#include "core/base/subprocess.h"
#include "core/images/library/import_work.h"
#include "core/images/library/library_folder.h"
#include "core/images/library/skopeo.h"
#include "core/images/oci/flatten.h"
#include "core/images/steps.h"
#include "core/ports/image_library.h"

#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace glovebox::images {

class ImportRun final : public QObject {
public:
    ImportRun(LibraryFolder folder, ports::ImageImport wanted, std::function<void(ports::ImportProgress)> progress,
              Callback<domain::Image> done, QObject *parent);
    ~ImportRun() override;

    void start();
    /// Nothing is called any more; what runs is killed. Safe from inside our callbacks.
    void abandon();

private:
    using StepFunction = Call (ImportRun::*)(Callback<>);

    // The way; import_run.cpp.
    Call check(Callback<> done);
    Call waitForTurn(Callback<> done);
    Call settle(Callback<> done);
    void planSource();
    Call lookForSame(Callback<> done);
    Call makeRoom(Callback<> done);
    Call pack(Callback<> done);
    Call seal(Callback<> done);
    Call keep(Callback<> done);

    // Fetching; import_fetch.cpp.
    Call askRegistry(Callback<> done);
    Call lookForKnown(Callback<> done);
    Call nameKnown(Callback<> done);
    Call fetch(Callback<> done);
    Call lookIntoArchive(Callback<> done);
    Call unpackArchive(Callback<> done);
    Call copyLayout(Callback<> done);
    Call readFetched(Callback<> done);
    void understandManifest(const std::string &bytes, Callback<> done);
    void measureFetch();
    void measured(const Fetched &fetched);

    void add(std::string what, StepFunction run);
    /// A blob that is not what it is called goes, and comes again once; any other error ends the import.
    void mend(const Error &error, Callback<> done);
    void fetchAnew(const Error &error, const Callback<> &done);
    template <class T>
    Call onPool(std::function<Result<T>(const StopFlag &)> work, std::function<void(T)> use, Callback<> done);
    ImageRecord recordOfOci() const;
    ImageRecord recordOf(const std::string &digest) const;
    std::string imageName() const;
    std::string rootKey() const;
    std::string reference(const std::string &digest) const;

    void began(const std::string &what);
    void said(std::string_view line);
    void told();
    void finish(Result<> result);
    void cleanUp(std::function<void()> then);

    LibraryFolder m_folder;
    ports::ImageImport m_wanted;
    std::function<void(ports::ImportProgress)> m_progress;
    Callback<domain::Image> m_done;
    ports::ImportProgress m_shown;

    std::shared_ptr<FileLock> m_imports; // blobs stay
    std::shared_ptr<FileLock> m_claim;   // of this source
    std::shared_ptr<Workplace> m_place;  // of the root
    std::shared_ptr<Workplace> m_fetchPlace;
    SkopeoPlace m_skopeo;
    QTimer m_turn;
    QTimer m_meter;
    Call m_measuring;
    Call m_mending;
    int m_still = 0; // measurements that found nothing new

    std::optional<RemoteManifest> m_remote;
    std::string m_archive; // skopeo's name of the archive
    std::optional<OciImage> m_image;
    std::optional<FlattenFacts> m_facts;
    std::optional<Part> m_root;                        // packed now
    std::optional<LibraryFolder::HeldRoot> m_heldRoot; // or there already
    std::optional<ImageRecord> m_record;               // of the same image, or of one with the same root
    std::optional<domain::Image> m_kept;
    bool m_mended = false;

    WorkPool m_pool;
    Call m_cleaning;
    QPointer<StepChain> m_chain; // owns itself, and is gone before we are
};

template <class T>
Call ImportRun::onPool(std::function<Result<T>(const StopFlag &)> work, std::function<void(T)> use, Callback<> done)
{
    return m_pool.run<T>(std::move(work), [use = std::move(use), done = std::move(done)](Result<T> result) {
        if (!result)
            return done(tl::unexpected(result.error()));
        use(std::move(*result));
        done({});
    });
}

} // namespace glovebox::images
