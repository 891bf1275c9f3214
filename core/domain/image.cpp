#include "core/domain/image.h"

namespace glovebox::domain {

std::string_view word(ImageOrigin origin)
{
    switch (origin) {
    case ImageOrigin::Registry:
        return "registry";
    case ImageOrigin::Layout:
        return "layout";
    case ImageOrigin::Archive:
        return "archive";
    case ImageOrigin::Tarball:
        return "tarball";
    case ImageOrigin::Built:
        return "built";
    case ImageOrigin::Path:
        return "path";
    }
    return "unknown";
}

std::optional<ImageOrigin> imageOriginFrom(std::string_view text)
{
    for (const auto origin :
         {ImageOrigin::Registry, ImageOrigin::Layout, ImageOrigin::Archive, ImageOrigin::Tarball, ImageOrigin::Built})
        if (word(origin) == text)
            return origin;
    return std::nullopt;
}

} // namespace glovebox::domain
