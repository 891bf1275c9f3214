// Stories of images and of templates that somebody defined.
#include "tests/qml/story.h"
#include "tests/support/plain_template_texts.h"

namespace glovebox::screenshots {

namespace {

QString sample(const char *id)
{
    return QString::fromLatin1(id);
}

void close(Story &story, const char *dialog)
{
    if (QObject *item = story.dialog(dialog))
        QMetaObject::invokeMethod(item, "close");
    else
        Story::s_failed = true;
}

void show(Story &story, const char *dialog, const char *method)
{
    if (QObject *item = story.dialog(dialog))
        QMetaObject::invokeMethod(item, method);
    else
        Story::s_failed = true;
}

void tab(Story &story, const char *page, const char *tabs, int index)
{
    QObject *shown = story.part(page);
    if (QObject *strip = shown ? shown->findChild<QObject *>(QString::fromLatin1(tabs)) : nullptr)
        strip->setProperty("current", index);
    else
        Story::s_failed = true;
}

void images()
{
    Story story;
    story.with(testing::sampleViews());
    story.takeBoth(QStringLiteral("images"), PanelModel::ImagesPage);
    story.take(QStringLiteral("images"), PanelModel::ImagesPage, kSmall, kDark);
    story.model().openImage(sample(testing::kSampleImage));
    story.take(QStringLiteral("image-ready"), PanelModel::ImagesPage, kLarge, kAllThemes);
    tab(story, "imagesPage", "imageTabs", 1);
    story.take(QStringLiteral("image-config"), PanelModel::ImagesPage);
    tab(story, "imagesPage", "imageTabs", 2);
    story.take(QStringLiteral("image-layers"), PanelModel::ImagesPage, kLarge, kDark);
    for (const auto &[id, name] :
         {std::pair{testing::kSampleImport, "importing"}, std::pair{testing::kSampleFailedImport, "failed"},
          std::pair{"img-e40b9912ac31", "damaged"}, std::pair{"img-b1c05e77d20a", "default"}}) {
        story.model().openImage(sample(id));
        story.take(QStringLiteral("image-%1").arg(QLatin1String(name)), PanelModel::ImagesPage);
    }
    show(story, "importDialog", "show");
    story.takeBoth(QStringLiteral("dialog-import"), PanelModel::ImagesPage);
    models::ImportForm *form = story.model().library()->importForm();
    form->setReference(QStringLiteral("Registry Example/python"));
    if (QObject *field = story.part("importReference"))
        field->setProperty("text", form->reference());
    form->setPlainHttp(true);
    story.take(QStringLiteral("dialog-import-wrong"), PanelModel::ImagesPage);
    story.take(QStringLiteral("dialog-import-wrong"), PanelModel::ImagesPage, kSmall, kDark);
    close(story, "importDialog");
    for (const char *dialog : {"removeImageDialog", "collectImagesDialog"}) {
        show(story, dialog, "show");
        story.take(QLatin1String(dialog), PanelModel::ImagesPage);
        close(story, dialog);
    }
    show(story, "nameImageDialog", "begin");
    story.take(QStringLiteral("nameImageDialog"), PanelModel::ImagesPage);
    Story sheet;
    sheet.with(testing::sampleViews());
    sheet.model().openImage(sample(testing::kSampleImage));
    QGuiApplication::processEvents(); // the page is made when it is asked for
    sheet.openSheet("imagesPage");
    sheet.take(QStringLiteral("image-sheet"), PanelModel::ImagesPage, kMedium);
    Story empty;
    empty.with(testing::sampleHost()).with(testing::sampleEnvironment());
    empty.takeBoth(QStringLiteral("empty-images"), PanelModel::ImagesPage);
    empty.takeBoth(QStringLiteral("empty-defined"), PanelModel::DefinedPage);
}

void defined()
{
    Story story;
    story.with(testing::sampleViews());
    story.takeBoth(QStringLiteral("defined"), PanelModel::DefinedPage);
    story.take(QStringLiteral("defined"), PanelModel::DefinedPage, kSmall, kDark);
    story.model().openDefined(sample(testing::kSampleMadeTemplate));
    story.take(QStringLiteral("defined-ready"), PanelModel::DefinedPage, kLarge, kAllThemes);
    for (const auto &[index, name] : {std::pair{1, "versions"}, std::pair{2, "log"}, std::pair{3, "text"}}) {
        tab(story, "definedPage", "definedTabs", index);
        story.take(QStringLiteral("defined-%1").arg(QLatin1String(name)), PanelModel::DefinedPage);
    }
    tab(story, "definedPage", "definedTabs", 2);
    for (const auto &[id, name] : {std::pair{"web-shop", "building"}, std::pair{"browser-tests", "failed"}}) {
        story.model().openDefined(sample(id));
        story.take(QStringLiteral("defined-%1").arg(QLatin1String(name)), PanelModel::DefinedPage);
    }
    tab(story, "definedPage", "definedTabs", 0);
    for (const auto &[id, name] : {std::pair{"node-22", "outdated"}, std::pair{"rust-nightly", "draft"}}) {
        story.model().openDefined(sample(id));
        story.take(QStringLiteral("defined-%1").arg(QLatin1String(name)), PanelModel::DefinedPage);
    }
    show(story, "definedMenu", "open");
    story.take(QStringLiteral("defined-menu"), PanelModel::DefinedPage);
    show(story, "definedMenu", "close");
    show(story, "forgetTemplateDialog", "show");
    story.take(QStringLiteral("forgetTemplateDialog"), PanelModel::DefinedPage, kLarge, kLight);
    Story sheet;
    sheet.with(testing::sampleViews());
    sheet.model().openDefined(sample(testing::kSampleMadeTemplate));
    QGuiApplication::processEvents(); // the page is made when it is asked for
    sheet.openSheet("definedPage");
    sheet.take(QStringLiteral("defined-sheet"), PanelModel::DefinedPage, kMedium);
}

void editor()
{
    Story story;
    story.with(testing::sampleViews());
    models::LibraryPanel *library = story.model().library();
    library->editor()->setTexts(testing::plainTemplateTexts());
    story.model().openDefined(sample(testing::kSampleMadeTemplate));
    QGuiApplication::processEvents(); // the page is made when it is asked for
    show(story, "libraryPages", "editTemplate");
    story.takeBoth(QStringLiteral("dialog-template"), PanelModel::DefinedPage);
    QString text = library->editor()->text();
    text.replace(QStringLiteral("warm = 2"), QStringLiteral("warmth = 2"));
    text.replace(QStringLiteral("workdir ="), QStringLiteral("folder ="));
    library->editor()->setText(text);
    Q_EMIT library->editor()->replaced();
    story.takeBoth(QStringLiteral("dialog-template-wrong"), PanelModel::DefinedPage);
    story.take(QStringLiteral("dialog-template-wrong"), PanelModel::DefinedPage, kSmall, kDark);
    close(story, "templateDialog");
    show(story, "libraryPages", "editTemplate");
    library->editor()->setAsForm(true);
    story.takeBoth(QStringLiteral("dialog-template-form"), PanelModel::DefinedPage);
    story.take(QStringLiteral("dialog-template-form"), PanelModel::DefinedPage, kSmall, kLight);
    close(story, "templateDialog");
    story.model().prepareNewSandbox({}, QStringLiteral("python-tools"));
    if (QObject *dialog = story.dialog("newSandboxDialog"))
        QMetaObject::invokeMethod(dialog, "showFrom", Q_ARG(QString, QString()),
                                  Q_ARG(QString, QStringLiteral("python-tools")));
    story.takeBoth(QStringLiteral("dialog-new-sandbox-template"), PanelModel::DefinedPage);
}

} // namespace

void drawImages()
{
    images();
    defined();
    editor();
}

} // namespace glovebox::screenshots
