// Role: the part of LedgerStore that runs on the writing thread: batches into commits, and what a disk that takes
// nothing leaves for a better moment.
#include "core/base/log.h"
#include "core/ledger/history_reader.h"
#include "core/ledger/ledger_file.h"
#include "core/ledger/ledger_store.h"

#include <algorithm>

namespace glovebox::ledger {

Q_LOGGING_CATEGORY(lcLedgerWriting, "glovebox.ledger")

namespace {

/// Steps kept for a better moment. Without the oldest, a start finds items open that are not, and looks them up.
constexpr std::size_t kRepeatMax = 20'000;
constexpr std::chrono::seconds kRepeatAfter{5};
/// Of those, what only people look at: it gives way to the others.
constexpr ByteCount kRepeatForPeopleMax = ByteCount::mib(16);
/// Commits that go before a piece of the audit trail's index, when there is always one to do.
constexpr int kIndexPatience = 20;

} // namespace

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
        qCWarning(lcLedgerWriting) << m_repeat.size()
                                   << "steps were not written; the next start finds their items open";
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
    qCWarning(lcLedgerWriting) << batch.size()
                               << "facts not kept:" << QString::fromStdString(describe(written.error()));
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
        qCWarning(lcLedgerWriting) << givenUp << "facts of the history are given up";
    if (m_repeat.size() <= kRepeatMax)
        return;
    const auto over = m_repeat.size() - kRepeatMax;
    qCWarning(lcLedgerWriting) << over << "steps are given up; the next start finds their items open";
    m_repeat.erase(m_repeat.begin(), m_repeat.begin() + static_cast<std::ptrdiff_t>(over));
}

} // namespace glovebox::ledger
