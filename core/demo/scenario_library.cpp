#include "core/demo/scenario.h"

#include <QDirIterator>
#include <QFile>

// Q_INIT_RESOURCE must stand outside of namespaces; without it a static library's resources are left out of the
// program.
static void initialiseScenarioResources()
{
    Q_INIT_RESOURCE(demo_scenarios);
}

namespace glovebox::demo {

Result<std::map<std::string, Scenario>> bundledScenarios()
{
    initialiseScenarioResources();
    std::map<std::string, Scenario> scenarios;
    QDirIterator files(QStringLiteral(":/glovebox/demo"), {QStringLiteral("*.json")}, QDir::Files);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorCode::Internal, file.fileName().toStdString() + ": " + file.errorString().toStdString());
        auto scenario = parseScenario(file.readAll().toStdString());
        if (!scenario)
            return tl::unexpected(inContext(file.fileName().toStdString(), scenario.error()));
        auto name = scenario->name;
        scenarios.insert_or_assign(std::move(name), std::move(*scenario));
    }
    return scenarios;
}

} // namespace glovebox::demo
