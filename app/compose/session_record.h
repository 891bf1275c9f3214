// Role: what spawned programs remember of one session from one to the next: the ledger that says which calls ran, and
// the outputs that it left. In <data folder>/spawned/<session>.
// Thread: any, one at a time; blocks for moments.
// Invariants: of a session there is one at a time on this host, however its holder ends; it is taken away when no call
// is open in it, its trail tells of no secret and no output was kept, and stays otherwise, also over a kill.
#pragma once

#include "core/base/result.h"

#include <memory>
#include <string>

namespace glovebox::compose {

class SessionRecord {
public:
    /// `data`: the data folder. `session`: a safe token. Conflict while another program has it.
    static Result<std::unique_ptr<SessionRecord>> take(const std::string &data, const std::string &session);
    /// Nobody uses ledger and outputs any more.
    ~SessionRecord();
    SessionRecord(const SessionRecord &) = delete;
    SessionRecord &operator=(const SessionRecord &) = delete;

    /// Where system::OutputFolders keeps its own.
    const std::string &folder() const { return m_folder; }
    std::string ledgerFile() const { return m_folder + "/ledger.db"; }

private:
    SessionRecord(std::string folder, std::string session, std::string lockPath, int lock)
        : m_folder(std::move(folder)), m_session(std::move(session)), m_lockPath(std::move(lockPath)), m_lock(lock)
    {
    }

    std::string m_folder;
    std::string m_session;
    std::string m_lockPath;
    int m_lock;
};

} // namespace glovebox::compose
