// Role: the way into sandboxes as one door gives it: the same, and what was done in them is written into the audit
// trail. Looking is not. Thread: the engine's.
// Invariants: of a program its first words are written down, of a file its path, of a terminal that somebody typed into
// it, once a door; and nothing of what went in or out.
#pragma once

#include "core/api/sandbox_access.h"
#include "core/engine/door_trail.h"

#include <set>

namespace glovebox::engine {

class AuditedAccess final : public api::SandboxAccess {
public:
    AuditedAccess(api::SandboxAccess &access, DoorTrail trail) : m_access(access), m_trail(std::move(trail)) {}

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
    struct Note;
    using Terminals = std::set<std::pair<domain::SandboxId, domain::TerminalNumber>>;

    /// Beyond it they are forgotten, and told once more.
    static constexpr std::size_t kTypedIntoMax = 1024;

    std::shared_ptr<Note> note(const char *action, const domain::SandboxId &sandbox, std::string what) const;

    api::SandboxAccess &m_access;
    DoorTrail m_trail;
    std::shared_ptr<Terminals> m_typedInto = std::make_shared<Terminals>(); // and told so
};

} // namespace glovebox::engine
