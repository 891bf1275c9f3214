#include "app/cli/export_target.h"

#include "core/system/paths.h"

#include <QFileInfo>

namespace glovebox::cli {

Result<std::string> whyNotThere(const ExportTarget &target)
{
    const QFileInfo file(QString::fromStdString(target.output));
    const auto folder = QFileInfo(file.absolutePath()).canonicalFilePath();
    if (target.output.empty() || target.output == "-")
        return std::string("--output names a file");
    if (folder.isEmpty() || file.isDir() || file.fileName().isEmpty())
        return "there is no folder for " + target.output;
    std::string ledger = target.ledger;
    if (ledger.empty()) {
        GB_TRY(layout, system::layoutOfProcess(target.dataDir));
        ledger = layout.data + "/x";
    }
    const auto ours = QFileInfo(QFileInfo(QString::fromStdString(ledger)).absolutePath()).canonicalFilePath();
    if (!ours.isEmpty() && (folder == ours || folder.startsWith(ours + QLatin1Char('/'))))
        return target.output + " would be among Glovebox's own files; name one elsewhere";
    auto endings = target.beside;
    endings.emplace_back();
    for (const auto &ending : endings) {
        const QFileInfo each(file.filePath() + QString::fromStdString(ending));
        const auto name = each.filePath().toStdString();
        if (each.isSymLink())
            return name + " is a link; name the file itself";
        if (each.exists() && !each.isFile())
            return name + " is no file: a folder, a pipe or a device stays what it is; name another";
        if (each.exists() && !target.force)
            return name + " is there already; name another, or replace it with --force";
    }
    return std::string();
}

} // namespace glovebox::cli
