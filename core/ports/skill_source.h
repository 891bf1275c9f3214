// Role: the skills that agents bring along (reference 5.1), already unpacked and checked. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/domain/session.h"

#include <string>
#include <vector>

namespace glovebox::ports {

struct SkillFile {
    std::string path; // relative, of plain components, below the skill's folder
    std::string content;
    bool executable = false;
};

struct Skill {
    std::string id;
    std::string version; // concrete
    std::string folder;  // one plain path component
    std::vector<SkillFile> files;
};

class SkillSource {
public:
    virtual ~SkillSource() = default;

    /// Resolves the version, downloads and unpacks. ProtocolError for an archive that is not safe, TooLarge beyond
    /// limits::kSkillBytesMax. An empty credential means the environment key.
    virtual Call fetch(domain::SkillRef skill, SecretString credential, Callback<Skill> done) = 0;
};

} // namespace glovebox::ports
