#include "app/cli/use_source.h"

#include "app/cli/past_answers.h"
#include "app/compose/secret_files.h"
#include "core/base/limits.h"
#include "core/ledger/use_reader.h"
#include "core/rest/use_json.h"
#include "core/system/paths.h"

#include <QDateTime>

namespace glovebox::cli {

namespace {

class LedgerUse final : public UseSource {
public:
    explicit LedgerUse(std::unique_ptr<ledger::UseReader> reader) : m_reader(std::move(reader)) {}

    Result<nlohmann::json> totals(const UseDays &days) override
    {
        GB_TRY(totals, m_reader->totals(days.from, days.to));
        return rest::usageObject(totals, WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())));
    }
    Result<domain::UsageTable> table(const domain::UsageSums &question) override { return m_reader->table(question); }
    Result<std::vector<domain::EndedRun>> ended(const UseDays &days, int most) override
    {
        return m_reader->ended(days.from, days.to, most);
    }

private:
    std::unique_ptr<ledger::UseReader> m_reader;
};

std::string dayText(domain::UsageDay day)
{
    return rest::instantText(WallTime(day)).substr(0, 10);
}

/// "?since=2026-11-26&until=2026-11-27", without what was not said.
std::string queryOf(const UseDays &days)
{
    std::string query = "?since=" + dayText(days.from);
    if (days.to != UseDays().to)
        query += "&until=" + dayText(days.to);
    return query;
}

const char *word(domain::UsageBy by)
{
    switch (by) {
    case domain::UsageBy::Day:
        return "day";
    case domain::UsageBy::Session:
        return "session";
    case domain::UsageBy::Environment:
        return "environment";
    case domain::UsageBy::Template:
        return "template";
    case domain::UsageBy::Sandbox:
        return "sandbox";
    case domain::UsageBy::Agent:
        break;
    }
    return "agent";
}

class ApiUse final : public UseSource {
public:
    explicit ApiUse(const ApiClient &api) : m_api(api) {}

    Result<nlohmann::json> totals(const UseDays &days) override
    {
        return m_api.get("/v1/usage/totals" + queryOf(days));
    }
    Result<domain::UsageTable> table(const domain::UsageSums &question) override
    {
        GB_TRY(answer, m_api.get("/v1/usage/sums" + queryOf({question.from, question.to}) + "&by=" + word(question.by) +
                                 "&limit=" + std::to_string(question.most)));
        return usageTableFrom(answer);
    }
    Result<std::vector<domain::EndedRun>> ended(const UseDays &days, int most) override
    {
        std::vector<domain::EndedRun> runs;
        std::string before;
        for (bool more = true; more && std::ssize(runs) < most;) {
            const auto limit = std::min(most - static_cast<int>(runs.size()), limits::kHistoryPageMax);
            GB_TRY(answer, m_api.get("/v1/history/runs" + queryOf(days) + "&limit=" + std::to_string(limit) + before));
            auto page = endedRunsFrom(answer);
            std::ranges::move(page.runs, std::back_inserter(runs));
            before = "&before=" + std::to_string(page.next);
            more = page.more && !page.runs.empty();
        }
        return runs;
    }

private:
    const ApiClient &m_api;
};

} // namespace

Result<std::unique_ptr<UseSource>> useOnDisk(const std::string &ledger, const std::string &dataDir)
{
    compose::forgetSecrets();
    auto file = ledger;
    if (file.empty()) {
        GB_TRY(layout, system::layoutOfProcess(dataDir));
        file = layout.data + "/ledger.db";
    }
    GB_TRY(reader, ledger::UseReader::open(file));
    return std::make_unique<LedgerUse>(std::move(reader));
}

std::unique_ptr<UseSource> useOf(const ApiClient &api)
{
    return std::make_unique<ApiUse>(api);
}

} // namespace glovebox::cli
