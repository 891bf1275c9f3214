#include "core/images/kernel_part.h"

#include "core/images/kernel_modules.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

/// The largest module of a distribution kernel is a graphics driver of about 30 MB unpacked; those we load are small.
constexpr ByteCount kModuleMax = ByteCount::mib(32);
/// 14 MB today.
constexpr ByteCount kKernelMax = ByteCount::mib(128);

/// A file that may be compressed (later Debian releases ship .ko.xz).
Result<std::string> readCompressed(const std::string &path)
{
    const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), &archive_read_free);
    archive_read_support_filter_all(reader.get());
    archive_read_support_format_raw(reader.get());
    archive_entry *entry = nullptr;
    if (archive_read_open_filename(reader.get(), path.c_str(), 64U << 10) != ARCHIVE_OK ||
        archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK)
        return fail(ErrorCode::ImageBroken, "unpacking " + path + ": " + archive_error_string(reader.get()));
    std::string content;
    std::string block(64U << 10, '\0');
    for (;;) {
        const auto got = archive_read_data(reader.get(), block.data(), block.size());
        if (got < 0)
            return fail(ErrorCode::ImageBroken, "unpacking " + path + ": " + archive_error_string(reader.get()));
        if (got == 0)
            return content;
        content.append(block.data(), static_cast<std::size_t>(got));
        if (content.size() > kModuleMax.value)
            return fail(ErrorCode::TooLarge, path);
    }
}

/// The one entry of `folder` whose name starts with `prefix`.
Result<fs::path> onlyEntry(const fs::path &folder, const std::string &prefix)
{
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().filename().string().starts_with(prefix))
            return at->path();
    return fail(ErrorCode::NotFound, "the kernel package has no " + (folder / (prefix + "*")).filename().string());
}

Result<fs::path> modulesFolder(const fs::path &unpacked)
{
    for (const auto *place : {"lib/modules", "usr/lib/modules"})
        if (auto folder = onlyEntry(unpacked / place, ""))
            return folder;
    return fail(ErrorCode::NotFound, "the kernel package has no modules");
}

using ModuleFiles = std::map<std::string, fs::path>;

ModuleFiles indexModules(const fs::path &folder)
{
    ModuleFiles files;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->path().filename().string().find(".ko") != std::string::npos && at->is_regular_file(error))
            files.emplace(moduleName(at->path().filename().string()), at->path());
    return files;
}

/// Reads what is wanted and all it depends on, and nothing of the other thousand modules.
Result<std::map<std::string, std::string>> readModules(const std::vector<std::string> &wanted, const ModuleFiles &files,
                                                       ModuleGraph &graph, const StopFlag &stop)
{
    std::map<std::string, std::string> contents;
    std::vector<std::string> open;
    std::ranges::transform(wanted, std::back_inserter(open), [](const std::string &name) { return moduleName(name); });
    while (!open.empty()) {
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        const auto name = std::move(open.back());
        open.pop_back();
        const auto file = files.find(name);
        if (file == files.end() || contents.contains(name))
            continue;
        GB_TRY(content, readCompressed(file->second.string()));
        graph[name] = moduleDependencies(content);
        std::ranges::copy(graph[name], std::back_inserter(open));
        contents.emplace(name, std::move(content));
    }
    return contents;
}

/// What is wanted without its parameters, and those by canonical name.
struct WantedModules {
    std::vector<std::string> names;
    std::map<std::string, std::string> parameters;

    explicit WantedModules(const std::vector<std::string> &lines)
    {
        for (const auto &line : lines) {
            const auto blank = line.find(' ');
            names.push_back(line.substr(0, blank));
            if (blank != std::string::npos)
                parameters[moduleName(names.back())] = line.substr(blank);
        }
    }
    /// With the blank before them.
    std::string parametersOf(const std::string &name) const
    {
        const auto found = parameters.find(name);
        return found == parameters.end() ? std::string() : found->second;
    }
};

} // namespace

Result<> collectKernel(const std::string &unpacked, const std::vector<std::string> &modules, const std::string &target,
                       const StopFlag &stop)
{
    GB_TRY(image, onlyEntry(fs::path(unpacked) / "boot", "vmlinuz-"));
    GB_TRY(folder, modulesFolder(unpacked));
    const auto files = indexModules(folder);
    const auto builtinText = readFile((folder / "modules.builtin").string(), kModuleMax);
    const auto builtin = builtinText ? builtinModules(*builtinText) : std::set<std::string>();
    const WantedModules wanted(modules);
    ModuleGraph graph;
    GB_TRY(contents, readModules(wanted.names, files, graph, stop));
    GB_TRY(order, loadOrder(wanted.names, graph, builtin));

    std::error_code error;
    fs::create_directories(fs::path(target) / kModuleFolder, error);
    std::string list;
    for (const auto &name : order) {
        const auto fileName = files.at(name).filename().string();
        const auto plain = fileName.substr(0, fileName.find(".ko")) + ".ko";
        GB_CHECK(writeFile(target + '/' + kModuleFolder + '/' + plain, contents.at(name)));
        list += plain + wanted.parametersOf(name) + '\n';
    }
    GB_CHECK(writeFile(target + '/' + kModuleListFile, list));
    GB_TRY(kernel, readFile(image.string(), kKernelMax));
    return writeFile(target + '/' + kKernelFile, kernel);
}

} // namespace glovebox::images
