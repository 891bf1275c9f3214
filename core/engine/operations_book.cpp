#include "core/engine/operations_book.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// Waking and forking take milliseconds here: nobody looks those up.
constexpr std::chrono::milliseconds kShownAfter = 1s;
constexpr ByteCount kStepMax{500};

} // namespace

int OperationsBook::resume(const std::vector<Operation> &newest,
                           const std::function<std::string(const Operation &)> &whatBecame)
{
    int interrupted = 0;
    auto place = m_entries.begin(); // before what began since
    for (auto it = newest.rbegin(); it != newest.rend(); ++it) {
        if (find(it->id))
            continue;
        auto &entry = *m_entries.insert(place, Entry{.operation = *it, .isShown = true});
        entry.operation.canCancel = false;
        if (isOver(it->state)) {
            publish(entry);
            continue;
        }
        ++interrupted;
        proceed(entry, whatBecame(*it), std::nullopt);
        entry.operation.result = entry.operation.step;
        over(entry, OperationEvent::ProgramEnded);
    }
    keepWithin();
    return interrupted;
}

const Operation *OperationsBook::find(const OperationId &id) const
{
    const auto it = std::ranges::find_if(m_entries, [&](const Entry &entry) { return entry.operation.id == id; });
    return it == m_entries.end() ? nullptr : &it->operation;
}

std::map<std::string, Operation> OperationsBook::newestOf(OperationKind kind) const
{
    std::map<std::string, Operation> newest;
    for (const auto &entry : m_entries)
        if (entry.operation.kind == kind)
            newest.insert_or_assign(entry.operation.object, entry.operation);
    return newest;
}

OperationsBook::Entry *OperationsBook::entryOf(const OperationId &id)
{
    const auto it = std::ranges::find_if(m_entries, [&](const Entry &entry) { return entry.operation.id == id; });
    return it == m_entries.end() ? nullptr : &*it;
}

OperationsBook::Entry *OperationsBook::live(OperationKind kind, const std::string &object)
{
    const auto it = std::ranges::find_if(m_entries, [&](const Entry &entry) {
        return entry.operation.kind == kind && entry.operation.object == object && !isOver(entry.operation.state);
    });
    return it == m_entries.end() ? nullptr : &*it;
}

void OperationsBook::begin(Subject subject, bool canCancel, bool waits)
{
    if (auto *known = live(subject.kind, subject.object)) {
        if (!waits)
            move(*known, OperationEvent::Start);
        return;
    }
    const auto now = m_parts.clock.wallNow();
    auto &entry = m_entries.emplace_back(Entry{.operation = {.id = OperationId("op-" + randomHex(6)),
                                                             .kind = subject.kind,
                                                             .object = std::move(subject.object),
                                                             .name = std::move(subject.name),
                                                             .beganAt = now,
                                                             .canCancel = canCancel}});
    if (!waits)
        move(entry, OperationEvent::Start);
    entry.appear = m_parts.clock.after(kShownAfter, [this, &entry] { show(entry); });
}

void OperationsBook::step(const Subject &subject, const std::string &text, std::optional<double> progress)
{
    if (auto *entry = live(subject.kind, subject.object))
        proceed(*entry, text, progress);
}

void OperationsBook::finish(const Subject &subject, std::string result)
{
    auto *entry = live(subject.kind, subject.object);
    if (!entry)
        return;
    entry->operation.result = std::move(result);
    move(*entry, OperationEvent::Start); // if it was over before anybody saw it begin
    over(*entry, OperationEvent::Finish);
}

void OperationsBook::fail(const Subject &subject, Error why)
{
    auto *entry = live(subject.kind, subject.object);
    if (!entry)
        return;
    entry->operation.problem = std::move(why);
    over(*entry, OperationEvent::Fail);
}

void OperationsBook::cancel(const Subject &subject, std::string why)
{
    auto *entry = live(subject.kind, subject.object);
    if (!entry)
        return;
    entry->operation.result = std::move(why);
    over(*entry, OperationEvent::Cancel);
}

void OperationsBook::move(Entry &entry, OperationEvent event)
{
    if (const auto to = next(entry.operation.state, event))
        entry.operation.state = *to;
}

void OperationsBook::proceed(Entry &entry, const std::string &step, std::optional<double> progress)
{
    auto &operation = entry.operation;
    const auto text = clipped(toOneLine(step), kStepMax);
    const bool isNewStep = !text.empty() && text != operation.step;
    if (!isNewStep && operation.progress == progress)
        return;
    operation.progress = progress;
    if (isNewStep) {
        operation.step = text;
        operation.log.push_back({m_parts.clock.wallNow(), text});
        if (operation.log.size() > limits::kOperationSteps)
            operation.log.erase(operation.log.begin());
    }
    if (!entry.isShown)
        return;
    publish(entry);
    if (isNewStep)
        m_parts.note(operation);
}

/// Told to the ledger as well: only what outlasted a second, and what failed.
void OperationsBook::over(Entry &entry, OperationEvent event)
{
    auto &operation = entry.operation;
    move(entry, event);
    operation.endedAt = m_parts.clock.wallNow();
    operation.canCancel = false;
    entry.cancelAsked = false;
    if (operation.state == OperationState::Done)
        operation.progress = 1.0;
    entry.appear.cancel();
    if (!entry.isShown && operation.state != OperationState::Failed) {
        m_entries.remove_if([&](const Entry &one) { return &one == &entry; });
        return;
    }
    show(entry);
}

void OperationsBook::show(Entry &entry)
{
    entry.isShown = true;
    publish(entry);
    m_parts.note(entry.operation);
    keepWithin();
}

void OperationsBook::publish(Entry &entry)
{
    entry.generation = ++m_generation;
    m_parts.observer(api::OperationView{
        .generation = entry.generation, .operation = entry.operation, .cancelAsked = entry.cancelAsked});
}

void OperationsBook::mayBeCancelled(Entry &entry, bool can)
{
    can = can && !entry.cancelAsked;
    if (std::exchange(entry.operation.canCancel, can) != can && entry.isShown)
        publish(entry);
}

void OperationsBook::keepWithin()
{
    auto surplus = std::ssize(m_entries) - limits::kOperationsShown;
    for (auto it = m_entries.begin(); it != m_entries.end() && surplus > 0;) {
        if (!isOver(it->operation.state)) {
            ++it;
            continue;
        }
        m_parts.observer(api::OperationGone{it->operation.id});
        it = m_entries.erase(it);
        --surplus;
    }
}

} // namespace glovebox::engine
