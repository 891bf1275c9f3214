#include "core/base/archive_names.h"

#include "core/base/plain_path.h"

#include <algorithm>

namespace glovebox {

namespace {

bool isAbsoluteName(std::string_view name)
{
    const bool drive = name.size() > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/');
    return name.starts_with('/') || name.starts_with('\\') || drive;
}

/// By either slash: it may have been made where the other one is meant.
bool climbsOut(std::string_view name)
{
    for (;;) {
        const auto end = name.find_first_of("/\\");
        if (name.substr(0, end) == "..")
            return true;
        if (end == std::string_view::npos)
            return false;
        name.remove_prefix(end + 1);
    }
}

/// Made once: that reads files, and these come and go with every entry and every piece of an archive. Never freed, as
/// threads may have it in use to the very end.
locale_t utf8Locale()
{
    static const locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
}

} // namespace

std::string_view inWords(ArchiveName::Trouble trouble)
{
    using Trouble = ArchiveName::Trouble;
    switch (trouble) {
    case Trouble::None:
        break;
    case Trouble::Absolute:
        return "an absolute name";
    case Trouble::Climbs:
        return "a name that leads out of it";
    case Trouble::NotPlain:
        return "a name that no file should have";
    case Trouble::TooLong:
        return "a name that is too long";
    }
    return {};
}

ArchiveName archiveName(std::string_view name, std::size_t max)
{
    using Trouble = ArchiveName::Trouble;
    if (isAbsoluteName(name))
        return {Trouble::Absolute, {}};
    if (climbsOut(name))
        return {Trouble::Climbs, {}};
    std::string path;
    for (auto rest = name; !rest.empty();) {
        const auto component = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(rest.size(), component.size() + 1));
        if (component.empty() || component == ".")
            continue;
        if (!isPlainRelativePath(component) || hasControlCharacters(component))
            return {Trouble::NotPlain, {}};
        path += (path.empty() ? "" : "/") + std::string(component);
    }
    if (isAbsoluteName(path)) // behind a "./"
        return {Trouble::Absolute, {}};
    if (path.size() > max)
        return {Trouble::TooLong, {}};
    return {Trouble::None, std::move(path)};
}

Utf8Names::Utf8Names() : m_before(uselocale(utf8Locale())) {}

Utf8Names::~Utf8Names()
{
    uselocale(m_before);
}

} // namespace glovebox
