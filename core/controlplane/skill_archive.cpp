#include "core/controlplane/skill_archive.h"

#include "core/base/archive_names.h"
#include "core/base/id.h"
#include "core/base/limits.h"
#include "core/base/plain_path.h"
#include "core/base/text.h"

#include <archive.h>
#include <archive_entry.h>

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace glovebox::controlplane {

namespace {

/// All names together (5.1); what a guest's file system takes as one path, with room for the folder before it.
constexpr std::size_t kNamesMax = std::size_t{1} << 20;
constexpr std::size_t kPathMax = 2048;
/// Headers and padding that a tar may spend beside its contents: an endless run of empty headers ends here.
constexpr std::uint64_t kTarMax = limits::kSkillBytesMax.value + (limits::kSkillFilesMax << 12);

using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;

Error broken(archive *reader)
{
    const char *words = archive_error_string(reader);
    return {ErrorCode::ProtocolError, "the skill's archive: " + toOneLine(words != nullptr ? words : "cannot be read")};
}

tl::unexpected<Error> refused(std::string_view why, std::string_view name)
{
    return fail(ErrorCode::ProtocolError,
                "the skill's archive has " + std::string(why) + ": " + clipped(toOneLine(name), ByteCount{200}));
}

std::optional<int> compressionOf(std::string_view bytes)
{
    using namespace std::string_view_literals;
    static constexpr std::pair<std::string_view, int> kMagics[] = {
        {"\x1F\x8B"sv, ARCHIVE_FILTER_GZIP},
        {"BZh"sv, ARCHIVE_FILTER_BZIP2},
        {"\xFD"
         "7zXZ\0"sv,
         ARCHIVE_FILTER_XZ},
        {"\x28\xB5\x2F\xFD"sv, ARCHIVE_FILTER_ZSTD},
        {"\x04\x22\x4D\x18"sv, ARCHIVE_FILTER_LZ4},
    };
    for (const auto &[magic, filter] : kMagics)
        if (bytes.starts_with(magic))
            return filter;
    return std::nullopt;
}

/// One format and one filter, both told by the first bytes: left to guess, the library would peel compressions off one
/// inside the other for as long as an archive likes, and start outside programs for some.
Result<Reader> open(std::string_view bytes)
{
    Reader reader(archive_read_new(), &archive_read_free);
    if (bytes.starts_with("PK\x03\x04")) {
        // The table at the end is the one that knows links from files.
        archive_read_support_format_zip_seekable(reader.get());
    } else {
        archive_read_support_format_tar(reader.get());
        if (const auto filter = compressionOf(bytes); filter && archive_read_append_filter(reader.get(), *filter) != 0)
            return tl::unexpected(broken(reader.get()));
    }
    archive_read_set_options(reader.get(), "hdrcharset=UTF-8");
    if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
        return tl::unexpected(broken(reader.get()));
    return reader;
}

bool isPlainName(std::string_view name)
{
    return name.find('/') == std::string_view::npos && isPlainRelativePath(name) && !hasControlCharacters(name);
}

/// The name without "." and doubled slashes; empty for the archive's own root.
Result<std::string> memberPath(std::string_view name)
{
    auto found = archiveName(name, kPathMax);
    if (found.trouble != ArchiveName::Trouble::None)
        return refused(inWords(found.trouble), name);
    return std::move(found.path);
}

class Unpacking {
public:
    Unpacking(archive *reader, const StopFlag &stop) : m_reader(reader), m_stop(stop) {}

    Result<std::vector<ports::SkillFile>> run()
    {
        for (;;) {
            archive_entry *entry = nullptr;
            const int status = archive_read_next_header(m_reader, &entry);
            if (status == ARCHIVE_EOF)
                break;
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) // a warning: an attribute that we do not use
                return tl::unexpected(broken(m_reader));
            GB_CHECK(member(entry));
        }
        auto all = files();
        if (all.empty())
            return fail(ErrorCode::ProtocolError, "the skill's archive holds no file");
        return all;
    }

private:
    Result<> member(archive_entry *entry)
    {
        const char *name = archive_entry_pathname(entry);
        if (name == nullptr)
            return refused("a name that cannot be read", "");
        m_names += std::string_view(name).size() + 1;
        if (++m_members > limits::kSkillFilesMax || m_names > kNamesMax ||
            archive_filter_bytes(m_reader, 0) > static_cast<std::int64_t>(kTarMax))
            return fail(ErrorCode::TooLarge, "the skill's archive has too many members");
        GB_TRY(path, memberPath(name));
        // Read even when it is skipped: what is left unread would be unpacked uncounted on the way to the next header.
        GB_TRY(content, read());
        if (path.empty())
            return {};
        noteTop(path);
        const bool link = archive_entry_hardlink(entry) != nullptr;
        if (!link && archive_entry_filetype(entry) == AE_IFDIR)
            return folder(path);
        if (link || archive_entry_filetype(entry) != AE_IFREG)
            return {};
        if (const auto slash = path.rfind('/'); slash != std::string::npos)
            GB_CHECK(folder(path.substr(0, slash)));
        const bool executable = (archive_entry_perm(entry) & 0111) != 0;
        if (m_folders.contains(path) || !m_files.try_emplace(path, File{std::move(content), executable}).second)
            return refused("the same name twice", path);
        return {};
    }

    Result<> folder(std::string path)
    {
        for (;;) {
            if (m_files.contains(path))
                return refused("a file and a folder of one name", path);
            if (!m_folders.insert(path).second)
                return {}; // its ancestors are there too
            const auto slash = path.rfind('/');
            if (slash == std::string::npos)
                return {};
            path.resize(slash);
        }
    }

    Result<std::string> read()
    {
        std::string content;
        for (;;) {
            char block[32U << 10];
            const auto got = archive_read_data(m_reader, block, sizeof block);
            if (got < 0)
                return tl::unexpected(broken(m_reader));
            if (m_stop.raised())
                return fail(ErrorCode::Cancelled, "nobody wants the skill any more");
            if (got == 0)
                return content;
            m_bytes += static_cast<std::uint64_t>(got);
            if (m_bytes > limits::kSkillBytesMax.value)
                return fail(ErrorCode::TooLarge, "the skill is larger than what is unpacked");
            content.append(block, static_cast<std::size_t>(got));
        }
    }

    void noteTop(const std::string &path)
    {
        const auto top = path.substr(0, path.find('/'));
        m_nested = m_nested || top.size() != path.size();
        m_oneTop = m_oneTop && (!m_top || *m_top == top);
        m_top = top;
    }

    std::vector<ports::SkillFile> files()
    {
        const std::size_t strip = m_oneTop && m_nested ? m_top->size() + 1 : 0;
        std::vector<ports::SkillFile> files;
        for (auto &[path, file] : m_files)
            if (path.size() > strip)
                files.push_back({path.substr(strip), std::move(file.content), file.executable});
        return files;
    }

    struct File {
        std::string content;
        bool executable = false;
    };

    archive *m_reader;
    const StopFlag &m_stop;
    std::map<std::string, File> m_files;
    std::set<std::string> m_folders;
    std::optional<std::string> m_top;
    bool m_oneTop = true;
    bool m_nested = false;
    std::size_t m_members = 0;
    std::size_t m_names = 0;
    std::uint64_t m_bytes = 0;
};

} // namespace

Result<std::vector<ports::SkillFile>> unpackSkill(std::string_view archive, const StopFlag &stop)
{
    const Utf8Names locale;
    GB_TRY(reader, open(archive));
    return Unpacking(reader.get(), stop).run();
}

std::string skillFolder(std::string_view name, std::string_view id)
{
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const auto first = name.find_first_not_of(blanks);
    name = first == std::string_view::npos ? "" : name.substr(first, name.find_last_not_of(blanks) - first + 1);
    while (name.ends_with('/'))
        name.remove_suffix(1);
    name = name.substr(name.rfind('/') + 1);
    if (isPlainName(name))
        return std::string(name);
    return isSafeToken(id) ? std::string(id) : std::string();
}

} // namespace glovebox::controlplane
