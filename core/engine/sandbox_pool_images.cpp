// Role: the part of SandboxPool that knows which image each sandbox is made of: it is opened before the sandbox begins,
// what is on disk keeps its image, and what stands on one is counted.
#include "core/base/text.h"
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {

std::string keyOf(const std::optional<ImageId> &image)
{
    return image ? image->value() : kDefaultImage;
}

std::string howItEnded(const Result<ports::ExecEnd> &end)
{
    if (!end)
        return "did not run to its end: " + describe(end.error());
    if (end->status)
        return "ended with status " + std::to_string(*end->status);
    return "was ended by signal " + std::to_string(end->signal);
}

std::string nameOr(const std::string &name, const std::string &id)
{
    return name.empty() ? id : name + " (" + id + ")";
}

} // namespace

void SandboxPool::Images::open(Sandbox &sandbox) const
{
    const bool isOnDisk = sandbox.stored || sandbox.source || !sandbox.stopped.empty();
    const auto wanted = sandbox.image.id ? sandbox.image.id->value() : isOnDisk ? std::string() : sandbox.from.image;
    // What goes back in place may be of another image, which its snapshot has had opened.
    if (sandbox.restoreFrom || StartFrom{wanted, {}}.isDefault()) {
        sandbox.ground = pool.m_builtIn;
        return pool.begin(sandbox);
    }
    if (!pool.m_parts.images)
        return pool.failLater(sandbox, {ErrorCode::InvalidArgument, "this program keeps no images"});
    pool.operate(sandbox, "Opening the image " + (sandbox.image.id ? shownAs(sandbox.image) : wanted), std::nullopt);
    sandbox.imageCall = pool.m_parts.images->obtain(wanted, [pool = &pool, &sandbox](Result<OpenedImage> image) {
        Images{*pool}.opened(sandbox, std::move(image));
    });
}

void SandboxPool::Images::opened(Sandbox &sandbox, Result<OpenedImage> image) const
{
    pool.operate(sandbox, {}, std::nullopt);
    if (!image) {
        auto why = std::move(image.error());
        if (!sandbox.from.askedBy.empty() && !sandbox.image.id)
            why =
                inContext("the session's metadata asks for " + sandbox.from.askedBy + " = '" + sandbox.from.image + "'",
                          std::move(why));
        return pool.bootFailed(sandbox, std::move(why));
    }
    sandbox.ground = *std::move(image);
    if (!sandbox.image.id) {
        sandbox.image = sandbox.ground.about;
        const auto templates = pool.m_templates.ladderOf(sandbox.ground, sandbox.size);
        if (templates && !sandbox.hasOwnLadder)
            sandbox.ladder = *templates;
        pool.publish(sandbox);
    }
    pool.begin(sandbox);
}

void SandboxPool::Images::hold() const
{
    if (!pool.m_parts.images)
        return;
    std::set<ImageId> needed;
    const auto add = [&needed](const std::optional<ImageId> &id) {
        if (id)
            needed.insert(*id);
    };
    for (const auto &sandbox : pool.m_sandboxes)
        add(sandbox->image.id);
    for (const auto &facts : pool.m_parts.hypervisor.store().templates())
        add(facts.image.id);
    for (const auto &facts : pool.m_parts.hypervisor.store().snapshots())
        add(facts.origin.image.id);
    pool.m_parts.images->hold(needed, [pool = &pool](const ImageId &id, const Result<OpenedImage> &opened) {
        const bool isGone = !opened && opened.error().code == ErrorCode::InvalidArgument;
        if (!opened && !isGone)
            return; // it may be there again
        pool->m_templates.outdate([&](const ports::GuestImage &image) {
            return image.id == id && (isGone || image.key != opened->guest.key);
        });
        pool->m_templates.sweep();
    });
}

void SandboxPool::Images::startCommand(Sandbox &sandbox) const
{
    if (sandbox.ground.command.empty()) {
        if (pool.m_parts.sandboxLog)
            pool.m_parts.sandboxLog(sandbox.id.value(), "glovebox: the image names no program to start\n");
        return;
    }
    const StartedProgram program{.arguments = sandbox.ground.command, .environment = {}, .user = {}, .inLog = true};
    if (fit({program})) { // one that is larger is not started again
        sandbox.image.programs = {program};
        pool.publish(sandbox); // and remembered
    }
    run(sandbox, program);
}

void SandboxPool::startedIn(const SandboxId &id, StartedProgram program)
{
    auto *sandbox = find(id);
    if (!sandbox || std::ranges::find(sandbox->image.programs, program) != sandbox->image.programs.end())
        return;
    sandbox->image.programs.push_back(std::move(program));
    if (!fit(sandbox->image.programs)) // one that is larger is not started again
        sandbox->image.programs.pop_back();
    publish(*sandbox); // and remembered
}

void SandboxPool::Images::startAgain(Sandbox &sandbox) const
{
    for (const auto &program : sandbox.image.programs)
        run(sandbox, program);
}

void SandboxPool::Images::run(Sandbox &sandbox, const StartedProgram &program) const
{
    const auto say = [log = pool.m_parts.sandboxLog, id = sandbox.id.value()](std::string_view text) {
        if (log)
            log(id, text);
    };
    say("glovebox: starting " + toOneLine(program.arguments.front()) + "\n");
    const auto ended = [say, inLog = program.inLog](const Result<ports::ExecEnd> &end) {
        if (inLog)
            say("\nglovebox: the image's program " + howItEnded(end) + "\n");
        else if (!end) // it runs in the background once it was started
            say("glovebox: the start command " + howItEnded(end) + "\n");
    };
    // Nobody uses the sandbox by it: it may stand still or sleep meanwhile.
    sandbox.programCalls.push_back(
        sandbox.link->execUncounted({.arguments = program.arguments,
                                     .environment = program.environment,
                                     .user = program.user,
                                     .workdir = program.workdir,
                                     .background = !program.inLog},
                                    {[say](ports::ExecStream, std::string_view bytes) { say(bytes); }, ended}));
}

ImageUses SandboxPool::uses() const
{
    ImageUses all;
    for (const auto &sandbox : m_sandboxes) {
        const bool isOver =
            sandbox->state == SandboxState::Destroyed || (sandbox->state == SandboxState::Failed && !sandbox->machine);
        const bool isKnown = sandbox->image.id || sandbox->from.isDefault();
        const auto key = isKnown ? keyOf(sandbox->image.id) : sandbox->from.image; // until then by what it asked for
        if (!isOver && !key.empty())
            all[key].sandboxes.push_back(nameOr(sandbox->name, sandbox->id.value()));
    }
    for (const auto &[id, image] : m_templates.all())
        all[keyOf(image)].templates.push_back(id);
    for (const auto &facts : m_parts.hypervisor.store().snapshots())
        if (facts.origin.kind != SnapshotKind::Hibernated) // those are sandboxes'
            all[keyOf(facts.origin.image.id)].snapshots.push_back(nameOr(facts.origin.name, facts.origin.id.value()));
    return all;
}

} // namespace glovebox::engine
