// Role: the logs on disk as the engine's doors give them, read on a thread of its own. Thread: the engine's.
#pragma once

#include "core/api/log_reading.h"
#include "core/base/work_pool.h"

#include <memory>
#include <string>

namespace glovebox::compose {

class LogShelf final : public api::LogReading {
public:
    /// `folder`: of all logs; it need not be there.
    explicit LogShelf(std::string folder);
    ~LogShelf() override;
    LogShelf(const LogShelf &) = delete;
    LogShelf &operator=(const LogShelf &) = delete;

    Call list(Callback<std::vector<LogEntry>> done) override;
    Call page(LogPageQuery query, Callback<LogPage> done) override;

private:
    /// Logs that were read lately, open. The thread's.
    class Readers;

    std::string m_folder;
    std::shared_ptr<Readers> m_readers;
    WorkPool m_pool;
};

} // namespace glovebox::compose
