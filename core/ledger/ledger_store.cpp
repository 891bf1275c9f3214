#include "core/ledger/ledger_store.h"

#include "core/base/log.h"
#include "core/ledger/history_reader.h"
#include "core/ledger/ledger_file.h"

#include <algorithm>

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>

namespace glovebox::ledger {

Q_LOGGING_CATEGORY(lcLedgerStore, "glovebox.ledger")

namespace {

/// Told but not written: a disk that is this far behind is stuck, and memory is not a ledger.
constexpr std::size_t kWaitingMax = 20'000;
constexpr ByteCount kWaitingBytesMax = ByteCount::mib(256);
/// Questions that wait for their answer: people ask one at a time, and a newer one replaces an older.
constexpr std::size_t kAskedMax = 100;
/// A step that nobody waits for waits this long for company: with calls in a row it costs no commit of its own. A crash
/// before it is like one just before it was told.
constexpr std::chrono::milliseconds kCompanyWithin{250};

} // namespace

Call openLedger(LedgerOptions options, Callback<std::unique_ptr<ports::Ledger>> done)
{
    auto opening = std::make_shared<std::unique_ptr<LedgerStore>>();
    auto opened = [weak = std::weak_ptr(opening), done = std::move(done)](Result<> result) {
        const auto holder = weak.lock();
        if (!holder)
            return;
        auto store = std::move(*holder);
        if (result) {
            done(std::move(store));
            return;
        }
        store.release()->deleteLater(); // we are inside its event()
        done(tl::unexpected(std::move(result).error()));
    };
    *opening = std::make_unique<LedgerStore>(std::move(options), std::move(opened));
    return Call([opening = std::move(opening)] { opening->reset(); });
}

LedgerStore::LedgerStore(LedgerOptions options, Callback<> opened) : m_opened(std::move(opened))
{
    m_pruneTimer.start(static_cast<int>(options.pruneEvery.count()), this);
    m_thread = std::thread([this, options = std::move(options)] { serve(options); });
}

LedgerStore::~LedgerStore()
{
    tellHeld();
    {
        const std::lock_guard guard(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void LedgerStore::intendWork(ports::WorkIntent intent, Callback<> done)
{
    tell(std::move(intent), std::move(done));
}

void LedgerStore::stepWork(domain::WorkId work, ports::WorkStep step)
{
    tell(WorkStepped{std::move(work), step}, nullptr);
}

void LedgerStore::beatWork(domain::WorkId work, std::string lastHeartbeat)
{
    tell(WorkBeaten{std::move(work), std::move(lastHeartbeat)}, nullptr);
}

void LedgerStore::intendCall(ports::CallIntent intent, Callback<> done)
{
    if (m_early.holds(intent.session, intent.call))
        tellHeld(); // it changes nothing of a call that has its result
    if (!done)
        return tell(std::move(intent), nullptr);
    auto kept = [this, session = intent.session, call = intent.call, done = std::move(done)](Result<> written) {
        if (written)
            m_early.begun(session, call);
        done(std::move(written));
    };
    tell(std::move(intent), std::move(kept));
}

/// As a rule it need not wait for a commit, of its own or of others, and needs none.
void LedgerStore::keepResult(domain::SessionId session, domain::EventId call, domain::ToolResult result,
                             Callback<> done)
{
    if (m_early.holds(session, call))
        tellHeld(); // the first one stays
    ResultKept kept{std::move(session), std::move(call), std::move(result)};
    if (!done || !m_early.keep(kept))
        return tell(std::move(kept), std::move(done));
    Entry entry;
    entry.done = std::move(done);
    handBack(std::move(entry));
    waitForCompany();
}

void LedgerStore::closeCall(domain::SessionId session, domain::EventId call)
{
    tell(m_early.closing(std::move(session), std::move(call)), nullptr);
}

/// Results whose calls did not end within a moment, or before somebody looks.
void LedgerStore::tellHeld()
{
    for (auto &kept : m_early.takeHeld())
        tell(std::move(kept), nullptr);
}

void LedgerStore::waitForCompany()
{
    if (!m_company.isActive())
        m_company.start(static_cast<int>(kCompanyWithin.count()), this);
}

void LedgerStore::keepSession(ports::SessionFacts facts)
{
    tell(std::move(facts), nullptr);
}

void LedgerStore::leftOpen(Callback<ports::LeftOpen> done)
{
    Entry entry;
    entry.doneReading = std::move(done);
    submit(std::move(entry));
}

void LedgerStore::keepEnded(ports::EndedSandbox ended)
{
    tell(std::move(ended), nullptr);
}

void LedgerStore::ended(int most, Callback<std::vector<ports::EndedSandbox>> done)
{
    Entry entry;
    entry.doneReadingEnded = std::move(done);
    entry.most = most;
    submit(std::move(entry));
}

void LedgerStore::note(domain::HistoryFact fact)
{
    tell(std::move(fact), nullptr);
}

void LedgerStore::audit(domain::AuditEntry entry)
{
    tell(std::move(entry), nullptr);
}

void LedgerStore::ask(domain::HistoryQuestion question, Callback<domain::HistoryAnswer> done)
{
    Entry entry;
    entry.ticket = m_nextTicket++;
    if (m_asked.size() < kAskedMax)
        entry.question = std::move(question);
    else
        entry.outcome =
            fail(ErrorCode::InvalidState, std::to_string(kAskedMax) + " questions to the ledger wait already");
    m_asked.emplace(entry.ticket, std::move(done));
    submit(std::move(entry));
}

void LedgerStore::tell(Fact fact, Callback<> done)
{
    Entry entry;
    entry.done = std::move(done);
    entry.outcome = makeBounded(fact);
    if (entry.outcome)
        entry.fact = std::move(fact);
    else
        qCWarning(lcLedgerStore) << "refused:" << QString::fromStdString(describe(entry.outcome.error()));
    submit(std::move(entry));
}

void LedgerStore::submit(Entry entry)
{
    if (entry.isQuestion() && m_early.holds())
        tellHeld();
    {
        const std::lock_guard guard(m_mutex);
        const bool full = m_waiting.size() >= kWaitingMax || m_waitingBytes >= kWaitingBytesMax.value;
        // Steps are small and each follows a fact that was taken; figures of a session are told again, and history is
        // no reason to fill the memory.
        const bool mayBeRefused = entry.fact && (entry.done || isForPeople(*entry.fact));
        if (full && mayBeRefused) {
            if (!std::exchange(m_refusalLogged, true))
                qCWarning(lcLedgerStore) << "the disk does not keep up:" << m_waiting.size() << "facts wait";
            entry.fact.reset();
            entry.outcome =
                fail(ErrorCode::HostToolFailed, "the ledger's disk does not keep up; " +
                                                    std::to_string(m_waiting.size()) + " facts wait to be written");
        }
        if (entry.fact)
            m_waitingBytes += weight(*entry.fact).value;
        const bool wakes = entry.isWanted() || m_waiting.size() >= kBatchMax;
        m_wanted += entry.isWanted() ? 1 : 0;
        m_waiting.push_back(std::move(entry));
        if (!wakes) // it costs more than the step
            return waitForCompany();
    }
    m_changed.notify_one();
}

void LedgerStore::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_pruneTimer.timerId()) {
        {
            const std::lock_guard guard(m_mutex);
            m_pruneDue = true;
        }
        m_changed.notify_one();
        return;
    }
    tellHeld();
    m_company.stop();
    {
        const std::lock_guard guard(m_mutex);
        if (m_waiting.empty())
            return;
        m_overdue = true;
    }
    m_changed.notify_one();
}

void LedgerStore::handBack(std::vector<Entry> batch)
{
    bool ring = false;
    {
        const std::lock_guard guard(m_mutex);
        ring = m_finished.empty() && !batch.empty(); // otherwise a wake-up is under way
        for (auto &entry : batch)
            m_finished.push_back(std::move(entry)); // those without a callback too: what they hold dies on the loop
    }
    // Outside the lock, which is the first thing that the woken thread takes.
    if (ring)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool LedgerStore::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    std::deque<Entry> finished;
    {
        const std::lock_guard guard(m_mutex);
        finished.swap(m_finished);
    }
    const QPointer<LedgerStore> self(this);
    for (auto &entry : finished) {
        if (!self)
            break; // a callback let go of us
        answer(entry);
    }
    return true;
}

void LedgerStore::answer(Entry &entry)
{
    if (entry.ticket != 0) {
        const auto done = m_asked.extract(entry.ticket);
        if (entry.outcome && entry.foundHistory)
            done.mapped()(*std::move(entry.foundHistory));
        else
            done.mapped()(tl::unexpected(entry.outcome.error()));
    } else if (entry.doneReading)
        entry.doneReading(entry.outcome ? Result<ports::LeftOpen>(std::move(entry.found))
                                        : tl::unexpected(entry.outcome.error()));
    else if (entry.doneReadingEnded)
        entry.doneReadingEnded(entry.outcome ? Result<std::vector<ports::EndedSandbox>>(std::move(entry.foundEnded))
                                             : tl::unexpected(entry.outcome.error()));
    else if (entry.done)
        entry.done(std::move(entry.outcome));
}

} // namespace glovebox::ledger
