// Role: `gloveboxctl events`: what happens on this host, as it comes, from a number on. Thread: the main one; blocks.
#include "app/cli/follow.h"
#include "app/format/foreign_text.h"

#include <memory>

namespace glovebox::cli {

namespace {

struct EventOptions {
    LiveOptions live;
    std::string sandbox;
    std::string session;
    std::vector<std::string> kinds;
    std::uint64_t after = 0;
    bool follow = false;
};

void showEvent(const nlohmann::json &event, bool asJson)
{
    if (asJson) {
        printJsonLine(event);
        return;
    }
    std::string more;
    for (const auto &[name, value] : event.items())
        if (name != "seq" && name != "at" && name != "kind" && name != "object" && name != "epoch")
            more += ' ' + name + '=' +
                    (value.is_string() ? value.get<std::string>()
                                       : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    std::printf("%s  %s  %s%s\n", shownField(event, "at").c_str(), shownField(event, "kind").c_str(),
                shownField(event, "object").c_str(),
                format::shownLine(QString::fromStdString(more)).toUtf8().constData());
}

std::string eventsPath(const EventOptions &options, std::optional<std::uint64_t> after)
{
    std::string path = "/v1/events?follow=";
    path += options.follow ? "true" : "false";
    if (after)
        path += "&after=" + std::to_string(*after);
    for (const auto &kind : options.kinds)
        path += "&kind=" + ApiClient::escaped(kind);
    if (!options.sandbox.empty())
        path += "&sandbox=" + ApiClient::escaped(options.sandbox);
    if (!options.session.empty())
        path += "&session=" + ApiClient::escaped(options.session);
    return path;
}

/// Also over a restart of Glovebox: numbers go on rising, and what is kept of between comes.
Result<int> showEvents(const ApiClient &api, const EventOptions &options)
{
    std::optional<std::uint64_t> after;
    if (options.after > 0)
        after = options.after;
    return followLines(api, {.path = [&] { return eventsPath(options, after); },
                             .show =
                                 [&](const nlohmann::json &event) {
                                     const auto seq = event.find("seq");
                                     if (seq != event.end() && seq->is_number_unsigned())
                                         after = seq->get<std::uint64_t>();
                                     showEvent(event, options.live.json);
                                 },
                             .goesOn = options.follow});
}

int events(const EventOptions &given)
{
    return withApi(given.live, "The events could not be read.", [&](const ApiClient &api) -> Result<int> {
        auto options = given;
        GB_TRY(sandbox, resolve(api, Named::Sandbox, given.sandbox));
        GB_TRY(session, resolve(api, Named::Session, given.session));
        options.sandbox = sandbox;
        options.session = session;
        return showEvents(api, options);
    });
}

} // namespace

void addEvents(CLI::App &app, Action &chosen)
{
    const auto [command, options] = addLiveCommand(app, chosen, "events", "what happened on this host lately", events);
    command->add_flag("-f,--follow", options->follow, "go on with what comes, until it is ended");
    command->add_option("--after", options->after, "from behind this number on; without it all that is kept");
    command->add_option("--kind", options->kinds, "of this kind, like sandbox or sandbox.state; several: any of them")
        ->allow_extra_args(false);
    command->add_option("--sandbox", options->sandbox, "about this sandbox alone");
    command->add_option("--session", options->session, "about this session alone");
}

} // namespace glovebox::cli
