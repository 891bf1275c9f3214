// Role: the window's way through the engine's door: terminals, files and programs in sandboxes, keys of the local API,
// environments that are added. Questions go as queued jobs, answers come back as jobs of the window's own loop.
// Thread: GUI. What stands on the engine's side is made, used and let go of there.
// Invariants: a terminal's output crosses in one piece of bounded size, that the window takes when it gets round to it;
// the guest is told that it was used up as the window says so. After leave() nothing of the engine's is held.
#pragma once

#include "app/bridge/file_desk.h"
#include "app/bridge/key_desk.h"
#include "app/bridge/setup_desk.h"
#include "app/bridge/terminal_desk.h"
#include "core/api/engine_door.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

namespace glovebox::bridge {

class Doorbell;

class DoorClient final : public QObject, public TerminalDesk, public FileDesk, public KeyDesk, public SetupDesk {
    Q_OBJECT

public:
    using Job = std::function<void(api::EngineDoor &)>;
    /// Queues a job onto the engine's thread. May drop it when the engine is gone.
    using Post = std::function<void(Job)>;

    /// Of one terminal, between two looks of the window. A door that keeps to the pace never comes near.
    static constexpr std::size_t kPieceMax = std::size_t{4} * 1024 * 1024;
    /// How long an engine that ends is waited for, so that nothing of its is held afterwards.
    static constexpr std::chrono::seconds kLeaveMax{2};

    explicit DoorClient(Post post, QObject *parent = nullptr);
    ~DoorClient() override;

    /// Everything that is under way ends, without an answer. Before an engine goes, and another comes.
    void leave();

    /// Nothing is opened, typed into, closed or made any more; what is there can be looked at. As EngineClient's.
    void setViewOnly(bool viewOnly) { m_viewOnly = viewOnly; }

    Call open(const domain::SandboxId &sandbox, domain::TerminalWish wish,
              Callback<domain::TerminalNumber> done) override;
    Call list(const domain::SandboxId &sandbox, Callback<std::vector<domain::GuestTerminal>> done) override;
    Call watch(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, api::TerminalWatch watch) override;
    Call type(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, std::string bytes,
              Callback<> done) override;
    void resize(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, domain::TerminalSize size) override;
    Call close(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, Callback<> done) override;
    Call listFolder(const domain::SandboxId &sandbox, std::string folder,
                    Callback<std::vector<domain::GuestEntry>> done) override;
    Call look(const domain::SandboxId &sandbox, std::string file, Callback<std::string> done) override;
    Call fetch(const domain::SandboxId &sandbox, Copying what, Callback<ByteCount> done) override;
    Call put(const domain::SandboxId &sandbox, Copying what, Callback<ByteCount> done) override;
    void act(const api::KeyAction &action, std::function<void(const api::KeyVerdict &)> answered) override;
    void act(const api::EnvironmentAction &action, std::function<void(const api::Verdict &)> answered) override;
    Call run(const domain::SandboxId &sandbox, domain::GuestProgram program, Callback<ProgramOutcome> done) override;

private:
    class Returns;
    struct Held;

    template <class Answer>
    Call ask(std::function<Call(api::SandboxAccess &, Callback<Answer>)> question, Callback<Answer> done);
    /// A question that changes something.
    template <class Answer>
    Call change(std::function<Call(api::SandboxAccess &, Callback<Answer>)> question, Callback<Answer> done);
    void post(Job job);

    Post m_post;
    Doorbell *m_doorbell;
    std::shared_ptr<Returns> m_returns;
    std::shared_ptr<Held> m_held; // the engine's side
    std::uint64_t m_next = 1;
    bool m_viewOnly = false;
};

} // namespace glovebox::bridge
