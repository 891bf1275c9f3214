#include "core/images/recipe.h"

#include "core/images/part.h"

#include <QFile>

#include <sstream>

/// Qt wants this outside of every namespace; it makes the linker keep the files in a static library.
static void useGuestResources()
{
    Q_INIT_RESOURCE(guest);
}

namespace glovebox::images {

namespace {

/// Raised when this program makes a different part from the same recipe.
constexpr const char *kKernelFormat = "kernel 1";
constexpr const char *kRootFormat = "root 1";
constexpr const char *kInstalledRootFormat = "installed root 1";
constexpr std::size_t kKeyLength = 16;

std::string resource(const char *name)
{
    QFile file(QStringLiteral(":/glovebox/guest/") + QLatin1StringView(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::string keyOf(std::string text, const std::vector<const std::vector<std::string> *> &lists)
{
    for (const auto *list : lists) {
        text += '\n';
        for (const auto &entry : *list)
            text += entry + '\n';
    }
    return sha256OfText(text).substr(0, kKeyLength);
}

} // namespace

std::vector<std::string> listLines(std::string_view text)
{
    std::istringstream stream{std::string(text)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        if (!line.empty() && !line.starts_with('#'))
            lines.push_back(std::move(line));
    return lines;
}

std::string Recipe::kernelKey() const
{
    return keyOf(kKernelFormat, {&modules});
}

std::string Recipe::rootKey() const
{
    if (install == Install::Unpack)
        return keyOf(kRootFormat + layoutScript + finishScript, {&packages, &pathFilters});
    std::vector<std::string> beside;
    for (const auto &package : npm) {
        beside.push_back(package.path() + ' ' + package.sha512 + ' ' + package.into);
        beside.insert(beside.end(), package.only.begin(), package.only.end());
    }
    return keyOf(kInstalledRootFormat + layoutScript + finishScript, {&packages, &pathFilters, &beside});
}

Recipe builtInRecipe()
{
    useGuestResources();
    return {listLines(resource("packages.list")), listLines(resource("excludes.list")),
            listLines(resource("modules.list")), resource("layout.sh"), resource("finish.sh")};
}

InsideScripts insideScripts()
{
    useGuestResources();
    return {resource("layout.sh"), resource("install.sh")};
}

Result<Recipe> agentRecipe()
{
    useGuestResources();
    auto npm = parseNpmLock(resource("agent/npm-lock.json"));
    if (!npm)
        return tl::unexpected(inContext("the agent image's npm-lock.json", npm.error()));
    Recipe recipe;
    recipe.packages = listLines(resource("agent/packages.list"));
    recipe.pathFilters = listLines(resource("agent/excludes.list"));
    recipe.finishScript = resource("agent/finish.sh");
    recipe.install = Install::RunScripts;
    recipe.npm = std::move(*npm);
    return recipe;
}

} // namespace glovebox::images
