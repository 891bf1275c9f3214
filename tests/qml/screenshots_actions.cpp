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

/// What is said at the window's edge and beside what is late; the role in which nothing changes.
void drawNotices()
{
    {
        Story story;
        story.with(testing::sampleViews());
        story.model().openSandbox(QString::fromLatin1(testing::kSamplePausedSandbox));
        story.model().note()->offer({QStringLiteral("sbx-d9k4uc paused"), QStringLiteral("Undo"), [] {
                                     }});
        story.takeBoth(QStringLiteral("undo"), PanelModel::SandboxesPage);
        story.model().note()->offer({QStringLiteral("sbx-d9k4uc: it changed to Hibernated 3 s ago. Nothing was done."),
                                     QStringLiteral("Review"), [] {}, true});
        story.take(QStringLiteral("review"), PanelModel::SandboxesPage);
    }
    {
        Story story([] { return testing::kSampleNow + std::chrono::seconds(95); });
        story.with(testing::sampleViews());
        story.model().openSandbox(QStringLiteral("sbx-c0r5wj"));
        story.takeBoth(QStringLiteral("late"), PanelModel::SandboxesPage);
    }
    {
        Story story;
        story.with(testing::sampleViews(false));
        story.model().settings()->setViewOnly(true);
        story.takeBoth(QStringLiteral("view-only"), PanelModel::SandboxesPage);
        story.model().settings()->setSection(models::PanelSettings::Privacy);
        story.take(QStringLiteral("view-only-setting"), PanelModel::SettingsPage);
    }
}

void drawDestroying()
{
    for (const auto &[name, id] : {std::pair("destroy-keeps", testing::kSampleIdleSandbox),
                                   std::pair("destroy-typed", testing::kSampleRunningSandbox)}) {
        Story story;
        story.with(testing::sampleViews());
        story.model().openSandbox(QString::fromLatin1(id));
        trigger(story, "sandbox.destroy");
        story.takeBoth(QString::fromLatin1(name), PanelModel::SandboxesPage);
    }
}

} // namespace

void drawActions()
{
    drawNotices();
    drawDestroying();
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
