#include "core/domain/image_name.h"

#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/domain/guest_setup.h"

namespace glovebox::domain {

std::string whyNoImageName(std::string_view name)
{
    if (name.empty() || name.size() > kImageNameMax)
        return "an image's name has 1 to 255 bytes";
    if (hasControlCharacters(name) || toValidUtf8(name) != name)
        return "an image's name is one line of UTF-8";
    if (name == kDefaultImage)
        return std::string(kDefaultImage) + " is the built-in image's name";
    if (name.find(' ') != std::string_view::npos)
        return "an image's name has no blanks in it";
    if (name.starts_with('.') || name.starts_with('/') || name.starts_with('-'))
        return "a name that begins with '" + std::string(name.substr(0, 1)) + "' would be taken for something else";
    if (('/' + std::string(name) + '/').find("/../") != std::string::npos)
        return "a name with .. in it would be taken for a path";
    return {};
}

} // namespace glovebox::domain
