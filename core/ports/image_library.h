// Role: the images that this host has besides its built-in one: brought in from registries, files and folders, or
// built; kept by content, shared where they are the same. Thread: the engine's; nothing here blocks it.
//
// Several programs of this user may share one library: what one brings in the others find. What somebody opened is
// locked against removal by anybody until the library object goes, or closes it.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/image.h"
#include "core/ports/frozen_store.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

struct ImageImport {
    domain::ImageSource source;
    std::string name;       // it is found by afterwards; empty: the reference, or the file's name without its ending
    std::string authFile;   // of a registry: the user's own; empty: none is used
    bool plainHttp = false; // of a registry: without TLS. Only what is on this host is spoken to so unless this is set
};

struct ImportProgress {
    std::string step; // "Fetching", "Reading layer 3 of 7", "Packing", "Checking"
    int layersDone = 0;
    int layers = 0; // 0: not known yet
    ByteCount done;
    ByteCount total;  // zero: not known
    std::string line; // the newest line of the running tool; may be empty
};

struct OpenImage {
    domain::Image image;
    GuestImage guest; // its root with this host's kernel and initial RAM disk
};

/// What the library takes on disk. Each byte counts once: the sum is what `du` says.
struct LibraryUsage {
    ByteCount layers;   // blobs that at least one image has
    ByteCount roots;    // packed root file systems of images
    ByteCount unneeded; // of no image any more: collect() frees it
};

/// What an image that is whole was compared by.
struct ImageProof {
    std::size_t read = 0; // files: of its root, and blobs that it was made from
    std::size_t gone = 0; // such blobs that are kept no more: it works without them

    friend bool operator==(const ImageProof &, const ImageProof &) = default;
};

class ImageLibrary {
public:
    virtual ~ImageLibrary() = default;

    /// All that are whole, newest first.
    virtual Call list(Callback<std::vector<domain::Image>> done) = 0;
    /// Nothing new is listed before it is whole. Letting go of the handle ends it; what was fetched so far is kept for
    /// the next try. The same content again is the same image, with one more name. Errors: InvalidArgument (the
    /// source), NotFound (no such image there), PermissionDenied (credentials), ProtocolError and ImageBroken (it is
    /// not what it says), TooLarge (beyond limits), OutOfDisk, HostToolMissing, Unsupported (architecture).
    virtual Call import(ImageImport wanted, std::function<void(ImportProgress)> progress,
                        Callback<domain::Image> done) = 0;
    /// By name or id. Its root is compared with what was written down. NotFound; ImageBroken.
    virtual Call open(std::string nameOrId, Callback<OpenImage> done) = 0;
    /// The caller knows that nothing of its own stands on it. Conflict when another program uses it.
    virtual Call remove(domain::ImageId id, Callback<> done) = 0;
    /// `name` leads to it from now on, and no more to another. NotFound.
    virtual Call setName(domain::ImageId id, std::string name, Callback<> done) = 0;
    /// The image stays, with its id. NotFound.
    virtual Call removeName(std::string name, Callback<> done) = 0;
    /// Reads all that is kept of it. ImageBroken, naming what.
    virtual Call verify(domain::ImageId id, std::function<void(ByteCount done, ByteCount total)> progress,
                        Callback<ImageProof> done) = 0;
    virtual Call usage(Callback<LibraryUsage> done) = 0;
    /// Removes what no image needs: layers, roots, what interrupted imports left. Tells what that freed. Never waits
    /// for an import of another program, and takes nothing that one needs. ImageBroken when an image's record cannot be
    /// read, which may need anything: it names the record, and no layer and no root was removed.
    virtual Call collect(Callback<ByteCount> done) = 0;
};

} // namespace glovebox::ports
