#include "core/guest/agent/tools/runner.h"

#include "core/guest/agent/programs/program.h"
#include "core/guest/agent/tools/file_call.h"
#include "core/guest/agent/tools/file_tools.h"
#include "core/guest/agent/tools/handler.h"
#include "core/guest/protocol/limits.h"

#include <algorithm>

namespace glovebox::agent {

ToolRunner::ToolRunner(ToolContext context, Sinks sinks)
    : m_context(std::move(context)), m_sinks(std::move(sinks)), m_shell(m_context)
{
}

void ToolRunner::submit(ToolCall call)
{
    if (call.handler.empty() && call.tool != "bash" && !isFileTool(call.tool))
        m_sinks.result(call.stream, failure("unknown tool " + call.tool));
    else if (m_waiting.size() >= guest::kWaitingCallsMax)
        m_sinks.result(call.stream, failure(call.tool + ": too many calls at once"));
    else
        m_waiting.push_back(std::move(call));
}

void ToolRunner::cancel(std::uint32_t stream)
{
    if (m_running && stream == m_stream) {
        m_running->abort();
        return;
    }
    const auto waiting = std::ranges::find(m_waiting, stream, &ToolCall::stream);
    if (waiting == m_waiting.end())
        return; // it has just ended
    const auto tool = waiting->tool;
    m_waiting.erase(waiting);
    m_sinks.result(stream, failure(tool + ": This operation was aborted"));
}

void ToolRunner::dropAll()
{
    m_waiting.clear();
    if (!m_running)
        return;
    m_running->abort();
    m_running->advance(std::chrono::steady_clock::now());
    m_running.reset();
}

void ToolRunner::beginAs(ToolContext context)
{
    m_next = std::move(context);
}

void ToolRunner::becomeAnother(const std::string &hostname, const ToolContext &context)
{
    std::vector<Renewed> renewed;
    for (const auto &[name, value] : context.environment)
        if (const auto *was = variableOf(m_context, name); was != nullptr && *was != value)
            renewed.push_back({name, *was, value});
    m_shell.becomeAnother(hostname, std::move(renewed));
    m_context.environment = context.environment;
    if (m_next)
        m_next->environment = context.environment;
}

void ToolRunner::addPollFds(std::vector<pollfd> &fds) const
{
    if (m_running)
        m_running->addPollFds(fds);
    else if (m_shell.output() >= 0)
        fds.push_back({m_shell.output(), POLLIN, 0});
}

std::optional<Instant> ToolRunner::deadline() const
{
    if (m_running)
        return m_running->deadline();
    return m_waiting.empty() ? std::nullopt : std::optional(Instant::min());
}

void ToolRunner::step(Instant now)
{
    if (m_shell.isRunning() && m_shell.hasExited() && !m_running)
        m_shell.end();
    for (;;) {
        if (!m_running) {
            m_shell.readBetween();
            startNext(now);
        }
        if (!m_running)
            return;
        auto outcome = m_running->advance(now);
        if (!outcome)
            return;
        m_running.reset();
        m_sinks.result(m_stream, std::move(*outcome));
    }
}

bool ToolRunner::owns(pid_t child) const
{
    return m_shell.owns(child) || (m_running && m_running->owns(child));
}

void ToolRunner::startNext(Instant now)
{
    if (m_next) {
        m_shell.end();
        m_context = *std::exchange(m_next, std::nullopt);
    }
    if (m_waiting.empty())
        return;
    const auto call = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_stream = call.stream;
    auto sink = [this, stream = call.stream](std::string_view bytes) {
        m_sinks.output(stream, bytes);
    };
    if (!call.handler.empty()) {
        m_running = std::make_unique<HandlerCall>(m_context, call, std::move(sink), now);
    } else if (call.tool == "bash") {
        m_running = std::make_unique<ShellCall>(m_shell, call, std::move(sink), now);
    } else {
        auto context = m_context;
        context.otherRoots.insert(context.otherRoots.end(), call.folders.begin(), call.folders.end());
        context.readOnlyRoots.insert(context.readOnlyRoots.end(), call.readOnlyFolders.begin(),
                                     call.readOnlyFolders.end());
        m_running = std::make_unique<FileCall>(context, call, now);
    }
}

} // namespace glovebox::agent
