// Role: what is to be done in a sandbox ahead of time, as a request of the local API writes it. Pure.
#include "core/rest/api_answers.h"

#include <algorithm>

namespace glovebox::rest {

namespace {

constexpr std::size_t kCommandAskedMax = 64 << 10;
constexpr std::size_t kPathAskedMax = 1024;
constexpr std::uint64_t kSecondsAskedMax = 24 * 3600;

/// A line for the shell, or a list: a program with its arguments.
domain::CommandLine commandFrom(RequestBody &body, const char *field)
{
    auto words = body.words(field, kCommandAskedMax);
    if (words.empty())
        return {};
    if (!body.isList(field))
        return {.shell = std::move(words.front()), .arguments = {}};
    return {.shell = {}, .arguments = std::move(words)};
}

domain::SeedStep stepFrom(RequestBody &body)
{
    const auto to = body.text("to", kPathAskedMax);
    if (body.has("put"))
        return domain::PutFiles{body.text("put", kPathAskedMax), to, false};
    if (body.has("unpack"))
        return domain::PutFiles{body.text("unpack", kPathAskedMax), to, true};
    if (body.has("copy"))
        return domain::CopyFromSnapshot{domain::SnapshotId(body.text("snapshot", 128)),
                                        body.text("copy", kPathAskedMax), to};
    if (body.has("clone"))
        return domain::CloneRepository{body.text("clone"), to, body.text("reference", 255)};
    domain::RunStep run{.command = commandFrom(body, "run")};
    if (const auto seconds = body.count("seconds", kSecondsAskedMax))
        run.timeout = std::chrono::seconds(*seconds);
    if (!body.has("run"))
        body.wrong("a step is one of put, unpack, copy, clone and run");
    return run;
}

} // namespace

bool readsThisHost(const domain::Seed &seed)
{
    return std::ranges::any_of(seed.steps,
                               [](const auto &step) { return std::holds_alternative<domain::PutFiles>(step); });
}

domain::Seed seedFrom(RequestBody &body)
{
    domain::Seed seed;
    int number = 0;
    for (auto &step :
         body.objects("steps", domain::kSeedStepsMax,
                      {"put", "unpack", "copy", "snapshot", "clone", "reference", "run", "seconds", "to"})) {
        int kinds = 0;
        for (const char *kind : {"put", "unpack", "copy", "clone", "run"})
            kinds += step.has(kind) ? 1 : 0;
        if (kinds > 1)
            step.wrong("a step is one of put, unpack, copy, clone and run, not several");
        seed.steps.push_back(stepFrom(step));
        body.adopt(step, "step " + std::to_string(++number));
    }
    seed.start = commandFrom(body, "start");
    if (auto ready = body.object("ready", {"run", "every_ms", "seconds"})) {
        domain::ReadyCheck check{.command = commandFrom(*ready, "run")};
        if (const auto every = ready->count("every_ms", kSecondsAskedMax * 1000))
            check.every = std::chrono::milliseconds(*every);
        if (const auto seconds = ready->count("seconds", kSecondsAskedMax))
            check.within = std::chrono::seconds(*seconds);
        body.adopt(*ready, "'ready'");
        seed.ready = std::move(check);
    }
    seed.hibernate = body.flag("hibernate");
    return seed;
}

} // namespace glovebox::rest
