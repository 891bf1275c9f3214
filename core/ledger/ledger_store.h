// Role: the Ledger port on an SQLite file: the operator's one record of what was begun, done and answered.
// Thread: made, used and destroyed on the engine's, which must run its event loop; opening and writing happen on a
// thread of its own.
// Invariants: as in core/ports/ledger.h. A step that could not be written is written later, before anything that was
// told after it. What nobody waits for goes with the next fact that somebody waits for, or a moment later by itself.
// Destruction waits for what was told before it, and answers nothing any more.
#pragma once

#include "core/base/call.h"
#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/ledger/early_results.h"
#include "core/ledger/fact.h"

#include <QBasicTimer>
#include <QObject>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace glovebox::ledger {

struct LedgerOptions {
    std::string path; // "…/ledger.db"; its folder exists
    /// A file that is damaged, of another program or of a newer Glovebox is renamed and an empty one begun. Off: it is
    /// refused. For an operator who asked for it.
    bool setUnusableAside = false;
    /// The same for one that is damaged beyond use, or no database at all, and only for that.
    bool setDamagedAside = false;
    /// More than this is refused as OutOfDisk. A year of 10,000 calls a day is about 1.5 GiB.
    ByteCount sizeMax = ByteCount::gib(8);
    /// How long the past is kept; what is open stays however old it is. The audit trail stays, too.
    std::chrono::hours keep = limits::kHistoryKept;
    /// How often old rows are looked for while it is open.
    std::chrono::milliseconds pruneEvery = std::chrono::hours(1);
    /// The date that old rows are pruned by and closings are dated with. None: the host's.
    std::optional<WallTime> now;
    /// What the audit trail is made with, 64 hex digits. None: audit.key beside the ledger, made when there is none.
    std::optional<SecretString> auditKey;
};

/// Opens or makes the ledger. Letting go of the handle gives up; it waits for the step at hand.
Call openLedger(LedgerOptions options, Callback<std::unique_ptr<ports::Ledger>> done);

class HistoryReader;
class LedgerFile;

class LedgerStore final : public QObject, public ports::Ledger {
public:
    LedgerStore(LedgerOptions options, Callback<> opened);
    ~LedgerStore() override;

    void intendWork(ports::WorkIntent intent, Callback<> done) override;
    void stepWork(domain::WorkId work, ports::WorkStep step) override;
    void beatWork(domain::WorkId work, std::string lastHeartbeat) override;
    void intendCall(ports::CallIntent intent, Callback<> done) override;
    void keepResult(domain::SessionId session, domain::EventId call, domain::ToolResult result,
                    Callback<> done) override;
    void closeCall(domain::SessionId session, domain::EventId call) override;
    void keepSession(ports::SessionFacts facts) override;
    void leftOpen(Callback<ports::LeftOpen> done) override;
    void keepEnded(ports::EndedSandbox ended) override;
    void ended(int most, Callback<std::vector<ports::EndedSandbox>> done) override;
    void note(domain::HistoryFact fact) override;
    void audit(domain::AuditEntry entry) override;
    void ask(domain::HistoryQuestion question, Callback<domain::HistoryAnswer> done) override;

protected:
    bool event(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    /// Facts that share one commit at most: enough to keep up with any disk, few enough that none waits for long.
    static constexpr std::size_t kBatchMax = 1000;

    /// One place in the queue. Callbacks are moved, never copied or called, while the other thread has them.
    struct Entry {
        Entry() = default;
        Entry(Entry &&) = default;
        Entry &operator=(Entry &&) = default;

        std::optional<Fact> fact; // none: a question, or refused already
        Callback<> done;
        Callback<ports::LeftOpen> doneReading;
        Callback<std::vector<ports::EndedSandbox>> doneReadingEnded;
        int most = 0; // of those
        Result<> outcome;
        ports::LeftOpen found;
        std::vector<ports::EndedSandbox> foundEnded;
        std::uint64_t ticket = 0; // of a question of the past: its callback is in m_asked
        std::optional<domain::HistoryQuestion> question;
        std::optional<domain::HistoryAnswer> foundHistory;

        bool isAboutHistory() const { return doneReadingEnded || ticket != 0; }
        bool isQuestion() const { return doneReading || isAboutHistory(); }
        bool isWanted() const { return done || isQuestion(); }
    };

    void tell(Fact fact, Callback<> done);
    void tellHeld();
    void waitForCompany();
    void submit(Entry entry);
    // On the writing thread.
    void serve(const LedgerOptions &options);
    bool takeBatch(std::vector<Entry> &batch, bool somethingToRepeat);
    void write(LedgerFile &file, std::vector<Entry> &batch);
    enum class Which { All, ForStart };
    Result<> attempt(LedgerFile &file, std::vector<Entry> &batch, Which which);
    static Result<> serve(LedgerFile &file, Entry &entry);
    void settle(const std::vector<Entry> &batch);
    void answer(Entry &entry);
    void passOn(HistoryReader &reader, std::vector<Entry> &batch);
    void prune(LedgerFile &file);
    void index(LedgerFile &file, HistoryReader &reader);
    void writeAgain(LedgerFile &file);
    void postpone(std::vector<Entry> &batch);
    void handBack(std::vector<Entry> batch);
    void handBack(Entry entry)
    {
        std::vector<Entry> one;
        one.push_back(std::move(entry));
        handBack(std::move(one));
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Entry> m_waiting;
    std::deque<Entry> m_finished;
    std::uint64_t m_waitingBytes = 0;
    std::size_t m_wanted = 0; // of those waiting, the ones that somebody waits for
    bool m_closing = false;
    bool m_overdue = false; // what nobody waits for has waited long enough for company
    bool m_pruneDue = false;
    bool m_indexDue = true;  // the trail of before may not be in its index
    int m_indexPatience = 0; // the writing thread's: pieces that gave way to who waits
    QBasicTimer m_company;
    QBasicTimer m_pruneTimer;
    std::map<std::uint64_t, Callback<domain::HistoryAnswer>> m_asked; // the engine's thread's, by ticket
    std::uint64_t m_nextTicket = 1;

    EarlyResults m_early;

    std::deque<Fact> m_repeat;           // the writing thread's: to be written before anything else
    std::uint64_t m_repeatForPeople = 0; // bytes of those that only people look at

    Callback<> m_opened;
    bool m_refusalLogged = false;
    std::thread m_thread;
};

} // namespace glovebox::ledger
