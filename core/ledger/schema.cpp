#include "core/ledger/schema.h"

namespace glovebox::ledger {

namespace {

/// What is kept for people: what there was and is, long actions, and who used what on which day. Days are counted since
/// 1970 in UTC. An operation's log is lines of an instant, a blank and a text. `found_by` is what a session is searched
/// by, case folded.
std::vector<const char *> history()
{
    return {
        "CREATE TABLE environment (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, base_url TEXT NOT NULL,"
        " last_seen INTEGER NOT NULL) STRICT",

        "CREATE TABLE sandbox (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
        " kept INTEGER NOT NULL, session TEXT, title TEXT NOT NULL, created_at INTEGER NOT NULL,"
        " environment TEXT, base TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL,"
        " vcpus INTEGER NOT NULL, memory INTEGER NOT NULL, disk INTEGER NOT NULL,"
        " running_ms INTEGER NOT NULL, paused_ms INTEGER NOT NULL, hibernated_ms INTEGER NOT NULL,"
        " cpu_ms INTEGER NOT NULL, memory_peak INTEGER NOT NULL, disk_peak INTEGER NOT NULL,"
        " closed_at INTEGER) STRICT",
        "CREATE INDEX sandbox_open ON sandbox (ordinal) WHERE closed_at IS NULL",
        "CREATE INDEX sandbox_closed ON sandbox (closed_at) WHERE closed_at IS NOT NULL",

        "CREATE TABLE frozen (kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, origin TEXT NOT NULL,"
        " at INTEGER NOT NULL, stored INTEGER NOT NULL, gone_at INTEGER, PRIMARY KEY (kind, id)) STRICT",
        "CREATE INDEX frozen_gone ON frozen (gone_at) WHERE gone_at IS NOT NULL",

        "CREATE TABLE output (session TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL,"
        " PRIMARY KEY (session, path)) STRICT",
        "CREATE INDEX output_at ON output (at)",

        "CREATE TABLE operation (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
        " object TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, step TEXT NOT NULL, progress REAL,"
        " began_at INTEGER NOT NULL, ended_at INTEGER, result TEXT NOT NULL, problem TEXT,"
        " problem_detail TEXT NOT NULL, can_cancel INTEGER NOT NULL, log TEXT NOT NULL) STRICT",
        "CREATE INDEX operation_ended ON operation (ended_at) WHERE ended_at IS NOT NULL",

        "CREATE TABLE usage_slice (day INTEGER NOT NULL, sandbox TEXT NOT NULL, prices_as_of TEXT NOT NULL,"
        " session TEXT, environment TEXT, base TEXT NOT NULL, vcpus INTEGER NOT NULL, memory INTEGER NOT NULL,"
        " disk INTEGER NOT NULL, running_ms INTEGER NOT NULL, paused_ms INTEGER NOT NULL,"
        " hibernated_ms INTEGER NOT NULL, cpu_ms INTEGER NOT NULL, memory_peak INTEGER NOT NULL,"
        " disk_peak INTEGER NOT NULL, cost INTEGER NOT NULL,"
        " PRIMARY KEY (day, sandbox, prices_as_of)) STRICT, WITHOUT ROWID",
        "CREATE INDEX usage_slice_session ON usage_slice (session, cost)",
        "CREATE INDEX usage_slice_sandbox ON usage_slice (sandbox)",

        "CREATE TABLE list_slice (day INTEGER NOT NULL, session TEXT NOT NULL, environment TEXT NOT NULL,"
        " agent TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,"
        " cache_read_tokens INTEGER NOT NULL, cache_write_tokens INTEGER NOT NULL, web_searches INTEGER NOT NULL,"
        " web_fetches INTEGER NOT NULL, active_ms INTEGER NOT NULL, list_cost_cents INTEGER,"
        " PRIMARY KEY (day, session)) STRICT, WITHOUT ROWID",
        "CREATE INDEX list_slice_session ON list_slice (session)",

        // Days on which this ledger was open, by the host's clock: what old rows are measured by.
        "CREATE TABLE day_seen (day INTEGER NOT NULL PRIMARY KEY) STRICT",

        "ALTER TABLE session ADD COLUMN found_by TEXT NOT NULL DEFAULT ''",
        "UPDATE session SET found_by = lower(id || char(10) || title || char(10) || agent)",
    };
}

/// Who did what. Rows are only ever added (audit_chain.h); `was` and `became` are an object before and after it.
std::vector<const char *> audit()
{
    return {
        "CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, origin TEXT NOT NULL,"
        " action TEXT NOT NULL, object TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, was TEXT NOT NULL,"
        " became TEXT NOT NULL, session TEXT NOT NULL, key_id TEXT NOT NULL, previous BLOB NOT NULL,"
        " tag BLOB NOT NULL, found_by TEXT NOT NULL) STRICT",
        "CREATE INDEX audit_action ON audit (action, seq)",
        "CREATE INDEX audit_object ON audit (object, seq)",
        "CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'audit entries are not changed'); END",
        "CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit"
        " BEGIN SELECT RAISE(ABORT, 'audit entries are not removed'); END",
    };
}

/// Which entries of the trail have which three characters in a row (audit_index.h), those up to `through`: the trail of
/// before is taken in pieces behind the start.
std::vector<const char *> auditIndex()
{
    return {
        "CREATE VIRTUAL TABLE audit_words USING fts5 (text, tokenize = 'trigram case_sensitive 1', content = '',"
        " columnsize = 0, detail = none)",
        "INSERT INTO audit_words (audit_words, rank) VALUES ('automerge', 0)", // in pieces of ours
        "CREATE VIRTUAL TABLE audit_letters USING fts5vocab (audit_words, row)",
        "CREATE TABLE audit_indexed (only INTEGER PRIMARY KEY CHECK (only = 1), through INTEGER NOT NULL) STRICT",
        "INSERT INTO audit_indexed (only, through) VALUES (1, 0)",
    };
}

/// A sandbox that several sessions use on one day has a slice for each. Of none: ''.
std::vector<const char *> slicesBySession()
{
    return {
        "CREATE TABLE slice (day INTEGER NOT NULL, sandbox TEXT NOT NULL, prices_as_of TEXT NOT NULL,"
        " session TEXT NOT NULL, environment TEXT, base TEXT NOT NULL, vcpus INTEGER NOT NULL, memory INTEGER NOT NULL,"
        " disk INTEGER NOT NULL, running_ms INTEGER NOT NULL, paused_ms INTEGER NOT NULL,"
        " hibernated_ms INTEGER NOT NULL, cpu_ms INTEGER NOT NULL, memory_peak INTEGER NOT NULL,"
        " disk_peak INTEGER NOT NULL, cost INTEGER NOT NULL,"
        " PRIMARY KEY (day, sandbox, prices_as_of, session)) STRICT, WITHOUT ROWID",
        "INSERT INTO slice SELECT day, sandbox, prices_as_of, coalesce(session, ''), environment, base, vcpus, memory,"
        " disk, running_ms, paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak, cost FROM usage_slice",
        "DROP TABLE usage_slice",
        "ALTER TABLE slice RENAME TO usage_slice",
        "CREATE INDEX usage_slice_session ON usage_slice (session, cost)",
        "CREATE INDEX usage_slice_sandbox ON usage_slice (sandbox)",
    };
}

/// What guests tried to reach. `found_by` is what a search looks through; times and sizes as everywhere.
std::vector<const char *> egress()
{
    return {
        "CREATE TABLE egress (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL,"
        " sandbox TEXT NOT NULL, session TEXT, kind TEXT NOT NULL, host TEXT NOT NULL, address TEXT NOT NULL,"
        " port INTEGER NOT NULL, verdict TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL,"
        " sent INTEGER NOT NULL, received INTEGER NOT NULL, lasted_ms INTEGER, found_by TEXT NOT NULL) STRICT",
        "CREATE INDEX egress_at ON egress (at)",
        "CREATE INDEX egress_sandbox ON egress (sandbox, ordinal)",
        "CREATE INDEX egress_session ON egress (session, ordinal) WHERE session IS NOT NULL",
        "CREATE INDEX egress_verdict ON egress (verdict, ordinal)",
    };
}

/// Which secrets the gate put in, and whose placeholder it met where it may not be: names, one a line. `egress_hour`
/// has the first and the last row of each hour since 1970 in UTC: a question of some days reads the rows of those
/// hours. Rows are told again, and a clock may be set back, so it is a bound and no more.
std::vector<const char *> egressSecrets()
{
    return {
        "ALTER TABLE egress ADD COLUMN secrets TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE egress ADD COLUMN misused TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX egress_rule ON egress (rule, at) WHERE rule <> ''",
        "CREATE TABLE egress_hour (hour INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL) STRICT",
        "INSERT INTO egress_hour SELECT at / 3600000, min(ordinal), max(ordinal) FROM egress GROUP BY 1",
        "CREATE TRIGGER egress_is_told AFTER INSERT ON egress"
        " BEGIN INSERT INTO egress_hour VALUES (new.at / 3600000, new.ordinal, new.ordinal)"
        " ON CONFLICT (hour) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last); END",
        "CREATE TRIGGER egress_is_told_again AFTER UPDATE OF at ON egress WHEN new.at <> old.at"
        " BEGIN INSERT INTO egress_hour VALUES (new.at / 3600000, new.ordinal, new.ordinal)"
        " ON CONFLICT (hour) DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last); END",
    };
}

} // namespace

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
        {5, history()},
        {6, audit()},
        // With it the lease of an open item is taken up where the program before left it.
        {7, {"ALTER TABLE work ADD COLUMN last_heartbeat TEXT NOT NULL DEFAULT ''"}},
        {8, auditIndex()},
        {9, slicesBySession()},
        {10, egress()},
        {11, egressSecrets()},
    };
    return list;
}

int currentVersion()
{
    return migrations().back().version;
}

} // namespace glovebox::ledger
