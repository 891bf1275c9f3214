// Role: our webhook endpoint for the conformance tests: prints one line of JSON saying where it is, then one for every
// thing that its engine would hear. Serves until its standard input closes. The signing key is the only argument.
#include "core/rest/webhook_receiver.h"
#include "core/system/real_clock.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>

namespace {

using namespace glovebox;

void print(const char *what, const std::string &text)
{
    std::puts(nlohmann::json{{what, text}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto key = rest::SigningKey::parse(SecretString(argc > 1 ? argv[1] : ""));
    if (!key) {
        std::fprintf(stderr, "webhook receiver: %s\n", describe(key.error()).c_str());
        return 1;
    }
    system::RealClock clock;
    rest::WebhookReceiver receiver(clock, *key, {});
    const auto address = receiver.listen({[](const auto &) { print("told", "work"); },
                                          [](const std::string &type) { print("told", "ignored " + type); },
                                          [](const std::string &reason) {
                                              print("told", "rejected: " + reason);
                                          }});
    if (!address) {
        std::fprintf(stderr, "webhook receiver: %s\n", describe(address.error()).c_str());
        return 1;
    }
    print("url", *address);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, [] {
        char ignored[256];
        if (::read(STDIN_FILENO, ignored, sizeof ignored) <= 0)
            QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
