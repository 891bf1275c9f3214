#include "core/system/copied_files.h"

#include "core/system/archive_reader.h"
#include "core/system/copied_tree.h"

namespace glovebox::system {

namespace {

using Entry = std::optional<ports::TreeEntry>;

/// Of an archive: all of its heads are read, and so it is unpacked once, to nowhere.
Result<ports::HostTree> archiveAt(const std::string &path, const StopFlag &stop)
{
    ArchiveReader reader(path);
    GB_CHECK(reader.open(stop));
    ports::HostTree tree;
    for (;;) {
        GB_TRY(entry, reader.next(stop));
        if (!entry)
            break;
        tree.bytes.value += entry->size.value;
        tree.entries.push_back(*std::move(entry));
    }
    tree.leftOut = reader.leftOut();
    return tree;
}

/// What is asked of it is done on the pool, one after another; whoever is at work there keeps the reader.
class TreeSource final : public ports::FileSource {
public:
    TreeSource(WorkPool &pool, ports::HostPath from, std::vector<ports::TreeEntry> entries)
        : m_pool(pool), m_reader(std::make_shared<TreeReader>(std::move(from.path), std::move(entries), from.found))
    {
    }

    Call next(Callback<Entry> done) override
    {
        return m_pool.run<Entry>([reader = m_reader](const StopFlag &) { return reader->next(); }, std::move(done));
    }
    Call read(std::size_t max, Callback<std::string> done) override
    {
        return m_pool.run<std::string>([reader = m_reader, max](const StopFlag &) { return reader->read(max); },
                                       std::move(done));
    }

private:
    WorkPool &m_pool;
    std::shared_ptr<TreeReader> m_reader;
};

class ArchiveSource final : public ports::FileSource {
public:
    ArchiveSource(WorkPool &pool, std::string path) : m_pool(pool), m_state(std::make_shared<State>(std::move(path))) {}

    Call next(Callback<Entry> done) override
    {
        return m_pool.run<Entry>(
            [state = m_state](const StopFlag &stop) -> Result<Entry> {
                if (!std::exchange(state->isOpen, true))
                    GB_CHECK(state->reader.open(stop));
                return state->reader.next(stop);
            },
            std::move(done));
    }
    Call read(std::size_t max, Callback<std::string> done) override
    {
        return m_pool.run<std::string>(
            [state = m_state, max](const StopFlag &stop) { return state->reader.read(max, stop); }, std::move(done));
    }

private:
    struct State {
        explicit State(std::string path) : reader(std::move(path)) {}
        ArchiveReader reader;
        bool isOpen = false;
    };

    WorkPool &m_pool;
    std::shared_ptr<State> m_state;
};

} // namespace

Call CopiedFiles::survey(std::string path, Callback<std::vector<ports::TreeEntry>> done)
{
    return m_pool.run<std::vector<ports::TreeEntry>>(
        [path = std::move(path)](const StopFlag &stop) -> Result<std::vector<ports::TreeEntry>> {
            GB_TRY(tree, treeAt(path, TreeRules::Strict, stop));
            return std::move(tree.entries);
        },
        std::move(done));
}

Call CopiedFiles::look(ports::HostPath path, Callback<ports::HostTree> done)
{
    return m_pool.run<ports::HostTree>(
        [path = std::move(path)](const StopFlag &stop) {
            return path.isArchive ? archiveAt(path.path, stop) : treeAt(path.path, TreeRules::Lenient, stop);
        },
        std::move(done));
}

std::unique_ptr<ports::FileSource> CopiedFiles::open(ports::HostPath path, std::vector<ports::TreeEntry> entries)
{
    if (path.isArchive)
        return std::make_unique<ArchiveSource>(m_pool, std::move(path.path));
    return std::make_unique<TreeSource>(m_pool, std::move(path), std::move(entries));
}

} // namespace glovebox::system
