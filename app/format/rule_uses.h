// Role: how often rules of egress profiles have decided. Pure. Thread: any.
#pragma once

#include "core/domain/egress_policy.h"
#include "core/domain/history.h"

#include <map>
#include <string>
#include <vector>

namespace glovebox::format {

/// By rule. A decision that several rules made ("packages: *.example.org; packages: 10.0.0.0/8": a name, and where it
/// led) is one of each.
class RuleUses {
public:
    RuleUses() = default;
    explicit RuleUses(const std::vector<domain::EgressRuleUse> &uses);

    /// Null: it decided nothing.
    const domain::EgressRuleUse *of(const std::string &profile, const domain::EgressRule &rule) const;

private:
    std::map<std::string, domain::EgressRuleUse> m_uses;
};

} // namespace glovebox::format
