// Role: SQLite's write-ahead log as a file of ours to sync: which commits wait for the disk is decided commit by
// commit, and asking SQLite to change its mind costs a statement to compile each time. Also keeps the file at one
// length, so that a sync has contents to write and no new length.
// Thread: the ledger's; blocking file work.
// Invariants: reads nothing and changes no byte that SQLite has written. What is put behind them is zeros, which
// SQLite takes for no frame (its checksums). Closing this descriptor drops no lock: SQLite has none on this file.
#pragma once

#include "core/base/result.h"

#include <memory>
#include <string>

namespace glovebox::ledger {

class WriteAheadLog {
public:
    /// Of the database `path`, which is open and in WAL mode, so that the file is there and stays until it is closed.
    static Result<std::unique_ptr<WriteAheadLog>> open(const std::string &path);
    ~WriteAheadLog();
    WriteAheadLog(const WriteAheadLog &) = delete;
    WriteAheadLog &operator=(const WriteAheadLog &) = delete;

    /// What was committed before outlives the host's power.
    Result<> sync();

private:
    explicit WriteAheadLog(int fd) : m_fd(fd) {}
    void fill();
    int m_fd;
};

} // namespace glovebox::ledger
