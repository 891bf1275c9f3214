#include "app/models/bulk_result.h"

#include "app/format/ends.h"
#include "app/format/errors.h"
#include "app/format/snapshots.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

using domain::SandboxState;
using domain::SnapshotState;

BulkResult::BulkResult(SandboxesModel *sandboxes, SnapshotsModel *snapshots, EndedModel *ended, Ticker *ticker,
                       QObject *parent)
    : QAbstractListModel(parent), m_sandboxes(sandboxes), m_snapshots(snapshots), m_ended(ended), m_ticker(ticker)
{
    connect(sandboxes, &SandboxesModel::changed, this, &BulkResult::look);
    connect(snapshots, &SnapshotsModel::changed, this, &BulkResult::lookAtSnapshot);
    connect(ticker, &Ticker::ticked, this, &BulkResult::giveUpOld);
    connect(ended, &EndedModel::told, this, [this](const QString &id) {
        if (m_verb == SandboxVerb::Destroy && lists(id))
            done(id, format::usedInShort(m_ended->find(id)->end.meter, m_ended->find(id)->end.cost));
    });
}

void BulkResult::begin(SandboxVerb verb, const QString &word)
{
    beginResetModel();
    m_rows.clear();
    m_verb = verb;
    m_word = word;
    m_isClosed = false;
    endResetModel();
    Q_EMIT changed();
}

void BulkResult::queue(const QString &id)
{
    put(id, State::Queued, {});
}

void BulkResult::add(const QString &id)
{
    put(id, State::Waiting, {});
}

QString BulkResult::takeNext()
{
    const auto next = std::ranges::find(m_rows, State::Queued, &Row::state);
    if (next == m_rows.end())
        return {};
    const QString id = next->id; // what hears of it may change the rows
    put(id, State::Waiting, {});
    return id;
}

void BulkResult::drop()
{
    QStringList ids;
    for (const Row &row : m_rows)
        if (row.state == State::Queued)
            ids += row.id;
    for (const QString &id : ids)
        put(id, State::NotBegun, tr("It was cancelled before its turn."));
}

int BulkResult::busy() const
{
    return static_cast<int>(std::ranges::count_if(m_rows, [now = m_ticker->now()](const Row &row) {
        return row.state == State::Waiting && now - row.begun < kTurnMax;
    }));
}

void BulkResult::skip(const QString &id, const QString &why)
{
    put(id, State::Skipped, why);
}

void BulkResult::fail(const QString &id, const QString &why)
{
    if (lists(id))
        put(id, State::Failed, why);
}

void BulkResult::done(const QString &id, const QString &text)
{
    if (lists(id))
        put(id, State::Done, text);
}

bool BulkResult::lists(const QString &id) const
{
    return std::ranges::find(m_rows, id, &Row::id) != m_rows.end();
}

bool BulkResult::waits(const QString &id) const
{
    const auto row = std::ranges::find(m_rows, id, &Row::id);
    return row != m_rows.end() && row->state == State::Waiting;
}

void BulkResult::put(const QString &id, State state, const QString &text)
{
    const auto found = std::ranges::find(m_rows, id, &Row::id);
    const bool known = found != m_rows.end();
    const WallTime begun = state == State::Waiting ? m_ticker->now() : known ? found->begun : WallTime{};
    if (!known) {
        beginInsertRows({}, count(), count());
        m_rows.push_back({id, state, text, begun});
        endInsertRows();
    } else if (found->state != state || found->text != text) {
        *found = {id, state, text, begun};
        m_isClosed = m_isClosed && state != State::Failed;
        const int row = static_cast<int>(found - m_rows.begin());
        Q_EMIT dataChanged(index(row), index(row));
    }
    Q_EMIT changed();
}

void BulkResult::again()
{
    QStringList ids;
    for (const Row &row : m_rows)
        if (row.state == State::Failed)
            ids += row.id;
    for (const QString &id : ids)
        put(id, State::Queued, {});
}

void BulkResult::close()
{
    if (waiting() + queued() == 0)
        return begin(m_verb, m_word);
    m_isClosed = true;
    Q_EMIT changed();
}

bool BulkResult::reached(const api::SandboxView &sandbox) const
{
    switch (m_verb) {
    case SandboxVerb::Pause:
        return sandbox.state == SandboxState::Paused;
    case SandboxVerb::Resume:
        return sandbox.state == SandboxState::Running;
    case SandboxVerb::Hibernate:
        return sandbox.state == SandboxState::Hibernated;
    case SandboxVerb::Destroy:
        return sandbox.state == SandboxState::Destroyed;
    case SandboxVerb::Snapshot:
    case SandboxVerb::Fork:
    case SandboxVerb::RestoreInPlace:
        return false;
    }
    return false;
}

/// A row that waits ends with what the engine shows of the sandbox, or with why it came to nothing.
void BulkResult::look(const QString &sandbox)
{
    const auto row = std::ranges::find(m_rows, sandbox, &Row::id);
    if (row == m_rows.end() || row->state != State::Waiting)
        return;
    const api::SandboxView *view = m_sandboxes->find(sandbox);
    if (!view) {
        if (m_verb == SandboxVerb::Destroy)
            done(sandbox);
        else
            fail(sandbox, tr("It is gone."));
    } else if (reached(*view)) {
        done(sandbox);
    } else if (const QString why = m_sandboxes->refusal(sandbox); !why.isEmpty()) {
        fail(sandbox, why);
    } else if (m_verb != SandboxVerb::Destroy && view->state == SandboxState::Failed) {
        fail(sandbox, tr("It failed."));
    }
}

void BulkResult::lookAtSnapshot(const QString &snapshot)
{
    if (m_verb != SandboxVerb::Snapshot)
        return;
    const api::SnapshotView *view = m_snapshots->find(snapshot);
    if (!view)
        return loseSnapshot(snapshot);
    const QString sandbox = QString::fromStdString(view->sandbox.value());
    const auto row = std::ranges::find(m_rows, sandbox, &Row::id);
    if (row == m_rows.end() || row->state != State::Waiting || view->at < row->begun) // another that was taken of it
        return;
    row->snapshot = snapshot;
    switch (view->state) {
    case SnapshotState::Taking:
        return;
    case SnapshotState::Ready:
        return done(sandbox, format::snapshotTitle(*view));
    case SnapshotState::Failed:
        return fail(sandbox, view->problem ? format::explain(*view->problem, format::Area::Snapshot).why : QString());
    case SnapshotState::Deleting:
    case SnapshotState::Gone:
        return loseSnapshot(snapshot);
    }
}

/// Whoever cancels one that is being taken removes it.
void BulkResult::loseSnapshot(const QString &snapshot)
{
    const auto row = std::ranges::find(m_rows, snapshot, &Row::snapshot);
    if (row != m_rows.end() && row->state == State::Waiting)
        fail(row->id, tr("It was given up."));
}

/// What is done may have been too short to be seen, or its end may never come: an operation does not wait for ever.
void BulkResult::giveUpOld()
{
    QStringList ids;
    for (const Row &row : m_rows) {
        const api::SnapshotView *taken = row.snapshot.isEmpty() ? nullptr : m_snapshots->find(row.snapshot);
        const bool goesOn = taken && taken->state == SnapshotState::Taking;
        if (row.state == State::Waiting && !goesOn && m_ticker->now() - row.begun >= kHeardOfMax)
            ids += row.id;
    }
    for (const QString &id : ids)
        fail(id, tr("Nothing was heard of it for %1 minutes.").arg(kHeardOfMax.count()));
}

int BulkResult::countOf(State state) const
{
    return static_cast<int>(std::ranges::count(m_rows, state, &Row::state));
}

QString BulkResult::verbWord() const
{
    if (!m_word.isEmpty())
        return m_word;
    switch (m_verb) {
    case SandboxVerb::Pause:
        return tr("Pause");
    case SandboxVerb::Resume:
        return tr("Resume");
    case SandboxVerb::Hibernate:
        return tr("Hibernate");
    case SandboxVerb::Snapshot:
        return tr("Snapshot");
    case SandboxVerb::Destroy:
        return tr("Destroy");
    case SandboxVerb::Fork:
    case SandboxVerb::RestoreInPlace:
        break;
    }
    return tr("Result");
}

QString BulkResult::title() const
{
    QStringList parts;
    if (const int waiting = countOf(State::Waiting); waiting > 0)
        parts += tr("%1 under way").arg(waiting);
    if (const int queued = countOf(State::Queued); queued > 0)
        parts += tr("%1 waiting").arg(queued);
    if (const int done = countOf(State::Done); done > 0)
        parts += tr("%1 done").arg(done);
    if (const int failed = countOf(State::Failed); failed > 0)
        parts += tr("%1 failed").arg(failed);
    if (const int skipped = countOf(State::Skipped); skipped > 0)
        parts += tr("%1 skipped").arg(skipped);
    if (const int dropped = countOf(State::NotBegun); dropped > 0)
        parts += tr("%1 not begun").arg(dropped);
    return tr("%1: %2").arg(verbWord(), parts.join(QStringLiteral(", ")));
}

QString BulkResult::text() const
{
    QStringList lines{title()};
    for (int row = 0; row < count(); ++row) {
        const QString why = index(row).data(TextRole).toString();
        const QString line =
            index(row).data(IdRole).toString() + QLatin1Char('\t') + index(row).data(WordRole).toString();
        lines += why.isEmpty() ? line : line + QLatin1Char('\t') + why;
    }
    return lines.join(QLatin1Char('\n'));
}

format::StateLook BulkResult::lookOf(State state)
{
    switch (state) {
    case State::Queued:
        return {tr("waiting"), format::Tone::Neutral, format::Shape::Clock};
    case State::Waiting:
        return {tr("under way"), format::Tone::Progress, format::Shape::Arc};
    case State::Done:
        return {tr("done"), format::Tone::Live, format::Shape::Check};
    case State::Failed:
        return {tr("failed"), format::Tone::Failed, format::Shape::OctagonCross};
    case State::NotBegun:
        return {tr("not begun"), format::Tone::Neutral, format::Shape::CircleSlash};
    case State::Skipped:
        break;
    }
    return {tr("skipped"), format::Tone::Neutral, format::Shape::CircleSlash};
}

QVariant BulkResult::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const format::StateLook look = lookOf(row.state);
    switch (role) {
    case IdRole:
        return row.id;
    case WordRole:
        return look.word;
    case ToneRole:
        return format::word(look.tone);
    case SymbolRole:
        return format::symbol(look.shape);
    case TextRole:
        return row.text;
    default:
        return {};
    }
}

QHash<int, QByteArray> BulkResult::roleNames() const
{
    return roleTable(
        {{IdRole, "objectId"}, {WordRole, "word"}, {ToneRole, "tone"}, {SymbolRole, "symbol"}, {TextRole, "text"}});
}

} // namespace glovebox::models
