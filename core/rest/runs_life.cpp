// Role: the part of RunsApi that makes, keeps, changes and ends runs.
#include "core/base/limits.h"
#include "core/rest/runs_jobs.h"
#include "core/rest/runs_network.h"

#include <algorithm>

namespace glovebox::rest {

using api::Verdict;
using domain::SandboxId;
using domain::SandboxState;
using nlohmann::json;

namespace {

constexpr std::size_t kImageNameMax = 255;
constexpr std::size_t kIdMax = 128;

http::Response badRequest(const std::string &sentence)
{
    return runsProblem(400, "bad_request", sentence);
}

/// Where trying again may help it says when.
http::Response deniedAnswer(const Verdict &verdict)
{
    auto answer = runsProblem(Error{verdict.code, verdict.reason});
    if (answer.status == 429 || answer.status == 503)
        answer.headers.add("retry-after", "10");
    return answer;
}

http::Response fullAnswer(const std::string &sentence)
{
    auto answer = runsProblem(429, "capacity", sentence);
    answer.headers.add("retry-after", "10");
    return answer;
}

api::SandboxAction ladderOf(const SandboxId &id, const domain::IdleLadder &ladder)
{
    return api::SetIdleLadder{id, ladder};
}

/// As clients write it: by a name of the library, with or without the registry that is meant by default, or a digest.
const api::ImageView *imageOf(const KnownState &state, const std::string &asked)
{
    if (const auto *image = state.image(asked))
        return image;
    for (const std::string_view prefix : {"docker.io/library/", "docker.io/"}) {
        if (const auto *image = state.image(std::string(prefix) + asked))
            return image;
        if (asked.starts_with(prefix))
            if (const auto *image = state.image(asked.substr(prefix.size())))
                return image;
    }
    const auto digest = asked.substr(asked.find('@') + 1); // all of it when there is none
    for (const auto &[id, view] : state.images)
        if (!view.image.digest.empty() && view.image.digest == digest)
            return &view;
    return nullptr;
}

/// The name that the engine finds it by.
std::string nameOf(const api::ImageView &view, const std::string &asked)
{
    const auto &names = view.image.names;
    if (std::ranges::find(names, asked) != names.end())
        return asked;
    return names.empty() ? view.image.id.value() : names.front();
}

using Bounds = RequestBody::Bounds;

std::chrono::seconds timeoutFrom(RequestBody &body)
{
    const auto asked = body.count("timeout", static_cast<std::uint64_t>(kRunTimeoutMax.count()));
    return asked ? std::chrono::seconds(static_cast<std::chrono::seconds::rep>(*asked)) : kRunTimeout;
}

domain::MachineSize sizeFrom(RequestBody &body, const domain::MachineSize &usual)
{
    constexpr Bounds vcpus{1, limits::kVcpusMax};
    constexpr Bounds memory{limits::kMachineMemoryMin.value >> 20, limits::kMachineMemoryMax.value >> 20};
    constexpr Bounds disk{limits::kMachineDiskMin.value >> 20, limits::kMachineDiskMax.value >> 20};
    domain::MachineSize size;
    size.vcpus = static_cast<int>(body.count("vcpus", vcpus).value_or(static_cast<std::uint64_t>(usual.vcpus)));
    size.memory = ByteCount::mib(body.count("mem_mib", memory).value_or(usual.memory.value >> 20));
    size.disk = ByteCount::mib(body.count("disk_mib", disk).value_or(usual.disk.value >> 20));
    return size;
}

NetworkWish networkFrom(RequestBody &body)
{
    NetworkWish wish;
    wish.profile = body.text("network_profile", domain::kEgressTextMax);
    if (body.has("network") && body.has("network_profile"))
        body.wrong("network and network_profile exclude each other: give one of them");
    if (auto network = body.object("network", {"allow", "deny"})) {
        wish.allow = network->words("allow", domain::kEgressTextMax);
        wish.deny = network->words("deny", domain::kEgressTextMax);
        body.adopt(*network, "'network'");
    }
    return wish;
}

} // namespace

void RunsApi::create(const Asked &asked)
{
    auto body = asked.body;
    if (body.has("credentials"))
        return asked.answer(runsProblem(400, "unsupported",
                                        "credentials are not taken here: keep a secret on this host (gloveboxctl "
                                        "secret set) and let sandboxes of a template use it"));
    if (!isReady(asked))
        return;
    const auto image = body.text("image", kImageNameMax);
    const auto size = sizeFrom(body, m_state.host->size);
    const auto timeout = timeoutFrom(body);
    const auto network = networkFrom(body);
    if (image.empty())
        body.wrong("'image' names what the run is made of");
    if (body.problem())
        return asked.answer(runsProblem(*body.problem()));
    const auto plan = networkPlan(network, m_state.egress.value_or(api::EgressProfilesView{}));
    if (!plan)
        return asked.answer(runsProblem(plan.error()));
    const auto *known = imageOf(m_state, image);
    if (!known)
        return asked.answer(runsProblem(422, "image_unavailable",
                                        "the image '" + image +
                                            "' is not on this host; bring it in with: gloveboxctl "
                                            "image import " +
                                            image));
    if (known->state != api::ImageState::Ready)
        return asked.answer(
            runsProblem(422, "image_unavailable", "the image '" + image + "' is being brought in, or that failed"));
    api::NewSandbox wanted{.size = size, .ladder = runLadder(timeout), .image = nameOf(*known, image)};
    wanted.egress = plan->profile;
    wanted.id = newRunId();
    if (const auto verdict = asked.door->createSandbox(wanted); verdict.kind == Verdict::Kind::Denied)
        return asked.answer(deniedAnswer(verdict));
    // It waits for a slot, or its machine starts: nothing of the client's can run in it before these hold.
    if (!plan->own.empty()) {
        const auto verdict =
            asked.door->act(api::SandboxAction(api::ChangeEgress{.sandbox = *wanted.id, .add = plan->own}));
        if (verdict.kind == Verdict::Kind::Denied) {
            asked.door->destroySandbox(*wanted.id);
            return asked.answer(deniedAnswer(verdict));
        }
    }
    awaitRuns(birthOf(asked, {*wanted.id}));
}

void RunsApi::list(const Asked &asked) const
{
    json all = json::array();
    for (const auto &[id, view] : m_state.sandboxes)
        if (find(id))
            all.push_back(record(id));
    asked.answer(runsAnswer(200, {{"runs", std::move(all)}}));
}

void RunsApi::show(const Asked &asked) const
{
    if (const auto *run = runOf(asked))
        asked.answer(runsAnswer(200, record(run->id)));
}

/// The countdown begins anew, also when the length is the same. It does not wake.
void RunsApi::setTimeout(const Asked &asked)
{
    const auto *run = runOf(asked);
    if (!run)
        return;
    auto body = asked.body;
    if (!body.has("timeout"))
        body.wrong("'timeout' says after how many seconds without use the run ends; 0: never");
    const auto ladder = runLadder(timeoutFrom(body));
    if (body.problem())
        return asked.answer(runsProblem(*body.problem()));
    const auto id = run->id;
    if (run->ladder != ladder)
        if (const auto verdict = asked.door->act(ladderOf(id, ladder)); verdict.kind == Verdict::Kind::Denied)
            return asked.answer(deniedAnswer(verdict));
    const auto verdict = asked.door->act(api::SandboxAction(api::KeepAlive{id, std::chrono::milliseconds(0)}));
    asked.answer(verdict.kind == Verdict::Kind::Denied ? deniedAnswer(verdict) : runsAnswer(200, record(id)));
}

void RunsApi::destroy(const Asked &asked)
{
    const auto *run = runOf(asked);
    if (!run)
        return;
    const auto id = run->id;
    m_last.insert_or_assign(id, *run);
    if (const auto verdict = asked.door->destroySandbox(id); verdict.kind == Verdict::Kind::Denied) {
        m_last.erase(id);
        return asked.answer(deniedAnswer(verdict));
    }
    m_waits.await(
        [this, id, asked] {
            const auto found = m_state.sandboxes.find(id);
            if (found != m_state.sandboxes.end() && found->second.state != SandboxState::Destroyed)
                return false;
            const auto last = m_last.find(id);
            asked.answer(last == m_last.end() ? noSuchRun(id.value()) : runsAnswer(200, destroyedRecord(last->second)));
            m_last.erase(id);
            return true;
        },
        kDoneWithin,
        [this, id, asked] {
            m_last.erase(id);
            asked.answer(runsProblem(504, "guest_timeout", "the run is still being destroyed"));
        });
}

void RunsApi::fork(const Asked &asked)
{
    const auto *run = runOf(asked);
    if (!run || !isReady(asked))
        return;
    auto body = asked.body;
    const auto count = body.count("count", {1, limits::kForkMax}).value_or(1);
    if (body.problem())
        return asked.answer(runsProblem(*body.problem()));
    const auto ladder = run->ladder;
    api::ForkSandbox wanted{.sandbox = run->id, .count = static_cast<int>(count)};
    for (std::uint64_t i = 0; i < count; ++i)
        wanted.ids.push_back(newRunId());
    if (const auto verdict = asked.door->act(api::SandboxAction(wanted)); verdict.kind == Verdict::Kind::Denied)
        return asked.answer(deniedAnswer(verdict));
    const auto birth = birthOf(asked, wanted.ids);
    birth->areForks = true;
    birth->copiedFrom = "sandbox/" + wanted.sandbox.value();
    birth->ladder = ladder;
    awaitRuns(birth);
}

/// With the idle time of the run that the snapshot was taken of, while that is there.
void RunsApi::restore(const Asked &asked)
{
    if (!isReady(asked))
        return;
    auto body = asked.body;
    const domain::SnapshotId snapshot(body.text("snapshot_id", kIdMax));
    if (body.problem() || snapshot.value().empty())
        return asked.answer(badRequest(body.problem() ? body.problem()->detail : "'snapshot_id' names a snapshot"));
    const auto found = m_state.snapshots.find(snapshot);
    if (found == m_state.snapshots.end() || found->second.state != domain::SnapshotState::Ready)
        return asked.answer(runsProblem(404, "not_found", "there is no snapshot '" + snapshot.value() + "' here"));
    const auto *source = find(found->second.sandbox);
    const auto ladder = source ? source->ladder : runLadder(kRunTimeout);
    const api::RestoreAsNew wanted{.snapshot = snapshot, .count = 1, .name = {}, .ids = {newRunId()}};
    if (const auto verdict = asked.door->act(api::SandboxAction(wanted)); verdict.kind == Verdict::Kind::Denied)
        return asked.answer(deniedAnswer(verdict));
    const auto birth = birthOf(asked, wanted.ids);
    birth->copiedFrom = "snapshot/" + snapshot.value();
    birth->ladder = ladder;
    awaitRuns(birth);
}

std::shared_ptr<RunsApi::Birth> RunsApi::birthOf(const Asked &asked, std::vector<SandboxId> ids) const
{
    const auto now = m_clock.now();
    return std::make_shared<Birth>(
        Birth{std::move(ids), asked.door, asked.responder, now, m_clock.wallNow(), now + kSlotWithin});
}

void RunsApi::awaitRuns(std::shared_ptr<Birth> birth)
{
    birth->responder.keepInformed();
    const auto number = m_waits.await(
        [this, birth] { return lookAt(birth); }, kDoneWithin,
        [this, birth] {
            undo(*birth);
            birth->responder.send(runsProblem(504, "guest_timeout", "the run did not come up in time, and is undone"));
        });
    // One that waits for a slot sees no change until there is one.
    const auto slots =
        m_waits.await([birth] { return !birth->responder.isWaiting(); }, kSlotWithin, [this] { m_waits.stir(); });
    birth->responder.onGone([this, number, slots, birth] {
        m_waits.drop(number);
        m_waits.drop(slots);
        undo(*birth);
    });
}

void RunsApi::undo(const Birth &birth)
{
    const auto left = std::make_shared<std::set<SandboxId>>(birth.ids.begin(), birth.ids.end());
    m_waits.await(
        [this, left, door = birth.door, seen = birth.seen] {
            std::erase_if(*left, [&](const SandboxId &id) {
                const bool isThere = find(id);
                if (isThere)
                    door->destroySandbox(id);
                return isThere || seen.contains(id);
            });
            return left->empty();
        },
        kDoneWithin, [] {});
}

std::optional<http::Response> RunsApi::whyNot(Birth &birth) const
{
    for (const auto &id : birth.ids) {
        const auto *view = find(id);
        if (!view && birth.seen.contains(id))
            return runsProblem(409, "conflict", "the run was destroyed while it was being made");
        if (view && view->state == SandboxState::Failed)
            return runsProblem(view->problem.value_or(Error{ErrorCode::Internal, "the run did not come up"}));
        if (view && view->state == SandboxState::Queued && m_clock.now() >= birth.slotsUntil)
            return fullAnswer("this host has no room for the run: it waits for " +
                              (view->waitsFor.empty() ? std::string("a slot") : view->waitsFor));
    }
    const auto *operation = birth.copiedFrom.empty() ? nullptr : m_state.operationOn(birth.copiedFrom);
    if (!operation || !birth.seen.empty() || operation->operation.beganAt < birth.beganAt)
        return std::nullopt;
    const auto state = operation->operation.state;
    if (state != domain::OperationState::Failed && state != domain::OperationState::Cancelled)
        return std::nullopt;
    return runsProblem(operation->operation.problem.value_or(Error{ErrorCode::Cancelled, "it was cancelled"}));
}

bool RunsApi::lookAt(const std::shared_ptr<Birth> &birth)
{
    bool areUp = true;
    for (const auto &id : birth->ids) {
        const auto *view = find(id);
        areUp = areUp && view && timesUp(id) > 0;
        if (view && birth->seen.insert(id).second && birth->ladder)
            birth->door->act(ladderOf(id, *birth->ladder));
    }
    if (auto answer = whyNot(*birth)) {
        undo(*birth);
        birth->responder.send(*std::move(answer));
        return true;
    }
    if (!areUp)
        return false;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - birth->began);
    json records = json::array();
    for (const auto &id : birth->ids) {
        m_known[id].facts.createTime = took;
        records.push_back(record(id));
    }
    birth->responder.send(runsAnswer(201, birth->areForks ? json{{"forks", records}} : records.front()));
    return true;
}

void RunsApi::awaitState(const Asked &asked, Look isSo)
{
    asked.responder.keepInformed();
    const auto number = m_waits.await(
        [this, asked, id = SandboxId(asked.names.at(0)), isSo = std::move(isSo)] {
            const auto *run = find(id);
            auto answer = run ? isSo(*run) : std::optional(noSuchRun(id.value()));
            if (answer)
                asked.answer(*std::move(answer));
            return answer.has_value();
        },
        kDoneWithin, [asked] { asked.answer(runsProblem(504, "guest_timeout", "it takes too long; ask again")); });
    asked.responder.onGone([this, number] { m_waits.drop(number); });
}

void RunsApi::hibernate(const Asked &asked)
{
    const auto *run = runOf(asked);
    if (!run)
        return;
    const auto id = run->id;
    const auto isAsleep = [](SandboxState state) {
        return state == SandboxState::Hibernated || state == SandboxState::Stopped;
    };
    if (isAsleep(run->state))
        return asked.answer(runsAnswer(200, record(id)));
    if (run->state != SandboxState::Hibernating) {
        const auto verdict = asked.door->act(api::SandboxAction(api::HibernateSandbox{id}));
        if (verdict.kind == Verdict::Kind::Denied)
            return asked.answer(deniedAnswer(verdict));
    }
    awaitState(asked,
               [this, id, isAsleep, hasBegun = std::make_shared<bool>(false)](
                   const api::SandboxView &view) -> std::optional<http::Response> {
                   if (isAsleep(view.state))
                       return runsAnswer(200, record(id));
                   if (view.state == SandboxState::Failed)
                       return runsProblem(view.problem.value_or(Error{ErrorCode::GuestExited, "the run failed"}));
                   const bool isUnderWay = view.state == SandboxState::Hibernating;
                   *hasBegun = *hasBegun || isUnderWay;
                   if (*hasBegun && !isUnderWay)
                       return runsProblem(409, "conflict",
                                          "the run stayed up: somebody used it" +
                                              (view.reason.empty() ? std::string() : ", or " + view.reason));
                   return std::nullopt;
               });
}

void RunsApi::resume(const Asked &asked)
{
    const auto *run = runOf(asked);
    if (!run)
        return;
    const auto id = run->id;
    if (run->state == SandboxState::Running)
        return asked.answer(runsAnswer(200, record(id)));
    if (const auto verdict = asked.door->resumeSandbox(id); verdict.kind == Verdict::Kind::Denied)
        return asked.answer(deniedAnswer(verdict));
    awaitState(asked,
               [this, id, before = timesUp(id), hasBegun = std::make_shared<bool>(false)](
                   const api::SandboxView &view) -> std::optional<http::Response> {
                   if (view.state == SandboxState::Running || timesUp(id) > before)
                       return runsAnswer(200, record(id));
                   if (view.state == SandboxState::Failed)
                       return runsProblem(view.problem.value_or(Error{ErrorCode::GuestExited, "the run failed"}));
                   const bool isAsleep = view.state == SandboxState::Hibernated || view.state == SandboxState::Stopped;
                   *hasBegun = *hasBegun || !isAsleep;
                   if (*hasBegun && isAsleep)
                       return runsProblem(409, "conflict", "the run could not be loaded: " + view.reason);
                   return std::nullopt;
               });
}

void RunsApi::takeSnapshot(const Asked &asked)
{
    const auto *run = runOf(asked);
    if (!run || !isReady(asked))
        return;
    const auto id = run->id;
    const auto verdict = asked.door->act(api::SandboxAction(api::TakeSnapshot{id, {}}));
    if (verdict.kind != Verdict::Kind::Accepted)
        return asked.answer(deniedAnswer(verdict));
    const domain::SnapshotId snapshot(verdict.object.substr(verdict.object.find('/') + 1));
    awaitState(asked, [this, snapshot](const api::SandboxView &) -> std::optional<http::Response> {
        const auto found = m_state.snapshots.find(snapshot);
        if (found == m_state.snapshots.end())
            return runsProblem(409, "conflict", "the snapshot was given up");
        const auto &view = found->second;
        if (view.state == domain::SnapshotState::Failed)
            return runsProblem(view.problem.value_or(Error{ErrorCode::Internal, "the snapshot failed"}));
        if (view.state != domain::SnapshotState::Ready)
            return std::nullopt;
        auto answer = snapshotRecord(view);
        answer["snapshot_id"] = view.id.value();
        return runsAnswer(201, answer);
    });
}

} // namespace glovebox::rest
