#include "app/compose/image_library.h"

#include "app/compose/image_store.h"
#include "core/qemu/image_users.h"

namespace glovebox::compose {

Result<std::unique_ptr<images::DiskImageLibrary>> makeImageLibrary(const system::Paths &paths,
                                                                   const std::string &imageDir)
{
    GB_TRY(guest, imageStoreOptions(paths, imageDir));
    images::LibraryOptions options;
    options.folder = paths.data() + "/images";
    options.blobs = paths.cache() + "/blobs";
    options.guest = std::move(guest);
    return std::make_unique<images::DiskImageLibrary>(std::move(options));
}

std::vector<std::string> whatStandsOn(const system::Paths &paths, const std::string &rootDisk)
{
    return qemu::usersOfRoot({paths.data() + "/disks", paths.data() + "/frozen", paths.cache()}, rootDisk);
}

} // namespace glovebox::compose
