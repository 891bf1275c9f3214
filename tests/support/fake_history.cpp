#include "tests/support/fake_history.h"

#include "core/base/limits.h"

#include <QString>

#include <algorithm>
#include <map>

namespace testsupport {

using namespace glovebox;
using domain::UsageBy;
using domain::UsageRow;

namespace {

template <class Kept, class Same>
void replace(std::vector<Kept> &all, const Kept &one, Same same)
{
    const auto known = std::ranges::find_if(all, same);
    if (known == all.end())
        all.push_back(one);
    else
        *known = one;
}

std::size_t pageOf(int most)
{
    const int page = most <= 0 ? limits::kHistoryPageMax : std::min(most, limits::kHistoryPageMax);
    return static_cast<std::size_t>(page);
}

template <class Kept>
void cutTo(std::vector<Kept> &all, std::size_t page)
{
    if (all.size() > page)
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(page), all.end());
}

std::string dayWord(domain::UsageDay day)
{
    const std::chrono::year_month_day date{day};
    return QString::asprintf("%04d-%02u-%02u", int(date.year()), unsigned(date.month()), unsigned(date.day()))
        .toStdString();
}

void add(domain::ModelUsage &sum, const domain::ModelUsage &one)
{
    sum.inputTokens += one.inputTokens;
    sum.outputTokens += one.outputTokens;
    sum.cacheReadTokens += one.cacheReadTokens;
    sum.cacheWriteTokens += one.cacheWriteTokens;
    sum.webSearches += one.webSearches;
    sum.webFetches += one.webFetches;
    sum.active += one.active;
    if (one.listCostCents)
        sum.listCostCents = sum.listCostCents.value_or(0) + *one.listCostCents;
}

template <class Id>
std::string keyOf(const std::optional<Id> &id)
{
    return id ? id->value() : std::string();
}

class Sums {
public:
    Sums(const KeptHistory &history, const domain::UsageSums &question) : m_history(history), m_question(question) {}

    domain::UsageTable table()
    {
        for (const auto &slice : m_history.usage)
            if (slice.day >= m_question.from && slice.day <= m_question.to) {
                addTo(m_rows[keyOf(slice)], m_sandboxes[keyOf(slice)], slice);
                addTo(m_total, m_allSandboxes, slice);
            }
        if (m_question.by != UsageBy::Template && m_question.by != UsageBy::Sandbox)
            for (const auto &slice : m_history.list)
                if (slice.day >= m_question.from && slice.day <= m_question.to)
                    for (auto *row : {&m_rows[keyOf(slice)], &m_total})
                        add(row->list ? *row->list : row->list.emplace(), slice.usage);
        domain::UsageTable table{.rows = {}, .total = m_total};
        for (auto &[key, row] : m_rows) {
            row.key = key;
            row.label = labelOf(key);
            table.rows.push_back(row);
        }
        std::ranges::sort(table.rows, [this](const UsageRow &a, const UsageRow &b) { return isBefore(a, b); });
        table.more = table.rows.size() > pageOf(m_question.most);
        cutTo(table.rows, pageOf(m_question.most));
        return table;
    }

private:
    std::string keyOf(const domain::UsageSlice &slice) const
    {
        switch (m_question.by) {
        case UsageBy::Day:
            return dayWord(slice.day);
        case UsageBy::Session:
            return testsupport::keyOf(slice.session);
        case UsageBy::Environment:
            return testsupport::keyOf(slice.environment);
        case UsageBy::Template:
            return slice.base;
        case UsageBy::Sandbox:
            return slice.sandbox.value();
        case UsageBy::Agent:
            for (const auto &session : m_history.sessions)
                if (session.session == slice.session)
                    return session.agentName;
            return {};
        }
        return {};
    }
    std::string keyOf(const domain::ListSlice &slice) const
    {
        return m_question.by == UsageBy::Day       ? dayWord(slice.day)
               : m_question.by == UsageBy::Session ? slice.session.value()
               : m_question.by == UsageBy::Agent   ? slice.agentName
                                                   : slice.environment.value();
    }
    std::string labelOf(const std::string &key) const
    {
        if (m_question.by == UsageBy::Session)
            for (const auto &session : m_history.sessions)
                if (session.session.value() == key)
                    return session.title;
        if (m_question.by == UsageBy::Environment)
            for (const auto &environment : m_history.environments)
                if (environment.id.value() == key)
                    return environment.name;
        if (m_question.by == UsageBy::Template)
            for (const auto &frozen : m_history.frozen)
                if (frozen.kind == domain::FrozenFacts::Kind::Template && frozen.id == key)
                    return frozen.name;
        if (m_question.by == UsageBy::Sandbox)
            for (const auto &sandbox : m_history.sandboxes)
                if (sandbox.record.id.value() == key)
                    return sandbox.record.name;
        return {};
    }
    bool isBefore(const UsageRow &a, const UsageRow &b) const
    {
        if (m_question.by == UsageBy::Day)
            return a.key > b.key;
        const auto listCost = [](const UsageRow &row) {
            return row.list ? row.list->listCostCents : std::nullopt;
        };
        return std::tuple(-a.cost, listCost(b), a.key) < std::tuple(-b.cost, listCost(a), b.key);
    }
    static void addTo(UsageRow &row, std::set<domain::SandboxId> &sandboxes, const domain::UsageSlice &slice)
    {
        row.used.running += slice.used.running;
        row.used.paused += slice.used.paused;
        row.used.hibernated += slice.used.hibernated;
        row.used.cpuTime += slice.used.cpuTime;
        row.used.memoryPeak = std::max(row.used.memoryPeak, slice.used.memoryPeak);
        row.used.diskPeak = std::max(row.used.diskPeak, slice.used.diskPeak);
        row.cost += slice.cost;
        const bool first = sandboxes.empty();
        row.pricesAsOf = first || row.pricesAsOf == slice.pricesAsOf ? slice.pricesAsOf : "several";
        sandboxes.insert(slice.sandbox);
        row.sandboxes = static_cast<int>(sandboxes.size());
    }

    const KeptHistory &m_history;
    const domain::UsageSums &m_question;
    std::map<std::string, UsageRow> m_rows;
    std::map<std::string, std::set<domain::SandboxId>> m_sandboxes;
    UsageRow m_total;
    std::set<domain::SandboxId> m_allSandboxes;
};

domain::PastSessionRows pastSessions(const KeptHistory &history, const domain::PastSessions &question,
                                     const std::function<int(const domain::SessionId &)> &calls)
{
    auto sessions = history.sessions;
    std::ranges::reverse(sessions);
    std::ranges::stable_sort(sessions, std::greater(), &ports::SessionFacts::lastSeen);
    domain::PastSessionRows found;
    const auto contains = [&](const std::string &text) {
        return QString::fromStdString(text).contains(QString::fromStdString(question.text), Qt::CaseInsensitive);
    };
    for (const auto &session : sessions) {
        if (question.before && session.lastSeen >= *question.before)
            continue;
        if (question.environment && session.environment != *question.environment)
            continue;
        if (!contains(session.session.value()) && !contains(session.title) && !contains(session.agentName))
            continue;
        domain::PastSession row{.session = session.session,
                                .environment = session.environment,
                                .title = session.title,
                                .agentName = session.agentName,
                                .usage = session.usage,
                                .lastSeen = session.lastSeen,
                                .cost = 0,
                                .calls = calls(session.session)};
        for (const auto &slice : history.usage)
            row.cost += slice.session == session.session ? slice.cost : 0;
        found.sessions.push_back(row);
    }
    const auto page = pageOf(question.most);
    found.more = found.sessions.size() > page;
    if (found.more) { // those seen last at one instant stay together, as long as they fit
        const auto next = found.sessions[page].lastSeen;
        cutTo(found.sessions, page);
        const auto first = std::ranges::find(found.sessions, next, &domain::PastSession::lastSeen);
        if (first != found.sessions.begin())
            found.sessions.erase(first, found.sessions.end());
    }
    return found;
}

void keep(KeptHistory &history, domain::SandboxFacts facts)
{
    const auto told = facts.record;
    if (history.closed.contains(told.id))
        return;
    facts.record = {.id = told.id,
                    .name = told.name,
                    .kept = told.kept,
                    .session = told.session,
                    .title = told.title,
                    .createdAt = told.createdAt,
                    .meter = told.meter};
    replace(history.sandboxes, facts, [&](const auto &one) { return one.record.id == told.id; });
}

void keep(KeptHistory &history, const domain::EnvironmentFacts &facts)
{
    replace(history.environments, facts, [&](const auto &one) { return one.id == facts.id; });
}

void keep(KeptHistory &history, const domain::FrozenFacts &facts)
{
    replace(history.frozen, facts, [&](const auto &one) { return one.kind == facts.kind && one.id == facts.id; });
}

void keep(KeptHistory &history, const domain::OutputFacts &facts)
{
    replace(history.outputs, facts,
            [&](const auto &one) { return one.session == facts.session && one.path == facts.path; });
}

void keep(KeptHistory &history, domain::Operation operation)
{
    auto &log = operation.log;
    if (log.size() > limits::kOperationSteps)
        log.erase(log.begin(), log.end() - static_cast<std::ptrdiff_t>(limits::kOperationSteps));
    replace(history.operations, operation, [&](const auto &one) { return one.id == operation.id; });
}

void keep(KeptHistory &history, const domain::UsageSlice &slice)
{
    replace(history.usage, slice, [&](const auto &one) {
        return one.day == slice.day && one.sandbox == slice.sandbox && one.pricesAsOf == slice.pricesAsOf &&
               one.session == slice.session;
    });
}

void keep(KeptHistory &history, const domain::ListSlice &slice)
{
    replace(history.list, slice, [&](const auto &one) { return one.day == slice.day && one.session == slice.session; });
}

void keep(KeptHistory &history, const domain::EgressDecision &decision)
{
    replace(history.egress, decision, [&](const auto &one) { return one.id == decision.id; });
}

/// Numbered in the order of their first telling, from 1.
domain::EgressRows egressRows(const KeptHistory &kept, const domain::EgressPage &page)
{
    domain::EgressRows rows;
    for (auto number = kept.egress.size(); number > 0; --number) {
        const auto &one = kept.egress[number - 1];
        const auto all = one.host + '\n' + one.address + '\n' + one.rule + '\n' + one.reason;
        const bool isFound =
            QString::fromStdString(all).toCaseFolded().contains(QString::fromStdString(page.text).toCaseFolded());
        if ((page.before != 0 && number >= page.before) || (page.sandbox && one.sandbox != *page.sandbox) ||
            (page.session && one.session != page.session) || (page.verdict && one.verdict != *page.verdict) ||
            (page.from && one.at < *page.from) || (page.until && one.at >= *page.until) || !isFound)
            continue;
        rows.more = rows.decisions.size() == pageOf(page.most);
        if (rows.more)
            break;
        rows.decisions.push_back(one);
        rows.next = number;
    }
    return rows;
}

std::vector<domain::EgressRuleUse> ruleUses(const KeptHistory &kept, WallTime from)
{
    std::map<std::string, domain::EgressRuleUse> uses;
    for (const auto &one : kept.egress) {
        if (one.rule.empty() || one.at < from)
            continue;
        auto &use = uses.emplace(one.rule, domain::EgressRuleUse{one.rule, 0, one.at}).first->second;
        ++use.times;
        use.last = std::max(use.last, one.at);
    }
    std::vector<domain::EgressRuleUse> found;
    for (auto &[rule, use] : uses)
        found.push_back(std::move(use));
    return found;
}

bool isOn(const domain::AuditPage &page, const domain::AuditEntry &entry)
{
    const auto all = entry.origin + '\n' + entry.action + '\n' + entry.object + '\n' + entry.reason + '\n' +
                     entry.before + '\n' + entry.after + '\n' + entry.session + '\n' + std::string(word(entry.actor)) +
                     '\n' + std::string(word(entry.outcome));
    const auto text = QString::fromStdString(page.text).toCaseFolded();
    return (page.before == 0 || entry.sequence < page.before) && entry.action.starts_with(page.action) &&
           (page.object.empty() || entry.object == page.object) &&
           QString::fromStdString(all).toCaseFolded().contains(text);
}

domain::AuditRows auditRows(const KeptHistory &kept, const domain::AuditPage &page)
{
    domain::AuditRows rows;
    for (auto entry = kept.audit.rbegin(); entry != kept.audit.rend(); ++entry)
        if (isOn(page, *entry))
            rows.entries.push_back(*entry);
    rows.more = rows.entries.size() > pageOf(page.most);
    cutTo(rows.entries, pageOf(page.most));
    return rows;
}

domain::SandboxTrailRows sandboxTrail(const KeptHistory &kept, const domain::SandboxTrail &question)
{
    domain::SandboxTrailRows rows;
    for (const auto &entry : kept.audit)
        if (entry.object == "sandbox/" + question.sandbox.value() && entry.sequence > question.after)
            rows.entries.push_back(entry);
    rows.more = rows.entries.size() > pageOf(question.most);
    cutTo(rows.entries, pageOf(question.most));
    return rows;
}

domain::UseTotals useIn(const KeptHistory &kept, const domain::UseIn &question)
{
    domain::UseTotals totals;
    const auto isActive = [&kept](const domain::SandboxId &id) {
        return !kept.closed.contains(id) &&
               std::ranges::any_of(kept.sandboxes, [&id](const auto &one) { return one.record.id == id; });
    };
    for (const auto &one : kept.sandboxes)
        totals.active += isActive(one.record.id) && one.record.createdAt < question.until ? 1 : 0;
    for (const auto &one : kept.ended)
        totals.ended += one.at >= question.from && one.record.createdAt < question.until ? 1 : 0;
    for (const auto &slice : kept.usage) {
        if (WallTime(slice.day + std::chrono::days(1)) <= question.from || WallTime(slice.day) >= question.until)
            continue;
        (isActive(slice.sandbox) ? totals.activeCost : totals.endedCost) += slice.cost;
        totals.cpuTime += slice.used.cpuTime;
        const std::chrono::duration<double> inMemory = slice.used.running + slice.used.paused;
        totals.memoryGibSeconds += static_cast<double>(slice.size.memory.value) / (1 << 30) * inMemory.count();
    }
    return totals;
}

domain::EndedRun runOf(const KeptHistory &kept, const ports::EndedSandbox &ended)
{
    const auto &record = ended.record;
    domain::EndedRun run{.id = record.id,
                         .name = record.name,
                         .size = ended.size,
                         .createdAt = record.createdAt,
                         .endedAt = ended.at,
                         .uptime = record.meter.running + record.meter.paused,
                         .cpuTime = record.meter.cpuTime,
                         .memoryPeak = record.meter.memoryPeak,
                         .cost = ended.cost,
                         .cause = std::string(word(ended.cause))};
    for (const auto &facts : kept.sandboxes)
        for (const auto &frozen : kept.frozen)
            if (facts.record.id == run.id && frozen.id == facts.base &&
                frozen.kind == domain::FrozenFacts::Kind::Template)
                run.image = frozen.from;
    for (const auto &operation : kept.operations)
        if (!run.createTime && operation.kind == domain::OperationKind::StartSandbox && operation.endedAt &&
            operation.state == domain::OperationState::Done && operation.object == "sandbox/" + run.id.value())
            run.createTime = *operation.endedAt - operation.beganAt;
    return run;
}

/// Numbered from 1, in the order of their telling.
domain::EndedRuns endedIn(const KeptHistory &kept, const domain::EndedIn &question)
{
    domain::EndedRuns found;
    for (auto number = kept.ended.size(); number > 0; --number) {
        const auto &one = kept.ended[number - 1];
        const bool isMeant = question.sandbox ? one.record.id == *question.sandbox
                                              : (!question.from || one.at >= *question.from) &&
                                                    (!question.until || one.at < *question.until) &&
                                                    (question.before == 0 || number < question.before);
        if (!isMeant)
            continue;
        found.more = found.runs.size() >= pageOf(question.most);
        if (found.more)
            break;
        found.runs.push_back(runOf(kept, one));
        found.next = number;
    }
    return found;
}

} // namespace

void KeptHistory::append(domain::AuditEntry entry)
{
    entry.sequence = audit.size() + 1;
    audit.push_back(std::move(entry));
}

void KeptHistory::note(const domain::HistoryFact &fact)
{
    std::visit([this](const auto &one) { keep(*this, one); }, fact);
}

void KeptHistory::keepSession(const ports::SessionFacts &facts)
{
    std::erase_if(sessions, [&](const auto &one) { return one.session == facts.session; });
    sessions.push_back(facts);
}

Result<domain::HistoryAnswer> KeptHistory::answer(const domain::HistoryQuestion &question,
                                                  const std::function<int(const domain::SessionId &)> &calls) const
{
    if (std::holds_alternative<domain::OpenSandboxes>(question)) {
        std::vector<domain::SandboxFacts> found;
        std::ranges::copy_if(sandboxes, std::back_inserter(found),
                             [this](const auto &one) { return !closed.contains(one.record.id); });
        cutTo(found, pageOf(0));
        return domain::HistoryAnswer(std::move(found));
    }
    if (const auto *newest = std::get_if<domain::NewestOperations>(&question)) {
        auto found = operations;
        std::ranges::reverse(found);
        cutTo(found, pageOf(newest->most));
        return domain::HistoryAnswer(std::move(found));
    }
    if (const auto *sums = std::get_if<domain::UsageSums>(&question))
        return domain::HistoryAnswer(Sums(*this, *sums).table());
    if (std::holds_alternative<domain::OpenSlices>(question)) {
        std::vector<domain::UsageSlice> found;
        for (const auto &slice : usage)
            for (const auto &sandbox : sandboxes)
                if (sandbox.record.id == slice.sandbox && !closed.contains(slice.sandbox))
                    found.push_back(slice);
        return domain::HistoryAnswer(std::move(found));
    }
    if (const auto *of = std::get_if<domain::ListSlicesOf>(&question)) {
        std::vector<domain::ListSlice> found;
        std::ranges::copy_if(list, std::back_inserter(found),
                             [&](const auto &slice) { return slice.session == of->session; });
        return domain::HistoryAnswer(std::move(found));
    }
    if (const auto *past = std::get_if<domain::PastSessions>(&question))
        return domain::HistoryAnswer(pastSessions(*this, *past, calls));
    if (const auto *egressOf = std::get_if<domain::EgressPage>(&question))
        return domain::HistoryAnswer(egressRows(*this, *egressOf));
    if (const auto *since = std::get_if<domain::EgressRuleUses>(&question))
        return domain::HistoryAnswer(ruleUses(*this, since->from));
    if (const auto *trail = std::get_if<domain::SandboxTrail>(&question))
        return domain::HistoryAnswer(sandboxTrail(*this, *trail));
    if (const auto *use = std::get_if<domain::UseIn>(&question))
        return domain::HistoryAnswer(useIn(*this, *use));
    if (const auto *of = std::get_if<domain::EndedIn>(&question))
        return domain::HistoryAnswer(endedIn(*this, *of));
    return domain::HistoryAnswer(auditRows(*this, std::get<domain::AuditPage>(question)));
}

} // namespace testsupport
