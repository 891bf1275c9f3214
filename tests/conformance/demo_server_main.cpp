// Role: a demo server for the conformance tests and for trying things out by hand: prints one line of JSON saying where
// it is and with what keys, then serves until its standard input closes. That end is what ties its life to its
// parent's. Options: --port N, --lease-ttl-ms N, --pace F, --review-ms N (-1: nobody reviews), --strict-beta,
// --webhook-url URL.
#include "core/demo/demo_server.h"
#include "core/system/real_clock.h"

#include <nlohmann/json.hpp>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>

namespace {

using glovebox::demo::DemoServer;

DemoServer::Options optionsFrom(const QCoreApplication &application)
{
    QCommandLineParser parser;
    const QCommandLineOption port(QStringLiteral("port"), {}, QStringLiteral("N"), QStringLiteral("0"));
    const QCommandLineOption lease(QStringLiteral("lease-ttl-ms"), {}, QStringLiteral("N"), QStringLiteral("120000"));
    const QCommandLineOption pace(QStringLiteral("pace"), {}, QStringLiteral("F"), QStringLiteral("0"));
    const QCommandLineOption review(QStringLiteral("review-ms"), {}, QStringLiteral("N"), QStringLiteral("200"));
    const QCommandLineOption strict(QStringLiteral("strict-beta"));
    const QCommandLineOption webhook(QStringLiteral("webhook-url"), {}, QStringLiteral("URL"));
    parser.addOptions({port, lease, pace, review, strict, webhook});
    parser.process(application);
    DemoServer::Options options;
    options.port = parser.value(port).toUShort();
    options.leaseTtl = std::chrono::milliseconds(parser.value(lease).toInt());
    options.pace = parser.value(pace).toDouble();
    options.reviewAfter = std::chrono::milliseconds(parser.value(review).toInt());
    if (options.reviewAfter->count() < 0)
        options.reviewAfter.reset();
    options.webhookUrl = parser.value(webhook).toStdString();
    options.strictBeta = parser.isSet(strict);
    return options;
}

void printWhere(const DemoServer &server)
{
    const nlohmann::json line{{"url", server.url()},
                              {"environment_id", server.environmentId()},
                              {"environment_key", server.environmentKey().reveal()},
                              {"api_key", server.apiKey().reveal()},
                              {"operator_key", server.operatorKey().reveal()},
                              {"webhook_key", server.webhookKey().reveal()}};
    std::puts(line.dump().c_str());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    glovebox::system::RealClock clock;
    const auto server = DemoServer::start(clock, optionsFrom(application));
    if (!server) {
        std::fprintf(stderr, "demo server: %s\n", describe(server.error()).c_str());
        return 1;
    }
    printWhere(**server);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, [] {
        char ignored[256];
        if (::read(STDIN_FILENO, ignored, sizeof ignored) <= 0)
            QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
