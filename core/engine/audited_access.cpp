#include "core/engine/audited_access.h"

#include "core/base/text.h"

namespace glovebox::engine {

using namespace domain;

namespace {

constexpr ByteCount kWordsTold{200};

/// No more than its first words.
std::string wordsOf(const std::vector<std::string> &arguments)
{
    std::string text;
    for (const auto &word : arguments) {
        if (text.size() > kWordsTold.value)
            break;
        text += (text.empty() ? "" : " ") + word.substr(0, kWordsTold.value + 1);
    }
    return clipped(toOneLine(toValidUtf8(text)), kWordsTold);
}

std::string howEnded(const GuestProgram &program, const ProgramEnd &end)
{
    if (program.background)
        return "started";
    if (end.timedOut)
        return "timed out";
    return end.status ? "exit status " + std::to_string(*end.status) : "signal " + std::to_string(end.signal);
}

} // namespace

/// An entry that is written once it is known how it went, or that nobody waits for that any more.
struct AuditedAccess::Note {
    DoorTrail trail;
    AuditEntry entry;
    std::function<void()> onFailed{};
    bool isWritten = false;

    void write()
    {
        if (!std::exchange(isWritten, true))
            trail.audit(entry);
    }
    void ended(const std::string &how)
    {
        if (!how.empty())
            entry.after += (entry.after.empty() ? "" : ": ") + how;
        write();
    }
    void failed(const Error &why)
    {
        entry.outcome = AuditOutcome::Failed;
        entry.reason = describe(why);
        if (onFailed)
            onFailed();
        write();
    }
    template <class T>
    void answered(const Result<T> &result)
    {
        result ? ended({}) : failed(result.error());
    }
};

namespace {

/// The handle, which writes the entry when it is let go of before the end.
template <class SharedNote>
Call noted(Call call, SharedNote note, const char *why = "it was let go of")
{
    auto held = std::make_shared<Call>(std::move(call));
    return Call([held, note = std::move(note), why] {
        held->cancel();
        if (!note->isWritten)
            note->failed({ErrorCode::Cancelled, why});
    });
}

template <class T, class SharedNote>
Callback<T> noting(SharedNote note, Callback<T> done)
{
    return [note = std::move(note), done = std::move(done)](Result<T> result) {
        note->answered(result);
        done(std::move(result));
    };
}

} // namespace

std::shared_ptr<AuditedAccess::Note> AuditedAccess::note(const char *action, const SandboxId &sandbox,
                                                         std::string what) const
{
    auto entry = m_trail.aboutSandbox(action, sandbox);
    entry.after = std::move(what);
    return std::make_shared<Note>(Note{m_trail, std::move(entry)});
}

Call AuditedAccess::run(const SandboxId &sandbox, GuestProgram program, ContentSource input,
                        api::ProgramHandlers handlers)
{
    auto told = note("sandbox.program-run", sandbox, wordsOf(program.arguments));
    const GuestProgram kind{.background = program.background};
    handlers.done = [told, kind, isLeft = handlers.isLeft, done = std::move(handlers.done)](Result<ProgramEnd> end) {
        const std::string left = isLeft && *isLeft ? "its client had left" : "";
        if (end) {
            told->ended(howEnded(kind, *end) + (left.empty() ? "" : "; ") + left);
        } else {
            told->entry.after += (left.empty() ? "" : ": ") + left;
            told->failed(end.error());
        }
        done(std::move(end));
    };
    return noted(m_access.run(sandbox, std::move(program), std::move(input), std::move(handlers)), told,
                 "its client left before its end, and it was ended");
}

Call AuditedAccess::readFile(const SandboxId &sandbox, std::string path, ByteCount max, api::FileHandlers handlers)
{
    auto told = note("sandbox.file-read", sandbox, path);
    handlers.done = noting<void>(told, std::move(handlers.done));
    return noted(m_access.readFile(sandbox, std::move(path), max, std::move(handlers)), told);
}

Call AuditedAccess::writeFile(const SandboxId &sandbox, api::FileTarget target, ContentSource content, Callback<> done)
{
    auto told = note("sandbox.file-written", sandbox, target.path);
    return noted(
        m_access.writeFile(sandbox, std::move(target), std::move(content), noting<void>(told, std::move(done))), told);
}

Call AuditedAccess::listFolder(const SandboxId &sandbox, std::string path, bool recursive,
                               Callback<std::vector<GuestEntry>> done)
{
    return m_access.listFolder(sandbox, std::move(path), recursive, std::move(done));
}

Call AuditedAccess::makeFolder(const SandboxId &sandbox, std::string path, unsigned mode, Callback<> done)
{
    auto told = note("sandbox.folder-made", sandbox, path);
    return noted(m_access.makeFolder(sandbox, std::move(path), mode, noting<void>(told, std::move(done))), told);
}

Call AuditedAccess::remove(const SandboxId &sandbox, std::string path, Callback<> done)
{
    auto told = note("sandbox.file-removed", sandbox, path);
    return noted(m_access.remove(sandbox, std::move(path), noting<void>(told, std::move(done))), told);
}

Call AuditedAccess::openTerminal(const SandboxId &sandbox, TerminalWish wish, Callback<TerminalNumber> done)
{
    auto told = note("sandbox.terminal-opened", sandbox, wordsOf(wish.arguments));
    const auto opened = [told, sandbox, typedInto = m_typedInto,
                         done = std::move(done)](Result<TerminalNumber> number) {
        if (number) {
            typedInto->erase({sandbox, *number}); // of before the sandbox was put back
            told->entry.after = std::to_string(*number) + (told->entry.after.empty() ? "" : ", " + told->entry.after);
        }
        told->answered(number);
        done(std::move(number));
    };
    return noted(m_access.openTerminal(sandbox, std::move(wish), opened), told);
}

Call AuditedAccess::listTerminals(const SandboxId &sandbox, Callback<std::vector<GuestTerminal>> done)
{
    return m_access.listTerminals(sandbox, std::move(done));
}

Call AuditedAccess::watchTerminal(const SandboxId &sandbox, TerminalNumber terminal, api::TerminalWatch watch)
{
    return m_access.watchTerminal(sandbox, terminal, std::move(watch));
}

Call AuditedAccess::typeInto(const SandboxId &sandbox, TerminalNumber terminal, std::string bytes, Callback<> done)
{
    if (m_typedInto->size() >= kTypedIntoMax)
        m_typedInto->clear();
    if (!m_typedInto->emplace(sandbox, terminal).second)
        return m_access.typeInto(sandbox, terminal, std::move(bytes), std::move(done));
    auto told = note("sandbox.terminal-used", sandbox, std::to_string(terminal));
    told->onFailed = [typedInto = m_typedInto, sandbox, terminal] {
        typedInto->erase({sandbox, terminal});
    };
    return noted(m_access.typeInto(sandbox, terminal, std::move(bytes), noting<void>(told, std::move(done))), told);
}

void AuditedAccess::resizeTerminal(const SandboxId &sandbox, TerminalNumber terminal, TerminalSize size)
{
    m_access.resizeTerminal(sandbox, terminal, size);
}

Call AuditedAccess::closeTerminal(const SandboxId &sandbox, TerminalNumber terminal, Callback<> done)
{
    auto told = note("sandbox.terminal-closed", sandbox, std::to_string(terminal));
    return noted(m_access.closeTerminal(sandbox, terminal, noting<void>(told, std::move(done))), told);
}

} // namespace glovebox::engine
