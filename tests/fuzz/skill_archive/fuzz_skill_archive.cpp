// Role: feeds arbitrary bytes to the unpacking of skills. Must hold: no crash, nothing beyond the limits, and every
// path that comes out stays below the skill's folder.
#include "core/base/limits.h"
#include "core/base/plain_path.h"
#include "core/controlplane/skill_archive.h"

#include <cstdint>
#include <cstdlib>
#include <set>

using namespace glovebox;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto half = bytes.substr(0, size / 2);
    if (const auto folder = controlplane::skillFolder(half, bytes.substr(half.size()));
        !folder.empty() && (!isPlainRelativePath(folder) || folder.find('/') != std::string::npos))
        std::abort();
    const auto files = controlplane::unpackSkill(bytes);
    if (!files)
        return 0;
    std::set<std::string> seen;
    std::uint64_t total = 0;
    for (const auto &file : *files) {
        total += file.content.size();
        if (!isPlainRelativePath(file.path) || hasControlCharacters(file.path) || !seen.insert(file.path).second)
            std::abort();
    }
    if (files->empty() || files->size() > limits::kSkillFilesMax || total > limits::kSkillBytesMax.value)
        std::abort();
    return 0;
}
