// Role: an engine whose sandboxes are seeded, and what it shows of that, for the tests of it. Thread: the test's.
#pragma once

#include "tests/unit/engine/snapshot_rig.h"

#include <map>
#include <optional>
#include <string>

namespace testsupport {

struct SeedRig : SnapshotRig {
    explicit SeedRig(glovebox::domain::IdleLadder ladder = {}) : SnapshotRig(4, ladder)
    {
        hostFiles.files["/given/site/index.html"] = "<h1>hello</h1>";
        hostFiles.files["/given/site/bin/run"] = "#!/bin/sh\n";
        hostFiles.files["/given/one.txt"] = std::string(5000, '1');
        start();
    }

    static glovebox::domain::Seed run(const std::string &command)
    {
        glovebox::domain::Seed seed;
        seed.steps.push_back(glovebox::domain::RunStep{.command = {command, {}}});
        return seed;
    }
    glovebox::domain::SandboxId make(glovebox::api::NewSandbox wanted)
    {
        const auto verdict = engine->createSandbox(wanted);
        if (verdict.kind != glovebox::api::Verdict::Kind::Accepted)
            qFatal("it was denied: %s", verdict.reason.c_str());
        return glovebox::domain::SandboxId(verdict.object.substr(verdict.object.find('/') + 1));
    }
    glovebox::domain::SandboxId make(glovebox::domain::Seed seed,
                                     std::optional<glovebox::domain::Reservation> reservation = std::nullopt)
    {
        return make(
            glovebox::api::NewSandbox{.name = "mine", .seed = std::move(seed), .reservation = std::move(reservation)});
    }
    std::string denied(glovebox::api::NewSandbox wanted)
    {
        const auto before = sandboxes.size();
        const auto verdict = engine->createSandbox(wanted);
        if (verdict.kind != glovebox::api::Verdict::Kind::Denied || sandboxes.size() != before)
            qFatal("it was not denied");
        return verdict.reason;
    }
    const glovebox::api::SeedView &seed(const glovebox::domain::SandboxId &id) const { return seeds.at(id); }
    glovebox::domain::SeedState state(const glovebox::domain::SandboxId &id) const { return seed(id).state; }
    std::string log(const glovebox::domain::SandboxId &id) const
    {
        std::string all;
        for (const auto &line : seed(id).log)
            all += line.text + '\n';
        return all;
    }
    const glovebox::domain::Operation *operation(const glovebox::domain::SandboxId &id) const
    {
        const glovebox::domain::Operation *newest = nullptr;
        for (const auto &[key, each] : operations)
            if (each.kind == glovebox::domain::OperationKind::SeedSandbox && each.object == "sandbox/" + id.value() &&
                (!newest || each.beganAt >= newest->beganAt))
                newest = &each;
        return newest;
    }
    FakeDisk &disk(const glovebox::domain::SandboxId &id) { return guests.disk(id.value()); }
    void session(const std::string &id, const std::map<std::string, std::string> &metadata = {})
    {
        plane.addSession(id);
        plane.session(id).metadata = metadata;
        call(id);
        pass(std::chrono::seconds(2));
    }
    std::optional<glovebox::domain::SandboxId> sandboxOf(const std::string &id) const
    {
        return sessions.at(glovebox::domain::SessionId(id)).sandbox;
    }
    /// Each command takes so long.
    void commandsTake(std::chrono::milliseconds time)
    {
        guests.answerExec = [time](const std::string &, const glovebox::ports::ExecRequest &) {
            return FakeExec{.time = time};
        };
    }
};

inline bool has(const std::string &text, const char *what)
{
    return text.find(what) != std::string::npos;
}

} // namespace testsupport
