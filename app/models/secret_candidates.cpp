#include "app/models/secret_candidates.h"

#include "app/models/roles.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <tuple>

namespace glovebox::models {

namespace {

/// Who can do something with it, and was made last, is meant most often.
bool isLikelier(const SecretCandidate &left, const SecretCandidate &right)
{
    const auto key = [](const SecretCandidate &each) {
        return std::tuple(!each.problem.isEmpty(), each.reach, each.paused, -each.madeAt.time_since_epoch().count());
    };
    return std::tuple(key(left), left.id) < std::tuple(key(right), right.id);
}

QString noteOf(const SecretCandidate &candidate)
{
    if (!candidate.problem.isEmpty())
        return SecretCandidates::tr("cannot be given it");
    return candidate.hint.isEmpty() ? QString() : SecretCandidates::tr("no host within reach");
}

} // namespace

void SecretCandidates::begin(std::vector<SecretCandidate> candidates)
{
    beginResetModel();
    m_all = std::move(candidates);
    std::ranges::sort(m_all, isLikelier);
    m_filterText.clear();
    m_words.clear();
    filter();
    m_current.clear();
    chooseFirst();
    endResetModel();
    Q_EMIT changed();
}

void SecretCandidates::filter()
{
    m_shown.clear();
    for (int at = 0; at < total(); ++at)
        if (matches(m_all[static_cast<std::size_t>(at)]))
            m_shown.push_back(at);
}

bool SecretCandidates::matches(const SecretCandidate &candidate) const
{
    return std::ranges::all_of(m_words, [&](const QString &word) {
        return std::ranges::any_of(std::array{&candidate.title, &candidate.id, &candidate.use, &candidate.look.word},
                                   [&](const QString *text) { return text->contains(word, Qt::CaseInsensitive); });
    });
}

void SecretCandidates::chooseFirst()
{
    if (chosen() && currentRow() >= 0)
        return;
    m_current.clear();
    for (const int at : m_shown)
        if (const auto &each = m_all[static_cast<std::size_t>(at)]; each.problem.isEmpty()) {
            m_current = each.id;
            return;
        }
}

void SecretCandidates::put(SecretCandidate candidate)
{
    const int at = indexOf(candidate.id);
    if (at < 0) {
        const bool isShown = matches(candidate);
        if (isShown)
            beginInsertRows({}, count(), count());
        m_all.push_back(std::move(candidate));
        if (isShown) {
            m_shown.push_back(total() - 1);
            endInsertRows();
        }
    } else if (auto &before = m_all[static_cast<std::size_t>(at)]; before != candidate) {
        before = std::move(candidate);
        if (const int row = shownRow(at); row >= 0)
            Q_EMIT dataChanged(index(row), index(row));
    } else {
        return;
    }
    Q_EMIT changed();
}

void SecretCandidates::drop(const QString &id)
{
    const int at = indexOf(id);
    if (at < 0)
        return;
    const int row = shownRow(at);
    if (row >= 0)
        beginRemoveRows({}, row, row);
    m_all.erase(m_all.begin() + at);
    std::erase(m_shown, at);
    for (int &each : m_shown)
        each -= each > at ? 1 : 0;
    if (row >= 0)
        endRemoveRows();
    if (m_current == id) // who meant that one does not mean another
        m_current.clear();
    Q_EMIT changed();
}

std::vector<QString> SecretCandidates::ids() const
{
    std::vector<QString> all;
    for (const auto &each : m_all)
        all.push_back(each.id);
    return all;
}

void SecretCandidates::setFilterText(const QString &text)
{
    if (text == m_filterText)
        return;
    beginResetModel();
    m_filterText = text;
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    filter();
    chooseFirst();
    endResetModel();
    Q_EMIT changed();
}

int SecretCandidates::indexOf(const QString &id) const
{
    const auto found = std::ranges::find(m_all, id, &SecretCandidate::id);
    return found == m_all.end() ? -1 : static_cast<int>(found - m_all.begin());
}

int SecretCandidates::shownRow(int index) const
{
    const auto found = std::ranges::find(m_shown, index);
    return found == m_shown.end() ? -1 : static_cast<int>(found - m_shown.begin());
}

const SecretCandidate *SecretCandidates::chosen() const
{
    const int at = m_current.isEmpty() ? -1 : indexOf(m_current);
    return at < 0 ? nullptr : &m_all[static_cast<std::size_t>(at)];
}

int SecretCandidates::currentRow() const
{
    return m_current.isEmpty() ? -1 : shownRow(indexOf(m_current));
}

QString SecretCandidates::problem() const
{
    return chosen() ? chosen()->problem : QString();
}

QString SecretCandidates::hint() const
{
    return chosen() && chosen()->problem.isEmpty() ? chosen()->hint : QString();
}

bool SecretCandidates::canChoose() const
{
    return chosen() && chosen()->problem.isEmpty();
}

void SecretCandidates::select(int row)
{
    if (row < 0 || row >= count())
        return;
    const QString &id = m_all[static_cast<std::size_t>(m_shown[static_cast<std::size_t>(row)])].id;
    if (std::exchange(m_current, id) != id)
        Q_EMIT changed();
}

void SecretCandidates::moveSelection(int rows)
{
    if (count() > 0)
        select(currentRow() < 0 ? 0 : std::clamp(currentRow() + rows, 0, count() - 1));
}

QVariant SecretCandidates::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto &each = m_all[static_cast<std::size_t>(m_shown[static_cast<std::size_t>(index.row())])];
    switch (role) {
    case SandboxIdRole:
        return each.id;
    case TitleRole:
        return each.title;
    case UseRole:
        return each.use;
    case ToneRole:
        return format::word(each.look.tone);
    case SymbolRole:
        return format::symbol(each.look.shape);
    case WordRole:
        return each.look.word;
    case NoteRole:
        return noteOf(each);
    case SpokenRole:
        return QStringList{tr("Sandbox %1").arg(each.title), each.look.word, each.use, noteOf(each)}
            .filter(QRegularExpression(QStringLiteral(".")))
            .join(QStringLiteral(", "));
    default:
        return {};
    }
}

QHash<int, QByteArray> SecretCandidates::roleNames() const
{
    return roleTable({{SandboxIdRole, "sandboxId"},
                      {TitleRole, "title"},
                      {UseRole, "use"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {NoteRole, "note"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
