#include "app/compose/image_build.h"

#include <QDir>

namespace glovebox::compose {

Result<images::BuildOptions> agentBuildOptions(const system::Paths &paths)
{
    GB_TRY(recipe, images::agentRecipe());
    images::BuildOptions options;
    options.folder = paths.cache() + "/builds";
    options.name = "agent";
    options.recipe = std::move(recipe);
    options.npmUserFile = QDir::homePath().toStdString() + "/.npmrc";
    return options;
}

} // namespace glovebox::compose
