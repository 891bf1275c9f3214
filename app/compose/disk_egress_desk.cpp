#include "app/compose/disk_egress_desk.h"

#include "app/compose/egress_export.h"
#include "core/system/paths.h"

#include <QDir>
#include <QFileInfo>

namespace glovebox::compose {

namespace {

Result<std::uint64_t> writeAttemptsTo(const std::string &ledger, const bridge::EgressDesk::Export &wanted,
                                      const StopFlag &stop)
{
    const auto folder = QFileInfo(QString::fromStdString(wanted.file)).path();
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::FolderUnusable, folder.toStdString() + " cannot be created");
    GB_TRY(reader, ledger::UseReader::open(ledger));
    EgressPass pass{.filter = wanted.filter, .take = {}, .stop = &stop};
    pass.progress = [progress = wanted.progress](double part) {
        if (progress)
            progress->set(part);
    };
    return writeEgress(*reader, std::move(pass),
                       {.file = wanted.file, .shape = wanted.asJson ? EgressShape::JsonLines : EgressShape::Csv});
}

} // namespace

DiskEgressDesk::DiskEgressDesk(const std::string &dataDir) : m_pool(new WorkPool)
{
    if (const auto paths = system::Paths::create(dataDir))
        m_ledger = paths->data() + "/ledger.db";
}

DiskEgressDesk::~DiskEgressDesk()
{
    m_pool->deleteLater();
}

Call DiskEgressDesk::exportTo(const Export &wanted, Callback<std::uint64_t> done)
{
    return m_pool->run<std::uint64_t>(
        [ledger = m_ledger, wanted](const StopFlag &stop) { return writeAttemptsTo(ledger, wanted, stop); },
        std::move(done));
}

} // namespace glovebox::compose
