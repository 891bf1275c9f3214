#include "core/ledger/schema.h"

namespace glovebox::ledger {

const std::vector<Migration> &migrations()
{
    // Times are milliseconds since 1970 in UTC. `closed_at` is empty while a row is open. `ordinal` keeps the order in
    // which rows were first told. A result's text is there only while the server may still need it.
    static const std::vector<Migration> list{
        {1,
         {
             "CREATE TABLE work (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, environment TEXT NOT NULL,"
             " subject TEXT NOT NULL, intended_at INTEGER NOT NULL, step TEXT NOT NULL, closed_at INTEGER) STRICT",
             "CREATE INDEX work_open ON work (ordinal) WHERE closed_at IS NULL",
             "CREATE INDEX work_closed ON work (closed_at) WHERE closed_at IS NOT NULL",

             "CREATE TABLE call (ordinal INTEGER PRIMARY KEY, session TEXT NOT NULL, id TEXT NOT NULL,"
             " kind TEXT NOT NULL, tool TEXT NOT NULL, sandbox TEXT NOT NULL, intended_at INTEGER NOT NULL,"
             " result BLOB, is_error INTEGER, timed_out INTEGER, closed_at INTEGER, UNIQUE (session, id)) STRICT",
             "CREATE INDEX call_open ON call (ordinal) WHERE closed_at IS NULL",
             "CREATE INDEX call_closed ON call (closed_at) WHERE closed_at IS NOT NULL",

             "CREATE TABLE session (id TEXT NOT NULL PRIMARY KEY, environment TEXT NOT NULL, title TEXT NOT NULL,"
             " agent TEXT NOT NULL, last_seen INTEGER NOT NULL, input_tokens INTEGER, output_tokens INTEGER,"
             " cache_read_tokens INTEGER, cache_write_tokens INTEGER, web_searches INTEGER, web_fetches INTEGER,"
             " active_ms INTEGER, list_cost_cents INTEGER) STRICT",
             "CREATE INDEX session_seen ON session (last_seen)",
         }},
        // What version 1 left open may be a health check: it is looked up as a session once more, as it was then.
        {2, {"ALTER TABLE work ADD COLUMN kind TEXT NOT NULL DEFAULT 'session'"}},
        // Sandboxes that are no more. Sizes are bytes, cost is millionths of a US dollar.
        {3,
         {
             "CREATE TABLE ended_sandbox (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
             " kept INTEGER NOT NULL, session TEXT, title TEXT NOT NULL, created_at INTEGER NOT NULL,"
             " vcpus INTEGER NOT NULL, memory INTEGER NOT NULL, disk INTEGER NOT NULL,"
             " running_ms INTEGER NOT NULL, paused_ms INTEGER NOT NULL, hibernated_ms INTEGER NOT NULL,"
             " cpu_ms INTEGER NOT NULL, memory_peak INTEGER NOT NULL, disk_peak INTEGER NOT NULL,"
             " cause TEXT NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL, cost INTEGER NOT NULL,"
             " prices_as_of TEXT NOT NULL, console BLOB NOT NULL, monitor BLOB NOT NULL) STRICT",
             "CREATE INDEX ended_sandbox_at ON ended_sandbox (at)",
         }},
        // Each closed call wrote a page of it, for a question that is asked once a start and that the oldest rows
        // answer.
        {4, {"DROP INDEX call_closed"}},
    };
    return list;
}

int currentVersion()
{
    return migrations().back().version;
}

} // namespace glovebox::ledger
