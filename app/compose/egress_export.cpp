#include "app/compose/egress_export.h"

#include "app/format/csv.h"
#include "core/base/limits.h"
#include "core/rest/egress_json.h"

#include <QDateTime>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace glovebox::compose {

namespace {

QString textCell(const std::string &text)
{
    return QString::fromStdString(text);
}

QString listCell(const std::vector<std::string> &words)
{
    QStringList all;
    for (const auto &word : words)
        all += textCell(word);
    return all.join(QLatin1Char(' '));
}

QString timeCell(WallTime at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count(), Qt::UTC).toString(Qt::ISODateWithMs);
}

} // namespace

std::string egressHead(EgressShape shape)
{
    if (shape == EgressShape::JsonLines)
        return {};
    return "time,sandbox,session,kind,host,address,port,verdict,rule,reason,sent_bytes,received_bytes,lasted_ms,"
           "secrets,misused,id\r\n";
}

std::string egressLine(EgressShape shape, const domain::EgressDecision &one)
{
    if (shape == EgressShape::JsonLines)
        return rest::toJson(one).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    return format::csvLine({timeCell(one.at), textCell(one.sandbox.value()),
                            one.session ? textCell(one.session->value()) : QString(),
                            textCell(std::string(word(one.kind))), textCell(one.host), textCell(one.address),
                            one.port > 0 ? QString::number(one.port) : QString(),
                            textCell(std::string(word(one.verdict))), textCell(one.rule), textCell(one.reason),
                            QString::number(one.sent.value), QString::number(one.received.value),
                            one.lasted ? QString::number(one.lasted->count()) : QString(), listCell(one.secrets),
                            listCell(one.misused), textCell(one.id.value())})
        .toStdString();
}

/// Each page begins where the one before ended, so what is told meanwhile moves nothing.
Result<std::uint64_t> passEgress(ledger::UseReader &reader, const EgressPass &pass)
{
    auto question = pass.filter;
    question.before = 0;
    std::uint64_t taken = 0;
    std::uint64_t newest = 0;
    for (bool more = true; more && taken < pass.most;) {
        question.most =
            static_cast<int>(std::min<std::uint64_t>(pass.most - taken, std::uint64_t{limits::kHistoryPageMax}));
        GB_TRY(page, reader.egress(question));
        for (const auto &decision : page.decisions) {
            ++taken;
            if (!pass.take(decision))
                return taken;
        }
        if (pass.stop && pass.stop->raised())
            return fail(ErrorCode::Cancelled);
        more = page.more;
        question.before = page.next;
        newest = std::max(newest, page.next + page.decisions.size());
        if (pass.progress && newest > 0)
            pass.progress(more ? 1.0 - static_cast<double>(page.next) / static_cast<double>(newest) : 1.0);
    }
    return taken;
}

Result<std::uint64_t> writeEgress(ledger::UseReader &reader, EgressPass pass, const EgressFileWish &wish)
{
    const auto path = QString::fromStdString(wish.file);
    if (const QFileInfo there(path); !wish.mayReplace && (there.exists() || there.isSymLink()))
        return fail(ErrorCode::FolderUnusable, wish.file + " is there already");
    QSaveFile file(path);
    file.setDirectWriteFallback(false);
    bool good =
        file.open(QIODevice::WriteOnly) && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    const auto put = [&](const std::string &text) {
        good = good && file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
        return good;
    };
    put(egressHead(wish.shape));
    pass.take = [&](const domain::EgressDecision &decision) {
        return put(egressLine(wish.shape, decision));
    };
    GB_TRY(written, passEgress(reader, pass));
    if (!good || !file.commit())
        return fail(ErrorCode::FolderUnusable, wish.file + ": " + file.errorString().toStdString());
    if (pass.stop && pass.stop->raised()) { // while it got its name: whoever cancelled was told that nothing is left
        QFile::remove(path);
        return fail(ErrorCode::Cancelled);
    }
    return written;
}

} // namespace glovebox::compose
