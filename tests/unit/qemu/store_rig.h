// Role: a store with a template and snapshots in it, made without any QEMU. Thread: the test's.
#pragma once

#include "core/qemu/folder.h"
#include "core/qemu/frozen_store.h"
#include "tests/unit/qemu/memory/memory_rig.h"

#include <QEventLoop>
#include <QFile>
#include <QTemporaryDir>
#include <QTimer>

#include <filesystem>
#include <fstream>

namespace store_tests {

using namespace glovebox;
using namespace glovebox::qemu;
using memory_tests::must;

inline constexpr int kPatienceMs = 20'000;

inline void writeFile(const std::string &path, const std::string &bytes)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << bytes;
    if (!file.flush())
        qFatal("cannot write %s", path.c_str());
}

inline std::vector<std::string> namesIn(const std::string &folder)
{
    std::vector<std::string> out;
    for (const auto &entry : entriesOf(folder))
        out.push_back(std::filesystem::path(entry).filename().string());
    std::ranges::sort(out);
    return out;
}

inline HostIdentity thisHost()
{
    return {"7.2.22", "microvm", "A processor", memory::pageSize(), 2'000'000};
}

/// Some pages, to be written as a delta.
class SomePages final : public memory::PageSource {
public:
    SomePages(memory::PageRuns runs, std::uint32_t seed) : m_runs(std::move(runs))
    {
        m_model.write({0, memory_tests::kPages}, seed);
        for (const auto &run : m_runs)
            for (auto page = run.first; page < run.end(); ++page)
                m_pages.push_back(page);
    }
    const memory::PageRuns &runs() const override { return m_runs; }
    Result<std::span<const std::byte>> view(std::uint64_t index, std::uint64_t, std::span<std::byte>) const override
    {
        return std::span<const std::byte>(m_model.at(m_pages.at(index)), memory::pageSize());
    }

private:
    memory::PageRuns m_runs;
    std::vector<std::uint64_t> m_pages;
    memory_tests::Model m_model;
};

class StoreRig {
public:
    StoreRig()
    {
        writeFile(path("root.sqfs"), "hsqs");
        writeFile(path("blank.qcow2"), std::string(5000, 'b'));
        open();
    }

    std::string path(const std::string &name) const { return m_dir.path().toStdString() + "/" + name; }
    std::string frozenDir() const { return path("frozen"); }

    void close() { store.reset(); }
    void open() { open(frozenDir(), thisHost()); }
    void open(const std::string &folder, const HostIdentity &host)
    {
        store.reset();
        store = must(DiskStore::open(folder, host));
    }

    ports::TemplateFacts facts(const std::string &id) const
    {
        return {.id = id,
                .size = {.vcpus = 1, .memory = memory_tests::ramSize(), .disk = ByteCount::mib(64)},
                .acceleration = domain::Acceleration::Emulated,
                .image = {"/boot/kernel", "/boot/initrd", path("root.sqfs"), "image-1"},
                .memory = {},
                .disk = ByteCount::kib(8)};
    }

    std::shared_ptr<const QemuTemplate> frozen(const std::string &id)
    {
        auto folder = must(store->newTemplateFolder(id));
        writeFile(folder->file(kDiskFile), std::string(6000, 'd'));
        writeFile(folder->file(kOverlayFile), std::string(7000, 'o'));
        DiskStack disks{path("blank.qcow2"), folder->file(kDiskFile), {}};
        auto overlay = must(EmptyOverlay::read(folder->file(kOverlayFile)));
        return std::make_shared<const QemuTemplate>(
            QemuTemplate::Parts{.facts = facts(id),
                                .memory = memory_tests::makeTemplate(),
                                .deviceState = must(memory::MemoryFile::holding("test-devices", "devices")),
                                .disks = std::move(disks),
                                .overlay = std::move(overlay),
                                .folder = std::move(folder),
                                .root = nullptr,
                                .over = nullptr});
    }

    /// Frozen, and on disk.
    std::shared_ptr<const QemuTemplate> stored(const std::string &id)
    {
        auto base = frozen(id);
        store->add(base);
        wait([&] { return base->folder()->complete() && !store->templates().empty(); });
        return base;
    }

    /// What a machine does when its disk is frozen.
    std::shared_ptr<DiskLayer> layer(const std::string &id)
    {
        writeFile(path("work.qcow2"), "layer " + id);
        return std::make_shared<DiskLayer>(id, path("work.qcow2"));
    }

    DiskStore::TakenSnapshot taken(const std::string &id, std::shared_ptr<const QemuTemplate> base, DiskLayers layers,
                                   domain::SnapshotKind kind = domain::SnapshotKind::Kept)
    {
        must(store->takeIn(*layers.back()));
        must(memory::writeDelta(path("under"), base->deltaBase(), SomePages({{3, 5}, {2050, 10}}, 9)));
        ports::SnapshotFacts what{.origin = {.id = domain::SnapshotId(id),
                                             .kind = kind,
                                             .name = "a \"name\"\n\xff",
                                             .sandbox = domain::SandboxId("sbx-1"),
                                             .sandboxName = "nimble-otter",
                                             .sandboxKept = true,
                                             .session = domain::SessionId("sesn_1"),
                                             .parent = domain::SnapshotId("snap-before"),
                                             .at = WallTime(std::chrono::milliseconds(1'790'000'000'000))},
                                  .base = base->facts().id,
                                  .size = base->facts().size,
                                  .acceleration = base->facts().acceleration,
                                  .image = base->facts().image,
                                  .memory = {},
                                  .disk = ByteCount{4096},
                                  .diskShared = ByteCount{8192},
                                  .stopped = std::chrono::microseconds(4700),
                                  .method = "stop and copy"};
        return {.facts = std::move(what),
                .base = std::move(base),
                .pages = std::make_shared<const memory::Arena>(must(memory::Arena::make({0, 1}))),
                .under = std::make_shared<const memory::DeltaReader>(must(memory::DeltaReader::open(path("under")))),
                .devices = std::make_shared<const memory::MemoryFile>(
                    must(memory::MemoryFile::holding("test-devices", "at work"))),
                .layers = std::move(layers)};
    }

    Result<std::shared_ptr<const ports::Snapshot>> snapshot(const std::string &id,
                                                            std::shared_ptr<const QemuTemplate> base, DiskLayers layers,
                                                            domain::SnapshotKind kind = domain::SnapshotKind::Kept)
    {
        auto draft = taken(id, std::move(base), std::move(layers), kind);
        return answer<std::shared_ptr<const ports::Snapshot>>(
            [&](auto done) { return store->write(std::move(draft), nullptr, std::move(done)); });
    }

    template <class T = void, class Begin>
    static Result<T> answer(Begin begin)
    {
        std::optional<Result<T>> out;
        auto call = begin(Callback<T>([&](Result<T> result) { out = std::move(result); }));
        wait([&] { return out.has_value(); });
        return *std::move(out);
    }

    template <class Holds>
    static void wait(Holds holds)
    {
        QEventLoop loop;
        QTimer look;
        QObject::connect(&look, &QTimer::timeout, &loop, [&] {
            if (holds())
                loop.quit();
        });
        look.start(1);
        QTimer::singleShot(kPatienceMs, &loop, [] { qFatal("the test waited in vain"); });
        loop.exec();
    }

    std::unique_ptr<DiskStore> store;

private:
    QTemporaryDir m_dir;
};

} // namespace store_tests
