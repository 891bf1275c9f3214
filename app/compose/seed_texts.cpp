#include "app/compose/seed_texts.h"

#include <filesystem>

namespace glovebox::compose {

namespace {

/// What is before and behind the last colon that a slash follows; a place in the sandbox is absolute.
std::optional<std::pair<std::string, std::string>> placed(const std::string &text)
{
    const auto at = text.rfind(":/");
    if (at == std::string::npos || at == 0)
        return std::nullopt;
    return std::pair(text.substr(0, at), text.substr(at + 1));
}

std::string absoluteOf(const std::string &path)
{
    std::error_code trouble;
    const auto whole = std::filesystem::absolute(path, trouble).lexically_normal().string();
    return trouble ? path : whole;
}

} // namespace

Result<domain::SeedStep> putStepFrom(const std::string &text, bool unpack)
{
    const auto parts = placed(text);
    if (!parts)
        return fail(ErrorCode::InvalidArgument, std::string(unpack ? "--unpack takes ARCHIVE" : "--put takes SRC") +
                                                    ":DEST, and DEST is absolute, as in " +
                                                    (unpack ? "site.tar.gz:/srv/site" : "site:/srv/site") + "; not '" +
                                                    text + "'");
    return domain::PutFiles{absoluteOf(parts->first), parts->second, unpack};
}

Result<domain::SeedStep> copyStepFrom(const std::string &text)
{
    const auto parts = placed(text);
    const auto colon = parts ? parts->first.find(":/") : std::string::npos;
    if (colon == std::string::npos || colon == 0)
        return fail(ErrorCode::InvalidArgument,
                    "--from-snapshot takes SNAPSHOT:PATH:DEST, as snap-1a2b3c:/data:/srv/data; not '" + text + "'");
    return domain::CopyFromSnapshot{domain::SnapshotId(parts->first.substr(0, colon)), parts->first.substr(colon + 1),
                                    parts->second};
}

Result<domain::SeedStep> cloneStepFrom(const std::string &text)
{
    const auto scheme = text.find("://");
    if (scheme == std::string::npos)
        return fail(ErrorCode::InvalidArgument,
                    "--clone takes URL[#REFERENCE][:DEST], as https://git.example/app.git#main:/srv/app; not '" + text +
                        "'");
    domain::CloneRepository step{.url = text, .to = {}, .reference = {}};
    const auto place = text.rfind(":/");
    if (place != std::string::npos && place > scheme) {
        step.url = text.substr(0, place);
        step.to = text.substr(place + 1);
    }
    if (const auto hash = step.url.find('#'); hash != std::string::npos) {
        step.reference = step.url.substr(hash + 1);
        step.url.resize(hash);
    }
    return step;
}

} // namespace glovebox::compose
