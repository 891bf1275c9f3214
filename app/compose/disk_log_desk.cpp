#include "app/compose/disk_log_desk.h"

#include "core/logs/log_export.h"
#include "core/logs/log_tally.h"

namespace glovebox::compose {

DiskLogDesk::DiskLogDesk(std::string folder) : m_shelf(std::make_shared<Shelf>()), m_pool(new WorkPool)
{
    m_shelf->folder = std::move(folder);
}

DiskLogDesk::~DiskLogDesk()
{
    m_pool->deleteLater();
}

Result<logs::LogReader *> DiskLogDesk::Shelf::of(const LogName &wanted)
{
    if (name != wanted) {
        name = wanted;
        reader.emplace(folder, wanted);
        GB_CHECK(reader->refresh());
    }
    return &*reader;
}

Call DiskLogDesk::list(Callback<std::vector<LogEntry>> done)
{
    return m_pool->run<std::vector<LogEntry>>(
        [shelf = m_shelf](const StopFlag &) { return logs::listLogs(shelf->folder); }, std::move(done));
}

Call DiskLogDesk::look(const LogName &name, Callback<LogExtent> done)
{
    return m_pool->run<LogExtent>(
        [shelf = m_shelf, name](const StopFlag &) -> Result<LogExtent> {
            GB_TRY(reader, shelf->of(name));
            return reader->refresh();
        },
        std::move(done));
}

Call DiskLogDesk::read(const LogName &name, std::vector<LogNumber> numbers, Callback<std::vector<StoredLine>> done)
{
    numbers.resize(std::min(numbers.size(), kReadMax));
    return m_pool->run<std::vector<StoredLine>>(
        [shelf = m_shelf, name, numbers = std::move(numbers)](const StopFlag &) -> Result<std::vector<StoredLine>> {
            GB_TRY(reader, shelf->of(name));
            std::vector<StoredLine> lines;
            std::size_t bytes = 0;
            constexpr std::ptrdiff_t step = 256; // a few MiB at the worst
            for (auto next = numbers.begin(); next != numbers.end() && bytes < kReadBytesMax;) {
                const auto last = next + std::min<std::ptrdiff_t>(step, numbers.end() - next);
                GB_TRY(some, reader->readThese({next, last}));
                for (auto &line : some) {
                    bytes += line.line.message.size();
                    lines.push_back(std::move(line));
                }
                next = last;
            }
            return lines;
        },
        std::move(done));
}

Call DiskLogDesk::search(const LogName &name, LogNumber from, LogNumber to, const LogQuery &query,
                         Callback<std::vector<LogNumber>> done)
{
    static_assert(kPiece == logs::kPieceMax);
    return m_pool->run<std::vector<LogNumber>>(
        [shelf = m_shelf, name, from, to, query](const StopFlag &stop) -> Result<std::vector<LogNumber>> {
            GB_TRY(matcher, logs::LineMatcher::make(query));
            GB_TRY(reader, shelf->of(name));
            return reader->search(from, to, matcher, stop);
        },
        std::move(done));
}

Call DiskLogDesk::tally(const LogName &name, LogNumber from, LogNumber to, std::chrono::milliseconds span,
                        Callback<LogTally> done)
{
    return m_pool->run<LogTally>(
        [shelf = m_shelf, name, from, to, span](const StopFlag &stop) -> Result<LogTally> {
            GB_TRY(reader, shelf->of(name));
            return logs::tally(*reader, from, to, span, stop);
        },
        std::move(done));
}

Call DiskLogDesk::lineAt(const LogName &name, WallTime at, Callback<LogNumber> done)
{
    return m_pool->run<LogNumber>(
        [shelf = m_shelf, name, at](const StopFlag &) -> Result<LogNumber> {
            GB_TRY(reader, shelf->of(name));
            return logs::lineAt(*reader, at);
        },
        std::move(done));
}

Call DiskLogDesk::exportTo(const LogName &name, const LogQuery &query, const Export &wanted, Callback<LogNumber> done)
{
    return m_pool->run<LogNumber>(
        [shelf = m_shelf, name, query, wanted](const StopFlag &stop) -> Result<LogNumber> {
            GB_TRY(reader, shelf->of(name));
            GB_CHECK(reader->refresh());
            logs::ExportWish wish{
                .file = wanted.file, .asJson = wanted.asJson, .compressed = wanted.compressed, .title = wanted.title};
            if (wanted.lines.end >= wanted.lines.first)
                wish.lines = wanted.lines;
            if (wanted.progress)
                wish.progress = [progress = wanted.progress](double part) {
                    progress->set(part);
                };
            return logs::exportLog(*reader, query, wish, stop);
        },
        std::move(done));
}

} // namespace glovebox::compose
