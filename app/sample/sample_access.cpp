#include "app/sample/sample_access.h"

#include <algorithm>
#include <utility>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::SandboxState;

namespace {

constexpr auto kTurn = 20ms;
constexpr std::size_t kKeptOfTerminal = std::size_t{256} << 10;
constexpr int kTerminalsMax = 16;

bool sleeps(SandboxState state)
{
    return state == SandboxState::Paused || state == SandboxState::Hibernated || state == SandboxState::Stopped;
}

Error noTerminal()
{
    return {ErrorCode::NotFound, "there is no such terminal"};
}

void tellEnd(const api::TerminalWatch &watch, const Result<domain::ProgramEnd> &end)
{
    if (watch.ended)
        watch.ended(end);
}

/// All of a source, piece by piece.
class Intake : public std::enable_shared_from_this<Intake> {
public:
    Intake(ContentSource source, Callback<std::string> done) : m_source(std::move(source)), m_done(std::move(done)) {}

    void next()
    {
        m_call = m_source(std::size_t{64} << 10, [self = shared_from_this()](Result<std::string> piece) {
            if (!piece)
                return self->m_done(tl::unexpected(piece.error()));
            if (piece->empty())
                return self->m_done(std::move(self->m_all));
            self->m_all += *piece;
            if (self->m_all.size() > SampleDisk::kFileMax)
                return self->m_done(fail(ErrorCode::TooLarge, "the sample takes 8 MiB at most"));
            self->next();
        });
    }

private:
    ContentSource m_source;
    Callback<std::string> m_done;
    std::string m_all;
    Call m_call;
};

} // namespace

void SampleAccess::begin()
{
    lookAtPresence();
}

SampleAccess::Inside &SampleAccess::inside(const domain::SandboxId &sandbox)
{
    auto &place = m_inside[sandbox];
    if (!place)
        place = std::make_unique<Inside>();
    return *place;
}

Call SampleAccess::whenUp(const domain::SandboxId &sandbox, std::function<void(Result<>)> then)
{
    auto open = std::make_shared<bool>(true);
    m_stage.agenda.after(kTurn,
                         [this, sandbox, open, then = std::move(then)] { lookForUp(sandbox, open, then, false); });
    return Call([open] { *open = false; });
}

void SampleAccess::lookForUp(const domain::SandboxId &sandbox, const std::shared_ptr<bool> &open,
                             std::function<void(Result<>)> then, bool woken)
{
    if (!*open)
        return;
    const auto view = m_machines.find(sandbox);
    if (!view || view->state == SandboxState::Destroying || view->state == SandboxState::Destroyed)
        return then(fail(ErrorCode::NotFound, "there is no sandbox " + sandbox.value()));
    if (view->state == SandboxState::Failed || (woken && sleeps(view->state) && view->problem))
        return then(fail(ErrorCode::InvalidState, "it did not start"));
    if (view->state == SandboxState::Running)
        return then({});
    if (sleeps(view->state) && !woken)
        m_machines.resume(sandbox);
    m_stage.agenda.after(100ms,
                         [this, sandbox, open, then = std::move(then)] { lookForUp(sandbox, open, then, true); });
}

Call SampleAccess::run(const domain::SandboxId &sandbox, domain::GuestProgram program, ContentSource,
                       api::ProgramHandlers handlers)
{
    std::string line;
    for (const auto &word : program.arguments)
        line += (line.empty() ? "" : " ") + word;
    if (program.arguments.size() == 3 && program.arguments[1] == "-c")
        line = program.arguments[2];
    return whenUp(sandbox, [this, sandbox, line, handlers = std::move(handlers)](const Result<> &up) {
        if (!up)
            return handlers.done(tl::unexpected(up.error()));
        SampleShell shell(inside(sandbox).disk, sandbox.value());
        const auto said = shell.run(line);
        if (handlers.output && !said.empty())
            handlers.output(domain::ProgramStream::Output, said);
        handlers.done(domain::ProgramEnd{.status = shell.status()});
    });
}

// ---- Files ----

Call SampleAccess::readFile(const domain::SandboxId &sandbox, std::string path, ByteCount max,
                            api::FileHandlers handlers)
{
    return whenUp(sandbox,
                  [this, sandbox, path = std::move(path), max, handlers = std::move(handlers)](const Result<> &up) {
                      if (!up)
                          return handlers.done(tl::unexpected(up.error()));
                      const auto *file = inside(sandbox).disk.file(path);
                      if (!file)
                          return handlers.done(fail(ErrorCode::NotFound, path + " is not there"));
                      if (file->size() > max.value)
                          return handlers.done(fail(ErrorCode::TooLarge, path + " is larger than what was asked for"));
                      if (const auto taken = handlers.piece(*file); !taken)
                          return handlers.done(tl::unexpected(taken.error()));
                      handlers.done({});
                  });
}

Call SampleAccess::writeFile(const domain::SandboxId &sandbox, api::FileTarget target, ContentSource content,
                             Callback<> done)
{
    auto open = std::make_shared<bool>(true); // also while the content comes
    auto waiting = std::make_shared<Call>(whenUp(sandbox, [this, sandbox, open, target = std::move(target),
                                                           content = std::move(content),
                                                           done = std::move(done)](const Result<> &up) {
        if (!up)
            return done(tl::unexpected(up.error()));
        auto intake = std::make_shared<Intake>(content, [this, sandbox, open, target, done](Result<std::string> all) {
            if (!*open)
                return;
            if (!all)
                return done(tl::unexpected(all.error()));
            if (!inside(sandbox).disk.write(target.path, *std::move(all)))
                return done(fail(ErrorCode::OutOfDisk, target.path + " does not fit"));
            m_stage.audit("sandbox.file-written", objectOf(sandbox), {.after = target.path});
            done({});
        });
        intake->next();
    }));
    return Call([open, waiting] {
        *open = false;
        waiting->cancel();
    });
}

Call SampleAccess::listFolder(const domain::SandboxId &sandbox, std::string path, bool recursive,
                              Callback<std::vector<domain::GuestEntry>> done)
{
    return whenUp(sandbox,
                  [this, sandbox, path = std::move(path), recursive, done = std::move(done)](const Result<> &up) {
                      if (!up)
                          return done(tl::unexpected(up.error()));
                      const auto &disk = inside(sandbox).disk;
                      if (!disk.isFolder(path))
                          return done(fail(ErrorCode::NotFound, path + " is not there"));
                      std::vector<domain::GuestEntry> entries;
                      std::vector<std::string> folders{""};
                      while (!folders.empty()) {
                          const std::string below = folders.back();
                          folders.pop_back();
                          for (const auto &name : disk.namesIn(below.empty() ? path : path + '/' + below)) {
                              const bool isFolder = name.ends_with('/');
                              domain::GuestEntry entry{.path = (below.empty() ? "" : below + '/') +
                                                               (isFolder ? name.substr(0, name.size() - 1) : name)};
                              entry.kind = isFolder ? domain::GuestEntry::Kind::Folder : domain::GuestEntry::Kind::File;
                              entry.mode = isFolder ? 0755U : 0644U;
                              // Nothing keeps when: what has a longer name is older.
                              const auto age = 7min * static_cast<int>(entry.path.size());
                              entry.changed = (m_stage.now() - age).time_since_epoch().count() * 1'000'000;
                              if (const auto *file = disk.file(path + '/' + entry.path))
                                  entry.size = ByteCount{file->size()};
                              if (isFolder && recursive)
                                  folders.push_back(entry.path);
                              entries.push_back(std::move(entry));
                          }
                      }
                      std::ranges::sort(entries, {}, &domain::GuestEntry::path);
                      done(std::move(entries));
                  });
}

Call SampleAccess::makeFolder(const domain::SandboxId &sandbox, std::string path, unsigned, Callback<> done)
{
    return whenUp(sandbox, [this, sandbox, path = std::move(path), done = std::move(done)](const Result<> &up) {
        if (!up)
            return done(tl::unexpected(up.error()));
        if (!inside(sandbox).disk.makeFolder(path))
            return done(fail(ErrorCode::InvalidState, path + " cannot be made"));
        done({});
    });
}

Call SampleAccess::remove(const domain::SandboxId &sandbox, std::string path, Callback<> done)
{
    return whenUp(sandbox, [this, sandbox, path = std::move(path), done = std::move(done)](const Result<> &up) {
        if (!up)
            return done(tl::unexpected(up.error()));
        if (!inside(sandbox).disk.remove(path))
            return done(fail(ErrorCode::NotFound, path + " is not there"));
        done({});
    });
}

// ---- Terminals ----

SampleAccess::Terminal *SampleAccess::find(const domain::SandboxId &sandbox, domain::TerminalNumber terminal)
{
    auto &all = inside(sandbox).terminals;
    const auto found = all.find(terminal);
    return found == all.end() ? nullptr : &found->second;
}

void SampleAccess::print(Terminal &terminal, const std::string &bytes)
{
    if (bytes.empty())
        return;
    terminal.kept += bytes;
    if (terminal.kept.size() > kKeptOfTerminal)
        terminal.kept.erase(0, terminal.kept.size() - kKeptOfTerminal);
    for (const auto &watcher : Watchers(terminal.watchers))
        if (watcher->output)
            watcher->output(bytes);
}

void SampleAccess::end(Terminal &terminal, int status)
{
    terminal.shown.end = domain::ProgramEnd{.status = status};
    for (const auto &watcher : std::exchange(terminal.watchers, {}))
        tellEnd(*watcher, *terminal.shown.end);
}

Call SampleAccess::openTerminal(const domain::SandboxId &sandbox, domain::TerminalWish wish,
                                Callback<domain::TerminalNumber> done)
{
    return whenUp(sandbox, [this, sandbox, wish = std::move(wish), done = std::move(done)](const Result<> &up) {
        if (!up)
            return done(tl::unexpected(up.error()));
        auto &place = inside(sandbox);
        if (place.terminals.size() >= static_cast<std::size_t>(kTerminalsMax))
            return done(fail(ErrorCode::InvalidState, "it has 16 terminals already"));
        const auto number = ++place.last;
        auto &terminal = place.terminals[number];
        terminal.shown = {
            .number = number, .program = wish.arguments.empty() ? "bash" : wish.arguments.front(), .size = wish.size};
        terminal.opened = m_stage.now();
        terminal.shell = std::make_unique<SampleShell>(place.disk, sandbox.value());
        print(terminal, terminal.shell->greeting());
        m_stage.audit(domain::AuditActor::Operator, "sandbox.terminal-opened", objectOf(sandbox));
        done(number);
    });
}

Call SampleAccess::listTerminals(const domain::SandboxId &sandbox, Callback<std::vector<domain::GuestTerminal>> done)
{
    auto open = std::make_shared<bool>(true);
    m_stage.agenda.after(kTurn, [this, sandbox, open, done = std::move(done)] {
        if (!*open)
            return;
        if (!m_machines.find(sandbox))
            return done(fail(ErrorCode::NotFound, "there is no sandbox " + sandbox.value()));
        std::vector<domain::GuestTerminal> all;
        for (const auto &[number, terminal] : inside(sandbox).terminals) {
            all.push_back(terminal.shown);
            all.back().age = std::chrono::duration_cast<std::chrono::seconds>(m_stage.now() - terminal.opened);
        }
        done(std::move(all));
    });
    return Call([open] { *open = false; });
}

Call SampleAccess::watchTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber number,
                                 api::TerminalWatch watch)
{
    auto watcher = std::make_shared<api::TerminalWatch>(std::move(watch));
    auto open = std::make_shared<bool>(true);
    m_stage.agenda.after(kTurn, [this, sandbox, number, watcher, open] {
        if (!*open)
            return;
        auto *terminal = find(sandbox, number);
        if (!terminal)
            return tellEnd(*watcher, tl::unexpected(noTerminal()));
        if (watcher->output && !terminal->kept.empty())
            watcher->output(terminal->kept);
        if (terminal->shown.end)
            return tellEnd(*watcher, *terminal->shown.end);
        if (!terminal->present && watcher->present)
            watcher->present(false);
        terminal->watchers.push_back(watcher);
    });
    return Call([this, sandbox, number, watcher, open] {
        *open = false;
        if (auto *terminal = find(sandbox, number))
            std::erase(terminal->watchers, watcher);
    });
}

Call SampleAccess::typeInto(const domain::SandboxId &sandbox, domain::TerminalNumber number, std::string bytes,
                            Callback<> done)
{
    return whenUp(sandbox,
                  [this, sandbox, number, bytes = std::move(bytes), done = std::move(done)](const Result<> &up) {
                      auto *terminal = up ? find(sandbox, number) : nullptr;
                      if (!up || !terminal)
                          return done(tl::unexpected(up ? noTerminal() : up.error()));
                      if (terminal->shown.end)
                          return done(fail(ErrorCode::InvalidState, "its program has ended"));
                      show(*terminal, true);
                      print(*terminal, terminal->shell->type(bytes));
                      if (const auto status = terminal->shell->over())
                          end(*terminal, *status);
                      done({});
                  });
}

void SampleAccess::resizeTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber number,
                                  domain::TerminalSize size)
{
    if (auto *terminal = find(sandbox, number))
        terminal->shown.size = size;
}

Call SampleAccess::closeTerminal(const domain::SandboxId &sandbox, domain::TerminalNumber number, Callback<> done)
{
    return whenUp(sandbox, [this, sandbox, number, done = std::move(done)](const Result<> &up) {
        auto *terminal = up ? find(sandbox, number) : nullptr;
        if (!up || !terminal)
            return done(tl::unexpected(up ? noTerminal() : up.error()));
        end(*terminal, 0);
        inside(sandbox).terminals.erase(number);
        m_stage.audit(domain::AuditActor::Operator, "sandbox.terminal-closed", objectOf(sandbox));
        done({});
    });
}

/// What it keeps is given once more when it is back.
void SampleAccess::show(Terminal &terminal, bool present)
{
    if (std::exchange(terminal.present, present) == present)
        return;
    for (const auto &watcher : Watchers(terminal.watchers)) {
        if (watcher->present)
            watcher->present(present);
        if (present && watcher->output)
            watcher->output(terminal.kept);
    }
}

/// Twice a second: nobody sees it sooner.
void SampleAccess::lookAtPresence()
{
    for (auto &[sandbox, place] : m_inside) {
        const auto view = m_machines.find(sandbox);
        for (auto &[number, terminal] : place->terminals) {
            if (terminal.shown.end)
                continue;
            if (view)
                show(terminal, view->state == SandboxState::Running);
            else
                for (const auto &watcher : std::exchange(terminal.watchers, {}))
                    tellEnd(*watcher, fail(ErrorCode::GuestExited, "the sandbox is no more"));
        }
    }
    std::erase_if(m_inside, [this](const auto &entry) { return !m_machines.find(entry.first); });
    m_stage.agenda.after(500ms, [this] { lookAtPresence(); });
}

} // namespace glovebox::sample
