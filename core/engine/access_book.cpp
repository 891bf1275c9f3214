#include "core/engine/access_book.h"

#include "core/engine/guest_gone.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using Kind = GuestWork::Kind;

namespace {

constexpr std::size_t kListedMax = 10'000;

/// First whether there is something, then the removal: each by its own handle, for the first may be calling us.
struct Removal {
    Call look;
    Call removal;
};

} // namespace

void AccessBook::closeAll()
{
    m_terminals.closeAll();
    m_work.close();
}

void AccessBook::drop()
{
    m_terminals.drop();
    m_work.drop();
    m_hands = {};
}

void AccessBook::follow(const SandboxId &sandbox, bool isOld)
{
    if (!m_hands.linkOf)
        return;
    m_work.follow(sandbox);
    m_terminals.follow(sandbox, isOld);
}

Call AccessBook::run(const SandboxId &sandbox, GuestProgram program, ContentSource input, api::ProgramHandlers handlers)
{
    const auto begin = [program = std::move(program), input = std::move(input), output = std::move(handlers.output),
                        pace = std::move(handlers.pace)](ports::GuestLink &link, Callback<ProgramEnd> done) {
        return link.exec(program, {.output = output, .done = std::move(done), .pace = pace, .input = input});
    };
    return m_work.enter<ProgramEnd>(sandbox, Kind::Program, begin, std::move(handlers.done));
}

// ---- Files

Call AccessBook::readFile(const SandboxId &sandbox, std::string path, ByteCount max, api::FileHandlers handlers)
{
    const auto begin = [path = std::move(path), max, piece = std::move(handlers.piece),
                        pace = std::move(handlers.pace)](ports::GuestLink &link, Callback<> done) {
        return link.files().read(path, max, {.piece = piece, .done = std::move(done), .pace = pace});
    };
    return m_work.enter<void>(sandbox, Kind::Other, begin, std::move(handlers.done));
}

Call AccessBook::writeFile(const SandboxId &sandbox, api::FileTarget target, ContentSource content, Callback<> done)
{
    const auto begin = [target = std::move(target), content = std::move(content)](ports::GuestLink &link,
                                                                                  Callback<> written) {
        return link.files().writeFrom(
            {.path = target.path, .mode = target.mode.value_or(0600), .keepsMode = !target.mode}, content,
            std::move(written));
    };
    return m_work.enter<void>(sandbox, Kind::Other, begin, std::move(done));
}

/// A guest's agent of before gives all that is below: what was not asked for is left out here.
Call AccessBook::listFolder(const SandboxId &sandbox, std::string path, bool recursive,
                            Callback<std::vector<GuestEntry>> done)
{
    const auto begin = [path = std::move(path), recursive](ports::GuestLink &link,
                                                           Callback<std::vector<GuestEntry>> listed) {
        return link.files().list({.path = path, .entriesMax = kListedMax, .depth = recursive ? 0 : 1},
                                 std::move(listed));
    };
    return m_work.enter<std::vector<GuestEntry>>(
        sandbox, Kind::Other, begin, [recursive, done = std::move(done)](Result<std::vector<GuestEntry>> found) {
            if (found && !recursive)
                std::erase_if(*found, [](const auto &each) { return each.path.find('/') != std::string::npos; });
            if (found)
                std::ranges::sort(*found, {}, &GuestEntry::path);
            done(std::move(found));
        });
}

Call AccessBook::makeFolder(const SandboxId &sandbox, std::string path, unsigned mode, Callback<> done)
{
    const auto begin = [path = std::move(path), mode](ports::GuestLink &link, Callback<> made) {
        return link.files().makeFolder({.path = path, .mode = mode}, std::move(made));
    };
    return m_work.enter<void>(sandbox, Kind::Other, begin, std::move(done));
}

/// The guest is content when nothing is there. Whether something is tells a reading of nothing at all: what is there is
/// too large for that, or no file, or an empty one.
Call AccessBook::remove(const SandboxId &sandbox, std::string path, Callback<> done)
{
    const auto begin = [path = std::move(path)](ports::GuestLink &link, Callback<> removed) {
        auto steps = std::make_shared<Removal>();
        const auto looked = [steps = std::weak_ptr(steps), &link, path, removed](const Result<> &found) {
            if (!found && (found.error().code == ErrorCode::NotFound || isGuestGone(found.error().code) ||
                           found.error().code == ErrorCode::InvalidArgument))
                return removed(found);
            if (const auto mine = steps.lock())
                mine->removal = link.files().remove(path, removed);
        };
        steps->look = link.files().read(path, ByteCount{0},
                                        {.piece = [](std::string_view) { return Result<>(); }, .done = looked});
        return Call([steps] {
            steps->look.cancel();
            steps->removal.cancel();
        });
    };
    return m_work.enter<void>(sandbox, Kind::Other, begin, std::move(done));
}

// ---- Terminals

Call AccessBook::openTerminal(const SandboxId &sandbox, TerminalWish wish, Callback<TerminalNumber> done)
{
    return m_terminals.open(sandbox, std::move(wish), std::move(done));
}

Call AccessBook::listTerminals(const SandboxId &sandbox, Callback<std::vector<GuestTerminal>> done)
{
    return m_terminals.list(sandbox, std::move(done));
}

Call AccessBook::watchTerminal(const SandboxId &sandbox, TerminalNumber terminal, api::TerminalWatch watch)
{
    return m_terminals.watch(sandbox, terminal, std::move(watch));
}

Call AccessBook::typeInto(const SandboxId &sandbox, TerminalNumber terminal, std::string bytes, Callback<> done)
{
    return m_terminals.type(sandbox, terminal, std::move(bytes), std::move(done));
}

void AccessBook::resizeTerminal(const SandboxId &sandbox, TerminalNumber terminal, TerminalSize size)
{
    m_terminals.resize(sandbox, terminal, size);
}

Call AccessBook::closeTerminal(const SandboxId &sandbox, TerminalNumber terminal, Callback<> done)
{
    return m_terminals.close(sandbox, terminal, std::move(done));
}

} // namespace glovebox::engine
