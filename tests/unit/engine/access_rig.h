// Role: an engine whose sandboxes somebody outside works in, and what came of that. Thread: the test's.
#pragma once

#include "tests/unit/engine/snapshot_rig.h"

#include <optional>
#include <string>
#include <vector>

namespace testsupport {

/// What one was answered with, and how often; letting go of it ends what was asked for.
template <class T>
struct Asked {
    std::optional<glovebox::Result<T>> answer;
    int times = 0;
    glovebox::Call call;

    glovebox::Callback<T> callback()
    {
        return [this](glovebox::Result<T> result) {
            ++times;
            answer.emplace(std::move(result));
        };
    }
    bool isDone() const { return times == 1 && answer->has_value(); }
    bool failedWith(glovebox::ErrorCode code) const
    {
        return times == 1 && !answer->has_value() && answer->error().code == code;
    }
};

struct AccessRig : SnapshotRig {
    using SnapshotRig::SnapshotRig;

    glovebox::api::SandboxAccess &access() { return engine->door().access(); }
    glovebox::domain::SandboxId begun()
    {
        start();
        return kept();
    }
    void run(Asked<glovebox::domain::ProgramEnd> &asked, const glovebox::domain::SandboxId &id,
             const std::string &program = "true")
    {
        asked.call = access().run(id, {.arguments = {program}}, nullptr, {.output = {}, .done = asked.callback()});
    }
    std::vector<glovebox::domain::AuditEntry> trail(const std::string &action) const
    {
        std::vector<glovebox::domain::AuditEntry> out;
        for (const auto &entry : ledger->durable().history.audit)
            if (entry.action == action)
                out.push_back(entry);
        return out;
    }
    void goesOn()
    {
        guests.answerExec = [](const std::string &, const glovebox::ports::ExecRequest &) {
            return FakeExec{.goesOn = true};
        };
    }
};

} // namespace testsupport
