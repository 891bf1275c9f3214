// Prints the routes of the local API as JSON, for openapi_test.py.
#include "core/rest/local_api.h"
#include "tests/support/manual_clock.h"

#include <QCoreApplication>

#include <cstdio>

using namespace glovebox;

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    testsupport::ManualClock clock;
    const rest::LocalApi api(clock, [](const rest::LocalApi::Job &) {});
    auto all = nlohmann::json::array();
    for (const auto &route : api.router().routes()) {
        nlohmann::json out{{"method", route.method},
                           {"pattern", route.pattern},
                           {"scope", route.scope ? domain::word(*route.scope) : "open"}};
        if (route.fields && !route.streams)
            out["fields"] = *route.fields;
        if (route.query)
            out["query"] = *route.query;
        out["flags"] = route.flags;
        all.push_back(std::move(out));
    }
    std::printf("%s\n", all.dump().c_str());
    return 0;
}
