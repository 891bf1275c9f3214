// Role: ways into sandboxes that note what is asked and keep the handlers, for the test to answer with. Each question
// is one line ("run sbx-1: echo hi"). Thread: whichever calls.
#pragma once

#include "core/api/sandbox_access.h"

#include <map>
#include <string>
#include <vector>

namespace testsupport {

class ToldAccess : public glovebox::api::SandboxAccess {
public:
    template <class T>
    using Callback = glovebox::Callback<T>;
    using Call = glovebox::Call;
    using SandboxId = glovebox::domain::SandboxId;

    std::vector<std::string> said;
    int letGo = 0; // handles whose answer was not waited for

    // What was asked last, for the test to answer.
    glovebox::domain::GuestProgram program;
    glovebox::ContentSource input;
    glovebox::api::ProgramHandlers running;
    glovebox::api::FileHandlers reading;
    glovebox::api::FileTarget target;
    glovebox::ContentSource content;
    Callback<void> done;
    Callback<std::vector<glovebox::domain::GuestEntry>> listed;
    Callback<glovebox::domain::TerminalNumber> opened;
    Callback<std::vector<glovebox::domain::GuestTerminal>> terminals;
    glovebox::domain::TerminalWish wish;
    glovebox::api::TerminalWatch watch;
    std::vector<Callback<void>> typed; // oldest first

    Call run(const SandboxId &sandbox, glovebox::domain::GuestProgram what, glovebox::ContentSource source,
             glovebox::api::ProgramHandlers handlers) override
    {
        program = std::move(what);
        input = std::move(source);
        running = std::move(handlers);
        std::string words;
        for (const auto &word : program.arguments)
            words += ' ' + word;
        return note("run " + sandbox.value() + ':' + words);
    }
    Call readFile(const SandboxId &sandbox, std::string path, glovebox::ByteCount,
                  glovebox::api::FileHandlers handlers) override
    {
        reading = std::move(handlers);
        return note("read " + sandbox.value() + ": " + path);
    }
    Call writeFile(const SandboxId &sandbox, glovebox::api::FileTarget where, glovebox::ContentSource source,
                   Callback<void> answer) override
    {
        target = std::move(where);
        content = std::move(source);
        done = std::move(answer);
        return note("write " + sandbox.value() + ": " + target.path);
    }
    Call listFolder(const SandboxId &sandbox, std::string path, bool recursive,
                    Callback<std::vector<glovebox::domain::GuestEntry>> answer) override
    {
        listed = std::move(answer);
        return note("list " + sandbox.value() + ": " + path + (recursive ? " and below" : ""));
    }
    Call makeFolder(const SandboxId &sandbox, std::string path, unsigned mode, Callback<void> answer) override
    {
        done = std::move(answer);
        return note("folder " + sandbox.value() + ": " + path + ' ' + std::to_string(mode));
    }
    Call remove(const SandboxId &sandbox, std::string path, Callback<void> answer) override
    {
        done = std::move(answer);
        return note("remove " + sandbox.value() + ": " + path);
    }
    Call openTerminal(const SandboxId &sandbox, glovebox::domain::TerminalWish wanted,
                      Callback<glovebox::domain::TerminalNumber> answer) override
    {
        wish = std::move(wanted);
        opened = std::move(answer);
        return note("open terminal in " + sandbox.value());
    }
    Call listTerminals(const SandboxId &sandbox, Callback<std::vector<glovebox::domain::GuestTerminal>> answer) override
    {
        terminals = std::move(answer);
        return note("terminals of " + sandbox.value());
    }
    Call watchTerminal(const SandboxId &sandbox, glovebox::domain::TerminalNumber number,
                       glovebox::api::TerminalWatch handlers) override
    {
        watch = std::move(handlers);
        return note("watch " + sandbox.value() + ' ' + std::to_string(number));
    }
    Call typeInto(const SandboxId &sandbox, glovebox::domain::TerminalNumber number, std::string bytes,
                  Callback<void> answer) override
    {
        typed.push_back(std::move(answer));
        return note("type into " + sandbox.value() + ' ' + std::to_string(number) + ": " + bytes);
    }
    void resizeTerminal(const SandboxId &sandbox, glovebox::domain::TerminalNumber number,
                        glovebox::domain::TerminalSize size) override
    {
        said.push_back("resize " + sandbox.value() + ' ' + std::to_string(number) + ": " +
                       std::to_string(size.columns) + 'x' + std::to_string(size.rows));
    }
    Call closeTerminal(const SandboxId &sandbox, glovebox::domain::TerminalNumber number,
                       Callback<void> answer) override
    {
        done = std::move(answer);
        return note("close " + sandbox.value() + ' ' + std::to_string(number));
    }

private:
    Call note(std::string line)
    {
        said.push_back(std::move(line));
        return Call([this] { ++letGo; });
    }
};

} // namespace testsupport
