// Role: bodies of requests to the local API from anybody: the first byte chooses whose, the rest is the JSON. Must
// hold: no crash; what was read is within its bounds, or the body says what is wrong with it.
#include "core/rest/api_answers.h"
#include "core/rest/history_json.h"
#include "core/rest/program_body.h"
#include "core/rest/upkeep_json.h"

#include <cstdint>
#include <cstdlib>

using namespace glovebox;

namespace {

void must(bool so)
{
    if (!so)
        std::abort();
}

void program(rest::RequestBody &body)
{
    const auto wanted = rest::programFrom(body);
    must(body.problem() || (!wanted.arguments.empty() && !wanted.arguments.front().empty()));
    must(body.problem() || wanted.workdir.empty() || wanted.workdir.front() == '/');
    must(wanted.timeout.count() >= 0);
}

void terminal(rest::RequestBody &body)
{
    const auto wanted = rest::terminalFrom(body);
    must(body.problem() || (wanted.size.columns >= 1 && wanted.size.columns <= 1000));
    must(body.problem() || (wanted.size.rows >= 1 && wanted.size.rows <= 1000));
}

void sandbox(rest::RequestBody &body)
{
    const auto wanted = rest::newSandboxFrom(body, std::nullopt, WallTime{});
    must(wanted.name.size() <= 64 && wanted.labels.size() <= 64);
    (void)rest::readsThisHost(wanted.seed);
}

void budget(rest::RequestBody &body)
{
    const auto wanted = rest::budgetFrom(body);
    must(body.problem() || (wanted.limit > 0 && wanted.warnPercent >= 1 && wanted.warnPercent <= 100));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::string_view text(reinterpret_cast<const char *>(data) + 1, size - 1);
    if (const auto day = rest::dayFrom(text))
        must(text.size() == 10);
    if (const auto instant = rest::instantFrom(text))
        must(text.size() == 20 || text.size() == 24);
    const auto read = [&](const std::vector<std::string_view> &fields, void (*with)(rest::RequestBody &)) {
        if (auto body = rest::RequestBody::parse(text, fields))
            with(*body);
    };
    switch (data[0] % 4) {
    case 0:
        read(rest::programFields(), program);
        break;
    case 1:
        read(rest::terminalFields(), terminal);
        break;
    case 2:
        read(rest::newSandboxFields(), sandbox);
        break;
    default:
        read(rest::budgetFields(), budget);
    }
    return 0;
}
