// Role: the glob tool (reference 4.6). The walk keeps a list of places still to visit instead of recursing, and counts
// both what it looks at and what it finds.
#include "core/base/text.h"
#include "core/guest/agent/tools/file_io.h"
#include "core/guest/agent/tools/file_tools.h"
#include "core/guest/agent/tools/glob_pattern.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <set>

namespace glovebox::agent {

namespace {

constexpr std::size_t kGlobMatchesMax = 50'000;
constexpr std::size_t kGlobShown = 200;
/// Directory entries looked at before the walk gives what it has: a guest's disk holds fewer in honest use.
constexpr std::size_t kGlobEntriesMax = 2'000'000;

using Segments = std::vector<std::string>;

struct Match {
    std::string path;
    timespec changed{};
};

Segments segmentsOf(std::string_view pattern)
{
    Segments segments;
    while (!pattern.empty()) {
        const auto slash = pattern.find('/');
        const auto part = pattern.substr(0, slash);
        if (!part.empty() && part != "." && !(part == "**" && !segments.empty() && segments.back() == "**"))
            segments.emplace_back(part);
        pattern.remove_prefix(slash == std::string_view::npos ? pattern.size() : slash + 1);
    }
    return segments;
}

bool isPruned(std::string_view name)
{
    return name == ".git" || name == "node_modules";
}

class Walk {
public:
    explicit Walk(std::string root) : m_root(std::move(root)) {}

    void run(const Segments &segments)
    {
        if (segments.empty())
            return;
        std::vector<Place> todo{{m_root, 0}};
        std::set<std::pair<std::string, std::size_t>> seen; // "**" leads to the same place in more than one way
        while (!todo.empty() && m_examined < kGlobMatchesMax && m_entries < kGlobEntriesMax) {
            const auto place = std::move(todo.back());
            todo.pop_back();
            if (seen.emplace(place.folder, place.segment).second)
                visit(place, segments, todo);
        }
    }

    std::vector<Match> matches() && { return std::move(m_matches); }

private:
    struct Place {
        std::string folder;
        std::size_t segment;
    };

    void visit(const Place &place, const Segments &segments, std::vector<Place> &todo)
    {
        const auto &segment = segments[place.segment];
        const bool last = place.segment + 1 == segments.size();
        if (segment == "**") {
            visitDeep(place, last, todo);
        } else if (isLiteral(segment)) {
            arrive(place.folder + "/" + segment, last, place.segment + 1, todo);
        } else {
            forEachEntry(place.folder, [&](const std::string &name) {
                const auto path = place.folder + "/" + name;
                if (!segmentMatches(segment, name))
                    return;
                if (last)
                    examine(path);
                else if (!isPruned(name) && isFolder(path, Links::Keep))
                    todo.push_back({path, place.segment + 1});
            });
        }
    }

    /// "**": nothing, or any number of folders that are no links and do not begin with a dot.
    void visitDeep(const Place &place, bool last, std::vector<Place> &todo)
    {
        if (!last)
            todo.push_back({place.folder, place.segment + 1});
        forEachEntry(place.folder, [&](const std::string &name) {
            const auto path = place.folder + "/" + name;
            if (name.starts_with('.') || isPruned(name))
                return;
            if (isFolder(path, Links::Keep))
                todo.push_back({path, place.segment});
            else if (last)
                examine(path);
        });
    }

    void arrive(const std::string &path, bool last, std::size_t next, std::vector<Place> &todo)
    {
        if (last)
            examine(path);
        else if (isFolder(path, Links::Follow))
            todo.push_back({path, next});
    }

    /// A link is no file, wherever it leads.
    void examine(const std::string &path)
    {
        struct stat info {};
        if (++m_examined > kGlobMatchesMax || ::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
            return;
        int error = 0;
        const auto real = canonicalPath(path, error);
        if (error == 0 && isInside(real, m_root) && m_found.insert(path).second)
            m_matches.push_back({path, info.st_mtim});
    }

    enum class Links { Follow, Keep };
    static bool isFolder(const std::string &path, Links links)
    {
        struct stat info {};
        const int flags = links == Links::Keep ? AT_SYMLINK_NOFOLLOW : 0;
        return ::fstatat(AT_FDCWD, path.c_str(), &info, flags) == 0 && S_ISDIR(info.st_mode);
    }

    template <class Visit>
    void forEachEntry(const std::string &folder, const Visit &visit)
    {
        const std::unique_ptr<DIR, int (*)(DIR *)> listing(::opendir(folder.c_str()), ::closedir);
        if (!listing)
            return;
        while (const auto *entry = ::readdir(listing.get())) {
            const std::string name = entry->d_name;
            if (name == "." || name == "..")
                continue;
            if (++m_entries > kGlobEntriesMax)
                return;
            visit(name);
        }
    }

    std::string m_root;
    std::vector<Match> m_matches;
    std::set<std::string> m_found;
    std::size_t m_examined = 0;
    std::size_t m_entries = 0;
};

bool namesParent(std::string_view pattern)
{
    while (true) {
        const auto end = pattern.find_first_of("/\\{},");
        if (pattern.substr(0, end) == "..")
            return true;
        if (end == std::string_view::npos)
            return false;
        pattern.remove_prefix(end + 1);
    }
}

} // namespace

ToolOutcome globTool(const ToolContext &context, const nlohmann::json &input)
{
    const auto pattern = inputText(input, "pattern");
    if (pattern.empty())
        return failure("glob: pattern is required");
    if (pattern.starts_with('/'))
        return failure("glob: absolute pattern not permitted; pass a relative pattern (and optionally path)");
    if (namesParent(pattern))
        return failure("glob: \"..\" is not permitted in the pattern");
    const auto path = inputText(input, "path");
    const auto resolved = resolvePath(context, path.empty() ? "." : path);
    if (const auto *refused = std::get_if<std::string>(&resolved))
        return failure(*refused);

    Walk walk(std::get<ResolvedPath>(resolved).absolute());
    std::string divided = pattern;
    std::ranges::replace(divided, '\\', '/');
    for (const auto &alternative : expandBraces(divided))
        if (!alternative.starts_with('/') && !alternative.ends_with('/')) // with '/' at the end it means folders only
            walk.run(segmentsOf(alternative));
    auto matches = std::move(walk).matches();
    std::ranges::sort(matches, [](const Match &a, const Match &b) {
        if (a.changed.tv_sec != b.changed.tv_sec)
            return a.changed.tv_sec > b.changed.tv_sec;
        return a.changed.tv_nsec != b.changed.tv_nsec ? a.changed.tv_nsec > b.changed.tv_nsec : a.path < b.path;
    });
    std::string text;
    for (std::size_t i = 0; i < std::min(matches.size(), kGlobShown); ++i)
        text.append(i == 0 ? "" : "\n").append(matches[i].path);
    return success(text.empty() ? "no matches" : toValidUtf8(text));
}

} // namespace glovebox::agent
