#include "app/models/setup_base.h"

#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/format/states.h"

namespace glovebox::models {

using api::EnginePhase;
using domain::TemplateState;

SetupBase::SetupBase(const HostStatus &host, const ImagesModel &images, const TemplatesModel &templates, Ticker *ticker)
    : m_host(host), m_images(images), m_templates(templates), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &SetupBase::changed);
}

void SetupBase::apply(const bridge::Batch &batch)
{
    if (!preparing())
        m_since.reset();
    else if (!m_since)
        m_since = m_ticker->now();
    if (batch.host || !batch.images.empty() || !batch.templates.empty() || !batch.goneTemplates.empty() ||
        !batch.goneImages.empty())
        Q_EMIT changed();
}

bool SetupBase::ready() const
{
    return m_host.known() && m_host.view().phase == EnginePhase::Running;
}

bool SetupBase::preparing() const
{
    return m_host.known() && m_host.view().phase == EnginePhase::Preparing;
}

bool SetupBase::failed() const
{
    return m_host.known() && m_host.view().phase == EnginePhase::Failed;
}

bool SetupBase::isTaken() const
{
    return m_host.known() && m_host.view().problem && m_host.view().problem->code == ErrorCode::FolderInUse;
}

format::Explanation SetupBase::problem() const
{
    if (!m_host.known() || !m_host.view().problem)
        return {};
    return format::explain(*m_host.view().problem, format::Area::Engine);
}

QString SetupBase::errorText() const
{
    const auto why = problem();
    return why.what.isEmpty() ? QString() : format::plainText(why);
}

const api::ImageView *SetupBase::image() const
{
    for (const auto &row : m_images.all())
        if (row.view.isDefault && !row.goneAt)
            return &row.view;
    return nullptr;
}

/// One that is ready goes before one that is made.
const api::TemplateView *SetupBase::madeOf() const
{
    const api::TemplateView *found = nullptr;
    for (const auto &row : m_templates.all())
        if (!row.goneAt && (!found || row.view.state == TemplateState::Ready))
            found = &row.view;
    return found;
}

QString SetupBase::soFar() const
{
    return m_since ? format::duration(m_ticker->now() - *m_since) : QString();
}

QString SetupBase::imageTone() const
{
    return ready()       ? QStringLiteral("live")
           : preparing() ? QStringLiteral("progress")
           : failed()    ? QStringLiteral("failed")
                         : QStringLiteral("neutral");
}

QString SetupBase::imageSymbol() const
{
    return ready()       ? QStringLiteral("check-circle")
           : preparing() ? QStringLiteral("arc")
           : failed()    ? QStringLiteral("octagon-cross")
                         : QStringLiteral("circle");
}

QString SetupBase::imageWord() const
{
    return ready() ? tr("Ready") : preparing() ? tr("Preparing") : failed() ? tr("Failed") : tr("Not prepared");
}

QString SetupBase::imageText() const
{
    if (preparing()) {
        const QString what = format::shownLine(QString::fromStdString(m_host.view().activity));
        return soFar().isEmpty() ? what : tr("%1, for %2").arg(what, soFar());
    }
    if (failed())
        return tr("The engine could not prepare it.");
    if (!ready())
        return tr("It is made from the system's own packages when the engine starts, once.");
    const auto *view = image();
    return view ? tr("%1, %2 on this host").arg(format::imageTitle(*view), format::bytes(view->image.rootSize))
                : tr("In place");
}

QString SetupBase::templateTone() const
{
    const auto *view = madeOf();
    if (!ready() || !view)
        return QStringLiteral("neutral");
    return view->state == TemplateState::Ready      ? QStringLiteral("live")
           : view->state == TemplateState::Building ? QStringLiteral("progress")
           : view->state == TemplateState::Failed   ? QStringLiteral("failed")
                                                    : QStringLiteral("neutral");
}

QString SetupBase::templateSymbol() const
{
    const auto *view = madeOf();
    if (!ready() || !view)
        return QStringLiteral("circle");
    return view->state == TemplateState::Ready      ? QStringLiteral("check-circle")
           : view->state == TemplateState::Building ? QStringLiteral("arc")
           : view->state == TemplateState::Failed   ? QStringLiteral("octagon-cross")
                                                    : QStringLiteral("circle");
}

QString SetupBase::templateWord() const
{
    const auto *view = madeOf();
    if (!ready() || !view)
        return tr("None yet");
    return format::look(*view).word;
}

QString SetupBase::templateText() const
{
    const auto *view = madeOf();
    if (!ready())
        return tr("Made after the image, so that sandboxes are cloned instead of booted.");
    if (!m_host.whyNoCloning().isEmpty())
        return m_host.whyNoCloning();
    if (!view)
        return tr("Sandboxes boot from the image until there is one.");
    if (view->state == TemplateState::Ready)
        return view->buildTime
                   ? tr("%1, built in %2, %3 on disk")
                         .arg(format::size(view->size), format::measured(*view->buildTime), format::bytes(view->disk))
                   : tr("%1, %2 on disk").arg(format::size(view->size), format::bytes(view->disk));
    if (view->state == TemplateState::Failed)
        return tr("Sandboxes boot from the image instead, which takes longer.");
    return format::shownLine(QString::fromStdString(view->step));
}

QString SetupBase::summary() const
{
    const auto *view = madeOf();
    if (preparing())
        return tr(
            "The guest image is being prepared. This takes a few minutes at the first start and is not needed again.");
    if (failed())
        return tr("No sandbox can start until this is put right.");
    if (!ready())
        return tr("Sandboxes need a guest image. The engine makes one when it starts.");
    return view && view->state == TemplateState::Ready ? tr("A template is ready: nothing is left to do here.")
                                                       : tr("The image is ready: a sandbox can start.");
}

} // namespace glovebox::models
