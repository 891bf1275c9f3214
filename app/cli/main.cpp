// Role: main() of gloveboxctl: reads the command line, runs one command.
#include "app/cli/commands.h"
#include "core/base/log.h"

#include <QCoreApplication>

#include <clocale>
#include <cstdio>

namespace glovebox::cli {

int complain(const std::string &text, int status)
{
    std::fprintf(stderr, "gloveboxctl: %s\n", text.c_str());
    return status;
}

} // namespace glovebox::cli

int main(int argc, char **argv)
{
    using namespace glovebox;
    std::setlocale(LC_ALL, "");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("glovebox"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GLOVEBOX_VERSION));
    LogHub::instance().install(true);

    CLI::App app("Runs the hands of Claude Managed Agents in sealed microVMs on this host.", "gloveboxctl");
    app.set_version_flag("--version", std::string("gloveboxctl " GLOVEBOX_VERSION));
    app.require_subcommand(1);
    app.fallthrough(false);
    cli::Action chosen;
    cli::addServe(app, chosen);
    cli::addDemoServer(app, chosen);
    cli::addDoctor(app, chosen);
    cli::addImage(app, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const int status = app.exit(error);
        return status == 0 ? 0 : cli::kExitUsage;
    }
    return chosen ? chosen() : cli::kExitUsage;
}
