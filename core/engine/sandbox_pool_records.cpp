// Role: the part of SandboxPool that takes sandboxes over the end of the program: what is written down of each, and
// what is found again by the next one, on disk or still alive.
#include "core/engine/log.h"
#include "core/engine/pooled_sandbox.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A record is told again after so long for its meter's peaks; its times go on from its mark.
constexpr std::chrono::milliseconds kMeterKeptWithin = 1min;
/// A guest that lived on answers at once, unless the host is busy with all of them.
constexpr std::chrono::milliseconds kAdoptedAnswersWithin = 30s;

/// "2026-03-01 12:00 UTC"
std::string momentOf(WallTime at)
{
    const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
    std::tm parts{};
    std::array<char, 32> text{};
    ::gmtime_r(&seconds, &parts);
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &parts)};
}

std::chrono::milliseconds timeIn(const SandboxMeter &meter)
{
    return meter.running + meter.paused + meter.hibernated;
}

/// A machine that was written down after it woke up has slept for longer than what it woke from says.
bool wokeUpSince(const SnapshotOrigin &state, const ports::StoppedMachine &machine)
{
    const auto slept = state.record ? state.record->meter.hibernated : 0ms;
    return machine.record.id == state.sandbox && machine.record.meter.hibernated > slept;
}

/// A record's meter is `age` old. What was booked of it since is not taken back, and not counted again; the rest of
/// that time it was in the state in which it was found.
void goOnFrom(RunningMeter &meter, const SandboxRecord &record, const UsageBook &books, SandboxState state,
              std::chrono::milliseconds age, MonoTime now)
{
    const auto goesOn = books.atLeastBooked(record.id, record.meter);
    meter.begin(goesOn, now);
    meter.wentOn(state, age - (timeIn(goesOn) - timeIn(record.meter)));
    meter.enter(state, now);
}

} // namespace

SandboxRecord SandboxPool::recordOf(const Sandbox &sandbox) const
{
    const auto now = m_parts.clock.now();
    return {.id = sandbox.id,
            .name = sandbox.name,
            .kept = sandbox.kept,
            .session = sandbox.session,
            .title = sandbox.title,
            .hasWorked = sandbox.hasWorked,
            .createdAt = sandbox.createdAt,
            .shares = sandbox.shares,
            .ladder = sandbox.ladder,
            .keptAliveUntil = sandbox.keptAliveUntil,
            .forkOf = sandbox.forkOf,
            .line = sandbox.line,
            .kernelRelease = sandbox.kernelRelease,
            .meter = sandbox.meter.asOf(now),
            .stayed = sandbox.stayed,
            .fromDisk = sandbox.fromDisk,
            .hasNews = sandbox.hasNews,
            .mark = MeterMark{now, sandbox.meter.counted()},
            .image = sandbox.image,
            .egress = sandbox.egress,
            .guestRunner = sandbox.guestRunner,
            .labels = sandbox.labels};
}

void SandboxPool::takeBack(Sandbox &sandbox, const SandboxRecord &record)
{
    const auto now = m_parts.clock.now();
    sandbox.isOld = true;
    sandbox.labels = record.labels;
    sandbox.name = record.name;
    sandbox.kept = record.kept;
    sandbox.session = record.session;
    sandbox.title = record.title;
    sandbox.hasWorked = record.hasWorked;
    sandbox.createdAt = record.createdAt;
    sandbox.shares = record.shares;
    sandbox.ladder = record.ladder;
    sandbox.forkOf = record.forkOf;
    sandbox.line = record.line;
    sandbox.kernelRelease = record.kernelRelease;
    sandbox.fromDisk = record.fromDisk;
    sandbox.hasNews = record.hasNews;
    sandbox.image = record.image;
    sandbox.egress = record.egress;
    sandbox.guestRunner = record.guestRunner;
    sandbox.meter.begin(record.meter, now);
    sandbox.seen = record.meter;
    const auto wall = m_parts.clock.wallNow();
    if (record.keptAliveUntil && *record.keptAliveUntil > wall) {
        sandbox.keptAliveUntil = record.keptAliveUntil;
        sandbox.usedAt = std::max(sandbox.usedAt, now + (*record.keptAliveUntil - wall));
    }
}

/// With its machine, as soon as its guest has been greeted, and again when something else than its meter has changed,
/// or its state: the time since is that state's for whoever finds it. Without a record it ends with the program.
void SandboxPool::remember(Sandbox &sandbox)
{
    if (sandbox.endsWithProgram || !sandbox.machine || !sandbox.link ||
        !(isUp(sandbox.state) || sandbox.state == SandboxState::Hibernating))
        return;
    const auto record = recordOf(sandbox);
    auto lasting = record;
    lasting.meter = {};
    lasting.mark.reset();
    const auto now = m_parts.clock.now();
    if (sandbox.told == lasting && sandbox.toldState == sandbox.state && now - sandbox.toldAt < kMeterKeptWithin)
        return;
    sandbox.told = std::move(lasting);
    sandbox.toldState = sandbox.state;
    sandbox.toldAt = now;
    sandbox.machine->remember(record);
}

// ---- At start ---------------------------------------------------------------------------------------------------

void SandboxPool::open(PoolSetup setup, std::function<void()> opened)
{
    m_setup = std::move(setup);
    m_ladder = m_setup->ladder;
    m_prices = m_setup->prices;
    m_warm.setShares(m_setup->shares);
    m_admission.setRules({.capacity = m_setup->capacity,
                          .memoryReserve = m_setup->memoryReserve,
                          .cpuOvercommit = m_setup->cpuOvercommit,
                          .diskReserve = m_setup->diskReserve});
    m_adopting = true;
    m_ended.open();
    if (m_survivorsTaken)
        return goOnOpening({}, opened);
    m_survivorsCall = m_parts.hypervisor.survivors([this, opened](Result<std::vector<ports::Survivor>> found) {
        m_survivorsTaken = true;
        if (!found)
            qCWarning(lcEngine, "what may have outlived the last run was not found: %s",
                      describe(found.error()).c_str());
        goOnOpening(found ? *std::move(found) : std::vector<ports::Survivor>(), opened);
    });
}

/// Those alive before those on disk: a machine that lives is newer than what it woke from.
void SandboxPool::goOnOpening(std::vector<ports::Survivor> survivors, const std::function<void()> &opened)
{
    m_builtIn = {.about = {}, .guest = m_setup->image, .command = {}};
    m_templates.open({m_setup->image.key, m_setup->acceleration, m_setup->buildTemplates});
    m_snapshots.open();
    std::ranges::stable_sort(survivors, {}, &ports::Survivor::paused); // of two of one sandbox, the one that runs
    for (auto &survivor : survivors)
        adopt(std::move(survivor));
    findAgain();
    findStopped();
    Images{*this}.hold();
    m_adopting = false;
    m_templates.sweep();
    for (const auto &sandbox : m_sandboxes) { // those that slept or stayed over a stop
        if (sandbox->adopted)
            greetAdopted(*sandbox);
        else
            sandbox->stayed.clear();
        sandbox->isLeftBehind = false; // the next stop waits for it, too
        armLadder(*sandbox);
        publish(*sandbox);
    }
    if (m_setup->warm > 0) // the first session, too, finds one
        m_firstTemplate = m_templates.obtain(m_builtIn, m_setup->size, [](const TemplateKeeper::Shared &) {});
    if (opened)
        opened();
    sampleUsage();
    lookAtHost();
    fillSlots();
    changed();
}

/// It has its slot, whatever the capacity is now.
void SandboxPool::adopt(ports::Survivor survivor)
{
    const auto &record = survivor.record;
    if (find(record.id)) {
        qCWarning(lcEngine, "a second machine of %s was left behind, and is ended", record.id.value().c_str());
        survivor.machine->remember(record); // its disk goes with it
        return;
    }
    qCInfo(lcEngine, "%s outlived the program before", record.id.value().c_str());
    auto &sandbox = *m_sandboxes.emplace_back(std::make_unique<Sandbox>(record.id));
    sandbox.state = SandboxState::Restoring;
    sandbox.since = m_parts.clock.wallNow();
    sandbox.usedAt = m_parts.clock.now();
    takeBack(sandbox, record);
    sandbox.size = survivor.size;
    sandbox.baseId = survivor.base;
    sandbox.diskBase = survivor.diskBase;
    sandbox.adopted = true;
    sandbox.stayed = record.stayed;
    sandbox.stoodStill = survivor.paused;
    sandbox.noSnapshots = survivor.noSnapshots;
    if (sandbox.fromDisk && sandbox.baseId.empty())
        sandbox.noSnapshots = Error{ErrorCode::Unsupported, kBootedFromDisk};
    sandbox.attempts = limits::kBootAttempts; // it cannot be made anew
    sandbox.operation = "Finding it again";
    sandbox.machine = std::move(survivor.machine);
    goOnMetering(sandbox, record);
}

/// It used its processors while no program looked: its process tells how much. One whose record has no mark is from a
/// program that wrote none; what passed since then is not known of it.
void SandboxPool::goOnMetering(Sandbox &sandbox, const SandboxRecord &record)
{
    const auto now = m_parts.clock.now();
    const auto usage = sandbox.machine->usage();
    auto before = record;
    auto age = 0ms;
    if (record.mark && record.mark->at <= now) {
        age = std::chrono::duration_cast<std::chrono::milliseconds>(now - record.mark->at);
        if (usage && usage->cpuTime > record.mark->counted)
            before.meter.cpuTime += usage->cpuTime - record.mark->counted;
    }
    goOnFrom(sandbox.meter, before, m_parts.usage, sandbox.stoodStill ? SandboxState::Paused : SandboxState::Running,
             age, now);
    sandbox.meter.newLife(usage ? usage->cpuTime : 0ms);
    if (usage)
        sandbox.meter.look(*usage); // its peaks
    sandbox.seen = sandbox.meter.asOf(now);
}

/// Nobody speaks with its guest any more: a new channel, and a clock that is right.
void SandboxPool::greetAdopted(Sandbox &sandbox)
{
    watchMachine(sandbox);
    const auto connect = [this, &sandbox] {
        sandbox.connectCall = m_parts.connector.connect(
            sandbox.machine->controlSocket(), identityOf(sandbox), kAdoptedAnswersWithin,
            [this, &sandbox](Result<ports::GreetedGuest> guest) { greeted(sandbox, std::move(guest)); });
    };
    if (!sandbox.stoodStill)
        return connect();
    sandbox.moveCall = sandbox.machine->resume([this, &sandbox, connect](Result<> resumed) {
        if (!resumed)
            return failLater(sandbox, resumed.error());
        connect();
    });
}

/// Those on disk. Of two states of one sandbox the newer one counts, and none beside a machine that lives. One whose
/// machine had woken up since then and left its disk has not slept, but is stopped; its state goes when that has come
/// up.
void SandboxPool::findAgain()
{
    const auto left = m_parts.hypervisor.stopped();
    auto all = m_parts.hypervisor.store().snapshots();
    std::ranges::sort(all, std::greater<>{}, [](const auto &facts) { return facts.origin.at; });
    const auto now = m_parts.clock.now();
    for (const auto &facts : all) {
        const auto &origin = facts.origin;
        if (origin.kind != SnapshotKind::Hibernated)
            continue;
        if (auto *known = find(origin.sandbox)) {
            if (known->adopted && !known->stored)
                known->stored = origin.id; // it goes when the machine's guest has answered
            else if (known->stored != origin.id && known->older != origin.id)
                m_unneeded.push_back(origin.id);
            continue;
        }
        auto &sandbox = *m_sandboxes.emplace_back(std::make_unique<Sandbox>(origin.sandbox));
        const auto woken = std::ranges::find_if(left, [&](const auto &each) { return wokeUpSince(origin, each); });
        if (woken != left.end()) {
            sandbox.older = origin.id;
            takeStopped(sandbox, *woken);
            continue;
        }
        const auto slept = std::max(0ms, m_parts.clock.wallNow() - origin.at);
        sandbox.usedAt = now - slept;
        sandbox.ladder = m_ladder;
        sandbox.createdAt = origin.at;
        sandbox.name = origin.sandboxName;
        sandbox.kept = origin.sandboxKept;
        sandbox.session = origin.session;
        sandbox.line = origin.parent;
        sandbox.image = origin.image;
        sandbox.egress = origin.egress;
        sandbox.guestRunner = origin.guestRunner;
        auto record = origin.record.value_or(recordOf(sandbox));
        if (origin.record)
            takeBack(sandbox, record);
        if (sandbox.ladder.destroyAfter)
            sandbox.usedAt = std::max(sandbox.usedAt, now + kGraceAfterStart - *sandbox.ladder.destroyAfter);
        goOnFrom(sandbox.meter, record, m_parts.usage, SandboxState::Hibernated, slept, now);
        sandbox.seen = sandbox.meter.asOf(now);
        sandbox.state = SandboxState::Hibernated;
        sandbox.since = origin.at;
        sandbox.size = facts.size;
        sandbox.stored = origin.id;
        sandbox.storedMemory = facts.memory;
        sandbox.baseId = facts.base;
        sandbox.reason = "found again";
        armLadder(sandbox);
        publish(sandbox);
    }
    removeUnneeded();
}

/// Its machine does not answer: what it was when it was hibernated last is older, and better than nothing. False: there
/// is no such state.
bool SandboxPool::fallBack(Sandbox &sandbox, const Error &why)
{
    const auto all = m_parts.hypervisor.store().snapshots();
    const auto older = std::ranges::find_if(all, [&](const auto &facts) { return facts.origin.id == sandbox.stored; });
    if (!sandbox.stored || older == all.end())
        return false;
    sandbox.storedMemory = older->memory;
    sandbox.baseId = older->base;
    sandbox.line = older->origin.parent;
    auto said = inContext("it outlived the program before, and does not answer", why);
    said.detail +=
        "; it is as it was hibernated on " + momentOf(older->origin.at) + ", and what it did since then is lost";
    sandbox.reason = said.detail;
    stayStored(sandbox, std::move(said));
    return true;
}

} // namespace glovebox::engine
