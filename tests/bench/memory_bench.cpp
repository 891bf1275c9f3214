// A guest's memory from outside: finding what a clone dirtied, copying it out, putting it back. The clone is a process
// that maps 2 GiB of which it has dirtied 50 or 200 MiB in some 200 pieces, as running guests have.
#include "core/qemu/memory/apply_delta.h"
#include "core/qemu/memory/arena.h"
#include "core/qemu/memory/delta_file.h"
#include "core/qemu/memory/private_pages.h"
#include "tests/bench/bench.h"
#include "tests/unit/qemu/memory/clone_stand_in.h"

#include <QTemporaryDir>

#include <memory>
#include <optional>

namespace bench {

using namespace glovebox;
using namespace glovebox::qemu::memory;

namespace {

constexpr std::uint64_t kPieces = 200;
constexpr std::uint64_t kTemplatePages = (ByteCount::mib(100).value) >> 12;

template <class T>
T got(Result<T> result, const char *what)
{
    demand(result.has_value(), what);
    return std::move(*result);
}

/// 2 GiB with 100 MiB of data, shared by all clones here.
SealedMemory makeTemplate()
{
    auto memory = got(SealedMemory::create(ByteCount::gib(2)), "a template's memory is made");
    std::vector<std::byte> page(pageSize());
    for (std::uint64_t number = 0; number < kTemplatePages; ++number) {
        memory_tests::fillPage(page.data(), number, 1);
        demand(writeAt(memory.fd(), page, number * pageSize(), "template").has_value(), "the template is filled");
    }
    demand(memory.seal().has_value(), "the template is sealed");
    return memory;
}

struct Clone {
    explicit Clone(const SealedMemory &base)
        : process(base.fd(), base.pages()),
          mapping(got(RamMapping::find(process.pid(), base.size(), got(base.identity(), "the template is known")),
                      "the clone's memory is found"))
    {
    }
    memory_tests::CloneStandIn process;
    RamMapping mapping;
};

Row row(const std::string &what, std::uint64_t pages, double seconds)
{
    return {"memory: " + what, static_cast<double>(pages * pageSize()) / 1e6, "MB", seconds, kYardstick};
}

void copyRows(std::vector<Row> &rows, const Effort &effort, const Clone &clone, const PageRuns &runs,
              const std::string &size)
{
    const auto pages = pagesIn(runs);
    const auto scanning = [&](ScanBy by) {
        return bestOf(
            effort, [] { return 0; },
            [&](int) { demand(scanPrivate(clone.mapping, by) == runs, "every dirtied page is found"); });
    };
    rows.push_back(row("finding " + size + " of 2 GiB", pages, scanning(ScanBy::Whichever)));
    rows.push_back(row("the same, page map read", pages, scanning(ScanBy::Reading)));
    const auto room = [pages](std::uint64_t ready) {
        return got(Arena::make({ready, pages}), "there is room");
    };
    const auto copying = [&](std::uint64_t ready) {
        return bestOf(
            effort, [&] { return room(ready); },
            [&](Arena &arena) { demand(arena.copyOut(clone.mapping, runs).has_value(), "all is copied"); });
    };
    rows.push_back(row("copying out " + size, pages, copying(pages)));
    rows.push_back(row("the same, room made while copying", pages, copying(0)));
}

void useRows(std::vector<Row> &rows, const Effort &effort, const SealedMemory &base, const Arena &arena,
             const std::string &size)
{
    const auto pages = arena.held();
    const double applying = bestOf(
        effort, [&] { return std::make_unique<Clone>(base); },
        [&](const std::unique_ptr<Clone> &clone) {
            demand(applyDelta(arena, clone->mapping).has_value(), "all is written into the clone");
        });
    rows.push_back(row("into one clone, " + size, pages, applying));
    const double flattening = bestOf(
        effort, [] { return 0; },
        [&](int) { demand(flatten(base, arena).has_value(), "a memory of its own is made"); });
    rows.push_back(row("into a memory for many, " + size + " and 100", pages + kTemplatePages, flattening));
}

} // namespace

std::vector<Row> memory(const Effort &effort)
{
    std::vector<Row> rows;
    const auto base = makeTemplate();
    for (const std::uint64_t mib : {50, 200}) {
        const auto size = std::to_string(mib) + " MiB";
        const auto pages = static_cast<std::uint64_t>(static_cast<double>((mib << 20) / pageSize()) * effort.share);
        const std::uint64_t piece = std::max<std::uint64_t>(pages / kPieces, 1);
        PageRuns runs;
        Clone clone(base);
        for (std::uint64_t i = 0; i < kPieces; ++i) {
            runs.push_back({i * (base.pages() / kPieces), piece});
            clone.process.write(runs.back(), 2);
        }
        copyRows(rows, effort, clone, runs, size);
        auto arena = got(Arena::make({piece * kPieces, piece * kPieces}), "there is room");
        demand(arena.copyOut(clone.mapping, runs).has_value(), "all is copied");
        useRows(rows, effort, base, arena, size);
        if (mib != 50)
            continue;
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("delta")).toStdString();
        const double writing = bestOf(
            effort, [] { return 0; },
            [&](int) {
                demand(writeDelta(path, {"bench", base.pages()}, arena).has_value(), "the delta is on the disk");
            });
        rows.push_back(row("to a file, " + size, arena.held(), writing));
    }
    return rows;
}

} // namespace bench
