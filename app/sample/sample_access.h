// Role: the way into the sample's sandboxes: programs, files and terminals over disks in memory (sample_shell.h).
// Thread: the sample engine's. Invariants: as api::SandboxAccess says; a sandbox that sleeps is woken first.
#pragma once

#include "app/sample/machines.h"
#include "app/sample/sample_shell.h"
#include "core/api/sandbox_access.h"

#include <map>
#include <memory>

namespace glovebox::sample {

class SampleAccess final : public api::SandboxAccess {
public:
    SampleAccess(Stage &stage, Machines &machines) : m_stage(stage), m_machines(machines) {}

    /// Terminals are told when their sandbox falls asleep and wakes.
    void begin();

    Call run(const domain::SandboxId &sandbox, domain::GuestProgram program, ContentSource input,
             api::ProgramHandlers handlers) override;
    Call readFile(const domain::SandboxId &sandbox, std::string path, ByteCount max,
                  api::FileHandlers handlers) override;
    Call writeFile(const domain::SandboxId &sandbox, api::FileTarget target, ContentSource content,
                   Callback<> done) override;
    Call listFolder(const domain::SandboxId &sandbox, std::string path, bool recursive,
                    Callback<std::vector<domain::GuestEntry>> done) override;
    Call makeFolder(const domain::SandboxId &sandbox, std::string path, unsigned mode, Callback<> done) override;
    Call remove(const domain::SandboxId &sandbox, std::string path, Callback<> done) override;
    Call openTerminal(const domain::SandboxId &sandbox, domain::TerminalWish wish,
                      Callback<domain::TerminalNumber> done) override;
    Call listTerminals(const domain::SandboxId &sandbox, Callback<std::vector<domain::GuestTerminal>> done) override;
    Call watchTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber terminal,
                       api::TerminalWatch watch) override;
    Call typeInto(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, std::string bytes,
                  Callback<> done) override;
    void resizeTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber terminal,
                        domain::TerminalSize size) override;
    Call closeTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber terminal, Callback<> done) override;

private:
    using Watchers = std::vector<std::shared_ptr<api::TerminalWatch>>;
    struct Terminal {
        domain::GuestTerminal shown;
        WallTime opened;
        std::string kept; // the newest of what it printed
        std::unique_ptr<SampleShell> shell;
        Watchers watchers;
        bool present = true;
    };
    struct Inside {
        SampleDisk disk;
        std::map<domain::TerminalNumber, Terminal> terminals;
        domain::TerminalNumber last = 0;
    };

    /// As soon as the sandbox runs; an error when it will not. Never from inside.
    Call whenUp(const domain::SandboxId &sandbox, std::function<void(Result<>)> then);
    void lookForUp(const domain::SandboxId &sandbox, const std::shared_ptr<bool> &open,
                   std::function<void(Result<>)> then, bool woken);
    Terminal *find(const domain::SandboxId &sandbox, domain::TerminalNumber terminal);
    Inside &inside(const domain::SandboxId &sandbox);
    void print(Terminal &terminal, const std::string &bytes);
    void end(Terminal &terminal, int status);
    void show(Terminal &terminal, bool present);
    void lookAtPresence();

    Stage &m_stage;
    Machines &m_machines;
    std::map<domain::SandboxId, std::unique_ptr<Inside>> m_inside;
};

} // namespace glovebox::sample
