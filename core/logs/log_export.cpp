#include "core/logs/log_export.h"

#include "core/base/text.h"

#include <QFile>
#include <QSaveFile>

#include <nlohmann/json.hpp>

namespace glovebox::logs {

namespace {

using Json = nlohmann::ordered_json;

std::string quoted(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What the file is, before its lines.
std::string headOf(const ExportWish &wish, const LogQuery &query, LogExtent extent)
{
    std::string words;
    for (const auto &word : query.filter.words)
        words += (words.empty() ? "" : " ") + word;
    const auto range = std::to_string(extent.first) + " to " + std::to_string(extent.end - 1);
    if (wish.asJson)
        return quoted(Json{{"log", wish.title}, {"lines", range}, {"source", query.filter.source}, {"filter", words}}) +
               '\n';
    std::string head = "# Log: " + toOneLine(wish.title) + "\n# Lines: " + range + '\n';
    if (!query.filter.source.empty())
        head += "# Source: " + toOneLine(query.filter.source) + '\n';
    return words.empty() ? head : head + "# Filter: " + toOneLine(words) + '\n';
}

} // namespace

std::string plainLine(const StoredLine &line)
{
    if (!line.readable)
        return "? " + toOneLine(line.line.message);
    // An escape sequence of a console's colours is left out; of others the letters stay, without what makes them act.
    std::string message;
    const auto &text = line.line.message;
    for (std::size_t at = 0; at < text.size();) {
        if (text.compare(at, 2, "\x1b[") == 0) {
            const auto end = text.find_first_not_of("0123456789;:", at + 2);
            if (end != std::string::npos && text[end] == 'm') {
                at = end + 1;
                continue;
            }
        }
        message += text[at++];
    }
    return describe(LogLine{line.line.at, line.line.level, toOneLine(line.line.source), toOneLine(message)});
}

Result<LogNumber> exportLog(const LogReader &reader, const LogQuery &query, const ExportWish &wish,
                            const StopFlag &stop)
{
    GB_TRY(matcher, LineMatcher::make(query));
    QSaveFile file(QString::fromStdString(wish.file));
    const auto failed = [&] {
        return fail(ErrorCode::FolderUnusable, wish.file + ": " + file.errorString().toStdString());
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const auto extent = reader.extent();
    LogNumber written = 0;
    std::uint64_t lost = 0;
    file.write(QByteArray::fromStdString(headOf(wish, query, extent)));
    for (LogNumber from = extent.first; from < extent.end; from += kPieceMax) {
        const auto to = std::min(from + kPieceMax, extent.end);
        GB_CHECK(reader.visit(from, to, [&](LogNumber number, std::string_view line) {
            if (!matcher.matches(line))
                return !stop.raised();
            const auto stored = decodeLine(line, number);
            if (wish.asJson && stored.readable)
                file.write(line.data(), static_cast<qint64>(line.size()));
            else
                file.write(QByteArray::fromStdString(plainLine(stored)));
            file.write("\n");
            ++written;
            lost += stored.lost;
            return !stop.raised();
        }));
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        if (wish.progress)
            wish.progress(static_cast<double>(to - extent.first) / static_cast<double>(extent.end - extent.first));
    }
    const auto counts = std::pair(std::to_string(written), std::to_string(lost));
    if (wish.asJson)
        file.write(QByteArray::fromStdString(quoted(Json{{"count", written}, {"missing", lost}}) + '\n'));
    else
        file.write(QByteArray::fromStdString("# " + counts.first + " lines; " + counts.second + " are missing\n"));
    return file.commit() ? Result<LogNumber>(written) : failed();
}

} // namespace glovebox::logs
