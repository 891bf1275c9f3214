// Stories of the Host doctor.
#include "tests/qml/story.h"
#include "tests/support/fake_check_desk.h"

namespace glovebox::screenshots {

void drawDoctor()
{
    for (const char *how : {"good", "mixed", "failed", "running"}) {
        testsupport::FakeCheckDesk desk;
        Story story;
        story.with(testing::sampleViews()).with(testing::sampleEnvironment());
        const auto name = QLatin1String(how);
        desk.held = name == QLatin1String("running");
        desk.host = sample::sampleChecks(desk.held ? "mixed" : how);
        story.model().doctor()->setDesk(&desk);
        story.takeBoth(QStringLiteral("doctor-") + name, PanelModel::DoctorPage);
        if (name == QLatin1String("failed"))
            story.take(QStringLiteral("doctor-") + name, PanelModel::DoctorPage, kSmall, kDark);
    }
}

} // namespace glovebox::screenshots
