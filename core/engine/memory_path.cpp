#include "core/engine/memory_path.h"

#include "core/base/plain_path.h"
#include "core/base/text.h"

#include <QList>
#include <QString>

#include <algorithm>

namespace glovebox::engine {

namespace {

constexpr std::size_t kPathMax = 1024;
constexpr std::ptrdiff_t kSegmentsMax = 20;

bool isPlainName(std::string_view name)
{
    return name.find('/') == std::string_view::npos && isPlainRelativePath(name) && !hasControlCharacters(name);
}

/// No control and format characters, and composed: two spellings of one name would be two memories.
bool isCleanText(std::string_view text)
{
    const auto string = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    if (string.normalized(QString::NormalizationForm_C) != string)
        return false;
    return std::ranges::none_of(string.toUcs4(), [](uint c) {
        const auto category = QChar::category(static_cast<char32_t>(c));
        return category == QChar::Other_Control || category == QChar::Other_Format;
    });
}

} // namespace

std::string memoryMarkerContent(const domain::MemoryStoreId &store)
{
    return "version 1\n" + store.value();
}

bool isMemoryPath(std::string_view path)
{
    if (path.size() > kPathMax || !path.starts_with('/') || std::ranges::count(path, '/') > kSegmentsMax)
        return false;
    const auto relative = path.substr(1);
    return isPlainRelativePath(relative) && isCleanText(relative) &&
           relative.substr(0, relative.find('/')) != kMemoryMarker;
}

Result<std::string> memoryRoot(const domain::MemoryAttachment &attachment)
{
    if (attachment.mountPath.empty()) {
        if (isPlainName(attachment.name))
            return std::string(kMemoryFolder) + '/' + attachment.name;
        if (isPlainName(attachment.store.value()))
            return std::string(kMemoryFolder) + '/' + attachment.store.value();
        return fail(ErrorCode::InvalidArgument, "a memory store has neither a path nor a usable name");
    }
    std::string_view path = attachment.mountPath;
    while (path.ends_with('/'))
        path.remove_suffix(1);
    if (path.size() > kPathMax || !isPlainAbsolutePath(path) || hasControlCharacters(path))
        return fail(ErrorCode::InvalidArgument,
                    "a memory store cannot be put at " + clipped(toOneLine(attachment.mountPath), ByteCount{200}));
    return std::string(path);
}

bool foldersOverlap(std::string_view a, std::string_view b)
{
    const auto inside = [](std::string_view inner, std::string_view outer) {
        return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
    };
    return inside(a, b) || inside(b, a);
}

} // namespace glovebox::engine
