// Role: main() of gloveboxctl.
#include "app/cli/commands.h"
#include "app/compose/process.h"
#include "core/base/log.h"

#include <QCoreApplication>

#include <clocale>

int main(int argc, char **argv)
{
    using namespace glovebox;
    cli::openStandardStreams();
    std::setlocale(LC_ALL, "");
    compose::ignoreBrokenPipes();
    compose::leaveNoCoreFile();
    compose::useQtsEventLoop();
    compose::mergeWhatIsFreed();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("glovebox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GLOVEBOX_VERSION));
    LogHub::instance().install(true);
    return cli::run({argv + 1, argv + argc});
}
