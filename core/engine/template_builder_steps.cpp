// Role: the part of TemplateBuilder that performs steps.
#include "core/base/limits.h"
#include "core/engine/log.h"
#include "core/engine/random_bytes.h"
#include "core/engine/template_builder.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// What a slow disk takes; a snapshot holds what was not written back in its memory anyway.
constexpr std::chrono::milliseconds kSyncWithin = 30s;

} // namespace

void TemplateBuilder::next()
{
    if (m_step >= m_order.definition.steps.size())
        return finish();
    const auto &step = m_order.definition.steps[m_step];
    show(textOf(step));
    std::visit([this](const auto &what) { perform(what); }, step.what);
}

void TemplateBuilder::stepDone()
{
    ++m_step;
    soon([this] { next(); });
}

void TemplateBuilder::perform(const RunStep &step)
{
    run(step.command, step.timeout, [this, timeout = step.timeout](const ports::ExecEnd &end) {
        if (const auto why = whyFailed(end, timeout); !why.empty())
            return failed({ErrorCode::HostToolFailed, whereWeAre() + why + m_command.lastWords()});
        keepStep();
    });
}

/// What a step changes of how programs run.
void TemplateBuilder::setUp(const TemplateStep &step)
{
    if (const auto *env = std::get_if<EnvStep>(&step.what)) {
        auto &all = m_setup.environment;
        const auto known = std::ranges::find(all, env->name, &std::pair<std::string, std::string>::first);
        if (known == all.end())
            all.emplace_back(env->name, env->value);
        else
            known->second = env->value;
    } else if (const auto *workdir = std::get_if<WorkdirStep>(&step.what)) {
        m_setup.workdir = workdir->path;
    } else if (const auto *user = std::get_if<UserStep>(&step.what)) {
        m_setup.user = user->user;
    }
}

/// Steps of the built-in image run as root. What does not say another user has sandboxes like the image's own.
std::optional<ports::GuestSetup> TemplateBuilder::finalSetup() const
{
    const auto &steps = m_order.definition.steps;
    const auto any = [&]<class T>(const T *) {
        return std::ranges::any_of(steps, [](const auto &step) { return std::holds_alternative<T>(step.what); });
    };
    const bool saysUser = any(static_cast<const UserStep *>(nullptr));
    const bool saysMore = any(static_cast<const EnvStep *>(nullptr)) || any(static_cast<const WorkdirStep *>(nullptr));
    if (!m_image.setup && !saysUser && !saysMore)
        return std::nullopt;
    auto setup = m_setup;
    if (!m_image.setup && !saysUser)
        setup.user = kSessionUser;
    return setup;
}

void TemplateBuilder::perform(const EnvStep &)
{
    setUp(m_order.definition.steps[m_step]);
    if (!fits(m_setup))
        return failed({ErrorCode::TooLarge, whereWeAre() + "the variables of a sandbox may take 64 KiB together"});
    stepDone();
}

void TemplateBuilder::perform(const WorkdirStep &step)
{
    if (step.path == "/") {
        setUp(m_order.definition.steps[m_step]);
        return stepDone();
    }
    tell(m_setup, [this, path = step.path] {
        m_call = m_link->files().makeFolder({.path = path, .mode = 0755}, [this, path](const Result<> &made) {
            if (!made)
                return failed(inContext(whereWeAre() + "make the folder", made.error()));
            setUp(m_order.definition.steps[m_step]);
            stepDone();
        });
    });
}

void TemplateBuilder::perform(const UserStep &)
{
    setUp(m_order.definition.steps[m_step]);
    stepDone();
}

void TemplateBuilder::perform(const CopyStep &step)
{
    tell(m_setup, [this, to = step.to] {
        const auto &copy = m_copies.at(m_step);
        m_copy = std::make_unique<FileCopy>(
            m_link->files(),
            FileCopy::Order{.source = m_parts.files.open({.path = copy.root}, copy.entries),
                            .name = copy.root.substr(copy.root.rfind('/') + 1),
                            .to = to},
            FileCopy::Handlers{{}, [this](const Result<std::size_t> &copied) {
                                   if (!copied)
                                       return failed({copied.error().code, whereWeAre() + copied.error().detail});
                                   say("Copied " + std::to_string(*copied) + (*copied == 1 ? " entry" : " entries"));
                                   soon([this] {
                                       m_copy.reset();
                                       keepStep();
                                   });
                               }});
        m_copy->begin();
    });
}

/// All that decides how it runs is said with it, whatever the guest was told at its greeting.
ports::ExecRequest TemplateBuilder::requestOf(const CommandLine &command, std::chrono::milliseconds timeout) const
{
    return {.arguments = argumentsOf(command),
            .environment = m_setup.environment,
            .user = m_setup.user,
            .workdir = m_setup.workdir.empty() ? "/" : m_setup.workdir,
            .standardInput = {},
            .timeout = timeout};
}

void TemplateBuilder::run(const CommandLine &command, std::chrono::milliseconds timeout, const Ended &ended)
{
    m_call = m_command.run(*m_link, requestOf(command, timeout), [this, ended](const Result<ports::ExecEnd> &end) {
        if (!end)
            return failed(inContext(whereWeAre() + "it could not be run", end.error()));
        ended(*end);
    });
}

/// What it has done so far is kept for the next build. Without that the build goes on.
void TemplateBuilder::keepStep()
{
    flush([this] {
        m_call =
            m_machine->snapshot(originOf(SnapshotKind::Step), ports::AfterSnapshot::GoOn,
                                {{}, [this](const Result<std::shared_ptr<const ports::Snapshot>> &taken) {
                                     if (m_over)
                                         return;
                                     if (taken) {
                                         const auto &facts = (*taken)->facts();
                                         m_handlers.kept({.key = m_keys[m_step],
                                                          .snapshot = facts.origin.id,
                                                          .usedAt = m_parts.clock.wallNow(),
                                                          .bytes = {facts.memory.value + facts.disk.value}});
                                     } else {
                                         say("The next build has to run this step again: " + describe(taken.error()));
                                     }
                                     stepDone();
                                 }});
    });
}

void TemplateBuilder::flush(std::function<void()> then)
{
    m_call =
        m_link->runTool({.call = EventId("flush-" + randomHex(4)),
                         .name = "sync",
                         .input = nlohmann::json::object(),
                         .timeout = kSyncWithin,
                         .handler = "/bin/sync",
                         .folders = {}},
                        {{}, [this, then = std::move(then)](const Result<ToolResult> &flushed) {
                             if (!flushed || flushed->isError) // an image need not have it
                                 qCInfo(lcEngine, "%s: its file system was not flushed", m_machineName.value().c_str());
                             soon(then);
                         }});
}

/// Files that are made from now on belong to its user, and the tools' shell is that user's.
void TemplateBuilder::tell(ports::GuestSetup setup, std::function<void()> then)
{
    if (m_told == setup)
        return soon(std::move(then));
    m_told = setup;
    m_link->onChecked([this, then = std::move(then)](const std::vector<GuestCheck> &checks) {
        for (const auto &check : checks)
            if (!check.ok)
                say(check.name + " FAILED: " + check.detail);
        soon(then);
    });
    m_link->standStill();
    m_link->goOn({m_machineName.value(), m_parts.clock.wallNow(), randomBytes(kEntropyBytes), std::move(setup)});
}

} // namespace glovebox::engine
