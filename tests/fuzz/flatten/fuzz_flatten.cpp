// Arbitrary bytes as layers, and as a root file system's tar file. Must hold: no crash, nothing beyond the limits, and
// what comes out is a tar file of plain names, each once, folders first, every hard link behind what it leads to; and
// it passes once more without a change. The input's first byte says where one layer ends and the next begins.
#include "core/images/oci/digest.h"
#include "core/images/oci/flatten.h"
#include "tests/fuzz/scratch_folder.h"

#include <archive.h>
#include <archive_entry.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

using namespace glovebox;
using namespace glovebox::images;

namespace {

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

class StringSink : public Sink {
public:
    Result<> write(std::string_view more) override
    {
        bytes += more;
        return {};
    }
    std::string bytes;
};

const std::string &workFolder()
{
    static const ScratchFolder folder("flatten");
    static const bool isMade = std::filesystem::create_directories(folder.path() + "/sha256");
    demand(isMade);
    return folder.path();
}

void write(const std::string &path, std::string_view bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// A head whose sum is wrong ends every reader's work, and no mutation gets it right.
void rightSums(std::string &tar)
{
    for (std::size_t at = 0; at + 512 <= tar.size(); at += 512) {
        if (std::string_view(tar).substr(at + 257, 5) != "ustar")
            continue;
        tar.replace(at + 148, 8, 8, ' ');
        unsigned sum = 0;
        for (std::size_t byte = 0; byte < 512; ++byte)
            sum += static_cast<unsigned char>(tar[at + byte]);
        char text[8];
        std::snprintf(text, sizeof text, "%06o", sum & 0777777U);
        tar.replace(at + 148, 7, std::string_view(text, 7));
    }
}

bool isPlainName(std::string_view name)
{
    if (name == "./")
        return true;
    while (name.ends_with('/'))
        name.remove_suffix(1);
    if (name.empty() || name.front() == '/')
        return false;
    for (std::size_t at = 0; at <= name.size();) {
        const auto end = std::min(name.find('/', at), name.size());
        const auto part = name.substr(at, end - at);
        if (part.empty() || part == "." || part == ".." || part.size() > 255)
            return false;
        at = end + 1;
    }
    return true;
}

void check(const std::string &tar, const FlattenFacts &facts, const FlattenLimits &limits)
{
    demand(facts.content.value <= limits.content.value);
    auto *reader = archive_read_new();
    archive_read_support_format_tar(reader);
    archive_read_open_memory(reader, tar.data(), tar.size());
    std::set<std::string> seen;
    bool folders = true;
    archive_entry *entry = nullptr;
    int answer = ARCHIVE_OK;
    while ((answer = archive_read_next_header(reader, &entry)) >= ARCHIVE_WARN && answer != ARCHIVE_EOF) {
        std::string name = archive_entry_pathname(entry);
        demand(isPlainName(name));
        while (name.size() > 1 && name.ends_with('/'))
            name.pop_back();
        demand(seen.insert(name).second);
        const auto *target = archive_entry_hardlink(entry);
        demand(target == nullptr || seen.contains(target));
        const bool folder = target == nullptr && archive_entry_filetype(entry) == AE_IFDIR;
        demand(folders || !folder);
        folders = folders && folder;
    }
    demand(answer == ARCHIVE_EOF && seen.size() == facts.entries);
    archive_read_free(reader);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    std::string tar(reinterpret_cast<const char *>(data) + 1, size - 1);
    rightSums(tar);
    const auto split = std::min<std::size_t>(data[0] * std::size_t(512), tar.size());
    FlattenLimits limits;
    limits.entries = 1000;
    limits.content = ByteCount::mib(1);
    limits.memory = ByteCount::mib(4);
    limits.ratioFrom = ByteCount::mib(1);
    const LayoutPlace place{{}, workFolder()};
    OciImage image;
    for (const auto part : {std::string_view(tar).substr(0, split), std::string_view(tar).substr(split)}) {
        const auto digest = digestOf(part);
        write(blobPath(place, digest), part);
        image.layers.push_back({.digest = digest, .size = {part.size()}, .mediaType = {}, .diffId = digest});
    }
    const StopFlag stop;
    StringSink out;
    if (const auto facts = flatten(image, place, limits, out, {}, stop)) {
        check(out.bytes, *facts, limits);
        const auto again = workFolder() + "/again.tar";
        write(again, out.bytes);
        StringSink second;
        const auto same = filterTarball(again, {}, second, {}, stop);
        demand(same.has_value() && second.bytes == out.bytes);
    }
    for (const auto &layer : image.layers)
        std::filesystem::remove(blobPath(place, layer.digest));

    const auto tarball = workFolder() + "/root.tar";
    write(tarball, tar);
    StringSink filtered;
    if (const auto facts = filterTarball(tarball, limits, filtered, {}, stop))
        check(filtered.bytes, *facts, limits);
    return 0;
}
