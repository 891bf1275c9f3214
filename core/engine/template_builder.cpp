#include "core/engine/template_builder.h"

#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/engine/build_log.h"
#include "core/engine/log.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// Changed when what steps do to a guest changes: nothing of before is taken then.
constexpr std::string_view kStepsVersion = "steps-1";
/// The pool looks at the host every few seconds.
constexpr std::chrono::milliseconds kRoomAgainAfter = 1s;

std::string chained(const std::string &before, const std::string &content)
{
    return sha256Hex(before + '\n' + content);
}

} // namespace

TemplateBuilder::TemplateBuilder(Parts parts, Order order, Handlers handlers)
    : m_parts(parts), m_order(std::move(order)), m_handlers(std::move(handlers)),
      m_machineName("build-" + randomHex(4)),
      m_command([this](ports::ExecStream stream, std::string text) { print(stream, std::move(text)); }),
      m_service([this](ports::ExecStream stream, std::string text) { print(stream, std::move(text)); })
{
}

TemplateBuilder::~TemplateBuilder() = default;

void TemplateBuilder::begin()
{
    say("Begun at " + inWords(m_parts.clock.wallNow()));
    if (const auto can = m_parts.hypervisor.canSnapshot(); !can)
        return failed(inContext("a template is a snapshot, and this host takes none", can.error()));
    show("Looking at what is copied");
    survey(0);
}

/// What is copied decides what a step comes to, so it is read before anything is begun.
void TemplateBuilder::survey(std::size_t from)
{
    const auto &steps = m_order.definition.steps;
    while (from < steps.size() && !std::holds_alternative<CopyStep>(steps[from].what))
        ++from;
    if (from == steps.size()) {
        if (m_order.baseKey.empty())
            return obtain();
        return soon([this] { plan(); });
    }
    const auto &step = std::get<CopyStep>(steps[from].what);
    auto root = step.from.starts_with('/') ? step.from
                : step.from == "."         ? m_order.folder
                                           : m_order.folder + '/' + step.from;
    m_step = from;
    m_call = m_parts.files.survey(root, [this, from, root](Result<std::vector<ports::TreeEntry>> found) {
        if (!found)
            return failed(inContext(whereWeAre() + root, found.error()));
        m_copies[from] = {root, *std::move(found)};
        soon([this, from] { survey(from + 1); });
    });
}

void TemplateBuilder::obtain()
{
    show("Waiting for what it is made from");
    m_call = m_order.obtain([this](Result<TemplateStart> start) { obtained(std::move(start)); });
}

void TemplateBuilder::obtained(Result<TemplateStart> start)
{
    if (!start)
        return failed(inContext("what it is made from", start.error()));
    m_start = *std::move(start);
    if (m_keys.empty()) {
        m_order.baseKey = m_start->key;
        return soon([this] { plan(); });
    }
    if (m_start->key != m_order.baseKey) // it changed meanwhile, and with it all that follows
        return failed(
            {ErrorCode::Conflict, "what it is made from has changed while it was being built; build it again"});
    soon([this] { beginFrom(0); });
}

void TemplateBuilder::plan()
{
    auto key = chained(std::string(kStepsVersion), m_order.baseKey);
    for (std::size_t i = 0; i < m_order.definition.steps.size(); ++i) {
        auto content = contentOf(m_order.definition.steps[i]);
        if (const auto copy = m_copies.find(i); copy != m_copies.end())
            for (const auto &entry : copy->second.entries)
                content += '\n' + std::to_string(entry.path.size()) + ':' + entry.path + (entry.isFolder ? "/" : " ") +
                           (entry.isExecutable ? "x " : "- ") + entry.sha256;
        key = chained(key, content);
        m_keys.push_back(key);
    }
    m_handlers.planned(m_keys);
    auto steps = m_keys.size();
    while (steps > 0 && !(m_order.cached && m_order.cached(m_keys[steps - 1])))
        --steps;
    beginFrom(steps);
}

/// With what the first so many steps left; 0: with what it is made from.
void TemplateBuilder::beginFrom(std::size_t steps)
{
    if (steps == 0) {
        if (!m_start)
            return obtain();
        beginWith(m_start->image, 0);
        return startMachine(m_start->spec);
    }
    const auto kept = m_order.cached(m_keys[steps - 1]);
    if (!kept) // lost, just now
        return beginFrom(steps - 1);
    m_call = m_parts.hypervisor.store().openSnapshot(
        kept->snapshot, [this, steps, kept](Result<std::shared_ptr<const ports::Snapshot>> opened) {
            if (!opened) {
                say("What step " + std::to_string(steps) +
                    " left does not load, it is run again: " + describe(opened.error()));
                return soon([this, steps] {
                    m_handlers.lost(m_keys[steps - 1]);
                    beginFrom(steps - 1);
                });
            }
            m_cached = static_cast<int>(steps);
            std::vector<int> numbers;
            for (int i = 1; i <= m_cached; ++i)
                numbers.push_back(i);
            m_handlers.cached(std::move(numbers));
            say(m_cached == 1 ? "Step 1 is as it was built before"
                              : "Steps 1 to " + std::to_string(m_cached) + " are as they were built before");
            const auto &facts = (*opened)->facts();
            beginWith(facts.origin.image, steps);
            startMachine({.sandbox = m_machineName,
                          .size = facts.size,
                          .acceleration = facts.acceleration,
                          .image = facts.image,
                          .from = *opened});
        });
}

void TemplateBuilder::beginWith(SandboxImage image, std::size_t steps)
{
    m_image = std::move(image);
    m_setup = m_image.setup.value_or(ports::GuestSetup{});
    for (std::size_t i = 0; i < steps; ++i)
        setUp(m_order.definition.steps[i]);
    m_step = steps;
}

void TemplateBuilder::startMachine(ports::MachineSpec spec)
{
    for (const auto *profile : {&m_order.definition.buildEgress, &m_order.definition.runEgress})
        if (const auto known = m_parts.egress ? m_parts.egress->check(*profile) : Result<>(); !known)
            return failed(known.error());
    if (m_parts.egress) {
        const auto known = spec.from ? spec.from->facts().origin.egress.secrets : std::vector<GrantedSecret>();
        auto secrets = m_parts.egress->secrets({}, m_order.definition.buildSecrets, known);
        const auto later = m_parts.egress->secrets({}, m_order.definition.runSecrets); // before an hour of work
        if (!secrets || !later)
            return failed(inContext("give it its secrets", secrets ? later.error() : secrets.error()));
        m_grant = {m_order.definition.buildEgress, {}, *std::move(secrets)};
    }
    spec.sandbox = m_machineName;
    awaitRoom(std::move(spec));
}

void TemplateBuilder::awaitRoom(ports::MachineSpec spec)
{
    if (m_parts.room) {
        auto room = m_parts.room(spec.size);
        if (!room && room.error().code != ErrorCode::InvalidState)
            return failed(inContext("start a machine", room.error()));
        if (!room) {
            if (std::exchange(m_waitsFor, room.error().detail) != room.error().detail)
                show("Waiting for " + m_waitsFor);
            m_soon = m_parts.clock.after(kRoomAgainAfter,
                                         [this, spec = std::move(spec)]() mutable { awaitRoom(std::move(spec)); });
            return;
        }
        m_room = *std::move(room);
    }
    show("Starting a machine");
    m_call = m_parts.hypervisor.start(
        std::move(spec), [this](Result<std::unique_ptr<ports::Machine>> machine) { machineUp(std::move(machine)); });
}

void TemplateBuilder::machineUp(Result<std::unique_ptr<ports::Machine>> machine)
{
    if (!machine)
        return failed(inContext("start a machine", machine.error()));
    m_machine = *std::move(machine);
    m_machine->onExit([this](const ports::MachineExit &exit) {
        failed({ErrorCode::GuestExited, whereWeAre() + "its machine ended" +
                                            (exit.detail.empty() ? "" : ": " + exit.detail) +
                                            "; its console ends with: " + m_machine->consoleTail()});
    });
    m_told = m_setup;
    m_call = m_parts.connector.connect(m_machine->controlSocket(),
                                       {m_machineName.value(), m_parts.clock.wallNow(), randomBytes(kEntropyBytes),
                                        m_setup, m_parts.egress ? m_parts.egress->trust(m_grant) : std::nullopt},
                                       limits::kBootTimeoutEmulated,
                                       [this](Result<ports::GreetedGuest> guest) { greeted(std::move(guest)); });
}

void TemplateBuilder::greeted(Result<ports::GreetedGuest> guest)
{
    if (!guest)
        return failed(inContext("reach its guest", guest.error()));
    m_link = std::move(guest->link);
    m_link->onLost([this](const Error &why) { failed(inContext(whereWeAre() + "its guest was lost", why)); });
    followEgress(m_machine.get());
    soon([this] { next(); });
}

void TemplateBuilder::obeyEgressAnew()
{
    if (m_link && m_machine)
        followEgress(m_machine.get());
}

void TemplateBuilder::followEgress(const ports::Machine *machine)
{
    if (m_parts.egress)
        m_egress.follow(*m_parts.egress, m_machineName, {.machine = machine, .grant = m_grant}, nullptr);
}

SnapshotOrigin TemplateBuilder::originOf(SnapshotKind kind) const
{
    const bool isStep = kind == SnapshotKind::Step;
    auto image = m_image;
    image.base.clear();
    if (!isStep) {
        image.setup = finalSetup();
        addStartCommand(image);
    }
    SnapshotOrigin origin{
        .id = SnapshotId((isStep ? "step-" : "tplv-") + randomHex(6)), .kind = kind, .sandbox = m_machineName};
    origin.name = m_order.definition.name;
    origin.sandboxName = m_order.definition.name;
    origin.at = m_parts.clock.wallNow();
    origin.image = std::move(image);
    origin.egress.secrets = m_grant.secrets; // what was written down in it stays worth something for who may use them
    return origin;
}

/// Whoever calls us is in the middle of something.
void TemplateBuilder::soon(std::function<void()> then)
{
    if (!m_over)
        m_soon = m_parts.clock.after(0ms, std::move(then));
}

/// 0: before the first, or after the last.
int TemplateBuilder::number() const
{
    return m_link && m_step < m_order.definition.steps.size() ? static_cast<int>(m_step) + 1 : 0;
}

void TemplateBuilder::say(std::string text)
{
    m_handlers.line({api::BuildLine::Stream::System, m_parts.clock.wallNow(), number(), std::move(text)});
}

void TemplateBuilder::print(ports::ExecStream stream, std::string text)
{
    const auto from =
        stream == ports::ExecStream::Output ? api::BuildLine::Stream::Output : api::BuildLine::Stream::Error;
    m_handlers.line({from, m_parts.clock.wallNow(), number(), std::move(text)});
}

void TemplateBuilder::show(const std::string &text)
{
    say(text);
    m_handlers.step(number(), text);
}

/// "step 4 (line 23), run make: "; empty: not in a step.
std::string TemplateBuilder::whereWeAre() const
{
    const auto &steps = m_order.definition.steps;
    if (m_step >= steps.size())
        return {};
    const auto &step = steps[m_step];
    return "step " + std::to_string(m_step + 1) + (step.line > 0 ? " (line " + std::to_string(step.line) + ")" : "") +
           ", " + textOf(step) + ": ";
}

void TemplateBuilder::failed(const Error &why)
{
    if (!m_over)
        over(tl::unexpected(why));
}

void TemplateBuilder::over(Result<Built> result)
{
    m_over = true;
    m_soon.cancel();
    m_ending = m_parts.clock.after(0ms, [this, result = std::move(result)] {
        m_soon.cancel();
        m_call.cancel();
        m_watching.cancel();
        m_copy.reset();
        m_wait.reset();
        followEgress(nullptr);
        m_link.reset();
        m_machine.reset();
        const auto done = std::move(m_handlers.done);
        done(result); // may destroy us
    });
}

} // namespace glovebox::engine
