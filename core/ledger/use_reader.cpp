#include "core/ledger/use_reader.h"

#include "core/ledger/questions.h"
#include "core/ledger/read_connection.h"
#include "core/ledger/schema.h"

namespace glovebox::ledger {

UseReader::UseReader(std::unique_ptr<ReadConnection> connection)
    : m_connection(std::move(connection)), m_questions(std::make_unique<Questions>(m_connection->database()))
{
}

UseReader::~UseReader() = default;

Result<std::unique_ptr<UseReader>> UseReader::open(const std::string &ledger)
{
    GB_TRY(connection, ReadConnection::open(ledger));
    if (connection->schema() > currentVersion())
        return fail(ErrorCode::InvalidState, "ledger " + ledger + ": it was written by a newer Glovebox");
    if (connection->schema() < currentVersion())
        return fail(ErrorCode::InvalidState,
                    "ledger " + ledger +
                        ": it was written by an older Glovebox; it is brought up to date when this one starts with it");
    return std::unique_ptr<UseReader>(new UseReader(std::move(connection)));
}

Result<domain::UseTotals> UseReader::totals(domain::UsageDay from, domain::UsageDay to)
{
    GB_TRY(answer, m_questions->answer(domain::UseIn{WallTime(from), WallTime(to + std::chrono::days(1))}));
    return std::get<domain::UseTotals>(answer);
}

Result<domain::EgressRows> UseReader::egress(const domain::EgressPage &question)
{
    GB_TRY(answer, m_questions->answer(question));
    return std::get<domain::EgressRows>(std::move(answer));
}

Result<std::vector<domain::EgressRuleUse>> UseReader::ruleUses(WallTime from)
{
    GB_TRY(answer, m_questions->answer(domain::EgressRuleUses{from}));
    return std::get<std::vector<domain::EgressRuleUse>>(std::move(answer));
}

Result<domain::UsageTable> UseReader::table(const domain::UsageSums &question)
{
    GB_TRY(answer, m_questions->answer(question));
    return std::get<domain::UsageTable>(std::move(answer));
}

Result<std::vector<domain::EndedRun>> UseReader::ended(domain::UsageDay from, domain::UsageDay to, int most)
{
    std::vector<domain::EndedRun> runs;
    domain::EndedIn question{.from = WallTime(from), .until = WallTime(to + std::chrono::days(1))};
    for (bool more = true; more && std::ssize(runs) < most;) {
        question.most = most - static_cast<int>(runs.size());
        GB_TRY(answer, m_questions->answer(question));
        auto &page = std::get<domain::EndedRuns>(answer);
        runs.insert(runs.end(), page.runs.begin(), page.runs.end());
        question.before = page.next;
        more = page.more;
    }
    return runs;
}

} // namespace glovebox::ledger
