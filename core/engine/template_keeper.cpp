#include "core/engine/template_keeper.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/build_log.h"
#include "core/engine/guest_warm_up.h"
#include "core/engine/log.h"
#include "core/engine/random_bytes.h"
#include "core/engine/template_keeper_entry.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A build that failed is tried again when somebody asks so much later. A boot that hangs takes a minute of a host.
constexpr std::chrono::milliseconds kRetryAfter = 10min;
/// A clone that does not come up says that this host or its QEMU cannot, and each try costs a session its deadline.
constexpr std::chrono::milliseconds kDistrustedFor = 6h;

TemplateId newId()
{
    return TemplateId("tpl-" + randomHex(3));
}

} // namespace

TemplateKeeper::TemplateKeeper(Parts parts, std::function<void(api::Change)> observer)
    : m_parts(parts), m_observer(std::move(observer))
{
}

TemplateKeeper::~TemplateKeeper() = default;

void TemplateKeeper::open(Setup setup)
{
    m_setup = std::move(setup);
    // Nothing is cloned from an older built-in image's any more; it stays for as long as snapshots need it.
    outdate([this](const ports::GuestImage &image) { return !image.id && image.key != m_setup->builtIn; });
}

void TemplateKeeper::close()
{
    m_setup.reset();
    for (const auto &entry : std::exchange(m_entries, {}))
        m_observer(api::TemplateGone{entry->id});
}

void TemplateKeeper::outdate(const std::function<bool(const ports::GuestImage &)> &isOld)
{
    for (const auto &facts : m_parts.hypervisor.store().templates()) {
        const bool isUsed = std::ranges::any_of(m_entries, [&](const auto &entry) {
            return entry->id.value() == facts.id && entry->state != TemplateState::Gone;
        });
        if (!isUsed && isOld(facts.image) && std::ranges::find(m_old, facts.id) == m_old.end())
            m_old.push_back(facts.id);
    }
}

TemplateKeeper::Entry *TemplateKeeper::find(const OpenedImage &image, const MachineSize &size) const
{
    const auto found = std::ranges::find_if(m_entries, [&](const auto &entry) {
        return entry->size == size && entry->image.about.id == image.about.id &&
               entry->image.guest.key == image.guest.key;
    });
    return found == m_entries.end() ? nullptr : found->get();
}

TemplateKeeper::Shared TemplateKeeper::ready(const OpenedImage &image, const MachineSize &size) const
{
    const auto *entry = find(image, size);
    return entry ? entry->made : nullptr;
}

bool TemplateKeeper::canBeHad(const OpenedImage &image, const MachineSize &size) const
{
    const auto *entry = find(image, size);
    return m_setup && m_parts.hypervisor.canClone() && (m_setup->mayBuild || entry || onDisk(image, size)) &&
           (!entry || entry->state != TemplateState::Failed || m_parts.clock.now() >= entry->notBefore);
}

Call TemplateKeeper::obtain(const OpenedImage &image, const MachineSize &size, std::function<void(Shared)> done)
{
    auto *entry = find(image, size);
    if (!canBeHad(image, size))
        return m_parts.clock.after(0ms, [done = std::move(done)] { done(nullptr); });
    if (!entry) {
        const auto stored = onDisk(image, size);
        entry = m_entries
                    .emplace_back(std::make_unique<Entry>(
                        Entry{.id = stored ? TemplateId(stored->id) : newId(), .image = image, .size = size}))
                    .get();
        entry->isOnDisk = stored.has_value();
        if (stored) {
            entry->log = stored->notes.log;
            entry->ladder = stored->notes.ladder;
        }
        entry->since = m_parts.clock.wallNow();
        entry->step = "Waiting";
        publish(*entry);
    } else if (entry->state == TemplateState::Failed) {
        enter(*entry, TemplateEvent::Retry, "Waiting");
    }
    const auto ticket = ++m_tickets;
    entry->waiting.push_back({ticket, std::move(done)});
    if (entry->state == TemplateState::Ready)
        answer(*entry);
    else
        buildNext();
    return Call([this, ticket] {
        for (const auto &asked : m_entries)
            std::erase_if(asked->waiting, [&](const auto &waiting) { return waiting.ticket == ticket; });
    });
}

void TemplateKeeper::buildNext()
{
    if (!m_setup || std::ranges::any_of(m_entries, [](const auto &entry) { return entry->underWay; }))
        return;
    const auto next =
        std::ranges::find_if(m_entries, [](const auto &entry) { return entry->state == TemplateState::Building; });
    if (next == m_entries.end())
        return;
    if ((*next)->isOnDisk)
        load(**next);
    else
        build(**next);
}

/// Of this image, this size and this acceleration.
std::optional<ports::TemplateFacts> TemplateKeeper::onDisk(const OpenedImage &image, const MachineSize &size) const
{
    if (!m_setup)
        return std::nullopt;
    for (auto &facts : m_parts.hypervisor.store().templates()) {
        const bool isOld = std::ranges::find(m_old, facts.id) != m_old.end();
        if (!isOld && facts.size == size && facts.acceleration == m_setup->acceleration &&
            facts.image.key == image.guest.key && facts.image.id == image.about.id)
            return std::move(facts);
    }
    return std::nullopt;
}

void TemplateKeeper::load(Entry &entry)
{
    entry.underWay = true;
    entry.began = m_parts.clock.now();
    entry.step = "Loading";
    publish(entry);
    entry.call = m_parts.hypervisor.store().openTemplate(entry.id.value(), [this, &entry](Result<Shared> opened) {
        if (opened)
            return frozen(entry, std::move(opened));
        qCWarning(lcEngine, "template %s is built anew, what is on disk does not load: %s", entry.id.value().c_str(),
                  describe(opened.error()).c_str());
        m_observer(api::TemplateGone{entry.id});
        m_old.push_back(entry.id.value());
        entry.id = newId();
        entry.isOnDisk = false;
        entry.underWay = false;
        entry.nextTurn = m_parts.clock.after(0ms, [this] { // the store is calling us
            sweep();
            buildNext();
        });
    });
}

TemplateKeeper::Entry *TemplateKeeper::atRest(const TemplateId &id)
{
    const auto found = std::ranges::find_if(m_entries, [&](const auto &entry) { return entry->id == id; });
    return found == m_entries.end() || (*found)->underWay ? nullptr : found->get();
}

bool TemplateKeeper::rebuild(const TemplateId &id)
{
    auto *entry = atRest(id);
    if (!entry)
        return false;
    m_observer(api::TemplateGone{id});
    m_old.push_back(id.value());
    entry->made.reset();
    entry->id = newId();
    entry->isOnDisk = false;
    entry->problem.reset();
    entry->state = TemplateState::Building; // a new one, in the old one's place
    entry->since = m_parts.clock.wallNow();
    entry->step = "Waiting";
    publish(*entry);
    if (m_onChanged)
        m_onChanged();
    sweep();
    buildNext();
    return true;
}

bool TemplateKeeper::remove(const TemplateId &id)
{
    auto *entry = atRest(id);
    if (!entry || !entry->waiting.empty()) // it is about to be handed to somebody
        return false;
    enter(*entry, TemplateEvent::Forget, {});
    std::erase_if(m_entries, [&](const auto &each) { return each.get() == entry; });
    m_observer(api::TemplateGone{id});
    m_old.push_back(id.value());
    if (m_onChanged)
        m_onChanged();
    sweep();
    return true;
}

void TemplateKeeper::sweep()
{
    for (const auto &id : m_old)
        if (!m_removing.contains(id) && !(m_isNeeded && m_isNeeded(id)))
            m_removing[id] = m_parts.hypervisor.store().removeTemplate(id, [this, id](const Result<> &removed) {
                if (removed)
                    std::erase(m_old, id); // else something stands on it still
                m_sweeping[id] = m_parts.clock.after(0ms, [this, id] { m_removing.erase(id); });
            });
}

void TemplateKeeper::build(Entry &entry)
{
    entry.underWay = true;
    entry.began = m_parts.clock.now();
    entry.console.clear();
    entry.steps = "Begun at " + inWords(m_parts.clock.wallNow()) + ", " + std::to_string(entry.size.vcpus) +
                  " vCPUs, " + std::to_string(entry.size.memory.value >> 20) + " MiB\n";
    step(entry, "Booting");
    entry.call = m_parts.hypervisor.start(
        {.sandbox = SandboxId(entry.id.value()),
         .size = entry.size,
         .acceleration = m_setup->acceleration,
         .image = entry.image.guest,
         .freezable = true},
        [this, &entry](Result<std::unique_ptr<ports::Machine>> machine) { booted(entry, std::move(machine)); });
}

void TemplateKeeper::booted(Entry &entry, Result<std::unique_ptr<ports::Machine>> machine)
{
    if (!machine)
        return failed(entry, machine.error());
    entry.machine = *std::move(machine);
    entry.machine->onExit([this, &entry](const ports::MachineExit &exit) {
        failed(entry, {ErrorCode::GuestExited, "its machine ended" + (exit.detail.empty() ? "" : ": " + exit.detail)});
    });
    const auto deadline =
        m_setup->acceleration == Acceleration::Kvm ? limits::kBootTimeoutKvm : limits::kBootTimeoutEmulated;
    entry.call = m_parts.connector.connect(
        entry.machine->controlSocket(),
        {entry.id.value(), m_parts.clock.wallNow(), randomBytes(kEntropyBytes), entry.image.about.setup}, deadline,
        [this, &entry](Result<ports::GreetedGuest> guest) { greeted(entry, std::move(guest)); });
}

void TemplateKeeper::greeted(Entry &entry, Result<ports::GreetedGuest> guest)
{
    if (!guest)
        return failed(entry, guest.error());
    note(entry, "Greeted: agent " + guest->greeting.agentVersion + ", Linux " + guest->greeting.kernelRelease);
    for (const auto &check : guest->greeting.checks)
        note(entry, check.name + (check.ok ? ": " : " FAILED: ") + check.detail);
    step(entry, "Warming up");
    entry.link = std::move(guest->link);
    entry.call = warmUp(*entry.link, [this, &entry](Result<> warm) {
        // An image of somebody else's may have no shell. Its programs are run as they are then.
        const bool noShell = !warm && warm.error().code == ErrorCode::Unsupported && entry.image.about.id;
        if (!warm && !noShell)
            return failed(entry, inContext("warming it up", warm.error()));
        if (noShell)
            note(entry, "No shell to warm up: " + warm.error().detail);
        freeze(entry);
    });
}

/// Beside the agent only the tools' shell runs in it, which gets each clone's own name and random numbers.
void TemplateKeeper::freeze(Entry &entry)
{
    entry.console = entry.machine->consoleTail();
    step(entry, "Freezing");
    entry.nextTurn = m_parts.clock.after(0ms, [this, &entry] { // the link is in the middle of calling us
        entry.link.reset();
        entry.machine->onExit(nullptr);
        entry.call = m_parts.hypervisor.freeze(std::move(entry.machine),
                                               [this, &entry](Result<Shared> made) { frozen(entry, std::move(made)); });
    });
}

void TemplateKeeper::frozen(Entry &entry, Result<Shared> made)
{
    if (!made)
        return failed(entry, made.error());
    entry.underWay = false;
    entry.made = *std::move(made);
    entry.problem.reset();
    entry.buildTime = std::chrono::duration_cast<std::chrono::milliseconds>(m_parts.clock.now() - entry.began);
    qCInfo(lcEngine, "template %s is ready after %lld ms", entry.id.value().c_str(),
           static_cast<long long>(entry.buildTime->count()));
    if (!entry.isOnDisk) {
        note(entry, "Ready");
        keepNotes(entry);
    }
    enter(entry, TemplateEvent::Frozen, {});
    answer(entry);
    buildNext();
    if (m_onChanged)
        m_onChanged();
}

void TemplateKeeper::failed(Entry &entry, Error why)
{
    if (!entry.underWay && entry.state != TemplateState::Ready)
        return;
    if (entry.machine)
        entry.console = entry.machine->consoleTail();
    note(entry, "Failed: " + describe(why));
    if (entry.machine && !entry.console.empty())
        why.detail += "; the guest's console ends with: " + entry.console;
    qCWarning(lcEngine, "no template of this size for now, sandboxes boot instead: %s", describe(why).c_str());
    entry.underWay = false;
    entry.made.reset();
    entry.problem = std::move(why);
    entry.notBefore = m_parts.clock.now() + kRetryAfter;
    entry.nextTurn = m_parts.clock.after(0ms, [this, &entry] { // the machine may be calling us
        entry.call.cancel();
        entry.link.reset();
        entry.machine.reset();
        buildNext();
    });
    enter(entry, TemplateEvent::Failed, {});
    answer(entry);
    if (m_onChanged)
        m_onChanged();
}

bool TemplateKeeper::giveUp(const TemplateId &id, const Error &why)
{
    const auto found = std::ranges::find_if(m_entries, [&](const auto &entry) { return entry->id == id; });
    if (found == m_entries.end() || (*found)->state != TemplateState::Building)
        return false;
    auto &entry = **found;
    if (!entry.underWay) { // it waits for its turn
        entry.began = m_parts.clock.now();
        entry.underWay = true;
    }
    if (entry.machine)
        entry.machine->onExit(nullptr);
    entry.call.cancel();
    failed(entry, why);
    return true;
}

void TemplateKeeper::distrust(const Shared &base, const Error &why)
{
    for (const auto &entry : m_entries)
        if (base && entry->made == base) {
            failed(*entry, inContext("a clone did not come up", why));
            entry->notBefore = m_parts.clock.now() + kDistrustedFor;
        }
}

void TemplateKeeper::answer(Entry &entry)
{
    entry.answering = m_parts.clock.after(0ms, [&entry] {
        const auto made = entry.made;
        for (auto &waiting : std::exchange(entry.waiting, {}))
            waiting.done(made);
    });
}

} // namespace glovebox::engine
