// Role: which file a path of the model means, and whether it may be touched (reference 4.1). A path is resolved to one
// without links first; it is then opened component by component without following links, so a link that appears in
// between makes the call fail instead of leading outside.
#pragma once

#include "core/guest/agent/tools/context.h"
#include "core/guest/agent/tools/descriptor.h"

#include <string>
#include <string_view>
#include <variant>

namespace glovebox::agent {

/// "no such file or directory", "i/o error (EXDEV)": the reference's words for an errno.
std::string errnoText(int error);
/// The path in double quotes, escaped like JSON.
std::string inQuotes(std::string_view path);

struct ResolvedPath {
    std::string root;         // the permitted folder it lies in, without links
    std::string relative;     // below root, without links, "." and ".."; empty: root itself
    std::string readOnlyRoot; // as configured, when it lies in one
    std::string absolute() const
    {
        return relative.empty() ? root : root == "/" ? root + relative : root + "/" + relative;
    }
};

/// The place, or the whole error text (which names no tool).
std::variant<ResolvedPath, std::string> resolvePath(const ToolContext &context, const std::string &path);

/// Follows every link in `path` (absolute). What does not exist is kept as written. Sets `error` to an errno or 0.
std::string canonicalPath(const std::string &path, int &error);
/// Whole components: "/a/b" is inside "/a" and "/a/b", not inside "/a/bc".
bool isInside(std::string_view path, std::string_view folder);

/// The folder that holds the path's last component, opened without following any link, or -1 with errno.
/// `create`: makes missing folders, mode 0700.
enum class MissingFolders { Fail, Create };
Descriptor openParent(const ResolvedPath &path, MissingFolders missing);
/// The last component; "." for the root itself.
std::string leafName(const ResolvedPath &path);

} // namespace glovebox::agent
