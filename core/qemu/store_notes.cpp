#include "core/qemu/store_notes.h"

#include "core/qemu/disk_layer.h"
#include "core/qemu/json_reader.h"
#include "core/qemu/memory/descriptor.h"
#include "core/qemu/record_json.h"

#include <cerrno>
#include <fcntl.h>

namespace glovebox::qemu {

namespace {

using nlohmann::json;

constexpr std::uint64_t kNotesFormat = 1;

tl::unexpected<Error> notNotes()
{
    return fail(ErrorCode::ProtocolError, "what was noted beside it cannot be read");
}

std::string asText(const json &notes)
{
    return notes.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<json> parsedNotes(std::string_view text, const char *kind)
{
    if (text.size() > kNotesMax.value)
        return notNotes();
    auto notes = json::parse(text, nullptr, false);
    const JsonReader reader(notes);
    if (!notes.is_object() || reader.text("kind") != kind || reader.count("format") != kNotesFormat)
        return notNotes();
    return notes;
}

} // namespace

std::string notesText(const SnapshotNotes &notes)
{
    json out{{"format", kNotesFormat},
             {"kind", "snapshot notes"},
             {"name", notes.name},
             {"pinned", notes.pinned},
             {"damage", notes.damage}};
    if (notes.verifiedAt)
        out["verified_ms"] = notes.verifiedAt->time_since_epoch().count();
    return asText(out);
}

std::string notesText(const ports::TemplateNotes &notes)
{
    json out{{"format", kNotesFormat}, {"kind", "template notes"}, {"log", notes.log.substr(0, kLogMax.value)}};
    if (notes.ladder)
        out["ladder"] = ladderJson(*notes.ladder);
    return asText(out);
}

Result<SnapshotNotes> parseSnapshotNotes(std::string_view text)
{
    GB_TRY(notes, parsedNotes(text, "snapshot notes"));
    const JsonReader reader(notes);
    const auto name = reader.text("name");
    const auto pinned = reader.truth("pinned");
    const auto damage = reader.text("damage");
    const auto verified = reader.whole("verified_ms");
    if (!name || !pinned || !damage || (reader.has("verified_ms") && !verified))
        return notNotes();
    SnapshotNotes out{.name = *name, .pinned = *pinned, .verifiedAt = {}, .damage = *damage};
    if (verified)
        out.verifiedAt = WallTime(std::chrono::milliseconds(*verified));
    return out;
}

Result<ports::TemplateNotes> parseTemplateNotes(std::string_view text)
{
    GB_TRY(notes, parsedNotes(text, "template notes"));
    const JsonReader reader(notes);
    const auto &log = reader.member("log");
    // What is no UTF-8 in a log was replaced by up to three bytes each.
    if (!log.is_string() || log.get_ref<const std::string &>().size() > 3 * kLogMax.value)
        return notNotes();
    ports::TemplateNotes out{.log = log.get<std::string>(), .ladder = {}};
    if (!reader.has("ladder"))
        return out;
    out.ladder = readLadder(reader.member("ladder"));
    if (!out.ladder)
        return notNotes();
    return out;
}

Result<> writeNotes(const std::string &folder, const std::string &text)
{
    const auto path = folder + "/" + kNotesFile;
    GB_TRY(file, memory::NewFile::create(path));
    GB_CHECK(memory::writeAt(file.fd(), std::as_bytes(std::span(text)), 0, "writing " + path));
    return file.commit();
}

Result<std::string> readNotes(const std::string &folder)
{
    const auto path = folder + "/" + kNotesFile;
    const auto length = lengthOf(path);
    if (length == ByteCount{0})
        return fail(ErrorCode::NotFound, "nothing was noted");
    if (length > kNotesMax)
        return notNotes();
    const memory::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file)
        return memory::refused("opening " + path, errno);
    std::string text(length.value, '\0');
    GB_CHECK(memory::readAt(file.get(), std::as_writable_bytes(std::span(text)), 0, "reading " + path));
    return text;
}

} // namespace glovebox::qemu
