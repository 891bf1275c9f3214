// Role: what the ledger keeps for people, in words: operations, audit entries, budgets, things that nothing explains,
// and money in columns that add up. Pure.
#pragma once

#include "app/format/states.h"

#include <QByteArray>

namespace glovebox::format {

/// Millionths of a US dollar for columns: always four digits behind the point, "$12.3450".
QString localCost(std::int64_t micros);
/// The same with all digits and without a sign, for other programs: "12.345012".
QString exactDollars(std::int64_t micros);
/// "$1.87"; "not reported" when the control plane said nothing.
QString listCost(const std::optional<domain::ModelUsage> &usage);
/// All of them, the cached ones too.
std::uint64_t tokens(const domain::ModelUsage &usage);
/// "1.2 M", "41.3 k", "812".
QString shortCount(std::uint64_t value);

StateLook look(domain::OperationState state);
/// "Take a snapshot"
QString title(domain::OperationKind kind);
/// How it ended, for lists of what happened: "Snapshot failed".
QString failure(domain::OperationKind kind);
/// Likewise "Snapshot taken"; empty of what nobody waits for, because what it is done to says so itself.
QString success(domain::OperationKind kind);

StateLook look(domain::AuditOutcome outcome);
/// "operator", "control plane"
QString actor(domain::AuditActor actor);

StateLook look(domain::BudgetState state);
/// "Each session: $5.00 in all, then its sandboxes are paused"
QString sentence(const domain::Budget &budget);

/// "Files of a machine that is gone"
QString title(domain::OrphanKind kind);

} // namespace glovebox::format
