// Role: what the commands of `gloveboxctl image` have in common: their options, the library that they work on, and the
// line that shows how far something is. Thread: the main one.
#pragma once

#include "app/cli/commands.h"
#include "app/compose/image_library.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>

namespace glovebox::cli {

struct LibraryCommand {
    std::string dataDir;
    bool json = false;
};

/// --data-dir and, where something is printed, --json.
void addLibraryOptions(CLI::App &command, LibraryCommand &options, const char *json);

struct OpenLibrary {
    system::Paths paths;
    std::unique_ptr<images::DiskImageLibrary> library;
};
enum class Folder { IsThere, MayBeMade };
Result<OpenLibrary> openLibrary(const LibraryCommand &options, Folder folder);

/// `what` was to be done; says why it was not. Returns kExitFailed, or kExitUsage for what was wrong on the command
/// line.
int complainOfImage(const char *what, const Error &error, format::Area area = format::Area::Image);

/// A Glovebox that runs with this data folder knows the image by its names when this returns; within moments at most.
void awaitSeen(const LibraryCommand &options, const domain::Image &image);

nlohmann::ordered_json imageJson(const domain::Image &image);
void printImageJson(const nlohmann::ordered_json &json);

/// One line that is rewritten on a terminal, a line a step elsewhere. Gone with the object.
class StepLine {
public:
    StepLine();
    ~StepLine();
    StepLine(const StepLine &) = delete;
    StepLine &operator=(const StepLine &) = delete;
    /// `step` is what a line is printed for elsewhere; `more` is for the terminal alone.
    void show(const std::string &step, const std::string &more);

private:
    bool m_terminal;
    std::string m_last;
};

// Each adds its commands to `image`.
void addImageBuild(CLI::App &image, Action &chosen);  // image_build.cpp
void addImageImport(CLI::App &image, Action &chosen); // image_import.cpp
void addImageShelf(CLI::App &image, Action &chosen);  // image_shelf.cpp

} // namespace glovebox::cli
