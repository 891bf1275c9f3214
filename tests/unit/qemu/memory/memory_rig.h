// Role: what the tests of a guest's memory share: a template with data and holes, clones of it, and a model that says
// what each byte of a clone has to be. Thread: the test's.
#pragma once

#include "core/qemu/memory/arena.h"
#include "core/qemu/memory/private_pages.h"
#include "core/qemu/memory/sealed_memory.h"
#include "tests/unit/qemu/memory/clone_stand_in.h"

#include <QtGlobal>

#include <algorithm>
#include <cstring>
#include <string>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace memory_tests {

using namespace glovebox;
using namespace glovebox::qemu::memory;

inline constexpr std::uint64_t kPages = 4096; // 16 MiB of small pages
inline constexpr PageRun kTemplateData{0, 1024};
inline constexpr PageRun kMoreTemplateData{2000, 100}; // holes before and after it

/// Every byte of a guest's memory as it should be.
class Model {
public:
    Model() : m_bytes(kPages * pageSize()) {}
    void write(PageRun pages, std::uint32_t seed)
    {
        for (auto page = pages.first; page < pages.end(); ++page)
            fillPage(m_bytes.data() + page * pageSize(), page, seed);
    }
    const std::byte *at(std::uint64_t page) const { return m_bytes.data() + page * pageSize(); }
    std::span<const std::byte> bytes() const { return m_bytes; }

private:
    std::vector<std::byte> m_bytes;
};

template <class T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s", describe(result.error()).c_str());
    return std::move(*result);
}

inline void must(const Result<> &result)
{
    if (!result)
        qFatal("%s", describe(result.error()).c_str());
}

inline ByteCount ramSize()
{
    return {kPages * pageSize()};
}

inline Model templateModel()
{
    Model model;
    model.write(kTemplateData, 7);
    model.write(kMoreTemplateData, 8);
    return model;
}

inline SealedMemory makeTemplate()
{
    auto memory = must(SealedMemory::create(ramSize()));
    const auto model = templateModel();
    for (const auto &run : {kTemplateData, kMoreTemplateData})
        must(writeAt(memory.fd(), {model.at(run.first), run.count * pageSize()}, run.first * pageSize(), "template"));
    must(memory.seal(kSealAttemptsInWorker));
    return memory;
}

/// A clone and its model, which are written alike.
struct Clone {
    explicit Clone(const SealedMemory &base)
        : process(base.fd(), kPages), mapping(must(RamMapping::find(process.pid(), base.size(), must(base.identity()))))
    {
    }
    void write(PageRun pages, std::uint32_t seed)
    {
        process.write(pages, seed);
        model.write(pages, seed);
    }
    void write(const PageRuns &runs, std::uint32_t seed)
    {
        for (const auto &run : runs)
            write(run, seed);
    }
    /// Reads all of it, which fills the template's holes: the last thing a test does.
    bool isAsModelled() const
    {
        std::vector<std::byte> memory(kPages * pageSize());
        const ::iovec here{memory.data(), memory.size()};
        const ::iovec there{reinterpret_cast<void *>(mapping.address()), memory.size()};
        return ::process_vm_readv(process.pid(), &here, 1, &there, 1, 0) == static_cast<ssize_t>(memory.size()) &&
               std::memcmp(memory.data(), model.bytes().data(), memory.size()) == 0;
    }

    CloneStandIn process;
    RamMapping mapping;
    Model model = templateModel();
};

/// All that a source holds is what the model says.
inline bool holds(const PageSource &source, const Model &model)
{
    std::vector<std::byte> scratch(kBatchPages * pageSize());
    RunCursor cursor(source.runs());
    const auto total = pagesIn(source.runs());
    for (std::uint64_t index = 0; index < total;) {
        auto bytes = must(source.view(index, 300, scratch));
        index += bytes.size() / pageSize();
        while (!bytes.empty()) {
            const auto run = cursor.next(bytes.size() / pageSize());
            if (std::memcmp(bytes.data(), model.at(run.first), run.count * pageSize()) != 0)
                return false;
            bytes = bytes.subspan(run.count * pageSize());
        }
    }
    return cursor.atEnd();
}

inline Arena copyOf(const Clone &clone)
{
    const auto pages = must(scanPrivate(clone.mapping));
    auto arena = must(Arena::make({std::min(pagesIn(pages) + 1, kPages), kPages}));
    must(arena.copyOut(clone.mapping, pages));
    return arena;
}

/// Runs `what` in a child process and returns its end as waitpid tells it. The parent's arenas are not there.
template <class What>
int inChild(What what)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(what());
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

} // namespace memory_tests
