#include "core/logs/retention.h"

#include <QDateTime>
#include <QDirIterator>
#include <QFile>

#include <algorithm>

namespace glovebox::logs {

std::vector<std::string> choose(std::vector<KeptFile> files, const Retention &retention, WallTime now,
                                const std::set<LogName> &open)
{
    std::uint64_t total = 0;
    for (const auto &file : files)
        total += file.size.value;
    std::ranges::sort(files, [](const KeptFile &a, const KeptFile &b) {
        return a.changed != b.changed ? a.changed < b.changed : a.file < b.file;
    });
    std::vector<std::string> gone;
    for (const auto &file : files) {
        const bool isOld = retention.keep.count() > 0 && file.changed + retention.keep < now;
        const bool isTooMuch = retention.total.value > 0 && total > retention.total.value;
        const bool isWanted = !file.full && (open.contains(file.name) || file.name.kind == LogName::Kind::Engine);
        if (isWanted || (!isOld && !isTooMuch))
            continue;
        gone.push_back(file.file);
        total -= file.size.value;
    }
    return gone;
}

void keepTo(const std::string &folder, const Retention &retention, WallTime now, const std::set<LogName> &open)
{
    const auto base = QString::fromStdString(folder);
    std::vector<KeptFile> files;
    QStringList indexes;
    QDirIterator found(base, {QStringLiteral("*.log"), QStringLiteral("*.log.idx")}, QDir::Files | QDir::NoSymLinks,
                       QDirIterator::Subdirectories);
    while (found.hasNext()) {
        const auto path = found.next();
        if (path.endsWith(QLatin1String(".idx"))) {
            indexes += path;
            continue;
        }
        const auto relative = path.mid(base.size() + 1).toStdString();
        const auto facts = factsOf(relative);
        if (!facts)
            continue; // not ours: whoever put it there takes it away
        const auto info = found.fileInfo();
        files.push_back({relative, facts->name, facts->full, ByteCount{static_cast<std::uint64_t>(info.size())},
                         WallTime(std::chrono::milliseconds(info.lastModified().toMSecsSinceEpoch()))});
    }
    for (const auto &file : choose(std::move(files), retention, now, open))
        QFile::remove(QString::fromStdString(folder + '/' + file));
    for (const auto &index : indexes)
        if (const auto log = index.chopped(4); !QFile::exists(log) && factsOf(log.mid(base.size() + 1).toStdString()))
            QFile::remove(index);
}

} // namespace glovebox::logs
