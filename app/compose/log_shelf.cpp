#include "app/compose/log_shelf.h"

#include "core/logs/log_pages.h"

#include <algorithm>
#include <list>

namespace glovebox::compose {

/// An open log keeps the places of its lines in memory, so that a page of it is one read: 10 KiB for each of its files.
class LogShelf::Readers {
public:
    explicit Readers(std::string folder) : m_folder(std::move(folder)) {}

    Result<logs::LogReader *> of(const LogName &name)
    {
        if (logs::fileOf(name).empty())
            return fail(ErrorCode::InvalidArgument, "'" + name.id + "' is no id");
        const auto found = std::ranges::find(m_open, name, &Open::name);
        if (found != m_open.end())
            m_open.splice(m_open.begin(), m_open, found);
        else
            m_open.push_front({name, logs::LogReader(m_folder, name)});
        if (m_open.size() > kOpenMax)
            m_open.pop_back();
        return &m_open.front().reader;
    }

private:
    static constexpr std::size_t kOpenMax = 16;
    struct Open {
        LogName name;
        logs::LogReader reader;
    };

    std::string m_folder;
    std::list<Open> m_open; // the one that was used last is first
};

LogShelf::LogShelf(std::string folder) : m_folder(std::move(folder)), m_readers(std::make_shared<Readers>(m_folder)) {}

LogShelf::~LogShelf() = default;

Call LogShelf::list(Callback<std::vector<LogEntry>> done)
{
    return m_pool.run<std::vector<LogEntry>>([folder = m_folder](const StopFlag &) { return logs::listLogs(folder); },
                                             std::move(done));
}

Call LogShelf::page(LogPageQuery query, Callback<LogPage> done)
{
    return m_pool.run<LogPage>(
        [readers = m_readers, query = std::move(query)](const StopFlag &stop) -> Result<LogPage> {
            GB_TRY(reader, readers->of(query.name));
            return logs::pageOf(*reader, query, stop);
        },
        std::move(done));
}

} // namespace glovebox::compose
