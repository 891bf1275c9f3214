// Role: a folder of logs for a test, and lines for it.
#pragma once

#include "core/logs/log_book.h"
#include "core/logs/log_reader.h"

#include <QFile>
#include <QTemporaryDir>

namespace glovebox::logs {

inline const LogName kEngine{};
inline const WallTime kBegin{std::chrono::milliseconds(1'800'000'000'000)};

struct LogFolder {
    QTemporaryDir dir;
    std::string path = dir.path().toStdString();

    std::unique_ptr<LogBook> book(BookOptions options = {})
    {
        options.folder = path;
        auto opened = LogBook::open(std::move(options));
        if (!opened)
            qFatal("%s", describe(opened.error()).c_str());
        return *std::move(opened);
    }
    /// "line 1" to "line N", a second apart.
    void fill(int lines, BookOptions options = {})
    {
        const auto book = this->book(std::move(options));
        for (int i = 1; i <= lines; ++i)
            book->write(kEngine, line(i));
        book->flush();
    }
    static LogLine line(int i)
    {
        return {kBegin + std::chrono::seconds(i), LogLevel::Info, "engine", "line " + std::to_string(i)};
    }
    QByteArray bytes(const char *file) const
    {
        QFile opened(dir.filePath(QString::fromLatin1(file)));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    void write(const char *file, const QByteArray &bytes) const
    {
        QFile opened(dir.filePath(QString::fromLatin1(file)));
        if (!opened.open(QIODevice::WriteOnly) || opened.write(bytes) != bytes.size())
            qFatal("cannot write");
    }
};

inline LogReader readerOf(const LogFolder &folder, LogName name = kEngine)
{
    LogReader reader(folder.path, std::move(name));
    if (const auto extent = reader.refresh(); !extent)
        qFatal("%s", describe(extent.error()).c_str());
    return reader;
}

inline std::vector<std::string> textsOf(const Result<std::vector<StoredLine>> &lines)
{
    std::vector<std::string> texts;
    for (const auto &line : *lines)
        texts.push_back(line.line.message);
    return texts;
}

} // namespace glovebox::logs
