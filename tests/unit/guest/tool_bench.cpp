#include "tests/unit/guest/tool_bench.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace glovebox::agent;

namespace {

/// The loop's longest wait: a shell that died while a background child holds its pipe wakes nobody here, where process
/// 1 would get SIGCHLD.
constexpr int kTickMs = 10;

} // namespace

ToolBench::ToolBench(ToolContext context, std::string where)
    : m_folder(where.empty() ? m_temporary.path().toStdString() : std::move(where))
{
    std::signal(SIGPIPE, SIG_IGN); // as in process 1, which blocks every signal
    context.workdir = folder();
    if (context.environment.empty())
        context.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", folder()}, {"LANG", "C.UTF-8"}};
    m_runner = std::make_unique<ToolRunner>(
        std::move(context), ToolRunner::Sinks{[this](std::uint32_t, std::string_view bytes) { m_live.append(bytes); },
                                              [this](std::uint32_t stream, ToolOutcome outcome) {
                                                  m_outcomes.emplace(stream, std::move(outcome));
                                              }});
}

std::string ToolBench::folder() const
{
    return std::filesystem::canonical(m_folder).string();
}

void ToolBench::write(const std::string &relative, const std::string &content) const
{
    std::filesystem::create_directories(std::filesystem::path(path(relative)).parent_path());
    std::ofstream(path(relative), std::ios::binary) << content;
}

std::string ToolBench::content(const std::string &relative) const
{
    std::ostringstream out;
    out << std::ifstream(path(relative), std::ios::binary).rdbuf();
    return out.str();
}

void ToolBench::link(const std::string &relative, const std::string &target) const
{
    std::filesystem::create_directories(std::filesystem::path(path(relative)).parent_path());
    std::filesystem::create_symlink(target, path(relative));
}

void ToolBench::setAge(const std::string &relative, int secondsAgo) const
{
    const timespec stamp{1'700'000'000 - secondsAgo, 0};
    const timespec both[2] = {stamp, stamp};
    ::utimensat(AT_FDCWD, path(relative).c_str(), both, 0);
}

bool ToolBench::exists(const std::string &relative) const
{
    return std::filesystem::exists(path(relative));
}

void ToolBench::submit(std::uint32_t stream, const std::string &tool, nlohmann::json input, int timeoutMs)
{
    m_runner->submit({stream, tool, std::move(input), std::chrono::milliseconds(timeoutMs)});
}

void ToolBench::turn()
{
    m_runner->step(std::chrono::steady_clock::now());
    std::vector<pollfd> fds;
    m_runner->addPollFds(fds);
    ::poll(fds.data(), fds.size(), m_runner->deadline() ? kTickMs : 0);
}

ToolOutcome ToolBench::wait(std::uint32_t stream)
{
    while (!m_outcomes.contains(stream))
        turn();
    return m_outcomes.extract(stream).mapped();
}

ToolOutcome ToolBench::run(const std::string &tool, nlohmann::json input, int timeoutMs)
{
    m_live.clear();
    const auto stream = m_next++;
    submit(stream, tool, std::move(input), timeoutMs);
    return wait(stream);
}

QByteArray told(const ToolBench &bench, const ToolOutcome &outcome)
{
    auto text = QByteArray::fromStdString(outcome.text);
    text.replace(QByteArray::fromStdString(bench.folder()), "@");
    return outcome.isError ? "error: " + text : text;
}
