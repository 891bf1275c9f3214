// Role: archives for tests, entry by entry, honest or not. Thread: the test's.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <string_view>

namespace testsupport {

class MadeArchive {
public:
    enum class Form { Tar, TarGz, TarZst, Zip };

    explicit MadeArchive(const std::string &path, Form form = Form::TarGz) : m_archive(archive_write_new())
    {
        if (form == Form::Zip)
            archive_write_set_format_zip(m_archive);
        else
            archive_write_set_format_pax_restricted(m_archive);
        if (form == Form::TarGz)
            archive_write_add_filter_gzip(m_archive);
        if (form == Form::TarZst)
            archive_write_add_filter_zstd(m_archive);
        archive_write_open_filename(m_archive, path.c_str());
    }
    ~MadeArchive() { archive_write_free(m_archive); }
    MadeArchive(const MadeArchive &) = delete;
    MadeArchive &operator=(const MadeArchive &) = delete;

    MadeArchive &file(const char *name, std::string_view content, unsigned mode = 0644)
    {
        return entry(name, AE_IFREG, mode, content);
    }
    MadeArchive &folder(const char *name) { return entry(name, AE_IFDIR, 0755); }
    MadeArchive &link(const char *name, const char *target) { return entry(name, AE_IFLNK, 0777, {}, target); }
    MadeArchive &device(const char *name) { return entry(name, AE_IFCHR, 0666); }
    MadeArchive &pipe(const char *name) { return entry(name, AE_IFIFO, 0666); }
    MadeArchive &hardLink(const char *name, const char *target)
    {
        return entry(name, AE_IFREG, 0644, {}, nullptr, target);
    }

private:
    MadeArchive &entry(const char *name, unsigned type, unsigned mode, std::string_view content = {},
                       const char *target = nullptr, const char *hard = nullptr)
    {
        auto *made = archive_entry_new();
        archive_entry_set_pathname(made, name);
        archive_entry_set_filetype(made, type);
        archive_entry_set_perm(made, static_cast<mode_t>(mode));
        archive_entry_set_size(made, static_cast<la_int64_t>(content.size()));
        if (target)
            archive_entry_set_symlink(made, target);
        if (hard)
            archive_entry_set_hardlink(made, hard);
        archive_write_header(m_archive, made);
        if (!content.empty())
            archive_write_data(m_archive, content.data(), content.size());
        archive_entry_free(made);
        return *this;
    }

    archive *m_archive;
};

} // namespace testsupport
