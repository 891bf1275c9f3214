// Role: the way into sandboxes (api/sandbox_access.h): programs and files here, terminals by their book. What it may do
// with the sandboxes the pool lends it. Thread: the engine's.
#pragma once

#include "core/api/sandbox_access.h"
#include "core/engine/guest_work.h"
#include "core/engine/terminal_book.h"

namespace glovebox::engine {

class AccessBook final : public api::SandboxAccess {
public:
    explicit AccessBook(ports::Clock &clock) : m_work(clock, m_hands), m_terminals(clock, m_hands, m_work) {}

    void setHands(DoorHands hands) { m_hands = std::move(hands); }
    /// The pool has found what there is.
    void open()
    {
        m_work.open();
        m_terminals.openAll();
    }
    /// The engine stops: whoever waits is answered, at the next turn.
    void closeAll();
    /// Nobody is answered any more: the pool goes.
    void drop();
    /// Something changed about it. `isOld`: it may have terminals that nobody told of here. Cheap; nobody is called
    /// from inside.
    void follow(const domain::SandboxId &sandbox, bool isOld);
    /// Its guest is about to stand still.
    void lookAway(const domain::SandboxId &sandbox) { m_terminals.lookAway(sandbox); }

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
    DoorHands m_hands;
    GuestWork m_work;
    TerminalBook m_terminals;
};

} // namespace glovebox::engine
