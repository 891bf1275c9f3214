// Role: what is said of a template or a snapshot after it was written: a small file beside its manifest, replaced
// whole. A reader takes it from anybody; what is wrong with it costs the notes, never what they are of. Thread: any.
#pragma once

#include "core/ports/hypervisor.h"

#include <string>
#include <string_view>

namespace glovebox::qemu {

inline constexpr const char *kNotesFile = "notes.json";
/// A build's log may be all characters that JSON writes as six.
inline constexpr ByteCount kNotesMax = ByteCount::kib(160);
/// Of a build: its console's end, and its steps.
inline constexpr ByteCount kLogMax = ByteCount::kib(18);

struct SnapshotNotes {
    std::string name;
    bool pinned = false;
    std::optional<WallTime> verifiedAt;
    std::string damage;

    friend bool operator==(const SnapshotNotes &, const SnapshotNotes &) = default;
};

std::string notesText(const SnapshotNotes &notes);
std::string notesText(const ports::TemplateNotes &notes);
/// ProtocolError for what is none.
Result<SnapshotNotes> parseSnapshotNotes(std::string_view text);
Result<ports::TemplateNotes> parseTemplateNotes(std::string_view text);

/// All of it or what was there before, also after a power cut.
Result<> writeNotes(const std::string &folder, const std::string &text);
/// NotFound when nothing was ever said.
Result<std::string> readNotes(const std::string &folder);

} // namespace glovebox::qemu
