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

/// Facts that share one commit at most: enough to keep up with any disk, few enough that none waits for long.
constexpr std::size_t kBatchMax = 1000;
/// Told but not written: a disk that is this far behind is stuck, and memory is not a ledger.
constexpr std::size_t kWaitingMax = 20'000;
constexpr ByteCount kWaitingBytesMax = ByteCount::mib(256);
/// Steps kept for a better moment. Without the oldest, a start finds items open that are not, and looks them up.
constexpr std::size_t kRepeatMax = 20'000;
constexpr std::chrono::seconds kRepeatAfter{5};
/// Of those, what only people look at: it gives way to the others.
constexpr ByteCount kRepeatForPeopleMax = ByteCount::mib(16);
/// Questions that wait for their answer: people ask one at a time, and a newer one replaces an older.
constexpr std::size_t kAskedMax = 100;
/// A step that nobody waits for waits this long for company: with calls in a row it costs no commit of its own. A crash
/// before it is like one just before it was told.
constexpr std::chrono::milliseconds kCompanyWithin{250};
/// Commits that go before a piece of the audit trail's index, when there is always one to do.
constexpr int kIndexPatience = 20;

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

void LedgerStore::serve(const LedgerOptions &options)
{
    auto opened = LedgerFile::open(options);
    Entry entry;
    entry.done = std::move(m_opened); // the constructor is done with it
    entry.outcome = opened ? Result<>() : tl::unexpected(opened.error());
    if (opened)
        m_early.use((*opened)->takeResultLog());
    handBack(std::move(entry));
    if (!opened)
        return;
    {
        HistoryReader reader(options.path, [this](std::uint64_t ticket, Result<domain::HistoryAnswer> found) {
            Entry answered;
            answered.ticket = ticket;
            answered.outcome = found ? Result<>() : tl::unexpected(found.error());
            if (found)
                answered.foundHistory = std::move(*found);
            handBack(std::move(answered));
        });
        std::vector<Entry> batch;
        while (takeBatch(batch, !m_repeat.empty())) {
            if (!batch.empty())
                write(**opened, batch);
            else if (!m_repeat.empty())
                writeAgain(**opened);
            passOn(reader, batch);
            handBack(std::exchange(batch, {}));
            prune(**opened);
            index(**opened, reader);
        }
    }
    if (!m_repeat.empty())
        writeAgain(**opened);
    if (m_repeat.empty())
        m_early.finish();
    else
        qCWarning(lcLedgerStore) << m_repeat.size() << "steps were not written; the next start finds their items open";
}

/// Waits for something to do. False: there is nothing more and will be nothing more.
bool LedgerStore::takeBatch(std::vector<Entry> &batch, bool somethingToRepeat)
{
    const auto ready = [this] {
        return m_closing || m_overdue || m_pruneDue || m_indexDue || m_wanted > 0 || m_waiting.size() >= kBatchMax;
    };
    std::unique_lock lock(m_mutex);
    if (somethingToRepeat)
        m_changed.wait_for(lock, kRepeatAfter, ready);
    else
        m_changed.wait(lock, ready);
    m_overdue = false;
    while (!m_waiting.empty() && batch.size() < kBatchMax) {
        auto &next = m_waiting.front();
        if (next.fact)
            m_waitingBytes -= weight(*next.fact).value;
        m_wanted -= next.isWanted() ? 1 : 0;
        batch.push_back(std::move(next));
        m_waiting.pop_front();
    }
    return !batch.empty() || !m_closing;
}

/// Questions of the past, to whom they keep from nothing: what was told before them is committed.
void LedgerStore::passOn(HistoryReader &reader, std::vector<Entry> &batch)
{
    for (auto &entry : batch)
        if (entry.question && entry.outcome)
            reader.ask(entry.ticket, *std::exchange(entry.question, std::nullopt));
    std::erase_if(batch, [](const Entry &entry) { return entry.ticket != 0 && !entry.question && entry.outcome; });
}

/// Some rows, and when there are more, some again after what was told meanwhile.
void LedgerStore::prune(LedgerFile &file)
{
    {
        const std::lock_guard guard(m_mutex);
        if (!std::exchange(m_pruneDue, false) || m_closing)
            return;
    }
    if (!file.pruneSome())
        return;
    const std::lock_guard guard(m_mutex);
    m_pruneDue = true;
}

/// A piece, behind whoever waits; but not for ever.
void LedgerStore::index(LedgerFile &file, HistoryReader &reader)
{
    {
        const std::lock_guard guard(m_mutex);
        m_indexDue = false;
        if (m_closing)
            return;
        if (m_wanted > 0 && m_indexPatience++ < kIndexPatience) {
            m_indexDue = true;
            return;
        }
    }
    m_indexPatience = 0;
    if (reader.takeIndexFailure())
        file.renewIndex();
    if (!file.indexSome())
        return;
    const std::lock_guard guard(m_mutex);
    m_indexDue = true;
}

/// Within the batch's transaction.
Result<> LedgerStore::serve(LedgerFile &file, Entry &entry)
{
    if (entry.fact) {
        auto outcome = file.facts().write(*entry.fact, file.now());
        if (!outcome && outcome.error().code != ErrorCode::InvalidState)
            return outcome;
        entry.outcome = std::move(outcome);
    } else if (entry.doneReading) {
        GB_TRY(found, file.facts().leftOpen());
        entry.found = std::move(found);
    } else if (entry.doneReadingEnded) {
        GB_TRY(found, file.facts().ended(entry.most));
        entry.foundEnded = std::move(found);
    }
    return {};
}

/// What is to be repeated and the batch, in one transaction.
Result<> LedgerStore::attempt(LedgerFile &file, std::vector<Entry> &batch, Which which)
{
    const auto isMeant = [&](const Fact &fact) {
        return which == Which::All || !isForPeople(fact);
    };
    const auto mustReachDisk = [](const Entry &entry) {
        return entry.fact && outlivesTheHost(*entry.fact);
    };
    auto written = [&]() -> Result<> {
        GB_CHECK(file.begin());
        for (const auto &fact : m_repeat)
            if (isMeant(fact))
                GB_CHECK(file.facts().write(fact, file.now()));
        for (auto &entry : batch)
            if (!entry.fact || isMeant(*entry.fact))
                GB_CHECK(serve(file, entry));
        const bool host = std::ranges::any_of(batch, mustReachDisk) || std::ranges::any_of(m_repeat, outlivesTheHost);
        return file.commit(host ? Durability::Host : Durability::Program);
    }();
    if (written)
        return written;
    file.rollBack();
    return tl::unexpected(file.explained(std::move(written).error()));
}

/// On failure none of the batch is kept, and all who ask are told; but on a disk that is full, history, which may be
/// much, does not keep what a start after a crash needs from being written.
void LedgerStore::write(LedgerFile &file, std::vector<Entry> &batch)
{
    auto written = attempt(file, batch, Which::All);
    m_early.setTrouble(!written);
    if (written) {
        settle(batch);
        m_repeat.clear();
        m_repeatForPeople = 0;
        return;
    }
    qCWarning(lcLedgerStore) << batch.size() << "facts not kept:" << QString::fromStdString(describe(written.error()));
    const bool hasHistory =
        std::ranges::any_of(m_repeat, isForPeople) ||
        std::ranges::any_of(batch, [](const Entry &entry) { return entry.fact && isForPeople(*entry.fact); });
    if (hasHistory && attempt(file, batch, Which::ForStart)) {
        settle(batch);
        std::erase_if(m_repeat, [](const Fact &fact) { return !isForPeople(fact); });
        for (auto &entry : batch)
            if (entry.fact && !isForPeople(*entry.fact))
                entry.fact.reset();
            else if (entry.isAboutHistory())
                entry.outcome = written;
        postpone(batch);
        return;
    }
    for (auto &entry : batch)
        if (entry.fact || entry.isQuestion())
            entry.outcome = written;
    postpone(batch);
}

/// The result log need not keep what is committed now.
void LedgerStore::settle(const std::vector<Entry> &batch)
{
    std::size_t settled = 0;
    for (const auto &fact : m_repeat)
        settled += earlyIn(fact);
    for (const auto &entry : batch)
        settled += entry.fact ? earlyIn(*entry.fact) : 0;
    m_early.settled(settled);
}

void LedgerStore::writeAgain(LedgerFile &file)
{
    std::vector<Entry> none;
    write(file, none);
}

void LedgerStore::postpone(std::vector<Entry> &batch)
{
    std::size_t givenUp = 0;
    for (auto &entry : batch) {
        if (!entry.fact || entry.done)
            continue;
        if (isForPeople(*entry.fact)) {
            const auto bytes = weight(*entry.fact).value;
            if (m_repeatForPeople + bytes > kRepeatForPeopleMax.value) {
                ++givenUp;
                continue;
            }
            m_repeatForPeople += bytes;
        }
        m_repeat.push_back(*std::move(entry.fact));
    }
    if (givenUp > 0)
        qCWarning(lcLedgerStore) << givenUp << "facts of the history are given up";
    if (m_repeat.size() <= kRepeatMax)
        return;
    const auto over = m_repeat.size() - kRepeatMax;
    qCWarning(lcLedgerStore) << over << "steps are given up; the next start finds their items open";
    m_repeat.erase(m_repeat.begin(), m_repeat.begin() + static_cast<std::ptrdiff_t>(over));
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
