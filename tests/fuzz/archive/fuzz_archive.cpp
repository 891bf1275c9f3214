// Arbitrary bytes as an archive of this host that is copied into a sandbox: tar, plain or compressed, or zip. Must
// hold: no crash; every path is plain and stays below where it goes; no more entries and content than may be; and what
// a second reader tells is what the first one told.
#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/ports/host_files.h"
#include "core/system/archive_reader.h"
#include "tests/fuzz/scratch_folder.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

using namespace glovebox;

namespace {

/// Of contents, for one input: what is unpacked from some bytes may take seconds.
constexpr std::size_t kReadMax = 4U << 20;

const StopFlag kNever;

void demand(bool holds)
{
    if (!holds)
        std::abort();
}

const std::string &archivePath()
{
    static const ScratchFolder folder("archive");
    static const auto path = folder.path() + "/it";
    return path;
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

void check(const ports::TreeEntry &entry)
{
    demand(isPlainRelativePath(entry.path) && !hasControlCharacters(entry.path));
    demand(!(entry.isFolder && entry.isLink()));
    demand(entry.size <= ports::kHostFilesMax && entry.sha256.empty());
    demand(entry.target.size() <= 4095 && toValidUtf8(entry.target) == entry.target);
}

std::size_t readSome(system::ArchiveReader &reader, std::size_t atMost)
{
    std::size_t had = 0;
    while (had < atMost) {
        const auto piece = reader.read(64U << 10, kNever);
        if (!piece || piece->empty())
            return had;
        demand(piece->size() <= 64U << 10);
        had += piece->size();
    }
    return had;
}

std::vector<ports::TreeEntry> entriesOf(std::size_t readAtMost)
{
    system::ArchiveReader reader(archivePath());
    std::vector<ports::TreeEntry> found;
    if (!reader.open(kNever))
        return found;
    std::size_t names = 0;
    for (;;) {
        auto entry = reader.next(kNever);
        if (!entry || !*entry)
            break;
        check(**entry);
        names += (*entry)->path.size() + (*entry)->target.size();
        if (!(*entry)->isFolder && !(*entry)->isLink())
            readAtMost -= readSome(reader, readAtMost);
        found.push_back(std::move(**entry));
    }
    demand(found.size() <= ports::kHostEntriesMax && names <= ports::kHostNamesMax.value);
    demand(reader.leftOut().size() <= 100);
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string bytes(reinterpret_cast<const char *>(data), size);
    rightSums(bytes);
    std::ofstream(archivePath(), std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const auto all = entriesOf(0);
    const auto again = entriesOf(kReadMax);
    // Reading contents may end it earlier: where one is broken.
    demand(again.size() <= all.size());
    for (std::size_t i = 0; i < again.size(); ++i)
        demand(again[i] == all[i]);
    return 0;
}
