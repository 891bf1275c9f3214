// Role: what takes its time in the sample, as operations with steps, progress, an end, and a way to cancel them.
// Thread: the sample engine's.
#pragma once

#include "app/sample/stage.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::sample {

struct Job {
    domain::OperationKind kind = domain::OperationKind::StartSandbox;
    std::string object;
    std::string name{};
    std::chrono::milliseconds takes{1000};
    std::vector<std::string> steps; // each gets an equal part of the time
    bool canCancel = true;
    double from = 0;              // of a job that was under way when the sample began
    std::optional<Error> fails{}; // half-way
    std::function<void(const std::string &step, double part)> shown{}; // each step and each look at it; may be empty
    std::function<std::string()> done;                                 // one sentence: what came of it
    std::function<void(const Error &)> failed{};                       // may be empty
    std::function<void()> cancelled{};                                 // likewise
};

class Operations {
public:
    explicit Operations(Stage &stage) : m_stage(stage) {}

    domain::OperationId begin(Job job, std::optional<domain::OperationId> id = std::nullopt);
    api::Verdict cancel(const domain::OperationId &id);
    /// What of this kind is done to this object; false: nothing is.
    bool cancelOf(domain::OperationKind kind, const std::string &object);
    /// Of what the window does by itself.
    api::Verdict report(const api::ReportOperation &report);

private:
    void look(const domain::OperationId &id);
    void end(const domain::OperationId &id, domain::OperationState state);
    void tidy();

    struct Going {
        Job job;
        WallTime begun;
    };

    Stage &m_stage;
    std::map<domain::OperationId, Going> m_going;
    std::map<std::string, domain::OperationId> m_reported; // by kind and object
    int m_count = 100;
};

} // namespace glovebox::sample
