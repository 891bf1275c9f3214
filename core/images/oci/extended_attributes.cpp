#include "core/images/oci/extended_attributes.h"

#include <archive.h>
#include <archive_entry.h>

#include <map>

namespace glovebox::images {

namespace {

constexpr std::size_t kAttributeNameMax = 255; // of the kernel
constexpr std::size_t kAttributeValueMax = 64U << 10;

} // namespace

bool mayTravel(std::string_view attribute)
{
    if (attribute.empty() || attribute.size() > kAttributeNameMax)
        return false;
    if (attribute == "security.capability")
        return true;
    return attribute.starts_with("user.") && attribute.size() > 5 && !attribute.starts_with("user.overlay.");
}

Result<std::vector<std::pair<std::string, std::string>>> travellingAttributes(archive_entry *entry, ByteCount max)
{
    std::map<std::string, std::string> kept; // the same one may be written in two ways
    std::uint64_t total = 0;
    archive_entry_xattr_reset(entry);
    const char *name = nullptr;
    const void *value = nullptr;
    std::size_t length = 0;
    while (archive_entry_xattr_next(entry, &name, &value, &length) == ARCHIVE_OK) {
        if (name == nullptr || !mayTravel(name))
            continue;
        total += std::string_view(name).size() + length;
        if (length > kAttributeValueMax || total > max.value)
            return fail(ErrorCode::TooLarge, "extended attributes of " + std::to_string(total) +
                                                 " bytes; the limit is " + std::to_string(max.value) + ", and " +
                                                 std::to_string(kAttributeValueMax) + " for each");
        kept.insert_or_assign(name,
                              length == 0 ? std::string() : std::string(static_cast<const char *>(value), length));
    }
    return std::vector<std::pair<std::string, std::string>>(kept.begin(), kept.end());
}

} // namespace glovebox::images
