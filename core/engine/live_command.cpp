#include "core/engine/live_command.h"

namespace glovebox::engine {

std::vector<std::string> argumentsOf(const domain::CommandLine &command)
{
    return command.arguments.empty() ? std::vector<std::string>{"/bin/sh", "-c", command.shell} : command.arguments;
}

std::string whyFailed(const ports::ExecEnd &end, std::chrono::milliseconds timeout)
{
    if (end.timedOut)
        return "it did not end within " + std::to_string(timeout.count() / 1000) + " s";
    if (!end.status)
        return "signal " + std::to_string(end.signal) + " ended it";
    return *end.status == 0 ? std::string() : "it ended with exit status " + std::to_string(*end.status);
}

Call LiveCommand::run(ports::GuestLink &link, ports::ExecRequest request, Callback<ports::ExecEnd> ended)
{
    auto output = std::make_shared<BuildOutput>(m_line);
    m_output = output;
    return link.exec(std::move(request),
                     {[output](ports::ExecStream stream, std::string_view chunk) { output->take(stream, chunk); },
                      [output, ended = std::move(ended)](Result<ports::ExecEnd> end) {
                          output->finish();
                          ended(std::move(end));
                      }});
}

Call LiveCommand::start(ports::GuestLink &link, ports::ExecRequest request,
                        const std::optional<domain::ReadyCheck> &ready, Callback<> ended)
{
    request.background = true;
    request.timeout = kStartWatched + (ready ? ready->within : std::chrono::milliseconds(0));
    return run(link, std::move(request), [this, ended = std::move(ended)](const Result<ports::ExecEnd> &end) {
        if (!end)
            return ended(tl::unexpected(inContext("it could not be run", end.error())));
        if (end->timedOut)
            return ended({});
        const auto why = whyFailed(*end, {});
        ended(why.empty() ? Result<>() : fail(ErrorCode::HostToolFailed, why + lastWords()));
    });
}

std::string LiveCommand::lastWords() const
{
    return !m_output || m_output->last().empty() ? "; it printed nothing" : "; it printed last:\n" + m_output->last();
}

} // namespace glovebox::engine
