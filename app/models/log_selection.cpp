// Selecting lines of the log, copying and exporting them.
#include "app/format/log_text.h"
#include "app/format/quantities.h"
#include "app/models/log_model.h"

#include <QRegularExpression>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace glovebox::models {

namespace {

QString jsonOf(const StoredLine &line)
{
    // As the log has it on disk.
    const auto text = describe(LogLine{line.line.at, line.line.level, {}, {}});
    nlohmann::ordered_json json{{"t", text.substr(0, text.find(' '))},
                                {"l", std::string(1, "DIWE"[static_cast<std::size_t>(line.line.level)])},
                                {"s", line.line.source},
                                {"m", line.line.message}};
    if (line.lost > 0)
        json["g"] = line.lost;
    return QString::fromStdString(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

} // namespace

bool LogModel::isSelected(LogNumber number) const
{
    return m_selectionAnchor != 0 && number >= std::min(m_selectionAnchor, m_selectionEnd) &&
           number <= std::max(m_selectionAnchor, m_selectionEnd);
}

int LogModel::selectedRow() const
{
    return m_selectionAnchor == 0 ? -1 : rowOfNumber(m_selectionEnd);
}

void LogModel::selectRow(int row, bool extend)
{
    if (row < 0 || row >= count())
        return;
    setFollowing(false); // also of whoever comes back to the line that is selected
    const auto number = numberOf(row);
    if (m_selectionAnchor != 0 && number == m_selectionEnd && (extend || m_selectionAnchor == number)) {
        if (!extend)
            Q_EMIT revealRow(row);
        return;
    }
    m_selectionEnd = number;
    if (!extend || m_selectionAnchor == 0)
        m_selectionAnchor = m_selectionEnd;
    emitAllRows({SelectedRole});
    Q_EMIT selectionChanged();
    Q_EMIT revealRow(row);
}

void LogModel::moveSelection(int rows, bool extend)
{
    const int from = selectedRow();
    selectRow(std::clamp(from < 0 ? count() - 1 : from + rows, 0, std::max(0, count() - 1)), extend);
}

void LogModel::selectAll()
{
    if (count() == 0)
        return;
    m_selectionAnchor = numberOf(0);
    m_selectionEnd = numberOf(count() - 1);
    setFollowing(false);
    emitAllRows({SelectedRole});
    Q_EMIT selectionChanged();
    Q_EMIT revealRow(count() - 1);
}

void LogModel::clearSelection()
{
    if (m_selectionAnchor == 0)
        return;
    m_selectionAnchor = 0;
    m_selectionEnd = 0;
    emitAllRows({SelectedRole});
    Q_EMIT selectionChanged();
}

QString LogModel::selectedText() const
{
    const int row = selectedRow();
    const auto *kept = row < 0 ? nullptr : lineAt(row);
    if (!kept)
        return {};
    const auto text = tr("Line %1").arg(format::count(kept->line.number));
    if (m_selectionAnchor != m_selectionEnd) {
        const int other = rowNear(m_selectionAnchor);
        return tr("%1 lines selected").arg(format::count(std::abs(row - other) + 1));
    }
    return kept->line.readable ? text + QStringLiteral(" · ") + format::fullTime(kept->line.line.at, m_ticker->zone())
                               : text;
}

double LogModel::selectedAt() const
{
    const int row = selectedRow();
    const auto *kept = row < 0 ? nullptr : lineAt(row);
    return kept && kept->line.readable ? static_cast<double>(kept->line.line.at.time_since_epoch().count()) : 0;
}

QString LogModel::selectedObject() const
{
    if (m_name.kind != LogName::Kind::Engine)
        return object();
    const int row = selectedRow();
    const auto *kept = row < 0 ? nullptr : lineAt(row);
    if (!kept)
        return {};
    static const QRegularExpression ids(QStringLiteral("\\b(sesn_\\w{1,64}|sbx-[\\w-]{1,64})\\b"));
    const auto found = ids.match(QString::fromStdString(kept->line.line.message).left(1000));
    if (!found.hasMatch())
        return {};
    const bool isSession = found.captured().startsWith(QLatin1String("sesn_"));
    return (isSession ? QStringLiteral("session/") : QStringLiteral("sandbox/")) + found.captured();
}

/// A line of a session's log says "bash sevt_…: running"; others name none.
QString LogModel::selectedCall() const
{
    if (m_name.kind != LogName::Kind::Session)
        return {};
    const int row = selectedRow();
    const auto *kept = row < 0 ? nullptr : lineAt(row);
    if (!kept || kept->line.line.source != "tool")
        return {};
    static const QRegularExpression call(QStringLiteral(" ([\\w-]{1,128}): "));
    return call.match(QString::fromStdString(kept->line.line.message).left(1000)).captured(1);
}

QString LogModel::titleText() const
{
    const auto id = QString::fromStdString(m_name.id);
    return m_name.kind == LogName::Kind::Engine    ? QStringLiteral("engine")
           : m_name.kind == LogName::Kind::Sandbox ? QStringLiteral("console of ") + id
                                                   : QStringLiteral("session ") + id;
}

QString LogModel::copyText(const std::vector<StoredLine> &lines, int how) const
{
    QStringList texts;
    if (how == WithContext && !lines.empty())
        texts += tr("# Log: %1, lines %2 to %3")
                     .arg(titleText(), QString::number(lines.front().number), QString::number(lines.back().number));
    for (const auto &line : lines) {
        if (how == AsJson) {
            texts += jsonOf(line);
            continue;
        }
        auto copy = line.line;
        copy.message = format::wholeLogText(line.line.message, m_raw).toStdString();
        auto text = QString::fromStdString(how == Plain || !line.readable ? copy.message : describe(copy));
        // What was selected is told apart from what stands around it.
        if (how == WithContext)
            text.prepend(isSelected(line.number) ? QLatin1String("> ") : QLatin1String("  "));
        texts += text;
    }
    return texts.join(QLatin1Char('\n'));
}

/// They need not be in memory.
void LogModel::copySelection(int how)
{
    if (!m_desk || !hasSelection())
        return;
    std::vector<LogNumber> numbers;
    auto first = std::min(m_selectionAnchor, m_selectionEnd);
    auto end = std::max(m_selectionAnchor, m_selectionEnd) + 1;
    if (how == WithContext) { // all of the neighbours, whatever the filter shows
        first = std::max(m_extent.first, first - kContext);
        end = std::min(m_extent.end, end + kContext);
    }
    std::size_t wanted = 0;
    for (auto number = first; number < end && wanted <= bridge::LogDesk::kReadMax; ++number)
        if (how == WithContext ? !isSelected(number) || rowOfNumber(number) >= 0 : rowOfNumber(number) >= 0) {
            ++wanted;
            if (wanted <= bridge::LogDesk::kReadMax)
                numbers.push_back(number);
        }
    m_copying =
        m_desk->read(m_name, std::move(numbers), [this, wanted, how](const Result<std::vector<StoredLine>> &lines) {
            if (!lines)
                return setProblem(QString::fromStdString(describe(lines.error())));
            auto text = copyText(*lines, how);
            if (lines->size() < wanted)
                text += QLatin1Char('\n') + tr("… the first %1 of the selected lines; export the rest")
                                                .arg(format::count(static_cast<qint64>(lines->size())));
            Q_EMIT copied(text);
        });
}

void LogModel::prepareExport(int firstRow, int lastRow)
{
    LogExportForm::Offer offer{.desk = m_desk, .name = m_name, .filter = m_filter, .title = titleText()};
    if (count() > 0) {
        const auto row = [this](int wanted) {
            return numberOf(std::clamp(wanted, 0, count() - 1));
        };
        offer.onScreen = {row(firstRow), row(lastRow) + 1};
        if (hasSelection())
            offer.selected = {std::min(m_selectionAnchor, m_selectionEnd),
                              std::max(m_selectionAnchor, m_selectionEnd) + 1};
    }
    m_exporting.prepare(std::move(offer));
}

} // namespace glovebox::models
