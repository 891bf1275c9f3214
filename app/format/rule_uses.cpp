#include "app/format/rule_uses.h"

#include <algorithm>
#include <string_view>

namespace glovebox::format {

namespace {

constexpr std::string_view kBetweenRules = "; ";

} // namespace

RuleUses::RuleUses(const std::vector<domain::EgressRuleUse> &uses)
{
    for (const auto &use : uses) {
        std::string_view rest = use.rule;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(kBetweenRules), rest.size());
            const std::string rule(rest.substr(0, end));
            rest.remove_prefix(std::min(end + kBetweenRules.size(), rest.size()));
            auto &sum = m_uses.try_emplace(rule, domain::EgressRuleUse{rule, 0, use.last}).first->second;
            sum.times += use.times;
            sum.last = std::max(sum.last, use.last);
        }
    }
}

const domain::EgressRuleUse *RuleUses::of(const std::string &profile, const domain::EgressRule &rule) const
{
    const auto found = m_uses.find(profile + ": " + domain::textOf(rule));
    return found == m_uses.end() ? nullptr : &found->second;
}

} // namespace glovebox::format
