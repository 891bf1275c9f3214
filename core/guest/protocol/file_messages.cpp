#include "core/guest/protocol/file_messages.h"

#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"

#include <algorithm>
#include <limits>

namespace glovebox::guest {

namespace {

constexpr std::size_t kContentBlock = 15;
/// Sizes and times fit into a signed number of 64 bits; nothing real comes near.
constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kModeMax = 0777;
constexpr std::size_t kEntryFields = 8;
/// Of an agent that is older than we are: its machine outlived the program. It tells no mode and no target.
constexpr std::size_t kEntryFieldsBefore = 6;
constexpr std::size_t kEntriesBefore = 30;

bool isSha256(std::string_view text)
{
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<std::uint64_t> numberAt(const nlohmann::json &list, std::size_t index, std::uint64_t max)
{
    const auto &value = list[index];
    if (!value.is_number_unsigned())
        return std::nullopt;
    const auto number = value.get<std::uint64_t>();
    return number <= max ? std::optional(number) : std::nullopt;
}

std::optional<std::string> textAt(const nlohmann::json &list, std::size_t index, std::size_t max)
{
    const auto &value = list[index];
    if (!value.is_string() || value.get_ref<const std::string &>().size() > max)
        return std::nullopt;
    return value.get<std::string>();
}

std::optional<FileEntry> parseEntry(const nlohmann::json &fields)
{
    if (!fields.is_array() || (fields.size() != kEntryFields && fields.size() != kEntryFieldsBefore))
        return std::nullopt;
    auto path = textAt(fields, 0, kFilePathMax);
    const auto kind = numberAt(fields, 1, static_cast<std::uint64_t>(FileEntry::Kind::Other));
    const auto size = numberAt(fields, 2, kLargest);
    auto sha256 = textAt(fields, 3, 64);
    const auto changed = numberAt(fields, 4, kLargest);
    const auto links = numberAt(fields, 5, std::numeric_limits<std::uint32_t>::max());
    if (!path || !isPlainRelativePath(*path) || !kind || !size || !sha256 || !changed || !links)
        return std::nullopt;
    if (!sha256->empty() && !isSha256(*sha256))
        return std::nullopt;
    FileEntry entry{std::move(*path), static_cast<FileEntry::Kind>(*kind), *size, std::move(*sha256), *changed, *links};
    if (fields.size() == kEntryFieldsBefore)
        return entry;
    const auto mode = numberAt(fields, 6, kModeMax);
    auto target = textAt(fields, 7, kFilePathMax);
    if (!mode || !target || target->find('\0') != std::string::npos)
        return std::nullopt;
    if (!target->empty() && entry.kind != FileEntry::Kind::Other)
        return std::nullopt;
    entry.mode = *mode;
    entry.target = std::move(*target);
    return entry;
}

} // namespace

std::string toPayload(const FileStart &message)
{
    return encodePayload({{"work", static_cast<std::uint64_t>(message.work)},
                          {"path", toValidUtf8(message.path)},
                          {"mode", static_cast<std::uint64_t>(message.mode)},
                          {"new", message.mustBeNew},
                          {"max", message.max},
                          {"until_end", message.untilEnd},
                          {"target", toValidUtf8(message.target)},
                          {"hashes", message.withHashes},
                          {"hash_max", message.hashMax},
                          {"keep_mode", message.keepsMode},
                          {"depth", message.depth}});
}

std::string toPayload(const FileEntries &message)
{
    auto entries = nlohmann::json::array();
    for (const auto &entry : message.entries)
        entries.push_back(
            nlohmann::json::array({toValidUtf8(entry.path), static_cast<std::uint64_t>(entry.kind), entry.size,
                                   entry.sha256, entry.changed, entry.links, entry.mode, entry.target}));
    return encodePayload({{"entries", std::move(entries)}});
}

std::string toPayload(const FileCredit &message)
{
    return encodePayload({{"bytes", message.bytes}});
}

std::string toPayload(const FileDone &message)
{
    return encodePayload({{"outcome", static_cast<std::uint64_t>(message.outcome)},
                          {"detail", clipped(toValidUtf8(message.detail), ByteCount{kFileDetailMax / 2})}});
}

bool isPlaceFor(FileWork work, std::string_view path)
{
    return isPlainAbsolutePath(path) || (work == FileWork::List && path == "/");
}

std::optional<FileStart> parseFileStart(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto work = numberField(*message, "work", static_cast<std::uint64_t>(FileWork::MakeLink));
    auto path = textField(*message, "path", kFilePathMax);
    const auto mode = numberField(*message, "mode", kModeMax);
    const auto mustBeNew = flagField(*message, "new");
    const auto max = numberField(*message, "max", kLargest);
    const auto untilEnd = flagField(*message, "until_end");
    auto target = textField(*message, "target", kFilePathMax);
    const auto withHashes = flagField(*message, "hashes");
    const auto hashMax = numberField(*message, "hash_max", kLargest);
    if (!work || !path || !isPlaceFor(static_cast<FileWork>(*work), *path) || !mode || !mustBeNew || !max ||
        !untilEnd || !target || target->find('\0') != std::string::npos || !withHashes || !hashMax)
        return std::nullopt;
    // A host of before says neither.
    const bool saysKeep = message->contains("keep_mode");
    const bool saysDepth = message->contains("depth");
    const auto keepsMode = saysKeep ? flagField(*message, "keep_mode") : std::optional(false);
    const auto depth = saysDepth ? numberField(*message, "depth", kLargest) : std::optional<std::uint64_t>(0);
    if (!keepsMode || !depth)
        return std::nullopt;
    return FileStart{static_cast<FileWork>(*work),
                     std::move(*path),
                     static_cast<unsigned>(*mode),
                     *mustBeNew,
                     *max,
                     *withHashes,
                     *hashMax,
                     *untilEnd,
                     std::move(*target),
                     *keepsMode,
                     *depth};
}

std::optional<FileEntries> parseFileEntries(std::string_view payload)
{
    const auto message = payload.size() <= kFileEntriesPayloadMax ? parsePayload(payload) : std::nullopt;
    if (!message)
        return std::nullopt;
    const auto list = message->find("entries");
    if (list == message->end() || !list->is_array() || list->size() > std::max(kFileEntriesPerFrame, kEntriesBefore))
        return std::nullopt;
    FileEntries parsed;
    for (const auto &fields : *list) {
        auto entry = parseEntry(fields);
        if (!entry)
            return std::nullopt;
        parsed.entries.push_back(std::move(*entry));
    }
    return parsed;
}

std::optional<FileCredit> parseFileCredit(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto bytes = message ? numberField(*message, "bytes", kFileWindow) : std::nullopt;
    return bytes ? std::optional(FileCredit{static_cast<std::size_t>(*bytes)}) : std::nullopt;
}

std::optional<FileDone> parseFileDone(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto outcome = numberField(*message, "outcome", static_cast<std::uint64_t>(FileDone::Outcome::TooLarge));
    const auto detail = textField(*message, "detail", kFileDetailMax);
    if (!outcome || !detail)
        return std::nullopt;
    return FileDone{static_cast<FileDone::Outcome>(*outcome), toOneLine(*detail)};
}

std::string toContentPayload(std::string_view content)
{
    std::string out;
    out.reserve(content.size() + content.size() / kContentBlock + 2);
    for (; !content.empty(); content.remove_prefix(std::min(kContentBlock, content.size()))) {
        out.push_back('\0');
        out.append(content.substr(0, kContentBlock));
    }
    out.push_back('\0');
    return out;
}

std::optional<std::string> parseContentPayload(std::string_view payload)
{
    if (payload.size() < 3 || payload.back() != '\0' ||
        payload.size() > kFileChunkMax + kFileChunkMax / kContentBlock + 2)
        return std::nullopt;
    payload.remove_suffix(1);
    std::string content;
    content.reserve(payload.size());
    for (; !payload.empty(); payload.remove_prefix(std::min(kContentBlock + 1, payload.size()))) {
        const auto block = payload.substr(0, kContentBlock + 1);
        if (block.front() != '\0' || block.size() < 2)
            return std::nullopt;
        content.append(block.substr(1));
    }
    return content.size() <= kFileChunkMax ? std::optional(std::move(content)) : std::nullopt;
}

} // namespace glovebox::guest
