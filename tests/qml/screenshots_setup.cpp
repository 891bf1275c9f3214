// Stories of the first-run set-up: each step, and what can go wrong in it.
#include "tests/qml/noting_engine.h"
#include "tests/qml/story.h"
#include "tests/support/setup_scene.h"

namespace glovebox::screenshots {

void drawSetup()
{
    for (const char *how :
         {"welcome", "attach", "host", "host-failed", "key", "key-good", "key-bad", "key-added", "template-preparing",
          "template-failed", "template", "test", "test-running", "test-failed", "test-passed"}) {
        auto now = testing::kSampleNow;
        testsupport::NotingEngine engine;
        engine.verdict = api::Verdict::accepted(std::string("sandbox/") + testsupport::kSceneObject);
        testsupport::FakeCheckDesk checks;
        testsupport::FakeSetupDesk desk;
        bridge::EngineClient client([&](const bridge::EngineClient::Job &job) { job(engine); });
        Story story([&] { return now; }, &client);
        story.model().doctor()->setDesk(&checks);
        story.model().setup()->setDesks(&desk, &desk);
        story.model().setOffersDemo(QLatin1String(how) == QLatin1String("welcome"));
        testsupport::SetupScene scene(story.model(), desk, checks, [&](std::chrono::milliseconds by) { now += by; });
        scene.show(QString::fromLatin1(how));
        const auto name = QStringLiteral("setup-") + QLatin1String(how);
        story.takeBoth(name, PanelModel::SetupPage);
        if (name == QLatin1String("setup-welcome") || name == QLatin1String("setup-test-passed")) {
            story.take(name, PanelModel::SetupPage, kLarge, kAllThemes);
            story.take(name, PanelModel::SetupPage, kSmall, kDark);
        }
    }
}

} // namespace glovebox::screenshots
