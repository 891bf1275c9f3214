// Role: the window's reading of logs, on a thread of its own. Thread: GUI.
#pragma once

#include "app/bridge/log_desk.h"
#include "core/base/work_pool.h"
#include "core/logs/log_reader.h"

#include <memory>

namespace glovebox::compose {

class DiskLogDesk final : public bridge::LogDesk {
public:
    explicit DiskLogDesk(std::string folder);
    ~DiskLogDesk() override;

    Call list(Callback<std::vector<LogEntry>> done) override;
    Call look(const LogName &name, Callback<LogExtent> done) override;
    Call read(const LogName &name, std::vector<LogNumber> numbers, Callback<std::vector<StoredLine>> done) override;
    Call search(const LogName &name, LogNumber from, LogNumber to, const LogQuery &query,
                Callback<std::vector<LogNumber>> done) override;
    Call tally(const LogName &name, LogNumber from, LogNumber to, std::chrono::milliseconds span,
               Callback<LogTally> done) override;
    Call lineAt(const LogName &name, WallTime at, Callback<LogNumber> done) override;
    Call exportTo(const LogName &name, const LogQuery &query, const Export &wanted, Callback<LogNumber> done) override;

private:
    /// The log that was asked for last, open. The thread's.
    struct Shelf {
        std::string folder;
        std::optional<LogName> name;
        std::optional<logs::LogReader> reader;

        Result<logs::LogReader *> of(const LogName &wanted);
    };

    std::shared_ptr<Shelf> m_shelf;
    WorkPool *m_pool; // goes with deleteLater(): an answer may be what ends us
};

} // namespace glovebox::compose
