#include "app/compose/disk_audit_desk.h"

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

} // namespace

DiskAuditDesk::DiskAuditDesk(const std::string &dataDir) : m_pool(new WorkPool)
{
    if (const auto paths = system::Paths::create(dataDir))
        m_ledger = paths->data() + "/ledger.db";
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

} // namespace glovebox::compose
