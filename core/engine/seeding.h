// Role: one seeding of a sandbox: its steps one after another, its start command, its ready check. Thread: the
// engine's. Invariants: destruction ends what is under way, and what was done so far stays; `done` comes once, not from
// inside a call, and may destroy the seeding. The link outlives it.
#pragma once

#include "core/api/template_views.h"
#include "core/domain/seed.h"
#include "core/engine/file_copy.h"
#include "core/engine/ready_wait.h"
#include "core/engine/snapshot_files.h"
#include "core/ports/host_files.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::engine {

class Seeding {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
        ports::HostFiles *files = nullptr; // none: nothing of this host is put anywhere
    };
    struct Handlers {
        std::function<void(int step)> step; // 1 …, of stepsOf()
        std::function<void(std::optional<double>)> progress;
        std::function<void(api::BuildLine)> line;
        std::function<void(domain::StartedProgram)> started; // the start command goes on running, and all is ready
        Callback<> done;
    };

    Seeding(Parts parts, ports::GuestLink &link, domain::Seed seed, Handlers handlers);

    void begin();
    /// All that is done, in words and in order.
    static std::vector<std::string> stepsOf(const domain::Seed &seed);

private:
    void next();
    void perform(const domain::PutFiles &step);
    void perform(const domain::CopyFromSnapshot &step);
    void perform(const domain::CloneRepository &step);
    void perform(const domain::RunStep &step);
    void startCommand();
    void tellStarted();
    void waitUntilReady();

    void copy(std::unique_ptr<ports::FileSource> source, const ports::HostTree &tree, const std::string &from,
              const std::string &to);
    void tellLeftOut(const ports::HostTree &tree);
    void clone(const domain::CloneRepository &step, const std::string &to);
    void checkOut(const domain::CloneRepository &step, const std::string &to);
    void git(std::vector<std::string> arguments, std::function<void()> then);
    ports::ExecRequest requestOf(std::vector<std::string> arguments, std::chrono::milliseconds timeout) const;
    void stepDone();
    void soon(std::function<void()> then);
    void say(std::string text);
    void print(std::size_t step, ports::ExecStream stream, std::string text);
    void failed(const Error &why) { failed(m_step, why); }
    void failed(std::size_t step, const Error &why);
    void over(Result<> result);

    Parts m_parts;
    ports::GuestLink &m_link;
    domain::Seed m_seed;
    Handlers m_handlers;
    std::vector<std::string> m_steps; // in words
    std::size_t m_step = 0;           // that is next, or under way; behind the steps: the start command, the check
    bool m_over = false;

    LiveCommand m_command;
    LiveCommand m_service; // the start command, as long as it is watched
    std::unique_ptr<SnapshotFiles> m_snapshot;
    std::unique_ptr<FileCopy> m_copy;
    std::unique_ptr<ReadyWait> m_wait;
    Call m_call;
    Call m_watching; // m_service
    Call m_soon;
    Call m_limit; // of a step that has no limit of its own
};

} // namespace glovebox::engine
