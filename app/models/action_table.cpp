#include "app/models/action_table.h"

#include "app/models/action_deeds.h"
#include "app/models/panel_model.h"

#include <QCoreApplication>

namespace glovebox::models {

QString actionText(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

QString unless(bool can, const char *why)
{
    return can ? QString() : actionText(why);
}

QString whySelectFirst(Subject subject)
{
    switch (subject) {
    case Subject::App:
    case Subject::Setting:
    case Subject::Page:
        return {};
    case Subject::Approval:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a call first."));
    case Subject::Session:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a session first."));
    case Subject::WorkItem:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a work item first."));
    case Subject::Sandbox:
    case Subject::MarkedSandboxes:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a sandbox first."));
    case Subject::Snapshot:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a snapshot first."));
    case Subject::Defined:
    case Subject::Template:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a template first."));
    case Subject::Image:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select an image first."));
    case Subject::Attempt:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a host first."));
    case Subject::Secret:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a secret first."));
    case Subject::Key:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select a key first."));
    case Subject::LogLines:
        return actionText(QT_TRANSLATE_NOOP("Actions", "Select lines first."));
    }
    return {};
}

QString selectedId(PanelModel &panel, Subject subject)
{
    switch (subject) {
    case Subject::App:
    case Subject::Setting:
    case Subject::Page:
        break;
    case Subject::Approval:
        return panel.page() == PanelModel::SessionPage ? panel.session()->approval()->call() : panel.approval()->call();
    case Subject::Session:
        return panel.page() == PanelModel::SessionPage ? panel.session()->id() : panel.sessions()->currentKey();
    case Subject::WorkItem:
        return panel.work()->currentKey();
    case Subject::Sandbox:
        return panel.sandboxes()->currentKey();
    case Subject::MarkedSandboxes:
        return panel.actions()->marked() > 0
                   ? QCoreApplication::translate("Actions", "%1 selected").arg(panel.actions()->marked())
                   : QString();
    case Subject::Snapshot:
        return panel.snapshot()->known() ? panel.snapshot()->id() : QString();
    case Subject::Defined:
        return panel.library()->templates()->currentKey();
    case Subject::Template:
        return panel.templates()->currentKey();
    case Subject::Image:
        return panel.library()->images()->currentKey();
    case Subject::Attempt:
        return panel.egress()->known() ? panel.egress()->target() : QString();
    case Subject::Secret:
        return panel.secrets()->known() ? panel.secrets()->name() : QString();
    case Subject::Key:
        return panel.keys()->rows()->currentKey();
    case Subject::LogLines:
        return panel.log()->hasSelection() ? QCoreApplication::translate("Actions", "the selected lines") : QString();
    }
    return {};
}

} // namespace glovebox::models
