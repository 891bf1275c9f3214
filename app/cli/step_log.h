// Role: prints what a build or a seeding says, as it grows. Thread: the main one.
#pragma once

#include "app/cli/live.h"

#include <cstdint>
#include <cstdio>

namespace glovebox::cli {

class StepLog {
public:
    /// `endIsTold`: whoever shows it says himself why it failed.
    explicit StepLog(bool endIsTold = false) : m_endIsTold(endIsTold) {}

    /// What has come since the last look; `view` has `log` and `log_begins`.
    void show(const nlohmann::json &view)
    {
        auto number = view.value("log_begins", std::uint64_t{0});
        if (number > m_next && m_next > 0)
            std::printf("[%llu lines were too many to be shown]\n", static_cast<unsigned long long>(number - m_next));
        const auto end = view.contains("problem") ? "Failed: " + shownField(view["problem"], "message") : std::string();
        for (const auto &line : view.value("log", nlohmann::json::array()))
            if (number++ >= m_next && !(m_endIsTold && !end.empty() && shownField(line, "text") == end))
                print(line);
        m_next = number;
        std::fflush(stdout);
    }

private:
    static void print(const nlohmann::json &line)
    {
        const auto text = shownField(line, "text");
        if (shownField(line, "stream") == "system")
            std::printf("==> %s\n", text.c_str());
        else
            std::printf("%s\n", text.c_str());
    }

    bool m_endIsTold;
    std::uint64_t m_next = 0;
};

} // namespace glovebox::cli
