// Role: `gloveboxctl events`: what happens on this host, as it comes, from a number on. Thread: the main one; blocks.
#include "app/cli/live.h"
#include "app/format/foreign_text.h"

#include <memory>

namespace glovebox::cli {

namespace {

constexpr std::size_t kEventLineMax = 1 << 20;

struct EventOptions {
    LiveOptions live;
    std::string sandbox;
    std::string session;
    std::vector<std::string> kinds;
    std::uint64_t after = 0;
    bool follow = false;
};

/// Lines of what comes in pieces.
class EventLines {
public:
    explicit EventLines(bool json) : m_json(json) {}

    Result<> take(std::string_view piece)
    {
        m_text += piece;
        for (auto end = m_text.find('\n'); end != std::string::npos; end = m_text.find('\n')) {
            show(m_text.substr(0, end));
            m_text.erase(0, end + 1);
        }
        if (m_text.size() > kEventLineMax)
            return fail(ErrorCode::TooLarge, "an event that is too long came");
        std::fflush(stdout);
        return isReadNoMore() ? fail(ErrorCode::Cancelled, "nobody reads it any more") : Result<>();
    }
    /// What was begun when the connection broke is nothing; it comes again.
    void forget() { m_text.clear(); }
    std::uint64_t newest() const { return m_newest; }

private:
    void show(const std::string &line)
    {
        const auto event = nlohmann::json::parse(line, nullptr, false);
        if (!event.is_object()) // an empty line says that it is still there
            return;
        const auto seq = event.find("seq");
        if (seq != event.end() && seq->is_number_unsigned())
            m_newest = seq->get<std::uint64_t>();
        if (m_json) {
            std::printf("%s\n", event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
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

    bool m_json;
    std::string m_text;
    std::uint64_t m_newest = 0;
};

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
    EventLines lines(options.live.json);
    std::optional<std::uint64_t> after;
    if (options.after > 0)
        after = options.after;
    for (bool isSaid = false;; holdOn()) {
        const auto read =
            api.download(eventsPath(options, after), [&](std::string_view piece) { return lines.take(piece); });
        lines.forget();
        if (lines.newest() > 0)
            after = lines.newest();
        if (!read && read.error().code == ErrorCode::Cancelled)
            return 0;
        const bool isAway = !read && read.error().code == ErrorCode::NetworkError;
        if (!read && !(options.follow && isAway))
            return tl::unexpected(read.error());
        if (!options.follow)
            return 0;
        if (isReadNoMore())
            return 0;
        if (isAway && !std::exchange(isSaid, true))
            std::fprintf(
                stderr,
                "gloveboxctl: The connection to Glovebox has ended; what comes is shown when it is there again.\n");
    }
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
