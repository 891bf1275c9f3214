// Role: the channel's messages about files, as plain values, and their payloads (messages.h has the others and the
// rules). A file's content and a program's input and output are no text, so their
// payloads are the ones that are not CBOR: see toContentPayload(). No Qt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::guest {

enum class FileWork : std::uint8_t { MakeFolder, Write, Read, List, Remove, MakeLink };

/// A plain, absolute path; a list may be of / itself as well.
bool isPlaceFor(FileWork work, std::string_view path);

struct FileStart {
    FileWork work = FileWork::Read;
    std::string path; // plain and absolute
    unsigned mode = 0;
    bool mustBeNew = false;
    std::uint64_t max = 0; // Write: how much content follows; Read: bytes at most; List: entries at most
    bool withHashes = false;
    std::uint64_t hashMax = 0; // larger files are not hashed; 0: all are
    bool untilEnd = false;     // Write: how much follows is not known, FileEnd says that it was all
    std::string target;        // MakeLink: what it leads to, whatever that is
    bool keepsMode = false;    // Write: a file that is there keeps its own
    std::uint64_t depth = 0;   // List: of folders that are looked into; 0: all
};

struct FileEntry {
    enum class Kind : std::uint8_t { File, Folder, Other };
    std::string path; // relative, plain; of Other it may be a mended spelling of what is no UTF-8
    Kind kind = Kind::Other;
    std::uint64_t size = 0;
    std::string sha256; // 64 hex digits, or empty
    std::uint64_t changed = 0;
    std::uint64_t links = 1;
    std::uint64_t mode = 0; // permission bits
    std::string target;     // of a symbolic link, when it is UTF-8

    friend bool operator==(const FileEntry &, const FileEntry &) = default;
};

struct FileEntries {
    std::vector<FileEntry> entries;
};

struct FileCredit {
    std::size_t bytes = 0; // 0: a sign of life
};

struct FileDone {
    enum class Outcome : std::uint8_t { Done, NotFound, InvalidArgument, InvalidState, TooLarge };
    Outcome outcome = Outcome::Done;
    std::string detail; // why not, in a few words
};

std::string toPayload(const FileStart &message);
std::string toPayload(const FileEntries &message);
std::string toPayload(const FileCredit &message);
std::string toPayload(const FileDone &message);

std::optional<FileStart> parseFileStart(std::string_view payload);
std::optional<FileEntries> parseFileEntries(std::string_view payload);
std::optional<FileCredit> parseFileCredit(std::string_view payload);
std::optional<FileDone> parseFileDone(std::string_view payload);

/// Raw bytes with a zero before every fifteen of them and one at the end, so that whatever a file holds, no greeting
/// mark can stand in a payload, and none that was filled up with one is accepted.
std::string toContentPayload(std::string_view content);
/// The bytes; nothing when the zeros are not where they belong, or when it is more than kFileChunkMax or nothing at
/// all.
std::optional<std::string> parseContentPayload(std::string_view payload);

} // namespace glovebox::guest
