// Role: what the engine shows of images and what can be asked about them; see views.h for the rules.
#pragma once

#include "core/base/error.h"
#include "core/domain/image.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace glovebox::api {

enum class ImageState {
    Importing, // its id is that of the import until it is known: "import-1"
    Ready,
    Failed, // an import that ended so; goes with RemoveImage
};
std::string_view word(ImageState state);

struct ImageView {
    std::uint64_t generation = 0;
    domain::Image image; // of Importing and Failed: names, origin and source alone
    ImageState state = ImageState::Ready;
    WallTime since;
    std::string step;               // while Importing: "Reading layer 3 of 7"
    std::optional<double> progress; // of it, 0 to 1; none: not known
    int layersDone = 0;
    int layersAll = 0;
    ByteCount bytesDone;
    ByteCount bytesAll;
    std::optional<Error> problem; // of Failed, or what the last look at its files found
    bool isDefault = false;       // sessions that ask for none get it; it cannot be removed
    bool verifying = false;
    std::optional<WallTime> verifiedAt;
    int sandboxes = 0; // that run from it, sleep or are stopped
    int templates = 0;
    int snapshots = 0; // that stand on it

    friend bool operator==(const ImageView &, const ImageView &) = default;
};

struct ImageGone {
    domain::ImageId id;
};

/// Appears at once as Importing.
struct ImportImage {
    std::string source; // as images::parseImageSource takes it
    std::string name;   // empty: from the source
    std::string authFile;
    bool plainHttp = false;
};
struct CancelImport {
    domain::ImageId image;
};
/// Denied while something stands on it, and of the default one. Of a Failed import: its row goes.
struct RemoveImage {
    domain::ImageId image;
};
struct NameImage {
    domain::ImageId image;
    std::string name; // 1 to 255 bytes
};
struct VerifyImage {
    domain::ImageId image;
};
/// Frees what no image needs. An operation tells how much that was.
struct CollectImages {};

/// From the distribution's packages, Node and the SDK, as `gloveboxctl image build agent` does. Appears at once as
/// Importing; CancelImport ends it. An image of the same recipe that is there already stays, unless `anew`.
struct BuildAgentImage {
    bool anew = false; // from today's packages
};

using ImageAction =
    std::variant<ImportImage, CancelImport, RemoveImage, NameImage, VerifyImage, CollectImages, BuildAgentImage>;

} // namespace glovebox::api
