#include "app/panel/sample_flags.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

namespace glovebox::panel {

namespace {

constexpr double kDelayMax = 600;

/// What would bring something real in: an environment, a key, a folder, a way in from outside.
constexpr std::array kReal{"--environment-id",    "--environment-key-file",
                           "--operator-key-file", "--environments-file",
                           "--base-url",          "--data-dir",
                           "--image-dir",         "--egress-file",
                           "--webhook-listen",    "--webhook-key-file",
                           "--api-port"};

bool names(const std::string &argument, const std::string &flag)
{
    return argument == flag || argument.starts_with(flag + '=');
}

std::string faultHelp()
{
    std::string text = "what goes wrong; may be given several times:";
    for (const auto &row : sample::kFaults)
        text += "\n" + std::string(row.name) + ": " + std::string(row.what);
    return text;
}

} // namespace

void addSampleFlags(CLI::App &app, SampleFlags &flags)
{
    std::vector<std::string> faults;
    for (const auto &row : sample::kFaults)
        faults.emplace_back(row.name);
    const std::string group = "Sample data";
    auto *wanted = app.add_flag("--sample", flags.wanted,
                                "run on sample data: no key, no network, no virtual machine; nothing is real")
                       ->group(group);
    app.add_option("--sample-sandboxes", flags.options.sandboxes, "how many sandboxes there are [37]")
        ->check(CLI::Range(1, sample::kSampleSandboxesMax))
        ->group(group)
        ->needs(wanted);
    app.add_option("--sample-sessions", flags.options.sessions, "how many sessions there are [31]")
        ->check(CLI::Range(1, sample::kSampleSandboxesMax))
        ->group(group)
        ->needs(wanted);
    app.add_option("--sample-rate", flags.options.rate, "sandboxes that are measured anew in a second [6]")
        ->check(CLI::Range(0.1, 10'000.0))
        ->group(group)
        ->needs(wanted);
    app.add_option("--sample-events", flags.options.events, "one more session, with so many events")
        ->check(CLI::Range(1, sample::kSampleEventsMax))
        ->group(group)
        ->needs(wanted);
    app.add_option("--sample-delay", flags.delay, "seconds by which what happens is told later [0]")
        ->check(CLI::Range(0.0, kDelayMax))
        ->group(group)
        ->needs(wanted);
    app.add_option("--sample-seed", flags.options.seed, "another number, another story [1]")
        ->group(group)
        ->needs(wanted);
    app.add_option("--sample-fault", flags.faults, faultHelp())
        ->check(CLI::IsMember(faults))
        ->group(group)
        ->needs(wanted);
}

Result<> checkUnmixed(const std::vector<std::string> &arguments)
{
    for (const auto &argument : arguments) {
        if (names(argument, "--demo"))
            return fail(ErrorCode::InvalidArgument, "--sample and --demo cannot be mixed: the demo runs real virtual "
                                                    "machines, the sample none. Give one of them");
        for (const char *flag : kReal)
            if (names(argument, flag))
                return fail(ErrorCode::InvalidArgument,
                            std::string("--sample cannot be mixed with anything real: leave out ") + flag);
    }
    return {};
}

sample::SampleOptions optionsOf(const SampleFlags &flags)
{
    auto options = flags.options;
    options.delay = std::chrono::milliseconds(static_cast<std::int64_t>(flags.delay * 1000));
    for (const auto &name : flags.faults)
        if (const auto fault = sample::faultFrom(name))
            options.faults.insert(*fault);
    return options;
}

} // namespace glovebox::panel
