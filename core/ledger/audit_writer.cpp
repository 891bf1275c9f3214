#include "core/ledger/audit_writer.h"

#include "core/base/log.h"
#include "core/ledger/audit_check.h"

#include <QSqlError>

#include <algorithm>
#include <limits>

namespace glovebox::ledger {

Q_LOGGING_CATEGORY(lcAudit, "glovebox.ledger.audit")

namespace {

/// No trail gets there by itself.
constexpr std::uint64_t kNumberMax = std::uint64_t{1} << 62U;
/// Of a start's findings, how many are put into words.
constexpr std::size_t kWordsMax = 5;

/// Findings of this start: those that an earlier one said already are in the trail.
std::string inWords(const std::vector<AuditFinding> &findings)
{
    std::string words;
    std::size_t said = 0;
    for (const auto &finding : findings)
        if (finding.wound != AuditWound::Said && said++ < kWordsMax)
            words += (words.empty() ? "" : "; ") + sentence(finding);
    if (said > kWordsMax)
        words += "; and " + std::to_string(said - kWordsMax) + " more";
    return words;
}

} // namespace

Result<std::unique_ptr<AuditWriter>> AuditWriter::open(const QSqlDatabase &database, const std::string &ledger,
                                                       const std::optional<SecretString> &given)
{
    GB_TRY(key, given ? AuditKey::fromHex(*given) : readOrMakeAuditKey(auditKeyFileOf(ledger)));
    const auto found = readAuditHead(auditHeadFileOf(ledger), key);
    GB_TRY(head, AuditHeadFile::open(auditHeadFileOf(ledger)));
    std::unique_ptr<AuditWriter> writer(new AuditWriter(database, std::move(key), std::move(head)));
    GB_TRY(insert, prepared(database, auditInsertion()));
    writer->m_insert = std::move(insert);
    GB_CHECK(writer->lookAtTheEnd(found));
    return writer;
}

/// From the head on, which is a commit's entries at most: the rest of the trail is for `gloveboxctl audit verify`.
Result<> AuditWriter::lookAtTheEnd(const FoundHead &found)
{
    GB_TRY(last, newest());
    if (last.sequence >= kNumberMax)
        return fail(ErrorCode::InvalidState,
                    "the audit trail has an entry " + std::to_string(last.sequence) + "; it was changed by hand");
    const bool good = found.state == FoundHead::State::Good;
    const auto from = std::max<std::uint64_t>(1, good ? std::min(found.head.sequence, last.sequence) : last.sequence);
    AuditCheck check(m_key, found, from);
    GB_TRY(rows,
           prepared(m_database, ("SELECT " + auditColumns() + " FROM audit WHERE seq >= ? ORDER BY seq").c_str()));
    rows.bindValue(0, static_cast<qint64>(from));
    if (!rows.exec())
        return tl::unexpected(errorFrom("reading the audit trail", rows.lastError()));
    while (rows.next())
        check.take(auditRowFrom(rows));
    if (rows.lastError().isValid())
        return tl::unexpected(errorFrom("reading the audit trail", rows.lastError()));
    check.finish();
    m_wound = inWords(check.findings());
    // Numbers that somebody took away stay taken: the gap tells of them for ever.
    m_kept = good && found.head.sequence > last.sequence ? found.head : last;
    m_last = m_kept;
    m_inHead = m_kept;
    const bool first = found.state == FoundHead::State::Missing && last.sequence == 0;
    if (first || (check.behind() > 0 && m_wound.empty())) {
        GB_CHECK(m_headFile->write(m_kept, m_key));
        GB_CHECK(m_headFile->sync());
    }
    return {};
}

Result<AuditHead> AuditWriter::newest()
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("SELECT seq, tag FROM audit WHERE seq > 0 ORDER BY seq DESC LIMIT 1")))
        return tl::unexpected(errorFrom("reading the audit trail", query.lastError()));
    if (!query.next())
        return AuditHead();
    return AuditHead{static_cast<std::uint64_t>(query.value(0).toLongLong()), fromBytes(query.value(1))};
}

std::optional<domain::AuditEntry> AuditWriter::takeWound(WallTime now)
{
    if (m_wound.empty())
        return std::nullopt;
    qCCritical(lcAudit, "the audit trail is not whole: %s", m_wound.c_str());
    domain::AuditEntry entry{.sequence = 0, .at = now};
    entry.origin = "ledger";
    entry.action = kAuditBroken;
    entry.object = "audit";
    entry.outcome = domain::AuditOutcome::Failed;
    entry.reason = std::exchange(m_wound, {});
    return entry;
}

Result<> AuditWriter::append(domain::AuditEntry entry)
{
    if (!m_doubtful.empty() && m_doubtful.front() == entry) {
        m_met.push_back(std::move(m_doubtful.front()));
        m_doubtful.pop_front();
        return {};
    }
    m_added.push_back(entry);
    entry.sequence = m_last.sequence + 1;
    AuditRow row{.entry = std::move(entry), .previous = m_last.tag, .tag = {}, .keyId = m_key.id()};
    row.tag = m_key.tag(row.previous, row.entry);
    GB_CHECK(change(m_insert, auditValues(row)));
    m_last = {row.entry.sequence, row.tag};
    return {};
}

void AuditWriter::committed()
{
    m_added.clear();
    m_met.clear();
    m_doubtful.clear();
    m_kept = m_last;
    if (m_inHead == m_last)
        return;
    const auto written = m_headFile->write(m_kept, m_key);
    if (!written && !m_headFails)
        qCWarning(lcAudit) << "the head stays behind:" << QString::fromStdString(describe(written.error()));
    m_headFails = !written;
    if (written)
        m_inHead = m_last;
}

void AuditWriter::rolledBack()
{
    // A commit whose sync failed is there all the same.
    if (const auto last = newest(); last && last->sequence > m_kept.sequence) {
        m_kept = *last;
        m_met.insert(m_met.end(), m_added.begin(), m_added.end());
    }
    m_added.clear();
    m_doubtful.insert(m_doubtful.begin(), m_met.begin(), m_met.end());
    m_met.clear();
    m_last = m_kept;
}

} // namespace glovebox::ledger
