#include "app/models/file_uploads.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "core/base/plain_path.h"

#include <QFileInfo>

namespace glovebox::models {

namespace {

constexpr qsizetype kProblemsMax = 5;
constexpr std::size_t kNamesMax = 3;

QString shown(const std::string &name)
{
    return format::shownLine(QString::fromStdString(name));
}

} // namespace

FileUploads::FileUploads(QObject *parent) : QObject(parent)
{
    m_looking.setInterval(kLookInterval);
    connect(&m_looking, &QTimer::timeout, this, &FileUploads::changed);
}

void FileUploads::begin(bridge::FileDesk &desk, const domain::SandboxId &sandbox, const std::string &folder,
                        const QList<QUrl> &files, const std::function<bool(const std::string &)> &isThere)
{
    m_desk = &desk;
    m_problems.clear();
    if (!running())
        m_done = m_begun = 0;
    for (const QUrl &url : files) {
        const QFileInfo info(url.toLocalFile());
        const QString name = info.fileName();
        if (m_begun + static_cast<int>(m_asked.size()) >= kFilesMax) {
            refuse(name, tr("%1 at once are enough; pack them into an archive.").arg(kFilesMax));
            break;
        }
        if (!url.isLocalFile() || !info.isFile()) {
            refuse(name.isEmpty() ? url.toDisplayString() : name,
                   info.isDir() ? tr("It is a folder. Pack it into an archive first.")
                                : tr("It is no plain file of this host."));
            continue;
        }
        File file{sandbox, info.absoluteFilePath().toStdString(), folder, name.toStdString()};
        if (!isPlainRelativePath(file.name)) {
            refuse(name, tr("Its name cannot be used in the sandbox."));
        } else if (isThere(file.name)) {
            m_asked.push_back(std::move(file));
        } else {
            m_waiting.push_back(std::move(file));
            ++m_begun;
        }
    }
    next();
}

void FileUploads::refuse(const QString &name, const QString &why)
{
    if (m_problems.size() < kProblemsMax)
        m_problems += tr("%1 was not put in. %2").arg(format::shownLine(name), why);
    else if (m_problems.size() == kProblemsMax)
        m_problems += tr("Others were not put in either.");
}

void FileUploads::next()
{
    if (!running() && !m_waiting.empty()) {
        m_now = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_progress = std::make_shared<bridge::ExportProgress>();
        m_looking.start();
        m_putting = m_desk->put(m_now->sandbox,
                                {.inside = m_now->folder + (m_now->folder == "/" ? "" : "/") + m_now->name,
                                 .here = m_now->here,
                                 .progress = m_progress},
                                [this](const Result<ByteCount> &put) { ended(put); });
    }
    Q_EMIT changed();
}

void FileUploads::ended(const Result<ByteCount> &put)
{
    m_looking.stop();
    const File file = *std::exchange(m_now, std::nullopt);
    ++m_done;
    if (!put) {
        const auto text = format::explain(put.error(), format::Area::File);
        refuse(QString::fromStdString(file.name), tr("%1 %2 (%3)").arg(text.why, text.todo, text.code));
    }
    if (m_waiting.empty())
        Q_EMIT landed(QString::fromStdString(file.sandbox.value()), QString::fromStdString(file.folder));
    if (m_waiting.empty() && !m_problems.isEmpty())
        Q_EMIT toast(m_problems.constLast(), true); // whoever went on looks elsewhere
    next();
}

QString FileUploads::text() const
{
    if (!m_now)
        return {};
    return m_begun > 1 ? tr("Uploading %1, %2 of %3").arg(shown(m_now->name)).arg(m_done + 1).arg(m_begun)
                       : tr("Uploading %1").arg(shown(m_now->name));
}

QString FileUploads::question() const
{
    if (m_asked.empty())
        return {};
    QStringList names;
    for (std::size_t i = 0; i < std::min(m_asked.size(), kNamesMax); ++i)
        names += shown(m_asked[i].name);
    const auto more = static_cast<int>(m_asked.size() - names.size());
    const QString all = names.join(QStringLiteral(", "));
    if (m_asked.size() == 1)
        return tr("%1 is in this folder already.").arg(all);
    return more > 0 ? tr("%1 and %2 more are in this folder already.").arg(all).arg(more)
                    : tr("%1 are in this folder already.").arg(all);
}

void FileUploads::replace()
{
    if (!running())
        m_done = m_begun = 0;
    for (File &file : std::exchange(m_asked, {})) {
        m_waiting.push_back(std::move(file));
        ++m_begun;
    }
    next();
}

void FileUploads::keep()
{
    m_asked.clear();
    Q_EMIT changed();
}

void FileUploads::cancel()
{
    m_putting = {};
    m_looking.stop();
    const auto file = std::exchange(m_now, std::nullopt);
    m_waiting.clear();
    Q_EMIT changed();
    if (file)
        Q_EMIT landed(QString::fromStdString(file->sandbox.value()), QString::fromStdString(file->folder));
}

void FileUploads::dismiss()
{
    m_problems.clear();
    Q_EMIT changed();
}

void FileUploads::leave()
{
    m_putting = {};
    m_looking.stop();
    m_now.reset();
    m_waiting.clear();
    m_asked.clear();
    m_problems.clear();
    Q_EMIT changed();
}

} // namespace glovebox::models
