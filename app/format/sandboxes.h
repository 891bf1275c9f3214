// Role: sandboxes and what they come from in words: sizes, how one was started and in what time, a template's steps and
// what its failure means for sandboxes. Pure.
#pragma once

#include "app/format/errors.h"

#include <QTimeZone>

namespace glovebox::format {

/// "2 vCPU · 512 MiB · 8 GiB disk"
QString size(const domain::MachineSize &size);
/// "KVM", "software emulation"
QString accelerationName(domain::Acceleration acceleration);

/// "warm clone", "clone", "booted"; empty while it has not been started.
QString origin(const api::SandboxView &sandbox);
/// The same with what it stands on: "Warm clone of tpl-4f2a91", "Booted from the image, not cloned".
QString originInFull(const api::SandboxView &sandbox);

/// "next, for a slot", "no. 3, for memory"; empty when it does not wait.
QString queuedInShort(const api::SandboxView &sandbox);
/// "2 wait before it. It waits for memory: needs 2.1 GiB, 0.4 GiB is free."
QString queuedInFull(const api::SandboxView &sandbox);
/// "weight 100, 20 MiB/s, 500 operations a second on disk"
QString shares(const domain::MachineShares &shares);

/// "reserved for team = billing"; empty: for nobody.
QString reservedInShort(const api::SandboxView &sandbox);
/// "team = billing, until 2026-11-21 14:00:00 UTC"; empty: for nobody.
QString reservedInFull(const api::SandboxView &sandbox, const QTimeZone &zone);

/// "packages, and 2 rules of its own"; empty: it was not told.
QString egress(const api::SandboxView &sandbox);
/// It may reach any public host, by its profile or by a rule of its own.
bool isEgressOpen(const api::SandboxView &sandbox);
/// "none: nothing leaves", "open: any public host", "packages"
QString egressProfile(const std::string &name);

/// What is done to it beside its state: "snapshotting 42%"; empty: nothing.
QString operationBadge(const api::SandboxView &sandbox);
/// What goes on in its state, or why it is in it: "booting, 2 s", "idle for 60 s".
QString whatItDoes(const api::SandboxView &sandbox, WallTime now);
/// "3 h 12 min": for so long no step of its ladder is taken, because somebody asked for it; empty: nobody did.
QString awakeFor(const api::SandboxView &sandbox, WallTime now);
/// What the idle ladder does next: "pauses in 40 s"; empty: nothing.
QString nextOfLadder(const api::SandboxView &sandbox, WallTime now);
/// "paused after 1 min, hibernated after 15 min, never destroyed"
QString ladderInWords(const domain::IdleLadder &ladder, bool kept);

/// What a build is at now: "waits for its turn", "boots a machine", "freezes memory and disk"; empty when none is.
QString buildStep(const api::TemplateView &base);
/// "1 of 2"; empty where no clones are kept warm.
QString warmClones(const api::TemplateView &base);
/// Likewise, of its current version.
QString warmClones(const api::DefinedTemplateView &made);
/// What a failed one means for sandboxes of its size.
QString templateConsequence();

} // namespace glovebox::format
