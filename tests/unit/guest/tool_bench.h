// Role: a session folder with awkward files in it, and the agent's own runner to run tools there, as the guest does but
// without leaving the test's rights.
#pragma once

#include "core/guest/agent/tools/runner.h"

#include <QByteArray>
#include <QTemporaryDir>

#include <map>
#include <string>

class ToolBench {
public:
    /// Without a folder, in one of its own that goes with it.
    explicit ToolBench(glovebox::agent::ToolContext context = {}, std::string where = {});

    std::string folder() const;
    std::string path(const std::string &relative) const { return folder() + "/" + relative; }
    void write(const std::string &relative, const std::string &content) const;
    std::string content(const std::string &relative) const;
    void link(const std::string &relative, const std::string &target) const;
    void setAge(const std::string &relative, int secondsAgo) const;
    bool exists(const std::string &relative) const;

    void submit(std::uint32_t stream, const std::string &tool, nlohmann::json input, int timeoutMs);
    /// Runs until the outcome of that call is there.
    glovebox::agent::ToolOutcome wait(std::uint32_t stream);
    glovebox::agent::ToolOutcome run(const std::string &tool, nlohmann::json input, int timeoutMs = 20'000);
    /// Runs for one wake-up of the loop.
    void turn();
    const std::string &live() const { return m_live; }
    std::size_t outcomes() const { return m_outcomes.size(); }
    glovebox::agent::ToolRunner &runner() { return *m_runner; }

private:
    QTemporaryDir m_temporary;
    std::string m_folder;
    std::string m_live;
    std::map<std::uint32_t, glovebox::agent::ToolOutcome> m_outcomes;
    std::uint32_t m_next = 1000;
    std::unique_ptr<glovebox::agent::ToolRunner> m_runner;
};

/// "error: text" or the text, with the session folder written as "@": what rows compare.
QByteArray told(const ToolBench &bench, const glovebox::agent::ToolOutcome &outcome);
