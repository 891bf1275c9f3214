#include "app/models/library_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/images.h"

#include <QPointer>

namespace glovebox::models {

namespace {

QString libraryReason(const api::Verdict &verdict)
{
    return format::shownLine(QString::fromStdString(verdict.reason));
}

bool wasDenied(const api::Verdict &verdict)
{
    return verdict.kind == api::Verdict::Kind::Denied;
}

} // namespace

LibraryPanel::LibraryPanel(bridge::EngineClient *client, SnapshotsModel *snapshots, Ticker *ticker, QObject *parent)
    : QObject(parent), m_client(client), m_snapshots(snapshots), m_imageViews(ticker), m_madeViews(ticker),
      m_images(&m_imageViews), m_templates(&m_madeViews), m_image(&m_imageViews, ticker), m_made(&m_madeViews, ticker)
{
    const auto bind = [this](StableList &list, auto &views, auto &detail) {
        connect(&list, &StableList::currentChanged, this, [&list, &detail] { detail.open(list.currentKey()); });
        connect(&list, &StableList::frozenChanged, this, [&list, &views] { views.setTombstonesHeld(list.frozen()); });
        connect(&views, &ViewList::changed, this, &LibraryPanel::changed);
    };
    bind(m_images, m_imageViews, m_image);
    bind(m_templates, m_madeViews, m_made);
}

void LibraryPanel::apply(const bridge::Batch &batch)
{
    // An import that became an image is the same thing to whoever looks at it.
    const api::ImageView *shown = m_imageViews.find(m_images.currentKey());
    const std::string source = shown && shown->state == api::ImageState::Importing ? shown->image.source : "";
    for (const domain::ImageId &id : batch.goneImages)
        m_imageViews.markGone(id);
    for (const std::string &name : batch.goneDefinedTemplates)
        m_madeViews.markGone(name);
    for (const api::ImageView &view : batch.images)
        m_imageViews.apply(view);
    for (const api::DefinedTemplateView &view : batch.definedTemplates)
        m_madeViews.apply(view);
    if (source.empty() || m_imageViews.find(m_images.currentKey()))
        return;
    for (const api::ImageView &view : batch.images)
        if (view.image.source == source && view.state == api::ImageState::Ready) {
            m_images.showPending();
            m_images.selectKey(keyOf(view));
        }
}

void LibraryPanel::begin()
{
    m_sending = false;
    m_refusal.clear();
    Q_EMIT answerChanged();
}

template <class Action>
void LibraryPanel::ask(const Action &action, const QString &failed)
{
    if (!m_client)
        return;
    m_client->act(action, [this, alive = QPointer(this), failed](const api::Verdict &verdict) {
        if (alive && wasDenied(verdict))
            Q_EMIT toast(failed + QLatin1Char(' ') + libraryReason(verdict), true);
    });
}

/// A dialog stays until it is known that it was begun.
template <class Action>
void LibraryPanel::askInDialog(const Action &action, const QString &begun)
{
    if (!m_client || m_sending)
        return;
    m_sending = true;
    m_refusal.clear();
    Q_EMIT answerChanged();
    m_client->act(action, [this, alive = QPointer(this), begun](const api::Verdict &verdict) {
        if (!alive)
            return;
        m_sending = false;
        m_refusal = wasDenied(verdict) ? libraryReason(verdict) : QString();
        Q_EMIT answerChanged();
        if (wasDenied(verdict))
            return;
        Q_EMIT accepted();
        if (!begun.isEmpty())
            Q_EMIT toast(begun, false);
    });
}

void LibraryPanel::sendImport()
{
    const std::optional<api::ImportImage> wanted = m_import.wanted();
    if (!m_client || !wanted || !m_import.canImport())
        return;
    m_import.setSending();
    m_client->act(*wanted, [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (alive)
            m_import.setAnswer(verdict);
    });
}

void LibraryPanel::prepareRetry(const QString &image)
{
    const api::ImageView *view = m_imageViews.find(image);
    if (!view)
        return;
    const QString name = view->image.names.empty() ? QString() : QString::fromStdString(view->image.names.front());
    m_import.begin(QString::fromStdString(view->image.source), name,
                   view->image.origin != domain::ImageOrigin::Registry);
}

void LibraryPanel::cancelImport(const QString &image)
{
    const api::ImageView *view = m_imageViews.find(image);
    if (view && view->state == api::ImageState::Importing)
        ask(api::ImageAction(api::CancelImport{view->image.id}), tr("The import was not cancelled."));
}

void LibraryPanel::verifyImage(const QString &image)
{
    const api::ImageView *view = m_imageViews.find(image);
    if (view && view->state == api::ImageState::Ready && !view->verifying)
        ask(api::ImageAction(api::VerifyImage{view->image.id}),
            tr("%1 was not verified.").arg(format::imageTitle(*view)));
}

bool LibraryPanel::nameFits(const QString &name) const
{
    const QString text = name.trimmed();
    return !text.isEmpty() && text.toUtf8().size() <= ImportForm::kNameBytesMax && !text.contains(QLatin1Char(' '));
}

void LibraryPanel::nameImage(const QString &image, const QString &name)
{
    const api::ImageView *view = m_imageViews.find(image);
    if (view && nameFits(name))
        askInDialog(api::ImageAction(api::NameImage{view->image.id, name.trimmed().toStdString()}), {});
}

void LibraryPanel::removeImage(const QString &image)
{
    const api::ImageView *view = m_imageViews.find(image);
    if (view && m_imageViews.whyNotRemove(image).isEmpty())
        askInDialog(api::ImageAction(api::RemoveImage{view->image.id}), {});
}

void LibraryPanel::collectImages()
{
    askInDialog(api::ImageAction(api::CollectImages{}),
                tr("What no image needs is being removed; the operation tells how much that was"));
}

void LibraryPanel::buildAgentImage(bool anew)
{
    askInDialog(api::ImageAction(api::BuildAgentImage{anew}), tr("The agent image is being built"));
}

bool LibraryPanel::isBuilt(const QString &image) const
{
    const api::ImageView *view = m_imageViews.find(image);
    return view && view->image.origin == domain::ImageOrigin::Built && !view->isDefault;
}

void LibraryPanel::prepareNew(const QString &kind, const QString &name)
{
    domain::TemplateBase from;
    if (kind == QLatin1String("template"))
        from.kind = domain::TemplateBase::Kind::Template;
    else if (kind == QLatin1String("snapshot"))
        from.kind = domain::TemplateBase::Kind::Snapshot;
    from.name = name.toStdString();
    if (name.isEmpty())
        if (const QStringList images = choices().front(); !images.isEmpty())
            from.name = images.front().toStdString();
    m_editor.form()->setChoices(choices());
    m_editor.begin(from, takenNames());
}

void LibraryPanel::prepareEdit(const QString &made)
{
    const api::DefinedTemplateView *view = m_madeViews.find(made);
    if (!view)
        return;
    m_editor.form()->setChoices(choices());
    m_editor.edit(*view, takenNames());
}

void LibraryPanel::saveTemplate(bool build)
{
    const std::optional<api::SaveTemplate> wanted = m_editor.wanted();
    if (!m_client || !wanted || !m_editor.canSave())
        return;
    const QString name = m_editor.nameNow();
    m_editor.setSending();
    m_client->act(
        api::TemplateAction(*wanted), [this, alive = QPointer(this), name, build](const api::Verdict &verdict) {
            if (!alive)
                return;
            m_editor.setAnswer(verdict);
            if (wasDenied(verdict) || name.isEmpty())
                return;
            m_templates.selectKey(name);
            if (build)
                ask(api::TemplateAction(api::BuildTemplate{name.toStdString()}), tr("%1 was not built.").arg(name));
        });
}

void LibraryPanel::build(const QString &made, bool fresh)
{
    const api::DefinedTemplateView *view = m_madeViews.find(made);
    if (view && view->state != api::DefinedTemplateState::Building)
        ask(api::TemplateAction(api::BuildTemplate{view->definition.name, fresh}), tr("%1 was not built.").arg(made));
}

void LibraryPanel::cancelBuild(const QString &made)
{
    const api::DefinedTemplateView *view = m_madeViews.find(made);
    if (view && view->state == api::DefinedTemplateState::Building)
        ask(api::TemplateAction(api::CancelTemplateBuild{view->definition.name}), tr("Its build was not cancelled."));
}

void LibraryPanel::useVersion(const QString &made, int version)
{
    if (const api::DefinedTemplateView *view = m_madeViews.find(made))
        ask(api::TemplateAction(api::UseTemplateVersion{view->definition.name, version}),
            tr("Version %1 was not taken.").arg(version));
}

void LibraryPanel::deleteVersion(const QString &made, int version)
{
    if (const api::DefinedTemplateView *view = m_madeViews.find(made))
        askInDialog(api::TemplateAction(api::DeleteTemplateVersion{view->definition.name, version}), {});
}

void LibraryPanel::forget(const QString &made)
{
    if (const api::DefinedTemplateView *view = m_madeViews.find(made))
        askInDialog(api::TemplateAction(api::ForgetTemplate{view->definition.name}), {});
}

void LibraryPanel::setUsual(const domain::MachineSize &size, const domain::IdleLadder &ladder)
{
    m_editor.form()->setUsual(size, ladder);
}

QStringList LibraryPanel::takenNames() const
{
    QStringList names;
    for (const DefinedRow &row : m_madeViews.all())
        if (!row.goneAt)
            names += row.key();
    return names;
}

/// What a template can be made from here.
std::array<QStringList, 3> LibraryPanel::choices() const
{
    QStringList images;
    for (const ImageRow &row : m_imageViews.all()) {
        if (row.goneAt || row.view.state != api::ImageState::Ready)
            continue;
        const auto &names = row.view.image.names;
        const QString name = QString::fromStdString(names.empty() ? row.view.image.id.value() : names.front());
        row.view.isDefault ? images.prepend(name) : images.append(name);
    }
    QStringList snapshots;
    for (const SnapshotRow &row : m_snapshots->all())
        if (!row.goneAt && row.view.state == domain::SnapshotState::Ready)
            snapshots += row.key();
    return {images, takenNames(), snapshots};
}

} // namespace glovebox::models
