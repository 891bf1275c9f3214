#include "app/models/build_lines.h"

#include "app/format/foreign_text.h"
#include "app/format/images.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <QStringList>

#include <algorithm>

namespace glovebox::models {

namespace {

QString streamWord(api::BuildLine::Stream stream)
{
    switch (stream) {
    case api::BuildLine::Stream::Output:
        return QStringLiteral("output");
    case api::BuildLine::Stream::Error:
        return QStringLiteral("error");
    case api::BuildLine::Stream::System:
        break;
    }
    return QStringLiteral("system");
}

} // namespace

BuildLines::Line BuildLines::heading(const api::DefinedTemplateView &made, int step)
{
    const bool cached = std::ranges::find(made.cachedSteps, step) != made.cachedSteps.end();
    const auto at = static_cast<std::size_t>(step - 1);
    const QString what = at < made.definition.steps.size()
                             ? format::stepKind(made.definition.steps[at]) + QLatin1Char(' ') +
                                   format::stepInWords(made.definition.steps[at])
                             : QString();
    return {tr("Step %1 of %2  %3").arg(step).arg(made.definition.steps.size()).arg(what).trimmed(),
            QStringLiteral("heading"),
            cached,
            {}};
}

std::vector<BuildLines::Line> BuildLines::under(const Steps &steps, const std::vector<api::BuildLine> &log,
                                                const QTimeZone &zone)
{
    std::vector<Line> lines;
    int begun = 0; // the last step with a heading
    const int first = log.empty() ? 1 : std::max(1, log.front().step);
    const auto beginUpTo = [&](int step) {
        for (step = std::min(step, steps.count); begun < step;) {
            Line next = steps.heading(++begun);
            if (begun >= first || next.cached) // the others' lines are not told any more
                lines.push_back(std::move(next));
        }
    };
    for (const api::BuildLine &line : log) {
        beginUpTo(line.step);
        lines.push_back({format::shownLine(QString::fromStdString(line.text)), streamWord(line.stream), false,
                         format::clockTime(line.at, zone)});
    }
    beginUpTo(steps.begun);
    return lines;
}

void BuildLines::show(const api::DefinedTemplateView &made, const QTimeZone &zone)
{
    int begun = made.state == api::DefinedTemplateState::Building ? made.step : 0;
    if (!made.cachedSteps.empty()) // that print nothing
        begun = std::max(begun, *std::ranges::max_element(made.cachedSteps));
    replace(under({static_cast<int>(made.definition.steps.size()), begun,
                   [&](int step) {
                       return heading(made, step);
                   }},
                  made.log, zone));
}

void BuildLines::show(const api::SeedView &seeding, const QTimeZone &zone)
{
    const int count = static_cast<int>(seeding.steps.size());
    const auto headed = [&](int step) {
        return Line{
            tr("Step %1 of %2  %3")
                .arg(step)
                .arg(count)
                .arg(format::shownLine(QString::fromStdString(seeding.steps[static_cast<std::size_t>(step - 1)]))),
            QStringLiteral("heading"),
            false,
            {}};
    };
    std::vector<api::BuildLine> log = seeding.log; // the engine's own heading of a step is ours already
    std::erase_if(log, [&](const api::BuildLine &line) {
        return line.stream == api::BuildLine::Stream::System && line.step >= 1 && line.step <= count &&
               line.text == seeding.steps[static_cast<std::size_t>(line.step - 1)];
    });
    replace(under({count, seeding.step, headed}, log, zone));
}

void BuildLines::clear()
{
    replace({});
}

/// The oldest lines go, new ones come: the others stay the rows that they are.
void BuildLines::replace(std::vector<Line> lines)
{
    if (lines == m_lines)
        return;
    std::size_t gone = 0;
    const auto goesOn = [&] {
        const std::size_t kept = m_lines.size() - gone;
        return kept <= lines.size() &&
               std::equal(m_lines.begin() + static_cast<std::ptrdiff_t>(gone), m_lines.end(), lines.begin());
    };
    while (gone < m_lines.size() && !goesOn())
        ++gone;
    if (gone == m_lines.size()) { // another build
        beginResetModel();
        m_lines = std::move(lines);
        endResetModel();
        Q_EMIT countChanged();
        return;
    }
    if (gone > 0) {
        beginRemoveRows({}, 0, static_cast<int>(gone) - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(gone));
        endRemoveRows();
    }
    if (lines.size() > m_lines.size()) {
        beginInsertRows({}, count(), static_cast<int>(lines.size()) - 1);
        m_lines = std::move(lines);
        endInsertRows();
    }
    Q_EMIT countChanged();
}

QString BuildLines::text() const
{
    QStringList all;
    for (const Line &line : m_lines)
        all += line.time.isEmpty() ? line.text : line.time + QStringLiteral("  ") + line.text;
    return all.join(QLatin1Char('\n'));
}

int BuildLines::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant BuildLines::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Line &line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TextRole:
        return line.text;
    case KindRole:
        return line.kind;
    case CachedRole:
        return line.cached;
    case TimeRole:
        return line.time;
    default:
        return {};
    }
}

QHash<int, QByteArray> BuildLines::roleNames() const
{
    return roleTable({{TextRole, "text"}, {KindRole, "kind"}, {CachedRole, "cached"}, {TimeRole, "time"}});
}

} // namespace glovebox::models
