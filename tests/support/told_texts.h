// Role: each command to an engine as one line of text ("destroy sbx-1"). Pure. Thread: any.
#pragma once

#include "core/api/engine_door.h"

#include <string>

namespace testsupport {

struct ToldTexts {
    static std::string textOf(const glovebox::api::ImportImage &a) { return "import " + a.source; }
    static std::string textOf(const glovebox::api::CancelImport &a) { return "cancel import " + a.image.value(); }
    static std::string textOf(const glovebox::api::RemoveImage &a) { return "remove image " + a.image.value(); }
    static std::string textOf(const glovebox::api::NameImage &a)
    {
        return "name image " + a.image.value() + ": " + a.name;
    }
    static std::string textOf(const glovebox::api::VerifyImage &a) { return "verify image " + a.image.value(); }
    static std::string textOf(const glovebox::api::CollectImages &) { return "collect images"; }
    static std::string textOf(const glovebox::api::BuildAgentImage &a)
    {
        return a.anew ? "build the agent image anew" : "build the agent image";
    }
    static std::string textOf(const glovebox::api::SaveTemplate &a) { return "save template: " + a.text; }
    static std::string textOf(const glovebox::api::BuildTemplate &a)
    {
        return "build template " + a.name + (a.fresh ? " afresh" : "");
    }
    static std::string textOf(const glovebox::api::CancelTemplateBuild &a) { return "cancel build of " + a.name; }
    static std::string textOf(const glovebox::api::UseTemplateVersion &a)
    {
        return "use " + a.name + " version " + std::to_string(a.version);
    }
    static std::string textOf(const glovebox::api::DeleteTemplateVersion &a)
    {
        return "delete " + a.name + " version " + std::to_string(a.version);
    }
    static std::string textOf(const glovebox::api::ForgetTemplate &a) { return "forget template " + a.name; }
    static std::string textOf(const glovebox::api::ListAgents &a) { return "agents of " + a.environment.value(); }
    static std::string textOf(const glovebox::api::StartSession &a)
    {
        std::string text = "start in " + a.environment.value() + " with " + a.agent + ": " + a.message;
        if (!a.title.empty())
            text += ", title " + a.title;
        for (const auto &[key, value] : a.metadata)
            text += ", " + key + "=" + value;
        if (a.sandbox)
            text += ", in " + a.sandbox->value();
        if (a.session)
            text += ", again to " + a.session->value();
        return text;
    }
    static std::string textOf(const glovebox::api::ReportOperation &a) { return "report " + a.object; }
    static std::string textOf(const glovebox::api::CancelOperation &a) { return "cancel " + a.operation.value(); }
    static std::string textOf(const glovebox::api::LookForOrphans &) { return "look for orphans"; }
    static std::string textOf(const glovebox::api::RemoveOrphan &a) { return "remove orphan " + a.id; }
    static std::string textOf(const glovebox::api::SetBudgets &a)
    {
        return "budgets x" + std::to_string(a.budgets.size());
    }

    static std::string textOf(const glovebox::api::ReserveSandbox &a)
    {
        return "reserve " + a.sandbox.value() + " for " + inWords(a.reservation);
    }
    static std::string textOf(const glovebox::api::CancelReservation &a) { return "unreserve " + a.sandbox.value(); }
    /// "egress sbx-1 packages +api.example.org -not 192.0.2.1"
    static std::string textOf(const glovebox::api::ChangeEgress &a)
    {
        auto text = "egress " + a.sandbox.value();
        if (a.profile)
            text += ' ' + *a.profile;
        for (const auto &rule : a.add)
            text += " +" + glovebox::domain::textOf(rule);
        for (const auto &rule : a.remove)
            text += " -" + glovebox::domain::textOf(rule);
        for (const auto &secret : a.addSecrets)
            text += " +secret " + secret;
        for (const auto &secret : a.removeSecrets)
            text += " -secret " + secret;
        return text;
    }
    /// "seed sbx-1: 2 steps"
    static std::string textOf(const glovebox::api::SeedSandbox &a)
    {
        return "seed " + a.sandbox.value() + ": " + std::to_string(a.seed.steps.size()) + " steps";
    }
    static std::string textOf(const glovebox::api::CancelSeed &a) { return "cancel seed " + a.sandbox.value(); }
    static std::string textOf(const glovebox::api::HibernateSandbox &a) { return "hibernate " + a.sandbox.value(); }
    static std::string textOf(const glovebox::api::TakeSnapshot &a)
    {
        return "snapshot " + a.sandbox.value() + (a.name.empty() ? "" : ": " + a.name);
    }
    static std::string textOf(const glovebox::api::ForkSandbox &a)
    {
        return "fork " + a.sandbox.value() + " x" + std::to_string(a.count);
    }
    static std::string textOf(const glovebox::api::RestoreAsNew &a)
    {
        return "restore " + a.snapshot.value() + " x" + std::to_string(a.count);
    }
    static std::string textOf(const glovebox::api::RestoreInPlace &a)
    {
        return "restore " + a.snapshot.value() + " in " + a.sandbox.value() + (a.safety ? "" : " unsafely");
    }
    static std::string textOf(const glovebox::api::DeleteSnapshots &a)
    {
        std::string text = "delete";
        for (const auto &id : a.snapshots)
            text += " " + id.value();
        return text;
    }
    /// "ladder sbx-1: pause 60000, hibernate never, destroy never"
    static std::string textOf(const glovebox::api::SetIdleLadder &a)
    {
        return "ladder " + a.sandbox.value() + ": " + textOf(a.ladder);
    }
    static std::string textOf(const glovebox::domain::IdleLadder &ladder)
    {
        const auto step = [](const std::optional<std::chrono::milliseconds> &after) {
            return after ? std::to_string(after->count()) : std::string("never");
        };
        return "pause " + step(ladder.pauseAfter) + ", hibernate " + step(ladder.hibernateAfter) + ", destroy " +
               step(ladder.destroyAfter);
    }
    static std::string textOf(const glovebox::api::SetTemplateLadder &a)
    {
        return "ladder " + a.base.value() + ": " + (a.ladder ? textOf(*a.ladder) : "default");
    }
    static std::string textOf(const glovebox::api::RenameSnapshot &a)
    {
        return "rename " + a.snapshot.value() + ": " + a.name;
    }
    static std::string textOf(const glovebox::api::PinSnapshot &a)
    {
        return (a.pinned ? "pin " : "unpin ") + a.snapshot.value();
    }
    static std::string textOf(const glovebox::api::CancelVerify &a) { return "cancel verify " + a.snapshot.value(); }
    static std::string textOf(const glovebox::api::VerifySnapshot &a) { return "verify " + a.snapshot.value(); }
    /// "keep alive sbx-1 3600000"
    static std::string textOf(const glovebox::api::KeepAlive &a)
    {
        return "keep alive " + a.sandbox.value() + " " + std::to_string(a.time.count());
    }
    /// "label sbx-1: team=a"
    static std::string textOf(const glovebox::api::SetLabels &a)
    {
        auto text = "label " + a.sandbox.value();
        for (const auto &[name, value] : a.labels)
            text += (text.find(':') == std::string::npos ? ": " : ", ") + name + '=' + value;
        return text;
    }
    static std::string textOf(const glovebox::api::RebuildTemplate &a) { return "rebuild " + a.base.value(); }
    static std::string textOf(const glovebox::api::ChangeEgressProfile &a)
    {
        auto text = "profile " + a.profile;
        for (const auto &rule : a.add)
            text += " +" + glovebox::domain::textOf(rule);
        for (const auto &rule : a.remove)
            text += " -" + glovebox::domain::textOf(rule);
        return text;
    }
    static std::string textOf(const glovebox::api::OpenPort &a)
    {
        return "open port " + a.sandbox.value() + ":" + std::to_string(a.port);
    }
    static std::string textOf(const glovebox::api::ClosePort &a) { return "close port " + a.id.value(); }
    static std::string textOf(const glovebox::api::SaveSecret &a) { return "keep secret " + a.secret.name; }
    static std::string textOf(const glovebox::api::RemoveSecret &a) { return "remove secret " + a.name; }
    static std::string textOf(const glovebox::api::CreateKey &a)
    {
        return "create key " + a.name + " to " + std::string(word(a.scope)) + (a.expires ? " for a while" : "");
    }
    static std::string textOf(const glovebox::api::RotateKey &a)
    {
        return "rotate " + a.id.value() + ", old one good for " + std::to_string(a.grace.count());
    }
    static std::string textOf(const glovebox::api::RevokeKey &a) { return "revoke " + a.id.value(); }
    static std::string textOf(const glovebox::api::AddEnvironment &a)
    {
        return "add " + a.id.value() + (a.operatorKey ? " with an operator key" : "");
    }
    static std::string textOf(const glovebox::api::RemoveEnvironment &a) { return "remove " + a.id.value(); }
    static std::string textOf(const glovebox::api::DeleteTemplate &a) { return "delete " + a.base.value(); }
};

} // namespace testsupport
