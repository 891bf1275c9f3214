#include "app/models/seed_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"
#include "app/models/roles.h"

namespace glovebox::models {

using domain::SeedState;

namespace {

QString printedBy(const api::SeedView &view, int step)
{
    QStringList lines;
    if (view.state == SeedState::Waiting || view.state == SeedState::Running)
        return {};
    const std::string &heading = view.steps[static_cast<std::size_t>(step - 1)]; // the engine writes it down, too
    for (const api::BuildLine &line : view.log)
        if (line.step == step && !(line.stream == api::BuildLine::Stream::System && line.text == heading))
            lines += format::shownLine(QString::fromStdString(line.text));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

void SeedLadder::show(const api::SeedView *view)
{
    std::vector<Row> rows;
    for (int at = 1; view && at <= static_cast<int>(view->steps.size()); ++at) {
        const bool done = view->state == SeedState::Done || at < view->step;
        const QString now = view->state == SeedState::Failed      ? QStringLiteral("failed")
                            : view->state == SeedState::Cancelled ? QStringLiteral("cancelled")
                                                                  : QStringLiteral("now");
        rows.push_back({format::shownLine(QString::fromStdString(view->steps[static_cast<std::size_t>(at - 1)])),
                        done               ? QStringLiteral("done")
                        : at == view->step ? now
                                           : QStringLiteral("later"),
                        printedBy(*view, at)});
    }
    if (rows == m_rows)
        return;
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        Q_EMIT countChanged();
        return;
    }
    for (std::size_t at = 0; at < rows.size(); ++at) {
        if (rows[at] == m_rows[at])
            continue;
        m_rows[at] = rows[at];
        Q_EMIT dataChanged(index(static_cast<int>(at)), index(static_cast<int>(at)));
    }
}

int SeedLadder::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant SeedLadder::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case WordsRole:
        return row.words;
    case StateRole:
        return row.state;
    case OutputRole:
        return row.output;
    default:
        return {};
    }
}

QHash<int, QByteArray> SeedLadder::roleNames() const
{
    return roleTable({{WordsRole, "words"}, {StateRole, "how"}, {OutputRole, "output"}});
}

SeedDetail::SeedDetail(Ticker *ticker, QObject *parent) : QObject(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &SeedDetail::changed);
}

void SeedDetail::apply(const api::SeedView &view)
{
    const QString id = QString::fromStdString(view.sandbox.value());
    if (const api::SeedView *known = find(id); known && view.generation < known->generation)
        return;
    m_views.insert(id, view);
    if (id == m_sandbox)
        refresh();
}

void SeedDetail::remove(const domain::SandboxId &sandbox)
{
    const QString id = QString::fromStdString(sandbox.value());
    if (m_views.remove(id) && id == m_sandbox)
        refresh();
}

void SeedDetail::open(const QString &sandbox)
{
    m_sandbox = sandbox;
    refresh();
}

const api::SeedView *SeedDetail::find(const QString &sandbox) const
{
    const auto found = m_views.constFind(sandbox);
    return found == m_views.constEnd() ? nullptr : &*found;
}

void SeedDetail::refresh()
{
    m_steps.show(view());
    if (view())
        m_log.show(*view(), m_ticker->zone());
    else
        m_log.clear();
    Q_EMIT changed();
}

bool SeedDetail::goesOn() const
{
    return known() && (view()->state == SeedState::Waiting || view()->state == SeedState::Running);
}

bool SeedDetail::over() const
{
    return known() && (view()->state == SeedState::Failed || view()->state == SeedState::Cancelled);
}

QString SeedDetail::word() const
{
    return known() ? format::look(*view()).word : QString();
}

QString SeedDetail::tone() const
{
    return known() ? format::word(format::look(*view()).tone) : QString();
}

QString SeedDetail::symbol() const
{
    return known() ? format::symbol(format::look(*view()).shape) : QString();
}

QString SeedDetail::forText() const
{
    if (!known())
        return {};
    return goesOn() ? tr("for %1").arg(format::duration(m_ticker->now() - view()->since))
                    : format::ago(view()->since, m_ticker->now());
}

QString SeedDetail::stepText() const
{
    if (!known())
        return {};
    const auto steps = view()->steps.size();
    const int at = view()->step;
    if (view()->state == SeedState::Done)
        return tr("All of it is done.");
    if (at < 1 || at > static_cast<int>(steps))
        return view()->state == SeedState::Waiting ? tr("It begins when the sandbox runs.") : QString();
    return tr("Step %1 of %2: %3")
        .arg(at)
        .arg(steps)
        .arg(format::shownLine(QString::fromStdString(view()->steps[static_cast<std::size_t>(at - 1)])));
}

double SeedDetail::progress() const
{
    return known() && goesOn() ? view()->progress.value_or(-1.0) : -1.0;
}

format::Explanation SeedDetail::problem() const
{
    return known() && view()->state == SeedState::Failed && view()->problem
               ? format::explain(*view()->problem, format::Area::Seeding, m_sandbox)
               : format::Explanation{};
}

} // namespace glovebox::models
