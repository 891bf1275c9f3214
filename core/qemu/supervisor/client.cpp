#include "core/qemu/supervisor/client.h"

#include "core/qemu/later.h"
#include "core/qemu/supervisor/codec.h"

#include <QPointer>

#include <filesystem>

namespace glovebox::qemu::supervisor {

namespace {

/// Questions without an answer; more means that the supervisor stands still.
constexpr std::size_t kPendingMax = 1024;
/// More than the supervisor holds of either kind.
constexpr std::size_t kListMax = 1024;

/// The answer's value, or the supervisor's refusal.
template <class Value>
Result<Value> valueOf(Message &message)
{
    if (auto *value = std::get_if<Value>(&message.body))
        return std::move(*value);
    if (const auto *failure = std::get_if<Failed>(&message.body))
        return tl::unexpected(toError(*failure));
    return fail(ErrorCode::ProtocolError, "the supervisor answered something else than it was asked");
}

} // namespace

Result<std::string> findSupervisorProgram(const std::string &programFolder)
{
    namespace fs = std::filesystem;
    std::error_code error;
    for (const char *place : {"/glovebox-supervisor", "/../../core/qemu/supervisor/glovebox-supervisor"})
        if (const auto found = fs::canonical(programFolder + place, error); !error && fs::is_regular_file(found, error))
            return found.string();
    return fail(ErrorCode::HostToolMissing, "glovebox-supervisor is not beside this program, in " + programFolder +
                                                ": the installation is incomplete");
}

template <class Value>
struct SupervisorClient::Listing {
    std::vector<Value> found;
    Callback<std::vector<Value>> done;
    Call step;
};

Call SupervisorClient::ask(Body body, std::vector<UniqueFd> descriptors, Answered done, Answered unwanted)
{
    const auto number = m_nextNumber++;
    auto bytes = encode({number, std::move(body)});
    std::optional<Error> trouble;
    if (!bytes)
        trouble = bytes.error();
    else if (m_state != State::Open)
        trouble = Error{ErrorCode::InvalidState, "the supervisor is not connected"};
    else if (m_pending.size() >= kPendingMax)
        trouble = Error{ErrorCode::InvalidState, "the supervisor answers nothing"};
    m_deadlines.start();
    m_pending[number] = {std::move(done), std::move(unwanted), std::chrono::steady_clock::now() + m_options.answerTime};
    if (trouble)
        later(this, [this, number, error = *trouble] {
            auto pending = m_pending.extract(number);
            if (!pending.empty() && pending.mapped().done)
                pending.mapped().done(tl::unexpected(error));
        });
    else
        send({std::move(*bytes), std::move(descriptors)});
    return Call([guard = QPointer<SupervisorClient>(this), number] {
        if (guard)
            guard->forgetAsking(number);
    });
}

void SupervisorClient::forgetAsking(std::uint64_t number)
{
    const auto found = m_pending.find(number);
    if (found == m_pending.end())
        return;
    if (found->second.unwanted)
        found->second.done = nullptr;
    else
        m_pending.erase(found);
}

/// Asks what nobody waits for the answer of.
void SupervisorClient::tell(Body body)
{
    const auto number = m_nextNumber++;
    if (auto bytes = encode({number, std::move(body)}); bytes && m_state == State::Open)
        send({std::move(*bytes), {}});
}

Call SupervisorClient::spawn(Spawn spawn, std::vector<PassedDescriptor> descriptors, Callback<Spawned> done)
{
    std::vector<UniqueFd> passed;
    spawn.targets.clear();
    for (auto &each : descriptors) {
        spawn.targets.push_back(each.target);
        passed.push_back(std::move(each.descriptor));
    }
    const auto unwanted = [this](Result<Arrived> arrived) {
        const auto spawned = arrived ? valueOf<Spawned>(arrived->message) : fail(ErrorCode::Cancelled);
        if (spawned)
            watch(
                spawned->id,
                {.output = {}, .ended = [this, id = spawned->id](const ChildEnd &) { tell(Forget{id}); }, .lost = {}});
        if (spawned)
            tell(Kill{spawned->id, {}});
    };
    return ask(
        std::move(spawn), std::move(passed),
        [done = std::move(done)](Result<Arrived> arrived) {
            done(arrived ? valueOf<Spawned>(arrived->message) : tl::unexpected(arrived.error()));
        },
        unwanted);
}

Call SupervisorClient::list(Callback<std::vector<ChildInfo>> done)
{
    auto listing = std::make_shared<Listing<ChildInfo>>();
    listing->done = std::move(done);
    listChildren(listing, 0);
    return Call([listing] { listing->step.cancel(); });
}

void SupervisorClient::listChildren(const std::shared_ptr<Listing<ChildInfo>> &listing, std::uint64_t after)
{
    listing->step = ask(NextChild{after}, {}, [this, listing, after](Result<Arrived> arrived) {
        if (!arrived)
            return listing->done(tl::unexpected(arrived.error()));
        if (std::holds_alternative<NoMore>(arrived->message.body))
            return listing->done(std::move(listing->found));
        auto info = valueOf<ChildInfo>(arrived->message);
        if (info && (info->id <= after || listing->found.size() >= kListMax))
            info = fail(ErrorCode::ProtocolError, "the supervisor's list has no end");
        if (!info)
            return listing->done(tl::unexpected(info.error()));
        listing->found.push_back(std::move(*info));
        listChildren(listing, listing->found.back().id);
    });
}

Call SupervisorClient::listKept(Callback<std::vector<KeptInfo>> done)
{
    auto listing = std::make_shared<Listing<KeptInfo>>();
    listing->done = std::move(done);
    listDescriptors(listing, {});
    return Call([listing] { listing->step.cancel(); });
}

void SupervisorClient::listDescriptors(const std::shared_ptr<Listing<KeptInfo>> &listing, const std::string &after)
{
    listing->step = ask(NextKept{after}, {}, [this, listing, after](Result<Arrived> arrived) {
        if (!arrived)
            return listing->done(tl::unexpected(arrived.error()));
        if (std::holds_alternative<NoMore>(arrived->message.body))
            return listing->done(std::move(listing->found));
        auto info = valueOf<KeptInfo>(arrived->message);
        if (info && (info->name <= after || listing->found.size() >= kListMax))
            info = fail(ErrorCode::ProtocolError, "the supervisor's list has no end");
        if (!info)
            return listing->done(tl::unexpected(info.error()));
        listing->found.push_back(std::move(*info));
        listDescriptors(listing, listing->found.back().name);
    });
}

namespace {

/// An answer that says only whether it was done.
auto whetherDone(Callback<> done)
{
    return [done = std::move(done)](auto arrived) {
        if (!done)
            return;
        const auto answer = arrived ? valueOf<Done>(arrived->message) : tl::unexpected(arrived.error());
        if (answer)
            done({});
        else
            done(tl::unexpected(answer.error()));
    };
}

} // namespace

Call SupervisorClient::kill(std::uint64_t id, std::chrono::milliseconds grace, Callback<> done)
{
    return ask(Kill{id, grace}, {}, whetherDone(std::move(done)));
}

Call SupervisorClient::setAlone(std::uint64_t id, Alone alone, Callback<> done)
{
    return ask(SetAlone{id, alone}, {}, whetherDone(std::move(done)));
}

Call SupervisorClient::read(std::uint64_t id, Stream stream, std::uint64_t from, Callback<Output> done)
{
    return ask(Read{id, stream, from}, {}, [done = std::move(done)](Result<Arrived> arrived) {
        done(arrived ? valueOf<Output>(arrived->message) : tl::unexpected(arrived.error()));
    });
}

Call SupervisorClient::forget(std::uint64_t id, Callback<> done)
{
    return ask(Forget{id}, {}, whetherDone(std::move(done)));
}

void SupervisorClient::watch(std::uint64_t id, ChildWatch watch)
{
    m_watches[id] = std::move(watch);
    tell(Follow{id});
}

Call SupervisorClient::keep(const std::string &name, UniqueFd descriptor, Callback<> done)
{
    std::vector<UniqueFd> passed;
    passed.push_back(std::move(descriptor));
    return ask(Keep{name}, std::move(passed), whetherDone(std::move(done)));
}

Call SupervisorClient::take(const std::string &name, Callback<UniqueFd> done)
{
    return ask(Take{name}, {}, [done = std::move(done)](Result<Arrived> arrived) {
        const auto taken = arrived ? valueOf<Taken>(arrived->message) : tl::unexpected(arrived.error());
        if (!taken)
            return done(tl::unexpected(taken.error()));
        if (arrived->descriptors.size() != 1)
            return done(fail(ErrorCode::ProtocolError, "the supervisor gave no descriptor"));
        done(std::move(arrived->descriptors.front()));
    });
}

Call SupervisorClient::drop(const std::string &name, Callback<> done)
{
    return ask(Drop{name}, {}, whetherDone(std::move(done)));
}

std::optional<Spawned> SupervisorClient::awaitSpawn(std::uint64_t number)
{
    std::optional<Spawned> spawned;
    await([number, &spawned](const Message &message) {
        if (message.number != number)
            return false;
        if (const auto *found = std::get_if<Spawned>(&message.body))
            spawned = *found;
        return true;
    });
    m_pending.erase(number);
    return spawned;
}

bool SupervisorClient::endNow(std::uint64_t id)
{
    if (m_state != State::Open)
        return false;
    m_watches.erase(id);
    tell(Follow{id});
    tell(Kill{id, {}});
    const bool gone = await([id](const Message &message) {
        const auto *exited = std::get_if<Exited>(&message.body);
        return exited != nullptr && exited->id == id;
    });
    if (gone)
        tell(Forget{id});
    return gone;
}

} // namespace glovebox::qemu::supervisor
