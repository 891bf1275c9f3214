// Role: logs on disk for a test or a picture: the real files, their writer and their reader, in a folder of its own.
// Thread: the test's.
#pragma once

#include "app/compose/disk_log_desk.h"
#include "core/api/views.h"
#include "core/logs/log_book.h"

#include <QTemporaryDir>

namespace glovebox::testing {

class LogShelf {
public:
    explicit LogShelf(logs::BookOptions options = {}) : m_desk(m_dir.path().toStdString())
    {
        options.folder = m_dir.path().toStdString();
        auto book = logs::LogBook::open(std::move(options));
        if (!book)
            qFatal("%s", describe(book.error()).c_str());
        m_book = *std::move(book);
    }

    bridge::LogDesk &desk() { return m_desk; }
    QString path(const QString &file) const { return m_dir.filePath(file); }
    void write(const LogName &name, LogLine line) { m_book->write(name, std::move(line)); }
    void flush() { m_book->flush(); }
    /// The lines among them: a guest's into its console's log, all others into the engine's.
    void put(const std::vector<api::Change> &changes)
    {
        for (const auto &change : changes)
            if (const auto *line = std::get_if<LogLine>(&change)) {
                constexpr std::string_view guest = "sandbox ";
                if (line->source.starts_with(guest))
                    write({LogName::Kind::Sandbox, line->source.substr(guest.size())},
                          {line->at, line->level, "console", line->message});
                else
                    write({}, *line);
            }
        flush();
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<logs::LogBook> m_book;
    compose::DiskLogDesk m_desk;
};

} // namespace glovebox::testing
