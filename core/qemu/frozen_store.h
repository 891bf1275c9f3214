// Role: templates and snapshots on this host's disk: the port's FrozenStore, and what freezing, snapshots and clones
// need of it. Thread: the engine's; whole files are written and read by its workers. Invariants: what it lists is
// complete and can be loaded here; a disk layer's file is there for as long as anything on disk or in this process
// stands on it.
//
//   templates/ID/   memory devices disk.qcow2 blank.qcow2 overlay.qcow2 manifest.json [notes.json]
//   snapshots/ID/   memory devices manifest.json [notes.json]
//   layers/ID.qcow2
#pragma once

#include "core/base/work_pool.h"
#include "core/domain/orphan.h"
#include "core/qemu/store_writing.h"

#include <functional>
#include <map>
#include <optional>
#include <set>

namespace glovebox::qemu {

/// What others than snapshots stand on, and a start is not to take for useless.
struct StoreNeeds {
    std::set<std::string> layers; // of machines that outlived the program before, and of stopped ones
    /// Layers that nothing known stands on are left aside as well, since something else may.
    bool keepStrays = false;
    std::set<std::string> templates; // of the same machines: their disks stay, whatever else becomes of them
    /// Of what nobody looks after but who removes it: no template of these goes while the store is open.
    std::set<std::string> templatesOfOrphans;
    bool keepTemplates = false; // likewise none that is there: which of them such a disk stands on cannot be told
};

class DiskStore final : public QObject, public ports::FrozenStore {
public:
    /// `path`: a folder of its own. What a crash left half is removed, and said in the log; what was finished once and
    /// does not read now is left as it is: see leftAside(). FolderInUse when another store, also of another program,
    /// has it.
    /// `lock`: of lock(); none: it is taken now.
    static Result<std::unique_ptr<DiskStore>> open(const std::string &path, HostIdentity host, StoreNeeds needs = {},
                                                   memory::Descriptor lock = {});
    /// For who has something to put in order before it can be opened, and has to be alone with it. FolderInUse
    /// likewise.
    static Result<memory::Descriptor> lock(const std::string &path);
    ~DiskStore() override;

    std::vector<ports::TemplateFacts> templates() const override;
    std::vector<ports::SnapshotFacts> snapshots() const override;
    Call openTemplate(std::string id, Callback<std::shared_ptr<const ports::Template>> done) override;
    Call openSnapshot(domain::SnapshotId id, Callback<std::shared_ptr<const ports::Snapshot>> done) override;
    Call label(domain::SnapshotId id, ports::SnapshotLabel label, Callback<> done) override;
    Call verify(domain::SnapshotId id, std::function<void(ByteCount done, ByteCount total)> progress,
                Callback<ports::SnapshotProof> done) override;
    Call keep(domain::SnapshotId hibernated, domain::SnapshotOrigin origin,
              Callback<ports::SnapshotFacts> done) override;
    Call note(std::string templateId, ports::TemplateNotes notes, Callback<> done) override;
    Call removeSnapshot(domain::SnapshotId id, Callback<> done) override;
    Call removeTemplate(std::string id, Callback<> done) override;

    /// Something in the folder that is not used and not removed.
    struct LeftAside {
        domain::OrphanKind kind = domain::OrphanKind::Unknown;
        std::string path;
        std::string why; // a sentence
    };
    /// What the start found and could not read, or does not know.
    const std::vector<LeftAside> &leftAside() const { return m_leftAside; }

    const std::string &path() const { return m_path; }
    /// What is left free of its disk when a snapshot has been written.
    ByteCount freeMin() const { return m_freeMin; }
    void setFreeMin(ByteCount free) { m_freeMin = free; }

    /// Where a template's frozen disk belongs. InvalidState when there is one of that name.
    Result<std::shared_ptr<StoreFolder>> newTemplateFolder(const std::string &id) const;
    /// It can be cloned already; from now on it is being written.
    void add(const std::shared_ptr<const QemuTemplate> &frozen);

    /// The layer of that id; null when its file is not here.
    std::shared_ptr<DiskLayer> layer(const std::string &id);
    /// The layer's file moves here, unless it is here.
    Result<> takeIn(DiskLayer &layer) const;
    /// InvalidArgument for an id that cannot be, InvalidState for one that is taken.
    Result<> checkNewSnapshot(const domain::SnapshotId &id) const;
    struct TakenSnapshot {
        ports::SnapshotFacts facts;
        std::shared_ptr<const QemuTemplate> base; // on disk, or to be
        std::shared_ptr<const memory::Arena> pages;
        std::shared_ptr<const memory::DeltaReader> under;
        std::shared_ptr<const memory::MemoryFile> devices;
        DiskLayers layers;
    };
    Call write(TakenSnapshot taken, std::function<void(ByteCount done, ByteCount total)> progress,
               Callback<std::shared_ptr<const ports::Snapshot>> done);

    Call spread(std::shared_ptr<const QemuSnapshot> snapshot, Callback<std::shared_ptr<const ports::Template>> done);

private:
    struct TemplateEntry {
        ports::TemplateFacts facts;
        std::shared_ptr<StoreFolder> folder; // null: it is held by `live` alone, as long as it is not complete
        std::string content;                 // of those that were found on disk
        WallTime at;
        bool fits = true;
        std::weak_ptr<const QemuTemplate> live;
        std::vector<std::shared_ptr<Callback<std::shared_ptr<const ports::Template>>>> waiting; // it is being loaded
        Call loading;
    };
    struct SnapshotEntry {
        ports::SnapshotFacts facts;
        std::shared_ptr<StoreFolder> folder;
        DiskLayers layers;
        bool fits = true;
        std::weak_ptr<const QemuSnapshot> live;
        std::uint64_t memoryInode = 0; // a hibernated one and what was kept of it have the same
    };

    DiskStore(std::string path, HostIdentity host) : m_path(std::move(path)), m_host(std::move(host)) {}
    std::string templatesDir() const { return m_path + "/templates"; }
    std::string snapshotsDir() const { return m_path + "/snapshots"; }
    std::string layersDir() const { return m_path + "/layers"; }

    // At start.
    Result<> makeFolders() const;
    std::vector<std::string> findTemplates();
    void findSnapshots();
    void removeUnfinished(const std::vector<std::string> &folders, const StoreNeeds &needs = {});
    void leaveAside(const std::string &path, const Error &why);
    Result<> findSnapshot(const std::string &folder);
    void dropUseless(const StoreNeeds &needs);
    void removeStrayLayers(const std::set<std::string> &inUse, bool keepStrays);
    std::shared_ptr<DiskLayer> layerOf(const LayerLength &named);

    TemplateDraft draftOf(const std::shared_ptr<const QemuTemplate> &frozen) const;
    void loaded(const std::string &id, Result<std::shared_ptr<QemuTemplate::Parts>> parts);
    std::shared_ptr<const QemuSnapshot> made(WrittenSnapshot written, std::shared_ptr<const QemuTemplate> base,
                                             const DiskLayers &layers);
    static void forget(SnapshotEntry &entry);
    void noteFound(const domain::SnapshotId &id, std::optional<WallTime> verifiedAt, std::string damage);
    Call write(const std::string &folder, std::string notes, Callback<> done);
    std::shared_ptr<StoreFolder> folderOf(const TemplateEntry &entry) const;

    std::string m_path;
    memory::Descriptor m_lock;
    HostIdentity m_host;
    ByteCount m_freeMin;
    std::vector<LeftAside> m_leftAside;
    std::set<std::string> m_templatesOfOrphans;
    std::map<std::string, TemplateEntry> m_templates;
    std::map<std::string, SnapshotEntry> m_snapshots;
    std::map<std::string, std::weak_ptr<DiskLayer>> m_layers;
    std::vector<Call> m_writes;           // of templates; never let go of while this lives
    std::map<std::string, Call> m_noting; // what a look at a snapshot's files found
    // Last: their work ends before what it uses goes. Nobody who waits for a clone waits for what is being written.
    WorkPool m_writing;
    WorkPool m_reading;
    WorkPool m_checking;
};

} // namespace glovebox::qemu
