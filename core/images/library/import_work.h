// Role: the blocking pieces of an import: what is looked at, copied, measured and removed on its pool. Thread: any.
#pragma once

#include "core/base/work_pool.h"
#include "core/images/library/library_folder.h"
#include "core/images/library/skopeo.h"
#include "core/images/oci/layout.h"
#include "core/ports/image_library.h"

#include <string>
#include <vector>

namespace glovebox::images {

/// What of it can be known from here: the programs that it takes, the files that it names.
Result<> checkImport(const ports::ImageImport &wanted);

/// All blobs of an image: manifest, config, layers.
std::vector<std::string> digestsOf(const OciImage &image);
ByteCount sizeOfLayers(const OciImage &image);
ByteCount rootSizeOf(const Part &root);

/// OutOfDisk, saying what needs how much, when less than `needed` is free there.
Result<> haveRoom(const std::string &folder, ByteCount needed, const std::string &what);
/// Makes the folder that a root is packed in, when there is room for what is made of `layers`, or of `file`.
Result<> makeRootFolder(const std::string &folder, const std::string &file, ByteCount layers);

/// What of `layers` the pool has, and what the running fetch has besides.
struct Fetched {
    ByteCount done;
    int layers = 0;
};
Fetched fetchedSoFar(const LibraryFolder &folder, const SkopeoPlace &place,
                     const std::vector<domain::ImageLayer> &layers);

/// Copies all of an image into the pool, verifying what it copies; what is there already is left alone. ImageBroken.
Result<> copyBlobs(const LibraryFolder &folder, const LayoutPlace &from, const OciImage &image,
                   const std::string &workplace, const StopFlag &stop);
/// Nobody writes into them again.
void protectBlobs(const LibraryFolder &folder, const OciImage &image);
/// Removes the blob when its bytes are not what it is called, and never another one that somebody publishes under its
/// name meanwhile. True: it has to come again. `read` as below; `workplace` is on the blobs' file system. Cancelled.
Result<bool> removeDamagedBlob(const LibraryFolder &folder, const std::string &hex, const std::string &workplace,
                               const std::function<void(ByteCount)> &read, const StopFlag &stop);

/// Hashes a whole file. `read` is told after each piece. Cancelled.
Result<std::string> sha256WithProgress(const std::string &path, const std::function<void(ByteCount)> &read,
                                       const StopFlag &stop);

} // namespace glovebox::images
