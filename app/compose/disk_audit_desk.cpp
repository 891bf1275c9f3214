#include "app/compose/disk_audit_desk.h"

#include "app/compose/host_secrets.h"
#include "core/ledger/audit_file.h"
#include "core/system/paths.h"

#include <QDir>
#include <QFileInfo>

namespace glovebox::compose {

namespace {

Result<std::uint64_t> writeTrailTo(const std::string &ledger, const bridge::AuditDesk::Export &wanted,
                                   const StopFlag &stop)
{
    const auto folder = QFileInfo(QString::fromStdString(wanted.file)).path();
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::FolderUnusable, folder.toStdString() + " cannot be created");
    GB_TRY(trail, ledger::AuditTrail::open(ledger));
    const auto shape = wanted.asJson ? ledger::jsonLines() : ledger::csv();
    const auto tell = [progress = wanted.progress](double part) {
        if (progress)
            progress->set(part);
    };
    return ledger::writeTrail(
        *trail,
        {.action = wanted.filter.action, .object = wanted.filter.object, .since = {}, .text = wanted.filter.text},
        *shape, {.file = wanted.file, .mayReplace = false, .progress = tell, .stop = &stop});
}

Result<bridge::AuditDesk::Verdict> verdictOn(const std::string &ledger, Result<ledger::AuditKey> key)
{
    GB_TRY(trail, ledger::AuditTrail::open(ledger, std::move(key)));
    GB_TRY(report, trail->verify());
    bridge::AuditDesk::Verdict verdict{
        .entries = report.entries,
        .head = report.entries > 0 ? ledger::headText(report.last) : std::string(),
        .behind = report.behind,
        .findings = {},
        .moreFindings = report.moreFindings,
    };
    for (const auto &finding : report.findings)
        verdict.findings.push_back(sentence(finding));
    return verdict;
}

} // namespace

DiskAuditDesk::DiskAuditDesk(const std::string &dataDir) : m_pool(new WorkPool)
{
    const auto paths = system::Paths::create(dataDir);
    if (!paths)
        return;
    m_data = paths->data();
    m_ledger = m_data + "/ledger.db";
}

DiskAuditDesk::~DiskAuditDesk()
{
    m_pool->deleteLater();
}

Call DiskAuditDesk::exportTo(const Export &wanted, Callback<std::uint64_t> done)
{
    return m_pool->run<std::uint64_t>(
        [ledger = m_ledger, wanted](const StopFlag &stop) { return writeTrailTo(ledger, wanted, stop); },
        std::move(done));
}

Call DiskAuditDesk::verify(Callback<Verdict> done)
{
    auto step = std::make_shared<Call>();
    *step = findAuditKey(secretSetup(m_data),
                         [this, held = std::weak_ptr(step), done = std::move(done)](Result<FoundKey> found) mutable {
                             auto key = found ? ledger::AuditKey::fromHex(found->key) : tl::unexpected(found.error());
                             const auto next = held.lock();
                             if (!next)
                                 return;
                             *next = m_pool->run<Verdict>([ledger = m_ledger, key = std::move(key)](
                                                              const StopFlag &) { return verdictOn(ledger, key); },
                                                          std::move(done));
                         });
    return Call([step] { step->cancel(); });
}

} // namespace glovebox::compose
