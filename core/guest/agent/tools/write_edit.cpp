// Role: the write and edit tools (reference 4.4, 4.5). Edit works on bytes, so what is not UTF-8 elsewhere in the file
// stays as it is.
#include "core/guest/agent/tools/file_io.h"
#include "core/guest/agent/tools/file_tools.h"

#include <cerrno>

namespace glovebox::agent {

namespace {

/// An edit that replaces one character by a page, a quarter of a million times, is refused instead of filling memory.
constexpr std::size_t kEditedMax = 32 << 20;

std::size_t occurrences(std::string_view text, std::string_view part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string out;
    std::size_t done = 0;
    for (auto at = text.find(from); at != std::string_view::npos; at = text.find(from, done)) {
        out.append(text.substr(done, at - done)).append(to);
        done = at + from.size();
    }
    out.append(text.substr(done));
    return out;
}

ToolOutcome editFile(const ResolvedPath &place, const std::string &path, const nlohmann::json &input)
{
    const auto opened = openRegular(place);
    if (!opened.isRegular)
        return failure("edit: " + path + " is not a regular file");
    if (opened.error != 0)
        return failure("edit: " + path + ": " + errnoText(opened.error));
    std::string content;
    if (const int error = opened.size > kReadMax ? 0 : readUpTo(opened.file.get(), kReadMax + 1, content))
        return failure("edit: " + path + ": " + errnoText(error));
    const auto size = std::max(opened.size, content.size());
    if (size > kReadMax)
        return failure("edit: " + path + " is " + std::to_string(size) + " bytes, exceeds " + std::to_string(kReadMax) +
                       "-byte limit. The edit tool loads the whole file and cannot modify a file this large.");

    const auto from = inputText(input, "old_string");
    const auto to = inputText(input, "new_string");
    const auto count = occurrences(content, from);
    const auto all = input.find("replace_all");
    const bool replaceAll = all != input.end() && all->is_boolean() && all->get<bool>();
    if (count == 0)
        return failure("edit: old_string not found in " + path);
    if (count > 1 && !replaceAll)
        return failure("edit: old_string appears " + std::to_string(count) + " times in " + path + " (must be unique)");
    const int error = count * to.size() > kEditedMax ? EFBIG : replaceFile(place, replaced(content, from, to));
    if (error != 0)
        return failure("edit: write: " + path + ": " + errnoText(error));
    return success("edited " + path + " (" + std::to_string(count) + " replacement(s))");
}

} // namespace

ToolOutcome writeTool(const ToolContext &context, const nlohmann::json &input)
{
    const auto path = inputText(input, "file_path");
    if (path.empty())
        return failure("write: file_path is required");
    const auto resolved = resolvePath(context, path);
    if (const auto *refused = std::get_if<std::string>(&resolved))
        return failure(*refused);
    const auto &place = std::get<ResolvedPath>(resolved);
    if (!place.readOnlyRoot.empty())
        return failure("write: " + path + " is inside read-only directory " + place.readOnlyRoot);
    const auto content = inputText(input, "content");
    if (const int error = replaceFile(place, content))
        return failure("write: " + path + ": " + errnoText(error));
    return success("wrote " + std::to_string(content.size()) + " bytes to " + path);
}

ToolOutcome editTool(const ToolContext &context, const nlohmann::json &input)
{
    const auto path = inputText(input, "file_path");
    if (path.empty())
        return failure("edit: file_path is required");
    if (inputText(input, "old_string").empty())
        return failure("edit: old_string is required");
    const auto resolved = resolvePath(context, path);
    if (const auto *refused = std::get_if<std::string>(&resolved))
        return failure(*refused);
    const auto &place = std::get<ResolvedPath>(resolved);
    if (!place.readOnlyRoot.empty())
        return failure("edit: " + path + " is inside read-only directory " + place.readOnlyRoot);
    return editFile(place, path, input);
}

} // namespace glovebox::agent
