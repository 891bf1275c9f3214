// Role: what is inside a skill's archive, checked (reference 5.1). Thread: any.
#pragma once

#include "core/ports/skill_source.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::controlplane {

Result<std::vector<ports::SkillFile>> unpackSkill(std::string_view archive);

std::string skillFolder(std::string_view name, std::string_view id);

} // namespace glovebox::controlplane
