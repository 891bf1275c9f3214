#include "app/models/files_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "core/base/plain_path.h"

#include <QStandardPaths>

namespace glovebox::models {

using domain::GuestEntry;
using domain::SandboxState;

namespace {

/// Where a session's things are; the root where there is no such folder.
const char *const kFirstFolder = "/mnt/session";

std::string inFolder(const std::string &folder, const std::string &name)
{
    return folder == "/" ? "/" + name : folder + "/" + name;
}

std::string above(const std::string &path)
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

/// Where a link in `folder` leads, by its text alone; empty: nowhere.
std::string targetOf(const std::string &folder, const std::string &target)
{
    const bool isAbsolute = !target.empty() && target.front() == '/';
    const QString whole = QString::fromStdString(isAbsolute ? target : inFolder(folder, target));
    QStringList parts;
    for (const QString &part : whole.split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        if (part == QLatin1String(".."))
            parts.isEmpty() ? void() : parts.removeLast();
        else if (part != QLatin1String("."))
            parts += part;
    }
    const auto path = (QLatin1Char('/') + parts.join(QLatin1Char('/'))).toStdString();
    return isPlainAbsolutePath(path) ? path : std::string();
}

} // namespace

FilesPanel::FilesPanel(const SandboxesModel &sandboxes, Ticker *ticker, QObject *parent)
    : QObject(parent), m_sandboxes(sandboxes), m_rows(ticker)
{
    connect(&sandboxes, &SandboxesModel::changed, this, [this](const QString &id) {
        if (id.toStdString() == m_sandbox)
            follow();
    });
    connect(&m_rows, &FileRows::currentChanged, this, &FilesPanel::selectionChanged);
    connect(&m_uploads, &FileUploads::landed, this, [this](const QString &sandbox, const QString &folder) {
        if (sandbox.toStdString() == m_sandbox && folder.toStdString() == m_folder && stand() == Stand::Awake)
            refresh();
    });
    connect(&m_uploads, &FileUploads::toast, this, [this](const QString &text, bool isProblem) {
        if (!m_isLookedAt)
            Q_EMIT toast(text, isProblem);
    });
}

void FilesPanel::setClient(bridge::EngineClient *client)
{
    m_client = client;
    m_download.setClient(client);
}

void FilesPanel::show(const QString &sandbox)
{
    if (sandbox.toStdString() == m_sandbox)
        return;
    forget();
    m_sandbox = sandbox.toStdString();
    follow();
}

void FilesPanel::setLookedAt(bool looked)
{
    if (std::exchange(m_isLookedAt, looked) == looked)
        return;
    if (!looked)
        m_mayWake = false;
    follow();
}

void FilesPanel::leave()
{
    forget();
    m_sandbox.clear();
    m_uploads.leave();
    Q_EMIT changed();
}

void FilesPanel::forget()
{
    m_listing = {};
    m_isListing = m_mayWake = false;
    m_folder.clear();
    m_problem = {};
    m_preview.close();
    m_rows.setEntries({});
}

FilesPanel::Stand FilesPanel::stand() const
{
    if (m_sandbox.empty())
        return Stand::None;
    const auto *view = m_sandboxes.find(QString::fromStdString(m_sandbox));
    if (!view)
        return Stand::Ended;
    switch (view->state) {
    case SandboxState::Running:
        return Stand::Awake;
    case SandboxState::Queued:
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Resuming:
        return Stand::Coming;
    case SandboxState::Paused:
    case SandboxState::Hibernating:
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
        return Stand::Asleep;
    case SandboxState::Failed:
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        break;
    }
    return Stand::Ended;
}

FilesPanel::View FilesPanel::view() const
{
    const Stand now = stand();
    if (now == Stand::None)
        return Nowhere;
    if (now == Stand::Ended)
        return Over;
    if (now == Stand::Asleep && !m_mayWake)
        return Asleep;
    if (now != Stand::Awake)
        return Waiting;
    if (!m_problem.code.isEmpty())
        return Troubled;
    return m_folder.empty() ? Reading : Shown;
}

/// Something about the sandbox changed, or about who looks at it.
void FilesPanel::follow()
{
    const Stand now = stand();
    if (now == Stand::Awake) {
        m_mayWake = false; // it is awake: from here on it may fall asleep again
        if (m_isLookedAt && m_folder.empty() && !reading() && m_problem.code.isEmpty())
            list(kFirstFolder);
    } else if (now != Stand::Coming && !m_mayWake && reading()) {
        m_listing = {}; // or it would be woken for it
        m_isListing = false;
    }
    if (now == Stand::Ended || now == Stand::Asleep)
        m_preview.close();
    Q_EMIT changed();
}

void FilesPanel::wake()
{
    if (stand() != Stand::Asleep || reading())
        return;
    if (m_client && m_client->viewOnly()) {
        Q_EMIT toast(bridge::EngineClient::viewOnlyReason(), true);
        return;
    }
    m_mayWake = true;
    list(m_folder.empty() ? kFirstFolder : m_folder);
}

void FilesPanel::list(std::string folder, std::string select)
{
    if (!m_desk || m_sandbox.empty() || (stand() == Stand::Asleep && !m_mayWake))
        return;
    m_problem = {};
    m_isListing = true;
    m_listing =
        m_desk->listFolder(domain::SandboxId(m_sandbox), folder,
                           [this, folder, select = std::move(select)](Result<std::vector<GuestEntry>> found) mutable {
                               listed(folder, select, std::move(found));
                           });
    Q_EMIT changed();
}

void FilesPanel::listed(const std::string &folder, const std::string &select, Result<std::vector<GuestEntry>> found)
{
    m_isListing = false;
    const bool isFirst = m_folder.empty();
    if (!found && isFirst && folder == kFirstFolder && found.error().code == ErrorCode::NotFound)
        return list("/");
    if (!found) {
        m_mayWake = false;
        m_problem = format::explain(found.error(), format::Area::File);
        m_problem.what = tr("The folder %1 cannot be shown.").arg(format::shownLine(QString::fromStdString(folder)));
    } else {
        const bool isOther = std::exchange(m_folder, folder) != folder;
        if (isOther) {
            m_preview.close();
            m_rows.clearSelection();
        }
        m_rows.setEntries(*std::move(found));
        if (!select.empty())
            m_rows.selectName(select);
    }
    Q_EMIT changed();
}

QVariantList FilesPanel::crumbs() const
{
    QVariantList all;
    const auto add = [&all](const QString &name, const QString &path) {
        all += QVariantMap{{QStringLiteral("name"), name}, {QStringLiteral("path"), path}};
    };
    if (m_folder.empty())
        return all;
    add(QStringLiteral("/"), QStringLiteral("/"));
    QString path;
    for (const QString &part : folder().split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        path += QLatin1Char('/') + part;
        add(format::shownLine(part), path);
    }
    return all;
}

bool FilesPanel::selectedIsFile() const
{
    return m_rows.current() && m_rows.current()->kind == GuestEntry::Kind::File;
}

std::string FilesPanel::pathOf(const GuestEntry &entry) const
{
    return inFolder(m_folder, entry.path);
}

QString FilesPanel::selectedPath() const
{
    return m_rows.current() ? QString::fromStdString(pathOf(*m_rows.current())) : QString();
}

void FilesPanel::open(int row)
{
    const GuestEntry *entry = m_rows.at(row);
    if (!entry || !m_desk || view() != Shown)
        return;
    switch (entry->kind) {
    case GuestEntry::Kind::Folder:
        return list(pathOf(*entry));
    case GuestEntry::Kind::File:
        return m_preview.open(*m_desk, domain::SandboxId(m_sandbox), pathOf(*entry), *entry);
    case GuestEntry::Kind::Other:
        break;
    }
    const std::string target = targetOf(m_folder, entry->target);
    if (entry->target.empty() || target.empty())
        Q_EMIT toast(tr("It is neither a file nor a folder."), true);
    else
        list(above(target), target.substr(target.rfind('/') + 1));
}

void FilesPanel::togglePreview()
{
    if (m_preview.shown() && m_preview.path() == selectedPath())
        m_preview.close();
    else if (selectedIsFile())
        open(m_rows.currentRow());
}

void FilesPanel::up()
{
    if (canUp())
        list(above(m_folder), m_folder.substr(m_folder.rfind('/') + 1));
}

void FilesPanel::go(const QString &folder)
{
    list(folder.toStdString());
}

void FilesPanel::refresh()
{
    list(m_folder.empty() ? kFirstFolder : m_folder);
}

bool FilesPanel::prepareDownload()
{
    if (!selectedIsFile() || !m_desk)
        return false;
    const GuestEntry entry = *m_rows.current();
    FileExport::Wanted wanted;
    wanted.what = fileTitle(entry);
    wanted.note = tr("%1, out of sandbox %2. What an agent wrote is not to be trusted more than the agent.")
                      .arg(format::bytes(entry.size), QString::fromStdString(m_sandbox));
    wanted.name = QString::fromStdString(entry.path);
    wanted.object = QStringLiteral("sandbox/") + QString::fromStdString(m_sandbox);
    wanted.write = [desk = m_desk, sandbox = m_sandbox, inside = pathOf(entry),
                    size = entry.size](const QString &target, std::shared_ptr<bridge::ExportProgress> progress,
                                       Callback<QString> done) {
        return desk->fetch(
            domain::SandboxId(sandbox),
            {.inside = inside, .here = target.toStdString(), .size = size, .progress = std::move(progress)},
            [done = std::move(done)](const Result<ByteCount> &fetched) {
                if (fetched)
                    return done(format::bytes(*fetched));
                const auto text = format::explain(fetched.error(), format::Area::File);
                done(fail(fetched.error().code,
                          tr("It was not downloaded. %1 %2 (%3)").arg(text.why, text.todo, text.code).toStdString()));
            });
    };
    const bool isFree =
        m_download.prepare(std::move(wanted), QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    if (!isFree)
        Q_EMIT toast(tr("A download still goes on. Wait for it, or cancel it among the operations."), true);
    return isFree;
}

void FilesPanel::upload(const QList<QUrl> &files)
{
    if (m_desk && view() == Shown && !files.isEmpty())
        m_uploads.begin(*m_desk, domain::SandboxId(m_sandbox), m_folder, files,
                        [this](const std::string &name) { return m_rows.has(name); });
}

} // namespace glovebox::models
