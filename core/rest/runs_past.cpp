// Role: the part of RunsApi that tells of what was: a run's audit log, runs that ended; and of this host's network
// profiles.
#include "core/base/limits.h"
#include "core/rest/runs_jobs.h"
#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

#include <algorithm>

namespace glovebox::rest {

using nlohmann::json;

namespace {

constexpr std::size_t kAuditMost = 10'000;
constexpr std::string_view kObjectPrefix = "sandbox/";

/// What clients know some of our entries as; the others keep their own names.
std::string eventOf(const domain::AuditEntry &entry)
{
    if (entry.action == "sandbox.started")
        return "sandbox.created";
    if (entry.action == "sandbox.program-run")
        return "exec.exit";
    return entry.action;
}

json dataOf(const domain::AuditEntry &entry)
{
    json data{{"action", entry.action},
              {"by", entry.origin},
              {"outcome", domain::word(entry.outcome)},
              {"sequence", entry.sequence}};
    for (const auto &[name, text] :
         {std::pair{"reason", &entry.reason}, {"before", &entry.before}, {"after", &entry.after}})
        if (!text->empty())
            data[name] = *text;
    return data;
}

/// One line each, oldest first. `hmac` is the link of this host's trail, which has other sandboxes' entries between.
std::string linesOf(const std::vector<domain::AuditEntry> &newestFirst, const std::string &run)
{
    std::string text;
    std::uint64_t number = 0;
    for (auto entry = newestFirst.rbegin(); entry != newestFirst.rend(); ++entry)
        text += dump({{"seq", ++number},
                      {"ts", instantText(entry->at)},
                      {"sandbox_id", run},
                      {"event", eventOf(*entry)},
                      {"data", dataOf(*entry)},
                      {"hmac", entry->chainTag}}) +
                "\n";
    return text;
}

} // namespace

void RunsApi::audit(const Asked &asked)
{
    if (!isRunId(asked.names.at(0)))
        return asked.answer(noSuchRun(asked.names.at(0)));
    auditPage(std::make_shared<const Asked>(asked), 0, {});
}

/// Also of one that is no more.
void RunsApi::auditPage(std::shared_ptr<const Asked> asked, std::uint64_t before, std::vector<domain::AuditEntry> newer)
{
    const auto number = begun(*asked);
    const auto &run = asked->names.at(0);
    const domain::AuditPage question{.text = {},
                                     .action = {},
                                     .object = std::string(kObjectPrefix) + run,
                                     .before = before,
                                     .most = limits::kHistoryPageMax};
    m_calls[number] =
        m_desk.ask(asked->door, question,
                   [this, number, asked, all = std::move(newer)](Result<domain::HistoryAnswer> answer) mutable {
                       const auto over = m_calls.extract(number);
                       if (!answer)
                           return asked->answer(runsProblem(answer.error()));
                       auto &rows = std::get<domain::AuditRows>(*answer);
                       all.insert(all.end(), rows.entries.begin(), rows.entries.end());
                       if (rows.more && !rows.entries.empty() && all.size() < kAuditMost)
                           return auditPage(asked, rows.entries.back().sequence, std::move(all));
                       const auto &id = asked->names.at(0);
                       if (all.empty() && !find(domain::SandboxId(id)))
                           return asked->answer(noSuchRun(id));
                       http::Response lines;
                       lines.headers.add("content-type", "application/x-ndjson");
                       lines.headers.add("cache-control", "no-store");
                       lines.body = linesOf(all, id);
                       asked->answer(std::move(lines));
                   });
}

void RunsApi::sawEnded(const api::EndedSandboxView &view)
{
    std::erase_if(m_ended, [&](const Ended &each) { return each.view.id == view.id; });
    const auto known = m_known.find(view.id);
    const auto place =
        std::ranges::find_if(m_ended, [&](const Ended &each) { return each.view.end.at <= view.end.at; });
    m_ended.insert(place, {view, known == m_known.end() ? Known{} : known->second});
    if (m_ended.size() > kEndedKept)
        m_ended.pop_back();
}

/// One that failed is there until somebody destroys it.
void RunsApi::history(const Asked &asked) const
{
    json all = json::array();
    for (const auto &[view, known] : m_ended)
        if (!find(view.id))
            all.push_back(historyRecordOf(view, known.image, known.facts));
    asked.answer(runsAnswer(200, {{"sandboxes", std::move(all)}}));
}

/// Of the runs that list() and history() tell of.
void RunsApi::usage(const Asked &asked) const
{
    domain::UseTotals totals;
    const auto add = [&totals](const domain::SandboxMeter &meter, const domain::MachineSize &size) {
        totals.cpuTime += meter.cpuTime;
        totals.memoryGibSeconds += static_cast<double>(size.memory.value) /
                                   static_cast<double>(ByteCount::gib(1).value) *
                                   std::chrono::duration<double>(meter.running + meter.paused).count();
    };
    for (const auto &[id, view] : m_state.sandboxes) {
        if (!find(id))
            continue;
        ++totals.active;
        totals.activeCost += view.cost;
        add(view.meter, view.size);
    }
    for (const auto &[view, known] : m_ended) {
        if (find(view.id))
            continue;
        ++totals.ended;
        totals.endedCost += view.end.cost;
        add(view.end.meter, view.size);
    }
    asked.answer(runsAnswer(200, usageObject(totals, m_clock.wallNow())));
}

void RunsApi::networkProfiles(const Asked &asked) const
{
    json all = json::array();
    if (m_state.egress)
        for (const auto &shown : m_state.egress->profiles)
            all.push_back(networkProfile(shown));
    asked.answer(runsAnswer(200, all));
}

} // namespace glovebox::rest
