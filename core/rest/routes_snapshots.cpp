// Role: the local API's routes of snapshots.
#include "core/base/limits.h"
#include "core/rest/own_routes.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

void takeSnapshot(OwnParts &, Asked &asked)
{
    const api::TakeSnapshot wanted{named<domain::SandboxId>(asked), asked.body.text("name", 64)};
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

/// All, or with ?sandbox= those of one.
void listSnapshots(OwnParts &own, Asked &asked)
{
    const auto sandbox = asked.parameter("sandbox");
    json list = json::array();
    for (const auto &[id, view] : own.state.snapshots)
        if (!sandbox || view.sandbox.value() == *sandbox)
            list.push_back(toJson(view));
    asked.answer(okAnswer({{"snapshots", std::move(list)}}));
}

void showSnapshot(OwnParts &own, Asked &asked)
{
    const auto found = own.state.snapshots.find(named<domain::SnapshotId>(asked));
    if (found == own.state.snapshots.end())
        return asked.answer(noneAnswer("snapshot", asked.names[0]));
    asked.answer(okAnswer(toJson(found->second)));
}

void removeSnapshot(OwnParts &own, Asked &asked)
{
    if (!own.state.snapshots.contains(named<domain::SnapshotId>(asked)))
        return asked.answer(noneAnswer("snapshot", asked.names[0]));
    const api::DeleteSnapshots wanted{{named<domain::SnapshotId>(asked)}};
    tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

void changeSnapshot(OwnParts &, Asked &asked)
{
    const auto id = named<domain::SnapshotId>(asked);
    const bool named = asked.body.has("name");
    const bool pinned = asked.body.has("pinned");
    const api::RenameSnapshot rename{id, asked.body.text("name", 64)};
    const api::PinSnapshot pin{id, asked.body.flag("pinned")};
    if (!named && !pinned)
        asked.body.wrong("'name' or 'pinned' says what is to change");
    if (isWrong(asked))
        return;
    auto verdict = named ? asked.door->act(api::SandboxAction(rename)) : api::Verdict::alreadySo();
    if (pinned && verdict.kind != api::Verdict::Kind::Denied)
        verdict = asked.door->act(api::SandboxAction(pin));
    tell(asked, verdict);
}

/// New sandboxes with its state, each with an id of its own.
void restoreAsNew(OwnParts &, Asked &asked)
{
    api::RestoreAsNew wanted{.snapshot = named<domain::SnapshotId>(asked)};
    wanted.count = static_cast<int>(asked.body.count("count", {1, limits::kForkMax}).value_or(1));
    wanted.name = asked.body.text("name", 64);
    if (isWrong(asked))
        return;
    wanted.ids = newSandboxIds(wanted.count);
    tell(asked, asked.door->act(api::SandboxAction(wanted)), wanted.ids);
}

void verifySnapshot(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::SandboxAction(api::VerifySnapshot{named<domain::SnapshotId>(asked)})));
}

void cancelVerify(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::SandboxAction(api::CancelVerify{named<domain::SnapshotId>(asked)})));
}

} // namespace

std::vector<Route> snapshotRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"POST", "/v1/sandboxes/{id}/snapshots", kOperate, to(takeSnapshot), Words{"name"}},
        {"GET", "/v1/snapshots", kRead, to(listSnapshots), {}, Words{"sandbox"}},
        {"GET", "/v1/snapshots/{id}", kRead, to(showSnapshot)},
        {"PATCH", "/v1/snapshots/{id}", kOperate, to(changeSnapshot), Words{"name", "pinned"}},
        {"DELETE", "/v1/snapshots/{id}", kOperate, to(removeSnapshot)},
        {"POST", "/v1/snapshots/{id}/restore", kOperate, to(restoreAsNew), Words{"count", "name"}},
        {"POST", "/v1/snapshots/{id}/verify", kOperate, to(verifySnapshot)},
        {"POST", "/v1/snapshots/{id}/verify/cancel", kOperate, to(cancelVerify)},
    };
}

} // namespace glovebox::rest
