// What sandboxes are made of, what may leave, and who may ask this host.
#include "app/models/action_deeds.h"
#include "app/models/action_table.h"
#include "app/models/panel_model.h"

namespace glovebox::models {

namespace {

DefinedDetail &made(PanelModel &panel)
{
    return *panel.library()->made();
}

ImageDetail &image(PanelModel &panel)
{
    return *panel.library()->image();
}

QString whyNotBuild(PanelModel &panel)
{
    return made(panel).whyNotBuild();
}

QString whyNotMake(PanelModel &panel)
{
    return made(panel).whyNotUse();
}

QString whyNotUse(PanelModel &panel)
{
    return image(panel).whyNotUse();
}

QString whyKeeping(PanelModel &panel)
{
    return unless(!panel.secrets()->keeping(), QT_TRANSLATE_NOOP("Actions", "It is being kept."));
}

constexpr ActionDef kLibraryActions[] = {
    {"defined.sandbox", QT_TRANSLATE_NOOP("Actions", "New sandbox…"), "plus-lg", DefinedPlace, Subject::Defined, kAsks,
     KeyUse::Chosen, "", whyNotMake},
    {"defined.edit", QT_TRANSLATE_NOOP("Actions", "Edit…"), "pencil-square", DefinedPlace, Subject::Defined, kAsks,
     KeyUse::List, "E",
     [](PanelModel &panel) {
         return made(panel).whyNotEdit();
     }},
    {"defined.build", QT_TRANSLATE_NOOP("Actions", "Build"), "arrow-clockwise", DefinedPlace, Subject::Defined, kSafe,
     KeyUse::List, "B", whyNotBuild, [](PanelModel &panel) { panel.library()->build(made(panel).id(), false); },
     [](PanelModel &panel) {
         return made(panel).buildWord();
     }},
    {"defined.buildFresh", QT_TRANSLATE_NOOP("Actions", "Build without earlier steps"), "arrow-clockwise", DefinedPlace,
     Subject::Defined, kSafe, KeyUse::Chosen, "", whyNotBuild,
     [](PanelModel &panel) {
         panel.library()->build(made(panel).id(), true);
     }},
    {"defined.cancel", QT_TRANSLATE_NOOP("Actions", "Cancel the build"), "x-lg", DefinedPlace, Subject::Defined, kSafe,
     KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(made(panel).building(), QT_TRANSLATE_NOOP("Actions", "It is not being built."));
     },
     [](PanelModel &panel) {
         panel.library()->cancelBuild(made(panel).id());
     }},
    {"defined.template", QT_TRANSLATE_NOOP("Actions", "New template from it…"), "template", DefinedPlace,
     Subject::Defined, kAsks, KeyUse::Chosen, "", whyNotMake},
    {"defined.copyLink", QT_TRANSLATE_NOOP("Actions", "Copy a link to it"), "link-45deg", DefinedPlace,
     Subject::Defined, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         copyLink(panel, QStringLiteral("template"), made(panel).id());
     }},
    {"defined.delete", QT_TRANSLATE_NOOP("Actions", "Delete…"), "trash3", DefinedPlace, Subject::Defined, kDestructive,
     KeyUse::List, "Del",
     [](PanelModel &panel) {
         return made(panel).whyNotForget();
     }},
    {"template.rebuild", QT_TRANSLATE_NOOP("Actions", "Rebuild"), "arrow-clockwise", TemplatesPlace, Subject::Template,
     kSafe, KeyUse::Chosen, "", [](PanelModel &panel) { return panel.base()->whyNotRebuild(); },
     [](PanelModel &panel) {
         panel.actions()->rebuildTemplate(panel.base()->id());
     }},
    {"template.sandboxes", QT_TRANSLATE_NOOP("Actions", "Sandboxes from it"), "sandbox", TemplatesPlace,
     Subject::Template, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         panel.showSandboxesOf(panel.base()->id());
     }},
    {"template.copyLink", QT_TRANSLATE_NOOP("Actions", "Copy a link to it"), "link-45deg", TemplatesPlace,
     Subject::Template, kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         copyLink(panel, QStringLiteral("template"), panel.base()->id());
     }},
    {"template.delete", QT_TRANSLATE_NOOP("Actions", "Delete…"), "trash3", TemplatesPlace, Subject::Template,
     kDestructive, KeyUse::List, "Del",
     [](PanelModel &panel) {
         return panel.base()->whyNotDelete();
     }},
    {"image.sandbox", QT_TRANSLATE_NOOP("Actions", "New sandbox…"), "plus-lg", ImagesPlace, Subject::Image, kAsks,
     KeyUse::Chosen, "", whyNotUse},
    {"image.template", QT_TRANSLATE_NOOP("Actions", "New template…"), "template", ImagesPlace, Subject::Image, kAsks,
     KeyUse::Chosen, "", whyNotUse},
    {"image.verify", QT_TRANSLATE_NOOP("Actions", "Verify"), "shield-check", ImagesPlace, Subject::Image, kSafe,
     KeyUse::Chosen, "", [](PanelModel &panel) { return image(panel).whyNotVerify(); },
     [](PanelModel &panel) {
         panel.library()->verifyImage(image(panel).id());
     }},
    {"image.name", QT_TRANSLATE_NOOP("Actions", "Add name…"), "pencil-square", ImagesPlace, Subject::Image, kAsks,
     KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return image(panel).whyNotName();
     }},
    {"image.cancel", QT_TRANSLATE_NOOP("Actions", "Cancel the import"), "x-lg", ImagesPlace, Subject::Image, kSafe,
     KeyUse::Chosen, "",
     [](PanelModel &panel) {
         return unless(image(panel).importing(), QT_TRANSLATE_NOOP("Actions", "It is not being imported."));
     },
     [](PanelModel &panel) {
         panel.library()->cancelImport(image(panel).id());
     }},
    {"image.copyLink", QT_TRANSLATE_NOOP("Actions", "Copy a link to it"), "link-45deg", ImagesPlace, Subject::Image,
     kSafe, KeyUse::Chosen, "", nullptr,
     [](PanelModel &panel) {
         copyLink(panel, QStringLiteral("image"), image(panel).id());
     }},
    {"image.remove", QT_TRANSLATE_NOOP("Actions", "Remove…"), "trash3", ImagesPlace, Subject::Image, kDestructive,
     KeyUse::List, "Del",
     [](PanelModel &panel) {
         return image(panel).whyNotRemove();
     }},
    {"egress.allow", QT_TRANSLATE_NOOP("Actions", "Allow for this sandbox, until it ends"), "sandbox",
     EgressPlace | NetworkPlace, Subject::Attempt, kSafe, KeyUse::List, "A",
     [](PanelModel &panel) { return panel.egress()->canAllow() ? QString() : panel.egress()->whyNot(); },
     [](PanelModel &panel) {
         panel.egress()->allow();
     }},
    {"egress.allowForAll", QT_TRANSLATE_NOOP("Actions", "Allow for everyone with its profile"), "egress",
     EgressPlace | NetworkPlace, Subject::Attempt, kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) { return panel.egress()->whyNotForAll(); },
     [](PanelModel &panel) {
         panel.egress()->allowForAll();
     }},
    {"egress.deny", QT_TRANSLATE_NOOP("Actions", "Deny for this sandbox"), "slash-circle", EgressPlace | NetworkPlace,
     Subject::Attempt, kSafe, KeyUse::Chosen, "",
     [](PanelModel &panel) { return panel.egress()->canDeny() ? QString() : panel.egress()->whyNot(); },
     [](PanelModel &panel) {
         panel.egress()->deny();
     }},
    {"secret.change", QT_TRANSLATE_NOOP("Actions", "Change…"), "pencil-square", SecretsPlace, Subject::Secret, kAsks,
     KeyUse::List, "E", whyKeeping},
    {"secret.remove", QT_TRANSLATE_NOOP("Actions", "Remove…"), "trash3", SecretsPlace, Subject::Secret, kDestructive,
     KeyUse::List, "Del", whyKeeping},
    {"key.rotate", QT_TRANSLATE_NOOP("Actions", "Rotate…"), "key", KeysPlace, Subject::Key, kAsks, KeyUse::List, "E"},
    {"key.revoke", QT_TRANSLATE_NOOP("Actions", "Revoke…"), "trash3", KeysPlace, Subject::Key, kDestructive,
     KeyUse::List, "Del"},
};

} // namespace

std::span<const ActionDef> libraryActions()
{
    return kLibraryActions;
}

} // namespace glovebox::models
