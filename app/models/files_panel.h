// Role: the file system of one sandbox, folder by folder: where one is, what is there, one file looked at, files that
// go out and in. Thread: GUI.
// Invariants: a sandbox that sleeps is asked nothing until somebody says that it may be woken; what is asked of a
// sandbox that is not shown any more is let go of, but for copies, which go on; paths are absolute and plain.
#pragma once

#include "app/format/errors.h"
#include "app/models/file_export.h"
#include "app/models/file_preview.h"
#include "app/models/file_rows.h"
#include "app/models/file_uploads.h"
#include "app/models/sandboxes_model.h"

#include <QVariantList>

namespace glovebox::models {

class FilesPanel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Made by the panel model")
    Q_PROPERTY(View view READ view NOTIFY changed)
    Q_PROPERTY(bool reading READ reading NOTIFY changed) // a folder is, and the one of before may be shown
    Q_PROPERTY(QString folder READ folder NOTIFY changed)
    Q_PROPERTY(QVariantList crumbs READ crumbs NOTIFY changed) // {name, path}, from the root
    Q_PROPERTY(bool canUp READ canUp NOTIFY changed)
    Q_PROPERTY(bool selectedIsFile READ selectedIsFile NOTIFY selectionChanged)
    Q_PROPERTY(QString selectedPath READ selectedPath NOTIFY selectionChanged)
    Q_PROPERTY(glovebox::models::FileRows *rows READ rows CONSTANT)
    Q_PROPERTY(glovebox::models::FilePreview *preview READ preview CONSTANT)
    Q_PROPERTY(glovebox::models::FileUploads *uploads READ uploads CONSTANT)
    Q_PROPERTY(glovebox::models::FileExport *download READ download CONSTANT)
    Q_PROPERTY(QString problemWhat READ problemWhat NOTIFY changed)
    Q_PROPERTY(QString problemWhy READ problemWhy NOTIFY changed)
    Q_PROPERTY(QString problemTodo READ problemTodo NOTIFY changed)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY changed)
    Q_PROPERTY(QString problemCode READ problemCode NOTIFY changed)

public:
    /// What stands on the page. The table is in kViews of the source.
    enum View {
        Nowhere, // no sandbox is bound
        Over,    // it failed, or is gone
        Asleep,  // looking would wake it
        Waiting, // it starts, or wakes as it was told to
        Reading, // its first folder
        Troubled,
        Shown
    };
    Q_ENUM(View)

    FilesPanel(const SandboxesModel &sandboxes, Ticker *ticker, QObject *parent = nullptr);

    /// Without one nothing is asked, for pictures. The desk outlives this.
    void setDesk(bridge::FileDesk *desk) { m_desk = desk; }
    void setClient(bridge::EngineClient *client);
    /// Of which sandbox; empty: of none.
    void show(const QString &sandbox);
    /// Somebody looks at it, or does not any more: nothing is asked until then.
    void setLookedAt(bool looked);
    /// The engine goes, and with it what it was asked.
    void leave();

    View view() const;
    bool reading() const { return static_cast<bool>(m_listing) && m_isListing; }
    QString folder() const { return QString::fromStdString(m_folder); }
    QVariantList crumbs() const;
    bool canUp() const { return m_folder != "/" && !m_folder.empty(); }
    bool selectedIsFile() const;
    QString selectedPath() const;
    FileRows *rows() { return &m_rows; }
    FilePreview *preview() { return &m_preview; }
    FileUploads *uploads() { return &m_uploads; }
    FileExport *download() { return &m_download; }
    QString problemWhat() const { return m_problem.what; }
    QString problemWhy() const { return m_problem.why; }
    QString problemTodo() const { return m_problem.todo; }
    QString problemDetail() const { return m_problem.detail; }
    QString problemCode() const { return m_problem.code; }
    Q_INVOKABLE QString problemText() const { return format::plainText(m_problem); }

    /// A folder is entered, a file looked at, a link followed to where it leads.
    Q_INVOKABLE void open(int row);
    /// The selected file, or no more.
    Q_INVOKABLE void togglePreview();
    Q_INVOKABLE void up();
    Q_INVOKABLE void go(const QString &folder);
    Q_INVOKABLE void refresh();
    Q_INVOKABLE void wake();
    /// Of the selected file. False: there is none, or one is on its way already, which is said.
    Q_INVOKABLE bool prepareDownload();
    Q_INVOKABLE void upload(const QList<QUrl> &files);

Q_SIGNALS:
    void changed();
    void selectionChanged();
    void toast(const QString &text, bool isProblem);

private:
    enum class Stand { None, Ended, Asleep, Coming, Awake };

    Stand stand() const;
    void follow();
    void list(std::string folder, std::string select = {});
    void listed(const std::string &folder, const std::string &select, Result<std::vector<domain::GuestEntry>> found);
    void forget();
    std::string pathOf(const domain::GuestEntry &entry) const;

    const SandboxesModel &m_sandboxes;
    bridge::FileDesk *m_desk = nullptr;
    bridge::EngineClient *m_client = nullptr;
    std::string m_sandbox;
    std::string m_folder; // that is shown; empty: none was read yet
    bool m_isLookedAt = false;
    bool m_mayWake = false;
    bool m_isListing = false;
    FileRows m_rows;
    FilePreview m_preview;
    FileUploads m_uploads;
    FileExport m_download;
    format::Explanation m_problem; // of the folder that was asked for last; without a code: none
    Call m_listing;
};

} // namespace glovebox::models
