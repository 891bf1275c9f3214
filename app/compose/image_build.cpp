#include "app/compose/image_build.h"

#include "app/compose/build_machine.h"

#include <QDir>

namespace glovebox::compose {

Result<images::BuildOptions> agentBuildOptions(const system::Paths &paths)
{
    GB_TRY(recipe, images::agentRecipe());
    images::BuildOptions options;
    options.folder = paths.cache() + "/builds";
    options.name = "agent";
    options.recipe = std::move(recipe);
    options.config.environment = {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                                  {"LANG", "C.UTF-8"}};
    options.config.user = "agent";
    options.config.workdir = "/workspace";
    options.bootMachine = machinesForBuilds(paths);
    options.npmUserFile = QDir::homePath().toStdString() + "/.npmrc";
    return options;
}

} // namespace glovebox::compose
