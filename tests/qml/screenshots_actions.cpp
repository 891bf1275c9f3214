// Stories of what belongs to no page: the palette, the sheet of keys, the hints, stopping everything.
#include "tests/qml/story.h"

namespace glovebox::screenshots {

namespace {

void trigger(Story &story, const char *id)
{
    story.window()->show();
    QGuiApplication::processEvents();
    story.model().registry()->trigger(QString::fromLatin1(id));
    QGuiApplication::processEvents();
}

void type(Story &story, const char *text)
{
    if (QObject *field = story.part("paletteField"))
        field->setProperty("text", QString::fromUtf8(text));
}

void drawPalette(const char *name, const char *typed, bool objectsOnly = false)
{
    Story story;
    story.with(testing::sampleViews());
    story.model().openSession(QString::fromLatin1(testing::kSampleRunningSession));
    story.model().openSandbox(QString::fromLatin1(testing::kSamplePausedSandbox));
    trigger(story, objectsOnly ? "app.goTo" : "app.palette");
    type(story, typed);
    story.takeBoth(QString::fromLatin1(name), PanelModel::SandboxesPage);
}

} // namespace

void drawActions()
{
    drawPalette("palette", "");
    drawPalette("palette-typed", "pause");
    drawPalette("palette-objects", "", true);
    {
        Story story;
        story.with(testing::sampleViews());
        story.model().setPage(PanelModel::SandboxesPage);
        trigger(story, "app.keys");
        story.takeBoth(QStringLiteral("keys"), PanelModel::SandboxesPage);
        story.model().registry()->sheet()->change(QStringLiteral("sandbox.pause"));
        story.model().registry()->sheet()->press(Qt::Key_H, Qt::NoModifier);
        story.take(QStringLiteral("keys-problem"), PanelModel::SandboxesPage, kMedium, kAllThemes);
    }
    {
        Story story;
        story.with(testing::sampleViews());
        story.model().registry()->wait();
        story.takeBoth(QStringLiteral("key-hints"), PanelModel::SessionsPage);
    }
    {
        Story story;
        story.with(testing::sampleViews());
        trigger(story, "app.stop");
        story.takeBoth(QStringLiteral("stop"), PanelModel::SessionsPage);
    }
}

} // namespace glovebox::screenshots
